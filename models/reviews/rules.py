"""Steps, clocks, kept rate and rating of a review (interface.md 4): pure functions over plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from models.errors import Refused

WEEKLY = (
    ("scorecard", 5),
    ("promises", 3),
    ("off track", 10),
    ("dependencies", 4),
    ("headlines", 3),
    ("issues", 28),
    ("close", 7),
)
ISSUES = "issues"
BORROW_MINUTES = 2
WHY_AT = 7


def elapsed_seconds(seconds: int, started_at: datetime | None, now: datetime) -> int:
    """Return the seconds spent in a step: those before, plus those since it was resumed; a clock set back adds 0."""
    if started_at is None:
        return seconds
    return seconds + max(0, int((now - started_at).total_seconds()))


def seconds_left(minutes: int, spent: int) -> int:
    """Return the seconds of a step's budget that are left, negative when it is over."""
    return minutes * 60 - spent


def clock(left: int) -> str:
    """Return "4:10" of what is left, or "+1:20 OVER" (interface.md 4)."""
    minutes, seconds = divmod(abs(left), 60)
    return f"{minutes}:{seconds:02d}" if left >= 0 else f"+{minutes}:{seconds:02d} OVER"


def borrow(budgets: Sequence[tuple[str, int]], step: str, minutes: int = BORROW_MINUTES) -> list[tuple[str, int]]:
    """Return the budgets after `step` borrowed two minutes (or what is left of them) from Issues.

    The whole stays as long as it was. Raises Refused in Issues itself, without such a step, or with nothing left.
    """
    found = dict(budgets)
    if step == ISSUES or step not in found:
        raise Refused("Minutes are borrowed from Issues", "Move a step on instead")
    given = min(minutes, found.get(ISSUES, 0))
    if given <= 0:
        raise Refused("Issues has no minutes left to borrow", "Move a step on instead")
    taken = {step: given, ISSUES: -given}
    return [(name, budget + taken.get(name, 0)) for name, budget in budgets]


def kept_rate(kept: int, promised: int) -> float | None:
    """Return the share of last week's promises that were kept, None when nothing was promised."""
    return kept / promised if promised else None


def was_kept(due: date, done_on: date | None) -> bool:
    """Return True when a promise was done by its day."""
    return done_on is not None and done_on <= due


def rating_digit(digit: int) -> int:
    """Return the rating a digit key sets: 1-9, and 10 for 0 (interface.md 2)."""
    return digit or 10


def asks_why(rating: int) -> bool:
    """Return True when a rating asks why: 7 or less (interface.md 4)."""
    return rating <= WHY_AT


def mean_rating(ratings: Sequence[int]) -> float | None:
    """Return the mean rating, None before anybody rated."""
    return sum(ratings) / len(ratings) if ratings else None


def planned_minutes(estimates: Sequence[int | None], budget: int) -> tuple[int, int]:
    """Return (minutes planned for the ranked issues, minutes there are): "planned 18m of 28m"."""
    return sum(minutes for minutes in estimates if minutes), budget


def off_track(statuses: Sequence[str]) -> bool:
    """Return True when a line belongs to the step Off track: off, or at risk for its last two periods.

    statuses: of the closed periods, or at the check-ins, oldest first (interface.md 4, step 3).
    """
    if not statuses:
        return False
    return statuses[-1] == "off" or (statuses[-1] == "risk" and len(statuses) > 1 and statuses[-2] in ("risk", "off"))


def weekly_agenda(minutes: str) -> list[tuple[str, int]]:
    """Return the seven steps with the minutes of the setting `weekly_minutes`, "5,3,10,4,3,28,7".

    What the setting leaves out or nobody can read keeps its usual minutes.
    """
    given = [part.strip() for part in minutes.split(",")]
    agenda = []
    for place, (name, usual) in enumerate(WEEKLY):
        word = given[place] if place < len(given) else ""
        agenda.append((name, int(word) if word.isascii() and word.isdigit() and len(word) <= 3 else usual))
    return agenda


def all_rated(here: Sequence[int], rated: Sequence[int]) -> bool:
    """Return True when everybody who is here (person ids) has rated: then the ratings are shown together."""
    return bool(here) and set(here) <= set(rated)
