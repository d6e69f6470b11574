"""Names of keys and the bytes a terminal sends for them."""

from __future__ import annotations

import re

NAMED = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdn": "\x1b[6~",
    "insert": "\x1b[2~", "delete": "\x1b[3~", "enter": "\r", "esc": "\x1b", "tab": "\t",
    "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f", "lt": "<",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
}  # fmt: skip

_TOKEN = re.compile(r"<([a-z0-9+]+)>|(.)", re.S)


def key_text(name: str) -> str:
    """What a terminal sends for one key: `enter`, `ctrl+q`, `alt+x`, or a single character.

    Raises KeyError for a name that is not known.
    """
    if name in NAMED:
        return NAMED[name]
    if len(name) == 1:
        return name
    modifier, _, rest = name.partition("+")
    if modifier == "ctrl" and len(rest) == 1:
        return chr(ord(rest) & 0x1F)
    if modifier == "alt" and rest:
        return "\x1b" + key_text(rest)
    raise KeyError(name)


def split_keys(keys: str) -> list[str]:
    """Take `"11<enter>6"` apart into what is sent key by key: `["1", "1", "\\r", "6"]`.

    A `<name>` that is no key's name is typed as it stands; `<lt>` is a literal `<`.
    """
    out: list[str] = []
    for token in _TOKEN.finditer(keys):
        name, character = token.groups()
        if name is None:
            out.append(character)
            continue
        try:
            out.append(key_text(name))
        except KeyError:
            out.extend(token.group(0))
    return out
