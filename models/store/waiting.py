"""Waiting for one's turn to write: one writer at a time, said after a moment, given up after the time limit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from models.errors import Busy
from models.store import driver

SAY_AFTER_MS = 300
"""How long to wait in silence, in ms."""
LOCK = 0x6F61726B
"""The advisory lock that every write on PostgreSQL takes, so that writers queue as they do on SQLite."""

Told = Callable[[], None]
"""Called when another program makes us wait, on the thread that waits or beside it."""


def in_silence() -> None:
    """Tell nobody."""


def begin(connection: Connection, path: str, told: Told = in_silence) -> None:
    """Begin a write on SQLite. Raises Busy when another program writes for longer than the time limit.

    Raises Unreachable when the file was replaced since it was opened: what is written into the old one is lost.
    """
    sqlite: Any = connection.connection.driver_connection
    file = driver.identity(path)
    if connection.info.setdefault("file", file) != file:
        raise driver.replaced(path)
    limit = driver.busy_ms()
    silent = min(SAY_AFTER_MS, limit)
    try:
        if _begun(sqlite, silent, path):
            return
        if silent < limit:
            told()
            if _begun(sqlite, limit - silent, path):
                return
        raise Busy.of(path)
    finally:
        sqlite.execute(f"PRAGMA busy_timeout={limit}")


def _begun(sqlite: Any, wait_ms: int, path: str) -> bool:
    """Try for so long; False when another program kept the lock."""
    try:
        sqlite.execute(f"PRAGMA busy_timeout={wait_ms}")
        sqlite.execute("BEGIN IMMEDIATE")
    except driver.sqlite.Error as error:
        failed = driver.unreachable(error, path)
        if isinstance(failed, Busy):
            return False
        raise failed from error
    return True


def queue(connection: Connection, told: Told = in_silence) -> None:
    """Queue for the writers' lock of PostgreSQL, to the end of the transaction. Raises Busy after the time limit."""
    if connection.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}).scalar():
        return
    timer = threading.Timer(SAY_AFTER_MS / 1000, told)
    timer.daemon = True
    timer.start()
    try:
        connection.execute(text(f"SET LOCAL lock_timeout = {driver.busy_ms()}"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    except OperationalError as error:
        if "lock timeout" not in str(error):
            raise
        raise Busy.of("The PostgreSQL database") from error
    finally:
        timer.cancel()
