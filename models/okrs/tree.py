"""The chain of ids of goals: kept when one moves, so that a branch is one range of paths."""

from __future__ import annotations

from typing import Any

from models.errors import Refused
from models.okrs.tables import Goal
from models.store.unit import Unit

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
