"""Text on its way to the screen: plain text of a cell, lines of a note (architecture.md, style 10).

User text is data. Nothing here knows markup; what comes out goes into our own line widgets only.
Widths, cutting and padding are those of `themes.width` and `themes.cells`, so that the command line and
the screens agree on every cell.
"""

from __future__ import annotations

from models.text import clean
from themes.width import cell_width, cells_of, shown

Spans = tuple[tuple[str, str], ...]
"""A cell's content: (text, token) pairs; a token names a style of the palette, "" is plain."""


def plain(content: str | Spans) -> str:
    """Return the text of a cell without its styles, as it is copied and searched."""
    return content if isinstance(content, str) else "".join(text for text, _token in content)


def spans(content: str | Spans, token: str = "") -> Spans:
    """Return a cell as Spans; a bare string is drawn in `token`."""
    return ((content, token),) if isinstance(content, str) else content


def wrap(text: str, width: int) -> list[str]:
    """Return `text` (newlines allowed) as lines of at most `width` cells, broken at blanks where it can.

    A line that is set in stays set in, as far as half of the width.
    """
    lines: list[str] = []
    for part in clean(text, multiline=True).replace("\t", "    ").split("\n"):
        depth = min(len(part) - len(part.lstrip(" ")), width // 2)
        lines += [f"{' ' * depth}{line}".rstrip() for line in _wrapped(part.lstrip(" "), width - depth)]
    return lines


def _wrapped(part: str, width: int) -> list[str]:
    """Return one paragraph as lines of at most `width` cells."""
    lines: list[str] = []
    line = ""
    for word in shown(part).split(" "):
        candidate = f"{line} {word}" if line else word
        if cell_width(candidate) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = _chopped(word, width)
        lines.extend(full)
    lines.append(line)
    return lines


def _chopped(word: str, width: int) -> list[str]:
    """Return a word in pieces of at most `width` cells; the last may be short."""
    pieces, piece, used = [], "", 0
    for cell, cells in cells_of(word):
        if used + cells > width and piece:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + cell, used + cells
    return [*pieces, piece]
