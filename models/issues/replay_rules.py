"""The hot rules of measures on their history: what is hot now, and what would have been hot before (product.md 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.issues import rules
from models.scorecard.rules import Value, plan_for
from models.scorecard.verdict import Judged
from models.settings import Settings

NAMES = ("off_periods", "worse_periods", "better_periods")
"""The settings that can be replayed, in the order of `Thresholds`."""
RULES = {"off_periods": "measure", "worse_periods": "worsening", "better_periods": "opportunity"}


class Thresholds(NamedTuple):
    """For how many periods a measure must be off, worsen, or be better than plan until it is hot."""

    off: int = 2
    worse: int = 3
    better: int = 3


class History(NamedTuple):
    """The closed periods of one measure, oldest first; off_at: the distance in force in each. unit: of its numbers."""

    periods: Sequence[int]
    values: Sequence[Value]
    plans: Sequence[Value]
    statuses: Sequence[str]
    off_at: Sequence[Value]
    direction: str
    unit: str = ""

    def until(self, count: int) -> History:
        """Return the first `count` periods, as they could be looked at when the last of them had closed."""
        return History(
            self.periods[:count],
            self.values[:count],
            self.plans[:count],
            self.statuses[:count],
            self.off_at[:count],
            self.direction,
            self.unit,
        )


class Story(NamedTuple):
    """A measure became hot: the rule that found it, and the place of the period with which it did."""

    place: int
    rule: str


def thresholds(settings: Settings) -> Thresholds:
    """Return the organisation's thresholds, at least one period each."""
    return Thresholds(*(max(1, int(getattr(settings, name))) for name in NAMES))


def history(one: Judged) -> History:
    """Return the closed periods of a judged measure."""
    count = len(one.closed_values)
    periods = one.periods[:count]
    plans = [plan_for(one.plans, period) for period in periods]
    return History(
        periods=periods,
        values=one.closed_values,
        plans=one.plan_values[:count],
        statuses=one.closed,
        off_at=[plan[6] if plan else None for plan in plans],
        direction=one.direction,
        unit=one.unit,
    )


def loudest(seen: History, asked: Thresholds) -> rules.Heat | None:
    """Return the loudest heat after the last closed period; a number that is not typed yet hides nothing."""
    count = len(seen.values)
    while count and seen.values[count - 1] is None:
        count -= 1
    if not count:
        return None
    values, plans, statuses = seen.values[:count], seen.plans[:count], seen.statuses
    off_at = seen.off_at[-1]
    found = (
        rules.measure_off(statuses, values[-1], plans[-1], seen.direction, off_at, asked.off, seen.unit),
        rules.measure_worsening(values, seen.direction, off_at, statuses[count - 1], asked.worse, seen.unit),
        rules.measure_opportunity(values, plans, seen.direction, off_at, asked.better, seen.unit),
    )
    return max((heat for heat in found if heat), key=lambda heat: heat.severity, default=None)


def stories(seen: History, asked: Thresholds, last: int) -> list[Story]:
    """Return when the measure became hot in its last `last` closed periods; one that stays hot is one story."""
    found: list[Story] = []
    first = max(0, len(seen.values) - last)
    before = loudest(seen.until(first), asked) is not None
    for place in range(first, len(seen.values)):
        heat = loudest(seen.until(place + 1), asked)
        if heat is not None and not before:
            found.append(Story(place, heat.rule))
        before = heat is not None
    return found
