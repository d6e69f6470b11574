"""What a source gave -> readings of a measure; what cannot be one is said in a line (interface.md 6)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from models import weeks
from models.errors import Refused
from models.exchange.csv_periods import Period, read_period
from models.numbers import echo, format_number, parse_value, unit_of
from models.scorecard.rules import Value

Readings = list[tuple[int, float]]


def readings(
    rows: Sequence[tuple[Any, Any]],
    *,
    unit: str,
    cadence: str,
    today: date,
    span: str = "offered",
    scale: Value = None,
    hide: Callable[[str], str] = str,
) -> tuple[Readings, list[str]]:
    """Return (period, value) by period, and one line for each row that is none.

    span: the period of a lone number (declared.Source). A row without a value (None, "") is a missing period.
    hide: takes secrets out of a text (models/sources/secrets.py).
    Two rows of one period that differ are both left out: nobody can say which is meant.
    """
    found: dict[int, float] = {}
    twice: dict[int, str] = {}
    wrong: list[str] = []
    for given, value in rows:
        try:
            period = _lone(today, cadence, span) if given is None else _period(given, cadence)
            if given is not None and (value is None or value == ""):
                continue
            if period > weeks.period_of(today, cadence):
                raise Refused(f"{weeks.format_period(period, cadence)} is in the future")
            number = to_number(value, unit, scale)
        except Refused as error:
            wrong.append(_without_secret(given, value, hide) or error.message)
            continue
        if period in found and found[period] != number:
            twice[period] = f"{weeks.format_period(period, cadence)} came twice, as {_two(found[period], number, unit)}"
        found.setdefault(period, number)
    for period in twice:
        del found[period]
    return sorted(found.items()), [*wrong, *twice.values()]


def _without_secret(given: Any, value: Any, hide: Callable[[str], str]) -> str:
    """Return what to say of a row with a secret in it: the usual line shows the beginning of a long text."""
    for cell, wanted in ((given, "period"), (value, "number")):
        if isinstance(cell, str) and hide(cell) != cell:
            return f"gave {echo(hide(cell))} where a {wanted} is wanted"
    return ""


def _two(one: float, other: float, unit: str) -> str:
    return f"{format_number(one, unit)} and {format_number(other, unit)}"


def _lone(today: date, cadence: str, span: str) -> int:
    if span == "closed":
        return weeks.last_closed(today, cadence)
    return weeks.period_of(today, cadence) if span == "running" else weeks.default_period(today, cadence)


def _period(given: Any, cadence: str) -> int:
    text = given.isoformat() if isinstance(given, date) else str(given)
    month = weeks.monthly(cadence)
    if month and len(text) >= 10 and text[4:5] == text[7:8] == "-":
        text = text[:7]  # a day of a monthly measure means its month
    found = read_period(text, column=weeks.MONTH if month else weeks.WEEK)
    if not isinstance(found, Period):
        raise Refused(f"{echo(text) or 'an empty cell'}: {found}")
    if weeks.monthly(found.kind) != month:
        raise Refused(f"{echo(text)} is a {found.kind}, and the measure is by the {cadence}")
    return found.number


def to_number(value: Any, unit: str, scale: Value = None) -> float:
    """Return a value of a source as the measure counts it. Raises Refused, with the question for 0.95 of a percentage.

    scale: what it is multiplied by; then it is taken as it comes.
    """
    own = "" if scale is not None else unit
    if isinstance(value, bool):
        if unit_of(unit) != "yes/no":
            raise Refused(f"{str(value).lower()} is no number")
        return float(value)
    if isinstance(value, str):
        if value.strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
            raise Refused(f"{value.strip()} is no number")
        number = parse_value(value, own)
    elif isinstance(value, int | float | Decimal):
        try:
            plain = float(value)
        except OverflowError:
            raise Refused("a number is too large") from None
        if not math.isfinite(plain):
            raise Refused(f"{value} is no number")
        number = parse_value(f"{plain:.15g}", own)
    else:
        raise Refused(f"{_kind(value)} is no number")
    return parse_value(f"{number * scale:.15g}") if scale is not None else number


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return "an object" if isinstance(value, dict) else f"a value of type {type(value).__name__}"
