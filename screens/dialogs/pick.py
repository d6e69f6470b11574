"""Choosing one of many by typing some of its name."""

from __future__ import annotations

from collections.abc import Sequence

from screens.dialogs.dialog import OarDialog
from screens.dialogs.find import score
from screens.shell import Result
from screens.text import Spans
from screens.widgets.edit import LineEdit
from themes.cells import pad

SHOWN = 12


class PickDialog(OarDialog):
    """Shows `choices`, (value, label) pairs; closes with the value of the one chosen, None for Escape."""

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.title_text = title
        self._choices = tuple(choices)
        self._found = self._choices
        self._edit = LineEdit()
        self._at = 0

    def lines(self) -> Sequence[Spans]:
        """Return what was typed and what answers it."""
        out: list[Spans] = [(("/ ", "prompt"), *self._edit.spans(self.room - 2)), ()]
        first = max(0, min(self._at - SHOWN + 1, len(self._found) - SHOWN))
        for place, (_, label) in enumerate(self._found[first : first + SHOWN], first):
            line = pad(((label, ""),), self.room, glyphs=self.look.glyphs)
            out.append(tuple((text, "cursor") for text, _ in line) if place == self._at else line)
        if not self._found:
            out.append((("Nobody and nothing is called that. Backspace edits.", "muted"),))
        return out + [()] * (min(SHOWN, len(self._choices)) + 2 - len(out))

    def press(self, key: str) -> Result:
        """Typing searches, Up and Down choose, Enter takes."""
        if key == "enter":
            return self.close(self._found[self._at][0]) if self._found else None
        if key in ("down", "up", "tab", "shift+tab"):
            step = 1 if key in ("down", "tab") else -1
            self._at = max(0, min(self._at + step, len(self._found) - 1))
        elif self._edit.press(key):
            self._search()
        else:
            return super().press(key)
        self.draw()
        return None

    def paste(self, text: str) -> None:
        """Search for pasted text."""
        self._edit.insert(text)
        self._search()
        self.draw()

    def _search(self) -> None:
        text, self._at = self._edit.text.strip(), 0
        ranked = [(score(text, label), value, label) for value, label in self._choices] if text else []
        ranked.sort(key=lambda one: -one[0])
        self._found = tuple((value, label) for rank, value, label in ranked if rank > 0) if text else self._choices
