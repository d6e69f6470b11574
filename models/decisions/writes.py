"""Handlers of the verbs of decisions; those of commitments and guardrails are in lanes.py beside."""

from __future__ import annotations

from typing import Any

from models import fields as field_values
from models import refs, text
from models.decisions import affected, lanes, memo_writes  # noqa: F401 - register their handlers
from models.decisions.affected import team_id
from models.decisions.approvals import COMMITMENT, approve, day, decision_row, lane_of, ref_of
from models.decisions.tables import Affects, Decision, Option
from models.decisions.verbs import (
    AddOption,
    Approve,
    ChangeOption,
    Decide,
    MakeDecision,
    Reverse,
    Revisit,
    SetLane,
    SetPrivate,
    Supersede,
)
from models.errors import Refused, Unknown
from models.store.handlers import handles
from models.store.unit import Done, Unit

WAITS = "waits for the approval of an executive"

handles(Approve)(approve)


@handles(Decide)
def decide(unit: Unit, verb: Decide) -> Done:
    """Note a decision, needed or made. Raises Refused for an empty text or without a team."""
    said = text.title(verb.text, "decision")
    needed = said.endswith(("?", "？")) if verb.needed is None else verb.needed
    lane = lane_of(verb.lane)
    row = Decision(
        title=said,
        team_id=_team(unit, verb.team, verb.origin_ref),
        owner_id=_owner(unit, verb.owner, needed),
        context=_note(verb.context, "context"),
        because=_note(verb.because, "reason"),
        needed_by=day(verb.needed_by, "needed by"),
        asked_at=unit.now,
        origin_ref=_origin(verb.origin_ref),
        review_id=verb.review,
        private=int(verb.private or _origin_private(unit, verb.origin_ref)),
        lane=lane,
    )
    if not needed:
        _make(unit, row, None)
    unit.add(row)
    return Done(f"{_said(row)} {row.title}", (ref_of(row),), row.id)


@handles(MakeDecision)
def make(unit: Unit, verb: MakeDecision) -> Done:
    """Make a needed decision. Raises Refused when it is made already or nothing was chosen."""
    row = decision_row(unit, verb.ref)
    if row.state != "needed":
        raise Refused(f"{ref_of(row)} is {row.state} already", "Supersede it by a new one")
    chosen = verb.chosen
    if verb.option is not None:
        option = _choose(unit, row, verb.option)
        chosen = chosen or option.title
    row.chosen = text.title(chosen, "choice")
    row.because = _note(verb.because, "reason") or row.because
    row.consequences = _note(verb.consequences, "consequences") or row.consequences
    row.expected = text.title(verb.expected, "expected effect") if verb.expected.strip() else row.expected
    row.revisit_on = day(verb.revisit_on, "revisit") or row.revisit_on
    row.lane = lane_of(verb.lane) or row.lane
    row.review_id = verb.review or row.review_id
    row.owner_id = row.owner_id or unit.me.id or None
    _make(unit, row, row.chosen)
    return Done(f"{_said(row)} {row.title}: {row.chosen}", (ref_of(row),), row.id)


def _make(unit: Unit, row: Decision, chosen: str | None) -> None:
    """Make the decision, or lay it before an executive when it is a commitment (product.md 5)."""
    row.made_by = unit.me.id or None
    if row.lane == COMMITMENT and not unit.trusted:
        row.state, row.chosen = "needed", chosen or row.title
        return
    row.state, row.made_at = "made", unit.now


def _said(row: Decision) -> str:
    if row.state == "made":
        return f"Decided {ref_of(row)}"
    return f"Proposed {ref_of(row)}, it {WAITS}:" if row.chosen else f"Needed {ref_of(row)}"


@handles(AddOption)
def add_option(unit: Unit, verb: AddOption) -> Done:
    """Add one of the ways considered, behind the others."""
    row = decision_row(unit, verb.ref)
    last = unit.read.value("SELECT max(rank) FROM option WHERE decision_id = :id", id=row.id)
    option = unit.add(
        Option(
            decision_id=row.id or 0,
            rank=int(last or 0) + 1,
            title=text.title(verb.title, "option"),
            pro=_note(verb.pro, "pro"),
            con=_note(verb.con, "con"),
        )
    )
    return Done(f"Added an option to {ref_of(row)}: {option.title}", (ref_of(row),), option.id)


@handles(ChangeOption)
def change_option(unit: Unit, verb: ChangeOption) -> Done:
    """Change or take away an option. Raises Refused when it is the chosen one of a made decision."""
    option = unit.get(Option, verb.option)
    row = unit.get(Decision, option.decision_id)
    if verb.archive:
        if option.chosen and row.state == "made":
            raise Refused("That option was chosen, it stays in the memo")
        unit.archive(option)
        return Done(f"Took an option off {ref_of(row)}: {option.title}", (ref_of(row),), option.id)
    if verb.title is not None:
        option.title = text.title(verb.title, "option")
    if verb.pro is not None:
        option.pro = _note(verb.pro, "pro")
    if verb.con is not None:
        option.con = _note(verb.con, "con")
    return Done(f"Changed an option of {ref_of(row)}: {option.title}", (ref_of(row),), option.id)


def _choose(unit: Unit, row: Decision, number: int) -> Option:
    found: Option | None = None
    for (one,) in unit.read.rows("SELECT id FROM option WHERE decision_id = :id AND archived_at IS NULL", id=row.id):
        option = unit.get(Option, one)
        option.chosen = int(one == number)
        found = option if one == number else found
    if found is None:
        raise Unknown(f"{ref_of(row)} has no such option")
    return found


