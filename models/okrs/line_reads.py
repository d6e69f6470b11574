"""The line of a goal or key result for its chart: what it was, week by week, and what its plan asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import weeks
from models.okrs.history import DEFINING, Goals, Results, end_of, load, load_goals
from models.okrs.measured import Measured, load_measures
from models.okrs.rules import milestone_progress
from models.scorecard.rules import plan_values
from models.settings import Settings
from models.store.protocol import Reads

LONGEST = 53
"""Periods a chart shows at most, the newest of them."""

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """What a chart draws. what: "value", "progress" or "confidence", in `unit`.

    periods: weeks, or months of a monthly measure, to the end of the cycle. values: None where nothing was said, and
    in the future. plan: None where the plan is no line. limits: further bounds. changed: places from which another
    plan holds.
    """

    what: str
    unit: str
    cadence: str
    periods: tuple[int, ...]
    values: Values
    plan: Values
    limits: tuple[float, ...] = ()
    changed: frozenset[int] = frozenset()

    @property
    def drawn(self) -> bool:
        """Whether there is a line to draw: a value, or a plan."""
        return any(value is not None for value in (*self.values, *self.plan))


def line_of(reader: Reads, key: int, *, settings: Settings, today: date) -> LineView | None:
    """Return the line of a row, None when it has none or too much is below it. key: as in models/okrs/reads.py."""
    if key < 0:
        return _of_key_result(load(reader, [-key], settings=settings, today=today), -key, today)
    measure = reader.value("SELECT m.id FROM goal g JOIN measure m ON m.id = g.measure_id WHERE g.id = :id", id=key)
    if measure is not None:
        found = load_measures(reader, [measure], today=today).get(measure)
        unit = reader.value("SELECT unit FROM measure WHERE id = :id", id=measure) or ""
        return None if found is None else _of_measure(found, str(unit), None, None)
    goals = load_goals(reader, key, settings=settings, today=today)
    return None if goals is None else _of_goal(reader, goals, key, today)


def _of_key_result(results: Results, number: int, today: date) -> LineView | None:
    one = results.known.get(number)
    if one is None:
        return None
    measure = results.measures.get(one.measure) if one.measure else None
    if measure is not None:
        return _of_measure(measure, "", one.first, one.last)
    periods = _weeks(one.first, one.last, [*one.values, *one.sure])
    days = [min(weeks.last_day(week), one.last) for week in periods]
    asked = [results.asked(number, day)[0] for day in days]
    kind, now = one.now["kind"], weeks.week_of(today)
    what, unit, values = "value", "", [one.values.get(week) for week in periods]
    if kind == "boolean":
        what, values = "confidence", [one.sure.get(week) for week in periods]
    elif kind == "milestone":
        what, unit = "progress", "%"
        if one.steps:
            known = [results.steps_on(number, day) for day in days]
            values = [milestone_progress(steps) * 100 for steps in known]
            values = [value if week <= now else None for week, value in zip(periods, values, strict=True)]
        else:
            values = [None if value is None else value * 100 for value in values]
    high = one.now["high"] if kind == "threshold" and one.now["low"] is not None else None
    return LineView(
        what=what, unit=unit, cadence=weeks.WEEK, periods=tuple(periods), values=tuple(values), plan=tuple(asked),
        limits=() if high is None else (high,), changed=_changed(results, number, days, today),
    )  # fmt: skip


def _changed(results: Results, number: int, days: list[date], today: date) -> frozenset[int]:
    """Return the places from which another definition holds than the week before."""
    known = [
        tuple(was[name] for name in DEFINING)
        for was in (results.columns(number, end_of(min(day, today))) for day in days)
    ]
    return frozenset(place for place in range(1, len(known)) if known[place] != known[place - 1])


def _of_measure(measure: Measured, unit: str, first: date | None, last: date | None) -> LineView:
    """Return the readings of a measure with the plan of each period; from the first day on, when one is given."""
    cadence = measure.cadence
    newest = max([*measure.readings, weeks.last_closed(measure.today, cadence)])
    begins = weeks.period_of(first, cadence) if first is not None else weeks.shift(newest, -12, cadence)
    ends = max(newest, weeks.period_of(last, cadence)) if last is not None else newest
    periods = weeks.periods_between(begins, ends, cadence)[-LONGEST:]
    plan = plan_values(measure.plans, periods, cadence)
    return LineView(
        what="value", unit=unit, cadence=cadence, periods=tuple(periods), plan=tuple(plan),
        values=tuple(measure.readings.get(period) for period in periods),
    )  # fmt: skip


def _of_goal(reader: Reads, goals: Goals, goal: int, today: date) -> LineView | None:
    """Return the progress of a goal in percent: what hung under it then, by the targets of then."""
    row = reader.row(
        "SELECT c.start_on, c.end_on, g.created_at FROM goal g LEFT JOIN cycle c ON c.id = g.cycle_id WHERE g.id = :id",
        id=goal,
    )
    if row is None or not goals.results.known:
        return None
    first = date.fromisoformat(row[0] or row[2][:10])
    last = date.fromisoformat(row[1]) if row[1] else today
    said = [week for one in goals.results.known.values() for week in one.values] if row[0] is None else []
    periods = _weeks(first, max(first, last), said)
    now = weeks.week_of(today)
    values: list[float | None] = []
    for week in periods:
        day = min(weeks.last_day(week), today)
        share = goals.progress(goal, day) if week <= now else None
        values.append(None if share is None else share * 100)
    plan: list[float | None] = [None] * len(periods)
    if row[0]:
        plan = [100 * goals.expected(goal, weeks.last_day(week), first, last) for week in periods]
    return LineView(
        what="progress", unit="%", cadence=weeks.WEEK, periods=tuple(periods), values=tuple(values), plan=tuple(plan),
    )  # fmt: skip


def _weeks(first: date, last: date, said: list[int]) -> list[int]:
    """Return the weeks to draw: those of the cycle, from the first value on where that is older."""
    own = weeks.weeks_within(first, last) or [weeks.week_of(first)]
    begins = min([own[0], *said])
    return weeks.periods_between(begins, max(own[-1], max(said, default=own[-1])))[-LONGEST:]
