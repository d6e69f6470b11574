"""What another program wrote past Oarlock is named by the doctor, instead of failing where it is shown."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.clock import FrozenClock
from models.store import doctor
from models.store.writer import engine_for, is_postgres
from tests.models.conftest import NOW

DAY = "2026-08-01T00:00:00.000Z"
MEASURE = (
    "created_at, team_id, rank, name, area, leads, unit, direction, aggregate, controlled, on_top, private, cadence"
)
READING = "created_at, measure_id, period, value, at, source"


def smuggle(location: str, statement: str) -> None:
    """Run a statement as somebody with the database in another program would."""
    engine = engine_for(location)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def examined(location: str) -> list[doctor.Check]:
    return doctor.examine(location, clock=FrozenClock(NOW))


def test_a_sound_database_has_no_unreadable_value(location: str) -> None:
    assert [one.message for one in examined(location) if one.what == "values"] == ["all can be read"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE cycle SET start_on = 'soon'", "1 of cycle.start_on"),
        ("UPDATE person SET created_at = '9999-99-99T00:00' WHERE handle = 'eve'", "1 of person.created_at"),
        ("UPDATE membership SET created_at = '' WHERE access = 'viewer'", "1 of membership.created_at"),
    ],
)
def test_a_day_that_is_none_is_named(location: str, statement: str, named: str) -> None:
    smuggle(location, statement)
    last = examined(location)[-1]
    assert (last.what, last.state) == ("values", "finding")
    assert named in last.message


@pytest.mark.parametrize("value", ["'x'", "1e999", "CAST('x' AS BLOB)"])
def test_a_number_that_is_none_is_named(path: str, value: str) -> None:
    smuggle(
        path,
        f"INSERT INTO measure ({MEASURE}) VALUES ('{DAY}', 1, 0, 'm', 'growth', 0, 'x', 'up', 'last', 1, 0, 0, 'week')",
    )
    smuggle(path, f"INSERT INTO reading ({READING}) VALUES ('{DAY}', 1, 202631, {value}, '{DAY}', 'person')")
    assert "1 of reading.value" in examined(path)[-1].message


def test_postgresql_refuses_words_for_numbers_by_itself(location: str) -> None:
    if not is_postgres(location):
        return
    with pytest.raises(DBAPIError):
        smuggle(location, "UPDATE membership SET team_id = 'x'")
