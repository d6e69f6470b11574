"""What fetching a source ends in: rows as they came, or one line why not."""

from __future__ import annotations

import threading
import time
from typing import Any

from models.errors import OarError

Rows = list[tuple[Any, Any]]
"""(period as the source wrote it, value): the period is None for a lone number, whose period is worked out."""

MOST_BYTES = 1_000_000
MOST_ROWS = 10_000


class NotPulled(OarError):
    """A source gave nothing that can be used. again: trying once more may help."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


class Watch:
    """The time one try has, and the wish to stop it from outside."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.stop = threading.Event()
        self._end = time.monotonic() + seconds

    def begin(self) -> None:
        """Start the time of another try."""
        self._end = time.monotonic() + self.seconds

    @property
    def left(self) -> float:
        """Seconds that are left, never below 0."""
        return 0.0 if self.stop.is_set() else max(0.0, self._end - time.monotonic())

    def check(self) -> None:
        """Raise NotPulled when the time is up."""
        if not self.left:
            raise self.over()

    def over(self) -> NotPulled:
        """Return what says that the time is up."""
        return NotPulled(f"did not answer within {self.seconds:g} s", again=True)


def too_large(what: str = "it") -> NotPulled:
    """Return what says that there was more than a source may give."""
    return NotPulled(f"{what} gave more than {MOST_BYTES // 1_000_000} MB; a reading is a number")
