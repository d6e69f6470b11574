"""One-line and few-line widgets of our own: header, message, footer, side peek.

All draw Spans through Textual's line API: no markup, no layout of text, a repaint only when the content
changed. They write few bytes and nothing at all when idle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import ANSIToTruecolor, LineFilter
from textual.strip import Strip
from textual.widget import Widget

from screens.look import Look
from screens.text import Spans, wrap
from themes.cells import pad, truncate, width
from themes.glyphs import Glyphs
from themes.width import shown

if TYPE_CHECKING:
    Drawn = Widget
else:
    Drawn = object


def strip_of(look: Look, parts: Iterable[tuple[str, str]], cells: int, under: str = "") -> Strip:
    """Return (text, token) pairs of exactly `cells` cells as a Strip, drawn on the bar token `under`."""
    # Blanks look alike in every ink: a change of style less is some 40 bytes less on the line.
    out: list[Segment] = []
    text, style, ground, blank = "", None, None, True
    for raw, token in parts:
        if not raw:
            continue
        new, base = look.ink(token, under)
        alike = new is style or (base is not None and base == ground)
        if new is not style and alike:
            if raw.isspace():
                new = style or new
            elif not blank:
                alike = False
        if not alike:
            if text:
                out.append(Segment(text, style))
            text, blank = "", True
        text += shown(raw)
        style, ground, blank = new, base, blank and raw.isspace()
    if text:
        out.append(Segment(text, style))
    return Strip(out, cells)


Layout = Callable[[Sequence[Spans], int, Glyphs], Spans]
"""Makes one row of exactly so many cells out of a widget's content."""


class OwnColours(Drawn):
    """A widget that draws in the palette's own colours: no need to translate terminal colours cell by cell."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the app's filters without the translation of colours; the safety filter stays."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]


class Lines(OwnColours, Widget):
    """Lines of Spans, one a row of the widget; set them with `show`.

    look: the theme in use. under: the token the whole widget is drawn on. layout: lays the first row out in another
    way, `ends` and `keys_line` are two.
    """

    DEFAULT_CSS = "Lines { height: 1; }"

    def __init__(self, look: Look, *, under: str = "", layout: Layout | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self.look = look
        self.under = under
        self._layout_line = layout
        self.content: Sequence[Spans] = ()

    def show(self, *lines: Spans) -> None:
        """Draw these lines from now on; nothing is repainted when they are the same as before."""
        if lines != self.content:
            self.content = lines
            self.refresh()

    def set_look(self, look: Look) -> None:
        """Draw in another theme."""
        self.look = look
        self.refresh()

    def line(self, y: int, cells: int) -> Spans:
        """Return what row `y` shows, in exactly `cells` cells."""
        if self._layout_line is not None:
            return self._layout_line(self.content, cells, self.look.glyphs)
        content = self.content[y] if y < len(self.content) else ()
        return pad(content, cells, glyphs=self.look.glyphs)

    def render_line(self, y: int) -> Strip:
        """Draw one row (Textual's line API)."""
        return strip_of(self.look, self.line(y, self.size.width), self.size.width, self.under)


GAP = 2
"""Cells that part the ends of a line."""

Hint = tuple[str, str]
"""A key as it is written and what it does."""


def hints(choices: Iterable[Hint]) -> list[Spans]:
    """Return each key with its word as Spans: `g go`."""
    return [((key, "key"), (f" {word}", "")) for key, word in choices]


HELP: Spans = (("?", "key"), (" help ", ""))


def ends(content: Sequence[Spans], cells: int, glyphs: Glyphs) -> Spans:
    """Lay out content 0 at the left, content 1 at the right end, which stays whole as long as there is room for it."""
    left = content[0] if content else ()
    right = content[1] if len(content) > 1 else ()
    if not right:
        return pad(left, cells, glyphs=glyphs)
    tail = truncate(right, cells, glyphs=glyphs)
    room = max(0, cells - width(tail) - GAP)
    return (*pad(left, room, glyphs=glyphs), *pad((), cells - width(tail) - room), *tail)


def keys_line(content: Sequence[Spans], cells: int, glyphs: Glyphs) -> Spans:
    """Lay out the keys of a screen: what does not fit is left out, `? help` never is."""
    out: list[tuple[str, str]] = [(" ", "")]
    room = cells - 1 - width(HELP)
    for hint in content:
        size = width(hint) + 2
        if size > room:
            break
        out.extend((*hint, ("  ", "")))
        room -= size
    return pad((*out, *HELP), cells, glyphs=glyphs)


def too_narrow(width: int, least: int) -> list[Spans]:
    """Return what a window says that is too narrow, in lines that fit it."""
    said = (
        (f"Oarlock needs {least} columns, this window has {width}.", "title"),
        ("Make it wider, or leave with q and use: oar --plain", ""),
        ("q leaves, u undoes", "muted"),
    )
    lines: list[Spans] = [()]
    for words, token in said:
        lines += [((f" {line}", token),) for line in wrap(words, max(8, width - 2))]
    return lines


class SidePeek(Lines):
    """What the row under the cursor holds, beside the list on wide screens."""

    DEFAULT_CSS = "SidePeek { width: 40; height: 1fr; display: none; }"

    def line(self, y: int, cells: int) -> Spans:
        """Return row `y` behind a line that parts it from the list."""
        content = self.content[y] if y < len(self.content) else ()
        edge = (f"{self.look.glyphs.line_v} ", "muted")
        return (edge, *pad(content, max(0, cells - 2), glyphs=self.look.glyphs))
