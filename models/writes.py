"""Handlers of the generic verbs: add, edit, archive, owner, move, order, notes, batches, undo."""

from __future__ import annotations

from typing import Any

from models import fields as field_values
from models import refs
from models.audit import writes as audit
from models.audit.last import last_change
from models.base import Row
from models.errors import Conflict, Refused, Unknown
from models.kinds import KINDS, Field, Kind, kind_of_ref
from models.okrs import guard
from models.store.handlers import carry_out, handles
from models.store.privacy import covering_teams
from models.store.registry import table_class
from models.store.unit import Done, Unit
from models.text import note as note_text
from models.verbs import Add, AddNote, Archive, Batch, Edit, Move, Redo, Reorder, SetOwner, Undo

PARENTS = {"goal": "parent_id", "key_result": "goal_id", "step": "key_result_id", "team": "parent_id"}
ORDERED = PARENTS | {"measure": "team_id", "choice": "brief_id", "exclusion": "brief_id"}
"""Table -> the column whose rows have an order among themselves."""
OWNED = "owner_id"


@handles(Add)
def add(unit: Unit, verb: Add) -> Done:
    """Add one row. Raises Refused for an unknown kind or field and for a missing required field."""
    kind = KINDS.get(verb.kind)
    if kind is None:
        raise Refused(f"There is no kind {verb.kind!r}", "`oar add --help` lists them")
    values: dict[str, Any] = dict(kind.defaults)
    given_fields = [(known_field(kind, name), given) for name, given in verb.fields.items()]
    for field, given in sorted(given_fields, key=lambda one: kind.fields.index(one[0])):  # the unit comes first
        values[field.stored()] = field_values.read(unit, field, given, values)
    field_values.complete(unit, kind, values)
    missing = [one.name for one in kind.fields if one.required and values.get(one.stored()) in (None, "")]
    if missing:
        needed = " and ".join(an(name.replace("_", " ")).lower() for name in missing)
        raise Refused(f"{an(kind.word or kind.name)} needs {needed}")
    table = table_class(kind.table)
    row = table(**{key: value for key, value in values.items() if value is not None})
    case = guard.check_added(unit, kind, row, verb.case)
    place(unit, row)
    unit.add(row)
    if case is not None:
        guard.write_added(unit, row, str(getattr(row, kind.title)), case)
    after_place(unit, row)
    reference = refs.ref(kind_reference(kind), row.id or 0)
    return Done(f"Added {reference} {getattr(row, kind.title)}", (reference,), row.id)


def kind_reference(kind: Kind) -> str:
    """Return the kind under which rows of `kind` are referred to."""
    return "goal" if kind.name in ("annual", "imperative") else kind.name


@handles(Edit)
def edit(unit: Unit, verb: Edit) -> Done:
    """Change fields by value: a field that somebody changed since the form opened is a Conflict."""
    kind, row = find(unit, verb.ref)
    clashes: list[tuple[str, Any, Any, Any]] = []
    for name, given in verb.fields.items():
        field = known_field(kind, name)
        column = field.stored()
        current = getattr(row, column)
        wanted = field_values.read(unit, field, given, row.model_dump())
        if field.required and wanted in (None, ""):
            raise Refused(f"{field.said} cannot be empty")
        base = verb.base.get(name, current)
        if name in verb.base and not isinstance(base, type(current)) and base is not None:
            base = field_values.read(unit, field, base, row.model_dump())
        if wanted == current:
            continue
        if base != current and not verb.mine:
            clashes.append((name, base, current, wanted))
            continue
        guard.check_changed(unit, kind, row, field, current, wanted, verb.case)
        if column == OWNED:
            guard.check_owner(unit, row, wanted, verb.note or (verb.case.case if verb.case else ""))
        if column == PARENTS.get(str(row.__tablename__)):
            hang(unit, row, wanted)
        else:
            setattr(row, column, wanted)
    if clashes:
        names = ", ".join(clash[0] for clash in clashes)
        who, at = last_change(unit.read, kind.table, row.id or 0, known_field(kind, clashes[0][0]).stored())
        raise Conflict(
            f"{names} of {verb.ref} changed while you typed", tuple(clashes), "--mine or --theirs settles it", who, at
        )
    field_values.check_row(unit, kind, row)
    unit.session.flush()
    after_place(unit, row)
    return Done(f"Changed {verb.ref} {getattr(row, kind.title)}", (verb.ref.upper(),))


