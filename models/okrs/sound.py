"""What goals, key results, steps and cycles must be to be written at all: one line that says what is wrong and the fix.

Asked by the generic verbs for new and for changed rows, so that no screen and no command goes around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import isfinite
from typing import Any

from models import refs
from models.base import Row
from models.errors import Refused
from models.okrs.glide import path_days
from models.store.unit import Unit

HEAVIEST = 1000.0
"""The largest weight: sums of weights stay numbers."""

PLACES = frozenset({"", "parent_id", "goal_id", "cycle_id"})
"""Fields that say where a row hangs; "" is its making."""

LINED = ("increase", "decrease", "count")
"""Kinds of key results whose pace is a line, or a glide path of their own."""

DATES = frozenset({"start_on", "end_on", "team_id"})

LEVELS = {
    "imperative": ((), "An imperative stands at the top of the tree", "Add an annual goal below it instead"),
    "annual": (("imperative",), "An annual goal hangs under an imperative", "Name an imperative: parent=G1, say"),
}
"""Kind of goal -> kinds of parents it may have, what is said otherwise, and the fix; objectives may hang anywhere."""


def check_values(kind: str, values: Mapping[str, Any]) -> None:
    """Refuse values that contradict each other (product.md 3). kind: a name of models/kinds.py. Raises Refused."""
    weight = values.get("weight")
    if weight is not None and not 0 <= weight <= HEAVIEST:
        what = "A weight cannot be below 0" if weight < 0 else f"A weight is at most {HEAVIEST:g}"
        raise Refused(what, "0 leaves it out, 1 is normal")
    if kind == "cycle":
        _check_days(values)
    if kind == "key_result":
        _check_key_result(values)
    if kind == "objective" and "intent" in values and not values["intent"]:
        raise Refused("An objective is stretch or committed", "intent=stretch aims high, intent=committed is a promise")


def _check_days(values: Mapping[str, Any]) -> None:
    start, end = values.get("start_on"), values.get("end_on")
    if start and end and start >= end:
        raise Refused(f"The cycle ends on {end}, before it starts on {start}", "Swap the two, or correct the year")


def _check_key_result(values: Mapping[str, Any]) -> None:
    kind, linked = values.get("kind") or "increase", bool(values.get("measure_id"))
    start, target, low, high = (values.get(name) for name in ("start", "target", "low", "high"))
    if kind in ("increase", "decrease"):
        _check_line(kind, start, target, linked)
    if kind == "count" and not linked and (target is None or target <= 0):
        raise Refused("A count needs a target above 0", "It counts from 0 inside the cycle: target=10, say")
    if kind == "threshold":
        if low is None and high is None and not linked:
            hint = "Give low=95 to stay above, high=12 to stay below, both for within"
            raise Refused("A threshold needs a limit", hint)
        if low is not None and high is not None and low > high:
            raise Refused(f"At least {low:g} and at most {high:g} can never both hold", "Swap the two limits")
    if values.get("plan_json") and kind not in LINED:
        raise Refused(f"A {kind} has no glide path", f"Only {', '.join(LINED)} have: plan= takes it away")
    first, last = values.get("starts_on"), values.get("due_on")
    if first and last and first > last:
        raise Refused(f"The key result is due on {last}, before it starts on {first}", "Swap the two days")


def _check_line(kind: str, start: float | None, target: float | None, linked: bool) -> None:
    if target is None:
        if not linked:
            raise Refused("The key result needs a target", "Give start=4 target=17, say, or kind=boolean")
        return
    if start is None:
        if not linked:
            raise Refused("From where? The key result needs a start", f"Give start=0 target={target:g}, say")
        return
    if start == target:
        raise Refused("Start and target are the same, so there is nothing to measure", "Change one of them")
    if (target > start) != (kind == "increase"):
        raise Refused(f"From {start:g} to {target:g} is no {kind}", "Swap them, or choose the other kind")
    if not isfinite(target - start):
        raise Refused("Start and target are too far apart", "Use a larger unit, such as M")


def check_with_others(unit: Unit, kind: str, values: Mapping[str, Any], own: int | None = None) -> None:
    """Refuse what does not go together with other rows. own: id of the row, None for a new one. Raises Refused."""
    if kind == "cycle" and _dated_anew(unit, own):
        _check_overlap(unit, values, own)
    if kind == "step":
        _check_step(unit, values)
    if kind == "key_result" and (values.get("starts_on") or values.get("due_on")):
        _check_runs(unit, values)
    if kind == "key_result" and values.get("plan_json"):
        _check_path(unit, values)
    if kind == "key_result" and own and (values.get("kind") or "increase") != "milestone":
        steps = unit.read.value("SELECT count(*) FROM step WHERE key_result_id = :id AND archived_at IS NULL", id=own)
        if steps:
            raise Refused(
                f"KR{own} has {steps} step{'' if steps == 1 else 's'}, so it is a milestone", "Archive its steps first"
            )


def _dated_anew(unit: Unit, own: int | None) -> bool:
    unit.session.flush()
    return own is None or any(
        one.row.__tablename__ == "cycle" and one.row.id == own and one.field in DATES for one in unit.changes
    )


def _check_overlap(unit: Unit, values: Mapping[str, Any], own: int | None) -> None:
    """Refuse a cycle that overlaps another one of the same team halfway, or has its very days.

    A cycle inside a longer one, and cycles of different teams, run side by side on purpose (M7).
    """
    start, end = values.get("start_on"), values.get("end_on")
    if not start or not end:
        return
    everybody = int(unit.read.value("SELECT min(id) FROM team WHERE parent_id IS NULL AND archived_at IS NULL") or 0)
    for number, name, other_start, other_end in unit.read.rows(
        "SELECT id, name, start_on, end_on FROM cycle WHERE archived_at IS NULL AND id <> :own"
        f" AND coalesce(team_id, {everybody}) = :team AND start_on <= :end AND end_on >= :start ORDER BY start_on",
        own=own or 0,
        team=values.get("team_id") or everybody,
        start=start,
        end=end,
    ):
        same = (start, end) == (other_start, other_end)
        inside = (start >= other_start and end <= other_end) or (start <= other_start and end >= other_end)
        if inside and not same:
            continue
        after = (date.fromisoformat(other_end) + timedelta(days=1)).isoformat()
        words = "has the same days" if same else f"runs from {other_start} to {other_end}, so they overlap"
        raise Refused(
            f"{refs.ref('cycle', number)} {name} {words}",
            f"Start after it: start={after}; or give this one a team that plans beside it: team=T2",
        )


def _check_step(unit: Unit, values: Mapping[str, Any]) -> None:
    row = unit.read.row(
        "SELECT k.kind, k.id, coalesce(k.starts_on, c.start_on), coalesce(k.due_on, c.end_on), c.name FROM key_result k"
        " JOIN goal g ON g.id = k.goal_id LEFT JOIN cycle c ON c.id = g.cycle_id WHERE k.id = :id",
        id=values.get("key_result_id"),
    )
    if row is None:
        return
    kind, number, first, last, cycle = row
    if kind != "milestone":
        raise Refused(f"KR{number} is a {kind}: only a milestone has steps", f"oar edit KR{number} kind=milestone")
    due = values.get("due_on")
    if due and first and last and not first <= due[:10] <= last:
        raise Refused(f"{due[:10]} is outside of {cycle or f'KR{number}'}", f"A step is due from {first} to {last}")


def _check_runs(unit: Unit, values: Mapping[str, Any]) -> None:
    first, last = _runs(unit, values)
    if first and last and first > last:
        raise Refused(f"The key result would run from {first} to {last}", "Its own days go within the cycle's")


def _runs(unit: Unit, values: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the first and the last day of a key result: its own, else its cycle's."""
    cycle = unit.read.row(
        "SELECT c.start_on, c.end_on FROM goal g JOIN cycle c ON c.id = g.cycle_id WHERE g.id = :id",
        id=values.get("goal_id"),
    ) or (None, None)
    return values.get("starts_on") or cycle[0], values.get("due_on") or cycle[1]


