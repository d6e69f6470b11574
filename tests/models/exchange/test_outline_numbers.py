"""A key result's words give its kind, start, target and unit where a person would read them."""

from __future__ import annotations

import pytest

from models.exchange.outline_numbers import read_numbers


@pytest.mark.parametrize(
    ("text", "kind", "start", "target", "unit"),
    [
        ("Raise MR rate from 8 to 10", "increase", 8, 10, "number"),
        ("Increase success rate from 29% to 70%", "increase", 29, 70, "%"),
        ("Reduce run time from 70 mins to 56 mins", "decrease", 70, 56, "min"),
        ("Reduce run time to 56 mins from 70", "decrease", 70, 56, "min"),
        ("Reduce views to 5 (from 30+ today)", "decrease", 30, 5, "number"),
        ("Trial conversion 8 -> 12%", "increase", 8, 12, "%"),
        ("Reduce manual work by 50% (from 4k per month)", "decrease", 4000, 2000, "number"),
        ("Reduce cost per lead to $230 by end of Q4", "decrease", None, 230, "money"),
        ("Throughput increases to 10 by the end of January", "increase", None, 10, "number"),
        ("Increase downloads by 15%", "increase", 0, 15, "%"),
        ("Double the number of partners", "increase", 0, 100, "%"),
        ("80% of the team trained", "increase", 0, 80, "%"),
        ("2 webinars", "count", 0, 2, "number"),
        ("At least 5 hires in Q4", "count", 0, 5, "number"),
        ("Three templates", "count", 0, 3, "number"),
        ("500,000 impressions", "count", 0, 500_000, "number"),
        ("Savings of > $250,000 in Q4", "count", 0, 250_000, "money"),
        ("Launch the internship program in FY21", "boolean", 0, 1, "yes/no"),
        ("All milestones of the move reached", "milestone", 0, 1, "yes/no"),
        ("Close backlog older than 120 days", "boolean", 0, 1, "yes/no"),
    ],
)
def test_a_way_to_go(text: str, kind: str, start: float | None, target: float, unit: str) -> None:
    numbers = read_numbers(text)
    assert (numbers.kind, numbers.start, numbers.target, numbers.unit) == (kind, start, target, unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("At least 90 % of plan", 90, None, "%"),
        ("99.95 availability", 99.95, None, "%"),
        ("90%+ completion", 90, None, "%"),
        ("Less than 1 day to close", None, 1, "d"),
        ("Keep span of control (equal to or less than 8)", None, 8, "number"),
        ("Keep spend between 3 and 5 %", 3, 5, "%"),
        ("Maintain a score of 4.0 or higher", 4, None, "number"),
    ],
)
def test_a_line_to_stay_behind(text: str, low: float | None, high: float | None, unit: str) -> None:
    numbers = read_numbers(text)
    assert (numbers.kind, numbers.low, numbers.high, numbers.unit) == ("threshold", low, high, unit)


@pytest.mark.parametrize(
    "text", ["Release v1.0", "Tier 1 support", "Plan for 2027", "Day of 5 May", "See https://a.b/12"]
)
def test_digits_that_only_name_something_are_no_numbers(text: str) -> None:
    assert read_numbers(text).kind == "boolean"
