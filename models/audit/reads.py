"""Reading the audit trail: who did what, when, field by field (product.md 5)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models import refs
from models.errors import Ambiguous, Unknown
from models.store.protocol import Reads
from models.titles import TITLES, Found, title_of

PARTS = {
    "key_result": (("check_in", "key_result_id"), ("step", "key_result_id")),
    "measure": (("plan", "measure_id"), ("reading", "measure_id"), ("trigger", "measure_id")),
    "decision": (("option", "decision_id"), ("affects", "decision_id")),
    "issue": (("vote", "issue_id"),),
    "initiative": (("milestone", "initiative_id"), ("allocation", "initiative_id")),
    "person": (("membership", "person_id"),),
    "team": (("membership", "team_id"),),
    "brief": (("choice", "brief_id"), ("exclusion", "brief_id"), ("assumption", "brief_id"), ("ack", "brief_id")),
    "flow": (("flow_step", "flow_id"),),
    "review": (("present", "review_id"), ("entry", "review_id"), ("rating", "review_id"), ("tell", "review_id")),
}
"""Table -> rows that belong to one of its rows: what happened to them is its history too."""

POINTED = ("note", "plan_change", "approval", "doubt")
"""Tables that point at any record by its reference."""

LINKED = {
    "owner_id": "person",
    "integrator_id": "person",
    "decision_owner_id": "person",
    "person_id": "person",
    "by_id": "person",
    "made_by": "person",
    "raised_by": "person",
    "agreed_by": "person",
    "facilitator_id": "person",
    "scribe_id": "person",
    "team_id": "team",
    "from_team_id": "team",
    "to_team_id": "team",
    "cycle_id": "cycle",
    "goal_id": "objective",
    "key_result_id": "key_result",
    "measure_id": "measure",
    "drives_id": "measure",
    "initiative_id": "initiative",
    "decision_id": "decision",
    "issue_id": "issue",
    "brief_id": "brief",
    "flow_id": "flow",
    "review_id": "review",
}
"""Column -> the kind of reference that its number is."""

HIDDEN = frozenset({"path", "lineage", "plan_json", "payload"})


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One changed field: ref names the row ("" when its kind has none), field "" is the making of it."""

    ref: str
    table: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ActionView:
    """One action: `id`, when (UTC instant), who (handle, "" for Oarlock itself), what in words.

    undone: a later undo took it back, and no redo has brought it again.
    """

    id: str
    at: str
    by: str
    verb: str
    summary: str
    undone: bool
    changes: tuple[ChangeView, ...] = ()


def actions(
    reader: Reads, *, found: Found | None = None, by: str = "", limit: int = 30, changes: bool = False
) -> list[ActionView]:
    """Return the newest actions first, at most `limit`: all, those that touched `found`, those of `by`.

    changes: with the fields that were changed; of `found` alone when it is given.
    """
    where, values = ["1 = 1"], dict[str, Any](limit=limit)
    if found is not None:
        scope, more = _touching(found)
        where.append(f"a.id IN (SELECT action_id FROM change WHERE {scope})")
        values |= more
    if by:
        where.append("p.handle = :by")
        values["by"] = by
    rows = reader.rows(
        "SELECT a.id, a.at, p.handle, a.verb, a.summary FROM action a LEFT JOIN person p ON p.id = a.by_id"
        f" WHERE {' AND '.join(where)} ORDER BY a.seq DESC LIMIT :limit",
        **values,
    )
    undone = _undone(reader)
    fields = _changes(reader, [row[0] for row in rows], found) if changes else {}
    return [
        ActionView(number, at, by or "", verb, summary, number in undone, tuple(fields.get(number, ())))
        for number, at, by, verb, summary in rows
    ]


def action_named(reader: Reads, given: str, person: int) -> str:
    """Return the id of the person's action that begins with `given`. Raises Unknown or Ambiguous."""
    word = given.strip().lower()
    if not word or not word.isascii() or not word.replace("-", "").isalnum():
        raise Unknown(f"{given[:40]!r} is no action", "`oar log` lists them")
    rows = reader.rows(
        "SELECT id, summary FROM action WHERE by_id = :me AND lower(id) LIKE :prefix ORDER BY seq DESC LIMIT 10",
        me=person,
        prefix=f"{word}%",
    )
    if not rows:
        raise Unknown(f"You did no action {word[:40]!r}", "`oar log` lists them")
    if len(rows) > 1:
        pairs = tuple((row[0][:12], row[1]) for row in rows)
        raise Ambiguous(f"{word!r} may be several actions", pairs, "Nothing was changed; give more of it")
    return str(rows[0][0])


def shown(reader: Reads, field: str, value: Any) -> str:
    """Return a stored value as people read it: names for numbers that point somewhere."""
    if value is None or value == "":
        return ""
    kind = LINKED.get(field) or {"parent_id": "objective"}.get(field, "")
    if kind and isinstance(value, int):
        if kind == "person":
            return f"@{reader.value('SELECT handle FROM person WHERE id = :id', id=value) or value}"
        reference = refs.ref(kind, value)
        title = title_of(reader, reference)
        return f"{reference} {title}" if title else reference
    if isinstance(value, float):
        return f"{value:.10g}"
    if field == "plan_json":
        from models.okrs.glide import typed_path

        return typed_path(str(value))
    return str(value)


def _touching(found: Found) -> tuple[str, dict[str, Any]]:
    """Return the condition on `change` that holds for what happened to a record and to its parts."""
    table = TITLES[found.kind][0]
    scopes = ["(kind = :table AND row_id = :row)"]
    for part, column in PARTS.get(table, ()):
        scopes.append(f"(kind = '{part}' AND row_id IN (SELECT id FROM {part} WHERE {column} = :row))")
    for part in POINTED:
        scopes.append(f"(kind = '{part}' AND row_id IN (SELECT id FROM {part} WHERE ref = :ref))")
    return f"({' OR '.join(scopes)})", {"table": table, "row": found.id, "ref": found.ref}


def _undone(reader: Reads) -> frozenset[str]:
    """Return the actions that stand undone now: taken back by an action that itself stands."""
    pairs = reader.rows("SELECT id, undoes FROM action WHERE undoes IS NOT NULL ORDER BY seq DESC")
    gone: set[str] = set()
    for number, undoes in pairs:
        if number not in gone:
            gone.add(undoes)
    return frozenset(gone)


def _changes(reader: Reads, wanted: Iterable[str], found: Found | None) -> dict[str, list[ChangeView]]:
    numbers = list(wanted)
    if not numbers:
        return {}
    names = {f"a{at}": number for at, number in enumerate(numbers)}
    marks = ", ".join(f":{name}" for name in names)
    scope, more = _touching(found) if found is not None else ("1 = 1", {})
    rows = reader.rows(
        f"SELECT action_id, kind, row_id, field, before, after FROM change WHERE action_id IN ({marks}) AND {scope}"
        " ORDER BY id",
        **names,
        **more,
    )
    made: dict[str, list[ChangeView]] = {}
    for action, table, row, field, before, after in rows:
        if field not in HIDDEN:
            made.setdefault(action, []).append(ChangeView(_ref(table, row), table, field, _read(before), _read(after)))
    return made


def _ref(table: str, row: int) -> str:
    kind = "objective" if table == "goal" else table
    return refs.ref(kind, row) if kind in refs.PREFIXES else ""


def _read(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
