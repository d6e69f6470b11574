"""Targets in words are understood, guessed and said to be guessed, or reported."""

from __future__ import annotations

import pytest

from models.exchange.targets import read_target


@pytest.mark.parametrize(
    ("text", "direction", "value", "unit", "strict"),
    [
        ("at or above 95%", "up", 95, "%", False),
        ("At or above 95% to priority SLAs", "up", 95, "%", False),
        ("less than 12 hours", "down", 12, "h", True),
        ("Greater than 6 MRs per month", "up", 6, "number", True),
        ("The target is at or below 10:1", "down", 10, "ratio", False),
        ("equal or greater than 99.95%", "up", 99.95, "%", False),
        ("all expenses to be at or below 10% of ARR", "down", 10, "%", False),
        ("not more than 3 bugs", "down", 3, "number", False),
        ("no less than 3", "up", 3, "number", False),
        ("within 24 hours", "down", 24, "h", False),
        ("10 or more", "up", 10, "number", False),
        ("<= $1.2M", "down", 1_200_000, "money", False),
        ("from 8 to 10", "up", 10, "number", False),
        ("yes", "up", 1, "yes/no", False),
    ],
)
def test_directions_in_words(text: str, direction: str, value: float, unit: str, strict: bool) -> None:
    target = read_target(text)
    assert (target.direction, target.value, target.unit, target.strict) == (direction, value, unit, strict)
    assert target.confidence == "sure"


@pytest.mark.parametrize(
    ("text", "name", "direction"),
    [("0.25", "Handbook MR Rate", "up"), ("12%", "Churn rate", "down"), ("50", "Age of tickets", "down")],
)
def test_a_bare_number_is_guessed_from_the_name_and_said_to_be(text: str, name: str, direction: str) -> None:
    target = read_target(text, name)
    assert (target.direction, target.confidence) == (direction, "guess")
    assert "no direction in its words" in target.guess


def test_ranges_are_within() -> None:
    assert (read_target("between 3 and 5").low, read_target("between 3 and 5").high) == (3, 5)
    around = read_target("at or within 5% of the yearly plan")
    assert (around.direction, around.low, around.high, around.confidence) == ("within", -5, 5, "guess")


def test_below_zero_of_counted_things_is_questioned() -> None:
    target = read_target("below 0", "Overdue actions")
    assert (target.direction, target.value, target.confidence) == ("down", 0, "guess")


@pytest.mark.parametrize("text", ["TBD", "", "n/a", "to be defined", "as good as possible", "12"])
def test_what_says_nothing_is_reported_with_the_reason(text: str) -> None:
    target = read_target(text, "Thing")
    assert target.confidence == "none"
    assert target.not_understood
