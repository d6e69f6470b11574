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
from themes.cells import pad

WIDEST = 76
"""Cells of a dialog that is not wide; the style sheet below says the same."""


class Box(Lines):
    """The lines of a dialog in a frame with a title; scrolls by lines when there are more than fit."""

    DEFAULT_CSS = "Box { width: 100%; height: auto; max-height: 100%; background: $background; }"

    title = ""
    top = 0
    cursor_line = -1

    def fill(self, title: str, lines: Sequence[Spans], *, keep: int | None = None) -> None:
        """Show these lines; `keep` is the one that must be seen."""
        grew = len(lines) != len(self.content)
        self.title, self.content = title, tuple(lines)
        if keep is not None:
            room = max(1, self.size.height - 2)
            self.top = min(max(self.top, keep - room + 1), keep)
        self.top = max(0, min(self.top, len(lines) - 1))
        self.refresh(layout=grew)

    def scroll_by(self, lines: int) -> None:
        """Scroll by lines."""
        last = max(0, len(self.content) - max(1, self.size.height - 2))
        self.top = max(0, min(self.top + lines, last))
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines and the frame."""
        return len(self.content) + 2

    def render_line(self, y: int) -> Strip:
        """Draw the frame and what is in it."""
        cells, glyphs = self.size.width, self.look.glyphs
        inner = max(0, cells - 4)
        if y == 0:
            title = pad(((f" {self.title} ", "title"),), min(inner, len(self.title) + 2), glyphs=glyphs)
            used = sum(len(text) for text, _ in title)
            bar = glyphs.line_h * max(0, inner - used + 1)
            parts: Spans = ((glyphs.corner_tl + glyphs.line_h, "muted"), *title, (bar + glyphs.corner_tr, "muted"))
        elif y == self.size.height - 1:
            parts = ((glyphs.corner_bl + glyphs.line_h * (cells - 2) + glyphs.corner_br, "muted"),)
        else:
            at = self.top + y - 1
            line = pad(self.content[at] if at < len(self.content) else (), inner, glyphs=glyphs)
            parts = ((f"{glyphs.line_v} ", "muted"), *line, (f" {glyphs.line_v}", "muted"))
        return strip_of(self.look, pad(parts, cells, glyphs=glyphs), cells)


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

    def cursor_at(self) -> int | None:
        """Return the line that must be seen, if any."""
        return None

    def draw(self) -> None:
        """Draw the lines again."""
        self.box.fill(self.title_text, self.lines(), keep=self.cursor_at())

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
