"""A change that is refused and can still be made: a conflict is settled, a guarded change gets its case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.audit.reads import shown
from models.errors import Conflict, Guarded, NeedsNote, OarError
from models.form_reads import people_near
from models.okrs.leaders import other_leaders
from models.okrs.reasons import VALID
from models.verbs import Batch, Case, Edit, SetOwner, TakesCase, TakesMine, parts
from screens.dialogs.conflict import ConflictDialog, Side
from screens.dialogs.form import FormDialog, FormField
from screens.dialogs.reason import ReasonDialog
from screens.shell import Result
from screens.writer import Writing

if TYPE_CHECKING:
    from screens.conversation import Conversation

Again = Callable[..., Writing]
Edits = Callable[[], Result] | None
TAKES_NOTE = (Edit, SetOwner)
"""Verbs that may give a row to another owner, and take the note on why."""


async def settle(screen: Conversation, error: Exception | None, verb: Any, again: Again, edit: Edits) -> None:
    """Ask about a refused `verb` and write it again as answered. again: writes a verb as it was written first."""
    if isinstance(error, Conflict):
        await _conflict(screen, error, verb, again, edit)
    elif isinstance(error, NeedsNote) and _takes(verb, TAKES_NOTE):
        await _noted(screen, error, verb, again, edit)
    elif isinstance(error, Guarded) and _takes(verb, TakesCase):
        await _guarded(screen, error, verb, again, edit)
    elif error is not None:
        screen.failed(error)


def _takes(verb: Any, kinds: type[Any] | tuple[type[Any], ...]) -> bool:
    """Whether the verb, or one of a batch, is of `kinds`."""
    return any(isinstance(one, kinds) for one in parts(verb))


def _with(verb: Any, kinds: type[Any] | tuple[type[Any], ...], **answer: Any) -> Any:
    """Return the verb, or a batch with each one of `kinds` in it, with the answer that was given."""
    if isinstance(verb, Batch):
        return replace(verb, verbs=tuple(_with(one, kinds, **answer) for one in verb.verbs))
    return replace(verb, **answer) if isinstance(verb, kinds) else verb


# ---- conflicts (product.md 5)


async def _conflict(screen: Conversation, error: Conflict, verb: Any, again: Again, edit: Edits) -> None:
    can_mine, can_edit = _takes(verb, TakesMine), edit is not None or isinstance(verb, Edit)

    def answered(answer: str | None) -> Result:
        if answer == "m":
            again(_with(verb, TakesMine, mine=True))
            return None
        if answer == "e":
            return edit() if edit is not None else screen.edit_record(verb.ref, typed=_texts(verb.fields))
        rest = _without(verb, error)
        if rest is not None:
            again(rest)
        else:
            screen.notice(f"Kept {error.by or 'theirs'}. What you typed was not written")
        return None

    dialog = ConflictDialog(error.message, sides(screen, error), mine=can_mine, edit=can_edit, who=error.by)
    await screen.shell.open_dialog(dialog, answered)


def sides(screen: Conversation, error: Conflict) -> list[Side]:
    """Return the three values of every field in conflict, as people read them."""

    def words(field: str, value: object) -> str:
        try:
            return shown(screen.store.reader, field if field.endswith("_id") else f"{field}_id", value)
        except (OarError, AttributeError):
            return str(value)

    when = screen.clock_time(error.at)
    who = f"{error.by or 'theirs'} {when}".strip()
    return [
        Side(name.removesuffix("_id").replace("_", " "), words(name, was), who, words(name, now), words(name, wanted))
        for name, was, now, wanted in error.fields
    ]


def _texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in fields.items()}


def _without(verb: Any, error: Conflict) -> Any:
    """Return the verb without the fields in conflict, None when nothing is left of it."""
    clashing = {name for name, *_ in error.fields}
    if isinstance(verb, Batch):
        kept = [one if _untouched(one, clashing) else _without(one, error) for one in verb.verbs]
        rest_of_it = tuple(one for one in kept if one is not None)
        return replace(verb, verbs=rest_of_it) if rest_of_it else None
    if not isinstance(verb, Edit):
        return None
    rest = {name: value for name, value in verb.fields.items() if name not in clashing}
    return replace(verb, fields=rest) if rest else None


def _untouched(verb: Any, clashing: set[str]) -> bool:
    """Whether a verb of a batch has none of the fields in conflict."""
    names = verb.fields if isinstance(verb, Edit) else {field.name for field in fields_of(verb)}
    return not clashing & set(names)


# ---- guarded changes (product.md 5)


async def _guarded(screen: Conversation, error: Guarded, verb: Any, again: Again, edit: Edits) -> None:
    """Ask for a reason, then for its case. Escape leads back: to the reasons, then to the form that was sent."""
    written: dict[str, str] = {}

    def chosen(reason: str | None) -> Result:
        if reason is None:
            return _nothing_changed(screen, edit)
        return screen.shell.open_dialog(_case_form(screen, verb, again, reason, written), given)

    def given(values: Mapping[str, str] | None) -> Result:
        return None if values is not None else screen.shell.open_dialog(ReasonDialog(error.message), chosen)

    await screen.shell.open_dialog(ReasonDialog(error.message), chosen)


def _nothing_changed(screen: Conversation, edit: Edits) -> Result:
    """Open the form again with what was typed, where the change came from a form."""
    screen.notice("Nothing was changed")
    return edit() if edit is not None else None


def _case_form(screen: Conversation, verb: Any, again: Again, reason: str, written: dict[str, str]) -> FormDialog:
    """Return the form of the case. written: what was typed into it before, kept up to date."""
    leaders = other_leaders(screen.store.reader, screen.store.me.id)
    near = [one.value for one in people_near(screen.store.reader, screen.store.me.id)]
    leaders.sort(key=lambda one: near.index(one[1]) if one[1] in near else len(near))
    fields = [
        FormField("case", "Case", "note", help="What happened, in your words. Tab goes on", check=_needed("the case")),
        FormField("evidence", "Evidence", "note", help="What shows it: a number, a link, a name",
                  check=_needed("what shows it")),
        FormField(
            "agreed_by", "Agreed by", "person", choices=tuple((handle, name) for _, handle, name in leaders),
            help="Another leader, whom you have asked",
        ),
        FormField("told", "Told", help="Whom you told, and where; may stay empty"),
    ]  # fmt: skip

    def save(values: Mapping[str, str]) -> Writing:
        return again(_with(verb, TakesCase, case=Case(reason=reason, **values)), refused=_heard)

    def keep(values: Mapping[str, str]) -> None:
        written.clear()
        written.update(values)

    title = f"{VALID[reason]}: the case"
    return FormDialog(title, fields, save=save, typed=dict(written), changed=keep, always=True)


async def _noted(screen: Conversation, error: NeedsNote, verb: Any, again: Again, edit: Edits) -> None:
    """Ask for the note that a new owner needs inside an active cycle."""

    def save(values: Mapping[str, str]) -> Writing:
        return again(_with(verb, TAKES_NOTE, note=values["note"]), refused=_heard)

    def closed(values: Mapping[str, str] | None) -> Result:
        return _nothing_changed(screen, edit) if values is None else None

    note = FormField("note", "Why", "note", help=error.message, check=_needed("why"))
    await screen.shell.open_dialog(FormDialog("A new owner: the note", [note], save=save, always=True), closed)


def _needed(what: str) -> Callable[[str], str]:
    return lambda text: "" if text.strip() else f"Write {what}: the next review reads it"


def _heard(error: Exception) -> None:
    """The form itself shows what was refused."""
