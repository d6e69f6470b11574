"""Weeks and months as other people's files write them -> 202647 or 202611 (product.md 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_WEEK = re.compile(r"(?P<year>\d{4})[-/ ]?(?:w|kw|cw|wk|week)[-/ ]?(?P<week>\d{1,2})$", re.IGNORECASE)
_WEEK_FIRST = re.compile(r"(?:w|kw|cw|wk|week)[-/ ]?(?P<week>\d{1,2})[-/ ,]+(?P<year>\d{4})$", re.IGNORECASE)
_BARE_WEEK = re.compile(r"(?:w|kw|cw|wk|week)[-/ ]?\d{1,2}$", re.IGNORECASE)
_DAY = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ].*)?$")
_DAY_LAST = re.compile(r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})$")
_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})$")
_SIX = re.compile(r"(?P<year>\d{4})(?P<two>\d{2})$")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(rf"(?P<name>{'|'.join(_NAMES)})[a-z]*\.?[-/ ,]*(?P<year>\d{{4}})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A closed span of time: `number` is 202647 for a `week`, 202611 for a `month`."""

    kind: str
    number: int


def read_period(text: str, *, column: str = "") -> Period | str:
    """Return the period written in `text`, or one line why it is none.

    column: the header above it, which tells `202611` the month from the week. A week without its year ("W47") is
    refused.
    """
    words = " ".join(text.split())
    if not words:
        return "the period is empty"
    week = _WEEK.match(words) or _WEEK_FIRST.match(words)
    if week:
        return _week(int(week["year"]), int(week["week"]))
    if _BARE_WEEK.match(words):
        return "the week has no year"
    return _dated(words) or _month_of(words, column) or "this is no week, month or day"


def _week(year: int, week: int) -> Period | str:
    try:
        date.fromisocalendar(year, week, 1)
    except ValueError:
        return f"{year} has no week {week}"
    return Period("week", year * 100 + week)


def _dated(words: str) -> Period | str | None:
    day = _DAY.match(words)
    if day:
        return _week_of(int(day["year"]), int(day["month"]), int(day["day"]))
    last = _DAY_LAST.match(words)
    if last is None:
        return None
    first, second = int(last["first"]), int(last["second"])
    if last["mark"] == "." or first > 12:
        return _week_of(int(last["year"]), second, first)
    if second > 12 or first == second:
        return _week_of(int(last["year"]), first, second)
    return "day and month could be either way round; write 2026-11-21"


def _week_of(year: int, month: int, day: int) -> Period | str:
    try:
        iso = date(year, month, day).isocalendar()
    except ValueError:
        return "there is no such day"
    return Period("week", iso.year * 100 + iso.week)


def _month_of(words: str, column: str) -> Period | str | None:
    month, named, six = _MONTH.match(words), _NAMED.match(words), _SIX.match(words)
    if named:
        return Period("month", int(named["year"]) * 100 + _NAMES.index(named["name"].lower()) + 1)
    if month:
        return _month(int(month["year"]), int(month["month"]))
    if six is None:
        return None
    number = int(six["two"])
    if "month" in column.lower():
        return _month(int(six["year"]), number)
    if "week" in column.lower() or number > 12:
        return _week(int(six["year"]), number)
    return "it could be a week or a month; write 2026-W11 or 2026-11"


def _month(year: int, month: int) -> Period | str:
    return Period("month", year * 100 + month) if 1 <= month <= 12 else f"there is no month {month}"
