"""Handlers about the teams a decision touches: named, told, seen."""

from __future__ import annotations

from models import fields as field_values
from models import text
from models.decisions.approvals import decision_row, ref_of
from models.decisions.tables import Affects, Decision
from models.decisions.verbs import Affect, Seen, Tell
from models.errors import Refused, Unknown
from models.store.handlers import handles
from models.store.unit import Done, Unit


def team_id(unit: Unit, given: str | int) -> int:
    """Return the id of a team given by id, reference or name. Raises Unknown or Ambiguous."""
    return given if isinstance(given, int) else field_values.record(unit, "team", given)


@handles(Affect)
def affect(unit: Unit, verb: Affect) -> Done:
    """Put a team on the list of those the decision touches, change how, or take it off."""
    row = decision_row(unit, verb.ref)
    team = team_id(unit, verb.team)
    known = _affects(unit, row, team, archived=True)
    name = unit.read.value("SELECT name FROM team WHERE id = :id", id=team)
    if verb.gone:
        if known is None or known.archived_at is not None:
            raise Unknown(f"{ref_of(row)} does not affect {name}")
        unit.archive(known)
        return Done(f"{ref_of(row)} no longer affects {name}", (ref_of(row),))
    if known is None:
        known = unit.add(Affects(decision_id=row.id or 0, team_id=team))
    known.archived_at = None
    known.effect = text.title(verb.effect, "effect") if verb.effect.strip() else known.effect
    return Done(f"{ref_of(row)} affects {name}", (ref_of(row),), known.id)


@handles(Tell)
def tell(unit: Unit, verb: Tell) -> Done:
    """Note that one affected team, or all of them, were told."""
    row = decision_row(unit, verb.ref)
    if verb.team != "":
        team = team_id(unit, verb.team)
        teams = [team]
        if _affects(unit, row, team) is None:
            unit.add(Affects(decision_id=row.id or 0, team_id=team))
    else:
        teams = [
            team
            for (team,) in unit.read.rows(
                "SELECT team_id FROM affects WHERE decision_id = :id AND told_at IS NULL AND archived_at IS NULL",
                id=row.id,
            )
        ]
    for team in teams:
        found = _affects(unit, row, team)
        if found is not None and found.told_at is None:
            found.told_at = unit.now
    if not teams:
        raise Refused(f"{ref_of(row)} has no team left to tell", "Say first whom it affects")
    return Done(f"Told {len(teams)} team{'s' if len(teams) != 1 else ''} of {ref_of(row)}", (ref_of(row),))


@handles(Seen)
def seen(unit: Unit, verb: Seen) -> Done:
    """Acknowledge a decision for an affected team."""
    row = decision_row(unit, verb.ref)
    found = _affects(unit, row, team_id(unit, verb.team))
    if found is None:
        raise Refused(f"{ref_of(row)} does not affect that team")
    found.seen_at = found.seen_at or unit.now
    return Done(f"Acknowledged {ref_of(row)}", (ref_of(row),))


def _affects(unit: Unit, row: Decision, team: int, *, archived: bool = False) -> Affects | None:
    live = "" if archived else " AND archived_at IS NULL"
    number = unit.read.value(
        f"SELECT id FROM affects WHERE decision_id = :id AND team_id = :team{live}", id=row.id, team=team
    )
    return unit.get(Affects, number, archived=archived) if number is not None else None
