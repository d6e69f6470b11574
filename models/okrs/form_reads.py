"""Which fields of a goal or a key result a form shows, and in which order."""

from __future__ import annotations

from models.kinds import KINDS, Kind
from models.store.protocol import Reads

SHOWN = {
    "key_result": (
        "title", "kind", "unit", "start", "target", "low", "high", "weight", "starts_on", "due_on", "measure",
        "controlled", "baseline", "plan",
    ),
    "objective": ("title", "intent", "contributes", "weight", "team", "cycle", "integrator", "why", "what", "how"),
    "annual": ("title", "measure", "weight", "team", "why", "what", "how"),
    "imperative": ("title", "choice", "why", "what", "how"),
}  # fmt: skip
"""The fields of a form by kind, in their order; owner and parent have keys of their own."""


def kind_of(reader: Reads, key: int) -> Kind:
    """Return the kind of a row; a goal that is gone counts as an objective."""
    if key < 0:
        return KINDS["key_result"]
    return KINDS[str(reader.value("SELECT kind FROM goal WHERE id = :id", id=key) or "objective")]
