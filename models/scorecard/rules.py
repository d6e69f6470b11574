"""The arithmetic of the scorecard (product.md 3, "Measure status"): pure functions over plain values.

Values of consecutive periods are sequences, oldest first, with None for a period without a reading. A plan is a
plain tuple `(from_period, hold, low, start, goal, by_period, off_at)`, the columns of the Plan table in this order:
the short commands import this module and must not pay for dataclasses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models import weeks
from models.numbers import unit_of

Plan = tuple[int, float | None, float | None, float | None, float | None, int | None, float | None]
Value = float | None

BETTER, SAME, WORSE = "better", "same", "worse"


def plan_for(plans: Sequence[Plan], period: int) -> Plan | None:
    """Return the plan a period is judged by: the newest that has started (product.md 3: the past keeps its goal)."""
    found = None
    for plan in plans:
        if plan[0] <= period and (found is None or plan[0] > found[0]):
            found = plan
    return found


def plan_value(plan: Plan | None, period: int, cadence: str = weeks.WEEK) -> Value:
    """Return what the plan asks of one period: the hold, or the point of the glide path, or None without a plan.

    A glide path runs straight from `start` in its first period to `goal` in `by_period` and stays there.
    """
    if plan is None or period < plan[0]:
        return None
    first, hold, _, start, goal, by, _ = plan
    if hold is not None or goal is None:
        return hold
    if start is None or by is None or by <= first or period >= by:
        return goal
    gone = weeks.count_between(first, period, cadence) / weeks.count_between(first, by, cadence)
    return start + (goal - start) * gone


def plan_values(plans: Sequence[Plan], periods: Sequence[int], cadence: str = weeks.WEEK) -> list[Value]:
    """Return the plan of each period, each by the plan that was in force then."""
    return [plan_value(plan_for(plans, period), period, cadence) for period in periods]


def suggested_off_at(
    unit: str = "", direction: str = "up", *, hold: Value = None, start: Value = None, goal: Value = None
) -> Value:
    """Return the suggested distance from plan at which a measure is off, or None when it must be given.

    25 % of |goal - start| for a glide path; for holds between 90 and 100 % twice the gap to 100; else 10 % of the
    plan; a plan of 0 has none (product.md 3). The gap to 100 only means something where more is better.
    """
    if start is not None and goal is not None and start != goal:
        return _tidy(abs(goal - start) * 0.25)
    plan = hold if hold is not None else goal
    if not plan:
        return None
    if unit_of(unit) == "%" and direction == "up" and 90 <= plan < 100:
        return _tidy((100 - plan) * 2)
    return _tidy(abs(plan) * 0.1)


def shortfall(value: float, plan: float, direction: str = "up", low: Value = None) -> float:
    """Return how far a value is on the wrong side of plan: positive is short, negative better, 0 exactly at it.

    direction: "up", "down", or "within" the band from `low` to `plan` (bounds inclusive).
    """
    if direction == "within":
        return max(value - plan, (low if low is not None else float("-inf")) - value)
    return plan - value if direction == "up" else value - plan


def status(
    value: Value,
    plan: Value,
    direction: str = "up",
    off_at: Value = None,
    low: Value = None,
    *,
    ever_read: bool = True,
) -> str:
    """Return the status of one closed period (product.md 3).

    "ok" at plan or better, "risk" short of it, "off" beyond `off_at`, "late" without a reading. Without a plan, or
    when the measure never had a reading (`ever_read`), it is "none". Without an off-at distance nothing is off.
    """
    if value is None:
        return "late" if ever_read else "none"
    if plan is None:
        return "none"
    short = shortfall(value, plan, direction, low)
    if short <= _slack(plan):
        return "ok"
    return "off" if off_at is not None and short > off_at + _slack(plan) else "risk"


def status_by(plan: Plan | None, value: Value, period: int, direction: str, cadence: str = weeks.WEEK) -> str:
    """Return the status of a value in a period under a plan of the table."""
    if plan is None:
        return "none" if value is not None else "late"
    return status(value, plan_value(plan, period, cadence), direction, plan[6], plan[2])


def judges_running(aggregate: str) -> bool:
    """Return True when the running period may be judged: only where the newest value is the value (product.md 2)."""
    return aggregate == "last"


def judged_period(today: date, cadence: str, aggregate: str, *, running_read: bool) -> int:
    """Return the period a measure is judged by today: the last closed one (product.md 2).

    The running one only for measures whose aggregate is "last", and only once it has a reading.
    """
    if running_read and judges_running(aggregate):
        return weeks.period_of(today, cadence)
    return weeks.last_closed(today, cadence)


def holds_until(today: date, cadence: str = weeks.WEEK) -> date:
    """Return the last day on which a verdict about closed periods holds: the end of the running one."""
    return weeks.last_day(weeks.period_of(today, cadence), cadence)


def aggregate(values: Sequence[Value], how: str) -> Value:
    """Return the aggregate of several periods by the measure's own rule: sum, mean, last, min or max.

    Missing periods are left out; without any reading it is None (product.md 3).
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    if how == "sum":
        return _tidy(sum(known))
    if how == "mean":
        return _tidy(sum(known) / len(known))
    if how == "min":
        return min(known)
    return max(known) if how == "max" else known[-1]


