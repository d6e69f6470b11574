"""Pace, confidence, lateness and health: the worked examples by name, holds-until against walking day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import Refused
from models.okrs.pace import (
    KeyResultFacts,
    KeyResultVerdict,
    check_word,
    confidence_status,
    elapsed_share,
    health,
    kr_verdict,
    ratio_status,
    threshold_pace,
)
from models.okrs.rules import WORST_FIRST, StepFacts

FIRST, LAST, TODAY = date(2026, 7, 1), date(2026, 9, 30), date(2026, 8, 16)
STATUSES = ("off", "risk", "ok", "late", "none", "early", "done")


def facts(kind: str = "increase", **given: object) -> KeyResultFacts:
    return KeyResultFacts(kind=kind, first=FIRST, last=LAST, **given)  # type: ignore[arg-type]


INCREASE = facts(start=4, target=17, value=9)
THRESHOLD = (True, True, False, None, True, True)
STEPS = (StepFacts(1, done=True), StepFacts(1, done=True), StepFacts(2, date(2026, 8, 10)))


def test_sixteen_august_is_day_46_of_92() -> None:
    assert elapsed_share(FIRST, LAST, TODAY) == 46 / 92
    assert elapsed_share(FIRST, LAST, date(2026, 6, 1)) == 0
    assert elapsed_share(FIRST, LAST, date(2027, 6, 1)) == 1


def test_increase_stretch_of_the_worked_example_is_ok() -> None:
    verdict = kr_verdict(INCREASE, TODAY)
    assert verdict.expected == pytest.approx(0.35)
    assert verdict.raw == pytest.approx(5 / 13)
    assert verdict.raw / verdict.expected == pytest.approx(1.10, abs=0.005)
    assert (verdict.pace, verdict.health, verdict.late) == ("ok", "ok", False)


def test_the_same_committed_is_at_risk() -> None:
    verdict = kr_verdict(INCREASE._replace(intent="committed"), TODAY)
    assert verdict.expected == 0.5
    assert verdict.pace == "risk"


def test_decrease_of_the_worked_example_is_ok() -> None:
    verdict = kr_verdict(facts("decrease", start=5, target=1, value=2.4), TODAY)
    assert verdict.raw == pytest.approx(0.65)
    assert verdict.pace == "ok"


def test_decrease_worse_than_start_is_off_and_counts_zero() -> None:
    verdict = kr_verdict(facts("decrease", start=5, target=1, value=6), TODAY)
    assert verdict.raw == pytest.approx(-0.25)
    assert (verdict.progress, verdict.pace) == (0.0, "off")


def test_count_of_the_worked_example_is_off() -> None:
    verdict = kr_verdict(facts("count", target=10, value=2), TODAY)
    assert verdict.raw == pytest.approx(0.2)
    assert verdict.pace == "off"


def test_threshold_of_the_worked_example() -> None:
    six = kr_verdict(facts("threshold", met=THRESHOLD), TODAY)
    assert (six.raw, six.pace) == (pytest.approx(4 / 6), "ok")
    seven = kr_verdict(facts("threshold", met=(*THRESHOLD, False)), TODAY)
    assert (seven.raw, seven.pace) == (pytest.approx(4 / 7), "risk")
    assert kr_verdict(facts("threshold", met=(*THRESHOLD, False, False)), TODAY).pace == "off"


def test_a_missing_last_period_is_late_and_never_hides_red() -> None:
    assert kr_verdict(facts("threshold", met=(True, None)), TODAY).health == "late"
    red = kr_verdict(facts("threshold", met=(False, False, None)), TODAY)
    assert (red.health, red.late) == ("off", True)
    assert threshold_pace((None, None)) == "none"


def test_milestone_of_the_worked_example_is_at_risk_and_off_from_24_august() -> None:
    verdict = kr_verdict(facts("milestone", steps=STEPS), TODAY)
    assert (verdict.raw, verdict.pace) == (0.5, "risk")
    assert verdict.holds_until == date(2026, 8, 23)
    assert kr_verdict(facts("milestone", steps=STEPS), date(2026, 8, 24)).pace == "off"
    assert kr_verdict(facts("milestone", steps=STEPS), date(2026, 8, 10)).pace == "ok"


def test_a_step_overdue_shows_even_when_nobody_checked_in() -> None:
    silent = facts("milestone", steps=(StepFacts(due=date(2026, 8, 1)), StepFacts(due=LAST)))
    assert kr_verdict(silent, TODAY).health == "off"
    assert kr_verdict(silent._replace(steps=(StepFacts(due=LAST),)), TODAY).health == "none"


@pytest.mark.parametrize("value", [4, 9, 17, -3])
def test_eight_july_is_too_early_to_say(value: float) -> None:
    assert kr_verdict(INCREASE._replace(value=value), date(2026, 7, 8)).pace == "early"


def test_early_ends_after_the_first_tenth() -> None:
    behind = INCREASE._replace(value=4)
    assert kr_verdict(behind, date(2026, 7, 10)).pace == "early"  # 9 of 92
    assert kr_verdict(behind, date(2026, 7, 11)).pace == "off"  # 10 of 92
    assert kr_verdict(behind, TODAY - timedelta(days=44)).holds_until == date(2026, 7, 10)


@pytest.mark.parametrize(("confidence", "shown"), [(5, "ok"), (4, "ok"), (3, "risk"), (2, "off"), (0, "off")])
def test_confidence_of_a_stretch_kr_on_pace(confidence: int, shown: str) -> None:
    assert kr_verdict(INCREASE._replace(confidence=confidence), TODAY).health == shown


def test_confidence_of_a_committed_kr() -> None:
    found = [confidence_status(digit, "committed") for digit in range(11)]
    assert found == ["off"] * 4 + ["risk"] * 3 + [None] * 4


def test_late_of_the_worked_example() -> None:
    due = date(2026, 8, 12)  # Wednesday
    ok = kr_verdict(INCREASE._replace(check_in_due=due), TODAY)
    assert (ok.health, ok.late) == ("late", True)
    off = kr_verdict(INCREASE._replace(value=4, check_in_due=due), TODAY)
    assert (off.health, off.late) == ("off", True)
    saturday = kr_verdict(INCREASE._replace(check_in_due=due), date(2026, 8, 15))
    assert (saturday.health, saturday.holds_until) == ("ok", date(2026, 8, 15))


def test_silence_is_never_green() -> None:
    unset = kr_verdict(INCREASE._replace(value=None), TODAY)
    assert (unset.raw, unset.progress, unset.health) == (None, 0.0, "none")
    late = kr_verdict(INCREASE._replace(value=None, check_in_due=date(2026, 7, 8)), TODAY)
    assert (late.health, late.late) == ("none", True)


@pytest.mark.parametrize("status", ["ok", "risk", "off"])
def test_linked_kr_takes_its_measures_verdict(status: str) -> None:
    verdict = kr_verdict(INCREASE._replace(value=4, measure_status=status), TODAY)
    assert (verdict.pace, verdict.health) == (status, status)


def test_linked_kr_without_reading_is_late_and_confidence_still_speaks() -> None:
    assert kr_verdict(INCREASE._replace(measure_status="late"), TODAY).health == "late"
    doubtful = kr_verdict(INCREASE._replace(measure_status="late", confidence=1), TODAY)
    assert (doubtful.health, doubtful.late) == ("off", True)


def test_linked_kr_holds_until_the_running_period_closes() -> None:
    assert kr_verdict(INCREASE._replace(measure_status="ok", period_end=TODAY), TODAY).holds_until == TODAY


def test_boolean_is_the_owners_word_until_due() -> None:
    promise = facts("boolean", value=0)
    assert kr_verdict(promise, TODAY).health == "ok"
    assert kr_verdict(promise._replace(word="risk"), TODAY).health == "risk"
    assert kr_verdict(promise, LAST).health == "ok"
    assert kr_verdict(promise, LAST + timedelta(days=1)).health == "off"
    assert kr_verdict(promise._replace(value=1), LAST + timedelta(days=1)).health == "ok"


def test_owner_can_mark_kr_worse_than_its_pace() -> None:
    assert kr_verdict(INCREASE._replace(word="off"), TODAY).health == "off"
    check_word("off", "ok")
    check_word("risk", "early")
    check_word("risk", "none")


def test_owner_cannot_mark_kr_better_than_its_pace() -> None:
    assert kr_verdict(INCREASE._replace(value=4, word="risk"), TODAY).health == "off"
    for word, rule in (("risk", "off"), ("ok", "risk"), ("ok", "off")):
        with pytest.raises(Refused, match="cannot be marked"):
            check_word(word, rule)


def test_closed_is_done_and_holds_for_ever() -> None:
    verdict = kr_verdict(INCREASE._replace(closed=True, check_in_due=FIRST, period_end=LAST), TODAY)
    assert (verdict.health, verdict.late, verdict.holds_until) == ("done", False, None)


def test_own_glide_path_replaces_the_line() -> None:
    path = ((date(2026, 8, 1), 5.0), (date(2026, 8, 31), 5.0), (LAST, 17.0))
    slow_start = INCREASE._replace(intent="committed", value=5, path=path)
    assert kr_verdict(slow_start, TODAY).pace == "ok"
    assert kr_verdict(slow_start, TODAY).expected == pytest.approx(1 / 13)
    assert kr_verdict(slow_start, date(2026, 9, 15)).expected == pytest.approx(7 / 13)
    assert kr_verdict(slow_start, date(2026, 9, 15)).pace == "off"


def test_ratio_is_ok_and_at_risk_at_its_edges() -> None:
    assert [ratio_status(p / 100, 0.5) for p in (45, 44, 35, 34)] == ["ok", "risk", "risk", "off"]
    assert ratio_status(0.63, 0.7) == "ok"
    assert ratio_status(0.49, 0.7) == "risk"
    assert ratio_status(0.0, 0.0) == "ok"
    assert ratio_status(-0.1, 0.0) == "off"


@given(
    st.sampled_from(STATUSES[:6]), st.sampled_from([None, "off", "risk"]), st.sampled_from([None, "off", "risk"]),
    st.booleans(),
)  # fmt: skip
def test_health_is_never_better_than_anything_known(
    pace: str, confidence: str | None, word: str | None, late: bool
) -> None:
    shown = health(pace, confidence, word, late)
    known = {one for one in (pace, confidence, word) if one}
    for red in ("off", "risk"):
        if red in known:
            assert WORST_FIRST.index(shown) <= WORST_FIRST.index(red)
    if late or pace == "late":
        assert shown != "ok"
    if not known & {"off", "risk"}:
        assert shown == ("late" if pace == "ok" and late else pace)


DAYS = st.integers(0, 110).map(lambda n: FIRST + timedelta(days=n))
NUMBER = st.integers(-5, 30).map(float)
ANY_FACTS = st.builds(
    KeyResultFacts,
    kind=st.sampled_from(["increase", "decrease", "count", "threshold", "milestone", "boolean"]),
    first=DAYS,
    last=st.integers(95, 130).map(lambda n: FIRST + timedelta(days=n)),
    intent=st.sampled_from(["stretch", "committed"]),
    start=st.sampled_from([0.0, 4.0]),
    target=st.sampled_from([10.0, 17.0]),
    value=st.none() | NUMBER,
    confidence=st.none() | st.integers(0, 10),
    word=st.sampled_from([None, "off", "risk"]),
    met=st.lists(st.sampled_from([True, False, None]), max_size=4).map(tuple),
    steps=st.lists(st.builds(StepFacts, st.just(1.0), st.none() | DAYS, st.booleans()), max_size=3).map(tuple),
    path=st.lists(st.tuples(DAYS, NUMBER), max_size=3, unique_by=lambda p: p[0]).map(lambda p: tuple(sorted(p))),
    measure_status=st.sampled_from([None, None, None, "ok", "off", "late"]),
    period_end=st.none() | DAYS,
    check_in_due=st.none() | DAYS,
    closed=st.booleans(),
)


def words(verdict: KeyResultVerdict) -> tuple[object, ...]:
    return verdict.raw, verdict.pace, verdict.health, verdict.late


def slow_until(given: KeyResultFacts, today: date) -> date | None:
    """Walk day by day until a word changes; nothing changes long after every date."""
    ends = None if given.closed else given.period_end
    day = today
    now = words(kr_verdict(given, today))
    while day < FIRST + timedelta(days=200):
        following = day + timedelta(days=1)
        if ends is not None and day >= ends:
            return ends
        if words(kr_verdict(given, following)) != now:
            return day
        day = following
    return ends


@settings(max_examples=150, deadline=None)
@given(ANY_FACTS, DAYS)
def test_a_verdict_holds_exactly_until_the_day_before_it_changes(given: KeyResultFacts, today: date) -> None:
    assert kr_verdict(given, today).holds_until == slow_until(given, today)
