"""When check-ins are due."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.people import rules

WEDNESDAY = date(2026, 8, 12)


def test_check_ins_are_due_the_day_before_the_review() -> None:
    assert rules.due_weekday(4) == 3
    assert rules.due_weekday(1) == 7


def test_the_next_due_check_in_is_the_oldest_that_is_owed() -> None:
    start = date(2026, 7, 1)
    assert rules.next_due(None, 3, start) == start
    assert rules.next_due(date(2026, 8, 5), 3, start) == WEDNESDAY
    assert rules.next_due(date(2026, 8, 6), 3, start) == date(2026, 8, 19)
    assert rules.next_due(WEDNESDAY, 3, start) == date(2026, 8, 19)
    assert rules.next_due(date(2026, 6, 1), 3, start) == start


@given(st.dates(date(2026, 7, 1), date(2026, 9, 30)), st.integers(1, 7))
def test_no_due_day_between_check_in_and_next_due_is_unserved(last: date, weekday: int) -> None:
    due = rules.next_due(last, weekday, date(2026, 7, 1))
    days = [last + timedelta(days=n) for n in range((due - last).days)]
    assert sum(day.isoweekday() == weekday for day in days) == 1  # the one that this check-in serves
    assert due.isoweekday() == weekday
