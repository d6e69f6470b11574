"""When something is hot, when it worsens, and when it comes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.issues import rules

TODAY = date(2026, 8, 17)  # a Monday


def severity(heat: rules.Heat | None) -> int:
    assert heat is not None
    return heat.severity


def test_a_measure_off_for_two_closed_periods_is_hot() -> None:
    assert rules.measure_off(["ok", "off", "off"], 2.1, 3.0, "up", 0.5) is not None
    assert rules.measure_off(["ok", "ok", "off"], 2.1, 3.0, "up", 0.5) is None
    assert rules.measure_off(["off", "off", "risk"], 2.1, 3.0, "up", 0.5) is None


def test_a_missing_reading_does_not_hide_a_measure_that_is_off() -> None:
    assert rules.measure_off(["off", "late", "off", "late"], 2.1, 3.0, "up", 0.5) is not None


def test_a_measure_worsens_with_its_distance_and_not_with_another_week() -> None:
    near = severity(rules.measure_off(["off"] * 2, 2.4, 3.0, "up", 0.5))
    assert severity(rules.measure_off(["off"] * 9, 2.4, 3.0, "up", 0.5)) == near
    assert severity(rules.measure_off(["off"] * 2, 1.9, 3.0, "up", 0.5)) > near
    assert severity(rules.measure_off(["off"] * 2, -1e9, 3.0, "up", 0.5)) == rules.BASE["measure"] + 9


def test_three_falls_beyond_the_off_at_distance_are_hot_before_the_measure_is_off() -> None:
    assert rules.measure_worsening([5, 4, 3, 2], "up", 2.0, "risk") is not None
    assert rules.measure_worsening([2, 3, 4, 5], "down", 2.0, "risk") is not None
    assert rules.measure_worsening([5, 4, 3, 2], "up", 3.0, "risk") is None
    assert rules.measure_worsening([5, 4, 3, 2], "up", 2.0, "ok") is None
    assert rules.measure_worsening([5, 4, 4, 2], "up", 2.0, "risk") is None
    assert rules.measure_worsening([5, None, 3, 2], "up", 2.0, "risk") is None
    assert rules.measure_worsening([4, 3, 2], "up", 1.0, "risk") is None


def test_an_opportunity_is_better_than_plan_by_more_than_off_at_three_times() -> None:
    assert rules.measure_opportunity([9, 14, 14, 14], [10] * 4, "up", 3.0) is not None
    assert rules.measure_opportunity([14, 13, 14], [10] * 3, "up", 3.0) is None
    assert rules.measure_opportunity([6, 6, 6], [10] * 3, "down", 3.0) is not None
    assert rules.measure_opportunity([14, None, 14], [10] * 3, "up", 3.0) is None


def test_a_kr_past_its_target_before_eighty_percent_is_an_opportunity() -> None:
    assert rules.kr_opportunity(1.01, 0.79) is not None
    assert rules.kr_opportunity(1.0, 0.5) is None
    assert rules.kr_opportunity(1.5, 0.8) is None
    assert rules.kr_opportunity(None, 0.1) is None


def test_the_evidence_counts_as_the_measure_does() -> None:
    off = rules.measure_off(["off", "off"], 6.2, 4.0, "down", 1.0, unit="h")
    assert off is not None and off.evidence == "off for 2 periods, 6.2h against 4h"
    better = rules.measure_opportunity([20.0] * 3, [10.0] * 3, "up", 2.0, unit="%")
    assert better is not None and better.evidence == "better than plan by 10% or more for 3 periods"


def test_a_trigger_is_hot_when_fired_or_one_period_short() -> None:
    assert [getattr(rules.trigger(run, 3), "rule", None) for run in range(3)] == [None, None, "trigger_near"]
    assert rules.trigger(0, 1) is None
    fired = rules.trigger(3, 3, "Stop hiring", "2026-W31")
    assert fired is not None
    assert fired.evidence == "fired in 2026-W31, held for 3 periods: Stop hiring"
    ended = rules.trigger(0, 3, fired="2026-W31")
    assert ended is not None
    assert ended.evidence == "fired in 2026-W31, holds no more"
    assert severity(fired) > severity(rules.trigger(2, 3))


def test_a_kr_off_at_two_check_ins_running_is_hot() -> None:
    assert rules.kr_off(["ok", "off", "off"]) is not None
    assert rules.kr_off(["off", "risk", "off"]) is None
    assert rules.kr_off(["off"]) is None


@pytest.mark.parametrize(
    ("before", "now", "hot"),
    [(6, 4, True), (5, 4, False), (8, 5, False), (10, 0, True), (None, 2, False), (4, 4, False)],
)
def test_confidence_down_by_two_ending_at_four_is_hot(before: int | None, now: int | None, hot: bool) -> None:
    assert (rules.kr_confidence(before, now) is not None) is hot


def test_a_team_in_planning_is_one_row() -> None:
    assert rules.team_planning(0, 0) is None
    heat = rules.team_planning(2, 1)
    assert heat is not None
    assert "2 without owner, 1 without path" in heat.evidence


def test_a_milestone_in_decide_without_owner_for_over_seven_days_is_hot() -> None:
    base = {"due": None, "slips": 0, "today": TODAY}
    assert rules.milestone("decide", days_in_stage=8, has_decision_owner=False, **base) is not None
    assert rules.milestone("decide", days_in_stage=7, has_decision_owner=False, **base) is None
    assert rules.milestone("decide", days_in_stage=11, has_decision_owner=True, **base) is None
    assert rules.milestone("build", days_in_stage=11, has_decision_owner=False, **base) is None


def test_a_milestone_three_working_days_late_or_slipped_twice_is_hot() -> None:
    def of(due: date, slips: int, stage: str = "build") -> rules.Heat | None:
        return rules.milestone(stage, days_in_stage=1, has_decision_owner=True, due=due, slips=slips, today=TODAY)

    assert of(date(2026, 8, 12), 0) is not None  # Thursday, Friday, Monday
    assert of(date(2026, 8, 13), 0) is None  # a weekend is no delay
    assert of(TODAY, 2) is not None
    assert of(TODAY, 1) is None
    assert of(date(2026, 1, 1), 9, "done") is None
    assert severity(of(TODAY, 3)) > severity(of(TODAY, 2))


def test_a_dependency_late_or_with_two_dates_is_hot() -> None:
    needed = date(2026, 8, 12)
    assert rules.dependency(needed, None, done=False, today=TODAY) is not None
    assert rules.dependency(needed, None, done=True, today=TODAY) is None
    assert rules.dependency(needed, None, done=False, today=needed) is None
    assert rules.dependency(TODAY, TODAY + timedelta(days=1), done=False, today=needed) is not None
    assert rules.dependency(TODAY, TODAY, done=False, today=needed) is None


def test_a_promise_missed_twice_is_hot_and_worse_the_third_time() -> None:
    assert rules.promise(1) is None
    assert severity(rules.promise(3)) > severity(rules.promise(2))


@pytest.mark.parametrize(
    ("state", "age", "by", "revisit", "hot"),
    [
        ("needed", 14, None, None, False),
        ("needed", 15, None, None, True),
        ("needed", 1, 0, None, False),
        ("needed", 1, -1, None, True),
        ("made", 99, -9, None, False),
        ("made", 99, None, 0, True),
        ("made", 99, None, 1, False),
        ("superseded", 99, -9, -9, False),
    ],
)
def test_a_decision_is_hot_past_its_date_when_old_or_to_be_revisited(
    state: str, age: int, by: int | None, revisit: int | None, hot: bool
) -> None:
    def day(offset: int | None) -> date | None:
        return None if offset is None else TODAY + timedelta(days=offset)

    asked = TODAY - timedelta(days=age)
    heat = rules.decision(state, asked_on=asked, needed_by=day(by), revisit_on=day(revisit), today=TODAY)
    assert (heat is not None) is hot


def test_an_exclusion_is_hot_when_its_condition_held_long_enough() -> None:
    assert rules.exclusion([7, 7, 7, 7], "<", 8, 4) is not None
    assert rules.exclusion([7, 9, 7, 7, 7], "<", 8, 4) is None


def test_a_breached_limit_is_hot_at_once() -> None:
    assert rules.limit_breached(6, "<=", 5) is not None
    assert rules.limit_breached(5, "<=", 5) is None
    assert rules.limit_breached(None, "<=", 5) is None
    assert severity(rules.limit_breached(9, "<=", 5, 1)) > severity(rules.limit_breached(6, "<=", 5, 1))


def test_what_one_person_owes_is_one_row() -> None:
    heat = rules.owes(2, 0, 1)
    assert heat is not None
    assert heat.evidence == "owes 2 check-ins, 1 to-do"
    assert rules.owes(0, 0, 0) is None


def test_a_snoozed_item_returns_on_its_date_or_when_it_worsens() -> None:
    later = TODAY + timedelta(days=7)
    assert not rules.returns("snoozed", 60, 60, until=later, today=TODAY)
    assert rules.returns("snoozed", 61, 60, until=later, today=TODAY)
    assert rules.returns("snoozed", 60, 60, until=later, today=later)


@pytest.mark.parametrize("state", ["dropped", "done"])
def test_a_dropped_item_returns_only_when_it_worsens(state: str) -> None:
    assert not rules.returns(state, 60, 60, until=TODAY, today=TODAY + timedelta(days=99))
    assert not rules.returns(state, 59, 60, today=TODAY)
    assert rules.returns(state, 61, 60, today=TODAY)


def test_a_source_that_recovered_starts_anew() -> None:
    assert rules.returns("cleared", 60, 69, today=TODAY)


@given(st.lists(st.integers(0, 99), max_size=30))
def test_the_loudest_twelve_are_shown_and_the_rest_counted(found: list[int]) -> None:
    places, more = rules.loudest(found)
    assert len(places) + more == len(found)
    assert len(places) <= 12
    hidden = [found[place] for place in range(len(found)) if place not in places]
    assert [found[place] for place in places] == sorted(found, reverse=True)[:12]
    assert not hidden or max(hidden) <= min(found[place] for place in places)
