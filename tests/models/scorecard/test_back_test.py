"""Back-tests of decisions (M89), and punctuality of numbers (M85): the pure parts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.scorecard.back_test_reads import expectation, judge
from models.scorecard.quality_reads import punctual


@pytest.mark.parametrize(
    ("text", "unit", "goal"),
    [
        ("Gross margin 62% or better", "%", 62.0),
        (">=62%", "%", 62.0),
        ("From 5 days to 1", "d", 1.0),
        ("4 -> 17 by W39", "", 17.0),
        ("+2", "", 62.0),
        ("down -1.5 by 2026-W40", "", 58.5),
        ("win more", "", None),
        ("10 or 20", "", None),
        ("", "", None),
        ("[/] \x1b 1,234", "", None),
    ],
)
def test_expected_number_is_read_from_the_decisions_words(text: str, unit: str, goal: float | None) -> None:
    assert expectation(text, unit, 60.0) == goal


@pytest.mark.parametrize(
    ("before", "after", "goal", "direction", "found"),
    [
        (60.0, 65.0, 65.0, "up", (1.0, "met")),
        (60.0, 62.5, 65.0, "up", (0.5, "part")),
        (60.0, 60.0, 65.0, "up", (0.0, "same")),
        (60.0, 58.0, 64.0, "up", (-0.5, "worse")),
        (5.0, 2.0, 1.0, "down", (0.75, "part")),
        (63.0, 62.5, 62.0, "up", (None, "met")),
        (63.0, 61.0, 62.0, "up", (None, "worse")),
        (60.0, None, 62.0, "up", (None, "no reading")),
        (60.0, 61.0, None, "up", (None, "better")),
        (60.0, 61.0, None, "down", (None, "worse")),
    ],
)
def test_verdict_is_how_much_of_the_expected_way_was_gone(
    before: float, after: float | None, goal: float | None, direction: str, found: tuple[float | None, str]
) -> None:
    assert judge(before, after, goal, direction) == found


def test_number_is_due_the_day_before_the_review() -> None:
    end = date(2026, 8, 9)  # a Sunday; the team meets on Wednesdays, so the number is due on Tuesday the 11th
    words = [punctual(end, end + timedelta(days=day), 3, date(2026, 9, 1)) for day in (-1, 1, 2, 3, 8, 9)]
    assert words == ["on time", "on time", "on time", "late", "late", "missed"]
    assert punctual(end, None, 3, date(2026, 8, 17)) == ""
    assert punctual(end, None, 3, date(2026, 8, 18)) == "missed"
    assert punctual(end, date(2026, 8, 10), 1, date(2026, 9, 1)) == "on time"
