"""Two people, one field: was, theirs and yours side by side, and the three ways on (interface.md 8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans, wrap
from themes.cells import pad, truncate
from themes.width import cell_width

SHORT = 16
"""Cells up to which values stand in a table, one column a field; longer ones get lines of their own."""


class Side(NamedTuple):
    """One field: its name, the value the form opened with, who has another one there now, theirs, mine."""

    field: str
    was: str
    who: str
    theirs: str
    yours: str


class ConflictDialog(OarDialog):
    """Shows the sides; closes with "t", "m" or "e", with None for Escape, which keeps theirs too."""

    def __init__(self, title: str, sides: Sequence[Side], *, mine: bool, edit: bool, who: str = "") -> None:
        super().__init__()
        self.title_text = title
        self._sides = tuple(sides)
        self._who = who
        self._ways = {"t": "theirs"} | ({"m": "mine on top"} if mine else {}) | ({"e": "edit again"} if edit else {})

    def lines(self) -> Sequence[Spans]:
        """Return the values and the ways on."""
        small = len(self._sides) <= 3 and all(
            cell_width(value) <= SHORT for side in self._sides for value in (side.was, side.theirs, side.yours)
        )
        notes = {"t": "yours is not written", "m": "both stay in the history, u takes yours back", "e": "from theirs"}
        ways: list[Spans] = [
            ((key, "key"), (f"  {word:<13}", "bold"), (notes[key], "muted")) for key, word in self._ways.items()
        ]
        ends = f"Esc keeps {self._who}'s" if self._who else "Esc keeps theirs"
        return [(), *(self._table() if small else self._long()), (), *ways, (), ((f"{ends}.", "muted"),)]

    def _table(self) -> list[Spans]:
        glyphs = self.look.glyphs
        heads = ("was", self._sides[0].who if self._sides else "theirs", "yours")
        first = min(24, max(cell_width(head) for head in heads) + 2)
        rows: list[Spans] = [
            (
                *pad((), first),
                *(part for side in self._sides for part in pad(((side.field, "head"),), SHORT + 2, glyphs=glyphs)),
            )
        ]
        for head, at, token in zip(heads, (1, 3, 4), ("muted", "", "bold"), strict=True):
            cells = [
                part
                for side in self._sides
                for part in pad(((side[at] or "-", token),), SHORT + 2, glyphs=glyphs)
            ]
            rows.append((*pad(((head, "muted"),), first, glyphs=glyphs), *cells))
        return rows

    def _long(self) -> list[Spans]:
        glyphs, out = self.look.glyphs, list[Spans]()
        for side in self._sides:
            out.append(((side.field, "head"),))
            for head, value, token in zip(
                ("was", side.who, "yours"), (side.was, side.theirs, side.yours), ("muted", "", "bold"), strict=True
            ):
                label = pad(truncate(((head, "muted"),), 16, glyphs), 18, glyphs=glyphs)
                found = wrap(value or "-", max(8, self.room - 18))
                shown = [*found[:3], *(["..."] if len(found) > 3 else [])]
                out += [(*(pad((), 18) if at else label), (line, token)) for at, line in enumerate(shown)]
        return out

    def press(self, key: str) -> Result:
        """One of the ways closes; others do nothing."""
        return self.close(key) if key in self._ways else super().press(key)
