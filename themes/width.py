"""How many cells a text takes, and the part of it that is safe to show (sharing.md 6).

A terminal and the program must agree on every width, or one hostile title shifts a whole screen. So
what terminals draw differently is left out on display: controls and invisible formatting characters,
marks beyond four a cell, variation selectors, joiners that do not join two emoji. The stored text is
never touched. Standard library only; `unicodedata` (a large module) is loaded when first needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from themes.glyphs import ASCII, UNICODE, Glyphs

MARKS_SHOWN = 4
"""Combining marks displayed on one cell; more would climb over the neighbouring rows."""

_ZWJ = "\u200d"
_ZWNJ = "\u200c"
_DROPPED = -1
_MEMO_LIMIT = 4096
_TEXT_LIMIT = 512

_NARROW = ((0x20, 0x7F), (0xA1, 0xAD), (0xAE, 0x300), (0x370, 0x483))
# Characters known to take one cell: what our own output consists of never costs a look-up.
_ONE = frozenset(
    [chr(code) for low, high in _NARROW for code in range(low, high)]
    + [
        char
        for kind in (type(UNICODE), type(ASCII))
        for text in vars(kind).values()
        if isinstance(text, str)
        for char in text
        if 0x2000 < ord(char) < 0x3000
    ]
)

# Format characters that are drawn (Arabic number signs and the like).
_DRAWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
# Wide since Unicode 16, narrow in the tables of older interpreters.
_WIDE = ((0x2630, 0x2638), (0x268A, 0x2690), (0x4DC0, 0x4E00), (0x1D300, 0x1D357), (0x1D360, 0x1D377))
_MARKS = ((0x1160, 0x1200), (0xD7B0, 0xD7FC), (0x1F3FB, 0x1F400), (0xE0100, 0xE01F0))

_kinds: dict[str, int] = {_ZWNJ: 0, _ZWJ: 0}
_widths: dict[str, int] = {}


def cell_width(text: str) -> int:
    """Return the cells that `text` takes when shown; what is not shown counts nothing."""
    if (text.isascii() and text.isprintable()) or _ONE.issuperset(text):
        return len(text)
    known = _widths.get(text)
    if known is None:
        known = sum(width for _, width in cells_of(text))
        if len(text) <= _TEXT_LIMIT:
            if len(_widths) >= _MEMO_LIMIT:
                _widths.clear()
            _widths[text] = known
    return known


def shown(text: str) -> str:
    """Return `text` as one line that is safe on a terminal: newlines and tabs become one blank each."""
    if (text.isascii() and text.isprintable()) or _ONE.issuperset(text):
        return text
    return "".join([cell for cell, _ in cells_of(text)])


def cells_of(text: str) -> Iterator[tuple[str, int]]:
    """Yield `text` piece by piece as (what is shown, its cells 0 to 2); never cut inside a piece."""
    piece, width, marks, joining = "", 0, 0, False
    for char in text.replace("\r\n", "\n"):
        kind = _kind(char)
        if kind == _DROPPED:
            continue
        if char == _ZWJ:
            joining = width == 2 and _joins(piece[-1])
        elif kind == 0:
            if marks < MARKS_SHOWN and not _stray(char, width):
                piece, marks, joining = piece + char, marks + 1, False
        elif joining and kind == 2 and _joins(char) and marks < MARKS_SHOWN:
            piece, marks, joining = piece + _ZWJ + char, marks + 1, False
        else:
            if piece:
                yield piece, width
            piece, width, marks, joining = " " if char in "\n\t" else char, kind, 0, False
    if piece:
        yield piece, width


def clip(text: str, width: int, glyphs: Glyphs = UNICODE) -> str:
    """Return `text` cut to at most `width` cells, with an ellipsis when something was cut off."""
    if width <= 0:
        return ""
    if len(text) <= width and _ONE.issuperset(text):
        return text
    kept: list[str] = []
    used = fitting = room = 0
    for piece, cells in cells_of(text):
        used += cells
        if used <= width - 1:
            fitting, room = len(kept) + 1, used
        if used > width:
            blank = " " * (width - 1 - room)
            return "".join(kept[:fitting]) + glyphs.ellipsis + blank
        kept.append(piece)
    return "".join(kept)


def fit(text: str, width: int, glyphs: Glyphs = UNICODE, right: bool = False) -> str:
    """Return `text` clipped and filled with blanks to exactly `width` cells, to the right on demand."""
    cut = clip(text, width, glyphs)
    blanks = " " * (width - cell_width(cut))
    return blanks + cut if right else cut + blanks


def _kind(char: str) -> int:
    """Return the cells of one character: 1, 2, 0 for a mark, -1 for what is not shown."""
    known = _kinds.get(char)
    if known is None:
        known = 1 if char in _ONE else _look_up(char)
        if len(_kinds) >= _MEMO_LIMIT:
            _kinds.clear()
            _kinds.update({_ZWNJ: 0, _ZWJ: 0})
        _kinds[char] = known
    return known


def _look_up(char: str) -> int:
    import unicodedata

    code = ord(char)
    if char in "\n\t":
        return 1
    if char in _DRAWN_FORMATS:
        return 1
    if char in _FILLERS or 0xFE00 <= code <= 0xFE0F or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return _DROPPED
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cs", "Zl", "Zp") or 0xFFF0 <= code <= 0xFFFB or 0xE0000 <= code <= 0xE007F:
        return _DROPPED
    if category in ("Mn", "Me", "Mc") or _within(code, _MARKS):
        return 0
    if unicodedata.east_asian_width(char) in "WF" or _within(code, _WIDE):
        return 2
    # Emoji younger than the interpreter's tables are still drawn two cells wide.
    return 2 if category == "Cn" and 0x1F300 <= code <= 0x1FAFF else 1


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code < high for low, high in ranges)


def _joins(char: str) -> bool:
    """Say whether a joiner beside this character makes one picture of two (emoji, skin tones)."""
    return ord(char) >= 0x1F000 or 0x231A <= ord(char) <= 0x2BFF


def _stray(char: str, width: int) -> bool:
    """Say whether a mark has nothing to sit on: skin tones need a picture, others any character."""
    return width != 2 if 0x1F3FB <= ord(char) <= 0x1F3FF else width == 0
