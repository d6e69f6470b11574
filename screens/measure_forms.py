"""The forms about a measure: a new one from a template or from nothing, all of its fields, another plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from models.form_reads import record
from models.scorecard import form_reads, reads
from models.scorecard.templates import BY_KEY, STAGES, TEMPLATES, Template, template
from models.scorecard.verbs import AddFromTemplates
from screens.dialogs.form import FormDialog
from screens.dialogs.pick import PickDialog
from screens.scorecard_form import (
    changed_measure,
    changed_plan,
    edit_fields,
    new_fields,
    new_measure,
    plan_fields,
)
from screens.shell import Result
from screens.text import Spans
from screens.writer import Writing

if TYPE_CHECKING:
    from screens.base import OarScreen
    from screens.scorecard_verbs import MeasureVerbs

NOTHING = "-"
"""What stands for no template."""


class TemplateDialog(PickDialog):
    """Chooses a usual monitor; closes with (key or "-", what was typed), None for Escape."""

    def __init__(self) -> None:
        choices = [(one.key, f"{one.name}   {one.area}") for one in TEMPLATES]
        sets = [(stage, f"{stage} stage: a whole set of {len(keys)}") for stage, keys in STAGES.items()]
        super().__init__("New measure", [(NOTHING, "from nothing: an empty form"), *sets, *choices])

    def lines(self) -> list[Spans]:
        """Return the choices; a name that no template has is said to be a new one."""
        found = list(super().lines())
        if not self._found:
            found[2] = ((f"Enter opens an empty form for {self._edit.text.strip()!r}", "muted"),)
        return [*found, (), (("Type a name, or choose a usual monitor. Enter goes on, Esc cancels", "muted"),)]

    def press(self, key: str) -> Result:
        """Enter takes what is chosen, or what was typed when nothing is called that."""
        if key == "enter":
            chosen = self._found[self._at][0] if self._found else NOTHING
            return self.close((chosen, self._edit.text.strip()))
        return super().press(key)


async def open_new(screen: MeasureVerbs, team: int) -> None:
    """Ask for a template, then open the form of a new measure of `team`, 0 for the person's own."""

    def chosen(answer: tuple[str, str] | None) -> Result:
        if answer is None:
            return None
        key, typed = answer
        if key in STAGES:
            me = screen.store.me
            screen.write(AddFromTemplates(templates=(key,), team=f"T{_team(screen, team)}", owner=me.handle))
            return None
        typed_name = {"name": typed} if key == NOTHING and typed else {}
        return _open_form(screen, team, None if key == NOTHING else template(key), typed_name, screen.went_to)

    await screen.shell.open_dialog(TemplateDialog(), chosen)


async def open_again(screen: OarScreen, key: str, typed: Mapping[str, str]) -> None:
    """Open the form of a new measure with what was typed before; key: of its template, "" for none."""
    await _open_form(screen, 0, BY_KEY.get(key), typed)


async def _open_form(
    screen: OarScreen,
    team: int,
    model: Template | None,
    typed: Mapping[str, str],
    then: Callable[[Any], None] | None = None,
) -> None:
    reader, me = screen.store.reader, screen.store.me
    own = _team(screen, team)
    fields = new_fields(
        people=form_reads.people(reader),
        teams=form_reads.teams(reader),
        results=form_reads.results(reader, me.id),
        me=me.handle,
        team=f"T{own}",
        today=screen.store.clock.today(),
        template=model,
    )

    def save(_changes: Mapping[str, str]) -> Writing:
        return screen.write(new_measure(form.values(), model), then=then, refused=_on_the_form)

    title = "New measure" if model is None else f"New measure: {model.name}"
    keep = partial(_keep, screen, f"add measure {model.key}" if model is not None else "add measure")
    form = FormDialog(title, fields, save=save, always=True, typed=typed, changed=keep)
    await screen.shell.open_dialog(form, lambda _: keep({}))


def _team(screen: OarScreen, team: int) -> int:
    """Return the team that is looked at, else the person's own."""
    own: tuple[int, ...] = screen.store.me.own
    return team or (own[0] if own else 1)


async def open_edit(screen: OarScreen, measure: int, typed: Mapping[str, str] | None = None) -> None:
    """Open the form of a measure, and again after a conflict with what was typed."""
    reader, today = screen.store.reader, screen.store.clock.today()
    detail, opened = reads.measure_detail(reader, today, measure), record(reader, f"M{measure}").values
    linked = [number for number in (detail.one.drives_id, opened["beside"]) if number]
    results = form_reads.results(reader, screen.store.me.id, linked)
    fields = edit_fields(detail, opened, people=form_reads.people(reader), results=results, today=today)

    def save(changes: Mapping[str, str]) -> Writing:
        again = partial(open_edit, screen, measure, dict(changes))
        verb = changed_measure(detail, changes, form.base, opened)
        return screen.write(verb, edit=again, refused=_on_the_form)

    target = f"edit M{measure}"
    form = FormDialog(
        f"M{measure} {detail.one.name}", fields, save=save, typed=typed, changed=partial(_keep, screen, target)
    )
    await screen.shell.open_dialog(form, lambda _: _keep(screen, target, {}))


async def open_plan(screen: OarScreen, measure: int, typed: Mapping[str, str] | None = None) -> None:
    """Open the form of another plan: what it is and the period it counts from."""
    reader, today = screen.store.reader, screen.store.clock.today()
    detail = reads.measure_detail(reader, today, measure)

    def save(changes: Mapping[str, str]) -> Writing:
        return screen.write(changed_plan(measure, changes, form.base), refused=_on_the_form)

    keep = partial(_keep, screen, f"plan M{measure}")
    form = FormDialog(f"Plan of {detail.one.name}", plan_fields(detail, today), save=save, typed=typed, changed=keep)
    await screen.shell.open_dialog(form, lambda _: keep({}))


def _keep(screen: OarScreen, target: str, fields: Mapping[str, str]) -> None:
    screen.shell.drafts.form(screen.headline(), target, fields)


def _on_the_form(error: Exception) -> None:
    """The form shows the error itself."""
