"""The handler that writes a whole memo in one step."""

from __future__ import annotations

from typing import Any

from models import fields as field_values
from models import refs, text
from models.decisions.approvals import day, lane_of, named_row
from models.decisions.tables import Decision, Option
from models.decisions.verbs import AddOption, Affect, ChangeOption, Decide, MakeDecision, SetLane, WriteMemo
from models.errors import Unknown
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit

NOTES = ("context", "because", "consequences")


@handles(WriteMemo)
def write_memo(unit: Unit, verb: WriteMemo) -> Done:
    """Write a new memo, or the parts of a known one that differ. Raises Refused and Unknown as its parts do."""
    row = _known(unit, verb) if verb.ref else _new(unit, verb)
    ref = refs.ref("decision", row.id or 0)
    _write_parts(unit, row, verb)
    if verb.lane is not None and lane_of(verb.lane) != row.lane:
        carry_out(unit, SetLane(refs=(ref,), lane=verb.lane))
    if verb.options is not None:
        _write_options(unit, row, ref, verb.options)
    for team, effect in _missing_affects(unit, row, verb):
        carry_out(unit, Affect(ref=ref, team=team, effect=effect))
    said = f"{'Changed' if verb.ref else 'Needed'} {ref} {row.title}"
    chosen = next((number for number, title in _options(unit, row) if title == verb.chosen), None)
    marked = next((one[0] for one in verb.options or () if one[3]), "")
    if row.state == "needed" and (verb.chosen or marked):
        chosen = chosen or next((number for number, title in _options(unit, row) if title == marked), None)
        said = carry_out(unit, MakeDecision(ref=ref, chosen=verb.chosen or "", option=chosen)).message
    elif verb.chosen and verb.chosen != row.chosen:
        row.chosen = text.title(verb.chosen, "choice")
    return Done(said, (ref,), row.id)


def _new(unit: Unit, verb: WriteMemo) -> Decision:
    done = carry_out(
        unit,
        Decide(
            text=verb.title,
            needed=True,
            team=verb.team or "",
            owner=verb.owner or "",
            lane=verb.lane or "",
        ),
    )
    return unit.get(Decision, int(done.value))


def _known(unit: Unit, verb: WriteMemo) -> Decision:
    row = named_row(unit, verb.ref)
    if not isinstance(row, Decision):
        raise Unknown(f"{verb.ref} is no decision")
    row.title = text.title(verb.title, "decision")
    if verb.team:
        row.team_id = field_values.record(unit, "team", verb.team)
    if verb.owner is not None:
        row.owner_id = field_values.person(unit, verb.owner) if verb.owner else None
    return row


def _write_parts(unit: Unit, row: Decision, verb: WriteMemo) -> None:
    for name in NOTES:
        given = getattr(verb, name)
        if given is not None:
            setattr(row, name, text.note(given, name) or None)
    if verb.needed_by is not None:
        row.needed_by = day(verb.needed_by, "needed by")
    if verb.revisit_on is not None:
        row.revisit_on = day(verb.revisit_on, "revisit")
    unit.session.flush()


def _write_options(unit: Unit, row: Decision, ref: str, wanted: tuple[tuple[str, str, str, bool], ...]) -> None:
    """Match options by their titles; those that are gone from the memo are taken off."""
    known = {title: number for number, title in _options(unit, row)}
    titles = set()
    for place, (title, pro, con, _chosen) in enumerate(wanted, 1):
        clean = text.title(title, "option")
        titles.add(clean)
        number: Any = known.get(clean)
        if number is None:
            number = carry_out(unit, AddOption(ref=ref, title=clean, pro=pro, con=con)).value
        else:
            carry_out(unit, ChangeOption(option=number, pro=pro, con=con))
        unit.get(Option, number).rank = place
    for title, number in known.items():
        if title not in titles:
            carry_out(unit, ChangeOption(option=number, archive=True))


def _options(unit: Unit, row: Decision) -> list[tuple[int, str]]:
    rows = unit.read.rows("SELECT id, title FROM option WHERE decision_id = :id AND archived_at IS NULL", id=row.id)
    return [(number, title) for number, title in rows]


def _missing_affects(unit: Unit, row: Decision, verb: WriteMemo) -> list[tuple[int, str]]:
    """Return what differs from the list of affected teams; teams that are gone from the memo are taken off."""
    if verb.affects is None:
        return []
    ref = refs.ref("decision", row.id or 0)
    wanted = {field_values.record(unit, "team", team): effect for team, effect in verb.affects}
    known = dict(
        unit.read.rows(
            "SELECT team_id, coalesce(effect, '') FROM affects WHERE decision_id = :id AND archived_at IS NULL",
            id=row.id,
        )
    )
    for team in known:
        if team not in wanted:
            carry_out(unit, Affect(ref=ref, team=team, gone=True))
    return [(team, effect) for team, effect in wanted.items() if known.get(team) != effect]
