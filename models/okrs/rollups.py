"""Rollup rows worked out from facts: of key results, then of goals from the deepest up to the root.

The same code serves one check-in (its path only), a day roll, and everything at once for doctor, import and
the demo company. Nothing is written here; models/okrs/consequences.py does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from json import dumps
from operator import itemgetter
from typing import Any

from models.okrs.facts import KeyResultState, key_results, pace_settings
from models.okrs.measured import Measured, load_measures
from models.okrs.pace import KeyResultFacts, KeyResultVerdict, PaceSettings, kr_verdict
from models.okrs.rules import WORST_FIRST, Part, Share, objective_progress, work_mean
from models.settings import Settings
from models.store.ids import within
from models.store.protocol import Reads

GOAL, KEY_RESULT = "goal", "key_result"
COUNTS = ("off", "risk", "late_count", "none", "early", "ok", "done")
"""The columns that count key results by status, in the order of WORST_FIRST."""

COLUMNS = (
    "progress", "raw", "pace", "health", "late", "value", "confidence", "checked_at", "trail",
    "counted", "total", "children", *COUNTS, "holds_until",
)  # fmt: skip
"""What a rollup row holds besides its node, in the order of a Rollup tuple."""

Key = tuple[str, int]
Values = tuple[Any, ...]
ZERO = (0,) * len(COUNTS)
_DEPTH = "length(path) - length(replace(path, '/', ''))"


Child = tuple[Part, bool, str | None, tuple[int, ...], int]
"""A goal below another: its part, whether it contributes, the status of an annual goal (None for an objective), its
counts, its place in time."""

RUNNING = 0
PLACES = {"closed": 1, "planning": 2}
"""State of a cycle -> its place in time; cycles that run, and goals in none, come first."""


@dataclass(slots=True)
class Below:
    """What a goal adds up: its key results and its child goals."""

    key_results: list[tuple[Part, str]] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)


_ONE = {word: tuple(int(word == other) for other in WORST_FIRST) for word in WORST_FIRST}


NOTHING = Below()


def key_result_values(state: KeyResultState, judge: Callable[[KeyResultFacts], KeyResultVerdict]) -> Values:
    """Return the rollup row of one key result."""
    facts = state.facts
    verdict = judge(facts)
    # What is scored already still closes its periods with the days, until its cycle is closed for good.
    until = facts.period_end if facts.closed else verdict.holds_until
    return (
        verdict.progress,
        verdict.raw,
        verdict.pace,
        verdict.health,
        int(verdict.late),
        facts.value,
        facts.confidence,
        state.checked_at,
        dumps(state.trail) if state.trail else "",
        0,
        0,
        0,
        *_ONE[verdict.health],
        until.isoformat() if until is not None else None,
    )


def may_be_hot(values: Values) -> bool:
    """Return whether a hot rule can speak of a key result with this row, as models/issues/hot_okrs.py asks."""
    raw, health, confidence = values[1], values[3], values[6]
    return health == "off" or (confidence is not None and confidence <= 4) or (raw is not None and raw > 1)


def judge_on(today: date, settings: PaceSettings) -> Callable[[KeyResultFacts], KeyResultVerdict]:
    """Return the verdict of a day; equal facts are judged once, which most of a large company's are."""
    known: dict[KeyResultFacts, KeyResultVerdict] = {}

    def judge(facts: KeyResultFacts) -> KeyResultVerdict:
        verdict = known.get(facts)
        if verdict is None:
            day = min(today, facts.last) if facts.closed else today
            verdict = known[facts] = kr_verdict(facts, day, settings)
        return verdict

    return judge


def goal_values(kind: str, below: Below, measure: Measured | None) -> Values:
    """Return the rollup row of one goal (product.md 3, objective progress and status rollup)."""
    counts = list(ZERO)
    if below.children:
        counts = [sum(column) for column in zip(*(child[3] for child in below.children), strict=True)]
    for _, health in below.key_results:
        counts[WORST_FIRST.index(health)] += 1
    share = _share(kind, below)
    health = next((word for word, count in zip(WORST_FIRST, counts, strict=True) if count), "none")
    status = measure.status if measure is not None else _annual_status(kind, below) or health
    return (
        share.progress,
        share.progress,
        status,
        status,
        0,
        measure.value if measure is not None else None,
        None,
        measure.read_at if measure is not None else None,
        dumps(measure.trail()) if measure is not None and measure.readings else "",
        share.counted,
        share.total,
        len(below.key_results) + len(below.children),
        *counts,
        measure.until.isoformat() if measure is not None else None,
    )


def _share(kind: str, below: Below) -> Share:
    own = [part for part, _ in below.key_results]
    if kind == "objective":
        return objective_progress(own, [child[0] for child in below.children if child[1]])
    return work_mean([*own, *_of_now(below.children)])


def _of_now(children: Collection[Child]) -> list[Part]:
    """Return the parts that are *work* now: of running cycles; while none runs, of closed ones, else of planned ones.

    A goal of the year outlives its cycles: what is over or not begun would blur what runs.
    """
    now = min((child[4] for child in children), default=RUNNING)
    return [child[0] for child in children if child[4] == now]


def _annual_status(kind: str, below: Below) -> str | None:
    """An imperative shows the worst status of its annual goals, which speak by their measures."""
    if kind != "imperative":
        return None
    said = [child[2] for child in below.children if child[2] is not None]
    return min(said, key=WORST_FIRST.index, default=None)


