"""What was typed and not saved, in an earlier run too: take one back, or let it go."""

from __future__ import annotations

from collections.abc import Sequence

from screens.dialogs.dialog import OarDialog
from screens.drafts import Drafts
from screens.shell import Result
from screens.text import Spans
from themes.cells import pad, truncate


class UnsavedDialog(OarDialog):
    """Lists the drafts, the newest first; closes with the one to bring back, None for Escape."""

    title_text = "Typed and not saved"

    def __init__(self, drafts: Drafts) -> None:
        super().__init__()
        self._drafts = drafts
        self._at = 0

    def lines(self) -> Sequence[Spans]:
        """Return one line a draft, and the keys."""
        glyphs, out = self.look.glyphs, list[Spans]()
        for place, draft in enumerate(reversed(self._drafts.old)):
            head = truncate(((f"{draft.place}: {draft.label}", "muted"),), self.room // 3, glyphs)
            line = pad((*head, ("  ", ""), (draft.words, "")), self.room, glyphs=glyphs)
            out.append(tuple((text, "cursor") for text, _ in line) if place == self._at else line)
        keys = (("Enter", "bring back"), ("x", "let it go"), ("Esc", "later"))
        return [*out, (), tuple(part for key, word in keys for part in ((key, "key"), (f" {word}  ", "")))]

    def press(self, key: str) -> Result:
        """Up and Down choose."""
        old = self._drafts.old
        if key == "enter":
            return self.close(old[-1 - self._at])
        if key == "x":
            self._drafts.drop(old[-1 - self._at])
            if not self._drafts.old:
                return self.close(None)
        elif key not in ("down", "up", "j", "k"):
            return super().press(key)
        self._at += {"down": 1, "j": 1, "up": -1, "k": -1}.get(key, 0)
        self._at = max(0, min(self._at, len(self._drafts.old) - 1))
        self.draw()
        return None
