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

_COLUMN = 26
"""Cells of a column and its gap: three in 80 columns, more where there is room."""
_KEYS = 8
_LEGEND = {
    "off": "beyond its limit",
    "risk": "short of plan",
    "ok": "at plan or better",
    "late": "missing or stale",
    "none": "never set",
    "early": "too early to say",
    "done": "closed",
}
_ORDER = ("This screen", "This row", "Everywhere", "Add (a then)", "Go (g then)", "Move")


class HelpDialog(OarDialog):
    """Keys of one screen, grouped, in columns; typing finds keys by what they do."""

    wide = True

    def __init__(self, screen: OarScreen) -> None:
        super().__init__()
        self.title_text = f"{screen.headline().split('  ')[0]}: keys"  # without counts and states
        self._keymap = screen.keymap
        self._edit = LineEdit()

    def lines(self) -> Sequence[Spans]:
        """Return the keys that answer what was typed, and the legend."""
        query = self._edit.text.strip()
        keys: Spans = (("Esc", "key"), (" close  ", "muted"), ("PgDn", "key"), (" more", "muted"))
        search = pad((("Type to search help: ", "muted"), *self._edit.spans(30)), self.room - 20)
        head: Spans = (*search, *keys)
        if query:
            return [head, (), *self._found(query)]
        return [head, (), *self._columns()]

    def _found(self, query: str) -> list[Spans]:
        glyphs = self.look.glyphs
        found = [
            (key, group, text)
            for group, rows in self._groups()
            for key, title, text in rows
            if score(query, f"{key} {title} {text}") >= 2
        ]
        if not found:
            return [(("Nothing about that. Backspace edits.", "muted"),)]
        return [
            (*pad(((key, "key"),), 12, glyphs=glyphs), *pad(((text, ""), (f"  {group}", "muted")), self.room - 12))
            for key, group, text in found
        ]

    def _groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Return (group, its (key, title, sentence)) in the order in which they are shown."""
        groups: dict[str, list[tuple[str, str, str]]] = {}
        for command in self._keymap.commands:
            if command.keys:
                groups.setdefault(command.group, []).append((_keys(command), command.title, command.help))
            for child in command.children:
                if child.keys:
                    group = child.group if child.group != "This screen" else f"{command.title} ({_keys(command)} then)"
                    groups.setdefault(group, []).append((child.shown_key, child.title, child.help))
        known = {name: place for place, name in enumerate(_ORDER)}
        order = sorted(groups, key=lambda group: known.get(group, 1))
        return [
            (group, [(key, title, text or title) for key, title, text in groups[group]]) for group in order
        ]

    def _columns(self) -> list[Spans]:
        blocks = [self._block(group, rows) for group, rows in self._groups()]
        count = max(1, (self.room + 2) // _COLUMN)
        width = self.room // count
        columns = _balanced([*blocks, self._legend()], count)
        out: list[Spans] = []
        for at in range(max(len(column) for column in columns)):
            line: list[tuple[str, str]] = []
            for column in columns:
                line.extend(pad(column[at] if at < len(column) else (), width - 1, glyphs=self.look.glyphs))
                line.append((" ", ""))
            out.append(tuple(line))
        return out

    def _block(self, group: str, rows: Iterable[tuple[str, str, str]]) -> list[Spans]:
        glyphs = self.look.glyphs
        name, bracket, keys = group.partition(" (")  # the key itself stays as it is typed
        lines: list[Spans] = [((f"{name.upper()}{bracket}{keys}", "title"),)]
        lines += [(*pad(((key, "key"),), _KEYS, glyphs=glyphs), (title, "")) for key, title, _ in rows]
        return [*lines, ()]

    def _legend(self) -> list[Spans]:
        glyphs = self.look.glyphs
        rows: list[Spans] = [
            (*pad(badge(status, glyphs=glyphs), 7), (f" {_LEGEND[status]}", "muted")) for status in STATUSES
        ]
        return [(("STATUS", "title"),), *rows]

    def press(self, key: str) -> Result:
        """Typing searches; arrows and page keys scroll; Esc closes."""
        if key == "enter" or (key in ("?", "q") and not self._edit.text):
            return self.close(None)
        if key in ("up", "down", "pageup", "pagedown", "escape") or not self._edit.press(key):
            return super().press(key)
        self._search()
        return None

    def paste(self, text: str) -> None:
        """Search for pasted text."""
        self._edit.insert(text)
        self._search()

    def _search(self) -> None:
        """Show what was found from its top, where the search stands."""
        self.box.top = 0
        self.draw()


def _keys(command: Command) -> str:
    """Return the keys of a command as short as a column has room for."""
    keys = command.show or " ".join(key_label(key) for key in command.keys[:2])
    return keys if len(keys) < _KEYS else command.shown_key


def _balanced(blocks: Sequence[list[Spans]], count: int) -> list[list[Spans]]:
    """Return the blocks in `count` columns of about the same height, in order.

    A long block flows over, under its title once more: keys without it would read as keys of their own.
    """
    height = -(-(sum(map(len, blocks)) + count - 1) // count)
    columns: list[list[Spans]] = [[]]
    for block in blocks:
        for place, line in enumerate(block):
            if len(columns[-1]) >= height and len(columns) < count:
                columns.append([block[0]] if place and line else [])
            if line or columns[-1]:
                columns[-1].append(line)
    return columns
