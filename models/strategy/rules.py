"""Length, lifting and readiness of the strategy brief (product.md 4 and 6): pure functions over plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from models.scorecard.rules import held
from models.weeks import first_day, week_of

WORDS_A_PAGE = 500
WORDS_A_MINUTE = 200
LONGEST = 1000  # two pages, five minutes
DEFAULT_PERIODS = {"week": 4, "month": 2}
TEAMS_NEEDED = 3


def words(texts: Iterable[str | None]) -> int:
    """Return how many words the texts of a brief have together."""
    return sum(len(text.split()) for text in texts if text)


def pages(count: int) -> int:
    """Return how many pages that many words fill, rounded up."""
    return -(-count // WORDS_A_PAGE)


def reading_minutes(count: int) -> int:
    """Return how many minutes that many words take to read, rounded up."""
    return -(-count // WORDS_A_MINUTE)


def too_long(count: int) -> bool:
    """Return True for a brief over two pages or five minutes: more than 1,000 words (product.md 6)."""
    return count > LONGEST


def lifting_periods(periods: int | None, cadence: str) -> int:
    """Return how many consecutive periods lift an exclusion: its own number, else 4 weeks or 2 months."""
    return periods or DEFAULT_PERIODS["month" if cadence.startswith("month") else "week"]


def lifting(values: Sequence[float | None], operator: str, limit: float, periods: int) -> tuple[int, int]:
    """Return (periods met, periods needed) of an exclusion's lifting condition, the first at most the second.

    values: of the closed periods, oldest first, None where missing; they have to be consecutive (product.md 4).
    """
    return min(held(values, operator, limit), periods), periods


def lifting_text(met: int, needed: int) -> str:
    """Return "met 1 of 4"."""
    return f"met {met} of {needed}"


def is_lifted(met: int, needed: int) -> bool:
    """Return True when the lifting condition has held long enough for people to decide about it."""
    return met >= needed


def is_ready(links: Iterable[tuple[str, str | None, date]], today: date, teams: int = TEAMS_NEEDED) -> bool:
    """Return True when a choice reached people: in each of three teams a named person moves because of it.

    links: (team, person, day) of every to-do, mark or change that links to the choice; those dated this week or
    next count. Otherwise the choice "still lives at altitude".
    """
    monday = first_day(week_of(today))
    last = monday + timedelta(days=13)
    return len({team for team, person, day in links if person and monday <= day <= last}) >= teams
