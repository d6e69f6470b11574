"""The database as the app and the command line see it: read at once, write by verbs, hear of changes.

Importing this module does not import SQLModel; the first write does, or `warm` on another thread.
"""

from __future__ import annotations

import os
import threading
import uuid
from typing import TYPE_CHECKING, Any

from models import settings
from models.clock import Clock
from models.errors import Unreachable
from models.people import me as people_me
from models.settings import Settings
from models.store import driver, schema
from models.store.protocol import OpenReader
from models.store.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.store.behind import Behind
    from models.store.unit import Done
    from models.store.writer import Writer


MANY = 20_000
"""Key results from which a new day takes about a second to work out."""


def is_postgres(location: str) -> bool:
    """Return whether a database location is a PostgreSQL URL."""
    return location.startswith(("postgresql://", "postgres://"))


class Store:
    """One open database for one person. waits: called, on any thread, when a write waits for another program."""

    hurries = False
    """Whether a write to a file of my own is acknowledged before it is on the disk (behind.py)."""

    def __init__(self, location: str, *, handle: str, clock: Clock | None = None, read_only: bool = False) -> None:
        """Open `location` (a SQLite path or a postgresql:// URL) for the person with `handle`.

        An older schema is migrated after a backup copy, unless read_only. Raises Unreachable when the
        database cannot be used, Unknown when nobody has that handle.
        """
        self.location = location
        self.read_only = read_only
        self._lock = threading.Lock()
        self._writer: Writer | None = None
        self.waits: Callable[[], None] | None = None
        self._behind: Behind | None = None
        self.reader: OpenReader = self._open()
        self.settings: Settings = settings.load(self.reader)
        self.clock = clock or Clock(self.settings.zone)
        self.me = people_me.load(self.reader, handle)
        self.reader.hide_private(self.me.id)
        self._seen = self._counter()
        self._version = self._data_version()

    def _open(self) -> OpenReader:
        if is_postgres(self.location):
            from models.store.postgres import PostgresReader

            reader: OpenReader = PostgresReader(self.location)
        else:
            reader = Reader(self.location, read_only=self.read_only)
        if not reader.current():
            reader.close()
            if self.read_only or reader.stamp not in schema.KNOWN:
                raise Unreachable(*schema.mismatch(reader.stamp, self.location))
            from models.store import migrate

            migrate.upgrade(self.location)
            return self._open()
        return reader

    def warm(self) -> None:
        """Import the ORM; harmless to call from another thread.

        The tables of an area are mapped at its first write: all of them at once cost 5 MB.
        """
        with self._lock:
            self._ready()

    def _ready(self) -> Writer:
        if self._writer is None:
            # Looking for plugins, pydantic would read the metadata of everything installed: nothing of it is wanted.
            os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
            from models.store.behind import Behind, is_private
            from models.store.writer import Writer

            if self.hurries and is_private(self.location):
                self._behind = Behind(self.location)
            behind = self._behind is not None
            self._writer = Writer(self.location, self.me.handle, self.clock, self._told, behind=behind)
        return self._writer

    def _told(self) -> None:
        if self.waits is not None:
            self.waits()

    def write(self, verb: Any, *, action: str = "", join: str = "") -> Done:
        """Carry out one verb as one unit of work; see models/store/writer.py.

        action is a client-made id that makes a retry harmless; join names an action of mine that this
        write completes, as the same undo step. Raises OarError, and nothing is changed then.
        """
        if self.read_only:
            raise Unreachable("The database is open read-only", "Nothing was changed; open it without --read-only")
        with self._lock:
            writer = self._ready()
            if self._behind is not None:
                self._behind.check()
            done = writer.write(verb, action=action or uuid.uuid4().hex, join=join)
            if self._behind is not None:
                self._behind.committed()
            return done

    def undo(self) -> Done:
        """Undo my last action (product.md 5)."""
        from models.verbs import Undo

        return self.write(Undo())

    def redo(self) -> Done:
        """Do again what my last undo took back."""
        from models.verbs import Redo

        return self.write(Redo())

    @property
    def is_new_day(self) -> bool:
        """Whether the day roll of this organisation day is still to be done, and may be."""
        return not self.read_only and self.settings.rolled_on < self.clock.today().isoformat()

    @property
    def is_long_day(self) -> bool:
        """Whether the day roll is still to be done and takes long enough to say so."""
        from models.okrs.reads import how_many

        return self.is_new_day and how_many(self.reader) > MANY

    def roll(self) -> bool:
        """Do the day roll if this organisation day has not been rolled yet; return whether it was done."""
        if not self.is_new_day:
            return False
        from models.day_roll import RollDay

        with self._lock:
            self._ready().write(RollDay(), action=uuid.uuid4().hex, trusted=True)
        self.settings = settings.load(self.reader)
        return True

    def changed(self) -> frozenset[str]:
        """Return the areas that anybody wrote since the last call; costs microseconds when nothing was."""
        version = self._data_version()
        if version is not None and version == self._version:
            return frozenset()
        self._version = version
        rows = self.reader.rows(
            "SELECT counter, areas FROM feed WHERE counter > :seen ORDER BY counter", seen=self._seen
        )
        if not rows:
            return frozenset()
        self._seen = rows[-1][0]
        areas = frozenset(area for _, names in rows for area in names.split())
        if "people" in areas:
            self.settings = settings.load(self.reader)
        return areas

    def _counter(self) -> int:
        return int(self.reader.value("SELECT max(counter) FROM feed") or 0)

    def _data_version(self) -> int | None:
        if isinstance(self.reader, Reader):
            return self.reader.version()
        return None

    def show_private(self, shown: bool) -> None:
        """Show the private rows of my teams, or none at all while others look on (present mode)."""
        self.reader.hide_private(self.me.id if shown else 0)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            if self._behind is not None:
                self._behind.close()
            self.reader.close()


def sqlite_version() -> str:
    """Return the version of the SQLite library in use."""
    return str(driver.sqlite.sqlite_version)
