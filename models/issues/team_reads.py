"""Where things are routed to: the teams there are, as the verb `r` offers them."""

from __future__ import annotations

from models.store.protocol import Reads


def teams(reader: Reads) -> list[tuple[int, int | None, str]]:
    """Return (id, id of the one above, name) of every team, the top one first."""
    rows = reader.rows("SELECT id, parent_id, name FROM team WHERE archived_at IS NULL ORDER BY id")
    return sorted(((row[0], row[1], row[2]) for row in rows), key=lambda row: row[1] is not None)


def above_first(found: list[tuple[int, int | None, str]], team: int | None) -> list[tuple[int, str]]:
    """Return (id, name) of the teams something of `team` can go to, the one above first."""
    parent = next((up for number, up, _ in found if number == team), None)
    rows = [(number, name) for number, _, name in found if number != team]
    return sorted(rows, key=lambda row: row[0] != parent)
