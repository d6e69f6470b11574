"""A running cycle changes by its cases only (product.md 5), whichever way a change comes: the guard behind the guards.

Handlers ask models/okrs/guard.py before they change something guarded, and it writes the case down. The unit of work
asks here afterwards, for every verb, undo and redo included: what is guarded has changed only beside a change of the
plan that was written down today. So a slip is taken back on its day, and later needs a case like any other change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from models.cycles.closed import cycles_of
from models.kinds import KINDS
from models.okrs.guard import GUARDED_STATES, digits, is_early, is_under_way
from models.okrs.tables import Cycle, PlanChange
from models.store.unit import Changed, Unit, naming

ALWAYS = frozenset({"", "archived_at"})
"""Making a row and hiding it; "" is its making."""


def _columns(table: str) -> frozenset[str]:
    """Return the columns of a table whose fields models/kinds.py marks as guarded."""
    fields = (one for kind in KINDS.values() if kind.table == table for one in kind.fields)
    return ALWAYS | {one.stored() for one in fields if one.guarded}


GUARDED = {
    "goal": _columns("goal"),
    "key_result": _columns("key_result"),
    "step": ALWAYS | {"weight", "key_result_id"},
    "cycle": frozenset({"start_on", "end_on", "archived_at"}),
}
ASKED = frozenset({("cycle", "state"), ("goal", "title"), ("key_result", "title")})

WAS = ("state", "start_on", "end_on")


def may_be_guarded(changed: Changed) -> bool:
    """Return whether a change can be guarded at all; most are not, and ask the database nothing."""
    table = str(changed.row.__tablename__)
    return changed.field in GUARDED.get(table, ()) or (table, changed.field) in ASKED


class Running(NamedTuple):
    """What ran when a unit began. cycles: (id, state, first day, last day, name) by id.

    told: a change of the plan was written down today.
    """

    cycles: Mapping[int, tuple[Any, ...]]
    told: bool


def running_before(unit: Unit) -> Running:
    """Return the cycles that ran when this unit began; worked out once for all of its changes."""
    columns = "id, state, start_on, end_on, name"
    found = {row[0]: list(row) for row in unit.read.rows(f"SELECT {columns} FROM cycle")}
    for changed in reversed(unit.changes):  # the first change of a field says what it was before the unit
        if isinstance(changed.row, Cycle) and changed.row.id in found and changed.field in WAS:
            found[changed.row.id][1 + WAS.index(changed.field)] = changed.before
    ran = {number: tuple(row) for number, row in found.items() if row[1] in GUARDED_STATES}
    return Running(ran, any(isinstance(one.row, PlanChange) and _is_today(unit, one.row.at) for one in unit.changes))


def forbids_change(unit: Unit, changed: Changed, running: Running) -> tuple[str, str] | None:
    """Return (message, hint) when a change touches the plan of a cycle that ran without a case, else None."""
    if isinstance(changed.row, Cycle) and changed.field == "state" and changed.row.state == "planning":
        return _back(unit, changed.row, running.cycles)
    if running.told or not running.cycles or not _is_guarded(unit, changed):
        return None
    for number in cycles_of(unit, changed):
        cycle = running.cycles.get(number)
        if cycle is not None and not is_early(unit, cycle):
            return f"That changes {_what(changed)} in {cycle[4]}, which runs", "Change it anew, with its case"
    return None


def _back(unit: Unit, cycle: Cycle, running: Mapping[int, tuple[Any, ...]]) -> tuple[str, str] | None:
    """Keep a cycle that runs out of planning, where nothing of it is guarded, but for a start taken back on its day."""
    was = running.get(cycle.id or 0)
    held = unit.read.value("SELECT count(*) FROM goal WHERE cycle_id = :id AND archived_at IS NULL", id=cycle.id)
    if was is None or not held:
        return None
    started = unit.read.value(
        "SELECT a.at FROM change h JOIN action a ON a.id = h.action_id WHERE h.kind = 'cycle' AND h.row_id = :id"
        " AND h.field = 'state' AND h.after = :active ORDER BY h.id DESC LIMIT 1",
        id=cycle.id,
        active='"active"',
    )
    if was[1] == "active" and _is_today(unit, started or ""):
        return None
    what = f"{held} objective{'' if held == 1 else 's'}"
    return (
        f"{cycle.name} runs with {what} and does not go back into planning, where nothing guards them",
        "Change what has to change with its case; `u` takes a start back on its day",
    )


def _is_guarded(unit: Unit, changed: Changed) -> bool:
    row: Any = changed.row
    table = str(row.__tablename__)
    if changed.field == "title" and table in ("goal", "key_result"):
        return digits(changed.before) != digits(row.title)
    if changed.field not in GUARDED.get(table, ()):
        return False
    return table != "step" or is_under_way(unit, row.key_result_id)


def _is_today(unit: Unit, instant: str) -> bool:
    return instant[:10] == unit.now[:10]


def _what(changed: Changed) -> str:
    """Return what a change is about in words: `the target of KR40`."""
    name = naming(type(changed.row), changed.row.id or 0)
    word = changed.field.removesuffix("_id").replace("_", " ")
    return name if changed.field in ALWAYS else f"the {word} of {name}"
