"""Going to a record from anywhere: to its row on the screen it lives on, else to all that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from models import refs
from models.details import DetailsView, details
from models.find import resolve

if TYPE_CHECKING:
    from screens.base import OarScreen
    from screens.shell import Shell

HOMES = {
    "objective": "okrs",
    "goal": "okrs",
    "key_result": "okrs",
    "measure": "scorecard",
    "issue": "issues",
    "decision": "decisions",
    "lane_item": "commitments",
    "choice": "brief",
    "exclusion": "brief",
    "assumption": "brief",
    "hot_item": "triage",
    "cycle": "cycles",
}
"""Kind of a reference -> the screen that has a row for it."""

MOST = 24
"""Lines of details that are shown."""


async def jump(screen: OarScreen, ref: str) -> None:
    """Go to the row of `ref`, where it may be seen; else show what is known of it. Raises Unknown when it is gone."""
    from screens.dialogs.text_view import TextDialog

    shell = cast("Shell", screen.app)
    found = resolve(shell.store.reader, ref, write=False)
    parsed = refs.parse(ref)
    home = HOMES.get(parsed[0]) if parsed is not None else None
    if home is not None:
        await shell.goto(home)
        if cast("OarScreen", screen.app.screen).show_ref(ref):
            return
    await shell.open_dialog(TextDialog(f"{found.ref} {found.title}", _text(details(shell.store.reader, found))))


def _text(view: DetailsView) -> str:
    lines = [f"{one.label}: {one.text}" for one in view.fields if one.text]
    lines += [f"{one.heading}: {one.ref} {one.text}" for one in view.parts]
    lines += [f"{label}: {what}" for label, what in view.links]
    lines += [f"{one.at[:10]} {one.by}: {one.text}" for one in view.notes]
    more = [f"{len(lines) - MOST} more: oar show {view.ref}"] if len(lines) > MOST else []
    return "\n".join([*lines[:MOST], *more]) or "Nothing else is known of it."
