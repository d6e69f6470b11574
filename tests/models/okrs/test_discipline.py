"""Check-ins on time, late and missed per owner (product.md 3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models.clock import FrozenClock
from models.okrs.discipline_reads import discipline_rows
from models.okrs.verbs import CheckIn
from models.people.rules import checked_in
from models.store.store import Store
from models.verbs import Add, Edit

DUE = date(2026, 8, 2)
"""A Sunday: the review is on Monday, check-ins are due the day before."""


@pytest.mark.parametrize(
    ("days", "today", "said"),
    [
        ([date(2026, 8, 2)], DUE, "on time"),
        ([date(2026, 7, 27)], DUE, "on time"),
        ([date(2026, 7, 26)], DUE, ""),  # that one served the Sunday before
        ([date(2026, 8, 3)], date(2026, 8, 20), "late"),
        ([date(2026, 8, 8)], date(2026, 8, 20), "late"),
        ([date(2026, 8, 9)], date(2026, 8, 20), "missed"),
        ([], date(2026, 8, 8), ""),
        ([], date(2026, 8, 9), "missed"),
    ],
)
def test_a_check_in_serves_the_first_due_day_after_it_and_is_late_for_six_days(
    days: list[date], today: date, said: str
) -> None:
    assert checked_in(DUE, days, today) == said


def at(clock: FrozenClock, month: int, day: int) -> None:
    clock.at = datetime(2026, month, day, 9, tzinfo=UTC)


def test_owners_are_listed_by_what_they_kept_the_least_punctual_first(store: Store, clock: FrozenClock) -> None:
    at(clock, 7, 1)
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Default", "intent": "stretch", "team": "T2"}))
    store.write(Add(kind="measure", fields={"name": "Share", "team": "T2"}))
    given = {"goal": "O1", "start": 4, "target": 17}
    store.write(Add(kind="key_result", fields={"title": "Calls", "owner": "ben", **given}))
    store.write(Add(kind="key_result", fields={"title": "Of a measure", "owner": "ben", "measure": "M1", **given}))
    at(clock, 8, 12)
    store.write(Add(kind="key_result", fields={"title": "New", "owner": "cleo", **given}))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    for month, day in ((7, 3), (7, 14), (8, 10)):
        at(clock, month, day)
        store.write(CheckIn(kr=1, value=5))
    at(clock, 8, 16)
    ben, cleo = discipline_rows(store.reader, clock.today())
    # Due 5, 12, 19, 26 July, 2, 9, 16 August: the check-in of the 14th is late for the 12th and serves the 19th.
    assert (ben.owner, ben.key_results, ben.due, ben.on_time, ben.late, ben.missed) == ("ben", 1, 7, 3, 2, 2)
    assert ben.worst == [("KR1", "Calls", 2)]
    assert (cleo.owner, cleo.due, cleo.share) == ("cleo", 0, None)
    assert discipline_rows(store.reader, clock.today(), teams=[3]) == []
