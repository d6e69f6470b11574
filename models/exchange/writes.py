"""Handlers of the imports: one action each, everything or nothing, undone in one step."""

from __future__ import annotations

from datetime import date, timedelta

from models import fields, refs, text, weeks
from models.errors import Refused
from models.exchange import copy, readings_writes  # noqa: F401 - a handler registers itself
from models.exchange.verbs import (
    ImportCopy,
    ImportMeasures,
    ImportOkrs,
    NewKeyResult,
    NewMeasure,
    NewObjective,
)
from models.okrs.tables import CheckIn, Cycle, Goal, KeyResult
from models.okrs.tree import DEEPEST
from models.okrs.verbs import RecomputeRollups
from models.people.tables import Team
from models.scorecard.tables import Measure
from models.scorecard.verbs import AddMeasure
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit


@handles(ImportOkrs)
def import_okrs(unit: Unit, verb: ImportOkrs) -> Done:
    """Import objectives and key results as stretch, into a cycle in planning (product.md 3, 4)."""
    if not verb.objectives:
        raise Refused("There is nothing to import")
    cycle = _cycle(unit, verb)
    team = fields.record(unit, "team", verb.team) if verb.team else (unit.me.own[0] if unit.me.own else None)
    under = unit.get(Goal, fields.record(unit, "goal", verb.under)) if verb.under else None
    owners = Owners(unit)
    goals: list[Goal] = []
    count = 0
    for place, objective in enumerate(verb.objectives):
        parent = under if objective.parent is None else goals[objective.parent]
        goals.append(_goal(unit, objective, parent, place, team=team, cycle=cycle, owners=owners))
        count += len(objective.key_results)
    made: list[tuple[KeyResult, NewKeyResult]] = []
    for goal, objective in zip(goals, verb.objectives, strict=True):
        made += [(_key_result(unit, one, goal, rank, owners), one) for rank, one in enumerate(objective.key_results, 1)]
    unit.session.add_all(row for row, _ in made)
    unit.session.flush()
    unit.session.add_all(
        CheckIn(
            key_result_id=row.id or 0,
            at=unit.now,
            created_at=unit.now,
            by_id=unit.me.id,
            period=weeks.week_of(unit.today),
            value=one.value,
            note=one.note or None,
        )
        for row, one in made
        if one.value is not None
    )
    unit.session.flush()
    message = f"Imported {len(goals)} objectives and {count} key results into {cycle.name}, all as stretch"
    return Done(message, (f"Q{cycle.id}",), {"objectives": len(goals), "key_results": count})


def _cycle(unit: Unit, verb: ImportOkrs) -> Cycle:
    name = text.title(verb.cycle, "cycle")
    found = unit.read.row(
        "SELECT id, state FROM cycle WHERE archived_at IS NULL AND lower(name) = lower(:name)", name=name
    )
    quiet = (unit.today + timedelta(days=unit.settings.import_quiet_days)).isoformat()
    if found is not None:
        if found[1] != "planning":
            raise Refused(f"The cycle {name} is {found[1]}", "Import into one that is still planned: --cycle NAME")
        cycle = unit.get(Cycle, found[0])
        cycle.quiet_until = quiet
        return cycle
    start, end = date.fromisoformat(verb.start), date.fromisoformat(verb.end)
    if start >= end:
        raise Refused("The cycle ends before it starts", "Give --start and --end as days, such as 2026-07-01")
    return unit.add(
        Cycle(
            name=name, start_on=start.isoformat(), end_on=end.isoformat(), state="planning", quiet_until=quiet,
            team_id=unit.read.value("SELECT id FROM team WHERE parent_id IS NULL AND archived_at IS NULL ORDER BY id"),
        )
    )  # fmt: skip


def _goal(
    unit: Unit,
    objective: NewObjective,
    parent: Goal | None,
    rank: int,
    *,
    team: int | None,
    cycle: Cycle,
    owners: Owners,
) -> Goal:
    goal = unit.add(
        Goal(
            kind="objective",
            parent_id=parent.id if parent else None,
            rank=rank,
            title=text.title(objective.title),
            team_id=team,
            owner_id=owners.find(objective.owner_text),
            owner_text=objective.owner_text or None,
            cycle_id=cycle.id,
            intent="stretch",
            imported_note=objective.note or None,
        )
    )
    goal.path = f"{parent.path if parent else '/'}{goal.id}/"
    if goal.path.count("/") > DEEPEST:
        raise Refused(f"The outline is deeper than {DEEPEST - 1} levels", "Nothing was imported; make it flatter")
    return goal


