"""The fields of a goal or a key result as an edit form shows them: texts as they would be typed."""

from __future__ import annotations

from typing import Any

from models import refs
from models.kinds import KINDS, RECORDS, Field, Kind
from models.okrs.glide import typed_path
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


def fields_of(kind: Kind) -> list[Field]:
    """Return the fields that a form of this kind shows."""
    return [field for name in SHOWN[kind.name] if (field := kind.field(name)) is not None]


def form_values(reader: Reads, key: int) -> dict[str, str]:
    """Return the values of a row by field name, as texts that the same fields would read again."""
    kind = kind_of(reader, key)
    fields = fields_of(kind)
    row = reader.row(
        f"SELECT {', '.join(field.stored() for field in fields)} FROM {kind.table} WHERE id = :id", id=abs(key)
    )
    if row is None:
        return {}
    return {field.name: _text(reader, field, value) for field, value in zip(fields, row, strict=True)}


def _text(reader: Reads, field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.type == "person":
        return str(reader.value("SELECT handle FROM person WHERE id = :id", id=value) or "")
    if field.type in RECORDS:
        return refs.ref(field.type, value)
    if field.type == "flag":
        return "yes" if value else "no"
    if field.type == "glide":
        return typed_path(value)
    if field.type == "number":
        return f"{value:.15g}"
    return str(value)
