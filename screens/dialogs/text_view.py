"""A text to read or to select with the terminal's own means, as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans, wrap


class TextDialog(OarDialog):
    """Shows `text`, wrapped, with a `note` under it."""

    def __init__(self, title: str, text: str, *, note: str = "") -> None:
        super().__init__()
        self.title_text = title
        self._text = text
        self._note = note

    def lines(self) -> Sequence[Spans]:
        """Return the text."""
        return [((line, ""),) for line in wrap(self._text, self.room)]

    def foot(self) -> Sequence[Spans]:
        """Return the note and the way out."""
        note: list[Spans] = [(), *(((line, "muted"),) for line in wrap(self._note, self.room))] if self._note else []
        return [*note, (("Esc", "key"), (" close", ""))]

    def press(self, key: str) -> Result:
        """q and Enter close as well."""
        return super().press("escape" if key in ("q", "enter", "y") else key)
