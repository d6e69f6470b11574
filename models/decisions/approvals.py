"""Approval of commitments (product.md 5): by an executive role, never by the author, never by access alone."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from models import refs, text
from models.base import Row
from models.decisions.rules import LANES
from models.decisions.tables import Approval, Decision, LaneItem
from models.decisions.verbs import Approve
from models.errors import NotPermitted, Refused, Unknown
from models.store.unit import Changed, Done, Unit

COMMITMENT = "commitment"
LASTING = ("title", "chosen", "because", "lane", "state", "archived_at")
ITEM_COLUMNS = ("text", "measure_id", "operator", "bound", "kind", "archived_at")


def approve(unit: Unit, verb: Approve) -> Done:
    """Approve what waits at a reference and let it take effect; leaves a line in its change log.

    Raises NotPermitted for the author and for everybody without an executive role, Refused when nothing waits.
    """
    row = named_row(unit, verb.ref)
    if isinstance(row, Decision):
        return _approve_decision(unit, row, verb)
    return _approve_item(unit, row, verb)


def _approve_decision(unit: Unit, row: Decision, verb: Approve) -> Done:
    ref = refs.ref("decision", row.id or 0)
    if row.lane != COMMITMENT or row.state != "needed" or not row.chosen:
        raise Refused(f"{ref} does not wait for an approval", "Only commitments do, once something was chosen")
    _check_executive(unit, row.made_by)
    _check_no_author(unit, row)
    said = f"{row.title}: {row.chosen}" if row.chosen != row.title else row.title
    _record(unit, ref, said, verb.text)
    row.state, row.made_at = "made", unit.now
    if row.supersedes is not None:
        old = unit.get(Decision, row.supersedes, archived=True)
        if old.state == "made":
            old.state = "superseded"
    return Done(f"Approved {ref} {row.title}", (ref,), row.id)


def _approve_item(unit: Unit, row: LaneItem, verb: Approve) -> Done:
    ref = refs.ref("lane_item", row.id or 0)
    if row.proposal is None:
        raise Refused(f"{ref} does not wait for an approval")
    _check_executive(unit, row.proposed_by)
    wanted: dict[str, Any] = json.loads(row.proposal)
    said = _said(row, wanted)
    if row.proposed_because:
        said += f", because {row.proposed_because}"
    _record(unit, ref, said, verb.text)
    for column in ITEM_COLUMNS:
        if column in wanted:
            setattr(row, column, unit.now if column == "archived_at" else wanted[column])
    row.proposal = row.proposed_by = row.proposed_at = row.proposed_because = None
    return Done(f"Approved {ref} {row.text}", (ref,), row.id)


def _said(row: LaneItem, wanted: dict[str, Any]) -> str:
    if not wanted:
        return f"made: {row.text}"
    if "archived_at" in wanted:
        return f"ended: {row.text}"
    names = {"bound": "limit", "measure_id": "measure"}
    parts = [f"{names.get(key, key)}: {getattr(row, key)} -> {value}" for key, value in sorted(wanted.items())]
    return ", ".join(parts)


def _record(unit: Unit, ref: str, said: str, remark: str) -> None:
    remark = text.note(remark, "remark")
    line = text.clean(f"{said} ({remark})" if remark else said)
    unit.add(Approval(ref=ref, person_id=unit.me.id, at=unit.now, text=line))


def executives(unit: Unit) -> list[tuple[int, str]]:
    """Return (id, handle) of the people who hold a role marked executive."""
    rows = unit.read.rows(
        "SELECT DISTINCT p.id, p.handle FROM role r JOIN person p ON p.id = r.person_id"
        " WHERE r.executive = 1 AND r.archived_at IS NULL AND p.active = 1 ORDER BY p.handle"
    )
    return [(number, handle) for number, handle in rows]


def _check_executive(unit: Unit, author: int | None) -> None:
    if unit.trusted:
        return
    known = executives(unit)
    others = [handle for number, handle in known if number != author]
    hint = f"{', '.join(others[:3])} can" if others else "Nobody else holds an executive role: an admin gives one"
    if unit.me.id == author:
        raise NotPermitted("A commitment is approved by somebody other than its author", hint)
    if unit.me.id not in {number for number, _ in known}:
        raise NotPermitted("Only somebody who holds an executive role may approve a commitment", hint)


def _check_no_author(unit: Unit, row: Decision) -> None:
    """Refuse the approval of words that I wrote into somebody else's proposal."""
    wrote = unit.read.value(
        "SELECT count(*) FROM change c JOIN action a ON a.id = c.action_id WHERE c.kind = 'decision'"
        " AND c.row_id = :row AND a.by_id = :me AND c.field IN ('title', 'chosen', 'because')",
        row=row.id,
        me=unit.me.id,
    )
    if wrote and not unit.trusted:
        raise NotPermitted("You wrote a part of it: a commitment is approved by somebody other than its author")


