"""What names a row of each kind, and the title behind an exact reference. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass

from models import refs
from models.store.protocol import Reads

TITLES = {
    "objective": ("goal", "title"),
    "goal": ("goal", "title"),
    "key_result": ("key_result", "title"),
    "measure": ("measure", "name"),
    "issue": ("issue", "title"),
    "todo": ("todo", "title"),
    "decision": ("decision", "title"),
    "hot_item": ("hot_item", "title"),
    "initiative": ("initiative", "title"),
    "milestone": ("milestone", "title"),
    "dependency": ("dependency", "what"),
    "choice": ("choice", "statement"),
    "exclusion": ("exclusion", "statement"),
    "assumption": ("assumption", "statement"),
    "trigger": ("trigger", "action"),
    "lane_item": ("lane_item", "text"),
    "learning": ("learning", "title"),
    "win": ("win", "text"),
    "team": ("team", "name"),
    "cycle": ("cycle", "name"),
    "person": ("person", "name"),
    "role": ("role", "name"),
    "flow": ("flow", "name"),
    "brief": ("brief", "title"),
    "doubt": ("doubt", "text"),
    "review": ("review", "kind"),
    "step": ("step", "title"),
}
"""Kind of reference -> table and the column that names a row, in the order in which kinds are searched."""


@dataclass(frozen=True, slots=True)
class Found:
    """One record: its reference (`KR40`), the kind of reference, its row's id, its title."""

    ref: str
    kind: str
    id: int
    title: str


def title_of(reader: Reads, reference: str) -> str:
    """Return the title behind an exact reference, "" when it names nothing that may be seen."""
    parsed = refs.parse(reference)
    if parsed is None or parsed[0] not in TITLES:
        return ""
    table, column = TITLES[parsed[0]]
    return str(reader.value(f"SELECT {column} FROM {table} WHERE id = :id", id=parsed[1]) or "")
