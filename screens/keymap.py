"""From key presses to commands: names of keys, `[keys]` overrides, keyboard layouts, the key table.

A key is named by its character (`z`, `U`, `?`) or by a name (`enter`, `space`, `ctrl+p`), see Command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from models.errors import Refused
from screens.commands import FORBIDDEN, KEY_NAMES, Command, commands_of, flat
from screens.registry import all_screens

if TYPE_CHECKING:
    from textual.events import Key

    from screens.frame import Frame

_SILENT = frozenset({"caps_lock", "num_lock", "scroll_lock", "<ignore>"})
_MODIFIERS = ("shift", "control", "alt", "super", "hyper", "meta", "iso_level3_shift", "iso_level5_shift")

_US = "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"
LAYOUTS: dict[str, str] = {
    "us": _US,
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,",
    "ua": "йцукенгшщзхїфівапролджєячсмитьбю.ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ,",
    "gr": ";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,./:ΣΕΡΤΥΘΙΟΠ{}ΑΣΔΦΓΗΞΚΛ¨\"ΖΧΨΩΒΝΜ<>?",
    "il": "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ./'קראטוןםפ}{שדגכעיחלךף\"זסבהנמצ><?",
}
"""Physical key by layout, in the order of the first; more can be added by the same rule."""


def key_names(event: Key) -> tuple[str, ...]:
    """Return the keys that a key event stands for: usually one, two for Esc followed fast by a key.

    A modifier pressed alone (some terminals report it) gives none.
    """
    key, character = event.key, event.character
    if key in _SILENT or (key.rpartition("_")[2] in _MODIFIERS and key.startswith(("left_", "right_"))):
        return ()
    if key in _MODIFIERS:
        return ()
    if key.startswith("alt+"):
        rest = key[4:]
        if character and len(character) == 1 and character.isprintable():
            return ("escape", "space" if character == " " else character)
        if rest.startswith("shift+") and len(rest) == 7:
            return ("escape", rest[6:].upper())
        return ("escape", rest)
    if character == " ":
        return ("space",)
    if character and character.isprintable() and not key.startswith("ctrl+"):
        return (character,)
    return (key,)


def layout_table(layouts: Iterable[str]) -> dict[str, str]:
    """Return foreign character -> the US character on the same physical key, for `layouts` of the config.

    Raises Refused for a layout nobody described. Characters that the US layout has itself are left alone.
    """
    table: dict[str, str] = {}
    for name in layouts:
        if name not in LAYOUTS:
            raise Refused(f"Unknown keyboard layout {name!r}", f"Known: {', '.join(LAYOUTS)}")
        for there, here in zip(LAYOUTS[name], _US, strict=False):
            if ord(there) > 127:
                table.setdefault(there, here)
    return table


class Line(NamedTuple):
    """One line of the key table: which screen, which command, its keys and words."""

    screen: str
    id: str
    key: str
    title: str
    help: str
    group: str


class Keys(NamedTuple):
    """The keys as the person wants them: overrides by command id ("" disables), layouts' characters."""

    overrides: Mapping[str, str]
    layout: Mapping[str, str]

    def commands(self, screen: type[Frame]) -> tuple[Command, ...]:
        """Return the commands of a screen with the person's keys in place."""
        if not self.overrides:
            return commands_of(screen)
        return tuple(self._changed(command) for command in commands_of(screen))

    def _changed(self, command: Command) -> Command:
        children = tuple(self._changed(child) for child in command.children)
        if command.id in self.overrides:
            return command._replace(key=self.overrides[command.id], also=(), show="", children=children)
        return command._replace(children=children) if children else command


PLAIN_KEYS = Keys({}, {})


