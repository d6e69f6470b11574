"""One record as a whole: its fields, what belongs to it, links, notes. What `oar show` prints of anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models import refs
from models.audit.reads import LINKED, shown
from models.detail_lines import joined, lines
from models.kinds import KINDS, Kind
from models.store.protocol import Reads
from models.titles import TITLES, Found, title_of

MORE: dict[str, tuple[str, ...]] = {
    "goal": ("kind", "state", "owner_text", "final_score", "final_original", "final_reason", "cause", "imported_note"),
    "key_result": ("owner_text", "final_score", "final_original", "final_reason", "cause", "imported_note"),
    "measure": ("owner_text", "target_text", "formula", "retired_at", "retired_because"),
    "trigger": ("state", "fired_at", "fired_period"),
    "issue": ("state", "raised_by", "rank", "disposition", "disposition_reason", "answer", "until", "solved_at"),
    "todo": ("week", "origin_ref", "carries", "misses", "done_at"),
    "decision": ("asked_at", "made_at", "made_by", "supersedes", "origin_ref"),
    "hot_item": ("rule", "source", "evidence", "team_id", "owner_id", "found_at", "state", "until", "outcome"),
    "review": ("kind", "week", "state", "team_id", "facilitator_id", "scribe_id", "started_at", "ended_at"),
    "win": ("team_id", "by_id", "week"),
    "doubt": ("ref", "person_id", "text", "answer", "answered_by"),
    "brief": ("version", "state", "team_id", "vision", "elephants", "published_at"),
    "milestone": ("entered_at", "slips"),
    "dependency": ("state", "ref"),
    "exclusion": ("lifted_at",),
    "initiative": ("state", "learned"),
    "person": ("active",),
    "cycle": ("quiet_until", "closed_on"),
}
"""Table -> columns that people do not edit as fields but want to see."""

PARTS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "goal": (("Key results", "key_result", "goal_id", "rank"), ("Below it", "objective", "parent_id", "rank")),
    "measure": (("Triggers", "trigger", "measure_id", "id"),),
    "initiative": (("Milestones", "milestone", "initiative_id", "rank"),),
    "brief": (
        ("Choices", "choice", "brief_id", "rank"),
        ("We will not", "exclusion", "brief_id", "rank"),
        ("We assume", "assumption", "brief_id", "rank"),
    ),
    "team": (("Below it", "team", "parent_id", "id"), ("Roles", "role", "team_id", "id")),
}
"""Table -> (heading, kind of reference, column that points here, order) of what hangs below a row."""

SHOWN = 50
"""Rows of a part that are shown."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: `value` as stored, references as text; `text` as people read it."""

    name: str
    label: str
    value: Any
    text: str


