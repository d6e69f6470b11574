"""Where the readings of a file wait until all of it is understood: a small SQLite file of its own.

A file of a million lines is read once and never held in memory; an import that was killed goes on from here, and
the database itself is written in one transaction at the end (interface.md 6: nothing is half-imported).
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from models.errors import Refused
from models.exchange.csv_rows import BadCell
from models.store import driver

Line = tuple[int, int, float, int]
"""(measure, period, value, row of the file)."""
MOST_BAD = 10_000
"""Bad cells after which a file is no table of readings."""
OLD_DAYS = 30
TOGETHER = 100
"""Measures whose lines are put in order at once. SQLite may sort in memory alone: a whole file would grow there."""
TABLES = (
    "CREATE TABLE IF NOT EXISTS raw (part INTEGER, row INTEGER, measure_id INTEGER, period INTEGER, value REAL,"
    " PRIMARY KEY (part, row, measure_id, period, value)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS line (measure_id INTEGER, period INTEGER, value REAL, row INTEGER,"
    " PRIMARY KEY (measure_id, period)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS bad (row INTEGER, column_name TEXT, text TEXT, reason TEXT)",
    "CREATE TABLE IF NOT EXISTS done (rows INTEGER)",
)


def key_of(file_hash: str, location: str, *more: str) -> str:
    """Return the name of the stage of one file for one database, read in one way; one with other tables is another."""
    return hashlib.sha256("\0".join((*TABLES, file_hash, os.path.abspath(location), *more)).encode()).hexdigest()[:32]


class Stage:
    """The waiting readings of one file. rows: how many rows of the file are in it already."""

    def __init__(self, folder: str, key: str) -> None:
        """Open the stage `key` in `folder`, or begin it. Raises Refused when another process imports that file."""
        os.makedirs(folder, mode=0o700, exist_ok=True)
        _sweep(folder)
        self.path = os.path.join(folder, f"{key}.stage")
        try:
            self._open()
        except driver.sqlite.DatabaseError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise Refused("That file is being imported already", "Wait for it, then look at `oar log`") from None
            self.drop()  # a machine that lost its power may have left it half-written
            self._open()

    def _open(self) -> None:
        if not os.path.exists(self.path):
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        self._sql = driver.connect(self.path, wait_ms=0)
        try:
            for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=DELETE", "synchronous=OFF", "cache_size=-4000"):
                self._sql.execute(f"PRAGMA {pragma}")
            self._sql.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                self._sql.execute(table)
            self._sql.execute("INSERT INTO done SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM done)")
            self._sql.execute("COMMIT")
            self.rows = int(self._sql.execute("SELECT rows FROM done").fetchone()[0])
        except driver.sqlite.DatabaseError:
            self._sql.close()
            raise

    def put(self, lines: Sequence[Line], bad: Sequence[BadCell], rows: int) -> None:
        """Keep what the file says up to its row `rows`. Raises Refused beyond MOST_BAD bad cells."""
        self._sql.execute("BEGIN")
        self._sql.executemany(f"INSERT OR IGNORE INTO raw VALUES (?1 / {TOGETHER}, ?4, ?1, ?2, ?3)", lines)
        self._note(bad)
        self._sql.execute("UPDATE done SET rows = ?", (rows,))
        self._sql.execute("COMMIT")
        self.rows = rows
        if bad and self.count("bad") > MOST_BAD:
            raise Refused(f"More than {MOST_BAD:,} cells cannot be read", "Nothing was imported; is it the right file?")

    def finish(self) -> None:
        """Put the lines in order; a period that is said again otherwise is a bad cell, the first one counts."""
        if not self.count("raw"):
            return
        self._sql.execute("BEGIN")
        for part in self._parts():
            self._sql.execute(
                "INSERT OR IGNORE INTO line SELECT measure_id, period, value, row FROM raw WHERE part = ?"
                " ORDER BY measure_id, period, row",
                (part,),
            )
        if self.count("line") < self.count("raw"):
            found = self._sql.execute(
                "SELECT r.row, r.value, l.row, l.value FROM raw r JOIN line l ON l.measure_id = r.measure_id"
                " AND l.period = r.period WHERE r.value <> l.value ORDER BY r.row LIMIT ?",
                (MOST_BAD,),
            )
            self._note([
                BadCell(row, "", f"{value:.12g}", f"row {first} says {said:.12g} for that period")
                for row, value, first, said in found
            ])  # fmt: skip
        self._sql.execute("DELETE FROM raw")
        self._sql.execute("COMMIT")

    def _parts(self) -> Iterator[int]:
        """Yield the parts that wait, in order; each is found by the index, while a list of them reads every row."""
        after, part = "SELECT min(part) FROM raw WHERE part > ?", -1
        while (found := self._sql.execute(after, (part,)).fetchone()[0]) is not None:
            part = int(found)
            yield part

    def _note(self, bad: Iterable[BadCell]) -> None:
        self._sql.executemany(
            "INSERT INTO bad VALUES (?, ?, ?, ?)", [(one.row, one.column, one.text[:200], one.reason) for one in bad]
        )

    def count(self, table: str) -> int:
        """Return how many rows a table of the stage has: line or bad."""
        return int(self._sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def bad(self, limit: int) -> list[BadCell]:
        """Return the first bad cells of the file."""
        rows = self._sql.execute("SELECT * FROM bad ORDER BY row, rowid LIMIT ?", (limit,))
        return [BadCell(*row) for row in rows]

    def close(self) -> None:
        """Close it and let it be; it is found again by its key."""
        self._sql.close()

    def drop(self) -> None:
        """Close and forget it."""
        with suppress(AttributeError):
            self._sql.close()
        with suppress(FileNotFoundError):
            os.unlink(self.path)


def staged(path: str) -> Iterator[tuple[int, int, float]]:
    """Yield (measure, period, value) of a closed stage."""
    connection = driver.connect(path, read_only=True)
    try:
        yield from connection.execute("SELECT measure_id, period, value FROM line")
    finally:
        connection.close()


def _sweep(folder: str) -> None:
    """Forget stages that nobody went on with."""
    oldest = time.time() - OLD_DAYS * 86_400
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        with suppress(OSError):
            if name.endswith(".stage") and os.path.getmtime(path) < oldest:
                os.unlink(path)
