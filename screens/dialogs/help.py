"""The help of a screen (`?`): its keys, those of everywhere, the status legend; typing searches it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from screens.commands import Command, key_label
from screens.dialogs.dialog import OarDialog
from screens.dialogs.find import score
from screens.shell import Result
from screens.text import Spans
from screens.widgets.edit import LineEdit
from themes.cells import badge, pad
from themes.glyphs import STATUSES

if TYPE_CHECKING:
    from screens.base import OarScreen

_COLUMN = 36
_LEGEND = {
    "off": "beyond the limit off plan",
    "risk": "short of plan",
    "ok": "at plan or better",
    "late": "missing or stale",
    "none": "never set",
    "early": "too early to say",
    "done": "closed",
}


class HelpDialog(OarDialog):
    """Keys of one screen, grouped, in two columns."""

    def __init__(self, screen: OarScreen) -> None:
        super().__init__()
        self.title_text = f"{screen.headline()}: keys"
        self._keymap = screen.keymap
        self._edit = LineEdit()

    def lines(self) -> Sequence[Spans]:
        """Return the keys that answer what was typed, and the legend."""
        query = self._edit.text.strip()
        search: Spans = (("Type to search  ", "muted"), *self._edit.spans(40))
        if query:
            found = [
                (f"{group}: {key}", text) for group, rows in self._groups() for key, text in rows
                if score(query, f"{key} {text}") >= 2
            ]  # fmt: skip
            hits: list[Spans] = [((pad(((key, "key"),), 26)[0][0], "key"), (text, "")) for key, text in found]
            return [search, (), *(hits or [(("Nothing about that. Backspace edits.", "muted"),)])]
        blocks = [self._block(group, rows) for group, rows in self._groups()]
        left, right = _balanced([*blocks, self._legend()])
        pairs = [
            (*pad(left[at] if at < len(left) else (), _COLUMN), *(right[at] if at < len(right) else ()))
            for at in range(max(len(left), len(right)))
        ]
        return [search, (), *pairs]

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for command in self._keymap.commands:
            if command.keys:
                groups.setdefault(command.group, []).append((_keys(command), command.help or command.title))
            for child in command.children:
                if child.keys:
                    groups.setdefault(child.group, []).append((child.shown_key, child.title))
        order = sorted(groups, key=lambda group: group != "This screen")
        return [(group, groups[group]) for group in order]

    def _block(self, group: str, rows: Iterable[tuple[str, str]]) -> list[Spans]:
        glyphs = self.look.glyphs
        lines: list[Spans] = [((group.upper(), "title"),)]
        lines += [(*pad(((key, "key"),), 8, glyphs=glyphs), *pad(((text, ""),), _COLUMN - 9, glyphs=glyphs))
                  for key, text in rows]  # fmt: skip
        return [*lines, ()]

    def _legend(self) -> list[Spans]:
        glyphs = self.look.glyphs
        rows: list[Spans] = [(*badge(status, glyphs=glyphs), (f"  {_LEGEND[status]}", "")) for status in STATUSES]
        return [(("STATUS", "title"),), *rows]

    def press(self, key: str) -> Result:
        """Typing searches; arrows and page keys scroll; Esc closes."""
        if key == "enter" or (key in ("?", "q") and not self._edit.text):
            return self.close(None)
        if key in ("up", "down", "pageup", "pagedown", "escape") or not self._edit.press(key):
            return super().press(key)
        self.draw()
        return None

    def paste(self, text: str) -> None:
        """Search for pasted text."""
        self._edit.insert(text)
        self.draw()


def _keys(command: Command) -> str:
    return command.show or " ".join(key_label(key) for key in command.keys[:2])


def _balanced(blocks: Sequence[list[Spans]]) -> tuple[list[Spans], list[Spans]]:
    """Return the blocks in two columns of about the same height, in order."""
    half = sum(len(block) for block in blocks) / 2
    left: list[Spans] = []
    right: list[Spans] = []
    for block in blocks:
        (left if len(left) + len(block) / 2 <= half and not right else right).extend(block)
    return left, right