@dataclass(frozen=True, slots=True)
class PartView:
    """One row that belongs to the record; ref is "" when its kind has none."""

    heading: str
    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A comment or a why: when (UTC instant), by whom (handle), which kind, what."""

    at: str
    by: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DetailsView:
    """One record. status is "" for kinds without health; progress is 0..1 or None when not set."""

    ref: str
    kind: str
    title: str
    archived: bool
    status: str
    late: bool
    progress: float | None
    fields: tuple[FieldView, ...]
    parts: tuple[PartView, ...]
    links: tuple[tuple[str, str], ...]
    notes: tuple[NoteView, ...]


def details(reader: Reads, found: Found) -> DetailsView:
    """Return everything about one record but its history (models/audit/reads.py)."""
    table = TITLES[found.kind][0]
    archived = reader.value(f"SELECT archived_at FROM {table} WHERE id = :id", id=found.id)
    health, late, progress = _health(reader, table, found.id)
    return DetailsView(
        ref=found.ref,
        kind=found.kind,
        title=found.title,
        archived=archived is not None,
        status=health,
        late=late,
        progress=progress,
        fields=_fields(reader, found, table),
        parts=(
            *_parts(reader, found, table),
            *(PartView(heading, "", line) for heading, line in lines(reader, table, found.id)),
            *_plan_changes(reader, found, table),
        ),
        links=_links(reader, found.ref),
        notes=_notes(reader, found.ref),
    )


def _health(reader: Reads, table: str, number: int) -> tuple[str, bool, float | None]:
    if table not in ("goal", "key_result"):
        return "", False, None
    row = reader.row(
        "SELECT health, late, progress FROM rollup WHERE node = :node AND node_id = :id", node=table, id=number
    )
    return (str(row[0]), bool(row[1]), row[2]) if row else ("none", False, None)


def _kind(found: Found) -> Kind | None:
    return KINDS.get("annual" if found.kind == "goal" else found.kind)


def _fields(reader: Reads, found: Found, table: str) -> tuple[FieldView, ...]:
    kind = _kind(found)
    known = [(one.name, one.label or one.name, one.stored()) for one in kind.fields] if kind is not None else []
    columns = {column for _, _, column in known}
    more = [name for name in MORE.get(table, ()) if name not in columns]
    known += [(name, name.removesuffix("_id").replace("_", " ").capitalize(), name) for name in more]
    flags = {one.stored() for one in kind.fields if one.type == "flag"} if kind is not None else set()
    title = TITLES[found.kind][1]
    known = [one for one in known if one[2] != title]
    if not known:
        return ()
    row = reader.row(f"SELECT {', '.join(one[2] for one in known)} FROM {table} WHERE id = :id", id=found.id)
    return tuple(
        _field(reader, table, name.removesuffix("_id"), label, column, value, column in flags or column == "active")
        for (name, label, column), value in zip(known, row or (), strict=False)
        if value is not None and value != ""
    )


def _field(reader: Reads, table: str, name: str, label: str, column: str, value: Any, flag: bool) -> FieldView:
    if flag:
        return FieldView(name, label, bool(value), "yes" if value else "no")
    kind = _link_kind(table, column)
    text = _named(reader, kind, value) if column == "parent_id" else shown(reader, column, value)
    if column.endswith("_at") and "T" in text:
        text = f"{text[:16].replace('T', ' ')} UTC"
    return FieldView(name, label, _plain(kind, value, text), text)


def _link_kind(table: str, column: str) -> str:
    if column == "parent_id":
        return "team" if table == "team" else "objective"
    return LINKED.get(column, "")


def _named(reader: Reads, kind: str, number: int) -> str:
    reference = refs.ref(kind, number)
    title = title_of(reader, reference)
    return f"{reference} {title}" if title else reference


def _plain(kind: str, value: Any, text: str) -> Any:
    """Return a link as its reference or handle, anything else as it is."""
    if not kind or not isinstance(value, int):
        return value
    return text.removeprefix("@") if kind == "person" else refs.ref(kind, value)


def _parts(reader: Reads, found: Found, table: str) -> tuple[PartView, ...]:
    parts = []
    for heading, kind, column, order in PARTS.get(table, ()):
        child, title = TITLES[kind]
        number = "kind" if child == "goal" else "''"
        rows: Sequence[tuple[Any, ...]] = reader.rows(
            f"SELECT id, {title}, {number} FROM {child} WHERE {column} = :id AND archived_at IS NULL"
            f" ORDER BY {order}, id LIMIT {SHOWN}",
            id=found.id,
        )
        for row in rows:
            own = "goal" if child == "goal" and row[2] != "objective" else kind
            parts.append(PartView(heading, refs.ref(own, row[0]), str(row[1])))
    return tuple(parts)


def _plan_changes(reader: Reads, found: Found, table: str) -> tuple[PartView, ...]:
    """Return what was changed of a goal or key result in its cycle, each with its case."""
    if table not in ("goal", "key_result"):
        return ()
    from models.okrs.plan_change_reads import timeline

    said = []
    for one in timeline(reader, found.id if table == "goal" else -found.id):
        agreed = f"agreed by @{one.agreed_by}" if one.agreed_by else ""
        case = "" if one.correction else f"case: {one.case}  evidence: {one.evidence}"
        told = f"told: {one.told}" if one.told else ""
        said.append(joined(one.at[:10], f"@{one.by}", f"{one.what}.", f"{one.reason}.", case, agreed, told))
    return tuple(PartView("Changed in the cycle", "", text) for text in said)


def _links(reader: Reads, reference: str) -> tuple[tuple[str, str], ...]:
    """Return (reference, title) of what the record points at and what points at it."""
    rows = reader.rows(
        "SELECT from_ref, to_ref FROM link WHERE (from_ref = :ref OR to_ref = :ref) AND archived_at IS NULL"
        " ORDER BY id",
        ref=reference,
    )
    others = dict.fromkeys(to if to != reference else source for source, to in rows)
    found = ((other, title_of(reader, other)) for other in others)
    return tuple((other, title) for other, title in found if title)


def _notes(reader: Reads, reference: str) -> tuple[NoteView, ...]:
    rows = reader.rows(
        "SELECT n.at, p.handle, n.kind, n.text FROM note n JOIN person p ON p.id = n.by_id"
        " WHERE n.ref = :ref AND n.archived_at IS NULL ORDER BY n.at DESC LIMIT 30",
        ref=reference,
    )
    return tuple(NoteView(*row) for row in rows)
