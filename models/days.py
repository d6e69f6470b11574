"""Days as people say them: `fri`, `+2w`, `24.12.`, `Mon 23 Nov` as screens show it, and the whens of a postponement."""

from __future__ import annotations

import re
from datetime import date, timedelta

from models import weeks
from models.errors import Refused
from models.text import clean

WHENS: tuple[tuple[str, str], ...] = (
    ("1", "next week"),
    ("2", "two weeks"),
    ("4", "four weeks"),
    ("m", "next month"),
    ("q", "next quarter"),
)
"""Keys and words of the usual whens (interface.md 2: `s` + when)."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STEP = re.compile(r"\+?(\d{1,3})\s*(d|day|days|w|week|weeks|m|month|months)?")
_WEEK = re.compile(r"(?:(\d{4})-?)?w(\d{1,2})", re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_MONTHS = tuple(name.lower() for name in weeks.MONTH_NAMES)
_SHORT = "|".join(name[:3] for name in _DAYS)
_SHOWN = re.compile(rf"(?:(?:{_SHORT}) )?(\d{{1,2}}) ({'|'.join(_MONTHS)})(?: (\d{{4}}))?")
HINT = "Give fri, tomorrow, +3, +2w, W47, 24.12. or 2026-11-21"


def when(key: str, today: date) -> date:
    """Return the day one of WHENS means: weeks from today, the first of the next month or quarter."""
    if key in ("1", "2", "4"):
        return today + timedelta(weeks=int(key))
    if key == "m":
        return _month(today.replace(day=1), 1)
    if key == "q":
        return _month(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3)
    raise Refused(f"{key!r} is no time", HINT)


def read_day(text: str, today: date) -> date:
    """Return the day that `text` means. A weekday or a day without year is the next one. Raises Refused."""
    word = clean(text).strip().lower()
    found = _named(word, today) or _dated(word, today)
    if found is None:
        raise Refused(f"{word[:40]!r} is no day", HINT)
    return found


def _named(word: str, today: date) -> date | None:
    if word in ("today", "now"):
        return today
    if word == "tomorrow":
        return today + timedelta(days=1)
    if word in ("next week", "next month", "next quarter"):
        return when({"k": "1", "h": "m", "r": "q"}[word[-1]], today)
    if len(word) >= 2:
        for number, name in enumerate(_DAYS):
            if name.startswith(word):
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    step = _STEP.fullmatch(word)
    if step is not None and (word.startswith("+") or step[2]):
        count, unit = int(step[1]), (step[2] or "d")[0]
        if unit == "m":
            return _month(today, count)
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    return None


def _dated(word: str, today: date) -> date | None:
    try:
        week = _WEEK.fullmatch(word)
        if week is not None:
            year = int(week[1] or today.year)
            return weeks.last_day(year * 100 + int(week[2])) - timedelta(days=2)
        dated = _DOTTED.fullmatch(word) or _SHOWN.fullmatch(word)
        if dated is not None:
            month = _MONTHS.index(dated[2]) + 1 if dated[2] in _MONTHS else int(dated[2])
            day = date(int(dated[3] or today.year), month, int(dated[1]))
            return day if dated[3] or day >= today else day.replace(year=today.year + 1)
        return date.fromisoformat(word)
    except ValueError:
        return None


def _month(day: date, count: int) -> date:
    """Return the same day `count` months on, the last of the month where there is none such."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))
