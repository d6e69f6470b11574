"""Handlers of commitments and guardrails. A commitment's change is proposed and waits for its approval."""

from __future__ import annotations

import json
from typing import Any

from models import fields as field_values
from models import refs, text
from models.decisions.approvals import COMMITMENT, named_row
from models.decisions.tables import LaneItem
from models.decisions.verbs import AddLaneItem, ChangeLaneItem, DropProposal
from models.errors import Refused, Unknown
from models.kinds import KINDS
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.writes import known_field

KIND = KINDS["lane_item"]


@handles(AddLaneItem)
def add_item(unit: Unit, verb: AddLaneItem) -> Done:
    """Add a commitment or guardrail. Raises Refused for another kind or a condition without a limit."""
    given: dict[str, Any] = {"kind": verb.kind, "text": verb.text, "team": verb.team, "measure": verb.measure}
    given |= {"operator": verb.operator, "limit": verb.limit}
    values = {known_field(KIND, name).stored(): _read(unit, name, value) for name, value in given.items()}
    values["team_id"] = values["team_id"] or (unit.me.own[0] if unit.me.own else None)
    for name in ("kind", "text", "team_id"):
        if not values[name]:
            raise Refused(f"A commitment or guardrail needs a {name.removesuffix('_id')}")
    _check(values)
    row = LaneItem(**values)
    if row.kind == COMMITMENT and not unit.trusted:
        _propose(unit, row, {}, verb.because)
    unit.add(row)
    ref = refs.ref("lane_item", row.id or 0)
    waits = ", it waits for the approval of an executive" if row.proposal else ""
    return Done(f"Added {row.kind} {ref} {row.text}{waits}", (ref,), row.id)


@handles(ChangeLaneItem)
def change_item(unit: Unit, verb: ChangeLaneItem) -> Done:
    """Change a guardrail at once; propose the change of a commitment."""
    row = _item(unit, verb.ref)
    ref = refs.ref("lane_item", row.id or 0)
    given = {"text": verb.text, "measure": verb.measure, "operator": verb.operator, "limit": verb.limit}
    wanted: dict[str, Any] = {"archived_at": 1} if verb.archive else {}
    for name, value in given.items():
        if value is not None:
            column = known_field(KIND, name).stored()
            read = _read(unit, name, value)
            if read != getattr(row, column):
                wanted[column] = read
    if "text" in wanted and not wanted["text"]:
        raise Refused("The text cannot be empty")
    if not wanted:
        raise Refused(f"That is how {ref} is already")
    _check({**row.model_dump(), **wanted})
    if row.kind == COMMITMENT and not unit.trusted and row.proposal != "{}":
        _propose(unit, row, wanted, verb.because)
        return Done(f"Proposed for {ref}, it waits for the approval of an executive", (ref,), row.id)
    for column, value in wanted.items():
        setattr(row, column, unit.now if column == "archived_at" else value)
    return Done(f"{'Archived' if verb.archive else 'Changed'} {ref} {row.text}", (ref,), row.id)


@handles(DropProposal)
def drop_proposal(unit: Unit, verb: DropProposal) -> Done:
    """Take a proposal back; a commitment that nobody approved goes with it."""
    row = _item(unit, verb.ref)
    ref = refs.ref("lane_item", row.id or 0)
    if row.proposal is None:
        raise Refused(f"Nothing is proposed for {ref}")
    if row.proposal == "{}":
        unit.archive(row)
    else:
        row.proposal = row.proposed_by = row.proposed_at = row.proposed_because = None
    return Done(f"Took the proposal for {ref} back", (ref,), row.id)


def _propose(unit: Unit, row: LaneItem, wanted: dict[str, Any], because: str) -> None:
    if row.proposal is not None and row.id is not None and row.proposed_by != unit.me.id:
        raise Refused("Another change of it waits for approval", "Approve or drop that one first")
    row.proposal = json.dumps(wanted, ensure_ascii=False, sort_keys=True)
    row.proposed_by, row.proposed_at = unit.me.id or None, unit.now
    row.proposed_because = text.note(because, "reason") or None


def _check(values: dict[str, Any]) -> None:
    if (values.get("operator") is None) != (values.get("bound") is None):
        raise Refused("A condition needs both an operator and a limit", "Such as operator=>= limit=95")
    if values.get("operator") and not values.get("measure_id"):
        raise Refused("A limit needs a measure", "Give measure=M7, or leave operator and limit out")


def _read(unit: Unit, name: str, given: Any) -> Any:
    return field_values.read(unit, known_field(KIND, name), given, {})


def _item(unit: Unit, reference: str) -> LaneItem:
    row = named_row(unit, reference)
    if not isinstance(row, LaneItem):
        raise Unknown(f"{reference} is no commitment or guardrail", "Use a reference such as L2")
    return row
