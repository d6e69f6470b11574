"""What a linked measure gives to a key result or an annual goal: value, plan, status, closed periods."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from models import weeks
from models.scorecard.rules import Plan, holds_until, in_band, judged_period, plan_for, status_by
from models.store.protocol import Reads

TRAIL = 13


@dataclass(slots=True)
class Measured:
    """One measure on a day, with its plans and readings by period."""

    cadence: str
    direction: str
    aggregate: str
    today: date
    plans: list[Plan] = field(default_factory=list)
    readings: dict[int, float] = field(default_factory=dict)
    read_at: str | None = None

    def until_day(self, day: date, today: date) -> Measured:
        """Return the measure as the period of a day left it: what came later is not of a cycle that ended then.

        today: the day it is looked at, not after that period.
        """
        last = weeks.period_of(day, self.cadence)
        readings = {period: value for period, value in self.readings.items() if period <= last}
        after = weeks.last_day(last, self.cadence) + timedelta(days=1)
        return replace(self, today=min(today, after), readings=readings)

    @property
    def judged(self) -> int:
        """The period the measure is judged by today."""
        running = weeks.period_of(self.today, self.cadence)
        return judged_period(self.today, self.cadence, self.aggregate, running_read=running in self.readings)

    @property
    def value(self) -> float | None:
        """The newest reading up to the judged period."""
        last = max((period for period in self.readings if period <= self.judged), default=None)
        return None if last is None else self.readings[last]

    @property
    def status(self) -> str:
        """The verdict of the scorecard about the judged period."""
        if not self.readings:
            return "none"
        period = self.judged
        return status_by(plan_for(self.plans, period), self.readings.get(period), period, self.direction, self.cadence)

    @property
    def until(self) -> date:
        """The last day this verdict holds."""
        return holds_until(self.today, self.cadence)

    def trail(self) -> list[float | None]:
        """Return the values of the last thirteen periods up to the newest reading."""
        if not self.readings:
            return []
        last = max(self.readings)
        first = max(weeks.shift(last, 1 - TRAIL, self.cadence), min(self.readings))
        return [self.readings.get(one) for one in weeks.periods_between(first, last, self.cadence)]

    def facts(
        self,
        kind: str,
        start: float | None,
        target: float | None,
        low: float | None,
        high: float | None,
        *,
        first: date,
        last: date,
        since: date,
    ) -> dict[str, Any]:
        """Return what a linked key result takes from its measure (product.md 3: one number, one verdict).

        Where it has no numbers of its own it takes those of the plan; against a plan to hold it is judged by
        its closed periods like a threshold.
        """
        plan = plan_for(self.plans, self.judged)
        if kind in ("increase", "decrease", "count") and target is None and plan is not None:
            if plan[4] is not None:
                start, target = (start if start is not None else plan[3]), plan[4]
            elif plan[1] is not None:
                kind, (low, high) = "threshold", self._band(plan)
        found: dict[str, Any] = {
            "kind": kind,
            "start": start,
            "target": target,
            "value": self.value,
            "measure_status": self.status,
            "period_end": self.until,
        }
        if kind == "threshold":
            if low is None and high is None and plan is not None:
                low, high = self._band(plan)
            found["met"] = self._met(low, high, first, last, since)
        return found

    def _band(self, plan: Plan) -> tuple[float | None, float | None]:
        if self.direction == "within":
            return plan[2], plan[1]
        return (plan[1], None) if self.direction == "up" else (None, plan[1])

    def _met(
        self, low: float | None, high: float | None, first: date, last: date, since: date
    ) -> tuple[bool | None, ...]:
        begins = max(weeks.period_of(first, self.cadence), min([weeks.period_of(since, self.cadence), *self.readings]))
        closed = min(weeks.last_closed(self.today, self.cadence), weeks.period_of(last, self.cadence))
        periods = weeks.periods_between(begins, closed, self.cadence)
        return tuple(in_band(self.readings.get(period), low, high) for period in periods)


def load_measures(reader: Reads, numbers: Collection[int], *, today: date) -> dict[int, Measured]:
    """Return the measures with these ids, with their plans and the readings of this year and the last.

    The tables themselves are read, not what a person may see of them: a rollup is the same for everybody.
    """
    if not numbers:
        return {}
    home = "main" if reader.dialect == "sqlite" else "public"
    wanted = ", ".join(str(int(one)) for one in sorted(numbers))
    found = {
        number: Measured(cadence, direction, aggregate, today)
        for number, cadence, direction, aggregate in reader.rows(
            f"SELECT id, cadence, direction, aggregate FROM {home}.measure"
            f" WHERE archived_at IS NULL AND id IN ({wanted})"
        )
    }
    for number, *plan in reader.rows(
        "SELECT measure_id, from_period, hold, low, start, goal, by_period, off_at FROM plan"
        f" WHERE archived_at IS NULL AND measure_id IN ({wanted}) ORDER BY measure_id, from_period"
    ):
        if number in found:
            found[number].plans.append((plan[0], plan[1], plan[2], plan[3], plan[4], plan[5], plan[6]))
    for number, period, value, at in reader.rows(
        f"SELECT measure_id, period, value, at FROM reading WHERE archived_at IS NULL AND measure_id IN ({wanted})"
        " AND period >= :since ORDER BY measure_id, period",
        since=(today.year - 1) * 100,
    ):
        if number in found:
            measure = found[number]
            measure.readings[period] = value
            measure.read_at = at if measure.read_at is None else max(measure.read_at, at)
    return found
