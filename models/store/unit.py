"""One unit of work: what a handler sees while it writes, and what is written down about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import event, inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.instrumentation import manager_of_class
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session

from models import refs
from models.base import Row
from models.errors import Unknown
from models.people.me import Me
from models.settings import Settings
from models.store import driver
from models.store.reader import Questions
from models.text import clean

R = TypeVar("R", bound=Row)

DERIVED = {"rollup", "feed", "action", "change"}
KEPT_OUT = {"id", "created_at"}


@dataclass(frozen=True, slots=True)
class Done:
    """What a write did: its action's id, one line for people, the references it made or touched."""

    message: str
    refs: tuple[str, ...] = ()
    value: Any = None
    action: str = ""


@dataclass(slots=True)
class Changed:
    """One field of one row before and after; field "" is the making of the row."""

    row: Row
    field: str
    before: Any
    after: Any


class UnitReader(Questions):
    """Reads inside the running transaction; pending changes are flushed first."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.dialect = session.get_bind().dialect.name
        self._connection: Any = None

    def plainly(self, sql: str, values: Any, *, many: bool = False) -> list[tuple[Any, ...]]:
        """Run a statement on the session's own SQLite connection, in its transaction; returns the rows, cleaned by it.

        A write asks some forty small questions: compiling each for the engine takes ten times as long as asking it,
        and finding the connection anew as long as that. Raises OperationalError, as the engine does.
        """
        if self._connection is None:
            self._connection = self.session.connection().connection.driver_connection
        try:
            ran = self._connection.executemany(sql, values) if many else self._connection.execute(sql, values)
            rows: list[tuple[Any, ...]] = ran.fetchall()
        except driver.sqlite.Error as error:
            raise OperationalError(sql, None, error) from error
        return rows

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Run a query with `:named` parameters and return all rows."""
        self.session.flush()
        if self.dialect == "sqlite":
            return self.plainly(sql, values)
        found = self.session.connection().execute(text(sql), values)
        return [tuple(clean(v, multiline=True) if isinstance(v, str) else v for v in row) for row in found]


