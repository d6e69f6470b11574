"""Asking before what cannot be undone: Cancel is the default, the confirming key is another than the
starting one (interface.md 1)."""

from __future__ import annotations

from collections.abc import Sequence

from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans, wrap


class ConfirmDialog(OarDialog):
    """Asks `question`; closes with True when `key` is pressed, with None for Enter, Escape and all others.

    key: confirms; it must differ from the key that started the action. verb: what it does.
    """

    def __init__(self, title: str, question: str, *, key: str, verb: str) -> None:
        super().__init__()
        self.title_text = title
        self._question, self._key, self._verb = question, key, verb

    def lines(self) -> Sequence[Spans]:
        """Return the question."""
        return [((line, ""),) for line in wrap(self._question, self.room)]

    def foot(self) -> Sequence[Spans]:
        """Return the two ways out, which stay in sight below a long question."""
        return [(), (("Enter", "key"), (" cancel", "bold")), ((self._key, "key"), (f" {self._verb}", ""))]

    def press(self, key: str) -> Result:
        """The confirming key confirms; Enter and Escape cancel; others do nothing."""
        if key == self._key:
            return self.close(True)
        return super().press("escape" if key == "enter" else key)
