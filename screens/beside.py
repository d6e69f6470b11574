"""Screens that read what they show beside the event loop in a large company, where it takes longer than a key may."""

from __future__ import annotations

import asyncio
from typing import Any

from models.errors import OarError
from screens.base import OarScreen


class ReadsBeside(OarScreen):
    """`read` gathers and takes: at once in most companies, in a thread where `is_large` says so."""

    reading: asyncio.Task[None] | None = None
    """The reading that is under way, or was; it can be waited for."""
    turn = 0
    """How often the rows were asked for: a reading that is overtaken begins anew."""

    def is_large(self) -> bool:
        """Return whether reading takes longer than a key may."""
        raise NotImplementedError

    def gather(self) -> Any:
        """Read what is shown and return it; called beside the event loop, so it changes nothing."""
        raise NotImplementedError

    def take(self, found: Any) -> None:
        """Show what was gathered."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the rows anew and show them: at once, or beside the event loop for a large company."""
        if not self.is_large():
            self.take(self.gather())
            return
        self.turn += 1
        if self.reading is None or self.reading.done():
            self.reading = asyncio.get_running_loop().create_task(self._read_beside())

    async def settled(self) -> None:
        """Wait until what is being read is shown."""
        if self.reading is not None:
            await self.reading

    async def _read_beside(self) -> None:
        while self.is_attached:
            turn = self.turn
            try:
                found = await asyncio.to_thread(self.gather)
            except OarError as error:
                self.failed(error)
                return
            if turn == self.turn and self.is_attached:
                self.take(found)
                return
