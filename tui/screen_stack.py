"""Screens by name and dialogs on top of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from models.errors import OarError
from screens.base import OarScreen
from screens.registry import HOME, load
from screens.shell import Result
from screens.writer import Writer
from tui.key_queue import KeyQueue

if TYPE_CHECKING:
    from screens.dialogs.dialog import OarDialog


class ScreenStack(KeyQueue):
    """The part of the program that shows screens. places: name -> `module:Class`."""

    def __init__(self, places: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.writer = Writer()
        self._places = dict(places)
        self._then: list[Callable[[Any], Result] | None] = []

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
        """Show a screen on top of the present one; `q` comes back. Raises Unreachable when it cannot be read now."""
        await self.writer.idle()
        self.check_connection()
        await self.push_screen(screen)
        await self._shown(screen)

    def check_connection(self) -> None:
        """Raise Unreachable when the store does not answer."""

    async def replace_screen(self, screen: OarScreen) -> None:
        """Show a screen in the place of the present one; `q` does not come back to that."""
        await self.writer.idle()
        present = self.screen
        if not present._result_callbacks:  # Textual forgets one for the first screen and then stumbles over it
            present._push_result_callback(present, None)
        await self.switch_screen(screen)
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
        try:
            result = then(value) if then is not None else None
            if result is not None:
                await result
        except OarError as error:
            self.own_screens[-1].tell(error)

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
            await self.replace_screen(load(home)())

    @property
    def own_screens(self) -> Sequence[OarScreen]:
        """Our screens on the stack, the lowest first."""
        return [screen for screen in self.screen_stack if isinstance(screen, OarScreen)]

    def draw_anew(self) -> None:
        """Take over another theme or present mode everywhere."""
        for screen in self.screen_stack:
            cast("OarScreen | OarDialog", screen).draw_anew()
