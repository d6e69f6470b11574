"""What screens and the command line show of to-dos."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from models import refs
from models.issues.reads import ids
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class TodoView:
    """A to-do. origin: the reference it was made at. change: whether it is a change by next week."""

    id: int
    ref: str
    title: str
    owner: str
    handle: str
    team: str
    due_on: str
    done_on: str
    origin: str
    change: bool
    carries: int
    misses: int
    private: bool


def todos(
    reader: Reads, *, owner: int | None = None, done: bool = False, teams: Collection[int] | None = None
) -> list[TodoView]:
    """Return to-dos by due day: of one person and of teams, if given; with `done` the done ones, newest first."""
    sql = (
        "SELECT d.id, d.title, p.name, p.handle, t.name, d.due_on, d.done_at, d.origin_ref, d.change, d.carries,"
        " d.misses, d.private FROM todo d LEFT JOIN person p ON p.id = d.owner_id LEFT JOIN team t ON t.id = d.team_id"
        f" WHERE d.archived_at IS NULL AND d.done_at IS {'NOT NULL' if done else 'NULL'}"
    )
    values: dict[str, Any] = {}
    if owner is not None:
        sql += " AND d.owner_id = :owner"
        values["owner"] = owner
    if teams is not None:
        sql += f" AND d.team_id IN ({ids(teams)})"
    order = "d.done_at DESC, d.id DESC LIMIT 200" if done else "d.due_on, d.id"
    return [
        TodoView(
            id=row[0],
            ref=refs.ref("todo", row[0]),
            title=row[1],
            owner=row[2] or "",
            handle=row[3] or "",
            team=row[4] or "",
            due_on=row[5],
            done_on=(row[6] or "")[:10],
            origin=row[7] or "",
            change=bool(row[8]),
            carries=row[9],
            misses=row[10],
            private=bool(row[11]),
        )
        for row in reader.rows(f"{sql} ORDER BY {order}", **values)
    ]