@handles(Archive)
def archive(unit: Unit, verb: Archive) -> Done:
    """Hide rows; what hangs below a goal is hidden with it, and the message says how much that was."""
    titles: list[str] = []
    under = ""
    for kind, row in [find(unit, reference) for reference in verb.refs]:
        if row.archived_at is not None:
            continue  # it hung below another one of these rows
        guard.check_archived(unit, kind, row, verb.case)
        _keep_the_top(unit, kind, row)
        titles.append(str(getattr(row, kind.title)))
        if kind.table == "goal":
            from models.okrs import tree

            under = tree.below(unit, row)
            tree.archive_branch(unit, row, verb.case)
        else:
            unit.archive(row)
            unit.session.flush()
    what = f"{verb.refs[0]} {titles[0]}" if len(titles) == 1 else f"{len(titles)} rows"
    more = f" with {under} below it" if under and len(titles) == 1 else " with what hangs below" if under else ""
    return Done(f"Archived {what}{more}", verb.refs)


def _keep_the_top(unit: Unit, kind: Kind, row: Row) -> None:
    """Refuse to hide the organisation itself: its review, its people and its scorecard would hang in the air."""
    if kind.table == "team" and getattr(row, "parent_id", None) is None:
        tops = "SELECT count(*) FROM team WHERE parent_id IS NULL AND archived_at IS NULL"
        if unit.read.value(tops) == 1:
            raise Refused(f"{getattr(row, kind.title)} is the whole organisation", "Archive the teams below it instead")


@handles(SetOwner)
def set_owner(unit: Unit, verb: SetOwner) -> Done:
    """Give rows to one person; a new owner needs a note and no case (product.md 5)."""
    owner = field_values.person(unit, verb.handle) if verb.handle else None
    for reference in verb.refs:
        kind, row = find(unit, reference)
        if not hasattr(row, OWNED):
            raise Refused(f"A {kind.word or kind.name} has no owner")
        guard.check_owner(unit, row, owner, verb.note)
        setattr(row, OWNED, owner)
        if hasattr(row, "owner_text") and owner is not None:
            row.owner_text = None
    what = verb.refs[0] if len(verb.refs) == 1 else f"{len(verb.refs)} rows"
    return Done(f"{what} now belongs to {verb.handle or 'nobody'}", verb.refs)


@handles(Move)
def move(unit: Unit, verb: Move) -> Done:
    """Hang a row under another parent; a goal never under itself or what is below it."""
    kind, row = find(unit, verb.ref)
    table = str(row.__tablename__)
    if table not in PARENTS:
        raise Refused(f"A {kind.word or kind.name} has no parent to move it to")
    column = PARENTS[table]
    parent = find(unit, verb.parent)[1] if verb.parent else None
    if parent is None and table in ("key_result", "step"):
        raise Refused(f"A {kind.word or kind.name} needs a parent")
    expected = {"goal": "goal", "key_result": "goal", "step": "key_result", "team": "team"}[table]
    if parent is not None and parent.__tablename__ != expected:
        raise Refused(f"{verb.ref} cannot hang under {verb.parent}")
    field = next((one for one in kind.fields if one.stored() == column), None)
    target = parent.id if parent is not None else None
    if target != getattr(row, column):
        if field is not None:
            guard.check_changed(unit, kind, row, field, getattr(row, column), target, verb.case)
        hang(unit, row, target)
    if verb.rank is not None and hasattr(row, "rank"):
        row.rank = verb.rank
    unit.session.flush()
    after_place(unit, row)
    return Done(f"Moved {verb.ref} under {verb.parent or 'the top'}", (verb.ref,))


