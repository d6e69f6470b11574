"""When triggers fire (M74): pure functions over the values of closed periods.

armed -> fired, once the condition held for its periods -> acknowledged, by a person -> armed again, once the condition
has ended. What fired stays fired until somebody said so, even when the numbers have recovered: the action was agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.scorecard.rules import Value, held, holds, series

ARMED, FIRED, ACKNOWLEDGED = "armed", "fired", "acknowledged"


class Condition(NamedTuple):
    """What a trigger waits for: `of` ("value", "change", "mean4") `operator` `bound` for `periods` closed periods."""

    of: str
    operator: str
    bound: float
    periods: int


def run_now(values: Sequence[Value], condition: Condition) -> int:
    """Return for how many closed periods the condition has held, up to the newest reading."""
    return held(series(values, condition.of), condition.operator, condition.bound)


def state_now(
    values: Sequence[Value], periods: Sequence[int], condition: Condition, state: str, fired: int | None
) -> tuple[str, int | None]:
    """Return (state, the period it fired with) of a trigger after its measure's closed periods.

    fired: the period it fired with before. A correction after which it would not have fired then arms it again.
    """
    if run_now(values, condition) >= condition.periods:
        return (FIRED, _newest(values, periods)) if state == ARMED else (state, fired)
    if state == FIRED and fired is not None:
        then = values[: periods.index(fired) + 1] if fired in periods else None
        if then is None or run_now(then, condition) >= condition.periods:
            return FIRED, fired
        return ARMED, None
    return ARMED, fired


def _newest(values: Sequence[Value], periods: Sequence[int]) -> int | None:
    known = [period for period, value in zip(periods, values, strict=True) if value is not None]
    return known[-1] if known else None


def firings(values: Sequence[Value], condition: Condition) -> list[int]:
    """Return the places of the periods with which a trigger would have fired, each firing acknowledged at once.

    The same as asking `state_now` after every period, in one walk.
    """
    found: list[int] = []
    run, armed, gap = 0, True, False
    for place, value in enumerate(series(values, condition.of)):
        if value is None:
            gap = True
            continue
        run = (0 if gap else run) + 1 if holds(value, condition.operator, condition.bound) else 0
        gap = False
        if run < condition.periods:
            armed = True
        elif armed:
            armed = False
            found.append(place)
    return found
