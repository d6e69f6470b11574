"""The chain of ids of goals: kept when one moves, so that a branch is one range of paths."""

from __future__ import annotations

from typing import Any

from models.errors import Refused
from models.kinds import KINDS
from models.okrs import guard
from models.okrs.tables import Goal, KeyResult
from models.store.unit import Unit
from models.verbs import Case

DEEPEST = 60


def keep_path(unit: Unit, row: Any) -> None:
    """Set the path of a goal and of all goals below it. Raises Refused when it would hang under itself."""
    parent = unit.get(Goal, row.parent_id) if row.parent_id else None
    if parent is not None and (parent.id == row.id or f"/{row.id}/" in parent.path):
        raise Refused("A goal cannot hang under itself or under what is below it", "Choose another parent")
    path = f"{parent.path if parent is not None else '/'}{row.id}/"
    if path.count("/") > DEEPEST:
        raise Refused(f"The tree would be deeper than {DEEPEST - 1} levels", "Hang it higher")
    if row.path == path:
        return
    old = row.path
    row.path = path
    unit.session.flush()
    if not old:
        return
    for (number,) in unit.read.rows(
        "SELECT id FROM goal WHERE path LIKE :below AND id <> :own", below=f"{old}%", own=row.id
    ):
        below = unit.get(Goal, number, archived=True)
        below.path = path + below.path.removeprefix(old)
    unit.session.flush()


def below(unit: Unit, row: Any) -> str:
    """Return what hangs below a goal in words, `2 objectives and 3 key results`; "" for nothing."""
    inside = "path LIKE :below AND id <> :own AND archived_at IS NULL"
    values = {"below": f"{row.path}%", "own": row.id}
    goals = unit.read.value(f"SELECT count(*) FROM goal WHERE {inside}", **values)
    key_results = unit.read.value(
        "SELECT count(*) FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE g.path LIKE :below"
        " AND k.archived_at IS NULL AND g.archived_at IS NULL",
        below=values["below"],
    )
    word = "objective" if row.kind != "imperative" else "goal"
    said = [_counted(int(goals or 0), word), _counted(int(key_results or 0), "key result")]
    return " and ".join(one for one in said if one)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}" if count else ""


def archive_branch(unit: Unit, row: Any, case: Case | None) -> None:
    """Hide a goal with all that is below it. Raises Refused when a cycle below it runs or is closed.

    What stands above cycles would otherwise be a way around their guard: a closed one stays readable, and an active
    one loses objectives only with a case, which is written down once for each cycle.
    """
    for number in unit.read.rows(
        "SELECT min(id) FROM goal WHERE path LIKE :below AND id <> :own AND archived_at IS NULL"
        " AND cycle_id IS NOT NULL AND cycle_id <> :cycle GROUP BY cycle_id ORDER BY cycle_id",
        below=f"{row.path}%",
        own=row.id,
        cycle=row.cycle_id or 0,
    ):
        guard.check_archived(unit, KINDS["objective"], unit.get(Goal, number[0]), case)
    goals = unit.read.rows(
        "SELECT id FROM goal WHERE path LIKE :below AND archived_at IS NULL ORDER BY id", below=f"{row.path}%"
    )
    key_results = unit.read.rows(
        "SELECT k.id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE g.path LIKE :below"
        " AND k.archived_at IS NULL AND g.archived_at IS NULL ORDER BY k.id",
        below=f"{row.path}%",
    )
    for (number,) in key_results:
        unit.archive(unit.get(KeyResult, number))
    for (number,) in goals:
        unit.archive(unit.get(Goal, number))
    unit.session.flush()
