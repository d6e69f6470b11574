"""Whom and where things are given to: the nearest people and teams, as the verbs `o` and `r` offer them."""

from __future__ import annotations

from collections.abc import Collection

from models.issues.reads import PersonView
from models.store.protocol import Reads


def nearest_people(reader: Reads, me: int, limit: int = 9) -> list[PersonView]:
    """Return me, those who share a team with me, then the others, by name; at most `limit`."""
    rows = reader.rows(
        "SELECT p.id, p.handle, p.name, (SELECT count(*) FROM membership a JOIN membership b ON a.team_id = b.team_id"
        " WHERE a.person_id = p.id AND b.person_id = :me AND a.archived_at IS NULL AND b.archived_at IS NULL) AS near"
        " FROM person p WHERE p.active = 1 AND p.archived_at IS NULL ORDER BY p.name, p.id",
        me=me,
    )
    found = sorted(rows, key=lambda row: 0 if row[0] == me else 1 if row[3] else 2)[:limit]
    return sorted((PersonView(*row[:3]) for row in found), key=lambda one: one.name.casefold())


def teams(reader: Reads) -> list[tuple[int, int | None, str]]:
    """Return (id, id of the one above, name) of every team."""
    return [(row[0], row[1], row[2]) for row in reader.rows(
        "SELECT id, parent_id, name FROM team WHERE archived_at IS NULL ORDER BY id"
    )]  # fmt: skip


def own_teams(own: Collection[int], everywhere: bool) -> Collection[int] | None:
    """Return the teams whose lists one looks at: the own ones, None for everybody's."""
    return None if everywhere or not own else own
