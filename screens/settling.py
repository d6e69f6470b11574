"""A change that is refused and can still be made: a conflict is settled, a guarded change gets its case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.audit.reads import shown
from models.errors import Conflict, Guarded, OarError
from models.form_reads import people_near
from models.verbs import Case, Edit
from screens.dialogs.conflict import ConflictDialog, Side
from screens.dialogs.form import FormDialog, FormField
from screens.dialogs.reason import ReasonDialog
from screens.shell import Result
from screens.writer import Writing

if TYPE_CHECKING:
    from screens.conversation import Conversation

Again = Callable[..., Writing]
Edits = Callable[[], Result] | None


async def settle(screen: Conversation, error: Exception | None, verb: Any, again: Again, edit: Edits) -> None:
    """Ask about a refused `verb` and write it again as answered. again: writes a verb as it was written first."""
    if isinstance(error, Conflict):
        await _conflict(screen, error, verb, again, edit)
    elif isinstance(error, Guarded) and hasattr(verb, "case"):
        await _guarded(screen, error, verb, again, edit)
    elif error is not None:
        screen.failed(error)


# ---- conflicts (product.md 5)


async def _conflict(screen: Conversation, error: Conflict, verb: Any, again: Again, edit: Edits) -> None:
    can_mine, can_edit = hasattr(verb, "mine"), edit is not None or isinstance(verb, Edit)

    def answered(answer: str | None) -> Result:
        if answer == "m":
            again(replace(verb, mine=True))
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
    if not isinstance(verb, Edit):
        return None
    clashing = {name for name, *_ in error.fields}
    rest = {name: value for name, value in verb.fields.items() if name not in clashing}
    return replace(verb, fields=rest) if rest else None


# ---- guarded changes (product.md 5)


async def _guarded(screen: Conversation, error: Guarded, verb: Any, again: Again, edit: Edits) -> None:
    def chosen(reason: str | None) -> Result:
        if reason is None:
            screen.notice("Nothing was changed")
            return None
        return screen.shell.open_dialog(_case_form(screen, verb, again, reason))

    await screen.shell.open_dialog(ReasonDialog(error.message), chosen)


def _case_form(screen: Conversation, verb: Any, again: Again, reason: str) -> FormDialog:
    me = screen.store.me
    others = [one for one in people_near(screen.store.reader, me.id) if one.value != me.handle]
    fields = [
        FormField("case", "Case", "note", help="What happened, in your words. Tab goes on"),
        FormField("evidence", "Evidence", "note", help="What shows it: a number, a link, a name"),
        FormField("agreed_by", "Agreed by", "person", choices=tuple((one.value, one.name) for one in others)),
        FormField("told", "Told", help="Whom you told, may stay empty"),
    ]

    def save(values: Mapping[str, str]) -> Writing:
        return again(replace(verb, case=Case(reason=reason, **values)), refused=_heard)

    return FormDialog("Why inside an active cycle", fields, save=save, always=True)


def _heard(error: Exception) -> None:
    """The form itself shows what was refused."""
