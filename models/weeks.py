"""Weeks and months as whole numbers: 202647 is ISO week 47 of 2026, 202611 is November 2026 (product.md 2).

A *period* is one or the other; the measure's cadence ("week" or "month") says which, since 202611 alone
could be either. Weeks are ISO weeks, Monday to Sunday; one belongs to the month and year of its Thursday.
"""

from __future__ import annotations

from datetime import date, timedelta

from models.errors import Refused

WEEK = "week"
MONTH = "month"
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_FIRST_YEAR, _LAST_YEAR = 1900, 9990
_SLACK = 4  # weeks that a week typed without its year may lie on the unlikely side of today


def monthly(cadence: str) -> bool:
    """Return True when `cadence` is by the month ("month", "monthly")."""
    return cadence.startswith(MONTH)


def week_of(day: date) -> int:
    """Return the ISO week of `day`, such as 202647."""
    iso = day.isocalendar()
    return iso[0] * 100 + iso[1]


def month_of(day: date) -> int:
    """Return the month of `day`, such as 202611."""
    return day.year * 100 + day.month


def period_of(day: date, cadence: str = WEEK) -> int:
    """Return the week or month of `day`, by `cadence`."""
    return month_of(day) if monthly(cadence) else week_of(day)


def weeks_in(year: int) -> int:
    """Return how many ISO weeks `year` has: 52 or 53."""
    return date(year, 12, 28).isocalendar()[1]


def is_period(period: int, cadence: str = WEEK) -> bool:
    """Return True when `period` names a week or month that exists."""
    year, number = divmod(period, 100)
    if not _FIRST_YEAR <= year <= _LAST_YEAR or number < 1:
        return False
    return number <= (12 if monthly(cadence) else weeks_in(year))


_first_days: dict[int, date] = {}
"""First days found so far, months under their negative: one scorecard asks for a few dates hundreds of times."""


def first_day(period: int, cadence: str = WEEK) -> date:
    """Return the first day of a period: a Monday, or the first of a month."""
    key = -period if monthly(cadence) else period
    found = _first_days.get(key)
    if found is None:
        year, number = divmod(period, 100)
        found = date(year, number, 1) if key < 0 else date.fromisocalendar(year, number, 1)
        _first_days[key] = found
    return found


def last_day(period: int, cadence: str = WEEK) -> date:
    """Return the last day of a period: a Sunday, or the last of a month."""
    return first_day(shift(period, 1, cadence), cadence) - timedelta(days=1)


