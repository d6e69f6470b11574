"""Plans and trigger conditions as people type and read them: ">=62%", "90..95%", "4 -> 17 by W39", "< 60% for 3"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models import weeks
from models.errors import Refused
from models.numbers import CODES, echo, format_number, parse_quantity, parse_value, unit_of
from models.scorecard.rules import Plan

_GLIDE = re.compile(
    r"(?:(?P<start>.+?)\s*(?:->|→)\s*)?(?P<goal>.+?)(?:\s+from\s+(?P<since>.+?))?\s+by\s+(?P<by>\S.*)", re.IGNORECASE
)
_SIGN = re.compile(r"(?:(?P<up>>=?|≥|at least)|(?P<down><=?|≤|at most))\s*(?P<number>.+)", re.IGNORECASE)
_BAND = re.compile(r"(?:within\s+)?(?P<low>.+?)\s*(?:\.\.|…|\bto\b)\s*(?P<high>.+)", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:(?P<of>value|change|mean4)\s+)?(?P<operator><=|>=|<|>|=|≤|≥)\s*(?P<bound>.+?)"
    r"(?:\s+for\s+(?P<periods>\d{1,2})(?:\s+\w+)?)?",
    re.IGNORECASE,
)
MOST_PERIODS = 53


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan as typed. Either `hold` (with `low` for a band) or `goal` by the period `by` (from `start` if given).

    direction: what the sign or the path says, "" when the text does not say. since: the period it starts, or None.
    """

    hold: float | None = None
    low: float | None = None
    start: float | None = None
    goal: float | None = None
    by: int | None = None
    since: int | None = None
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A trigger's condition as typed: `of` ("value", "change", "mean4") `operator` `bound`, for `periods` periods."""

    operator: str
    bound: float
    of: str = "value"
    periods: int = 2


def parse_plan(text: str, *, unit: str, cadence: str, running: int) -> PlanText:
    """Return the plan that a person typed for a measure counted in `unit`.

    running: the running period, from which a missing year is taken. Raises Refused, saying what can be typed.
    """
    typed = " ".join(text.split())
    if not typed:
        raise Refused("The plan is empty", "Type one such as >=62%, 90..95% or 4 -> 17 by W39")
    glide = _GLIDE.fullmatch(typed)
    if glide is not None:
        return _glide(glide, unit, cadence, running)
    if "->" in typed or "→" in typed:
        raise Refused(f"{echo(typed)} has no period to arrive by", "Type it as 4 -> 17 by W39")
    sign = _SIGN.fullmatch(typed)
    if sign is not None:
        return PlanText(hold=_number(sign["number"], unit), direction="up" if sign["up"] else "down")
    band = _BAND.fullmatch(typed)
    if band is not None:
        low, high = _number(band["low"], unit), _number(band["high"], unit)
        if low >= high:
            raise Refused(f"{echo(typed)} is no band", "Type the lower bound first, such as 90..95")
        return PlanText(hold=high, low=low, direction="within")
    return PlanText(hold=_number(typed, unit))


def _glide(found: re.Match[str], unit: str, cadence: str, running: int) -> PlanText:
    word = found["goal"].strip()
    sign = _SIGN.fullmatch(word)
    goal = _number(sign["number"] if sign else word, unit)
    start = _number(found["start"], unit) if found["start"] else None
    since = weeks.parse_period(found["since"], running, cadence) if found["since"] else None
    near = since if since is not None else running
    by = weeks.parse_period(found["by"], near, cadence, ahead=True)
    if start is not None and start == goal:
        raise Refused("Start and goal are the same", f"Type {echo(word)} alone to hold it")
    if since is not None and by <= since:
        raise Refused("The plan would end before it starts", "Give a later period after by")
    signed = ("up" if sign["up"] else "down") if sign else ""
    direction = ("up" if goal > start else "down") if start is not None else signed
    if signed and signed != direction:
        raise Refused(f"The path goes {direction} and the sign says {signed}", "Leave the sign out")
    return PlanText(start=start, goal=goal, by=by, since=since, direction=direction)


def _number(text: str, unit: str) -> float:
    return parse_value(text, unit)


def unit_in(text: str) -> str:
    """Return the unit that a plan's text carries ("%" of ">=62%", "EUR" of "€3k"), "" when it carries none."""
    for word in re.split(r"->|→|\.\.|\bby\b|\bfrom\b|\bto\b", text):
        bare = word.strip().lstrip("<>=≤≥ ")
        if bare and (bare[0].isdigit() or bare[0] in CODES):
            try:
                unit = parse_quantity(bare)[1]
            except Refused:
                continue
            if unit:
                return unit_of(unit)
    return ""


def parse_condition(text: str, *, unit: str) -> Condition:
    """Return the trigger condition a person typed, "< 60% for 3". Raises Refused, saying what can be typed."""
    found = _CONDITION.fullmatch(" ".join(text.split()))
    if found is None:
        raise Refused(f"{echo(text)} is no condition", "Type one such as < 60 for 3, or change < -2 for 2")
    periods = int(found["periods"] or 2)
    if not 1 <= periods <= MOST_PERIODS:
        raise Refused(f"A trigger looks at 1 to {MOST_PERIODS} periods, not {periods}")
    operator = {"≤": "<=", "≥": ">="}.get(found["operator"], found["operator"])
    of = (found["of"] or "value").lower()
    # A change of percentages is small: 0.5 points are meant as typed.
    small = of == "change" and unit == "%" and "%" not in found["bound"]
    share = of != "value" and unit == "yes/no"  # a mean of yes and no lies between the two
    bound = _number(found["bound"], "" if small or share else unit)
    return Condition(operator, bound, of, periods)


def goal_text(plan: Plan | None, unit: str, direction: str, cadence: str = weeks.WEEK) -> str:
    """Return a plan short enough for a column: ">=62%", "90..95%", ">=17% W39"; "" without a plan.

    A plan that ends in another year than it starts says which: ">=17% W20'27".
    """
    if plan is None:
        return ""
    since, hold, low, _, goal, by, _ = plan
    if direction == "within" and hold is not None:
        return f"{format_number(low, unit)}..{format_number(hold, unit)}"
    sign = "<=" if direction == "down" else ">="
    if hold is not None or goal is None:
        return f"{sign}{format_number(hold, unit)}" if hold is not None else ""
    until = f" {weeks.format_period(by, cadence, short=True)}" if by else ""
    year = f"'{by // 100 % 100:02d}" if by and by // 100 != since // 100 else ""
    return f"{sign}{format_number(goal, unit)}{until}{year}"


def typed_plan(plan: Plan | None, unit: str, direction: str, cadence: str = weeks.WEEK) -> str:
    """Return a plan as it would be typed, for an edit form."""
    if plan is None:
        return ""
    _, hold, _, start, goal, by, _ = plan
    if hold is None and goal is not None and start is not None and by is not None:
        path = f"{_plain(start)} -> {_plain(goal)}"
        return f"{path} by {weeks.format_period(by, cadence)}"
    if hold is None and goal is not None and by is not None:
        return f"{_plain(goal)} by {weeks.format_period(by, cadence)}"
    if direction == "within" and hold is not None and plan[2] is not None:
        return f"{_plain(plan[2])}..{_plain(hold)}"
    return _plain(hold) if hold is not None else ""


def _plain(value: float) -> str:
    return f"{value:.12g}"


def condition_text(of: str, operator: str, bound: float, periods: int, unit: str) -> str:
    """Return a trigger's condition in words: "< 60% for 3"."""
    what = "" if of == "value" else f"{of} "
    return f"{what}{operator} {format_number(bound, unit)} for {periods}"
