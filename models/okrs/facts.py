"""What the rollups rest on, read from the database in a few statements for one key result or for all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from json import loads
from typing import Any
from zoneinfo import ZoneInfo

from models import weeks
from models.okrs.measured import Measured, load_measures
from models.okrs.pace import KeyResultFacts, PaceSettings
from models.okrs.rules import StepFacts
from models.people.rules import due_weekday, next_due
from models.scorecard.rules import in_band
from models.settings import Settings
from models.store.ids import within
from models.store.protocol import Reads

TRAIL = 13
OWED_IN = ("active", "closing")
ENDING = ("closing", "closed")

day_of = lru_cache(maxsize=4096)(date.fromisoformat)
owed_next = lru_cache(maxsize=4096)(next_due)


@dataclass(slots=True)
class KeyResultState:
    """One key result as the rollups need it. trail: the last values by period, None for a missing one.

    said: the check-ins that count, oldest first: (period, at, value, confidence, word).
    """

    id: int
    goal_id: int
    weight: float
    facts: KeyResultFacts
    checked_at: str | None = None
    trail: list[float | None] = field(default_factory=list)
    said: Sequence[tuple[Any, ...]] = ()


Said = list[tuple[Any, ...]]
"""The check-ins of one key result that count, oldest first: (period, at, value, confidence, word)."""


def pace_settings(settings: Settings) -> PaceSettings:
    """Return the organisation's thresholds as the rules take them."""
    return PaceSettings(
        stretch_factor=settings.stretch_pace,
        ok_ratio=settings.ok_ratio,
        risk_ratio=settings.risk_ratio,
        early_share=settings.early_share,
        late_days=settings.late_grace_days,
    )


def key_results(
    reader: Reads,
    *,
    settings: Settings,
    today: date,
    only: Collection[int] | None = None,
    instead: Mapping[int, Mapping[str, Any]] | None = None,
) -> list[KeyResultState]:
    """Return the live key results among `only` (None: all) with everything their verdict rests on.

    instead: by id, other values of kind, start, target, low and high: what they would be on another definition.
    """
    rows = [
        row
        for where, ids in within("k.id", only)
        for row in reader.rows(
            # Few texts: each is cleaned on its way in, and of a large company there are a million.
            "SELECT k.id, k.goal_id, k.weight, k.kind, k.start, k.target, k.low, k.high, k.measure_id, k.plan_json,"
            " k.starts_on, k.due_on, substr(k.created_at, 1, 10), k.final_score IS NOT NULL OR g.state = 'closed',"
            " g.intent = 'committed', g.cycle_id, t.review_weekday FROM key_result k JOIN goal g ON g.id = k.goal_id"
            f" LEFT JOIN team t ON t.id = g.team_id WHERE k.archived_at IS NULL AND {where}",
            **ids,
        )
    ]
    check_ins = _check_ins(reader, only)
    steps = _steps(reader, None if only is None else [row[0] for row in rows if row[3] == "milestone"])
    measures = load_measures(reader, {row[8] for row in rows if row[8]}, today=today)
    zone = None if settings.zone == "UTC" else ZoneInfo(settings.zone)
    build = _Builder(today, zone, check_ins, steps, measures, _cycles(reader))
    if instead:
        rows = [_defined(row, instead.get(row[0], {})) for row in rows]
    return [build.state(row) for row in rows]


CycleDays = tuple[str | None, str | None, str, str | None]
"""First day, last day, state and day of closing of a cycle."""

NO_CYCLE: CycleDays = (None, None, "", None)


def _cycles(reader: Reads) -> dict[int | None, CycleDays]:
    rows = reader.rows("SELECT id, start_on, end_on, state, closed_on FROM cycle")
    return {number: (start_on, end_on, state, closed_on) for number, start_on, end_on, state, closed_on in rows}


