"""Ages, speed and lanes of decisions."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.decisions import rules

TODAY = date(2026, 8, 16)


def test_age_and_overdue_count_days_and_never_below_zero() -> None:
    assert rules.age_days(TODAY - timedelta(days=11), TODAY) == 11
    assert rules.age_days(TODAY + timedelta(days=1), TODAY) == 0
    assert rules.overdue_days(TODAY - timedelta(days=6), TODAY) == 6
    assert rules.overdue_days(TODAY, TODAY) == rules.overdue_days(None, TODAY) == 0


def test_a_needed_decision_is_off_past_its_date_and_at_risk_when_old() -> None:
    assert rules.needed_status(TODAY, TODAY - timedelta(days=1), TODAY) == "off"
    assert rules.needed_status(TODAY - timedelta(days=15), None, TODAY) == "risk"
    assert rules.needed_status(TODAY - timedelta(days=14), TODAY, TODAY) == "ok"


def test_a_made_decision_is_revisited_from_its_day_on() -> None:
    assert [rules.to_revisit(TODAY + timedelta(days=n), TODAY) for n in (-1, 0, 1)] == [True, True, False]
    assert not rules.to_revisit(None, TODAY)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=20))
def test_median_is_the_middle(days: list[int]) -> None:
    assert rules.median(days) == statistics.median(days)


def test_median_of_nothing_is_none() -> None:
    assert rules.median([]) is None


def test_decision_time_is_the_median_per_lane_and_quarter() -> None:
    made = [
        ("autonomy", date(2026, 7, 1), date(2026, 7, 3)),
        ("autonomy", date(2026, 7, 1), date(2026, 7, 9)),
        ("guardrail", date(2026, 7, 1), date(2026, 7, 6)),
        ("autonomy", date(2026, 6, 20), date(2026, 6, 30)),  # in W27, whose Thursday is in July
        ("autonomy", date(2026, 6, 20), date(2026, 6, 21)),
    ]
    assert rules.median_days(made) == {
        ("autonomy", (2026, 3)): 8.0,
        ("guardrail", (2026, 3)): 5.0,
        ("autonomy", (2026, 2)): 1.0,
    }


@given(st.lists(st.sampled_from([None, *rules.LANES]), max_size=60))
def test_lane_shares_add_up_to_a_hundred(lanes: list[str | None]) -> None:
    shares = rules.lane_shares(lanes)
    known = [lane for lane in lanes if lane]
    assert sum(count for count, _ in shares.values()) == len(known)
    assert sum(percent for _, percent in shares.values()) == (100 if known else 0)
    for count, percent in shares.values():
        assert not known or abs(percent - 100 * count / len(known)) < 1
