"""Lines of a record to read, in a wide box: a memo, what flows from a choice, versions."""

from __future__ import annotations

from collections.abc import Sequence

from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans


class LinesDialog(OarDialog):
    """Shows `content`; q, Enter and Escape close it, j and k scroll."""

    wide = True

    def __init__(self, title: str, content: Sequence[Spans]) -> None:
        super().__init__()
        self.title_text = title
        self._content = tuple(content)

    def lines(self) -> Sequence[Spans]:
        """Return the lines and the way out."""
        return [*self._content, (), (("Esc", "key"), (" close", ""))]

    def press(self, key: str) -> Result:
        """q and Enter close as well."""
        known = {"q": "escape", "enter": "escape", "j": "down", "k": "up"}
        return super().press(known.get(key, key))
