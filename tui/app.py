"""The program around the screens: keys in order, screens by name, one writer, the feed, a fast start."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen

from screens.base import OarScreen
from screens.dialogs.dialog import OarDialog
from screens.keymap import PLAIN_KEYS, Keys, key_names
from screens.look import Look
from screens.registry import HOME, PLACES, load
from screens.shell import Facts, Result
from screens.writer import Writer
from tui.clipboard import offer_to_tmux
from tui.safety import SafeText, crash_text, write_crash_log

FEED_EVERY = 0.25
"""Seconds between two looks at the feed (architecture.md)."""


class OarApp(App[int]):
    """The program. store: models/store. screens: name -> `module:Class`. look, keys: the person's choice.

    facts: called for the header. start: name of the first screen, or a screen's class. state_folder: where
    a crash log goes.
    """

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []
    CSS = "Screen { background: $background; color: $foreground; }"

    def __init__(
        self,
        store: Any,
        *,
        look: Look,
        keys: Keys = PLAIN_KEYS,
        screens: Mapping[str, str] | None = None,
        facts: Callable[[], Facts] = Facts,
        start: str | Callable[[], OarScreen] = HOME,
        state_folder: Callable[[], str] = tempfile.gettempdir,
        open_links: bool = False,
        driver: type[Driver] | None = None,
    ) -> None:
        self._filter = SafeText()
        super().__init__(driver_class=driver)
        self.store = store
        self.look = look
        self.keys = keys
        self.present = False
        self.writer = Writer()
        self._places = dict(screens) if screens is not None else {n: p.target for n, p in PLACES.items()}
        self._get_facts = facts
        self.facts = Facts()
        self._start = start
        self._state_folder = state_folder
        self._open_links = open_links
        self._queue: deque[str | events.Paste] = deque()
        self._waiting = True
        self._then: list[Callable[[Any], Result] | None] = []
        self.register_theme(look.theme)
        self.theme = look.theme.name

    # ---- start and end

    def get_default_screen(self) -> Screen[Any]:
        """Return the first screen; it is the lowest of the stack."""
        self.facts = self._get_facts()
        first = self._start() if callable(self._start) else load(self._places[self._start])()
        self._load_screen_css(first)  # Textual does so for pushed screens only
        return first

    def on_mount(self) -> None:
        """Start the feed, and import what writing needs, once the first screen is painted."""
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        self._waiting = False
        self._drain()
        self.set_interval(FEED_EVERY, self.poll)
        threading.Thread(target=self._warm, name="oar-warm", daemon=True).start()

    def _warm(self) -> None:
        import sys

        # The import must not hold up the first keys; a short switch interval lets the loop in between.
        usual = sys.getswitchinterval()
        sys.setswitchinterval(0.0005)
        try:
            self.store.warm()
        finally:
            sys.setswitchinterval(usual)
            gc.freeze()
            gc.enable()

    async def quit(self) -> None:
        """Leave the program after pending writes."""
        await self.writer.idle()
        self.exit(0)

    async def action_quit(self) -> None:
        """Textual's own way out takes ours."""
        await self.quit()

    # ---- keys

    async def on_event(self, event: events.Event) -> None:
        """Take every key and paste here, in the order typed; the rest is Textual's."""
        if isinstance(event, events.Key) and not event.is_forwarded and self.takes_keys:
            event.stop()
            self.app_focus = True
            self._queue.extend(key_names(event))
            self._drain()
        elif isinstance(event, events.Paste) and not event.is_forwarded and self.takes_keys:
            event.stop()
            self._queue.append(event)
            self._drain()
        else:
            await super().on_event(event)

    @property
    def takes_keys(self) -> bool:
        """Whether the screen on top is one of ours; a foreign one gets its keys from Textual."""
        return self._waiting or isinstance(self.screen, OarScreen | OarDialog)

    def _drain(self) -> None:
        """Do the queued keys one after another; stop when one has to be waited for."""
        while self._queue and not self._waiting:
            screen = self.screen
            if not isinstance(screen, OarScreen | OarDialog):
                return
            item = self._queue.popleft()
            if isinstance(item, events.Paste):
                screen.paste(item.text)
                continue
            result = self.quit() if item == "ctrl+q" else screen.press(item)
            if result is not None:
                self._waiting = True
                asyncio.get_running_loop().create_task(self._finish(result), name="oar-key")

    async def _finish(self, result: Awaitable[Any]) -> None:
        try:
            await result
        except Exception as error:  # noqa: BLE001 - a bug in a handler must end the program, not be lost
            self._handle_exception(error)
        finally:
            self._waiting = False
        self._drain()

    # ---- screens and dialogs

    async def _shown(self, screen: Screen[Any]) -> None:
        """Wait until a screen has been laid out: page keys typed ahead need its size."""
        laid_out = asyncio.Event()
        screen.call_after_refresh(laid_out.set)
        await laid_out.wait()

    async def goto(self, name: str) -> None:
        """Show the screen of that name after pending writes; one below on the stack is uncovered."""
        await self.writer.idle()
        wanted = load(self._places[name])
        for depth, below in enumerate(reversed(self.screen_stack)):
            if type(below) is wanted:
                for _ in range(depth):
                    await self.pop_screen()
                return
        await self.open_screen(wanted())

    async def open_screen(self, screen: OarScreen) -> None:
        """Show a screen on top of the present one; `q` comes back."""
        await self.writer.idle()
        await self.push_screen(screen)
        await self._shown(screen)

    async def open_dialog(self, dialog: OarDialog, then: Callable[[Any], Result] | None = None) -> None:
        """Show a dialog; `then` gets what it is closed with, None for Escape."""
        self._then.append(then)
        await self.push_screen(dialog)
        await self._shown(dialog)

    async def close_dialog(self, value: Any) -> None:
        """Close the dialog on top and hand `value` to who opened it."""
        await self.pop_screen()
        then = self._then.pop()
        if then is not None:
            result = then(value)
            if result is not None:
                await result

    async def back(self, *, leave: bool = True) -> None:
        """Leave the present screen; from the lowest one go to Today; on Today end the program if `leave`."""
        await self.writer.idle()
        home = self._places.get(HOME)
        if len(self.own_screens) > 1:
            await self.pop_screen()
        elif home is None or type(self.screen) is load(home):
            if leave:
                await self.quit()
        else:
            await self.switch_screen(load(home)())
            await self._shown(self.screen)

    @property
    def own_screens(self) -> Sequence[OarScreen]:
        """Our screens on the stack, the lowest first."""
        return [screen for screen in self.screen_stack if isinstance(screen, OarScreen)]

    # ---- what everybody writes, looks, copies

    def poll(self) -> None:
        """Ask the store what anybody changed and tell the screens."""
        changed = self.store.changed()
        if changed:
            self.facts = self._get_facts()
            for screen in self.own_screens:
                screen.feed(changed)

    def set_present(self, present: bool) -> None:
        """Switch present mode."""
        self.present = present
        self._draw_anew()

    def set_look(self, look: Look) -> None:
        """Switch the theme."""
        self.look = look
        self.register_theme(look.theme)
        self.theme = look.theme.name
        self._draw_anew()

    def _draw_anew(self) -> None:
        for screen in self.screen_stack:
            cast("OarScreen | OarDialog", screen).draw_anew()

    def copy(self, text: str) -> str:
        """Offer `text` to tmux and to the terminal's clipboard; say where it went, never that it arrived."""
        self.copy_to_clipboard(text)
        return offer_to_tmux(text) or "Sent to the terminal's clipboard, if it takes it."

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
        log = write_crash_log(error, self._state_folder)
        self._exit_renderables.append(crash_text(error, log))
        self._close_messages_no_wait()
