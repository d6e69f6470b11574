"""The base of dialogs: a box over the screen that takes every key, one by one, like a screen does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.strip import Strip

from screens.look import Look
from screens.shell import Result, Shell, TakesKeys
from screens.text import Spans
from screens.widgets.lines import Lines, strip_of
from themes.cells import pad, truncate, width

WIDEST = 76
"""Cells of a dialog that is not wide; the style sheet below says the same."""


class Box(Lines):
    """The lines of a dialog in a frame with a title; what does not fit scrolls, and the frame says how much that is.

    foot: the last lines, which stay in sight. place: words in the frame's lower edge, "3 of 14".
    """

    DEFAULT_CSS = "Box { width: 100%; height: auto; max-height: 100%; background: $background; }"

    title = ""
    top = 0
    foot: Sequence[Spans] = ()
    place = ""

    def fill(
        self,
        title: str,
        lines: Sequence[Spans],
        *,
        keep: int | None = None,
        foot: Sequence[Spans] = (),
        place: str = "",
    ) -> None:
        """Show these lines; `keep` is the one that must be seen."""
        grew = len(lines) + len(foot) != len(self.content) + len(self.foot)
        self.title, self.content, self.foot, self.place = title, tuple(lines), tuple(foot), place
        if keep is not None:
            self.top = min(max(self.top, keep - self._seen + 1), keep)
        self.top = max(0, min(self.top, self._last_top if keep is not None else len(lines) - 1))
        self.refresh(layout=grew)

    @property
    def _seen(self) -> int:
        """How many lines there is room for above the foot."""
        return max(1, (self.size.height or len(self.content) + len(self.foot) + 2) - 2 - len(self.foot))

    @property
    def _last_top(self) -> int:
        return max(0, len(self.content) - self._seen)

    def scroll_by(self, lines: int) -> None:
        """Scroll by lines."""
        self.top = max(0, min(self.top + lines, self._last_top))
        self.refresh()

    def on_resize(self) -> None:
        """Show as much as there is room for now: the box grows after its lines did."""
        self.scroll_by(0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines and the frame."""
        return len(self.content) + len(self.foot) + 2

    def render_line(self, y: int) -> Strip:
        """Draw the frame and what is in it."""
        cells, glyphs = self.size.width, self.look.glyphs
        if y == 0:
            above = f"{glyphs.up} {self.top} more" if self.top else ""
            corners = (glyphs.corner_tl, glyphs.corner_tr)
            parts = self._edge(cells, corners, ((f" {self.title} ", "title"),), ((above, "muted"),))
        elif y == self.size.height - 1:
            hidden = len(self.content) - self.top - self._seen
            below = f"{glyphs.down} {hidden} more" if hidden > 0 else ""
            words = "   ".join(word for word in (self.place, below) if word)
            parts = self._edge(cells, (glyphs.corner_bl, glyphs.corner_br), (), ((words, "muted"),))
        else:
            line = pad(self._line_at(y - 1), max(0, cells - 4), glyphs=glyphs)
            parts = ((f"{glyphs.line_v} ", "muted"), *line, (f" {glyphs.line_v}", "muted"))
        return strip_of(self.look, pad(parts, cells, glyphs=glyphs), cells)

    def _line_at(self, y: int) -> Spans:
        """Return what stands `y` lines below the upper edge."""
        if y >= self._seen:
            return self.foot[y - self._seen] if y - self._seen < len(self.foot) else ()
        return self.content[self.top + y] if self.top + y < len(self.content) else ()

    def _edge(self, cells: int, corners: tuple[str, str], left: Spans, right: Spans) -> Spans:
        """Return an edge of the frame with words in it."""
        line = self.look.glyphs.line_h
        tail: Spans = ((" ", ""), *right, (f" {line}", "muted")) if width(right) else ()
        head = truncate(left, max(0, cells - 4 - width(tail)), self.look.glyphs)
        bar = line * max(0, cells - 3 - width(head) - width(tail))
        return ((corners[0] + line, "muted"), *head, (bar, "muted"), *tail, (corners[1], "muted"))


class OarDialog(TakesKeys, ModalScreen[None]):
    """A dialog: subclass it, set `title_text`, return its `lines()` and handle `press`.

    `close(value)` ends it and hands `value` to whoever opened it. Escape closes with None.
    """

    title_text = ""
    wide = False

    DEFAULT_CSS = """
    OarDialog { align: center middle; background: transparent; }
    OarDialog #box { max-width: 76; max-height: 90%; }
    OarDialog.-full #box { max-width: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.box = Box(self.look, id="box")

    @property
    def shell(self) -> Shell:
        """The program."""
        return cast(Shell, self.app)

    @property
    def look(self) -> Look:
        """Styles and glyphs of the theme in use."""
        return self.shell.look

    @property
    def room(self) -> int:
        """Cells inside the frame."""
        return max(8, min(self.app.size.width, self.app.size.width if self.wide else WIDEST) - 4)

    def compose(self) -> ComposeResult:
        """The box is all there is."""
        yield self.box

    def on_mount(self) -> None:
        """Fill the box."""
        self.set_class(self.wide, "-full")
        self.draw()

    def lines(self) -> Sequence[Spans]:
        """Return what the box shows."""
        return ()

    def foot(self) -> Sequence[Spans]:
        """Return the lines below those, which stay in sight while they scroll."""
        return ()

    def place(self) -> str:
        """Return where in the dialog one is, for its lower edge: "3 of 14"."""
        return ""

    def cursor_at(self) -> int | None:
        """Return the line that must be seen, if any."""
        return None

    def draw(self) -> None:
        """Draw the lines again."""
        lines = self.lines()  # before the line that must be seen, which depends on them
        self.box.fill(self.title_text, lines, keep=self.cursor_at(), foot=self.foot(), place=self.place())

    def press(self, key: str) -> Result:
        """Take one key; override it and fall back to this one: Escape closes, page keys scroll."""
        if key == "escape":
            return self.close(None)
        steps = {"pagedown": 10, "pageup": -10, "down": 1, "up": -1}
        if key in steps:
            self.box.scroll_by(steps[key])
        return None

    def paste(self, text: str) -> None:
        """Take pasted text; dialogs with a text field override it."""

    def close(self, value: Any) -> Result:
        """End the dialog; what opened it gets `value`."""
        return self.shell.close_dialog(value)

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self.draw()

    def draw_anew(self) -> None:
        """Take over another theme."""
        self.box.set_look(self.look)

    def feed(self, changed: frozenset[str]) -> None:
        """Changes of the data do not touch an open dialog."""
