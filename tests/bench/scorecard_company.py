"""A scorecard of any size, written straight into a database that `oar init` has made.

Teams of ten measures hang below the company; the person who made the database leads the first one. Every
measure has a hold, and a reading for each of its closed weeks: 50,000 of them over 260 weeks are 13 million.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from models import weeks

MEASURES, WEEKS, PER_TEAM = 50_000, 260, 10
MADE = "2020-01-06T06:00:00.000Z"
Row = tuple[object, ...]


def fill(database: sqlite3.Connection, *, measures: int = MEASURES, span: int = WEEKS, today: date) -> int:
    """Write the measures and their readings; return how many readings there are."""
    me = database.execute("SELECT min(id) FROM person").fetchone()[0]
    top = database.execute("SELECT min(id) FROM team").fetchone()[0]
    first = database.execute("SELECT coalesce(max(id), 0) FROM measure").fetchone()[0]
    team = database.execute("SELECT max(id) FROM team").fetchone()[0]
    periods = weeks.periods_back(weeks.last_closed(today), span)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA journal_mode=MEMORY")
    with database:
        database.executemany(
            "INSERT INTO team (id, created_at, name, parent_id, level, review_weekday, review_time)"
            " VALUES (?, ?, ?, ?, 'team', 1, '10:00')",
            ((team + 1 + at, MADE, f"Team {at:05}", top) for at in range(-(-measures // PER_TEAM))),
        )
        database.execute(
            "INSERT INTO membership (created_at, person_id, team_id, access) VALUES (?, ?, ?, 'lead')",
            (MADE, me, team + 1),
        )
        database.executemany(
            "INSERT INTO measure (id, created_at, team_id, rank, name, area, leads, unit, direction, aggregate,"
            " cadence, controlled, on_top, private, owner_id) VALUES (?, ?, ?, ?, ?, 'operations', 0, '%', 'up',"
            " 'last', 'week', 1, 0, 0, ?)",
            _measures(first, team, measures, me),
        )
        database.executemany(
            "INSERT INTO plan (created_at, measure_id, from_period, hold, off_at) VALUES (?, ?, ?, 50, 5)",
            ((MADE, first + 1 + at, periods[0]) for at in range(measures)),
        )
        database.executemany(
            "INSERT INTO reading (created_at, measure_id, period, value, by_id, at, source)"
            " VALUES ('', ?, ?, ?, ?, '2026-01-05', 'person')",
            ((first + 1 + at, period, _value(at, nth), me)
             for at in range(measures) for nth, period in enumerate(periods)),
        )  # fmt: skip
        database.execute("DELETE FROM setting WHERE name = 'rolled_on'")
        database.execute(
            "INSERT INTO setting (created_at, name, value) VALUES (?, 'rolled_on', ?)", (MADE, f'"{today.isoformat()}"')
        )
    database.execute("PRAGMA journal_mode=WAL")
    return measures * span


def _measures(first: int, team: int, count: int, me: int) -> Iterator[Row]:
    for at in range(count):
        number, mine = first + 1 + at, at < PER_TEAM
        yield number, MADE, team + 1 + at // PER_TEAM, at % PER_TEAM, f"Measure {number:05}", me if mine else None


def _value(measure: int, week: int) -> float:
    """Most stay above their plan of 50, one in twenty falls below."""
    return 40.0 + measure % 7 if measure % 20 == 0 else 50.0 + (measure * 37 + week * 11) % 40
