"""One row of the OKR tree: what a goal or a key result shows, read for a window of keys in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from json import loads
from typing import Any

from models import refs, weeks
from models.okrs.pace import KeyResultFacts, PaceSettings, elapsed_share, expected_progress
from models.store.protocol import Reads

COUNTS = ("off", "risk", "late_count", "none", "early", "ok", "done")
WORDS = ("off", "risk", "late", "none", "early", "ok", "done")

Plans = Mapping[int, tuple[Any, ...]]
"""(start, goal or hold) of the plan that each measure is judged by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A goal or a key result as lists show it.

    key: id of a goal, negated id of a key result. kind: imperative, annual, objective, or that of the key result.
    owner: handle, else the words an import had, else "". raw: progress as it is, None when not set or none.
    expected: what pace asks for today, None where it is no line. value, target in `unit`; low, high: the bounds
    of a threshold. trail: values by week up to today, None for a missing one. age: days since the last check-in.
    counts: key results below by status word. cycle, team: their names; a key result has no team of its own.
    hidden: its measure is private to another team, so no numbers.
    """

    key: int
    ref: str
    kind: str
    title: str
    owner: str = ""
    owner_name: str = ""
    intent: str = ""
    health: str = "none"
    late: bool = False
    raw: float | None = None
    expected: float | None = None
    value: float | None = None
    start: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    confidence: int | None = None
    trail: tuple[float | None, ...] = ()
    age: int | None = None
    counts: Mapping[str, int] | None = None
    counted: int = 0
    total: int = 0
    weight: float = 1.0
    contributes: bool = False
    goal: int | None = None
    measure: int | None = None
    steps: tuple[int, int] = (0, 0)
    hidden: bool = False
    cycle_state: str = ""
    cycle: str = ""
    team: str = ""

    @property
    def is_key_result(self) -> bool:
        """Whether the row is a key result."""
        return self.key < 0


def rows(reader: Reads, keys: Collection[int], *, today: date, pace: PaceSettings | None = None) -> dict[int, RowView]:
    """Return the rows of these keys; one that is archived or gone is left out."""
    settings = pace or PaceSettings()
    found = _goals(reader, [key for key in keys if key > 0], today, settings)
    found.update(_key_results(reader, [-key for key in keys if key < 0], today, settings))
    return found


def _listed(numbers: Collection[int]) -> str:
    return ", ".join(str(int(one)) for one in numbers)


def _goals(reader: Reads, numbers: Collection[int], today: date, settings: PaceSettings) -> dict[int, RowView]:
    if not numbers:
        return {}
    rows = reader.rows(
        "SELECT g.id, g.kind, g.title, g.intent, g.weight, g.contributes, g.parent_id, g.measure_id, m.id, m.unit,"
        " p.handle, p.name, g.owner_text, c.start_on, c.end_on, c.state, c.name, t.name, r.progress, r.health,"
        f" r.value, r.trail, r.checked_at, r.counted, r.total, {', '.join(f'r.{name}' for name in COUNTS)} FROM goal g"
        " LEFT JOIN rollup r ON r.node = 'goal' AND r.node_id = g.id LEFT JOIN person p ON p.id = g.owner_id"
        " LEFT JOIN cycle c ON c.id = g.cycle_id LEFT JOIN measure m ON m.id = g.measure_id"
        " LEFT JOIN team t ON t.id = g.team_id"
        f" WHERE g.archived_at IS NULL AND g.id IN ({_listed(numbers)})"
    )
    plans = _plans(reader, {row[8] for row in rows if row[8]}, today)
    return {row[0]: _goal(row, plans, today, settings) for row in rows}


def _goal(row: tuple[Any, ...], plans: Mapping[int, tuple[Any, ...]], today: date, settings: PaceSettings) -> RowView:
    (number, kind, title, intent, weight, contributes, parent, measure, seen, unit, handle, name, said,
     start_on, end_on, state, cycle, team, progress, health, value, trail, checked, counted, total,
     *counts) = row  # fmt: skip
    hidden = measure is not None and seen is None
    expected = None
    if start_on and end_on and state != "planning":
        share = elapsed_share(date.fromisoformat(start_on), date.fromisoformat(end_on), today)
        expected = share if intent == "committed" else share * settings.stretch_factor
    _, target = plans.get(seen, (None, None))
    return RowView(
        key=number,
        ref=refs.ref("objective" if kind == "objective" else "goal", number),
        kind=kind,
        title=title,
        owner=handle or said or "",
        owner_name=name or said or "",
        intent=intent or "",
        health="none" if hidden else health or "none",
        raw=progress,
        expected=expected,
        value=None if hidden else value,
        target=target,
        unit=unit or "",
        trail=() if hidden else _trail(trail, checked, today),
        counts=dict(zip(WORDS, (count or 0 for count in counts), strict=True)),
        counted=counted or 0,
        total=total or 0,
        weight=weight,
        contributes=bool(contributes),
        goal=parent,
        measure=measure,
        hidden=hidden,
        cycle_state=state or "",
        cycle=cycle or "",
        team=team or "",
    )


def _key_results(reader: Reads, numbers: Collection[int], today: date, settings: PaceSettings) -> dict[int, RowView]:
    if not numbers:
        return {}
    rows = reader.rows(
        "SELECT k.id, k.kind, k.title, g.intent, k.weight, k.goal_id, k.measure_id, m.id, coalesce(m.unit, k.unit),"
        " p.handle, p.name, k.owner_text, coalesce(k.starts_on, c.start_on), coalesce(k.due_on, c.end_on), c.state,"
        " c.name,"
        " k.start, k.target, k.low, k.high, k.plan_json, r.raw, r.health, r.late, r.value, r.confidence, r.trail,"
        " r.checked_at FROM key_result k JOIN goal g ON g.id = k.goal_id"
        " LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id LEFT JOIN person p ON p.id = k.owner_id"
        " LEFT JOIN cycle c ON c.id = g.cycle_id LEFT JOIN measure m ON m.id = k.measure_id"
        f" WHERE k.archived_at IS NULL AND k.id IN ({_listed(numbers)})"
    )
    plans = _plans(reader, {row[7] for row in rows if row[7]}, today)
    steps = _steps(reader, [row[0] for row in rows if row[1] == "milestone"])
    return {-row[0]: _key_result(row, plans, steps, today, settings) for row in rows}


def _key_result(
    row: tuple[Any, ...], plans: Plans, steps: Mapping[int, tuple[int, int]], today: date, settings: PaceSettings
) -> RowView:
    (number, kind, title, intent, weight, goal, measure, seen, unit, handle, name, said, start_on, end_on, state,
     cycle, start, target, low, high, plan, raw, health, late, value, confidence, trail, checked) = row  # fmt: skip
    hidden = measure is not None and seen is None
    if target is None and seen in plans:
        began, target = plans[seen]
        start = start if start is not None else began
    return RowView(
        key=-number,
        ref=refs.ref("key_result", number),
        kind=kind,
        title=title,
        owner=handle or said or "",
        owner_name=name or said or "",
        intent=intent or "",
        health="none" if hidden else health or "none",
        late=bool(late and not hidden),
        raw=None if hidden else raw,
        expected=None
        if measure
        else _expected(kind, intent, (start_on, end_on), (start, target), plan, today, settings),
        value=None if hidden else value,
        start=start,
        target=target,
        low=low,
        high=high,
        unit=unit or "",
        confidence=confidence,
        trail=() if hidden else _trail(trail, checked, _up_to(today, end_on, state)),
        age=(today - date.fromisoformat(checked[:10])).days if checked else None,
        weight=weight,
        goal=goal,
        measure=measure,
        steps=steps.get(number, (0, 0)),
        hidden=hidden,
        cycle_state=state or "",
        cycle=cycle or "",
    )


def _expected(
    kind: str,
    intent: str | None,
    days: tuple[str | None, str | None],
    line: tuple[float | None, float | None],
    plan: str | None,
    today: date,
    settings: PaceSettings,
) -> float | None:
    """Return the progress that pace asks for today, None where it is no line."""
    first, last = days
    if kind not in ("increase", "decrease", "count") or not first or not last:
        return None
    facts = KeyResultFacts(
        kind=kind,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        intent=intent or "stretch",
        start=line[0],
        target=line[1],
        path=_path(plan),
    )
    return expected_progress(facts, today, settings)


def _path(plan: str | None) -> tuple[tuple[date, float], ...]:
    return tuple((date.fromisoformat(day), float(value)) for day, value in loads(plan)) if plan else ()


def _steps(reader: Reads, numbers: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return (done, all) steps by key result."""
    if not numbers:
        return {}
    found = reader.rows(
        "SELECT key_result_id, count(done_at), count(*) FROM step WHERE archived_at IS NULL"
        f" AND key_result_id IN ({_listed(numbers)}) GROUP BY key_result_id"
    )
    return {number: (done, total) for number, done, total in found}