def thursday(week: int) -> date:
    """Return the Thursday that decides which quarter, cycle and year a week belongs to (product.md 2)."""
    return date.fromisocalendar(week // 100, week % 100, 4)


def shift(period: int, by: int, cadence: str = WEEK) -> int:
    """Return the period `by` periods later (earlier when negative), over year ends with 52 or 53 weeks."""
    if monthly(cadence):
        year, month = divmod(period // 100 * 12 + period % 100 - 1 + by, 12)
        return year * 100 + month + 1
    return week_of(first_day(period) + timedelta(weeks=by))


def next_period(period: int, cadence: str = WEEK) -> int:
    """Return the period after this one."""
    return shift(period, 1, cadence)


def previous_period(period: int, cadence: str = WEEK) -> int:
    """Return the period before this one."""
    return shift(period, -1, cadence)


def count_between(first: int, last: int, cadence: str = WEEK) -> int:
    """Return how many steps lead from `first` to `last`: 0 for the same one, negative when it is earlier."""
    if monthly(cadence):
        return (last // 100 - first // 100) * 12 + last % 100 - first % 100
    return (first_day(last) - first_day(first)).days // 7


def periods_between(first: int, last: int, cadence: str = WEEK) -> list[int]:
    """Return every period from `first` to `last`, both included; empty when `last` is earlier."""
    return [shift(first, step, cadence) for step in range(count_between(first, last, cadence) + 1)]


def periods_back(last: int, count: int, cadence: str = WEEK) -> list[int]:
    """Return the `count` periods that end with `last`, oldest first."""
    return [shift(last, step, cadence) for step in range(1 - count, 1)]


def weeks_within(start: date, end: date) -> list[int]:
    """Return the weeks that belong to the cycle `start`..`end`: their Thursday lies in it (product.md 2)."""
    weeks = periods_between(week_of(start), week_of(end))
    return [week for week in weeks if start <= thursday(week) <= end]


def month_of_period(period: int, cadence: str = WEEK) -> int:
    """Return the month a period belongs to, for a week that of its Thursday."""
    return period if monthly(cadence) else month_of(thursday(period))


def quarter_of(period: int, cadence: str = WEEK) -> tuple[int, int]:
    """Return (year, quarter 1-4) a period belongs to, for a week that of its Thursday."""
    year, month = divmod(month_of_period(period, cadence), 100)
    return year, (month + 2) // 3


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of a quarter."""
    last = year * 100 + quarter * 3
    return date(year, quarter * 3 - 2, 1), last_day(last, MONTH)


def last_closed(today: date, cadence: str = WEEK) -> int:
    """Return the last period that is over on `today`; judgements use it (product.md 2)."""
    return previous_period(period_of(today, cadence), cadence)


def default_week(today: date) -> int:
    """Return the week a number typed today is offered for.

    On Monday and Tuesday it is the week that just closed, from Wednesday on the running one (product.md 2).
    """
    running = week_of(today)
    return previous_period(running) if today.isoweekday() <= 2 else running


def default_period(today: date, cadence: str = WEEK) -> int:
    """Return the period a number typed today is offered for.

    A monthly number follows the same thought as `default_week`: on the first nine days (two sevenths) of a
    month it is offered for the month that just closed.
    """
    if not monthly(cadence):
        return default_week(today)
    return previous_period(month_of(today), MONTH) if today.day <= 9 else month_of(today)


def working_days_late(due: date, today: date) -> int:
    """Return how many working days (Monday to Friday) of `due`+1..`today` have begun; 0 when not yet late."""
    if today <= due:
        return 0
    whole, rest = divmod((today - due).days, 7)
    return whole * 5 + sum((due + timedelta(days=day)).isoweekday() <= 5 for day in range(1, rest + 1))


def format_week(week: int, short: bool = False) -> str:
    """Return "2026-W47", or "W47" when `short`."""
    return f"W{week % 100:02d}" if short else f"{week // 100}-W{week % 100:02d}"


def format_period(period: int, cadence: str = WEEK, short: bool = False) -> str:
    """Return "2026-W47" or "2026-11"; `short` gives "W47" or "Nov"."""
    if not monthly(cadence):
        return format_week(period, short)
    return MONTH_NAMES[period % 100 - 1] if short else f"{period // 100}-{period % 100:02d}"


def parse_week(text: str, near: int, *, ahead: bool = False) -> int:
    """Return the week that a person typed: "2026-W47", "2026W47", "202647", "W47" or "47".

    near: the running week, from which a missing year is taken. A reading looks back: W52 typed in January is
    last year's. With `ahead` (a promise, a due week) W02 typed in December is next year's.
    Raises Refused for anything else, and for a week 53 in a year that has none.
    """
    year_text, _, number_text = text.strip().upper().rpartition("W")
    year_text = year_text.rstrip(" -")
    if not year_text and len(number_text) == 6:
        year_text, number_text = number_text[:4], number_text[4:]
    if not _digits(number_text, 2) or (year_text and not _digits(year_text, 4)):
        raise _no_week(text)
    number = int(number_text)
    if year_text:
        week = int(year_text) * 100 + number
        if not is_period(week):
            raise _no_week(text)
        return week
    return _with_year(number, near, ahead, text)


def parse_period(text: str, near: int, cadence: str = WEEK, *, ahead: bool = False) -> int:
    """Return the week or month that a person typed; `near` is the running period.

    Months are "2026-11", "202611", "11", "Nov" or "Nov 2026". Raises Refused for anything else.
    """
    if not monthly(cadence):
        return parse_week(text, near, ahead=ahead)
    words = text.strip().replace("-", " ").replace("/", " ").split()
    if len(words) == 1 and _digits(words[0], 6) and len(words[0]) == 6:
        words = [words[0][:4], words[0][4:]]
    years = [word for word in words if _digits(word, 4) and len(word) == 4]
    months = [_month_number(word) for word in words if word not in years]
    if len(months) != 1 or len(years) > 1 or not 1 <= months[0] <= 12:
        raise Refused(f"{_echo(text)} is not a month", "Type it as 2026-11, Nov or 11")
    if years:
        period = int(years[0]) * 100 + months[0]
        if not is_period(period, MONTH):
            raise Refused(f"{_echo(text)} is not a month", "Type it as 2026-11, Nov or 11")
        return period
    candidates = [(near // 100 + step) * 100 + months[0] for step in (-1, 0, 1)]
    edge = shift(near, -1 if ahead else 1, MONTH)
    return min(c for c in candidates if c >= edge) if ahead else max(c for c in candidates if c <= edge)


def _with_year(number: int, near: int, ahead: bool, text: str) -> int:
    years = range(near // 100 - 1, near // 100 + 2)
    candidates = [year * 100 + number for year in years if is_period(year * 100 + number)]
    edge = shift(near, -_SLACK if ahead else _SLACK)
    fitting = [week for week in candidates if (week >= edge if ahead else week <= edge)]
    if not fitting:
        raise _no_week(text)
    return min(fitting) if ahead else max(fitting)


def _month_number(word: str) -> int:
    if _digits(word, 2):
        return int(word)
    name = word[:3].capitalize()
    return MONTH_NAMES.index(name) + 1 if len(word) >= 3 and name in MONTH_NAMES else 0


def _digits(text: str, most: int) -> bool:
    return 1 <= len(text) <= most and text.isascii() and text.isdigit()


def _echo(text: str) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in text.strip()[:24])
    return shown or "Nothing"


def _no_week(text: str) -> Refused:
    return Refused(f"{_echo(text)} is not a week", "Type it as 2026-W47 or W47")
