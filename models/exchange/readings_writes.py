"""Handler of a file of readings: a million of them are one Change, and one undo (architecture.md, Conflicts and undo).

The statements run inside the database, on SQLite with the stage attached, on PostgreSQL with a copy of it. What a
period held before goes to its history; an undo exchanges the two, and so does a redo. They write part by part: what
one statement may have to take back, SQLite keeps in memory, and a million changed rows were half a gigabyte.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import event, text

from models.base import Row
from models.errors import Conflict, NotPermitted, Refused
from models.exchange.readings_stage import TOGETHER, staged
from models.exchange.verbs import ImportReadings
from models.people import policy
from models.scorecard.tables import Reading
from models.sources.tables import ReadingBatch
from models.store.handlers import handles
from models.store.unit import Done, Unit

COLUMNS = ("value", "by_id", "at", "source", "batch")
"""What a reading exchanges with its history."""
PART = 25_000
"""Rows that one statement of an undo writes."""


@handles(ImportReadings)
def import_readings(unit: Unit, verb: ImportReadings) -> Done:
    """Import what waits in a stage. Raises NotPermitted when one of its measures may not be written."""
    lines = _attached(unit, verb.stage)
    touched = [row[0] for row in unit.read.rows(f"SELECT DISTINCT measure_id FROM {lines} ORDER BY measure_id")]
    if not touched:
        raise Refused(f"{verb.source} holds no reading")
    _permit(unit, lines)
    batch = ReadingBatch(
        batch=unit.action, file_hash=verb.file_hash, source=verb.source[:200], by_id=unit.me.id or None, rows=verb.rows,
        measures=len(touched),
    )  # fmt: skip
    batch.history_from = _last_history(unit)
    written = 0
    for part in _parts(unit, touched):
        batch.changed += _keep_old(unit, lines, part)
        written += _enter(unit, lines, batch, part)
    batch.history_to = _last_history(unit)
    batch.made = written - batch.changed
    if not written:
        said = f"All {_many(verb.rows, 'reading')} of {_many(len(touched), 'measure')} are there already"
        return Done(said, (), {"readings": 0})
    unit.add(batch)
    for number in touched:
        unit.touch("measure", number)
    there = verb.rows - written
    more = [f"{batch.changed:,} over another value"] * bool(batch.changed) + [f"{there:,} there already"] * bool(there)
    message = f"Imported {_many(written, 'reading')} of {_many(len(touched), 'measure')}"
    return Done(message + (f" ({', '.join(more)})" if more else ""), (), {"readings": written})


def _many(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"


def _attached(unit: Unit, path: str) -> str:
    """Return the name of the table of lines inside the running transaction."""
    connection: Any = unit.session.connection().connection.driver_connection
    if unit.read.dialect == "sqlite":
        connection.execute("ATTACH ? AS staged", (path,))

        def detach(_session: object) -> None:
            connection.execute("DETACH staged")

        event.listen(unit.session, "after_commit", detach, once=True)
        event.listen(unit.session, "after_rollback", detach, once=True)
        return "staged.line"
    unit.run(
        "CREATE TEMP TABLE staged_line (measure_id INTEGER, period INTEGER, value DOUBLE PRECISION) ON COMMIT DROP"
    )
    with connection.cursor() as cursor, cursor.copy("COPY staged_line FROM STDIN") as copy:
        for line in staged(path):
            copy.write_row(line)
    return "staged_line"


def _permit(unit: Unit, lines: str) -> None:
    """Ask the policy once for each team and owner: the readings themselves pass no session that would ask."""
    if unit.me.admin or unit.trusted:
        return
    rows = unit.read.rows(
        "SELECT min(m.id) FROM measure m WHERE m.id IN"
        f" (SELECT DISTINCT measure_id FROM {lines}) GROUP BY m.team_id, coalesce(m.owner_id, 0), m.private"
    )
    for (number,) in rows:
        reason = policy.forbids(unit, Reading(measure_id=number, period=0, value=0.0, at=unit.now), made=True)
        if reason:
            raise NotPermitted(*reason)


def _last_history(unit: Unit) -> int:
    return int(unit.read.value("SELECT max(id) FROM reading_history") or 0)


def _count(unit: Unit, table: str, where: str, **values: Any) -> int:
    return int(unit.read.value(f"SELECT count(*) FROM {table} WHERE {where}", **values) or 0)


def _run(unit: Unit, sql: str, **values: Any) -> int:
    """Run a statement on many rows and return how many it wrote."""
    connection = unit.session.connection()
    if unit.read.dialect == "sqlite":
        driver_connection: Any = connection.connection.driver_connection
        return int(driver_connection.execute(sql, values).rowcount)
    return connection.execute(text(sql), values).rowcount


def _parts(unit: Unit, measures: list[int]) -> Iterator[dict[str, int]]:
    """Yield the spans of ids in which measures are written, in order; PostgreSQL writes them all at once."""
    step = TOGETHER if unit.read.dialect == "sqlite" else len(measures)
    for at in range(0, len(measures), step):
        part = measures[at : at + step]
        yield {"low": part[0], "high": part[-1]}


def _keep_old(unit: Unit, lines: str, part: dict[str, int]) -> int:
    return _run(
        unit,
        "INSERT INTO reading_history (created_at, measure_id, period, value, by_id, at, source, batch)"
        f" SELECT :now, r.measure_id, r.period, r.value, r.by_id, r.at, r.source, r.batch FROM {lines} s"
        " JOIN reading r ON r.measure_id = s.measure_id AND r.period = s.period"
        " WHERE s.measure_id BETWEEN :low AND :high AND r.archived_at IS NULL AND r.value <> s.value",
        now=unit.now,
        **part,
    )


def _enter(unit: Unit, lines: str, batch: ReadingBatch, part: dict[str, int]) -> int:
    sets = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS)
    return _run(
        unit,
        "INSERT INTO reading (created_at, measure_id, period, value, by_id, at, source, batch)"
        f" SELECT :now, s.measure_id, s.period, s.value, :me, :now, :source, :batch FROM {lines} s"
        " WHERE s.measure_id BETWEEN :low AND :high"
        f" ON CONFLICT (measure_id, period) DO UPDATE SET {sets}, archived_at = NULL"
        " WHERE reading.archived_at IS NOT NULL OR reading.value <> excluded.value",
        now=unit.now,
        me=batch.by_id,
        source=f"import {batch.source}"[:60],
        batch=batch.batch,
        **part,
    )


# ---- undo and redo


def exchange(unit: Unit, row: Row) -> None:
    """Take a batch back whose row was archived, or enter it again when it is back (models/audit/writes.py).

    Raises Conflict when one of its readings was changed since.
    """
    assert isinstance(row, ReadingBatch)
    back = row.archived_at is not None
    _check_unchanged(unit, row, back=back)
    touched = _exchange(unit, row, back=back)
    for number in touched:
        unit.touch("measure", number)


def _check_unchanged(unit: Unit, row: ReadingBatch, *, back: bool) -> None:
    expected = row.made + row.changed if back else row.made
    state = "IS NULL" if back else "IS NOT NULL"
    left = _count(unit, "reading", f"batch = :batch AND archived_at {state}", batch=row.batch)
    later = 0 if back else _count(
        unit,
        "reading_history h JOIN reading r ON r.measure_id = h.measure_id AND r.period = h.period",
        "h.id > :low AND h.id <= :high AND (h.archived_at IS NULL OR r.archived_at IS NOT NULL OR EXISTS"
        " (SELECT 1 FROM reading_history n WHERE n.measure_id = h.measure_id AND n.period = h.period"
        " AND n.id > :high AND n.archived_at IS NULL))",
        low=row.history_from,
        high=row.history_to,
    )  # fmt: skip
    changed = expected - left + later
    if changed:
        raise Conflict(
            f"{changed:,} of these readings were changed since",
            (),
            "Nothing was undone; import the file as it should be",
        )


def _exchange(unit: Unit, row: ReadingBatch, *, back: bool) -> list[int]:
    """Exchange the readings of a batch with what they replaced; return the measures."""
    span = {"low": row.history_from, "high": row.history_to}
    batch = {"batch": row.batch}
    found = {
        number for (number,) in unit.read.rows("SELECT DISTINCT measure_id FROM reading WHERE batch = :batch", **batch)
    }
    found |= {number for (number,) in unit.read.rows(
        "SELECT DISTINCT measure_id FROM reading_history WHERE id > :low AND id <= :high", **span)}  # fmt: skip
    if not back:
        _archive(unit, row.batch, None)
    for low in range(row.history_from, row.history_to, PART):
        _exchange_part(unit, low, min(low + PART, row.history_to), hidden=unit.now if back else None)
    if back:
        _archive(unit, row.batch, unit.now)  # what was exchanged is of an older batch again: these were made
    return sorted(found)


def _archive(unit: Unit, batch: str, at: str | None) -> None:
    """Hide the readings that are of a batch, or show them again (at None)."""
    some = "SELECT id FROM reading WHERE batch = :batch AND id > :low ORDER BY id LIMIT :part"
    low = 0
    while high := unit.read.value(f"SELECT max(id) FROM ({some}) AS part", batch=batch, low=low, part=PART):
        unit.run(
            "UPDATE reading SET archived_at = :at WHERE batch = :batch AND id > :low AND id <= :high",
            at=at,
            batch=batch,
            low=low,
            high=high,
        )
        low = high


def _exchange_part(unit: Unit, low: int, high: int, *, hidden: str | None) -> None:
    """Exchange the rows of the history after `low` up to `high` with their readings."""
    both = ", ".join(f"r.{column} AS {column}, h.{column} AS old_{column}" for column in COLUMNS)
    unit.run(
        f"CREATE TEMP TABLE exchanged AS SELECT r.id AS reading_id, h.id AS history_id, {both} FROM reading_history h"
        " JOIN reading r ON r.measure_id = h.measure_id AND r.period = h.period WHERE h.id > :low AND h.id <= :high",
        low=low,
        high=high,
    )
    olds = ", ".join(f"{column} = e.old_{column}" for column in COLUMNS)
    news = ", ".join(f"{column} = e.{column}" for column in COLUMNS)
    unit.run(f"UPDATE reading SET {olds} FROM exchanged e WHERE reading.id = e.reading_id")
    unit.run(
        f"UPDATE reading_history SET {news}, archived_at = :hidden FROM exchanged e"
        " WHERE reading_history.id = e.history_id",
        hidden=hidden,
    )
    unit.run("DROP TABLE exchanged")
