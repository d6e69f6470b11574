"""Who may agree to a change of the plan: a leader other than its author (product.md 5)."""

from __future__ import annotations

from models.store.protocol import Reads


def other_leaders(reader: Reads, me: int) -> list[tuple[int, str, str]]:
    """Return (id, handle, name) of everybody but `me` who leads a team or sits on the leadership team, by handle."""
    rows = reader.rows(
        "SELECT p.id, p.handle, p.name FROM person p WHERE p.active = 1 AND p.archived_at IS NULL AND p.id <> :me"
        " AND (EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.archived_at IS NULL"
        " AND m.access IN ('lead', 'admin')) OR EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id"
        " AND r.archived_at IS NULL AND (r.on_leadership = 1 OR r.executive = 1))) ORDER BY p.handle",
        me=me,
    )
    return [(number, handle, name) for number, handle, name in rows]


def is_alone(reader: Reads, me: int) -> bool:
    """Return whether nobody else is there, so that nobody could agree."""
    return not reader.value(
        "SELECT count(*) FROM person WHERE active = 1 AND archived_at IS NULL AND id <> :me", me=me
    )
