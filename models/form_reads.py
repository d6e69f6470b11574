"""What an edit form opens with: the fields of one row as people type them, and what they may choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models import refs
from models.errors import Unknown
from models.kinds import KINDS as ALL
from models.kinds import RECORDS, Field, Kind, kind_of_ref
from models.store.protocol import Reads

NEAREST = 9


@dataclass(frozen=True, slots=True)
class RecordView:
    """One row for its form. values: by field name, as its column holds them (the base of a conflict)."""

    ref: str
    kind: Kind
    title: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NamedView:
    """One thing to choose: what is written for it (a handle, a reference), and its name."""

    value: str
    name: str


def record(reader: Reads, reference: str) -> RecordView:
    """Return the row behind an exact reference. Raises Unknown when there is none that may be seen."""
    parsed = refs.parse(reference)
    if parsed is None or parsed[0] not in (*ALL, "goal"):
        raise Unknown(f"{reference!r} has no form")
    kind = kind_of_ref(parsed[0])
    if kind.table == "goal":
        word = reader.value("SELECT kind FROM goal WHERE id = :id", id=parsed[1])
        kind = ALL.get(str(word), kind)
    columns = ", ".join(field.stored() for field in kind.fields)
    row = reader.row(f"SELECT {columns} FROM {kind.table} WHERE id = :id AND archived_at IS NULL", id=parsed[1])
    if row is None:
        raise Unknown(f"There is no {reference.upper()}", "Somebody may have archived it")
    values = dict(zip((field.name for field in kind.fields), row, strict=True))
    return RecordView(reference.upper(), kind, str(values[kind.title]), values)


def typed(reader: Reads, field: Field, value: Any) -> str:
    """Return a column's value as it would be typed into its field; "" for none."""
    if value is None:
        return ""
    if field.type == "person":
        return str(reader.value("SELECT handle FROM person WHERE id = :id", id=value) or "")
    if field.type == "goal":
        from models.okrs.reads import ref_of

        return ref_of(reader, int(value))
    if field.type in RECORDS:
        return refs.ref(field.type, int(value))
    if field.type == "flag":
        return "yes" if value else "no"
    if field.type == "glide":
        from models.okrs.glide import typed_path

        return typed_path(str(value))
    if field.type in ("number", "whole") and isinstance(value, (int, float)):
        return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def people_near(reader: Reads, person: int) -> list[NamedView]:
    """Return the active people as (handle, name): those of the person's teams first, then the others by name."""
    rows = reader.rows(
        "SELECT p.handle, p.name, CASE WHEN EXISTS (SELECT 1 FROM membership m JOIN membership mine"
        " ON mine.team_id = m.team_id WHERE m.person_id = p.id AND mine.person_id = :me AND m.archived_at IS NULL"
        " AND mine.archived_at IS NULL) THEN 0 ELSE 1 END AS far"
        " FROM person p WHERE p.active = 1 AND p.archived_at IS NULL ORDER BY far, lower(p.name), p.id",
        me=person,
    )
    return [NamedView(str(handle), str(name)) for handle, name, _ in rows]


def choices(reader: Reads, field: Field, person: int) -> list[NamedView]:
    """Return what a field is chosen from; empty when it takes words instead."""
    if field.type == "person":
        return people_near(reader, person)
    if field.type == "flag":
        return [NamedView("yes", "yes"), NamedView("no", "no")]
    if field.type == "choice":
        return [NamedView(word, word) for word in field.choices]
    if field.type == "lineage":
        rows = reader.rows(
            "SELECT c.lineage, c.statement FROM choice c WHERE c.archived_at IS NULL AND c.id ="
            " (SELECT max(d.id) FROM choice d WHERE d.lineage = c.lineage AND d.archived_at IS NULL) ORDER BY c.id"
        )
        return [NamedView(str(lineage), str(statement)) for lineage, statement in rows]
    if field.type in ("team", "cycle"):
        rows = reader.rows(f"SELECT id, name FROM {field.type} WHERE archived_at IS NULL ORDER BY id")
        return [NamedView(refs.ref(field.type, number), str(name)) for number, name in rows]
    return []
