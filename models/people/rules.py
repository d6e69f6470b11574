"""When check-ins are due (product.md 2), and what a late number is called: pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

WEEK = timedelta(days=7)
ON_TIME, LATE, MISSED = "on time", "late", "missed"
LATE_DAYS = 6
"""Days behind its due day in which a number is late; behind them it is missed (product.md 3, "Discipline")."""


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
    return due_on_or_after(last_check_in, weekday) + WEEK


def due_days(since: date, last: date, weekday: int) -> Iterator[date]:
    """Yield the days on which a check-in is owed, from `since` to `last`."""
    due = due_on_or_after(since, weekday)
    while due <= last:
        yield due
        due += WEEK


def checked_in(due: date, days: list[date], today: date) -> str:
    """Return whether the check-in owed on `due` was "on time", "late" or "missed", "" while it may still come.

    days: of all check-ins. One serves the first due day at or after it; a due day that none serves takes one of the
    6 days behind it, late.
    """
    if any(due - WEEK < day <= due for day in days):
        return ON_TIME
    if any(0 < (day - due).days <= LATE_DAYS for day in days):
        return LATE
    return MISSED if (today - due).days > LATE_DAYS else ""
