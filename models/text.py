"""Cleaning of what people type (sharing.md 6): one place, used on the way in and on the way out.

Removed: C0 and C1 controls (newline and tab stay in notes), bidi embeddings, overrides and isolates,
zero-width space, byte order mark, tag characters, noncharacters, lone surrogates. Everything else
stays as typed: brackets, backslashes, emoji with their joiners, right-to-left text.
"""

from __future__ import annotations

from models.errors import Refused

TITLE_LIMIT = 200
NOTE_LIMIT = 10_000


_FORBIDDEN = (
    (0x00, 0x20), (0x7F, 0xA0), (0x061C, 0x061D), (0x180E, 0x180F), (0x200B, 0x200C), (0x200E, 0x2010),
    (0x2028, 0x202F), (0x2060, 0x2070), (0xD800, 0xE000), (0xFDD0, 0xFDF0), (0xFEFF, 0xFF00), (0xFFF0, 0xFFFC),
    (0xE0000, 0xE0080),
)  # fmt: skip
"""First character and the one behind the last of every range that is removed, besides the last two of each plane."""


class _Cleaner(dict[int, int | None]):
    """A table for `str.translate` that fills itself: most programs meet a few hundred characters."""

    def __init__(self, kept: str = "") -> None:
        super().__init__({ord(char): ord(char) for char in kept})

    def __missing__(self, code: int) -> int | None:
        gone = code & 0xFFFE == 0xFFFE or any(low <= code < high for low, high in _FORBIDDEN)
        self[code] = found = None if gone else code
        return found


_LINE = _Cleaner()
_NOTE = _Cleaner("\n\t")


WORD = 12
"""Bytes up to which a text from a database is kept once it is clean."""
WORDS_KEPT = 4096
_words: dict[bytes, str] = {}


def clean(text: str, multiline: bool = False) -> str:
    """Return `text` without what could steer a terminal (sharing.md 6).

    With `multiline`, newlines and tabs stay; otherwise each becomes one blank. A carriage return alone is a newline:
    that is how terminals send the lines of a paste.
    """
    if text.isascii() and text.isprintable():
        return text
    if multiline:
        return text.replace("\r\n", "\n").replace("\r", "\n").translate(_NOTE)
    return text.replace("\r\n", " ").replace("\r", " ").replace("\n", " ").replace("\t", " ").translate(_LINE)


def title(text: str, name: str = "title") -> str:
    """Return a cleaned one-line title of 1 to 200 characters (product.md 5), or raise Refused."""
    value = clean(text).strip()
    if not value:
        raise Refused(f"{_subject(name)} is empty", "Type at least one character")
    if len(value) > TITLE_LIMIT:
        raise Refused(f"{_subject(name)} has {len(value)} characters, at most {TITLE_LIMIT} fit", "Shorten it")
    return value


def note(text: str, name: str = "note") -> str:
    """Return a cleaned note of up to 10,000 characters (product.md 5), or raise Refused."""
    value = clean(text, multiline=True).strip()
    if len(value) > NOTE_LIMIT:
        raise Refused(f"{_subject(name)} has {len(value)} characters, at most {NOTE_LIMIT} fit", "Shorten it")
    return value


def _subject(name: str) -> str:
    """Return what a sentence is about: a noun gets its article, a label in quotes stands for itself."""
    return name if name.startswith("'") else f"The {name}"


def literal(word: str) -> str:
    """Return a word for LIKE with ESCAPE '\\': its wildcards are letters."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def decode(raw: bytes) -> str:
    """Turn bytes read from a database into clean text; the reader's way out.

    Words and days come again and again, a million in one reading of a large company: those are kept.
    """
    if len(raw) > WORD:
        return clean(raw.decode("utf-8", "replace"), multiline=True)
    known = _words.get(raw)
    if known is None:
        if len(_words) >= WORDS_KEPT:
            _words.clear()
        known = _words[raw] = clean(raw.decode("utf-8", "replace"), multiline=True)
    return known
