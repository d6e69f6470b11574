"""What was typed and not saved, brought back to where it was typed: a form, a grid, the next line that is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from models.refs import parse
from screens.base import OarScreen
from screens.drafts import Draft

Fields = Mapping[str, str]


async def bring_back(screen: OarScreen, draft: Draft) -> None:
    """Open the form or grid that `draft` belongs to, filled; a line of text goes into the next prompt.

    Raises Unknown when what a form was about is not there any more.
    """
    word, _, what = draft.target.partition(" ")
    opened = OPENS.get(word)
    if opened is not None:
        await opened(screen, what, draft.fields)
        return
    screen.shell.drafts.carry(draft.text)
    screen.notice(f"The next line you are asked for starts with it ({draft.place}: {draft.label})")


async def _edit(screen: OarScreen, ref: str, typed: Fields) -> None:
    from screens import measure_forms

    kind, number = parse(ref) or ("", 0)
    if kind == "measure":
        await measure_forms.open_edit(screen, number, typed)
    else:
        await screen.edit_record(ref, typed=typed)


async def _add(screen: OarScreen, what: str, typed: Fields) -> None:
    from screens import measure_forms

    kind, _, template = what.partition(" ")
    if kind == "measure":
        await measure_forms.open_again(screen, template, typed)
    else:
        await screen.add_record(kind, typed=typed)


async def _plan(screen: OarScreen, ref: str, typed: Fields) -> None:
    from screens import measure_forms

    await measure_forms.open_plan(screen, int(ref[1:]), typed)


async def _trigger(screen: OarScreen, ref: str, typed: Fields) -> None:
    from screens import trigger_form

    await trigger_form.open_again(screen, ref, typed)


async def _numbers(screen: OarScreen, _what: str, typed: Fields) -> None:
    from screens.reading_grid import ReadingGrid, views_for

    await screen.shell.open_screen(ReadingGrid(views_for(screen.store, typed), typed=typed))


async def _check_ins(screen: OarScreen, what: str, typed: Fields) -> None:
    from screens.check_in_grid import CheckInGrid

    await screen.shell.open_screen(CheckInGrid(start=int(what), typed=typed))


OPENS: dict[str, Callable[[OarScreen, str, Fields], Awaitable[None]]] = {
    "edit": _edit, "add": _add, "plan": _plan, "trigger": _trigger, "numbers": _numbers, "check-ins": _check_ins,
}  # fmt: skip
"""First word of a draft's target -> what opens it, with the rest of the target and the fields."""
