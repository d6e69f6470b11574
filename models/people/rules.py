"""When check-ins are due and whether they came (product.md 2 and 3, "Discipline"): pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

ON_TIME, LATE, MISSED = "on time", "late", "missed"
LATE_DAYS = 6


def due_weekday(review_weekday: int) -> int:
    """Return the weekday check-ins are due: 24 hours before the review, so the day before (1 Monday - 7 Sunday)."""
    return (review_weekday - 2) % 7 + 1


def due_on_or_after(day: date, weekday: int) -> date:
    """Return the first due day at or after `day`; weekday 1 is Monday, 7 Sunday."""
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)


def next_due(last_check_in: date | None, weekday: int, since: date) -> date:
    """Return the due day of the oldest check-in that is still owed; it may be past, or still to come.

    A check-in serves the first due day at or after it. since: the day from which check-ins are owed.
    """
    if last_check_in is None or last_check_in < since:
        return due_on_or_after(since, weekday)
    return due_on_or_after(last_check_in, weekday) + timedelta(days=7)


def discipline(due: date, check_ins: Iterable[date]) -> str:
    """Return whether the check-in for a due day was "on time", "late" (up to 6 days after) or "missed".

    On time is one in the seven days that end with the due day.
    """
    gaps = [(day - due).days for day in check_ins]
    if any(-7 < gap <= 0 for gap in gaps):
        return ON_TIME
    return LATE if any(0 < gap <= LATE_DAYS for gap in gaps) else MISSED


def discipline_counts(dues: Iterable[date], check_ins: Sequence[date], today: date) -> dict[str, int]:
    """Return how many of an owner's due days were on time, late, missed.

    A due day counts as missed once its six days are over; until then an open one is not counted.
    """
    found = {ON_TIME: 0, LATE: 0, MISSED: 0}
    for due in dues:
        kind = discipline(due, check_ins)
        if kind != MISSED or (today - due).days > LATE_DAYS:
            found[kind] += 1
    return found


def misses_running(dues: Sequence[date], check_ins: Sequence[date], today: date) -> int:
    """Return how many due days, newest first, were missed; one whose six days are not over is not counted yet."""
    run = 0
    for due in sorted((due for due in dues if (today - due).days > LATE_DAYS), reverse=True):
        if discipline(due, check_ins) != MISSED:
            break
        run += 1
    return run
