"""Who may change the words of the brief: it belongs to no team, so whoever leads one may (models/people/policy.py)."""

from __future__ import annotations

from models.errors import NotPermitted
from models.people.me import Me
from models.store.protocol import Reads

NAMED = 3


def refusal(reader: Reads, me: Me) -> NotPermitted | None:
    """Return why a person may not change the brief, with who can; None for one who may."""
    if me.leads:
        return None
    rows = reader.rows(
        "SELECT DISTINCT p.handle FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.access IN ('lead', 'admin') AND p.active = 1 AND m.archived_at IS NULL AND p.archived_at IS NULL"
        f" ORDER BY p.handle LIMIT {NAMED}"
    )
    names = ", ".join(handle for (handle,) in rows)
    return NotPermitted("You may not change the brief", f"{names} can" if names else "Ask an admin")
