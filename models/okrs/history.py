"""How goals and key results stood week by week, each week by the plan that was in force then (product.md 5).

A target that moved in week 34 changes nothing about week 33: definitions, weights and places are taken from the audit
trail (past.py), values from the check-ins that count (a corrected one does not) and from the linked measure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from json import loads
from typing import Any

from models import weeks
from models.okrs.facts import first_week, pace_settings
from models.okrs.measured import Measured, load_measures
from models.okrs.pace import KeyResultFacts, PaceSettings, elapsed_share, expected_progress
from models.okrs.past import KEPT, Past, past
from models.okrs.rules import Part, StepFacts, clamp, kr_progress, milestone_progress, objective_progress, weighted_mean
from models.scorecard.rules import in_band
from models.settings import Settings
from models.store.ids import within
from models.store.protocol import Reads

MOST = 400
"""Key results below a goal beyond which its history is not worked out: their own goals show theirs."""

DEFINING = ("kind", "start", "target", "low", "high", "plan_json")
LINED = ("increase", "decrease", "count")


def end_of(day: date) -> str:
    """Return the last instant of a day."""
    return f"{day.isoformat()}T23:59:59.999Z"


@dataclass(slots=True)
class Result:
    """One key result with all that happened to it. values, sure: value and confidence by week, the last of each."""

    id: int
    now: dict[str, Any]
    first: date
    last: date
    made: str
    intent: str
    measure: int | None
    values: dict[int, float] = field(default_factory=dict)
    sure: dict[int, int] = field(default_factory=dict)
    steps: list[tuple[int, dict[str, Any], str, str | None]] = field(default_factory=list)


@dataclass(slots=True)
class Results:
    """Key results in time: what each was on a day, and what the plan of that day asked of it."""

    today: date
    pace: PaceSettings
    known: dict[int, Result]
    past: Past
    steps: Past
    measures: Mapping[int, Measured]

    def columns(self, number: int, instant: str) -> dict[str, Any]:
        """Return the defining columns of a key result as they were at an instant."""
        return self.past.at(number, self.known[number].now, instant)

    def raw(self, number: int, day: date) -> float | None:
        """Return the progress at the end of a day by the definition of that day, None when it was not set."""
        one, was = self.known[number], self.columns(number, end_of(day))
        numbers = {"start": was["start"], "target": was["target"]}
        measure = self.measures.get(one.measure) if one.measure else None
        if measure is not None:
            since = max(one.first, date.fromisoformat(one.made[:10]))
            then = replace(measure, today=day + timedelta(days=1) if day < self.today else day)
            facts = then.facts(
                was["kind"], was["start"], was["target"], was["low"], was["high"],
                first=one.first, last=one.last, since=since,
            )  # fmt: skip
            met = facts.get("met", ())
            return kr_progress(facts["kind"], facts["value"], start=facts["start"], target=facts["target"], met=met)
        week = weeks.week_of(day)
        if was["kind"] == "threshold":
            return kr_progress("threshold", None, met=self._met(one, was, day))
        steps = self.steps_on(number, day) if was["kind"] == "milestone" else ()
        value = next((one.values[w] for w in sorted(one.values, reverse=True) if w <= week), None)
        return kr_progress(was["kind"], value, steps=steps, **numbers)

    def _met(self, one: Result, was: Mapping[str, Any], day: date) -> tuple[bool | None, ...]:
        since = max(one.first, date.fromisoformat(one.made[:10]))
        begins = max(first_week(one.first), min([weeks.week_of(since), *one.values]))
        week = weeks.week_of(day)
        closed = min(week if day < self.today else weeks.last_closed(day), weeks.week_of(one.last))
        periods = weeks.periods_between(begins, closed)
        return tuple(in_band(one.values.get(period), was["low"], was["high"]) for period in periods)

    def steps_on(self, number: int, day: date) -> tuple[StepFacts, ...]:
        """Return the steps a milestone had on a day, with what was done by then."""
        instant = end_of(day)
        found = []
        for step, now, made, done in self.known[number].steps:
            was = self.steps.at(step, now, instant)
            if made <= instant and not was["archived_at"]:
                due = date.fromisoformat(was["due_on"][:10]) if was["due_on"] else None
                found.append(StepFacts(was["weight"], due, done is not None and done <= instant))
        return tuple(found)

    def asked(self, number: int, day: date) -> tuple[float | None, float | None]:
        """Return (value, progress) that the plan of a day asks for on it; None where the plan is no line."""
        one, was = self.known[number], self.columns(number, end_of(min(day, self.today)))
        kind, target = was["kind"], was["target"]
        if kind == "threshold":
            return (was["low"] if was["low"] is not None else was["high"]), None
        if kind == "milestone":
            steps = self.steps_on(number, min(day, self.today))
            due = [replace(step, done=(step.due or one.last) <= day) for step in steps]
            return (milestone_progress(due) * 100, milestone_progress(due)) if due else (None, None)
        if kind not in LINED or target is None or (was["start"] is None and kind != "count"):
            return None, None
        facts = KeyResultFacts(
            kind=kind, first=one.first, last=one.last, intent=one.intent, start=was["start"], target=target,
            path=_path(was["plan_json"]),
        )  # fmt: skip
        share = expected_progress(facts, min(day, one.last), self.pace)
        start = 0.0 if kind == "count" else was["start"]
        return start + (target - start) * share, share

    def progress_of(self, number: int, value: float | None, at: str) -> float | None:
        """Return the progress that one check-in meant when it was made, by the definition of that instant."""
        was = self.columns(number, at)
        if was["kind"] in ("threshold", "milestone") or self.known[number].measure:
            return None
        return kr_progress(was["kind"], value, start=was["start"], target=was["target"])


def load(reader: Reads, numbers: Collection[int], *, settings: Settings, today: date) -> Results:
    """Return the key results with these ids, archived ones too, with all that happened to them."""
    names = KEPT["key_result"]
    known: dict[int, Result] = {}
    for where, ids in within("k.id", numbers):
        for row in reader.rows(
            f"SELECT k.id, {', '.join(f'k.{name}' for name in names)}, k.created_at, coalesce(k.starts_on, c.start_on),"
            " coalesce(k.due_on, c.end_on), g.intent, k.measure_id FROM key_result k JOIN goal g ON g.id = k.goal_id"
            f" LEFT JOIN cycle c ON c.id = g.cycle_id WHERE {where}",
            **ids,
        ):
            number, *columns = row[: len(names) + 1]
            made, begins, ends, intent, measure = row[len(names) + 1 :]
            first, last = _days(begins, ends, made)
            now = dict(zip(names, columns, strict=True))
            known[number] = Result(number, now, first, last, made, intent or "stretch", measure)
    _add_check_ins(reader, known)
    _add_steps(reader, known)
    measures = load_measures(reader, {one.measure for one in known.values() if one.measure}, today=today)
    steps = [step[0] for one in known.values() for step in one.steps]
    return Results(
        today, pace_settings(settings), known, past(reader, "key_result", known), past(reader, "step", steps), measures
    )


def _add_check_ins(reader: Reads, known: Mapping[int, Result]) -> None:
    rows: list[tuple[Any, ...]] = []
    for where, ids in within("key_result_id", known):
        rows += reader.rows(
            "SELECT key_result_id, id, corrects, period, value, confidence FROM check_in"
            f" WHERE archived_at IS NULL AND {where} ORDER BY period, at, id",
            **ids,
        )
    replaced = {row[2] for row in rows}
    for number, check_in, _, period, value, sure in rows:
        if check_in in replaced:
            continue
        if value is not None:
            known[number].values[period] = value
        if sure is not None:
            known[number].sure[period] = sure


def _add_steps(reader: Reads, known: Mapping[int, Result]) -> None:
    names = KEPT["step"]
    columns = f"id, created_at, done_at, {', '.join(names)}"
    milestones = [number for number, one in known.items() if one.now["kind"] == "milestone"]
    for where, ids in within("key_result_id", milestones):
        for row in reader.rows(f"SELECT {columns} FROM step WHERE {where} ORDER BY id", **ids):
            now = dict(zip(names, row[3:], strict=True))
            known[now["key_result_id"]].steps.append((row[0], now, row[1], row[2]))


def _days(start: str | None, end: str | None, made: str) -> tuple[date, date]:
    first, last = date.fromisoformat(start or made[:10]), date.fromisoformat(end or f"{made[:4]}-12-31")
    return (first, last) if first <= last else (last, last)


def _path(plan: str | None) -> tuple[tuple[date, float], ...]:
    return tuple((date.fromisoformat(day), float(value)) for day, value in loads(plan)) if plan else ()


# ---- goals


@dataclass(slots=True)
class Goals:
    """The goals of a branch in time.

    rows: id -> (kind, columns now, made). own, children: what hangs or ever hung under each goal.
    """

    rows: dict[int, tuple[str, dict[str, Any], str]]
    past: Past
    results: Results
    own: dict[int, list[int]]
    children: dict[int, list[int]]

    def progress(self, goal: int, day: date) -> float | None:
        """Return the progress of a goal at the end of a day: of what hung under it then, weighed as then."""
        instant = end_of(day)
        kind = self.rows[goal][0]
        own = [Part(self.results.raw(number, day), was["weight"]) for number, was in self._own(goal, instant)]
        children = [
            (Part(self.progress(number, day), was["weight"]), bool(was["contributes"]))
            for number, was in self._children(goal, instant)
            if kind != "objective" or was["contributes"]
        ]
        if kind == "objective":
            return objective_progress(own, [part for part, _ in children]).progress
        counted = [Part(clamp(part.progress or 0.0), part.weight) for part in own]
        return weighted_mean([*counted, *(part for part, _ in children)]).progress

    def _own(self, goal: int, instant: str) -> Iterable[tuple[int, dict[str, Any]]]:
        for number in self.own.get(goal, ()):
            was = self.results.columns(number, instant)
            if was["goal_id"] == goal and self.results.known[number].made <= instant and not was["archived_at"]:
                yield number, was

    def _children(self, goal: int, instant: str) -> Iterable[tuple[int, dict[str, Any]]]:
        for number in self.children.get(goal, ()):
            _, now, made = self.rows[number]
            was = self.past.at(number, now, instant)
            if was["parent_id"] == goal and made <= instant and not was["archived_at"]:
                yield number, was

    def expected(self, goal: int, day: date, first: date, last: date) -> float:
        """Return the progress that the pace of a goal asks for on a day."""
        was = self.past.at(goal, self.rows[goal][1], end_of(min(day, self.results.today)))
        share = elapsed_share(first, last, min(day, last))
        return share if was["intent"] == "committed" else share * self.results.pace.stretch_factor


def load_goals(reader: Reads, goal: int, *, settings: Settings, today: date) -> Goals | None:
    """Return a goal with all that is or was below it, None when that is too much to work out."""
    path = reader.value("SELECT path FROM goal WHERE id = :id", id=goal)
    names = KEPT["goal"]
    listed = ", ".join(f"g.{name}" for name in names)
    rows = reader.rows(
        f"SELECT g.id, g.kind, g.created_at, {listed} FROM goal g WHERE g.path LIKE :path LIMIT {MOST + 1}",
        path=f"{path}%",
    )
    numbers = [
        row[0]
        for row in reader.rows(
            f"SELECT k.id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE g.path LIKE :path LIMIT {MOST + 1}",
            path=f"{path}%",
        )
    ]
    if len(rows) > MOST or len(numbers) > MOST:
        return None
    known = {row[0]: (row[1], dict(zip(names, row[3:], strict=True)), row[2]) for row in rows}
    changes, results = past(reader, "goal", known), load(reader, numbers, settings=settings, today=today)
    own = _hung({number: one.now for number, one in results.known.items()}, results.past, "goal_id")
    return Goals(known, changes, results, own, _hung({n: row[1] for n, row in known.items()}, changes, "parent_id"))


def _hung(rows: Mapping[int, Mapping[str, Any]], changes: Past, column: str) -> dict[int, list[int]]:
    """Return what hangs, or once hung, under each goal."""
    found: dict[int, list[int]] = {}
    for number, now in rows.items():
        before = (value for _, value in changes.changes.get(number, {}).get(column, ()))
        for goal in {now[column], *before} - {None}:
            found.setdefault(goal, []).append(number)
    return found
