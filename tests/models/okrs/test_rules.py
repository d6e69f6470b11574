"""Progress, rollups and scores: the worked examples by name, and properties against slow references."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from models.okrs.rules import (
    CycleVerdict,
    Part,
    StepFacts,
    cycle_verdict,
    final_score,
    kr_progress,
    line_progress,
    needs_cause,
    objective_progress,
    score_text,
    threshold_progress,
    work_mean,
    worst,
)

PARTS = st.lists(
    st.builds(
        Part,
        progress=st.none() | st.integers(-200, 300).map(lambda n: n / 100),
        weight=st.integers(0, 4).map(float),
    ),
    max_size=7,
)


def slow_objective(own: list[Part], children: list[Part]) -> Fraction | None:
    """Put each progress into a bag as often as it weighs, and take the bag's plain mean."""
    bag: list[Fraction] = []
    for part in own:
        shown = Fraction(str(part.progress)) if part.progress is not None else Fraction(0)
        bag += [min(Fraction(1), max(Fraction(0), shown))] * int(part.weight)
    for part in children:
        if part.progress is not None:
            shown = Fraction(str(part.progress))
            bag += [min(Fraction(1), max(Fraction(0), shown))] * int(part.weight)
    return sum(bag, Fraction(0)) / len(bag) if bag else None


def test_increase_of_the_worked_example() -> None:
    assert kr_progress("increase", 9, start=4, target=17) == pytest.approx(5 / 13)


def test_decrease_of_the_worked_example() -> None:
    assert kr_progress("decrease", 2.4, start=5, target=1) == pytest.approx(0.65)


def test_decrease_worse_than_start_is_shown_as_it_is_and_counts_zero() -> None:
    raw = kr_progress("decrease", 6, start=5, target=1)
    assert raw == pytest.approx(-0.25)
    assert objective_progress([Part(raw), Part(0.5)]).progress == pytest.approx(0.25)


def test_progress_past_the_target_counts_one() -> None:
    raw = kr_progress("increase", 22, start=4, target=20)
    assert raw == pytest.approx(1.125)
    assert objective_progress([Part(raw), Part(0.5)]).progress == pytest.approx(0.75)


def test_count_starts_from_zero_inside_the_cycle() -> None:
    assert kr_progress("count", 2, start=7, target=10) == pytest.approx(0.2)


def test_a_missing_period_counts_as_not_met() -> None:
    assert threshold_progress((True, True, False, None, True, True)) == pytest.approx(4 / 6)
    assert threshold_progress((True, True, False, None, True, True, False)) == pytest.approx(4 / 7)
    assert threshold_progress(()) is None


def test_milestone_is_the_weighted_share_of_its_steps() -> None:
    steps = (StepFacts(1, done=True), StepFacts(1, done=True), StepFacts(2, date(2026, 8, 10)))
    assert kr_progress("milestone", None, steps=steps) == pytest.approx(0.5)
    assert kr_progress("milestone", None, steps=(StepFacts(), StepFacts())) is None
    assert kr_progress("milestone", 0.66) == 0.66


def test_boolean_is_all_or_nothing() -> None:
    assert [kr_progress("boolean", value) for value in (0, 0.5, 1)] == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("kind", ["increase", "decrease", "count", "boolean", "milestone", "threshold"])
def test_no_check_in_is_not_set_in_every_kind(kind: str) -> None:
    assert kr_progress(kind, None, start=1, target=2) is None


def test_start_equal_to_target_is_refused() -> None:
    with pytest.raises(Refused, match="both 5"):
        line_progress(5, 6, 5)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1))
def test_start_is_zero_target_is_one_and_between_is_between(start: float, target: float, part: float) -> None:
    if abs(target - start) < 1e-3:
        return
    assert line_progress(start, start, target) == 0
    assert line_progress(start, target, target) == 1
    assert line_progress(start, start + (target - start) * part, target) == pytest.approx(part, abs=1e-5)


OWN = [Part(0.385, 1), Part(0.65, 2), Part(None, 1), Part(0.9, 0)]


def test_objective_of_the_worked_example() -> None:
    share = objective_progress(OWN)
    assert share.progress == pytest.approx(0.42125)
    assert share.text() == "3 of 4"


def test_a_contributing_child_counts_with_its_weight() -> None:
    share = objective_progress(OWN, [Part(0.8, 2)])
    assert share.progress == pytest.approx((1.685 + 1.6) / 6)
    assert share.text() == "4 of 5"


def test_an_objective_with_nothing_is_none_and_one_with_unset_krs_is_zero() -> None:
    assert objective_progress([]).progress is None
    assert objective_progress([Part(0.5, 0)]).progress is None
    assert objective_progress([Part(None)]).progress == 0.0


def test_work_of_the_worked_example_leaves_none_out_and_says_so() -> None:
    share = work_mean([Part(0.548), Part(0.30), Part(None)])
    assert share.progress == pytest.approx(0.424)
    assert share.text() == "2 of 3"
    assert work_mean([Part(None)]).progress is None


@given(PARTS, PARTS)
def test_objective_progress_is_the_mean_of_a_bag(own: list[Part], children: list[Part]) -> None:
    slow = slow_objective(own, children)
    found = objective_progress(own, children).progress
    assert found == (None if slow is None else pytest.approx(float(slow)))


@given(PARTS, st.randoms())
def test_order_does_not_matter_and_the_mean_stays_within_bounds(parts: list[Part], random: object) -> None:
    mixed = list(parts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    found = objective_progress(parts).progress
    assert found is None or -1e-9 <= found <= 1 + 1e-9
    assert objective_progress(mixed).progress == (None if found is None else pytest.approx(found))


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(Refused):
        objective_progress([Part(0.5, -1)])


def test_worst_status_wins_and_silence_is_never_green() -> None:
    assert worst(["ok", "risk", "off", "late", "done"]) == "off"
    assert worst(["late", "none", "ok"]) == "late"
    assert worst(["ok", "none"]) == "none"
    assert worst(["ok", "done"]) == "ok"
    assert worst([]) == "none"


def test_a_cause_is_asked_below_the_expectation() -> None:
    assert needs_cause(0.59, "stretch")
    assert not needs_cause(0.60, "stretch")
    assert needs_cause(0.999, "committed")
    assert not needs_cause(1.0, "committed")


def test_both_scores_stand_when_the_target_was_changed() -> None:
    assert score_text(0.66, 0.41) == "0.66 (0.41 on the original)"
    assert score_text(0.66) == "0.66"
    assert final_score(1.3) == 1.0
    assert final_score(0.996) == 0.99
    assert final_score(None) == 0.0


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        ((0.6, 0.7), "target band"),
        ((0.60,), "target band"),
        ((0.70,), "target band"),
        ((0.59,), "below the band"),
        ((0.75,), "above the band"),
        ((0.85,), "above the band"),
        ((0.86,), "too safe"),
        ((), "none"),
    ],
)
def test_cycle_verdict_of_stretch(scores: tuple[float, ...], verdict: str) -> None:
    assert cycle_verdict(scores).verdict == verdict


def test_committed_key_results_are_apart_and_expect_all() -> None:
    assert cycle_verdict([0.65], [1.0, 0.99, 1.0]) == CycleVerdict(0.65, "target band", 2, 3)
