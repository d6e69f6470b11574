"""Length, lifting and readiness of the brief, and its live checks."""

from __future__ import annotations

from datetime import date

from models.plan.checks import check_initiative
from models.strategy import rules
from models.strategy.checks import check_brief, check_choice


def test_a_brief_of_450_words_is_one_page_and_three_minutes() -> None:
    assert rules.words(["two words", None, "three more words", ""]) == 5
    assert (rules.pages(450), rules.reading_minutes(450)) == (1, 3)
    assert (rules.pages(1000), rules.reading_minutes(1000)) == (2, 5)
    assert (rules.pages(0), rules.reading_minutes(0)) == (0, 0)


def test_more_than_a_thousand_words_are_too_long() -> None:
    assert check_brief(1000) == []
    assert [one.rule for one in check_brief(1001)] == ["brief.long"]


def test_an_exclusion_shows_met_one_of_four() -> None:
    met, needed = rules.lifting([9.0, 9.6, 7.9], "<", 8.0, 4)
    assert rules.lifting_text(met, needed) == "met 1 of 4"
    assert not rules.is_lifted(met, needed)


def test_lifting_needs_consecutive_periods_without_a_gap() -> None:
    assert rules.lifting([7.0, 7.0, None, 7.0], "<", 8.0, 4) == (1, 4)
    assert rules.lifting([7.0] * 9, "<", 8.0, 4) == (4, 4)
    assert rules.is_lifted(4, 4)


def test_lifting_takes_four_weeks_or_two_months_by_default() -> None:
    assert rules.lifting_periods(None, "week") == 4
    assert rules.lifting_periods(None, "month") == 2
    assert rules.lifting_periods(3, "month") == 3


def test_a_choice_is_ready_when_three_teams_move_this_week_or_next() -> None:
    today = date(2026, 8, 16)  # Sunday of W33
    monday, last = date(2026, 8, 10), date(2026, 8, 23)
    assert rules.is_ready([("T1", "ana", monday), ("T2", "ben", last), ("T3", "mei", today)], today)
    assert not rules.is_ready([("T1", "ana", monday), ("T2", "ben", today), ("T2", "mei", today)], today)
    assert not rules.is_ready([("T1", "ana", monday), ("T2", "ben", today), ("T3", None, today)], today)
    assert not rules.is_ready([("T1", "ana", monday), ("T2", "ben", today), ("T3", "mei", date(2026, 8, 24))], today)


def test_a_choice_says_what_was_given_up_and_what_follows() -> None:
    assert check_choice(rather_than="SMB", consequence="longer cycles") == []
    found = check_choice(rather_than=" ", consequence=None)
    assert [one.rule for one in found] == ["choice.no-consequence", "choice.nothing-given-up"]


def test_an_initiative_needs_an_owner_and_an_end() -> None:
    assert check_initiative(has_owner=True, has_end=True) == []
    assert len(check_initiative(has_owner=False, has_end=False)) == 2