def _plans(reader: Reads, measures: Collection[int], today: date) -> dict[int, tuple[Any, ...]]:
    """Return (start, goal or hold) of the plan each measure is judged by now."""
    if not measures:
        return {}
    found = reader.rows(
        "SELECT q.measure_id, q.start, coalesce(q.goal, q.hold) FROM plan q JOIN measure m ON m.id = q.measure_id"
        f" WHERE q.archived_at IS NULL AND q.measure_id IN ({_listed(measures)})"
        " AND q.from_period <= CASE m.cadence WHEN 'month' THEN :month ELSE :week END"
        " ORDER BY q.measure_id, q.from_period",
        week=weeks.week_of(today),
        month=weeks.month_of(today),
    )
    return {number: (start, target) for number, start, target in found}


def _up_to(today: date, end_on: str | None, state: str | None) -> date:
    """Return the day up to which values were to come: after its cycle none did."""
    return min(today, date.fromisoformat(end_on)) if end_on and state == "closed" else today


def _trail(stored: str | None, checked: str | None, today: date) -> tuple[float | None, ...]:
    """Return the stored values, with a gap for each whole week that has passed since the newest one."""
    if not stored:
        return ()
    silent = (today - date.fromisoformat(checked[:10])).days // 7 if checked else 0
    return (*loads(stored), *(None,) * min(max(silent, 0), 13))