def _defined(row: tuple[Any, ...], other: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return a key result's row with another definition in the place of its own."""
    names = ("kind", "start", "target", "low", "high")
    return (*row[:3], *(other.get(name, own) for name, own in zip(names, row[3:8], strict=True)), *row[8:])


def _check_ins(reader: Reads, only: Collection[int] | None) -> dict[int, Said]:
    """Return the check-ins that count by key result: those that no other one corrects."""
    found: dict[int, Said] = {}
    rows: list[tuple[Any, ...]] = []
    for where, ids in within("key_result_id", only):
        rows += reader.rows(
            "SELECT key_result_id, id, corrects, period, at, value, confidence, word FROM check_in"
            f" WHERE archived_at IS NULL AND {where} ORDER BY key_result_id, period, at, id",
            **ids,
        )
    replaced = {row[2] for row in rows if row[2] is not None}
    for row in rows:
        if row[1] not in replaced:
            found.setdefault(row[0], []).append(row[3:])
    return found


def _steps(reader: Reads, only: Collection[int] | None) -> dict[int, tuple[StepFacts, ...]]:
    found: dict[int, list[StepFacts]] = {}
    for where, ids in within("key_result_id", only):
        for number, weight, due, done in reader.rows(
            "SELECT key_result_id, weight, due_on, done_at FROM step"
            f" WHERE archived_at IS NULL AND {where} ORDER BY id",
            **ids,
        ):
            step = StepFacts(weight, day_of(due[:10]) if due else None, done is not None)
            found.setdefault(number, []).append(step)
    return {number: tuple(steps) for number, steps in found.items()}


@dataclass(slots=True)
class _Builder:
    today: date
    zone: ZoneInfo | None
    check_ins: dict[int, Said]
    steps: dict[int, tuple[StepFacts, ...]]
    measures: dict[int, Measured]
    cycles: dict[int | None, CycleDays]

    def state(self, row: tuple[Any, ...]) -> KeyResultState:
        (number, goal, weight, kind, start, target, low, high, measure_id, plan, starts, due, made, over, committed,
         cycle, review) = row  # fmt: skip
        cycle_start, cycle_end, cycle_state, closed_on = self.cycles.get(cycle, NO_CYCLE)
        said = self.check_ins.get(number, [])
        last = said[-1] if said else None
        begins, ends = self._days(starts or cycle_start, due or cycle_end, made)
        closed = bool(over) or cycle_state == "closed"
        measure = self.measures.get(measure_id) if measure_id else None
        today = min(self.today, day_of(closed_on)) if closed_on else self.today
        if measure is not None and cycle_state in ENDING and min(ends, today) < self.today:
            measure = measure.until_day(min(ends, today), today)
        since = max(begins, day_of(made))
        facts: dict[str, Any] = {"kind": kind, "start": start, "target": target, "first": begins, "last": ends}
        if measure is not None:
            facts |= measure.facts(kind, start, target, low, high, first=begins, last=ends, since=since)
            trail, seen = measure.trail(), measure.read_at
        else:
            trail, seen = _trail(said), None
            facts["value"] = _newest(said)
            if kind == "threshold":
                facts |= _periods(_by_week(said), low, high, (begins, ends, since), today)
            if not closed and cycle_state in OWED_IN and not measure_id:
                facts["check_in_due"] = self._due(last, due_weekday(review or 1), since, ends)
        if closed_on:
            facts["period_end"] = None  # what is closed for good changes with no day any more
        return KeyResultState(
            id=number,
            goal_id=goal,
            weight=weight,
            facts=KeyResultFacts(
                intent="committed" if committed else "stretch",
                confidence=last[3] if last else None,
                word=last[4] if last else None,
                steps=self.steps.get(number, ()),
                path=_path(plan) if plan else (),
                closed=closed,
                **facts,
            ),
            checked_at=max(last[1] if last else "", seen or "") or None,
            trail=trail,
            said=said,
        )

    def _days(self, start: str | None, end: str | None, made: str) -> tuple[date, date]:
        """A key result outside a cycle runs for the calendar year it was made in."""
        year = made[:4]
        begins, ends = day_of(start or f"{year}-01-01"), day_of(end or f"{year}-12-31")
        return (begins, ends) if begins <= ends else (ends, ends)

    def _due(self, last: tuple[Any, ...] | None, weekday: int, since: date, ends: date) -> date | None:
        due = owed_next(self._local(last[1]) if last else None, weekday, since)
        return due if due <= ends else None

    def _local(self, at: str) -> date:
        if self.zone is None:
            return day_of(at[:10])
        return datetime.fromisoformat(at).astimezone(self.zone).date()


def _periods(
    values: Mapping[int, float], low: float | None, high: float | None, days: tuple[date, date, date], today: date
) -> dict[str, Any]:
    """Return the closed weeks of a threshold and until when they are all that there are.

    days: the first and the last one it runs, and the one since when it is there.
    """
    begins, ends, since = days
    first = max(first_week(begins), min([weeks.week_of(since), *values]))
    closed = min(weeks.last_closed(today), weeks.week_of(ends))
    met = tuple(in_band(values.get(week), low, high) for week in weeks.periods_between(first, closed))
    return {"met": met, "period_end": running_end(today, ends)}


def first_week(begins: date) -> int:
    """Return the first week of something that begins on a day: a week belongs to its Thursday (product.md 2)."""
    week = weeks.week_of(begins)
    return week if weeks.thursday(week) >= begins else weeks.next_period(week)


def running_end(today: date, ends: date) -> date | None:
    """Return the last day of the running week, None once the key result is over and no more weeks close."""
    last = weeks.last_day(weeks.week_of(today))
    return last if last - timedelta(days=7) < ends else None


def _newest(said: Said) -> float | None:
    return next((row[2] for row in reversed(said) if row[2] is not None), None)


def _by_week(said: Said) -> dict[int, float]:
    return {row[0]: row[2] for row in said if row[2] is not None}


@lru_cache(maxsize=4096)
def _slot(week: int) -> int:
    return weeks.first_day(week).toordinal() // 7


def _trail(said: Said) -> list[float | None]:
    """Return the values of the last thirteen weeks up to the newest check-in, the last one of each week."""
    known = [(row[0], row[2]) for row in said[-3 * TRAIL :] if row[2] is not None]
    if len(known) < 2:
        return [value for _, value in known]
    end = _slot(known[-1][0])
    by_slot = {_slot(week): value for week, value in known}
    first = max(end - TRAIL + 1, min(by_slot))
    return [by_slot.get(slot) for slot in range(first, end + 1)]


@lru_cache(maxsize=1024)
def _path(plan: str) -> tuple[tuple[date, float], ...]:
    """Read a glide path: JSON pairs of day and value, oldest first."""
    return tuple((day_of(day), float(value)) for day, value in loads(plan))
