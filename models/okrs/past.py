"""What goals and key results were at an instant in the past, read back from the audit trail.

History is never rewritten (product.md 5): what was reached before a target moved is computed with the old target.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from json import loads
from typing import Any

from models.store.protocol import Reads

KEPT = {
    "key_result": ("kind", "start", "target", "low", "high", "weight", "plan_json", "goal_id", "archived_at"),
    "goal": ("weight", "contributes", "intent", "parent_id", "archived_at"),
    "step": ("weight", "due_on", "archived_at", "key_result_id"),
}
"""Table -> the columns that the arithmetic rests on, and that change."""

CHUNK = 500


@dataclass(slots=True)
class Past:
    """The changes of some rows of one table, oldest first: by row and column (instant, value before it)."""

    table: str
    changes: dict[int, dict[str, list[tuple[str, Any]]]] = field(default_factory=dict)

    def at(self, number: int, now: Mapping[str, Any], instant: str) -> dict[str, Any]:
        """Return the columns of a row as they were at an instant; now: as they are."""
        known = self.changes.get(number)
        if not known:
            return dict(now)
        return {name: self._value(known.get(name, ()), value, instant) for name, value in now.items()}

    def changed(self, number: int, instant: str) -> bool:
        """Return whether a row has been changed since an instant."""
        return any(at > instant for changes in self.changes.get(number, {}).values() for at, _ in changes)

    @staticmethod
    def _value(changes: Collection[tuple[str, Any]], now: Any, instant: str) -> Any:
        """A value holds from one change to the next: at an instant it is what the first change after it found."""
        return next((before for at, before in changes if at > instant), now)


def past(reader: Reads, table: str, numbers: Collection[int]) -> Past:
    """Return what has changed of the rows of `table` with these ids."""
    found = Past(table)
    columns = ", ".join(f"'{name}'" for name in KEPT[table])
    for some in _chunks(sorted(numbers)):
        for row, name, before, at in reader.rows(
            "SELECT c.row_id, c.field, c.before, a.at FROM change c JOIN action a ON a.id = c.action_id"
            f" WHERE c.kind = :table AND c.row_id IN ({some}) AND c.field IN ({columns}) ORDER BY a.seq, c.id",
            table=table,
        ):
            value = loads(before) if before is not None else None
            found.changes.setdefault(row, {}).setdefault(name, []).append((at, value))
    return found


def _chunks(numbers: list[int]) -> Iterator[str]:
    for start in range(0, len(numbers), CHUNK):
        yield ", ".join(str(int(one)) for one in numbers[start : start + CHUNK])
