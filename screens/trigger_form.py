"""The form of a trigger: the condition is tried on the measure's past while it is typed (M74)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from models.errors import OarError, Unknown
from models.form_reads import record, typed
from models.numbers import format_number
from models.refs import parse
from models.scorecard import form_reads, plans
from models.scorecard.glance_reads import judged
from models.scorecard.trigger_reads import DryRunView, dry_run
from models.scorecard.verbs import AddTrigger
from models.scorecard.verdict import Judged
from models.verbs import Edit
from screens.base import OarScreen
from screens.dialogs.form import FormDialog, FormField
from screens.text import Spans, wrap
from screens.writer import Writing

CONDITION_HELP = (
    "< 60% for 3: so for three closed periods. change < -2 for 2: the step from one to the next. "
    "mean4 > 12h for 1: the mean of four"
)
SHOWN = 8
"""Firings that are named; the others are counted."""


class TriggerForm(FormDialog):
    """A form that shows under its fields when the condition would have fired. tried: condition -> dry run."""

    def __init__(
        self, title: str, fields: Sequence[FormField], tried: Callable[[str], DryRunView], **more: Any
    ) -> None:
        super().__init__(title, fields, **more)
        self._tried = tried
        self._known: tuple[str, list[Spans]] = ("", [])

    def lines(self) -> Sequence[Spans]:
        """Return the fields, then the dry run."""
        return [*super().lines(), (), *self._dry_run(self.values()["condition"].strip())]

    def _dry_run(self, condition: str) -> list[Spans]:
        if condition != self._known[0]:
            self._known = (condition, self._made(condition))
        return self._known[1]

    def _made(self, condition: str) -> list[Spans]:
        if not condition:
            return [(("Dry run: type a condition", "muted"),)]
        try:
            found = self._tried(condition)
        except OarError as error:
            return [((line, "muted"),) for line in wrap(f"Dry run: {error.line()}", self.room)]
        return [tuple(line) for line in dry_run_lines(found, self.room)]


def dry_run_lines(found: DryRunView, room: int) -> list[Spans]:
    """Return in a few lines when a condition would have fired, and how near it is now."""
    head = f"Dry run over {found.looked_at} periods" + (f" since {found.since}" if found.since else "")
    out: list[Spans] = [((head, "head"),)]
    if not found.looked_at:
        return [*out, (("There are no readings to try it on yet", "muted"),)]
    if found.firings:
        named = ", ".join(f"{one.when} ({format_number(one.value, found.unit)})" for one in found.firings[-SHOWN:])
        more = f" and {len(found.firings) - SHOWN} times before" if len(found.firings) > SHOWN else ""
        out += [((line, ""),) for line in wrap(f"Would have fired in {named}{more}", room)]
    else:
        out.append((("Would never have fired", ""),))
    if found.run >= found.periods:
        held = f"{found.run} period{'s' if found.run > 1 else ''}"
        enough = f"It holds now, for {held}; {found.periods} {'is' if found.periods == 1 else 'are'} enough to fire"
        out += [((line, "warn"),) for line in wrap(enough, room)]
    else:
        out.append(((f"Now it has held for {found.run} of {found.periods}", "muted"),))
    return out


def _fields(screen: OarScreen, unit: str, condition: str, action: str, owner: str) -> list[FormField]:
    def problem(said: str) -> str:
        try:
            plans.parse_condition(said, unit=unit)
        except OarError as error:
            return error.line()
        return ""

    people = tuple(form_reads.people(screen.store.reader))
    return [
        FormField("condition", "When it is", value=condition, help=CONDITION_HELP, check=problem),
        FormField("action", "Then", value=action, help="What is done then, agreed beforehand",
                  check=lambda said: "" if said.strip() else "Say what is done then"),
        FormField("owner", "Owner", "person", value=owner, choices=people),
    ]  # fmt: skip


async def open_again(screen: OarScreen, ref: str, typed: Mapping[str, str]) -> None:
    """Open the form of a trigger, or of a new one of a measure, with what was typed before. Raises Unknown."""
    kind, number = parse(ref) or ("", 0)
    if kind == "trigger":
        await open_edit(screen, number, typed)
        return
    found = judged(screen.store.reader, screen.store.clock.today(), (number,), periods=2)
    if number not in found:
        raise Unknown(f"There is no {ref}")
    await open_new(screen, found[number], typed)


async def open_new(screen: OarScreen, one: Judged, typed: Mapping[str, str] | None = None) -> None:
    """Open the form for a new trigger of a measure."""
    tried = _trier(screen, one.id)

    def save(values: Mapping[str, str]) -> Writing:
        verb = AddTrigger(measure=one.id, condition=values["condition"], action=values["action"], owner=values["owner"])
        return screen.write(verb, refused=_on_the_form)

    fields = _fields(screen, one.unit, "", "", one.handle or "")
    keep = partial(screen.shell.drafts.form, screen.headline(), f"trigger M{one.id}")
    form = TriggerForm(f"Trigger on {one.name}", fields, tried, save=save, always=True, typed=typed, changed=keep)
    await screen.shell.open_dialog(form, lambda _: keep({}))


async def open_edit(screen: OarScreen, trigger: int, said: Mapping[str, str] | None = None) -> None:
    """Open the form of a trigger that there is. Raises Unknown when there is none any more."""
    reader = screen.store.reader
    view = record(reader, f"TR{trigger}")
    opened = view.values
    measure = int(opened["measure"])
    unit = judged(reader, screen.store.clock.today(), (measure,), periods=2, retired=True)[measure].unit
    owner = typed(reader, next(field for field in view.kind.fields if field.name == "owner"), opened["owner"])
    condition = _typed(opened)

    def save(changes: Mapping[str, str]) -> Writing:
        fields: dict[str, Any] = {name: said for name, said in changes.items() if name != "condition"}
        if "condition" in changes:
            wanted = plans.parse_condition(changes["condition"], unit=unit)
            now = {"of": wanted.of, "operator": wanted.operator, "limit": wanted.bound, "periods": wanted.periods}
            fields |= {name: value for name, value in now.items() if value != opened[name]}
        base = {name: opened[name] for name in fields}
        return screen.write(Edit(ref=f"TR{trigger}", fields=fields, base=base), refused=_on_the_form)

    fields = _fields(screen, unit, condition, str(opened["action"]), owner)
    keep = partial(screen.shell.drafts.form, screen.headline(), f"trigger TR{trigger}")
    form = TriggerForm(f"TR{trigger}", fields, _trier(screen, measure), save=save, typed=said, changed=keep)
    await screen.shell.open_dialog(form, lambda _: keep({}))


def _typed(opened: Mapping[str, Any]) -> str:
    """Return a trigger's condition as it would be typed."""
    what = "" if opened["of"] == "value" else f"{opened['of']} "
    return f"{what}{opened['operator']} {opened['limit']:.12g} for {opened['periods']}"


def _trier(screen: OarScreen, measure: int) -> Callable[[str], DryRunView]:
    return lambda condition: dry_run(screen.store.reader, screen.store.clock.today(), measure, condition)


def _on_the_form(error: Exception) -> None:
    """The form shows the error itself."""