class Keymap:
    """The keys of one screen: key -> command. A prefix command holds its children."""

    def __init__(self, commands: Iterable[Command], layout: Mapping[str, str] | None = None) -> None:
        self.commands = tuple(commands)
        self._layout = layout or {}
        self._by_key = {key: command for command in self.commands for key in command.keys}
        self._by_id = {command.id: command for command, _ in flat(self.commands)}
        self._by_id.update({command.id: command for command in self.commands})

    def find(self, key: str) -> Command | None:
        """Return the command of a key, by its character or by its place on another layout."""
        return self._by_key.get(key) or self._by_key.get(self._layout.get(key, ""))

    def here(self, key: str) -> str:
        """Return a key in the letters of the commands: `ф` on a Russian keyboard is `a`."""
        return self._layout.get(key, key)

    def by_id(self, identifier: str) -> Command | None:
        """Return the command of an id, prefix children included."""
        return self._by_id.get(identifier)


def clashes(commands: Iterable[Command]) -> list[tuple[str, Command, Command]]:
    """Return (key, one, other) for every two commands that want the same key, on one level."""
    seen: dict[str, Command] = {}
    found: list[tuple[str, Command, Command]] = []
    for command in commands:
        for key in command.keys:
            other = seen.setdefault(key, command)
            if other is not command:
                found.append((key, other, command))
        found.extend(clashes(command.children))
    return found


def _known_key(key: str) -> bool:
    return (len(key) == 1 and key.isprintable()) or key in KEY_NAMES or (key[:5] == "ctrl+" and len(key) == 6)


def read_keys(
    table: Mapping[str, object],
    *,
    layouts: Iterable[str] = (),
    line_of: Callable[[str], int] | None = None,
    path: str = "the config file",
    screens: Mapping[str, type[Frame]] | None = None,
) -> Keys:
    """Check `[keys]` of the config and return the person's keys.

    table: command id -> key or "disabled". line_of: gives the line of an id in the file at `path`.
    Raises Refused for an unknown id, an unusable key or a clash, naming the line.
    """
    chosen = {identifier: "" if key == "disabled" else str(key) for identifier, key in table.items()}
    keys = Keys(chosen, layout_table(layouts))
    if not chosen:
        return keys
    classes = all_screens() if screens is None else screens
    known = {
        command.id
        for screen in classes.values()
        for pair in flat(commands_of(screen))
        for command in pair
        if command is not None
    }

    def where(identifier: str) -> str:
        line = line_of(identifier) if line_of else 0
        return f"{path}, line {line}: " if line else f"{path}: "

    for identifier, key in chosen.items():
        if identifier not in known:
            raise Refused(f"{where(identifier)}no command is called {identifier!r}", "oar keys lists them")
        if key and (not _known_key(key) or key in FORBIDDEN):
            raise Refused(f"{where(identifier)}{key!r} cannot be used as a key", "Terminals do not pass it on")
    for name, screen in classes.items():
        for key, one, other in clashes(keys.commands(screen)):
            mine = one.id if one.id in chosen else other.id
            raise Refused(
                f"{where(mine)}{key!r} is both {one.id} and {other.id} on {name}", 'Give one another key or "disabled"'
            )
    return keys


def key_table(
    keys: Keys = PLAIN_KEYS, screens: Mapping[str, type[Frame]] | None = None
) -> tuple[Line, ...]:
    """Return every command of every screen, for `oar keys`, the docs and the clash test."""
    classes = all_screens() if screens is None else screens
    lines: list[Line] = []
    for name, screen in classes.items():
        for command, prefix in flat(keys.commands(screen)):
            shown = command.shown_key
            if command.keys and not command.show:
                shown = " ".join(key_label_pair(prefix, key) for key in command.keys)
            lines.append(Line(name, command.id, shown, command.title, command.help, command.group))
    return tuple(lines)


def key_label_pair(prefix: Command | None, key: str) -> str:
    """Return a key with its prefix as people type it: `g t`."""
    label = KEY_NAMES.get(key, key)
    return f"{prefix.shown_key} {label}" if prefix is not None else label
