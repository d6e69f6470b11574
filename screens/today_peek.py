"""What stands beside Today in a wide window: how far the team has prepared its next review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reviews.preparation import OwnerView, PreparationView, preparation
from screens.text import Spans
from themes.glyphs import Glyphs

if TYPE_CHECKING:
    from models.store.store import Store

PEOPLE = 12


def prepared(store: Store, glyphs: Glyphs) -> tuple[Spans, ...]:
    """Return the lines of the peek for the person's first team."""
    team = store.me.own[0]
    view = preparation(store.reader, team, store.clock.today())
    return tuple(_lines(view, glyphs))


def _lines(view: PreparationView, glyphs: Glyphs) -> list[Spans]:
    filled, total = sum(one.filled for one in view.owners), sum(one.total for one in view.owners)
    stale = sum(one.check_ins for one in view.owners)
    waiting = sum(not done for _, _, done in view.promises)
    ok, risk = glyphs.status("ok"), glyphs.status("risk")
    lines: list[Spans] = [
        ((f"PREPARE FOR THE REVIEW OF {view.day[8:]}.{view.day[5:7]}.", "title"),),
        (),
        _mark(ok if filled == total else risk, f"{filled} of {total} measures filled", filled < total),
        _mark(risk if stale else ok, f"{stale} check-in{'s' * (stale != 1)} to come", stale > 0),
        _mark(risk if waiting else ok, f"{waiting} promised change{'s' * (waiting != 1)} open", waiting > 0),
        ((f"  {view.hot} hot item{'s' * (view.hot != 1)} to triage", ""),),
        ((f"  {view.issues} issue{'s' * (view.issues != 1)} to discuss", ""),),
        (),
        (("g h   triage now", ""),),
        (("g w   open the review", ""),),
        (),
        (("TEAM", "title"),),
    ]
    lines += [_owner(one, glyphs) for one in view.owners[:PEOPLE]]
    lines += [(), (("TOLD BY OTHERS", "title"),)] if view.tells else []
    lines += [((f"{team}  ", "bold"), (text, "")) for team, text in view.tells[:4]]
    return lines


def _mark(glyph: str, text: str, loud: bool) -> Spans:
    return ((f"{glyph} ", "risk" if loud else "ok"), (text, ""))


def _owner(one: OwnerView, glyphs: Glyphs) -> Spans:
    missing = len(one.missing)
    parts = [f"{missing} missing"] if missing else []
    parts += [f"{one.check_ins} check-in{'s' if one.check_ins != 1 else ''}"] if one.check_ins else []
    name = (f"{one.name:<10.10} ", "")
    if not parts:
        return (name, (f"{glyphs.status('ok')} ready", "ok"))
    return (name, (f"{glyphs.status('late')} {', '.join(parts)}", "late"))
