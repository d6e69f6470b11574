"""An editor of a few lines for notes, synchronous like the one-line editor it is made from."""

from __future__ import annotations

from models.text import clean
from screens.text import Spans
from screens.widgets.edit import LIMIT, LineEdit
from themes.width import cell_width, cells_of


class NoteEdit(LineEdit):
    """Text of several lines; Enter is a newline, Up and Down move inside it and leave it at its ends."""

    _width = 40
    _top = 0

    def set(self, text: str, *, replace: bool = False) -> None:
        """Start with `text`, cursor at its end."""
        self.text = clean(text, multiline=True)[:LIMIT]
        self.at = len(self.text)
        self.replace = replace and bool(self.text)

    def insert(self, text: str) -> None:
        """Insert typed or pasted text, newlines and all."""
        if self.replace:
            self.set("")
        text = clean(text, multiline=True)[: LIMIT - len(self.text)]
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def press(self, key: str) -> bool:
        """Take one key; Up on the first and Down on the last line are left to the owner."""
        if key == "enter":
            self.insert("\n")
            return True
        if key in ("up", "down"):
            return self._to_row(-1 if key == "up" else 1)
        if key in ("home", "end"):
            start, end = self._lines()[self._row()]
            self.at = start if key == "home" else end
            return True
        return super().press(key)

    def _lines(self) -> list[tuple[int, int]]:
        """Return (start, end) of every line as drawn: at newlines, and where the width is used up."""
        found: list[tuple[int, int]] = []
        at = 0
        for part in self.text.split("\n"):
            start = place = at
            used = 0
            for piece, cells in cells_of(part):
                if used + cells > self._width and place > start:
                    found.append((start, place))
                    start, used = place, 0
                place, used = place + len(piece), used + cells
            found.append((start, at + len(part)))
            at += len(part) + 1
        return found

    def _row(self) -> int:
        lines = self._lines()
        return max(row for row, (start, _) in enumerate(lines) if start <= self.at)

    def _to_row(self, by: int) -> bool:
        lines, row = self._lines(), self._row()
        if not 0 <= row + by < len(lines):
            return False
        column = self.at - lines[row][0]
        start, end = lines[row + by]
        self.at = min(start + column, end)
        return True

    @property
    def shown_row(self) -> int:
        """The row of the cursor among those shown."""
        return self._row() - self._top

    def rows(self, cells: int, height: int) -> list[Spans]:
        """Return at most `height` rows of `cells` cells, the cursor among them."""
        self._width = max(1, cells - 1)
        lines, row = self._lines(), self._row()
        self._top = max(0, min(self._top, row, len(lines) - height))
        self._top = max(self._top, row - height + 1)
        out: list[Spans] = []
        for place, (start, end) in enumerate(lines[self._top : self._top + height], self._top):
            text = self.text[start:end].replace("\t", " ")
            if place != row:
                out.append(((text, ""),))
                continue
            before, rest = text[: self.at - start], text[self.at - start :]
            under = next((piece for piece, _ in cells_of(rest)), " ") if rest else " "
            out.append(((before, ""), (under if cell_width(under) else " ", "cursor"), (rest[len(under) :], "")))
        return out