def work_out(
    reader: Reads,
    *,
    settings: Settings,
    today: date,
    key_result_ids: Collection[int] | None,
    goal_ids: Collection[int] | None,
    kept: dict[int, KeyResultState] | None = None,
) -> dict[Key, Values]:
    """Return the rollup rows of these key results and of these goals with everything above them.

    None for both means all of them. The goals of the key results are included by themselves. kept: takes the states
    of the key results by id, for the hot rules; of all of them only those that `may_be_hot`.
    """
    judge = judge_on(today, pace_settings(settings))
    states = key_results(reader, settings=settings, today=today, only=key_result_ids)
    found: dict[Key, Values] = {(KEY_RESULT, state.id): key_result_values(state, judge) for state in states}
    everything = key_result_ids is None
    if kept is not None:
        some = [one for one in states if may_be_hot(found[KEY_RESULT, one.id])] if everything else states
        kept.update({one.id: one for one in some})
    touched = None if everything else _parents(reader, states, key_result_ids or ()) | set(goal_ids or ())
    goals = _goals(reader, touched)
    places = _places(reader)
    below = hanging_below(reader, None if touched is None else [row[0] for row in goals], states, found, places)
    measures = load_measures(reader, {row[3] for row in goals if row[3] and row[2] != "objective"}, today=today)
    for number, parent, kind, measure, contributes, weight, cycle, _ in goals:
        values = goal_values(kind, below.pop(number, NOTHING), measures.get(measure or 0))
        found[GOAL, number] = values
        if parent is not None:
            child = child_of(kind, weight, contributes, places.get(cycle, RUNNING), values, values[3])
            below.setdefault(parent, Below()).children.append(child)
    return found


def child_of(kind: str, weight: float, contributes: int, place: int, values: Values, status: str) -> Child:
    """Return a goal with these rollup values and this status as a part of the one above it."""
    return Part(values[0], weight), bool(contributes), status if kind == "annual" else None, values[12:19], place


def _places(reader: Reads) -> dict[int | None, int]:
    """Return the place in time of every cycle that does not run, by id."""
    rows = reader.rows("SELECT id, state FROM cycle WHERE archived_at IS NULL AND state IN ('closed', 'planning')")
    return {number: PLACES[state] for number, state in rows}


def _parents(reader: Reads, states: Collection[KeyResultState], numbers: Collection[int]) -> set[int]:
    """Return the goals of key results; an archived one has no row any more, but its goal is added up again."""
    if len(states) == len(numbers):
        return {state.goal_id for state in states}
    return {
        goal
        for where, ids in within("id", numbers)
        for (goal,) in reader.rows(f"SELECT DISTINCT goal_id FROM key_result WHERE {where}", **ids)
    }


def _goals(reader: Reads, touched: Iterable[int] | None) -> list[tuple[Any, ...]]:
    """Return the live goals to work out, deepest first: the touched ones and all above them."""
    wanted: set[int] | None = None
    if touched is not None:
        numbers = set(touched)
        paths = [
            path
            for where, ids in within("id", numbers)
            for (path,) in reader.rows(f"SELECT path FROM goal WHERE {where}", **ids)
        ]
        wanted = {int(one) for path in paths for one in path.split("/") if one}
    rows = [
        row
        for where, ids in within("id", wanted)
        for row in reader.rows(
            f"SELECT id, parent_id, kind, measure_id, contributes, weight, cycle_id, {_DEPTH} FROM goal"
            f" WHERE archived_at IS NULL AND {where}",
            **ids,
        )
    ]
    return sorted(rows, key=itemgetter(7), reverse=True)


def hanging_below(
    reader: Reads,
    goals: Collection[int] | None,
    states: Iterable[KeyResultState],
    fresh: dict[Key, Values],
    places: Mapping[int | None, int],
) -> dict[int, Below]:
    """Return what hangs right below each goal and is not worked out anew: that is added on the way up."""
    found: dict[int, Below] = {}
    for state in states:
        values = fresh[KEY_RESULT, state.id]
        found.setdefault(state.goal_id, Below()).key_results.append((Part(values[0], state.weight), values[3]))
    if goals is None:
        return found
    for where, ids in within("k.goal_id", goals):
        for number, goal, weight, progress, health in reader.rows(
            "SELECT k.id, k.goal_id, k.weight, r.progress, r.health FROM key_result k"
            " LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
            f" WHERE k.archived_at IS NULL AND {where}",
            **ids,
        ):
            if (KEY_RESULT, number) not in fresh:
                part = Part(progress or 0.0, weight)  # what is not set counts 0
                found.setdefault(goal, Below()).key_results.append((part, health or "none"))
    again = set(goals)
    for where, ids in within("g.parent_id", goals):
        for number, parent, contributes, weight, cycle, progress, said, *counts in reader.rows(
            "SELECT g.id, g.parent_id, g.contributes, g.weight, g.cycle_id, r.progress,"
            " CASE WHEN g.kind = 'annual' THEN coalesce(r.health, 'none') END,"
            f" {', '.join(f'coalesce(r.{name}, 0)' for name in COUNTS)} FROM goal g"
            " LEFT JOIN rollup r ON r.node = 'goal' AND r.node_id = g.id"
            f" WHERE g.archived_at IS NULL AND {where}",
            **ids,
        ):
            if number not in again:
                place = places.get(cycle, RUNNING)
                child = (Part(progress, weight), bool(contributes), said, tuple(counts), place)
                found.setdefault(parent, Below()).children.append(child)
    return found