@handles(Reorder)
def reorder(unit: Unit, verb: Reorder) -> Done:
    """Swap a row with its neighbour among its siblings."""
    kind, row = find(unit, verb.ref)
    table = str(row.__tablename__)
    column = ORDERED.get(table)
    if column is None or not hasattr(row, "rank"):
        raise Refused(f"A {kind.word or kind.name} has no order of its own")
    parent = getattr(row, column)
    where = f"{column} = :parent" if parent is not None else f"{column} IS NULL"
    values = {"parent": parent} if parent is not None else {}
    order = [
        number
        for (number,) in unit.read.rows(
            f"SELECT id FROM {table} WHERE {where} AND archived_at IS NULL ORDER BY rank, id", **values
        )
    ]
    at = order.index(row.id)
    to = max(0, min(len(order) - 1, at + verb.by))
    order.insert(to, order.pop(at))
    for rank, number in enumerate(order):
        other = unit.get(type(row), number)
        other.rank = rank
    return Done(f"Moved {verb.ref} {'up' if verb.by < 0 else 'down'}", (verb.ref,))


@handles(AddNote)
def add_note(unit: Unit, verb: AddNote) -> Done:
    """Write a comment or a why at any record."""
    from models.issues.tables import Note

    _, row = find(unit, verb.ref)
    said = note_text(verb.text)
    if not said:
        raise Refused("The note is empty")
    team = covering_teams(unit, (row,))[id(row)]
    unit.add(
        Note(
            ref=verb.ref.upper(),
            kind=verb.kind,
            by_id=unit.me.id,
            at=unit.now,
            period=verb.period,
            text=said,
            team_id=team or getattr(row, "team_id", None),
            private=int(verb.private or bool(team)),
        )
    )
    return Done(f"Noted at {verb.ref.upper()}", (verb.ref.upper(),))


@handles(Batch)
def batch(unit: Unit, verb: Batch) -> Done:
    """Carry out several verbs as one action."""
    done = [carry_out(unit, one) for one in verb.verbs]
    together = tuple(dict.fromkeys(ref for one in done for ref in one.refs))
    message = verb.summary or (done[0].message if len(done) == 1 else f"{len(done)} changes")
    return Done(message, together, tuple(one.value for one in done))


handles(Undo)(audit.undo)
handles(Redo)(audit.redo)


def find(unit: Unit, reference: str) -> tuple[Kind, Row]:
    """Return kind and row behind an exact reference. Raises Unknown."""
    parsed = refs.parse(reference)
    if parsed is None or parsed[0] not in (*KINDS, "goal"):
        raise Unknown(f"{reference!r} is no reference", "Use one such as KR40 or M7; `oar show WORDS` finds them")
    kind = kind_of_ref(parsed[0])
    row = unit.get(table_class(kind.table), parsed[1])
    if kind.table == "goal":
        kind = KINDS[str(row.kind)]  # type: ignore[attr-defined]
    return kind, row


def an(word: str) -> str:
    """Return a word for a thing with its article, to begin a sentence: "An objective"."""
    return f"An {word}" if word[0] in "aeio" else f"A {word}"


def known_field(kind: Kind, name: str) -> Field:
    """Return the field of `kind` called `name`. Raises Refused with the names there are."""
    field = kind.field(name)
    if field is None:
        raise Refused(
            f"{an(kind.word or kind.name)} has no field {name!r}",
            f"It has {', '.join(one.name for one in kind.fields)}",
        )
    return field


def place(unit: Unit, row: Row) -> None:
    """Put a new row behind its siblings."""
    column = ORDERED.get(str(row.__tablename__))
    if column is not None and hasattr(row, "rank") and not row.rank:
        row.rank = _last_rank(unit, row, getattr(row, column))


def hang(unit: Unit, row: Row, parent: int | None) -> None:
    """Hang a row under another parent, behind the rows that hang there already."""
    if hasattr(row, "rank"):
        row.rank = _last_rank(unit, row, parent)
    setattr(row, PARENTS[str(row.__tablename__)], parent)


def _last_rank(unit: Unit, row: Row, parent: int | None) -> int:
    table = str(row.__tablename__)
    column = ORDERED[table]
    where = f"{column} = :parent" if parent is not None else f"{column} IS NULL"
    values = {"parent": parent} if parent is not None else {}
    return int(unit.read.value(f"SELECT max(rank) FROM {table} WHERE {where}", **values) or 0) + 1


def after_place(unit: Unit, row: Row) -> None:
    """Keep the chain of ids of a goal and of all below it; refuses a ring, and a place that does not fit."""
    if row.__tablename__ not in ("goal", "key_result"):
        return
    from models.okrs.sound import check_place
    from models.okrs.tree import keep_path

    if row.__tablename__ == "goal":
        keep_path(unit, row)
    check_place(unit, row)
