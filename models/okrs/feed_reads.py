"""What changed in the tree since a screen last looked: values only, or rows that came, went or moved."""

from __future__ import annotations

from models.store.protocol import Reads

SHAPING = "'', 'archived_at', 'parent_id', 'goal_id', 'rank', 'path', 'cycle_id', 'state', 'kind'"
"""Fields that decide which rows there are and in which order; '' is the making of a row."""


def newest_change(reader: Reads) -> int:
    """Return the number of the newest line of the audit trail, 0 when there is none."""
    return int(reader.value("SELECT id FROM change ORDER BY id DESC LIMIT 1") or 0)


def changed_since(reader: Reads, seen: int) -> tuple[int, bool]:
    """Return the newest change and whether rows came, went or moved since `seen`."""
    newest = newest_change(reader)
    if newest <= seen:
        return newest, False
    found = reader.value(
        "SELECT id FROM change WHERE id > :seen AND kind IN ('goal', 'key_result', 'cycle')"
        f" AND field IN ({SHAPING}) LIMIT 1",
        seen=seen,
    )
    return newest, found is not None
