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
        """Return the text and the note."""
        out: list[Spans] = [((line, ""),) for line in wrap(self._text, 70)]
        if self._note:
            out += [(), *(((line, "muted"),) for line in wrap(self._note, 70))]
        return [*out, (("Esc", "key"), (" close", ""))]

    def press(self, key: str) -> Result:
        """q and Enter close as well."""
        return super().press("escape" if key in ("q", "enter", "y") else key)
