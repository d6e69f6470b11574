"""Reading: SQL text with `:named` parameters in, plain tuples out, on SQLite or PostgreSQL alike.

Rows that are private to a team are hidden here and nowhere else: for the connection's person, temporary
views of the same names shadow the tables that can be private (product.md 5).
"""

from __future__ import annotations

from models.errors import Unreachable
from models.store import driver, schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from models.store.protocol import Reads

PRIVATE_TABLES = ("issue", "decision", "note", "measure", "review", "entry", "todo", "hot_item", "change", "action")
"""Tables whose rows can be private."""

HIDDEN_TABLES = (*PRIVATE_TABLES, "trigger", "win")
"""Tables shadowed by a view: those, and what people find by itself and tells of a measure or a review."""


def shadow_views(person_id: int, main: str) -> list[str]:
    """Return the statements that hide other teams' private rows from `person_id`.

    main is the schema that holds the tables: "main" on SQLite, "public" on PostgreSQL.
    """
    mine = (
        f"team_id IN (SELECT team_id FROM {main}.membership WHERE person_id = {int(person_id)} AND archived_at IS NULL)"
    )
    return [
        f"CREATE TEMP VIEW {table} AS SELECT * FROM {main}.{table} WHERE (private = 0 OR {mine})"
        + (f" AND {_no_secret_rating(person_id, main)}" if table == "change" else "")
        for table in PRIVATE_TABLES
    ] + [
        # Asked for each trigger: a list of all measures that may be seen would be made for every read of none.
        f"CREATE TEMP VIEW trigger AS SELECT t.* FROM {main}.trigger t WHERE EXISTS"
        f" (SELECT 1 FROM {main}.measure m WHERE m.id = t.measure_id AND (m.private = 0 OR m.{mine}))",
        f"CREATE TEMP VIEW win AS SELECT w.* FROM {main}.win w WHERE w.review_id IS NULL OR EXISTS"
        f" (SELECT 1 FROM {main}.review v WHERE v.id = w.review_id AND (v.private = 0 OR v.{mine}))",
    ]


def _no_secret_rating(person_id: int, main: str) -> str:
    """Return the condition on changes that keeps others' ratings back until they are shown together (interface.md 4).

    The screens of a review show them as soon as everybody here has rated; the trail waits until the facilitator
    shows them or the review is closed.
    """
    return (
        f"NOT (kind = 'rating' AND row_id IN (SELECT g.id FROM {main}.rating g JOIN {main}.review v"
        f" ON v.id = g.review_id WHERE v.revealed = 0 AND g.person_id <> {int(person_id)}))"
    )


def shadow_drops(temp: str) -> list[str]:
    """Return the statements that take the hiding views away; temp is "temp" on SQLite and "pg_temp" on PostgreSQL."""
    return [f"DROP VIEW IF EXISTS {temp}.{table}" for table in HIDDEN_TABLES]


class Questions:
    """How readers are asked for less than all rows; each of them runs `rows` in its own way."""

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Run a query with `:named` parameters and return all its rows."""
        raise NotImplementedError

    def row(self, sql: str, **values: Any) -> tuple[Any, ...] | None:
        """Run a query and return its first row, None when there is none."""
        found = self.rows(sql, **values)
        return found[0] if found else None

    def value(self, sql: str, **values: Any) -> Any:
        """Run a query and return the first column of its first row, None when there is none."""
        found = self.rows(sql, **values)
        return found[0][0] if found else None


class Reader(Questions):
    """Reads a SQLite file directly, without the ORM. One connection, autocommit, closed by `close`."""

    dialect = "sqlite"

    def __init__(self, path: str, *, read_only: bool = False, wait_ms: int = driver.BUSY_MS) -> None:
        """Open `path` (which exists). Raises Unreachable when it is no database of this version."""
        self.path = path
        self.connection = driver.connect(path, read_only=read_only, wait_ms=wait_ms)
        self.stamp = self._stamp()
        self._hiding = False
        self._file: tuple[int, int] | None = None

    def version(self) -> int:
        """Return a number that changes with every write of others; two microseconds.

        Raises Unreachable when the file is gone, damaged, or another one by now: what is read here would be the past.
        """
        found = driver.identity(self.path)
        self._file = self._file or found
        if self._file != found:
            raise driver.replaced(self.path)
        try:
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        except driver.sqlite.Error as error:
            raise driver.unreachable(error, self.path) from error

    def _stamp(self) -> str:
        try:
            row = self.connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except driver.sqlite.Error as error:
            self.connection.close()
            raise driver.unreachable(error, self.path) from error
        return str(row[0]) if row else ""

    def current(self) -> bool:
        """Return whether the database has the schema this program was made for."""
        return self.stamp == schema.STAMP

    def hide_private(self, person_id: int) -> None:
        """From now on show only what `person_id` may see; 0 shows no private row at all."""
        for statement in (*(shadow_drops("temp") if self._hiding else ()), *shadow_views(person_id, "main")):
            self.connection.execute(statement)
        self._hiding = True

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Run a query and return all its rows. Raises Unreachable when the database fails."""
        try:
            found: list[tuple[Any, ...]] = self.connection.execute(sql, values).fetchall()
        except (driver.sqlite.OperationalError, driver.sqlite.DatabaseError) as error:
            if "syntax" in str(error) or "no such column" in str(error):
                raise
            raise driver.unreachable(error, self.path) from error
        return found

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def open_current(path: str) -> Reader:
    """Open `path` read-only for a short command. Raises Unreachable when its schema is another one."""
    reader = Reader(path, read_only=True, wait_ms=driver.SHORT_BUSY_MS)
    if not reader.current():
        reader.close()
        raise Unreachable(*schema.mismatch(reader.stamp, path))
    return reader


def setting_text(reader: Reads, name: str) -> str:
    """Return an organisation setting as it is stored, which is JSON; "" while it was never set."""
    found = reader.value("SELECT value FROM setting WHERE name = :name AND archived_at IS NULL", name=name)
    return str(found or "")


def viewer_id(reader: Reads, handle: str) -> int:
    """Return the id of the active person with `handle`, 0 when nobody is called so."""
    found = reader.value(
        "SELECT id FROM person WHERE handle = :handle AND active = 1 AND archived_at IS NULL", handle=handle
    )
    return int(found or 0)
