"""Cleaning of what people type (sharing.md 6): one place, used on the way in and on the way out.

Removed: C0 and C1 controls (newline and tab stay in notes), bidi embeddings, overrides and isolates,
zero-width space, byte order mark, tag characters, noncharacters, lone surrogates. Everything else
stays as typed: brackets, backslashes, emoji with their joiners, right-to-left text.
"""

from __future__ import annotations

from models.errors import Refused

TITLE_LIMIT = 200
NOTE_LIMIT = 10_000


def _forbidden() -> dict[int, None]:
    table: dict[int, None] = dict.fromkeys(range(0x20))
    table.update(dict.fromkeys(range(0x7F, 0xA0)))
    table.update(dict.fromkeys([0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF]))
    table.update(dict.fromkeys(range(0x2028, 0x202F)))
    table.update(dict.fromkeys(range(0x2060, 0x2070)))
    table.update(dict.fromkeys(range(0xD800, 0xE000)))
    table.update(dict.fromkeys(range(0xFDD0, 0xFDF0)))
    table.update(dict.fromkeys(range(0xFFF0, 0xFFFC)))
    table.update(dict.fromkeys(range(0xE0000, 0xE0080)))
    for plane in range(17):
        table.update(dict.fromkeys((plane * 0x10000 + 0xFFFE, plane * 0x10000 + 0xFFFF)))
    return table


_LINE = _forbidden()
_NOTE = {code: None for code in _LINE if code not in (0x0A, 0x09)}


def clean(text: str, multiline: bool = False) -> str:
    """Return `text` without what could steer a terminal (sharing.md 6).

    With `multiline`, newlines and tabs stay; otherwise each becomes one blank.
    """
    if text.isascii() and text.isprintable():
        return text
    if multiline:
        return text.replace("\r\n", "\n").translate(_NOTE)
    return text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ").translate(_LINE)


def title(text: str, name: str = "title") -> str:
    """Return a cleaned one-line title of 1 to 200 characters (product.md 5), or raise Refused."""
    value = clean(text).strip()
    if not value:
        raise Refused(f"The {name} is empty", "Type at least one character")
    if len(value) > TITLE_LIMIT:
        raise Refused(f"The {name} has {len(value)} characters, at most {TITLE_LIMIT} fit", "Shorten it")
    return value


def note(text: str, name: str = "note") -> str:
    """Return a cleaned note of up to 10,000 characters (product.md 5), or raise Refused."""
    value = clean(text, multiline=True).strip()
    if len(value) > NOTE_LIMIT:
        raise Refused(f"The {name} has {len(value)} characters, at most {NOTE_LIMIT} fit", "Shorten it")
    return value


def decode(raw: bytes) -> str:
    """Turn bytes read from a database into clean text; the reader's way out."""
    return clean(raw.decode("utf-8", "replace"), multiline=True)
