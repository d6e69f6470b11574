"""Ages, overdue dates and speed of decisions (product.md 3, "Decision time"): pure functions over plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from models.weeks import quarter_of, week_of

LANES = ("commitment", "guardrail", "autonomy")
OLD_DAYS = 14


def age_days(asked_on: date, today: date) -> int:
    """Return for how many days a decision has been needed, never below 0."""
    return max(0, (today - asked_on).days)


def overdue_days(needed_by: date | None, today: date) -> int:
    """Return how many days a needed decision is past its date; 0 on the day itself, before it, and without one."""
    return max(0, (today - needed_by).days) if needed_by is not None else 0


def needed_status(asked_on: date, needed_by: date | None, today: date) -> str:
    """Return the status of a needed decision: "off" past its date, "risk" when older than 14 days, else "ok"."""
    if overdue_days(needed_by, today):
        return "off"
    return "risk" if age_days(asked_on, today) > OLD_DAYS else "ok"


def to_revisit(revisit_on: date | None, today: date) -> bool:
    """Return True from the day on which a made decision is to be looked at again."""
    return revisit_on is not None and today >= revisit_on


def median(numbers: Sequence[float]) -> float | None:
    """Return the middle of the numbers (the mean of the two middle ones), None of nothing."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def decision_days(asked_on: date, made_on: date) -> int:
    """Return the decision time in days, needed -> made; one noted only when it was made took 0."""
    return max(0, (made_on - asked_on).days)


def median_days(
    made: Iterable[tuple[str | None, date, date]],
) -> dict[tuple[str | None, tuple[int, int]], float | None]:
    """Return the median decision time in days per lane and quarter (product.md 3).

    made: (lane, needed on, made on) of each made decision. Keys are (lane, (year, quarter)), the quarter being
    that of the week in which it was made.
    """
    found: dict[tuple[str | None, tuple[int, int]], list[int]] = {}
    for lane, asked_on, made_on in made:
        found.setdefault((lane, quarter_of(week_of(made_on))), []).append(decision_days(asked_on, made_on))
    return {key: median(days) for key, days in found.items()}


def lane_shares(lanes: Iterable[str | None]) -> dict[str, tuple[int, int]]:
    """Return (how many, whole per cent) per lane; decisions without a lane are not counted.

    The percentages add up to 100: what rounding leaves goes to the largest remainders.
    """
    found = [lane for lane in lanes if lane in LANES]
    counts = {lane: found.count(lane) for lane in LANES}
    if not found:
        return dict.fromkeys(LANES, (0, 0))
    floors = {lane: counts[lane] * 100 // len(found) for lane in LANES}
    by_rest = sorted(LANES, key=lambda lane: counts[lane] * 100 % len(found), reverse=True)
    for lane in by_rest[: 100 - sum(floors.values())]:
        floors[lane] += 1
    return {lane: (counts[lane], floors[lane]) for lane in LANES}
