"""What tests of hot items share: the open rows, measures with readings, a day that moves on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models.clock import FrozenClock
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.weeks import shift

LAST = 202632  # the last closed week at 2026-08-16
Hot = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def hot(store: Store) -> Hot:
    """Return a function that tells (source, rule) of the open hot items made by rules."""

    def found() -> list[tuple[str, str]]:
        return [
            (source, rule)
            for source, rule in store.reader.rows(
                "SELECT source, rule FROM hot_item WHERE state = 'open' AND archived_at IS NULL ORDER BY source, id"
            )
        ]

    return found


@pytest.fixture
def roll(store: Store, clock: FrozenClock) -> Callable[[str], None]:
    """Return a function that moves the clock to a day and rolls it."""

    def to(day: str) -> None:
        clock.at += timedelta(days=(date.fromisoformat(day) - clock.today()).days)
        assert store.roll()

    return to


def measure(store: Store, values: list[float | None], *, last: int = LAST, **fields: str) -> int:
    """Add a measure held at 60 or more, off at 5 short, with readings of the weeks that end with `last`."""
    plan = fields.pop("plan", ">=60")
    given = {"name": "Cover", "team": "Sales", "owner": "ben", "aggregate": "mean", **fields}
    since = str(shift(last, -20)) if fields.get("cadence") != "month" else "202601"
    number = store.write(AddMeasure(fields=given, plan=plan, off_at="5", since=since)).refs[0]
    for back, value in enumerate(reversed(values)):
        if value is not None:
            read(store, int(number[1:]), value, shift(last, -back))
    return int(number[1:])


def read(store: Store, number: int, value: float, period: int = LAST) -> None:
    """Enter one reading."""
    store.write(EnterReading(measure=number, value=value, period=period))
