"""One-line and few-line widgets of our own: header, message, footer, which-key, side peek.

All draw Spans through Textual's line API: no markup, no layout of text, a repaint only when the content
changed. They write few bytes and nothing at all when idle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from screens.look import Look
from screens.text import Spans
from themes.cells import pad, shown, truncate, width

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


class OwnColours(Drawn):
    """A widget that draws in the palette's own colours: no need to translate terminal colours cell by cell."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the app's filters without the translation of colours; the safety filter stays."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]


class Lines(OwnColours, Widget):
    """Lines of Spans, one a row of the widget; set them with `show`.

    look: the theme in use. under: the token the whole widget is drawn on.
    """

    DEFAULT_CSS = "Lines { height: 1; }"

    def __init__(self, look: Look, *, under: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.look = look
        self.under = under
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
        content = self.content[y] if y < len(self.content) else ()
        return pad(content, cells, glyphs=self.look.glyphs)

    def render_line(self, y: int) -> Strip:
        """Draw one row (Textual's line API)."""
        return strip_of(self.look, self.line(y, self.size.width), self.size.width, self.under)


class Ends(Lines):
    """A line with a left and a right end; the right one stays whole as long as there is room for it."""

    def line(self, y: int, cells: int) -> Spans:
        """Return row `y`: content 0 at the left, content 1 at the right end."""
        left = self.content[0] if self.content else ()
        right = self.content[1] if len(self.content) > 1 else ()
        if not right:
            return pad(left, cells, glyphs=self.look.glyphs)
        tail = truncate(right, cells, glyphs=self.look.glyphs)
        room = max(0, cells - width(tail) - GAP)
        return (*pad(left, room, glyphs=self.look.glyphs), *pad((), cells - width(tail) - room), *tail)


GAP = 2
"""Cells that part the ends of a line."""

Hint = tuple[str, str]
"""A key as it is written and what it does."""


def hints(choices: Iterable[Hint]) -> list[Spans]:
    """Return each key with its word as Spans: `g go`."""
    return [((key, "key"), (f" {word}", "")) for key, word in choices]


class Footer(Lines):
    """Keys of the screen on one line; what does not fit is left out, `? help` never is."""

    LAST: Spans = (("?", "key"), (" help ", ""))

    def line(self, y: int, cells: int) -> Spans:
        """Return the footer: as many hints as fit, then `? help`."""
        out: list[tuple[str, str]] = [(" ", "")]
        room = cells - 1 - width(self.LAST)
        for hint in self.content:
            size = width(hint) + 2
            if size > room:
                break
            out.extend((*hint, ("  ", "")))
            room -= size
        return pad((*out, *self.LAST), cells, glyphs=self.look.glyphs)


class WhichKey(Lines):
    """The choices behind a prefix key, over the lower lines of the body; a plain widget, it takes no key."""

    DEFAULT_CSS = """
    WhichKey { layer: over; dock: bottom; offset-y: -1; height: auto; max-height: 70%; display: none; }
    """

    _title = ""
    _choices: Sequence[Hint] = ()

    def ask(self, title: str, choices: Sequence[Hint]) -> None:
        """Show a question and its keys."""
        self._title, self._choices = title, tuple(choices)
        self.content = tuple(self._laid_out(self.app.size.width))
        self.display = True
        self.refresh(layout=True)

    def close(self) -> None:
        """Hide the question."""
        self.display = False

    def laid_out_anew(self) -> None:
        """Lay the choices out for another width."""
        if self.display:
            self.ask(self._title, self._choices)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one line for each line of choices."""
        return max(1, len(self.content))

    def _laid_out(self, cells: int) -> Iterable[Spans]:
        line: list[tuple[str, str]] = [(f" {self._title}  ", "title")]
        used = width(line)
        for key, word in self._choices:
            hint: Spans = ((f" {key} ", "key"), (f"{word}  ", ""))
            size = width(hint)
            if used + size > cells and used > 1:
                yield tuple(line)
                line, used = [(" ", "")], 1
            line.extend(hint)
            used += size
        yield tuple(line)


class SidePeek(Lines):
    """What the row under the cursor holds, beside the list on wide screens."""

    DEFAULT_CSS = "SidePeek { width: 40; height: 1fr; display: none; }"

    def line(self, y: int, cells: int) -> Spans:
        """Return row `y` behind a line that parts it from the list."""
        content = self.content[y] if y < len(self.content) else ()
        edge = (f"{self.look.glyphs.line_v} ", "muted")
        return (edge, *pad(content, max(0, cells - 2), glyphs=self.look.glyphs))
