"""Clocks, borrowed minutes, kept rate and rating of a review."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from models.reviews import rules

NOW = datetime(2026, 8, 16, 9, 0, tzinfo=UTC)


def test_the_weekly_review_has_seven_steps_of_sixty_minutes() -> None:
    assert len(rules.WEEKLY) == 7
    assert sum(minutes for _, minutes in rules.WEEKLY) == 60


def test_a_resumed_step_goes_on_where_it_was_left() -> None:
    assert rules.elapsed_seconds(90, None, NOW) == 90
    assert rules.elapsed_seconds(90, NOW - timedelta(seconds=30), NOW) == 120
    assert rules.elapsed_seconds(90, NOW + timedelta(seconds=30), NOW) == 90


@pytest.mark.parametrize(
    ("spent", "shown"),
    [(0, "5:00"), (50, "4:10"), (300, "0:00"), (301, "+0:01 OVER"), (380, "+1:20 OVER"), (4000, "+61:40 OVER")],
)
def test_the_clock_shows_what_is_left_or_how_far_over(spent: int, shown: str) -> None:
    assert rules.clock(rules.seconds_left(5, spent)) == shown


@given(st.lists(st.sampled_from([name for name, _ in rules.WEEKLY if name != "issues"]), max_size=20))
def test_borrowing_never_makes_the_review_longer(steps: list[str]) -> None:
    budgets = list(rules.WEEKLY)
    for taken, step in enumerate(steps):
        if taken >= 14:  # 28 minutes of Issues, two at a time
            with pytest.raises(Refused):
                rules.borrow(budgets, step)
            continue
        before = dict(budgets)
        budgets = rules.borrow(budgets, step)
        assert dict(budgets)[step] == before[step] + 2
        assert dict(budgets)["issues"] == before["issues"] - 2
        assert sum(minutes for _, minutes in budgets) == 60


def test_the_last_odd_minute_can_be_borrowed_and_issues_lends_itself_nothing() -> None:
    assert rules.borrow([("close", 7), ("issues", 1)], "close") == [("close", 8), ("issues", 0)]
    for step in ("issues", "no such step"):
        with pytest.raises(Refused):
            rules.borrow(rules.WEEKLY, step)


def test_the_kept_rate_is_of_what_was_promised() -> None:
    assert rules.kept_rate(3, 4) == 0.75
    assert rules.kept_rate(0, 0) is None
    due = date(2026, 8, 14)
    assert [rules.was_kept(due, day) for day in (due, due + timedelta(days=1), None)] == [True, False, False]


def test_zero_rates_ten_and_seven_or_less_asks_why() -> None:
    assert [rules.rating_digit(digit) for digit in (0, 1, 9)] == [10, 1, 9]
    assert [rules.asks_why(rating) for rating in (7, 8)] == [True, False]
    assert rules.mean_rating([8, 9]) == 8.5
    assert rules.mean_rating([]) is None


def test_planned_minutes_leave_issues_without_estimate_out() -> None:
    assert rules.planned_minutes([6, None, 5], 28) == (11, 28)


@pytest.mark.parametrize(
    ("statuses", "listed"),
    [(["off"], True), (["ok", "off"], True), (["risk"], False), (["ok", "risk"], False), (["risk", "risk"], True),
     (["off", "risk"], True), (["off", "ok"], False), ([], False)],
)  # fmt: skip
def test_off_track_lists_off_and_risk_of_two_periods(statuses: list[str], listed: bool) -> None:
    assert rules.off_track(statuses) is listed