@dataclass(slots=True)
class Unit:
    """What a handler works with. Handlers never commit and never write audit rows themselves.

    Single rows are read and added in plain SQL and handed to the session, which tells what changes of them: its own
    way takes four times as long, and half of a check-in.
    """

    session: Session
    me: Me
    now: str
    today: date
    settings: Settings
    action: str
    read: UnitReader
    changes: list[Changed] = field(default_factory=list)
    touched: set[tuple[str, int]] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    trusted: bool = False
    judged: dict[int, Any] = field(default_factory=dict)
    """States of key results that the rollups of this unit rest on, by id: hot rules look at the same ones again."""

    def get(self, table: type[R], number: int, *, archived: bool = False) -> R:
        """Return the row, raising Unknown when it is missing, archived or private to another team."""
        found = self.load(table, number)
        if found is None or (found.archived_at is not None and not archived) or not self.sees(found):
            raise Unknown(f"There is no {naming(table, number)}")
        return found

    def sees(self, row: Row) -> bool:
        """Return whether neither the row nor what it is a part of is private to a team the person is not in.

        The same teams count as in reading: who leads a team from above sees nothing private of it either. While a
        row is being made, its maker does.
        """
        if self.trusted:
            return True
        if getattr(row, "private", 0):
            return getattr(row, "team_id", None) in self.me.own or self._makes(row)
        from models.store.privacy import covering_teams

        team = covering_teams(self, (row,))[id(row)]
        return not team or team in self.me.own

    def _makes(self, row: Row) -> bool:
        return any(change.row is row and not change.field for change in self.changes)

    def seen(self, table: str) -> str:
        """Return the SQL condition that leaves the rows of `table` which `sees` would show."""
        from models.store.privacy import PRIVATE

        if self.trusted or table not in PRIVATE:
            return "1 = 1"
        return f"(private = 0 OR team_id IN ({', '.join(str(int(team)) for team in self.me.own) or '0'}))"

    def add(self, row: R) -> R:
        """Write a new row and return it with its id."""
        if not row.created_at:
            row.created_at = self.now
        values = {name: value for name, value in row.model_dump().items() if value is not None}
        held = ", ".join(f":{name}" for name in values)
        into = f"{row.__tablename__} ({', '.join(values)})"
        row.id = self.read.value(f"INSERT INTO {into} VALUES ({held}) RETURNING id", **values)
        make_transient_to_detached(row)
        self.session.add(row)
        _note_made(self, row)
        return row

    def load(self, table: type[R], number: int) -> R | None:
        """Return the row as it is, archived or not, as one of the session: None when it is missing."""
        known = self.session.identity_map.get(identity_key(table, number))
        if known is not None:
            return known
        names = list(table.model_fields)
        found = self.read.row(f"SELECT {', '.join(names)} FROM {table.__tablename__} WHERE id = :id", id=number)
        if found is None:
            return None
        row = manager_of_class(table).new_instance()
        row.__dict__.update(zip(names, found, strict=True))
        make_transient_to_detached(row)
        self.session.add(row)
        return row

    def archive(self, row: Row) -> None:
        """Hide a row; undo brings it back."""
        row.archived_at = self.now

    def run(self, sql: str, **values: Any) -> None:
        """Run SQL that writes derived rows only (rollups, rule-made hot items, the audit): it is not audited."""
        self.session.flush()
        if self.read.dialect == "sqlite":
            self.read.plainly(sql, values)
        else:
            self.session.connection().execute(text(sql), values)

    def run_many(self, sql: str, rows: list[dict[str, Any]]) -> None:
        """Run one statement for many rows of values; for derived rows only, like `run`."""
        self.session.flush()
        if rows and self.read.dialect == "sqlite":
            self.read.plainly(sql, rows, many=True)
        elif rows:
            self.session.connection().execute(text(sql), rows)

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], there: str = "") -> None:
        """Write many derived rows, each with its values in the order of `columns`: a name for each value costs a third.

        there: the clause of what happens to a row that is there already; without one it is an error.
        """
        self.session.flush()
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({{}}){there}"
        if self.read.dialect == "sqlite":
            self.read.plainly(sql.format(", ".join("?" * len(columns))), rows, many=True)
            return
        named = [dict(zip(columns, row, strict=True)) for row in rows]
        if named:
            self.session.connection().execute(text(sql.format(", ".join(f":{name}" for name in columns))), named)

    def touch(self, table: str, number: int) -> None:
        """Say that what follows from this row has to be worked out again."""
        self.touched.add((table, number))


def naming(table: type[Row], number: int) -> str:
    """Return how people call a row of `table`: its reference where the kind has one."""
    name = str(table.__tablename__)
    kind = {"goal": "objective"}.get(name, name)
    return refs.ref(kind, number) if kind in refs.PREFIXES else f"{name} {number}"


class UnitSession(Session):
    """The session of one unit, which hears of every new row and every changed field."""

    def watch(self, unit: Unit) -> None:
        """Collect them as Changes of `unit` from now on."""
        self.info["unit"] = unit


@event.listens_for(UnitSession, "before_flush")
def _before_flush(session: Session, _context: object, _instances: object) -> None:
    changed = _kept(session.dirty)  # a set has no order
    for row in sorted(changed, key=lambda one: (str(one.__tablename__), one.id or 0)):
        _note_changes(session.info["unit"], row)


@event.listens_for(UnitSession, "after_flush")
def _after_flush(session: Session, _context: object) -> None:
    for row in _kept(session.new):
        _note_made(session.info["unit"], row)


def _kept(rows: Iterable[Any]) -> list[Row]:
    """Return those whose changes are written down."""
    return [row for row in rows if isinstance(row, Row) and row.__tablename__ not in DERIVED]


def _note_made(unit: Unit, row: Row) -> None:
    unit.changes.append(Changed(row, "", None, None))  # what it was made as is looked up when the unit is over
    unit.touched.add((str(row.__tablename__), row.id or 0))


def _note_changes(unit: Unit, row: Row) -> None:
    for attribute in inspect(row).attrs:
        history = attribute.history
        if not history.has_changes() or attribute.key in KEPT_OUT:
            continue
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        if before == after:
            continue
        unit.changes.append(Changed(row, attribute.key, before, after))
        unit.touched.add((str(row.__tablename__), row.id or 0))


def as_json(value: Any) -> str | None:
    """Return a value as the JSON text that a Change keeps; None stays None."""
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
