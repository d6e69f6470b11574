"""What changed in the tree since a screen last looked: values only, or rows that came, went or moved."""

from __future__ import annotations

from models.store.protocol import Reads

SHAPING = "'', 'archived_at', 'parent_id', 'goal_id', 'rank', 'path', 'cycle_id', 'state', 'kind'"
"""Fields that decide which rows there are and in which order; '' is the making of a row."""

FEW = 50
"""Changed rows up to which it is worth finding out what is above them."""


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


def values_since(reader: Reads, seen: int) -> frozenset[int] | None:
    """Return the keys of the rows whose values changed since `seen`: key results and all that is above them.

    None says that it may be any row: many changed, a goal's own fields did (what is below it is compared with
    them), a measure did, or nothing that the trail holds (a new day).
    """
    # The order keeps the planner at the newest rows: with DISTINCT it reads an index of the whole trail instead.
    newest = "SELECT kind, row_id FROM change WHERE id > :seen ORDER BY id LIMIT :few"
    changes = reader.rows(newest, seen=seen, few=FEW)
    found: dict[str, set[int]] = {}
    for kind, number in changes:
        found.setdefault(kind, set()).add(number)
    if len(changes) == FEW or not changes or not found.keys() <= {"key_result", "check_in", "step"}:
        return None
    results = set(found.get("key_result", ()))
    for table in ("check_in", "step"):
        if table in found:
            listed = ", ".join(str(int(number)) for number in found[table])
            rows = reader.rows(f"SELECT key_result_id FROM {table} WHERE id IN ({listed})")
            results |= {number for (number,) in rows}
    keys = {-number for number in results}
    listed = ", ".join(str(int(number)) for number in results)
    above = f"SELECT DISTINCT g.path FROM goal g JOIN key_result k ON k.goal_id = g.id WHERE k.id IN ({listed})"
    for (path,) in reader.rows(above):
        keys |= {int(step) for step in path.strip("/").split("/")}
    return frozenset(keys)
