"""Bringing what was committed to the disk right after a write, instead of before it is acknowledged.

A database that only its owner may open is written with `synchronous=NORMAL` by the app (sharing.md 4). A commit then
survives the end of the program at once, and a power cut as soon as the log is on the disk, which is seen to here: some
milliseconds after the commit, while the screen is painted.
"""

from __future__ import annotations

import os
import stat
import threading

from models.errors import Unreachable

LAST_WAIT = 5.0
"""Seconds that closing waits for the disk."""


def is_private(location: str) -> bool:
    """Return whether a location is a file of mine that nobody else has any right to."""
    try:
        known = os.stat(location)
    except OSError:
        return False
    return known.st_uid == os.getuid() and not known.st_mode & (stat.S_IRWXG | stat.S_IRWXO)


class Behind:
    """A thread that brings the write-ahead log of a database to the disk each time it is told of a commit."""

    def __init__(self, location: str) -> None:
        self._log = f"{location}-wal"
        self._due = threading.Event()
        self._over = False
        self._failed: OSError | None = None
        self._thread: threading.Thread | None = None

    def check(self) -> None:
        """Raise Unreachable when the disk refused what was committed before: nothing more is acknowledged then."""
        if self._failed is not None:
            raise Unreachable("The disk failed to write", "Look at the disk, then run `oar doctor`") from self._failed

    def committed(self) -> None:
        """Hear of a commit; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="oar-disk", daemon=True)
            self._thread.start()
        self._due.set()

    def close(self) -> None:
        """Wait until the last commit is on the disk."""
        if self._thread is not None:
            self._over = True
            self._due.set()
            self._thread.join(LAST_WAIT)

    def _run(self) -> None:
        while not self._over:
            self._due.wait()
            self._due.clear()
            try:
                self._sync()
            except FileNotFoundError:
                pass  # the log was folded into the database, which is on the disk then
            except OSError as error:
                self._failed = error

    def _sync(self) -> None:
        log = os.open(self._log, os.O_RDONLY)
        try:
            os.fsync(log)
        finally:
            os.close(log)