def trend(now: Value, before: Value, direction: str = "up", plan: Value = None, low: Value = None) -> str:
    """Return "better", "same" or "worse" against the period before, "" when one of them is missing.

    For "within", nearer to the band is better and inside it all is the same (product.md 3).
    """
    if now is None or before is None:
        return ""
    if direction == "within":
        if plan is None:
            return SAME
        gain = max(shortfall(before, plan, direction, low), 0) - max(shortfall(now, plan, direction, low), 0)
    else:
        gain = now - before if direction == "up" else before - now
    if abs(gain) <= _slack(max(abs(now), abs(before))):
        return SAME
    return BETTER if gain > 0 else WORSE


def holds(value: float, operator: str, limit: float) -> bool:
    """Return True when `value operator limit` is true; operator is one of < <= > >= =."""
    equal = abs(value - limit) <= _slack(limit)
    if operator == "=":
        return equal
    if equal:
        return operator in ("<=", ">=")
    return value < limit if operator in ("<", "<=") else value > limit


def held(values: Sequence[Value], operator: str, limit: float) -> int:
    """Return for how many consecutive periods, up to the newest reading, the condition has held.

    A period that is missing in between ends the run; that the newest one is not typed yet does not, or a trigger
    would go quiet by forgetting a number.
    """
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    run = 0
    for value in reversed(values[:end]):
        if value is None or not holds(value, operator, limit):
            break
        run += 1
    return run


def series(values: Sequence[Value], of: str) -> list[Value]:
    """Return what a trigger looks at: the "value", the "change" to the period before, or "mean4" of four periods."""
    if of == "change":
        pairs = zip([None, *values][: len(values)], values, strict=True)
        return [None if a is None or b is None else _tidy(b - a) for a, b in pairs]
    if of == "mean4":
        return [_mean4(values[max(at - 3, 0) : at + 1]) for at in range(len(values))]
    return list(values)


def in_band(value: Value, low: Value, high: Value) -> bool | None:
    """Return whether a period of a threshold key result met its bounds (inclusive); None when it is missing."""
    if value is None:
        return None
    above = low is None or holds(value, ">=", low)
    return above and (high is None or holds(value, "<=", high))


def _mean4(values: Sequence[Value]) -> Value:
    return aggregate(values, "mean") if len(values) == 4 and None not in values else None


def _slack(scale: float) -> float:
    """Return the distance below which two floats are the same number to a person."""
    return 1e-9 * max(1.0, abs(scale))


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")
