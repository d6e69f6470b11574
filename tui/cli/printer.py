"""Lines and tables of the command line: coloured for a terminal, plain text for everything else.

Whatever is printed goes through `themes.sgr.paint`, the third cleaning layer of sharing.md 6.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TextIO

from themes import cells
from themes.cells import Spans
from themes.glyphs import Glyphs, glyphs, wants_ascii
from themes.sgr import paint, wants_colour
from themes.width import cell_width, shown

Cell = str | int | float | None | Spans
GAP = "  "
NARROWEST = 8


class Column(NamedTuple):
    """One column: its heading, whether it stands at the right, whether it gives way on a narrow terminal."""

    title: str
    right: bool = False
    flexible: bool = False


class Printer:
    """Writes to one stream. colour is True only on a terminal that wants it, and never with `plain`."""

    def __init__(self, stream: TextIO | None, *, plain: bool = False, env: Mapping[str, str] | None = None) -> None:
        self.env = os.environ if env is None else env
        self.stream = stream
        self.terminal = stream is not None and not getattr(stream, "closed", False) and stream.isatty()
        self.colour = not plain and wants_colour(self.env, self.terminal)
        self.glyphs: Glyphs = glyphs(wants_ascii(self.env))
        self.width = shutil.get_terminal_size().columns if self.terminal and not plain else 0

    def say(self, content: str | Spans = "") -> None:
        """Print one line: text, or spans of (text, token). Newlines inside become blanks."""
        spans = ((content, ""),) if isinstance(content, str) else content
        self.write(paint(spans, self.colour) + "\n")

    def note(self, text: str, indent: str = "") -> None:
        """Print a text of several lines as it is, each behind `indent`."""
        for line in text.replace("\r\n", "\n").split("\n"):
            self.say(indent + line if line else "")

    def table(self, columns: Sequence[str | Column], rows: Sequence[Sequence[Cell]]) -> None:
        """Print rows below their headings, columns as wide as what is in them.

        On a terminal the flexible columns (the last one when none is) give way; elsewhere nothing is cut.
        """
        heads = [Column(column) if isinstance(column, str) else column for column in columns]
        lines = [[self._spans(cell) for cell in row] for row in rows]
        widths = self._widths(heads, lines)
        if any(head.title for head in heads):
            self._row(heads, [((head.title, "muted"),) for head in heads], widths)
        for line in lines:
            self._row(heads, line, widths)

    def _spans(self, cell: Cell) -> Spans:
        if cell is None:
            return ()
        if isinstance(cell, str):
            return ((cell, ""),)
        if isinstance(cell, (int, float)):
            return cells.number(float(cell), glyphs=self.glyphs)
        return cell

    def _widths(self, heads: Sequence[Column], lines: Sequence[Sequence[Spans]]) -> list[int]:
        widths = [cell_width(head.title) for head in heads]
        for line in lines:
            for at, spans in enumerate(line):
                widths[at] = max(widths[at], cells.width(_shown(spans)))
        over = sum(widths) + len(GAP) * (len(widths) - 1) - self.width if self.width else 0
        flexible = [at for at, head in enumerate(heads) if head.flexible] or [len(heads) - 1]
        while over > 0 and any(widths[at] > NARROWEST for at in flexible):
            widest = max(flexible, key=lambda at: widths[at])
            widths[widest] -= 1
            over -= 1
        return widths

    def _row(self, heads: Sequence[Column], line: Sequence[Spans], widths: Sequence[int]) -> None:
        spans: list[tuple[str, str]] = []
        last = max((at for at, cell in enumerate(line) if cells.width(cell)), default=0)
        for at, cell in enumerate(line[: last + 1]):
            shown = _shown(cell)
            if at == last and not heads[at].right:
                spans.extend(cells.truncate(shown, widths[at], self.glyphs))
            else:
                spans.extend(cells.pad(shown, widths[at], heads[at].right, self.glyphs))
                spans.append((GAP if at < last else "", ""))
        self.say(tuple(spans))

    def write(self, text: str) -> None:
        """Write text that is safe already; nothing when the stream is closed."""
        if self.stream is not None:
            self.stream.write(text)

    def flush(self) -> None:
        """Hand over what was printed, so that a prompt is seen before its answer is awaited."""
        if self.stream is not None:
            self.stream.flush()


def _shown(spans: Spans) -> Spans:
    """Return spans as they will be printed, so that their width is the printed one."""
    return tuple((shown(text), token) for text, token in spans)