def _check_path(unit: Unit, values: Mapping[str, Any]) -> None:
    first, last = _runs(unit, values)
    for day in path_days(str(values["plan_json"])):
        if first and last and not first <= day <= last:
            raise Refused(f"The glide path has {day}, the key result runs from {first} to {last}", "Correct the day")


def check_place(unit: Unit, row: Row) -> None:
    """Refuse a goal or key result that was hung where its level or its cycle does not belong. Raises Refused."""
    if not any(one.row is row and one.field in PLACES for one in unit.changes):
        return
    if row.__tablename__ == "goal":
        _check_goal_place(unit, row)
    elif row.__tablename__ == "key_result":
        _check_key_result_place(unit, row)


def _check_goal_place(unit: Unit, row: Any) -> None:
    parent = None
    if row.parent_id:
        parent = unit.read.row("SELECT kind, cycle_id, id FROM goal WHERE id = :id", id=row.parent_id)
    if row.kind in LEVELS:
        allowed, said, fix = LEVELS[row.kind]
        if parent is not None and parent[0] not in allowed:
            raise Refused(said, fix)
        return
    own = _days(unit, row.cycle_id)
    others = [("parent", parent[2], _days(unit, parent[1]))] if parent is not None and parent[1] else []
    if any(one.row is row and one.field == "cycle_id" for one in unit.changes):
        others += [
            ("child", number, _days(unit, cycle))
            for number, cycle in unit.read.rows(
                "SELECT id, cycle_id FROM goal WHERE parent_id = :id AND archived_at IS NULL AND cycle_id IS NOT NULL",
                id=row.id,
            )
        ]
    for word, number, days in others:
        if own is not None and days is not None and (own[1] > days[2] or own[2] < days[1]):
            raise Refused(
                f"O{row.id} is planned in {own[0]}, its {word} O{number} in {days[0]}: they never run together",
                f"Copy it into that cycle instead: oar copy O{row.id} CYCLE",
            )


def _check_key_result_place(unit: Unit, row: Any) -> None:
    moved = [one.before for one in unit.changes if one.row is row and one.field == "goal_id" and one.before]
    for goal in moved:
        sql = "SELECT c.id, c.name FROM goal g LEFT JOIN cycle c ON c.id = g.cycle_id WHERE g.id = :id"
        before, now = unit.read.row(sql, id=goal), unit.read.row(sql, id=row.goal_id)
        if before is not None and now is not None and before[0] != now[0] and before[0] is not None:
            raise Refused(
                f"KR{row.id} belongs to {before[1]} with its check-ins, O{row.goal_id} to {now[1] or 'no cycle'}",
                f"Copy it there instead: oar copy KR{row.id} CYCLE --under O{row.goal_id}",
            )


def _days(unit: Unit, cycle: int | None) -> tuple[Any, ...] | None:
    if not cycle:
        return None
    return unit.read.row("SELECT name, start_on, end_on FROM cycle WHERE id = :id", id=cycle)
