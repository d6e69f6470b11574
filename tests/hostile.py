"""The one list of hostile texts, run through every screen and command (sharing.md 6).

`HOSTILE` is what somebody may type into any text field, `COMMANDS` what somebody may send instead of a
command. `forbidden` says what a terminal must never receive.
"""

from __future__ import annotations

import unicodedata

HOSTILE: list[str] = [
    "[/]",
    "[/x]",
    "[x] todo",
    "[see #12]",
    "[WIP] fix",
    "[@click=app.quit]x[/]",
    "[link='file:///etc/passwd']x[/link]",
    "[b]bold[/b] $t {0} %s \\n \\[",
    "\x1b[2J",
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]8;;file:///etc/passwd\x1b\\L",
    "\x1b]0;t\x07",
    "\x1bP$qm\x1b\\",
    "\x9b31m",
    "\x9d0;t\x9c",
    "A\x00B",
    "\x0eqqq\x0f",
    "\x7fdel\x08\x08",
    "\u202egpj.exe",
    "\u2066x",
    "\u200bx",
    "\ufeffx",
    "\u2028x\u2029y",
    "\U000e0068x",
    "A" + 200 * "\u0301",
    "a\rb",
    "a\nb\tc",
    "\uffffx\ufdd0",
    "漢字かな交じり文",
    "👩\u200d👩\u200d👧\u200d👦 👍🏽 ❤\ufe0f",
    "שלום עולם",
    "Zeile \u00ad mit \u3164 Lücke",
]
"""Texts for any text field; each survives as typed, minus what product.md 5 says is removed."""

COMMANDS: list[str] = [
    "glance; id",
    "$(id)",
    "glance\nid",
    "glance --as=bob",
    "glance --db=/etc/passwd",
    "glance --wi 5",
    "A=1 glance",
    "show ../../etc/passwd",
    "show -- -x",
    '"',
    "scp -t /tmp",
    5000 * "x",
]
"""What an ssh client may send instead of a command of ours."""

_FORMATS = frozenset([0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x2028, 0x202F), *range(0x2060, 0x2070)])


def forbidden(text: str, allow: str = "\n") -> list[str]:
    """Return the names of the characters in `text` that must never reach a terminal, each once.

    allow: characters that are fine here; a newline ends a line of output. Give `"\\n\\x1b"` for output
    with colours whose escapes are checked elsewhere.
    """
    return list(dict.fromkeys(_name(char) for char in text if char not in allow and _is_forbidden(ord(char))))


def _is_forbidden(code: int) -> bool:
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or code in _FORMATS
        or 0xD800 <= code < 0xE000
        or 0xFDD0 <= code < 0xFDF0
        or 0xFFF0 <= code < 0xFFFC
        or 0xE0000 <= code < 0xE0080
        or code & 0xFFFE == 0xFFFE
    )


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'control character')}"
