"""The store as the program sees it: changes of anybody, and a connection that may be lost for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from models.errors import OarError, Unreachable
from screens.shell import Facts
from tui.screen_stack import ScreenStack

FEED_EVERY = 0.25
"""Seconds between two looks at the feed (architecture.md)."""
RETRY_EVERY = 20
"""Looks that are left out while the store does not answer: one try in five seconds."""


class Connection(ScreenStack):
    """The part of the program that polls the feed. facts: called for what the header says."""

    def __init__(self, store: Any, facts: Callable[[], Facts], **options: Any) -> None:
        super().__init__(**options)
        self.store = store
        self.facts = Facts()
        self._get_facts = facts
        self._lost_at = ""
        self._left_out = 0

    @property
    def store(self) -> Any:
        """The store in use; the first run changes it."""
        return self._store

    @store.setter
    def store(self, store: Any) -> None:
        self._store = store
        store.waits = self._waits

    def _waits(self) -> None:
        """Hear, on the thread that waits, that another program holds the database."""
        self.call_later(self._say_waiting)

    def _say_waiting(self) -> None:
        if self.writer.pending:
            self.own_screens[-1].say_waiting()

    @property
    def offline(self) -> bool:
        """Whether the store did not answer the last time it was asked."""
        return bool(self._lost_at)

    def take_facts(self) -> None:
        """Ask anew what the header says."""
        facts = self._get_facts()
        self.facts = facts._replace(state=f"OFFLINE as of {self._lost_at}") if self._lost_at else facts

    def poll(self, *, now: bool = True) -> None:
        """Ask the store what anybody changed and tell the screens; while it is lost, ask less often."""
        if self.offline and not now:
            self._left_out = (self._left_out + 1) % RETRY_EVERY
            if self._left_out:
                return
        try:
            changed = self.store.changed()
            if changed or self.offline:
                self._found()
                self.take_facts()
                for screen in self.own_screens:
                    screen.feed(changed)
        except Unreachable as error:
            self.lost(error)

    def check_connection(self) -> None:
        """Raise Unreachable when the store does not answer: a screen that was never read cannot be shown."""
        self.poll()
        if self.offline:
            raise Unreachable("That screen cannot be read without the database", "R tries again")

    def lost(self, error: OarError) -> None:
        """Say OFFLINE and since when; screens stay readable as they are."""
        if self.offline or getattr(self.store, "read_only", False):
            return
        self._lost_at = datetime.now().strftime("%H:%M")
        self.facts = self.facts._replace(state=f"OFFLINE as of {self._lost_at}")
        for screen in self.own_screens:
            screen.update_frame()
            screen.notice(f"{error.message}. Looking again every few seconds, R now. What is shown stays", "warn")

    def _found(self) -> None:
        if not self.offline:
            return
        self._lost_at = ""
        self.facts = self.facts._replace(state="live")
        for screen in self.own_screens:
            screen.notice("Connected again" + (". R brings back what you typed" if self.has_kept else ""))
            screen.found_again()

    @property
    def has_kept(self) -> bool:
        """Whether there is text that could not be written."""
        return False
