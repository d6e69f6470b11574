"""Weeks and months over year ends, against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import weeks
from models.errors import Refused

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
CADENCES = st.sampled_from(["week", "month"])


def slow_week(day: date) -> int:
    """Count weeks from the Monday of the week that holds 4 January."""
    thursday = day + timedelta(days=4 - day.isoweekday())
    fourth = date(thursday.year, 1, 4)
    monday = fourth - timedelta(days=fourth.weekday())
    number = 1
    while monday + timedelta(days=6) < day:
        monday += timedelta(days=7)
        number += 1
    return thursday.year * 100 + number


def slow_next(period: int, cadence: str) -> int:
    day = weeks.first_day(period, cadence)
    while weeks.period_of(day, cadence) == period:
        day += timedelta(days=1)
    return weeks.period_of(day, cadence)


@given(DAYS)
def test_week_of_a_day_is_what_counting_mondays_gives(day: date) -> None:
    assert weeks.week_of(day) == slow_week(day)


@given(DAYS, CADENCES)
def test_next_period_is_the_one_reached_by_walking_day_by_day(day: date, cadence: str) -> None:
    period = weeks.period_of(day, cadence)
    after = weeks.next_period(period, cadence)
    assert after == slow_next(period, cadence)
    assert weeks.previous_period(after, cadence) == period
    assert weeks.last_day(period, cadence) + timedelta(days=1) == weeks.first_day(after, cadence)


@given(DAYS, st.integers(-400, 400), CADENCES)
def test_shift_and_count_are_each_others_inverse(day: date, by: int, cadence: str) -> None:
    period = weeks.period_of(day, cadence)
    moved = weeks.shift(period, by, cadence)
    assert weeks.is_period(moved, cadence)
    assert weeks.count_between(period, moved, cadence) == by


@given(DAYS, DAYS, CADENCES)
def test_periods_sort_like_their_days(one: date, other: date, cadence: str) -> None:
    first, last = sorted((one, other))
    assert weeks.period_of(first, cadence) <= weeks.period_of(last, cadence)


def test_a_year_of_53_weeks_is_not_left_early() -> None:
    assert weeks.weeks_in(2026) == 53
    assert weeks.weeks_in(2027) == 52
    assert weeks.next_period(202652) == 202653
    assert weeks.next_period(202653) == 202701
    assert weeks.previous_period(202701) == 202653
    assert weeks.previous_period(202601) == 202552
    assert weeks.periods_back(202702, 4) == [202652, 202653, 202701, 202702]


def test_a_week_belongs_to_the_quarter_and_year_of_its_thursday() -> None:
    assert weeks.week_of(date(2027, 1, 3)) == 202653
    assert weeks.quarter_of(202653) == (2026, 4)
    assert weeks.quarter_of(202601) == (2026, 1)  # Monday is 29 December 2025, Thursday 1 January
    assert weeks.quarter_of(202627) == (2026, 3)  # Monday 29 June, Thursday 2 July
    assert weeks.month_of_period(202614) == 202604  # Monday 30 March, Thursday 2 April
    assert weeks.quarter_of(202611, "month") == (2026, 4)


def test_the_third_quarter_of_2026_has_thirteen_weeks() -> None:
    found = weeks.weeks_within(date(2026, 7, 1), date(2026, 9, 30))
    assert found == list(range(202627, 202640))
    assert weeks.quarter_days(2026, 3) == (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 16), 202646),  # Monday
        (date(2026, 11, 17), 202646),  # Tuesday
        (date(2026, 11, 18), 202647),  # Wednesday
        (date(2026, 11, 22), 202647),  # Sunday
        (date(2027, 1, 4), 202653),  # Monday after a year of 53 weeks
    ],
)
def test_a_number_typed_on_monday_or_tuesday_is_for_the_week_that_closed(day: date, week: int) -> None:
    assert weeks.default_week(day) == week


def test_a_monthly_number_typed_early_in_the_month_is_for_the_last_one() -> None:
    assert weeks.default_period(date(2026, 1, 9), "month") == 202512
    assert weeks.default_period(date(2026, 1, 10), "month") == 202601
    assert weeks.default_period(date(2026, 11, 16)) == 202646


def test_the_last_closed_period_is_the_one_before_the_running() -> None:
    assert weeks.last_closed(date(2026, 8, 16)) == 202632
    assert weeks.last_closed(date(2026, 8, 17)) == 202633
    assert weeks.last_closed(date(2026, 1, 31), "month") == 202512


@pytest.mark.parametrize(
    ("text", "near", "ahead", "week"),
    [
        ("2026-W47", 202601, False, 202647),
        ("2026w7", 202601, False, 202607),
        (" 202647 ", 202601, False, 202647),
        ("W47", 202647, False, 202647),
        ("47", 202648, False, 202647),
        ("W48", 202647, False, 202648),  # the caller refuses the future
        ("W10", 202640, False, 202610),
        ("W52", 202602, False, 202552),
        ("W53", 202702, False, 202653),
        ("W02", 202650, True, 202702),
        ("W35", 202633, True, 202635),
        ("W10", 202640, True, 202710),
    ],
)
def test_a_typed_week_finds_its_year(text: str, near: int, ahead: bool, week: int) -> None:
    assert weeks.parse_week(text, near, ahead=ahead) == week


@pytest.mark.parametrize(
    "text", ["", "W", "W0", "W54", "2027-W53", "W53", "abc", "2026-W", "20264", "12 monkeys", "\x1b[2J", "٣"]
)
def test_what_is_no_week_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(Refused) as error:
        weeks.parse_week(text, 202830)
    assert error.value.hint
    assert error.value.line().isprintable()


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-11", 202611), ("202611", 202611), ("Nov", 202511), ("nov 2026", 202611), ("3", 202603), ("11", 202511)],
)
def test_a_typed_month_finds_its_year(text: str, month: int) -> None:
    assert weeks.parse_period(text, 202603, "month") == month


@pytest.mark.parametrize("text", ["", "13", "0", "no", "2026", "2026-11-11", "Smarch"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        weeks.parse_period(text, 202603, "month")


@given(DAYS, CADENCES)
def test_what_is_shown_can_be_typed(day: date, cadence: str) -> None:
    period = weeks.period_of(day, cadence)
    assert weeks.parse_period(weeks.format_period(period, cadence), period, cadence) == period
    assert weeks.parse_period(weeks.format_period(period, cadence, short=True), period, cadence) == period


def test_weeks_are_written_in_two_forms() -> None:
    assert weeks.format_week(202607) == "2026-W07"
    assert weeks.format_week(202607, short=True) == "W07"
    assert weeks.format_period(202611, "month", short=True) == "Nov"


@given(DAYS, st.integers(-30, 60))
def test_working_days_late_are_the_weekdays_counted_one_by_one(due: date, gap: int) -> None:
    today = due + timedelta(days=gap)
    slow = sum((due + timedelta(days=n)).isoweekday() <= 5 for n in range(1, gap + 1))
    assert weeks.working_days_late(due, today) == slow
