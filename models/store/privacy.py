"""Whose privacy covers a change: that of the row itself, or of what it is a part of (product.md 5).

A reading tells what its measure is, an option what its decision is about: their audit rows are hidden with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models import refs
from models.base import Row
from models.store.unit import Unit

PARTS = {
    "reading": ("measure", "measure_id"),
    "reading_history": ("measure", "measure_id"),
    "plan": ("measure", "measure_id"),
    "trigger": ("measure", "measure_id"),
    "option": ("decision", "decision_id"),
    "affects": ("decision", "decision_id"),
    "vote": ("issue", "issue_id"),
    "present": ("review", "review_id"),
    "step_run": ("review", "review_id"),
    "entry": ("review", "review_id"),
    "rating": ("review", "review_id"),
    "tell": ("review", "review_id"),
    "win": ("review", "review_id"),
}
"""Table -> what its rows are parts of, and the column that says of which one."""

POINTING = ("approval", "doubt", "plan_change")
"""Tables whose rows point at what they are about by its reference."""

SAID = ("note", "entry")
"""Tables of what was said about a row; each has its own mark, which follows that of the row."""

PRIVATE = ("decision", "hot_item", "issue", "measure", "review", "todo")
"""Kinds that can be private."""


def covering_teams(unit: Unit, rows: Iterable[Row]) -> dict[int, int]:
    """Return for each row, by its `id()`, the team that alone may see what happens to it, 0 when everybody may."""
    known: dict[tuple[str, int], int] = {("", 0): 0}
    found: dict[int, int] = {}
    for row in rows:
        if getattr(row, "private", 0):
            found[id(row)] = int(getattr(row, "team_id", 0) or 0)
            continue
        whole = _whole(row)
        if whole not in known:
            known[whole] = _team(unit, *whole)
        found[id(row)] = known[whole]
    return found


def _team(unit: Unit, table: str, number: int) -> int:
    row = unit.read.row(f"SELECT private, team_id FROM {table} WHERE id = :id", id=number)
    return int(row[1] or 0) if row is not None and row[0] else 0


def _whole(row: Row) -> tuple[str, int]:
    """Return table and id of what a row is a part of, "" and 0 when it is none's part."""
    name = str(row.__tablename__)
    if name in PARTS:
        table, column = PARTS[name]
        number = int(getattr(row, column) or 0)
        return (table, number) if number else ("", 0)
    if name in POINTING:
        pointed = refs.parse(str(getattr(row, "ref", "")))
        return pointed if pointed is not None and pointed[0] in PRIVATE else ("", 0)
    return "", 0


def follow(unit: Unit) -> None:
    """Make what was said about a row that has just become private as private as the row."""
    from models.store.registry import table_class

    for row in [change.row for change in unit.changes if change.field == "private" and change.after]:
        table = str(row.__tablename__)
        if table not in PRIVATE:
            continue
        about = refs.ref(table, row.id or 0)
        for name in SAID:
            for (number,) in unit.read.rows(f"SELECT id FROM {name} WHERE ref = :ref AND private = 0", ref=about):
                said: Any = unit.load(table_class(name), number)
                said.private, said.team_id = 1, getattr(row, "team_id", None)


def hide_past(unit: Unit, row: Row) -> None:
    """Hide what has happened to a row that has just become private, and to its parts."""
    table, team = str(row.__tablename__), int(getattr(row, "team_id", 0) or 0)
    scopes = ["(kind = :kind AND row_id = :row)"] + [
        f"(kind = '{part}' AND row_id IN (SELECT id FROM {part} WHERE {column} = :row))"
        for part, (whole, column) in PARTS.items()
        if whole == table
    ]
    if table in PRIVATE:
        scopes += [f"(kind = '{part}' AND row_id IN (SELECT id FROM {part} WHERE ref = :ref))" for part in POINTING]
    scope = " OR ".join(scopes)
    values = {"kind": table, "row": row.id or 0, "team": team}
    if table in PRIVATE:
        values["ref"] = refs.ref(table, row.id or 0)
    unit.run(f"UPDATE change SET private = 1, team_id = :team WHERE private = 0 AND ({scope})", **values)
    unit.run(
        "UPDATE action SET private = 1, team_id = :team WHERE private = 0 AND id IN (SELECT action_id FROM change"
        f" WHERE {scope}) AND NOT EXISTS (SELECT 1 FROM change c WHERE c.action_id = action.id AND c.private = 0)",
        **values,
    )
