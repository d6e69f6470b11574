"""From any record to the choice of the brief that it touches (`p`, M118): in a conflict the strategy settles it."""

from __future__ import annotations

from models.strategy.touched import choice_ids, touched
from screens.base import OarScreen
from screens.shell import Result

FIELDS = {"D": "Choice in its form (E) names one", "I": "Raise it about a choice, decision or key result"}
"""What to do for a record that touches none, by the letter of its reference."""


async def open_choice(screen: OarScreen, ref: str) -> None:
    """Open the brief on the choice that a record touches; of several, ask which one."""
    reader = screen.store.reader
    known = choice_ids(reader, touched(reader, [ref]).get(ref.upper(), ())) if ref else {}
    if not known:
        hint = FIELDS.get(ref.rstrip("0123456789"), "It hangs under no goal that names one")
        screen.notice(f"{ref or 'This row'} touches no choice of the brief. {hint}", "warn")
        return
    if len(known) == 1:
        await _open(screen, next(iter(known)))
        return
    keys = {str(place): lineage for place, lineage in enumerate(known, 1)}
    words = [(key, known[lineage][1][:30]) for key, lineage in keys.items()]

    def chosen(key: str) -> Result:
        return _open(screen, keys[key])

    screen.ask("which choice?", words, chosen)


async def _open(screen: OarScreen, lineage: str) -> None:
    from screens.brief import BriefScreen

    await screen.shell.open_screen(BriefScreen(lineage))
