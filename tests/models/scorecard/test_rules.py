"""Measure status, plans, trends and triggers: the worked examples by name, properties against slow references."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import weeks
from models.scorecard.rules import (
    Plan,
    aggregate,
    held,
    holds,
    holds_until,
    in_band,
    judged_period,
    plan_for,
    plan_value,
    plan_values,
    series,
    shortfall,
    status,
    status_by,
    suggested_off_at,
    trend,
)

HOLD: Plan = (202601, 62.0, None, None, None, None, 2.0)
GLIDE: Plan = (202627, None, None, 4.0, 17.0, 202639, 3.25)
VALUES = st.lists(st.none() | st.integers(-9, 9).map(float), max_size=9)
SIGNS = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


@pytest.mark.parametrize(("value", "word"), [(62.3, "ok"), (62, "ok"), (61, "risk"), (60, "risk"), (59.9, "off")])
def test_hold_of_the_worked_example(value: float, word: str) -> None:
    assert status(value, 62.0, "up", 2.0) == word


def test_glide_path_of_the_worked_example() -> None:
    assert plan_value(GLIDE, 202633) == 10.5
    assert shortfall(9, 10.5) == 1.5
    assert status(9, 10.5, "up", suggested_off_at(start=4, goal=17)) == "risk"


def test_less_is_better_where_the_direction_is_down() -> None:
    assert [status(v, 4.0, "down", 1.0) for v in (3.9, 4.0, 4.1, 5.0, 5.1)] == ["ok", "ok", "risk", "risk", "off"]


def test_a_band_is_judged_on_both_sides_with_its_bounds_inside() -> None:
    found = [status(v, 10.0, "within", 1.0, 5.0) for v in (3.9, 4.5, 5.0, 7.0, 10.0, 10.5, 11.5)]
    assert found == ["off", "risk", "ok", "ok", "ok", "risk", "off"]


def test_no_reading_is_late_no_plan_is_none_no_off_at_is_never_off() -> None:
    assert status(None, 62.0) == "late"
    assert status(None, 62.0, ever_read=False) == "none"
    assert status(50.0, None) == "none"
    assert status(-1e9, 62.0) == "risk"


def test_float_noise_does_not_change_a_status() -> None:
    assert status(0.1 + 0.2, 0.3, "down", 0.0) == "ok"
    assert status(0.3, 0.1 + 0.2, "up", 0.0) == "ok"
    assert status(0.7, 1.0, "up", 0.3) == "risk"


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(0.1, 100), st.floats(0, 50))
def test_moving_the_good_way_never_makes_a_status_worse(value: float, plan: float, off: float, gain: float) -> None:
    order = ("off", "risk", "ok")
    up = order.index(status(value, plan, "up", off)), order.index(status(value + gain, plan, "up", off))
    down = order.index(status(value, plan, "down", off)), order.index(status(value - gain, plan, "down", off))
    assert up[0] <= up[1]
    assert down[0] <= down[1]


def test_a_glide_path_runs_straight_over_the_year_end_and_stays_at_its_goal() -> None:
    plan: Plan = (202651, None, None, 10.0, 20.0, 202702, None)  # 2026 has a week 53: four steps
    periods = [202650, 202651, 202652, 202653, 202701, 202702, 202703]
    assert plan_values([plan], periods) == [None, 10.0, 12.5, 15.0, 17.5, 20.0, 20.0]
    monthly: Plan = (202611, None, None, 0.0, 3.0, 202702, None)
    assert plan_value(monthly, 202701, "month") == 2.0


@given(st.integers(0, 60), st.integers(1, 60))
def test_a_glide_path_takes_equal_steps(offset: int, length: int) -> None:
    plan: Plan = (202627, None, None, 3.0, 50.0, weeks.shift(202627, length), None)
    slow = 3.0 + sum([47.0 / length] * min(offset, length))
    assert plan_value(plan, weeks.shift(202627, offset)) == pytest.approx(slow)


def test_the_past_keeps_the_plan_it_was_judged_by() -> None:
    plans: list[Plan] = [(202630, 70.0, None, None, None, None, 2.0), HOLD]
    assert plan_for(plans, 202629) == HOLD
    assert plan_for(plans, 202630) == plans[0]
    assert plan_for(plans, 202552) is None
    judged = [status_by(plan_for(plans, period), 63, period, "up") for period in (202629, 202630)]
    assert judged == ["ok", "off"]


@pytest.mark.parametrize(
    ("unit", "hold", "start", "goal", "off_at"),
    [
        ("%", None, 4, 17, 3.25),
        ("%", None, 17, 4, 3.25),
        ("%", 95, None, None, 10),
        ("%", 99.95, None, None, 0.1),
        ("%", 62, None, None, 6.2),
        ("%", 100, None, None, 10),
        ("", 95, None, None, 9.5),
        ("h", 4, None, None, 0.4),
        ("", -50, None, None, 5),
        ("", 0, None, None, None),
    ],
)
def test_off_at_is_suggested(
    unit: str, hold: float | None, start: float | None, goal: float | None, off_at: float | None
) -> None:
    assert suggested_off_at(unit, hold=hold, start=start, goal=goal) == off_at


def test_the_gap_to_100_means_nothing_where_less_is_better() -> None:
    assert suggested_off_at("%", "down", hold=95) == 9.5


@pytest.mark.parametrize(("how", "found"), [("sum", 9.0), ("mean", 3.0), ("last", 4.0), ("min", 2.0), ("max", 4.0)])
def test_aggregates_by_the_measures_own_rule_leave_missing_periods_out(how: str, found: float) -> None:
    assert aggregate([3.0, 2.0, None, 4.0, None], how) == found
    assert aggregate([None, None], how) is None


def test_trend_is_in_the_measures_good_direction() -> None:
    assert [trend(3, 2, d) for d in ("up", "down")] == ["better", "worse"]
    assert trend(2.1, 2.1) == "same"
    assert trend(0.3, 0.1 + 0.2) == "same"
    assert trend(None, 2) == trend(2, None) == ""
    assert trend(11, 12, "within", 10, 5) == "better"
    assert trend(4, 6, "within", 10, 5) == "worse"
    assert trend(6, 9, "within", 10, 5) == "same"


@given(VALUES, st.sampled_from(sorted(SIGNS)), st.integers(-3, 3))
def test_a_run_is_what_walking_back_from_the_newest_reading_counts(
    values: list[float | None], op: str, limit: int
) -> None:
    text = "".join("-" if v is None else "y" if SIGNS[op](v, limit) else "n" for v in values).rstrip("-")
    assert held(values, op, float(limit)) == len(text) - len(text.rstrip("y"))


def test_a_condition_at_its_limit() -> None:
    assert [holds(5.0, op, 5.0) for op in ("<", "<=", "=", ">=", ">")] == [False, True, True, True, False]
    assert holds(0.1 + 0.2, "<=", 0.3)


def test_triggers_look_at_value_change_or_mean_of_four() -> None:
    values = [1.0, 3.0, None, 4.0, 6.0, 8.0, 10.0]
    assert series(values, "value") == values
    assert series(values, "change") == [None, 2.0, None, None, 2.0, 2.0, 2.0]
    assert series(values, "mean4") == [None, None, None, None, None, None, 7.0]


def test_bounds_of_a_threshold_are_inclusive_and_missing_is_neither() -> None:
    assert [in_band(v, 95.0, None) for v in (96.0, 95.0, 94.0, None)] == [True, True, False, None]
    assert [in_band(v, 1.0, 2.0) for v in (1.0, 2.0, 2.1, 0.9)] == [True, True, False, False]
    assert in_band(3.0, None, 2.0) is False


def test_the_running_period_is_judged_only_where_the_last_value_counts() -> None:
    today = date(2026, 8, 16)
    assert judged_period(today, "week", "last", running_read=True) == 202633
    assert judged_period(today, "week", "last", running_read=False) == 202632
    assert judged_period(today, "week", "sum", running_read=True) == 202632
    assert judged_period(today, "month", "mean", running_read=True) == 202607


def test_a_verdict_holds_until_the_running_period_closes() -> None:
    assert holds_until(date(2026, 8, 12)) == date(2026, 8, 16)
    assert holds_until(date(2026, 8, 12), "month") == date(2026, 8, 31)
