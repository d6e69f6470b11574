"""Undo and redo from the audit trail, across restarts (product.md 5).

Undo takes back every field of one action, refuses if somebody changed one since, and is an action itself.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from models.base import Row
from models.errors import Conflict, Refused
from models.store.registry import table_class
from models.store.unit import Done, Unit
from models.verbs import Redo, Undo

UNDOING = ("Undo", "Redo")
COMPANIONS = {"reading_batch": "models.exchange.readings_writes"}
"""Table -> the module whose `exchange(unit, row)` takes back, or brings back, the many rows that one row stands for."""
PASSING = ("GoToStep", "Pause", "Focus", "JoinReview")
"""Verbs that move a review on: undo passes over them, so that it takes back the last thing that was written."""


def undo(unit: Unit, verb: Undo) -> Done:
    """Take back my last action that is not taken back yet, or the action that `verb` names."""
    action = _named(unit, verb.action) if verb.action else _last(unit)
    if action is None:
        raise Refused("There is nothing of yours to undo")
    refs = _take_back(unit, action[0])
    return Done(f"Undone: {action[1]}", refs, action[0])


def redo(unit: Unit, verb: Redo) -> Done:
    """Do again what my last undo took back, if I did nothing else since."""
    last = unit.read.row(
        "SELECT id, summary, verb, undoes FROM action WHERE by_id = :me AND NOT EXISTS"
        " (SELECT 1 FROM action AS later WHERE later.undoes = action.id) AND verb <> 'Redo'"
        f" AND verb NOT IN ({', '.join(repr(verb) for verb in PASSING)})"
        " ORDER BY seq DESC LIMIT 1",
        me=unit.me.id,
    )
    if last is None or last[2] != "Undo":
        raise Refused("There is nothing to redo")
    refs = _take_back(unit, last[0])
    return Done(f"Redone: {last[1].removeprefix('Undone: ')}", refs, last[0])


def _last(unit: Unit) -> tuple[Any, ...] | None:
    """Return (id, summary) of my last action that counts: no undo, and not undone at present."""
    rows = unit.read.rows(
        "SELECT id, summary, verb, undoes FROM action WHERE by_id = :me ORDER BY seq DESC LIMIT 1000", me=unit.me.id
    )
    undone: set[str] = set()
    for number, summary, verb, undoes in rows:
        if number in undone or verb in PASSING:
            continue
        if verb in UNDOING:
            undone.add(undoes)
            continue
        return number, summary
    return None


def _named(unit: Unit, action: str) -> tuple[Any, ...] | None:
    return unit.read.row("SELECT id, summary FROM action WHERE id = :id AND by_id = :me", id=action, me=unit.me.id)


def _take_back(unit: Unit, action: str) -> tuple[str, ...]:
    changes = unit.read.rows(
        "SELECT kind, row_id, field, before, after FROM change WHERE action_id = :action ORDER BY id DESC",
        action=action,
    )
    if not changes:
        raise Refused("That action changed nothing that can be taken back")
    touched: list[str] = []
    for kind, number, field, before, after in changes:
        row = unit.load(table_class(kind), number)
        if row is None:
            raise Refused(f"The {kind.replace('_', ' ')} {number} is gone", "Nothing was undone")
        if field == "":
            _unmake(unit, row, after)
        else:
            _restore(unit, row, field, before, after)
        if kind in COMPANIONS:
            unit.session.flush()
            import_module(COMPANIONS[kind]).exchange(unit, row)
        touched.append(f"{kind}:{number}")
    payload = unit.read.value("SELECT payload FROM action WHERE id = :id", id=action)
    return tuple(json.loads(payload or "{}").get("refs", ())) or tuple(dict.fromkeys(touched))


def _unmake(unit: Unit, row: Row, after: str | None) -> None:
    made = json.loads(after or "{}")
    for field, value in made.items():
        now = getattr(row, field, None)
        if field not in ("rank", "path", "looked_at") and now != value and row.archived_at is None:
            raise _changed_since(unit, row, field, value, now)
    row.archived_at = unit.now


def _restore(unit: Unit, row: Row, field: str, before: str | None, after: str | None) -> None:
    wanted = json.loads(before) if before is not None else None
    left = json.loads(after) if after is not None else None
    now = getattr(row, field)
    if now != left:
        raise _changed_since(unit, row, field, left, now)
    setattr(row, field, wanted)


def _changed_since(unit: Unit, row: Row, field: str, left: Any, now: Any) -> Conflict:
    who = unit.read.value(
        "SELECT p.handle FROM change c JOIN action a ON a.id = c.action_id JOIN person p ON p.id = a.by_id"
        " WHERE c.kind = :kind AND c.row_id = :row AND c.field = :field ORDER BY c.id DESC LIMIT 1",
        kind=str(row.__tablename__),
        row=row.id,
        field=field,
    )
    return Conflict(
        f"{who or 'Somebody'} changed {field.removesuffix('_id').replace('_', ' ')} since",
        ((field, left, now, None),),
        "Nothing was undone; edit it by hand",
        by=who or "",
    )
