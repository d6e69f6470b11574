"""What is around the rows of every screen: header, side peek, message line, footer; sizes and themes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer

from models.errors import NotPermitted, Unreachable
from screens.commands import Command
from screens.keymap import Keymap
from screens.look import Look
from screens.shell import Result, Shell, TakesKeys
from screens.text import Spans
from screens.widgets.lines import Lines, SidePeek, ends, hints, keys_line, too_narrow
from screens.widgets.message import MessageLine
from screens.widgets.rows import RowSource, RowTable

if TYPE_CHECKING:
    from models.store.store import Store
    from screens.widgets.which_key import WhichKey

PEEK_DELAY = 0.12
"""Seconds the cursor rests on a row before the side peek follows: holding a key down writes few bytes."""

NARROW = 60


class Body(Horizontal, inherit_css=False):
    """What the rows and the side peek share; they cover it, so drawing it costs one blank line."""

    DEFAULT_CSS = "Body { width: 1fr; height: 1fr; layout: horizontal; overflow: hidden hidden; }"

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blank lines (Textual asks every widget, also one that nothing is seen of)."""
        return [Strip.blank(crop.width)] * crop.height


class Frame(TakesKeys, Screen[None]):
    """The frame of a screen and what a subclass fills in; OarScreen (base.py) is the class to subclass."""

    crumb = ""
    areas: frozenset[str] = frozenset()
    commands: tuple[Command, ...] = ()
    without: frozenset[str] = frozenset()
    empty = "Nothing here."
    has_peek = False

    AUTO_FOCUS = ""
    """The row table takes the focus; looking for a widget that could is left out."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-usual"), (100, "-wide")]
    DEFAULT_CSS = """
    Frame { layers: base over; }
    Frame #body { height: 1fr; }
    Frame #too-narrow { display: none; height: 1fr; }
    Frame.-narrow #too-narrow { display: block; }
    Frame.-narrow #body { display: none; }
    Frame.-wide #peek { display: block; }
    """

    table: RowTable

    def __init__(self) -> None:
        # Textual finds the breakpoint after the first layout: everything would be laid out and drawn twice.
        width = self.app.size.width
        super().__init__(classes=[name for least, name in self.HORIZONTAL_BREAKPOINTS if width >= least][-1])
        self.keymap = Keymap(self.shell.keys.commands(type(self)), self.shell.keys.layout)
        self._peek_timer: Timer | None = None
        self._stale = False
        self._styled = False
        self._begun_at = width
        look = self.look
        self.header = Lines(look, under="panel", layout=ends, id="header")
        self.message = MessageLine(look, id="message")
        self.message.typing = partial(self.shell.drafts.typed, self)
        self.footer = Lines(look, under="panel", layout=keys_line, id="footer")
        self.which_key: WhichKey | None = None
        self.narrow = Lines(look, id="too-narrow")
        self.side = SidePeek(look, id="peek")

    # ---- what a screen fills in

    def make_source(self) -> RowSource:
        """Return the rows of the screen's table; screens without one override `body` instead."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Yield the widgets between header and message line; one table by default."""
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        yield self.table

    def refresh_view(self) -> None:
        """Read again what this screen shows and patch it; called when one of `areas` was written."""

    def peek(self) -> Sequence[Spans]:
        """Return the lines of the side peek for the row under the cursor."""
        return ()

    def headline(self) -> str:
        """Return the crumb of the header; override it for one that changes."""
        return self.crumb

    def why_not(self, command: Command) -> str:
        """Return "" when a command can be used now, else the reason in words."""
        raise NotImplementedError

    def press(self, key: str) -> Result:
        """Take one key."""
        raise NotImplementedError

    # ---- what a screen uses

    @property
    def shell(self) -> Shell:
        """The program: store, look, screens, dialogs (shell.py)."""
        return cast(Shell, self.app)

    @property
    def store(self) -> Store:
        """The store (models/store/store.py)."""
        return self.shell.store

    @property
    def look(self) -> Look:
        """Styles and glyphs of the theme in use."""
        return self.shell.look

    @property
    def too_narrow(self) -> bool:
        """Whether the window has no room for the rows."""
        return 0 < self.size.width < NARROW

    @property
    def has_table(self) -> bool:
        """Whether the screen has a row table."""
        return hasattr(self, "table")

    @property
    def has_row(self) -> bool:
        """Whether there is a row under the cursor (for `when` of commands)."""
        return self.has_table and self.table.key is not None

    @property
    def has_tree(self) -> bool:
        """Whether the rows can be folded (for `when` of commands)."""
        return self.has_row and self.table.source.depths is not None

    @property
    def can_write(self) -> bool | str:
        """True, or why nothing can be written here (for `when` of commands)."""
        return "This is read only: nothing can be changed here" if self.store.read_only else True

    @property
    def can_note(self) -> bool | str:
        """True when this person writes anywhere: what cannot be saved is refused before anything is typed."""
        try:
            self.store.me.must_write()
        except NotPermitted as error:
            return error.line()
        return self.can_write

    @property
    def present(self) -> bool:
        """Whether present mode is on: larger rows, nothing private."""
        return self.shell.present

    def notice(self, text: str, kind: str = "notice") -> None:
        """Say one line until the next key. kind: "notice", "warn" or "error". The text is never markup."""
        self.message.say(text, kind)

    def clock_time(self, instant: str) -> str:
        """Return the person's own time of an instant, `10:02`, with the day when it is not today's; "" for none."""
        if not instant:
            return ""
        then = datetime.fromisoformat(instant).astimezone()
        return f"{then:%H:%M}" if then.date() == self.store.clock.now().astimezone().date() else f"{then:%-d %b}"

    # ---- the frame

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blank lines: the widgets cover the screen, and drawing what is below them costs a start 5 ms."""
        return [Strip.blank(crop.width, self.look.style(""))] * crop.height

    def compose(self) -> ComposeResult:
        """Lay the frame out around the body."""
        yield self.header
        with Body(id="body"):
            yield from self.body()
            if self.has_peek:
                yield self.side
        yield self.message
        yield self.footer

    def on_mount(self) -> None:
        """Fill header and footer."""
        if self.has_table:
            self.set_focus(self.table)
            self.table.set_present(self.present)
        self.update_frame()
        self.update_peek()

    def ask_key(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        """Show a question and its keys over the lower lines; the widget for it is made at the first one."""
        if self.which_key is None:
            from screens.widgets.which_key import WhichKey

            self.which_key = WhichKey(self.look, under="panel", id="which-key")
            self.mount(self.which_key)
        self.which_key.ask(title, choices)

    def close_keys(self) -> None:
        """Hide the question."""
        if self.which_key is not None:
            self.which_key.close()

    def update_frame(self) -> None:
        """Draw header and footer again; cheap when nothing changed."""
        facts, look = self.shell.facts, self.look
        state = "READ ONLY" if self.store.read_only else facts.state
        if self.present and state == "live":
            state = "presenting"
        left: Spans = (
            (" oar ", "bold"), (f"{facts.organisation or 'Oarlock'} ", ""), (f"{look.glyphs.crumb} ", "muted"),
            (self.headline(), "title"),
        )  # fmt: skip
        words = f"  {facts.week}  {self.store.me.name} "
        self.header.show(left, ((f"  {state}", "live" if state in ("live", "presenting") else "offline"), (words, "")))
        shown = [c for c in self.keymap.commands if c.footer and c.key and not self.why_not(c)]
        shown.sort(key=lambda command: command.footer)
        self.footer.show(*hints((command.shown_key, command.title) for command in shown))

    def update_peek(self) -> None:
        """Draw the side peek again, once the cursor rests."""
        if self.has_peek and self.size.width >= 100:
            self.side.show(*self.peek())

    def draw_anew(self) -> None:
        """Take over theme and present mode after they were changed."""
        for widget in self.query(Lines):
            widget.set_look(self.look)
        for table in self.query(RowTable):
            table.set_look(self.look)
            table.set_present(self.present)
        self.update_frame()

    def feed(self, changed: frozenset[str]) -> None:
        """Hear which areas were written; a hidden screen refreshes when it is shown again."""
        if not self.areas & changed:
            return
        if not self.is_on_top:
            self._stale = True
            return
        self._refresh_safely()
        self.update_frame()
        self.update_peek()

    @property
    def is_on_top(self) -> bool:
        """Whether no other screen covers this one; a dialog leaves it visible.

        Textual's own `is_current` takes the screen below for visible too, and paints all anew when that one changes.
        """
        return self.shell.own_screens[-1] is self

    def _refresh_safely(self) -> None:
        """Read again; when the store does not answer, what was read stays on the screen."""
        try:
            self.refresh_view()
        except Unreachable as error:
            self._stale = True
            self.shell.lost(error)

    def found_again(self) -> None:
        """Read again after the store did not answer for a while."""
        self._stale = True
        if self.is_on_top:
            self.on_screen_resume()

    def on_screen_resume(self, event: events.ScreenResume | None = None) -> None:
        """Catch up with what changed while another screen was shown."""
        if event is not None and not self._styled:
            self._styled = True
            event.refresh_styles = False  # each widget got its styles when it was mounted, a moment ago
        if self._stale:
            self._stale = False
            self._refresh_safely()
        self.update_frame()

    @on(RowTable.Moved)
    def _follow_cursor(self) -> None:
        if not self.has_peek or self.size.width < 100:
            return
        if self._peek_timer is not None:
            self._peek_timer.stop()
        self._peek_timer = self.set_timer(PEEK_DELAY, self.update_peek)

    def on_resize(self, event: events.Resize) -> None:
        """Say kindly when the window is too narrow; keep the rest in step."""
        if event.size == self.size and event.size.width == self._begun_at:
            event.prevent_default()  # a new screen hears of the size it was just laid out and drawn for
        self._begun_at = 0
        if event.size.width < NARROW:
            if not self.narrow.is_attached:
                self.mount(self.narrow, before=self.message)
            self.narrow.show(*too_narrow(event.size.width, NARROW))
        if self.which_key is not None:
            self.which_key.laid_out_anew()
        self.update_peek()
