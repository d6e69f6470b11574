"""Points by day as people type them: a key result's own glide path and the steps of a milestone.

A glide path is `9 by 2026-08-15, 13 by W35`; it is stored as JSON pairs of day and value, oldest first. A step is one
line, `Pilot with 3 banks x2 by 2026-08-31`: a title, and if given its weight and its day.
"""

from __future__ import annotations

import re
from datetime import date
from json import dumps, loads
from typing import NamedTuple

from models import weeks
from models.days import read_day
from models.errors import Refused
from models.numbers import echo, parse_value

_BY = re.compile(r"^(.*\S)\s+by\s+(\S.*)$", re.IGNORECASE | re.DOTALL)
_TIMES = re.compile(r"^(.*\S)\s+x([-−]?\d+(?:\.\d+)?)$", re.DOTALL)
_WEEK = re.compile(r"^(\d{4}-?)?w\d{1,2}$", re.IGNORECASE)
EXAMPLE = "Write it as 9 by 2026-08-15, 13 by W35"


class StepLine(NamedTuple):
    """One step as typed: due is a day as ISO text, None for none."""

    title: str
    weight: float
    due: str | None


def last_day_of(text: str, today: date) -> date:
    """Return the day that `text` means; a week is its last day, in the year nearest to today. Raises Refused."""
    word = text.strip()
    if _WEEK.match(word):
        near = weeks.week_of(today)
        days = [weeks.last_day(weeks.parse_week(word, near, ahead=ahead)) for ahead in (False, True)]
        return min(days, key=lambda day: abs((day - today).days))
    return read_day(word, today)


def read_path(text: str, unit: str, today: date) -> str:
    """Return the JSON of a glide path as it was typed, or as it is stored. Raises Refused."""
    if text.lstrip().startswith("["):
        return dumps([[day, float(value)] for day, value in _stored(text)])
    points: list[tuple[str, float]] = []
    for part in re.split(r"[,;]\s+|;", text.strip().rstrip(",;")):
        found = _BY.match(part.strip())
        if found is None:
            raise Refused(f"{echo(part)} is no point of a glide path", EXAMPLE)
        points.append((last_day_of(found[2], today).isoformat(), parse_value(found[1], unit)))
    days = [day for day, _ in points]
    if days != sorted(set(days)):
        raise Refused("The days of a glide path go forward, each once", EXAMPLE)
    return dumps([[day, value] for day, value in points])


def _stored(text: str) -> list[tuple[str, float]]:
    try:
        return [(date.fromisoformat(day).isoformat(), float(value)) for day, value in loads(text)]
    except (ValueError, TypeError) as error:
        raise Refused("That is no glide path", EXAMPLE) from error


def typed_path(stored: str) -> str:
    """Return a stored glide path as it would be typed."""
    return ", ".join(f"{value:.15g} by {day}" for day, value in _stored(stored))


def path_days(stored: str) -> list[str]:
    """Return the days of a stored glide path, oldest first."""
    return [day for day, _ in _stored(stored)]


def read_step(line: str, today: date) -> StepLine:
    """Return one step of a milestone from a typed line; weight and day in either order. Raises Refused."""
    title, first = _weighed(line.strip())
    due = None
    found = _BY.match(title)
    if found is not None:
        try:
            title, due = found[1], last_day_of(found[2], today).isoformat()
        except Refused:
            if any(char.isdigit() for char in found[2]):  # "by hand" is part of a title, "by 2026-13-40" is no day
                raise
    title, weight = (title, first) if first is not None else _weighed(title)
    return StepLine(title, 1.0 if weight is None else weight, due)


def _weighed(text: str) -> tuple[str, float | None]:
    """Return a text without the `x2` at its end, and that weight."""
    times = _TIMES.match(text)
    if times is None:
        return text, None
    if (weight := float(times[2].replace("−", "-"))) < 0:
        raise Refused(f"{echo(text)}: a weight is 0 or more", "Such as x2")
    return times[1], weight


def typed_step(title: str, weight: float, due: str | None) -> str:
    """Return a step as it would be typed."""
    times = "" if weight == 1 else f" x{weight:g}"
    return f"{title}{times}{f' by {due[:10]}' if due else ''}"
