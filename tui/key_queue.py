"""Keys in the order typed, each done before the next: nothing typed ahead is lost or misplaced."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from textual import events

from screens.keymap import key_names
from screens.shell import TakesKeys

if TYPE_CHECKING:
    from textual.app import App

    Base = App[int]
else:
    Base = object  # only OarApp is a Textual app: every class below App costs the start a third of a millisecond


class KeyQueue(Base):
    """The part of the program that hands keys and pastes to the screen or dialog on top."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._keys: deque[str | events.Paste] = deque()
        self._waiting = True

    async def on_event(self, event: events.Event) -> None:
        """Take every key and paste here, in the order typed; the rest is Textual's."""
        if isinstance(event, events.Key) and not event.is_forwarded and self.takes_keys:
            event.stop()
            self.app_focus = True
            self._keys.extend(key_names(event))
            self._drain()
        elif isinstance(event, events.Paste) and not event.is_forwarded and self.takes_keys:
            event.stop()
            self._keys.append(event)
            self._drain()
        else:
            await super().on_event(event)

    @property
    def takes_keys(self) -> bool:
        """Whether the screen on top is one of ours; a foreign one gets its keys from Textual."""
        return self._waiting or isinstance(self.screen, TakesKeys)

    def start_keys(self) -> None:
        """Take keys from now on; those typed before the first paint come first."""
        self._waiting = False
        self._drain()

    def _drain(self) -> None:
        """Do the queued keys one after another; stop when one has to be waited for."""
        while self._keys and not self._waiting:
            screen = self.screen
            if not isinstance(screen, TakesKeys):
                return
            item = self._keys.popleft()
            if isinstance(item, events.Paste):
                result = screen.paste(item.text)
            else:
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

    async def quit(self) -> None:
        """Leave the program."""
        raise NotImplementedError
