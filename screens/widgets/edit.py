"""A one-line editor that works synchronously: every key is done before the next one is looked at.

Prompt, palette, help search and forms all use it. Textual's Input edits on its own message queue, so the
key after Enter would arrive before Enter was done; this one cannot lose or misplace typed-ahead keys.
It has no blinking cursor and writes nothing when idle.
"""

from __future__ import annotations

from models.text import clean
from screens.text import Spans
from themes.width import cell_width, cells_of

LIMIT = 10_000
"""Characters one line takes; a longer paste is cut (product.md 5)."""


class LineEdit:
    """Text with a cursor. `text` is what was typed, cleaned (sharing.md 6); `at` the cursor, 0..len(text).

    With `replace`, the first character typed takes the place of the whole text (a value offered).
    """

    def __init__(self, text: str = "", *, replace: bool = False) -> None:
        self.set(text, replace=replace)

    def set(self, text: str, *, replace: bool = False) -> None:
        """Start with `text`, cursor at its end."""
        self.text = clean(text)[:LIMIT]
        self.at = len(self.text)
        self.replace = replace and bool(self.text)

    def press(self, key: str) -> bool:
        """Take one key; True when it was an editing key. Enter, Escape, Tab, Up and Down are the owner's."""
        if len(key) == 1 or key == "space":
            self.insert(" " if key == "space" else key)
            return True
        edit = _EDITS.get(key)
        if edit is None:
            return False
        if self.replace and key in ("backspace", "delete"):
            self.set("")
        else:
            self.replace = False
            edit(self)
        return True

    def insert(self, text: str) -> None:
        """Insert typed or pasted text at the cursor: one line, cleaned."""
        if self.replace:
            self.set("")
        text = clean(text)[: LIMIT - len(self.text)]
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def _pieces(self) -> list[int]:
        """Return where the cursor may stand: between pieces that are drawn together, never inside one."""
        stops = [0]
        for index, char in enumerate(self.text):
            if index and cell_width(char) == 0:
                stops[-1] = index + 1
            else:
                stops.append(index + 1)
        return stops

    def _left(self) -> None:
        self.at = max((stop for stop in self._pieces() if stop < self.at), default=0)

    def _right(self) -> None:
        self.at = min((stop for stop in self._pieces() if stop > self.at), default=len(self.text))

    def _backspace(self) -> None:
        end = self.at
        self._left()
        self.text = self.text[: self.at] + self.text[end:]

    def _delete(self) -> None:
        start = self.at
        self._right()
        self.text = self.text[:start] + self.text[self.at :]
        self.at = start

    def _home(self) -> None:
        self.at = 0

    def _end(self) -> None:
        self.at = len(self.text)

    def _rub_word(self) -> None:
        head = self.text[: self.at].rstrip()
        kept = head[: head.rfind(" ") + 1]
        self.text, self.at = kept + self.text[self.at :], len(kept)

    def _rub_line(self) -> None:
        self.text, self.at = self.text[self.at :], 0

    def spans(self, cells: int, *, focused: bool = True) -> Spans:
        """Return the text in at most `cells` cells, scrolled so that the cursor is seen.

        The cursor is one cell in the token `cursor`; a value to be replaced is drawn in it as a whole.
        """
        if not focused:
            return ((self.text, ""),)
        if self.replace:
            return ((self.text, "cursor"), (" ", ""))
        before, rest = self.text[: self.at], self.text[self.at :]
        under = next((piece for piece, _ in cells_of(rest)), " ") if rest else " "
        room = max(1, cells - cell_width(under) - 1)
        while cell_width(before) > room:
            before = before[max(1, len(before) // 16) :] if cell_width(before) > 2 * room else before[1:]
        return ((before, ""), (under, "cursor"), (rest[len(under) :], ""))


_EDITS = {
    "backspace": LineEdit._backspace,
    "delete": LineEdit._delete,
    "left": LineEdit._left,
    "right": LineEdit._right,
    "home": LineEdit._home,
    "end": LineEdit._end,
    "ctrl+w": LineEdit._rub_word,
    "ctrl+u": LineEdit._rub_line,
}
