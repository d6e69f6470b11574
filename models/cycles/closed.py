"""A closed cycle stays as it is (product.md 5): its objectives, key results, steps, check-ins and scores.

Asked by the unit of work for every change of every verb, undo included. What is said about it later (comments,
issues, decisions) and where it goes on are no changes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.okrs.tables import Cycle
from models.store.unit import Changed, Unit

DERIVED = frozenset({"path", "rank"})
"""What a row's neighbours change about it: a branch may move, and what it holds stays."""

_GOAL_OF = "SELECT goal_id FROM key_result WHERE id = :id"
_CYCLE_OF = "SELECT cycle_id FROM goal WHERE id = :id"


def closed_before(unit: Unit) -> dict[int, str]:
    """Return the names of the cycles that were closed when this unit began; closing one is its last change."""
    found = dict(unit.read.rows("SELECT id, name FROM cycle WHERE state = 'closed'"))
    for changed in reversed(unit.changes):  # the first change of a field says what it was before the unit
        if isinstance(changed.row, Cycle) and changed.field in ("state", ""):
            number = changed.row.id or 0
            found.pop(number, None)
            if changed.before == "closed":
                found[number] = changed.row.name
    return found


def forbids_change(unit: Unit, changed: Changed, closed: Mapping[int, str]) -> tuple[str, str] | None:
    """Return (message, hint) when a change touches one of the `closed` cycles, None when it may stand."""
    if not closed or changed.field in DERIVED:
        return None
    for number in cycles_of(unit, changed):
        if number in closed:
            hint = f"`oar cycle show Q{number}` reads it; `oar cycle carry` lets an objective of it go on"
            return f"{closed[number]} is closed and stays as it is", hint
    return None


def cycles_of(unit: Unit, changed: Changed) -> list[Any]:
    """Return the cycles that a row is of, before and after the change."""
    row: Any = changed.row
    table = str(row.__tablename__)
    if table in ("cycle", "planning_tick"):
        return [row.id if table == "cycle" else row.cycle_id]
    if table == "goal":
        return [row.cycle_id, changed.before if changed.field == "cycle_id" else None]
    goals = [row.goal_id if table == "key_result" else unit.read.value(_GOAL_OF, id=row.key_result_id)]
    if changed.field == "goal_id":
        goals.append(changed.before)
    return [unit.read.value(_CYCLE_OF, id=goal) for goal in goals]