def _key_result(unit: Unit, one: NewKeyResult, goal: Goal, rank: int, owners: Owners) -> KeyResult:
    return KeyResult(
        created_at=unit.now,
        goal_id=goal.id or 0,
        rank=rank,
        title=text.title(one.title),
        kind=one.kind,
        unit=one.unit,
        start=one.start,
        target=one.target,
        low=one.low,
        high=one.high,
        weight=one.weight,
        owner_id=owners.find(one.owner_text) or goal.owner_id,
        owner_text=one.owner_text or goal.owner_text,
        imported_note=(one.note or None) if one.value is None else None,
    )


class Owners:
    """Finds people behind the owners of a file: by handle, name or the name of a role they hold."""

    def __init__(self, unit: Unit) -> None:
        people = unit.read.rows("SELECT id, handle, name FROM person WHERE active = 1 AND archived_at IS NULL")
        roles = unit.read.rows("SELECT person_id, name FROM role WHERE person_id IS NOT NULL AND archived_at IS NULL")
        self._ids = {name.casefold(): number for number, name in roles}
        self._ids.update({name.casefold(): number for number, _, name in people})
        self._ids.update({handle.casefold(): number for number, handle, _ in people})

    def find(self, written: str) -> int | None:
        """Return the person's id, None when the file's words name nobody here."""
        return self._ids.get(written.strip().lstrip("@").casefold())


@handles(ImportMeasures)
def import_measures(unit: Unit, verb: ImportMeasures) -> Done:
    """Import measures; teams that are not there are made by an admin, else the importer's team takes them."""
    owners = Owners(unit)
    made, there = 0, []
    for one in verb.measures:
        team = _team(unit, one.team or verb.team)
        name = text.title(str(one.fields["name"]), "name")
        if unit.read.value(
            "SELECT id FROM measure WHERE team_id = :team AND lower(name) = lower(:name) AND archived_at IS NULL",
            team=team,
            name=name,
        ):
            there.append(name)
            continue
        _measure(unit, one, team, owners)
        made += 1
    if not made:
        raise Refused(f"All {len(there)} measures are there already", "Nothing was changed")
    left = f"; {len(there)} were there already" if there else ""
    return Done(f"Imported {made} measures{left}", (), {"measures": made, "there": there})


def _measure(unit: Unit, one: NewMeasure, team: int, owners: Owners) -> None:
    done = carry_out(unit, AddMeasure(fields={**one.fields, "team": f"T{team}"}, plan=one.plan, off_at=one.off_at))
    measure = unit.get(Measure, int(done.value))
    measure.target_text = one.target_text or None
    measure.owner_id = owners.find(one.owner_text)
    measure.owner_text = one.owner_text or None
    unit.session.flush()


def _team(unit: Unit, name: str) -> int:
    own = unit.me.own[0] if unit.me.own else 1
    if not name.strip():
        return own
    parsed = refs.parse(name)
    found = unit.read.value(
        "SELECT id FROM team WHERE archived_at IS NULL AND (lower(name) = lower(:name) OR id = :id)",
        name=text.clean(name).strip(),
        id=parsed[1] if parsed and parsed[0] == "team" else 0,
    )
    if found is not None:
        return int(found)
    if not unit.me.admin:
        return own
    top = unit.read.value("SELECT id FROM team WHERE parent_id IS NULL AND archived_at IS NULL ORDER BY id")
    return int(unit.add(Team(name=text.title(name, "team"), parent_id=top, level="department")).id or 0)


@handles(ImportCopy)
def import_copy(unit: Unit, verb: ImportCopy) -> Done:
    """Load a whole copy and work out what is derived from it."""
    done = copy.load(unit, dict(verb.tables))
    carry_out(unit, RecomputeRollups())
    return done
