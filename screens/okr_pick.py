"""Choosing one of more things than a picker can hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screens.dialogs.pick import PickDialog

Choices = Sequence[tuple[str, str]]


class FindDialog(PickDialog):
    """A picker over more than it can hold: the database finds by the words that are typed."""

    def __init__(self, title: str, choices: Choices, find: Callable[[str], Choices]) -> None:
        super().__init__(title, choices)
        self._find = find

    def _search(self) -> None:
        text, self._at = self._edit.text.strip(), 0
        self._found = tuple(self._find(text)) if len(text) > 1 else self._choices
