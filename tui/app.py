"""The program around the screens: a fast start, theme, clipboard, drafts, and a safe end."""

from __future__ import annotations

import gc
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.text import Text
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.timer import Timer

from models.errors import OarError
from screens.base import OarScreen
from screens.drafts import Drafts
from screens.keymap import PLAIN_KEYS, Keys
from screens.look import Look
from screens.registry import HOME, PLACES, load
from screens.shell import Facts
from tui.clipboard import offer_to_tmux
from tui.connection import FEED_EVERY, Connection
from tui.crash import crash_text, write_crash_log
from tui.safety import OarDriver, SafeText

DRAFT_AFTER = 0.4
"""Seconds after the last key until what was typed is in the drafts file."""


class OarApp(Connection, App[int]):
    """The program. store: models/store. screens: name -> `module:Class`. look, keys: the person's choice.

    facts: called for the header. start: name of the first screen, or a screen's class. state_folder: where
    crash log and drafts go. editor: opens a text in the person's editor, None on a shared host.
    """

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []
    CSS = """
    Screen { background: $background; color: $foreground; }
    OarDialog { background: transparent; }
    """

    def __init__(
        self,
        store: Any,
        *,
        look: Look,
        keys: Keys = PLAIN_KEYS,
        screens: Mapping[str, str] | None = None,
        facts: Callable[[], Facts] = Facts,
        start: str | Callable[[], OarScreen] = HOME,
        state_folder: Callable[[], str] | None = None,
        open_links: bool = False,
        driver: type[Driver] | None = None,
        editor: Callable[[str], str] | None = None,
    ) -> None:
        self._filter = SafeText()
        places = screens if screens is not None else {name: place.target for name, place in PLACES.items()}
        super().__init__(store=store, facts=facts, places=places, driver_class=driver)
        self._disable_notifications = self._disable_tooltips = True  # Textual's own; their widgets cost a start 2 %
        self.look = look
        self.keys = keys
        self.present = False
        self._is_painted = False
        self._start = start
        self._state_folder = state_folder or tempfile.gettempdir
        self._open_links = open_links
        self._editor = editor
        self._draft_timer: Timer | None = None
        self._keeps_drafts = state_folder is not None
        self.drafts = Drafts(self._state_folder, self._whose)
        self.drafts.wake = self._keep_soon
        self.register_theme(look.theme)
        self.theme = look.theme.name
        self.stylesheet.set_variables(self.get_css_variables())

    # ---- start and end

    def get_default_screen(self) -> Screen[Any]:
        """Return the first screen; it is the lowest of the stack."""
        self.take_facts()
        first = self._start() if callable(self._start) else load(self._places[self._start])()
        self._load_screen_css(first)  # Textual does so for pushed screens only
        return first

    def on_mount(self) -> None:
        """Start the feed, and import what writing needs, once the first screen is painted."""
        self.call_after_refresh(self._painted)

    def get_css_variables(self) -> dict[str, str]:
        """Return the variables of the person's theme; none before it is known, so that they are made once."""
        return super().get_css_variables() if hasattr(self, "look") else {}

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew; before the first screen nothing is styled, and nothing is parsed twice."""
        if self.screen_stack:
            super().refresh_css(animate)

    def on_resize(self, event: events.Resize) -> None:
        """Draw everything anew: a terminal that shrank and grew back at once lost lines that we think are there.

        Of two signals close together the older size may arrive last, so the terminal is asked again.
        """
        now = self._driver.size_now() if isinstance(self._driver, OarDriver) else event.size
        if now != event.size:
            self.post_message(events.Resize(now, now))
        elif self._is_painted:
            self.screen.refresh()

    def _painted(self) -> None:
        self._is_painted = True
        self._leave_when_told()
        self._offer_drafts()
        self.start_keys()
        self.set_interval(FEED_EVERY, self._look)
        threading.Thread(target=self._warm, name="oar-warm", daemon=True).start()

    def _leave_when_told(self) -> None:
        """Leave in order when the system ends the program or the line drops: the terminal is put back first."""
        import asyncio
        import signal

        for told in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(told, self.exit, 128 + told)

    def _look(self) -> None:
        self.poll(now=False)

    def _warm(self) -> None:
        import sys

        # The import must not hold up the first keys; a short switch interval lets the loop in between.
        usual = sys.getswitchinterval()
        sys.setswitchinterval(0.0005)
        if getattr(self.store, "is_long_day", False):
            self.call_later(self._say_new_day)
        try:
            self.store.warm()
        finally:
            sys.setswitchinterval(usual)
            gc.freeze()
            gc.enable()

    def _say_new_day(self) -> None:
        line = "A new day: working out what it changes. Go on reading; what is written waits"
        self.own_screens[-1].notice(line)

    async def quit(self) -> None:
        """Leave the program after pending writes."""
        await self.writer.idle()
        self.exit(0)

    async def action_quit(self) -> None:
        """Textual's own way out takes ours."""
        await self.quit()

    # ---- unsaved text

    def _whose(self) -> str:
        """Return database and person that unsaved text belongs to; a first run has no database at first."""
        return f"{getattr(self.store, 'location', '')} {self.store.me.handle}"

    def _offer_drafts(self) -> None:
        if not self._keeps_drafts:
            return
        self.drafts.load()
        if self.drafts.old and isinstance(self.screen, OarScreen):
            words = self.drafts.old[-1].words
            shown = words if len(words) <= 40 else f"{words[:39]}..."
            self.screen.notice(f"Not saved last time: {shown!r}. R brings it back", "warn")

    def _keep_soon(self) -> None:
        if not self._keeps_drafts:
            return
        if self._draft_timer is not None:
            self._draft_timer.stop()
        self._draft_timer = self.set_timer(DRAFT_AFTER, self.drafts.save)

    def on_unmount(self) -> None:
        """Keep what stands in a prompt: the terminal may be gone."""
        if self._keeps_drafts and self._draft_timer is not None:
            self.drafts.save()

    @property
    def has_kept(self) -> bool:
        """Whether there is text that could not be written."""
        return bool(self.drafts.all)

    # ---- look, clipboard, editor

    def set_present(self, present: bool) -> None:
        """Switch present mode."""
        self.present = present
        self.store.show_private(not present)
        self.draw_anew()
        for screen in self.own_screens:
            screen.feed(screen.areas)

    def set_look(self, look: Look) -> None:
        """Switch the theme."""
        self.look = look
        self.register_theme(look.theme)
        self.theme = look.theme.name
        self.draw_anew()

    def copy(self, text: str) -> str:
        """Offer `text` to tmux and to the terminal's clipboard; say where it went, never that it arrived."""
        self.copy_to_clipboard(text)
        return offer_to_tmux(text) or "Sent to the terminal's clipboard, if it takes it."

    @property
    def has_editor(self) -> bool:
        """Whether a text may be written in an editor of one's own."""
        return self._editor is not None and not self.is_headless

    def edit_text(self, text: str) -> str:
        """Return `text` as it comes back from the person's editor; as it was when that fails."""
        assert self._editor is not None
        failed: OarError | None = None
        written = text
        with self.suspend():  # takes the terminal back only when nothing is raised in it
            try:
                written = self._editor(text)
            except OarError as error:
                failed = error
        if failed is not None:
            self.own_screens[-1].notice(failed.line(), "error")
        return written

    # ---- safety

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the filter that no control character passes (sharing.md 6)."""
        return [*super().get_line_filters(), self._filter]

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open a link in a browser only where that is allowed (never on a shared host)."""
        if self._open_links and url.startswith(("https://", "http://")):
            super().open_url(url, new_tab=new_tab)

    def _fatal_error(self) -> None:
        error = self._exception or RuntimeError("unknown")
        if isinstance(error, OarError):  # a file that was damaged while it was open, say: no error of ours
            self._return_code, said = error.code, f"oar: {error.line()}"
        else:
            said = crash_text(error, write_crash_log(error, self._state_folder))
        self._exit_renderables[:] = [Text(said)]  # several handlers may fail of one cause
        self._close_messages_no_wait()
