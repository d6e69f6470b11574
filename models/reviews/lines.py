"""Reading what is typed in a review: a promise with owner and week, a tell with its team (interface.md 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from models import weeks
from models.days import read_day
from models.errors import Refused

_OWNER = re.compile(r"(?:^|(?<=\s))@(\w[\w.-]*)(?=\s|$|[,;])")
_WEEK = re.compile(r"(?:\d{4}-?)?W\d{1,2}", re.IGNORECASE)
_DAY = (
    r"(?:\d{4}-?)?W\d{1,2}|\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.(?:\d{4})?|\+\d{1,3}[dwm]?|today|tomorrow"
    rf"|(?:[a-z]{{3}} )?\d{{1,2}} (?:{'|'.join(weeks.MONTH_NAMES)})"
    r"|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_BY = re.compile(rf"(?:^|\s+)(?:by|until|bis)\s+({_DAY})\s*$", re.IGNORECASE)
_TEAM = re.compile(r"^@?([^:]{1,80}?)\s*:\s+(.+)$", re.DOTALL)
_AT_TEAM = re.compile(r"^@(\S{1,80})\s+(.+)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as typed: its title, the handle of its owner ("" none said), its day (None: none said)."""

    title: str
    owner: str
    due: date | None


def review_day(week: int, weekday: int) -> date:
    """Return the day of a week's review; weekday is 1 Monday to 7 Sunday."""
    return weeks.first_day(week) + timedelta(days=weekday - 1)


def next_review(today: date, weekday: int) -> date:
    """Return the day of the next week's review: what is promised "by next week" is looked at then."""
    return review_day(weeks.next_period(weeks.week_of(today)), weekday)


def parse_day(text: str, today: date, weekday: int) -> date:
    """Return the day that "W35" (its review day) or another word for a day means, "fri" say. Raises Refused."""
    word = text.strip()
    if _WEEK.fullmatch(word):
        return review_day(weeks.parse_week(word, weeks.week_of(today), ahead=True), weekday)
    return read_day(word, today)


def due_in(text: str) -> tuple[str, str]:
    """Return (text, day) of a line that ends in "by fri" or "by W35", the day as typed, "" for none."""
    line = text.strip()
    found = _BY.search(line)
    return (line[: found.start()].rstrip(), found[1]) if found else (line, "")


def parse_promise(text: str, today: date, weekday: int) -> Promise:
    """Return the parts of "count partner pipeline @ana by W35" (or "by fri"); a week is its review day.

    Raises Refused when nothing is left as title, or two owners are named.
    """
    rest, day = due_in(text)
    due = parse_day(day, today, weekday) if day else None
    owners = _OWNER.findall(rest)
    if len(owners) > 1:
        raise Refused(f"One owner, not {len(owners)}: {', '.join(owners)[:60]}", "A promise has one owner")
    title = " ".join(_OWNER.sub(" ", rest).split()).strip(" ,;") if owners else rest.strip(" ,;")
    if not title:
        raise Refused("What is promised?", "Type a line such as: count partner pipeline @ana by W35")
    return Promise(title, owners[0] if owners else "", due)


def parse_decision(text: str) -> tuple[str, str]:
    """Return (decision, handle of its owner or "") of "second shift? @jonas"."""
    owners = _OWNER.findall(text)
    if len(owners) != 1:
        return text.strip(), ""
    return " ".join(_OWNER.sub(" ", text).split()), owners[0]


def parse_tell(text: str) -> tuple[str, str]:
    """Return (team, line) of "Support: shift pending" or "@support shift pending". Raises Refused without a team."""
    found = _TEAM.match(text.strip()) or _AT_TEAM.match(text.strip())
    if not found:
        raise Refused("Tell which team?", "Type a line such as: Support: tier-2 shift is pending")
    return found[1].strip(), found[2].strip()
