"""The one writer of the program: what screens change goes through it in order, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

SAVING_AFTER = 0.15
"""Seconds after which a pending write is mentioned (interface.md 3)."""


class Writing:
    """One change on its way. `done` is what the store returned, `error` what it raised; None until then.

    settle: opens the dialog that settles a conflict or asks for the case of a guarded change; set by
    `Conversation.write`. settling: while that dialog opens.
    """

    __slots__ = ("done", "error", "finished", "settle", "settling")

    def __init__(self) -> None:
        self.done: Any = None
        self.error: Exception | None = None
        self.settle: Callable[[], Awaitable[None]] | None = None
        self.settling: Awaitable[Any] | None = None
        self.finished = asyncio.Event()

    @property
    def action(self) -> str | None:
        """The id of the action that was written, to `join` a later write to the same undo step."""
        return None if self.done is None else str(self.done.action)


class Writer:
    """Runs changes one after another on one thread and tells when each is done."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._last: Writing | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._pending = 0

    @property
    def pending(self) -> int:
        """How many changes are not written yet."""
        return self._pending

    def submit(self, work: Callable[[], Any], after: Callable[[Writing], None]) -> Writing:
        """Queue `work` (runs on the writer's thread); `after` is called on the event loop when it is done."""
        writing, loop = Writing(), asyncio.get_running_loop()
        self._pending += 1
        self._quiet.clear()

        def run() -> None:
            # On the writer's thread: the next change may join this one before the loop hears of it.
            try:
                writing.done = work()
            except Exception as error:  # noqa: BLE001 - handed to the loop, which says or raises it
                writing.error = error
            loop.call_soon_threadsafe(finish)

        def finish() -> None:
            self._pending -= 1
            if not self._pending:
                self._quiet.set()
            writing.finished.set()
            after(writing)

        self._own_thread().submit(run)
        return writing

    def _own_thread(self) -> ThreadPoolExecutor:
        if self._thread is None:
            from concurrent.futures import ThreadPoolExecutor

            self._thread = ThreadPoolExecutor(1, thread_name_prefix="oar-writer")
        return self._thread

    async def idle(self) -> None:
        """Wait until everything queued is written."""
        await self._quiet.wait()

    def close(self) -> None:
        """Write what is queued and end the thread."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