def forbids_change(unit: Unit, changed: Changed) -> tuple[str, str] | None:
    """Return (message, hint) when a change would go around the approval of a commitment, None when it may stand.

    A commitment that is in force changes, begins and ends only together with an approval (or its undoing).
    """
    row = changed.row
    if unit.trusted or any(isinstance(one.row, Approval) for one in unit.changes):
        return None
    if isinstance(row, Decision):
        return _forbids_decision(unit, row, changed)
    return _forbids_item(unit, row, changed) if isinstance(row, LaneItem) else None


def _forbids_decision(unit: Unit, row: Decision, changed: Changed) -> tuple[str, str] | None:
    ref = refs.ref("decision", row.id or 0)
    in_force = row.lane == COMMITMENT and row.state == "made"
    if changed.field in LASTING and _was(unit, row, "lane") == COMMITMENT and _was(unit, row, "state") == "made":
        return _refusal(ref, "supersede it: Space s, or `oar decision supersede`")
    if in_force and changed.field in ("", "lane", "state"):
        return _refusal(ref, "make it with e, or `oar decision make`, and have it approved")
    if changed.field == "state" and row.state == "made" and not row.made_at:
        return "A decision is made by saying what was chosen", f"Use e, or `oar decision make {ref} CHOSEN`"
    return None


def _forbids_item(unit: Unit, row: LaneItem, changed: Changed) -> tuple[str, str] | None:
    ref = refs.ref("lane_item", row.id or 0)
    proposed = _was(unit, row, "proposal") == "{}" and _was(unit, row, "proposed_by") == unit.me.id
    if proposed or row.kind != COMMITMENT != _was(unit, row, "kind"):
        return None  # a guardrail, or what its author proposed and nobody approved yet
    if changed.field in ITEM_COLUMNS or (changed.field == "proposal" and row.proposal is None and _begins(changed)):
        return _refusal(ref, "propose it: v and E in the decisions, or `oar decision propose`")
    if changed.field == "" and row.proposal is None:
        return _refusal(ref, "propose it: `oar decision propose`")
    return None


def _begins(changed: Changed) -> bool:
    return bool(changed.before == "{}")


def _refusal(ref: str, way: str) -> tuple[str, str]:
    return f"{ref} is a commitment: it changes only with the approval of an executive", f"To change it, {way}"


def complete(unit: Unit, kind: str, values: dict[str, Any]) -> None:
    """Let a new commitment wait for its approval, whichever way it was added."""
    if unit.trusted:
        return
    if kind == "lane_item" and values.get("kind") == COMMITMENT:
        values |= {"proposal": "{}", "proposed_by": unit.me.id, "proposed_at": unit.now}
    if kind == "decision" and values.get("lane") == COMMITMENT and values.get("state") == "made":
        values |= {"state": "needed", "made_at": None, "made_by": unit.me.id}
        values["chosen"] = values.get("chosen") or values["title"]


def _was(unit: Unit, row: Row, field: str) -> Any:
    """Return what a field held before this unit."""
    for changed in unit.changes:
        if changed.row is row and changed.field == field:
            return changed.before
    return getattr(row, field)


def approves(unit: Unit, row: Row) -> bool:
    """Return whether this unit carries my own approval of `row`: then I may change it whatever my access is."""
    if isinstance(row, Approval):
        return row.person_id == unit.me.id
    mine = {
        one.row.ref
        for one in unit.changes
        if isinstance(one.row, Approval) and one.row.person_id == unit.me.id
    }
    if not mine:
        return False
    if refs.ref(str(row.__tablename__), row.id or 0) in mine:
        return True
    following = unit.read.value("SELECT id FROM decision WHERE supersedes = :id", id=row.id)
    return isinstance(row, Decision) and following is not None and refs.ref("decision", following) in mine


def named_row(unit: Unit, reference: str) -> Decision | LaneItem:
    """Return the decision or lane item behind an exact reference. Raises Unknown."""
    parsed = refs.parse(reference)
    if parsed is None or parsed[0] not in ("decision", "lane_item"):
        raise Unknown(f"{reference!r} is no decision", "Use a reference such as D9 or L2")
    return unit.get(Decision, parsed[1]) if parsed[0] == "decision" else unit.get(LaneItem, parsed[1])


def decision_row(unit: Unit, reference: str) -> Decision:
    """Return the decision behind an exact reference. Raises Unknown."""
    row = named_row(unit, reference)
    if not isinstance(row, Decision):
        raise Unknown(f"{reference} is no decision", "Use a reference such as D9")
    return row


def ref_of(row: Decision) -> str:
    """Return the reference of a decision."""
    return refs.ref("decision", row.id or 0)


def lane_of(given: str) -> str | None:
    """Return the lane that `given` or its beginning names, None for "". Raises Refused."""
    word = given.strip().lower()
    if not word:
        return None
    found = [lane for lane in LANES if lane.startswith(word)]
    if len(found) != 1:
        raise Refused(f"{given!r} is no lane", f"One of {', '.join(LANES)}")
    return found[0]


def day(given: str, name: str) -> str | None:
    """Return a day as ISO text, None for "". Raises Refused."""
    if not given.strip():
        return None
    try:
        return date.fromisoformat(given.strip()).isoformat()
    except ValueError as error:
        raise Refused(f"{name} takes a day such as 2026-11-21, not {given[:40]!r}") from error
