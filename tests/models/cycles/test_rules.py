"""The rules of a cycle's life: weeks of planning, scores as they are typed, verdicts, the cycle after it."""

from __future__ import annotations

from datetime import date

import pytest

from models.cycles import rules
from models.errors import Refused
from models.okrs.rules import Part


def test_planning_takes_the_four_weeks_before_the_first_day() -> None:
    start = date(2026, 10, 1)
    assert rules.planning_days(start)[0] == (date(2026, 9, 3), date(2026, 9, 9))
    assert rules.planning_days(start)[3] == (date(2026, 9, 24), date(2026, 9, 30))
    days = [date(2026, 9, 2), date(2026, 9, 3), date(2026, 9, 16), date(2026, 9, 30), date(2026, 10, 1)]
    assert [rules.planning_week(start, day) for day in days] == [0, 1, 2, 4, 5]


@pytest.mark.parametrize(
    ("typed", "score"),
    [("0.7", 0.7), (".7", 0.7), ("0,7", 0.7), ("70%", 0.7), ("70 %", 0.7), ("1", 1.0), ("0", 0.0), ("0.664", 0.66)],
)
def test_a_score_is_read_as_people_write_it(typed: str, score: float) -> None:
    assert rules.parse_score(typed) == score


@pytest.mark.parametrize("typed", ["1.2", "-0.1", "nan", "inf", "7", "120%", "", "x", "1e400", "0.7.1", "0_7", "½"])
def test_what_is_no_score_is_refused_in_one_line(typed: str) -> None:
    with pytest.raises(Refused, match=r"is no score") as refused:
        rules.parse_score(typed)
    assert "\n" not in refused.value.line()


def test_score_and_reason_come_in_one_line() -> None:
    assert rules.split_score("0.7 two logos signed") == (0.7, "two logos signed")
    assert rules.split_score("70 % two logos") == (0.7, "two logos")
    assert rules.split_score("two logos signed") == (None, "two logos signed")
    assert rules.split_score("  ") == (None, "")
    with pytest.raises(Refused):
        rules.split_score("1.2 too good")


def test_a_cause_is_due_below_0_6_for_stretch_and_below_1_for_committed() -> None:
    assert rules.missing(None, None, None, "stretch") == ("score", "reason")
    assert rules.missing(0.59, "so", None, "stretch") == ("cause",)
    assert rules.missing(0.6, "so", None, "stretch") == ()
    assert rules.missing(0.99, "so", " ", "committed") == ("cause",)
    assert rules.missing(1.0, "so", None, "committed") == ()


def test_verdict_leaves_out_what_weighs_nothing_and_lists_committed_apart() -> None:
    found = rules.verdict([(0.7, "stretch", 1), (0.6, "stretch", 2), (0.0, "stretch", 0), (1.0, "committed", 1)])
    assert (found.stretch, found.verdict, found.committed_met, found.committed) == (0.65, "target band", 1, 1)
    assert rules.verdict_text(found) == "stretch 0.65, in the target band of 0.60 to 0.70; committed 1 of 1 kept"
    assert "too easy" in rules.verdict_text(rules.verdict([(0.9, "stretch", 1)]))
    assert rules.verdict_text(rules.verdict([])) == "nothing to judge"


def test_objective_is_proposed_from_the_scores_that_were_given() -> None:
    assert rules.proposed_for_objective([Part(0.5), Part(1.0, 3)]) == 0.88  # (0.5 + 3) / 4 = 0.875
    assert rules.proposed_for_objective([]) is None


def test_the_cycle_after_whole_months_is_of_whole_months_and_named_alike() -> None:
    first, last = rules.next_days(date(2026, 7, 1), date(2026, 9, 30))
    assert (first, last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert rules.next_name("2026-Q3", first, last) == "2026-Q4"
    assert rules.next_name("Jul-Sep 2026", first, last) == "Oct-Dec 2026"
    assert rules.next_days(date(2026, 10, 1), date(2027, 1, 31)) == (date(2027, 2, 1), date(2027, 5, 31))
    first, last = rules.next_days(date(2026, 6, 22), date(2026, 9, 20))  # 13 weeks from a Monday
    assert (first, last) == (date(2026, 9, 21), date(2026, 12, 20))


def test_checklist_lines_are_named_by_number_or_word() -> None:
    assert rules.item_named("1").key == "learnings"
    assert rules.item_named("12").key == "kickoff"
    assert rules.item_named("depend").key == "dependencies"
    for wrong in ("0", "13", "", "c", "no"):  # c: choices, conflicts, checks
        with pytest.raises(Refused, match="no line of the checklist"):
            rules.item_named(wrong)
