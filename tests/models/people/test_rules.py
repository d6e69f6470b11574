"""When check-ins are due, and on time, late, missed."""

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


def test_on_time_late_up_to_six_days_and_missed() -> None:
    found = [rules.discipline(WEDNESDAY, [WEDNESDAY + timedelta(days=n)]) for n in (-7, -6, 0, 1, 6, 7)]
    assert found == ["missed", "on time", "on time", "late", "late", "missed"]
    assert rules.discipline(WEDNESDAY, []) == "missed"


def test_a_due_day_is_missed_only_when_its_six_days_are_over() -> None:
    dues = [date(2026, 7, 29), date(2026, 8, 5), WEDNESDAY]
    check_ins = [date(2026, 7, 28)]
    counts = rules.discipline_counts(dues, check_ins, date(2026, 8, 16))
    assert counts == {"on time": 1, "late": 0, "missed": 1}
    assert rules.discipline_counts(dues, check_ins, date(2026, 8, 19))["missed"] == 2


def test_two_misses_running_are_counted_from_the_newest() -> None:
    dues = [date(2026, 7, 22), date(2026, 7, 29), date(2026, 8, 5), WEDNESDAY]
    assert rules.misses_running(dues, [date(2026, 7, 29)], date(2026, 8, 19)) == 2
    assert rules.misses_running(dues, [date(2026, 7, 29)], date(2026, 8, 18)) == 1
    assert rules.misses_running(dues, [WEDNESDAY], date(2026, 8, 19)) == 0