@handles(Supersede)
def supersede(unit: Unit, verb: Supersede) -> Done:
    """Put a new decision in the place of a made one; a commitment's stays until the new one is approved."""
    old = _made(unit, verb.ref)
    waiting = unit.read.value(
        "SELECT id FROM decision WHERE supersedes = :id AND archived_at IS NULL", id=old.id
    )
    if waiting is not None:
        raise Refused(f"{refs.ref('decision', waiting)} is to supersede {ref_of(old)} already")
    row = Decision(
        title=text.title(verb.text, "decision"),
        team_id=old.team_id,
        owner_id=old.owner_id,
        lane=old.lane,
        context=old.context,
        because=_note(verb.because, "reason"),
        choice_lineage=old.choice_lineage,
        measure_id=old.measure_id,
        asked_at=unit.now,
        supersedes=old.id,
        private=old.private,
    )
    _make(unit, row, None)
    unit.add(row)
    for (team,) in unit.read.rows(
        "SELECT team_id FROM affects WHERE decision_id = :id AND archived_at IS NULL ORDER BY id", id=old.id
    ):
        unit.add(Affects(decision_id=row.id or 0, team_id=team))
    if row.state == "made":
        old.state = "superseded"
        return Done(f"{ref_of(row)} supersedes {ref_of(old)}: {row.title}", (ref_of(row), ref_of(old)), row.id)
    return Done(f"{_said(row)} {row.title}", (ref_of(row), ref_of(old)), row.id)


@handles(Reverse)
def reverse(unit: Unit, verb: Reverse) -> Done:
    """Take a made decision back. Raises Refused without a reason."""
    row = _made(unit, verb.ref)
    if not verb.because.strip():
        raise Refused("Why is it taken back?", "Say it in one line")
    reason = text.note(verb.because, "reason")
    row.state = "reversed"
    row.consequences = f"{row.consequences}\n{reason}" if row.consequences else reason
    return Done(f"Took {ref_of(row)} back: {row.title}", (ref_of(row),), row.id)


@handles(Revisit)
def revisit(unit: Unit, verb: Revisit) -> Done:
    """Date decisions: needed by for a needed one, revisit on for a made one."""
    on = day(verb.on, "date")
    for reference in verb.refs:
        row = decision_row(unit, reference)
        if row.state == "needed":
            row.needed_by = on
        else:
            row.revisit_on = on
    what = verb.refs[0].upper() if len(verb.refs) == 1 else f"{len(verb.refs)} decisions"
    return Done(f"{what}: {on or 'no date'}", _upper(verb.refs))


@handles(SetLane)
def set_lane(unit: Unit, verb: SetLane) -> Done:
    """Put decisions in a lane. A made one that becomes a commitment waits for its approval."""
    lane = lane_of(verb.lane)
    for reference in verb.refs:
        row = decision_row(unit, reference)
        if row.lane == lane:
            continue
        if lane == COMMITMENT and row.state == "made" and not unit.trusted:
            row.state, row.made_at, row.chosen = "needed", None, row.chosen or row.title
            row.made_by = unit.me.id
        row.lane = lane
    what = verb.refs[0].upper() if len(verb.refs) == 1 else f"{len(verb.refs)} decisions"
    return Done(f"{what}: {lane or 'no lane'}", _upper(verb.refs))


@handles(SetPrivate)
def set_private(unit: Unit, verb: SetPrivate) -> Done:
    """Hide decisions from other teams or show them again."""
    for reference in verb.refs:
        decision_row(unit, reference).private = int(verb.private)
    what = verb.refs[0].upper() if len(verb.refs) == 1 else f"{len(verb.refs)} decisions"
    return Done(f"{what} {'is private to the team' if verb.private else 'is open to all'}", _upper(verb.refs))


def _made(unit: Unit, reference: str) -> Decision:
    row = decision_row(unit, reference)
    if row.state != "made":
        raise Refused(f"{ref_of(row)} is {row.state}, not made")
    return row


def _upper(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(reference.upper() for reference in given)


def _note(given: str, name: str) -> str | None:
    return text.note(given, name) or None


def _origin(given: str) -> str | None:
    parsed = refs.parse(given) if given.strip() else None
    if given.strip() and parsed is None:
        raise Unknown(f"{given!r} is no reference", "Use one such as I31 or H7")
    return refs.ref(*parsed) if parsed else None


def _origin_row(unit: Unit, given: str) -> Any:
    from models.store.registry import table_class

    parsed = refs.parse(given) if given.strip() else None
    if parsed is None:
        return None
    table = {"objective": "goal"}.get(parsed[0], parsed[0])
    row = unit.load(table_class(table), parsed[1])
    if row is not None and not unit.sees(row):
        raise Unknown(f"There is no {refs.ref(*parsed)}")
    return row


def _origin_private(unit: Unit, given: str) -> bool:
    return bool(getattr(_origin_row(unit, given), "private", 0))


def _team(unit: Unit, given: str | int, origin: str) -> int:
    if given != "":
        return team_id(unit, given)
    found = getattr(_origin_row(unit, origin), "team_id", None) or (unit.me.own[0] if unit.me.own else None)
    if found is None:
        raise Refused("A decision needs a team", "Say which: team=Sales")
    return int(found)


def _owner(unit: Unit, given: str | int, needed: bool) -> int | None:
    if isinstance(given, int):
        return given
    if given.strip():
        return field_values.person(unit, given)
    return None if needed else unit.me.id or None
