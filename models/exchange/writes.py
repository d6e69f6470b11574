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
from models.okrs.tables import CheckIn, Cycle, Goal, KeyResult, Step
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
    team = fields.record(unit, "team", verb.team) if verb.team else (unit.me.own[0] if unit.me.own else None)
    under = unit.get(Goal, fields.record(unit, "goal", verb.under)) if verb.under else None
    owners = Owners(unit)
    places = Places(unit, verb, team)
    goals: list[Goal] = []
    for place, objective in enumerate(verb.objectives):
        parent = under if objective.parent is None else goals[objective.parent]
        goals.append(_goal(unit, objective, parent, place, places=places, owners=owners))
    made: list[tuple[KeyResult, NewKeyResult]] = []
    for goal, objective in zip(goals, verb.objectives, strict=True):
        made += [
            (_key_result(unit, one, goal, rank, owners, places), one)
            for rank, one in enumerate(objective.key_results, 1)
        ]
    count = len(made)
    unit.session.add_all(row for row, _ in made)
    unit.session.flush()
    unit.session.add_all(_check_in(unit, row, one) for row, one in made if one.value is not None or one.confidence)
    unit.session.add_all(step for row, one in made for step in _steps(unit, row, one))
    unit.session.flush()
    intent = ", all as stretch" if all(one.intent == "stretch" for one in verb.objectives) else ""
    into = f" into {', '.join(places.named)}" if places.named else ""
    left = f"; {len(places.missing)} measures are not here, nothing is linked to them" if places.missing else ""
    message = f"Imported {len(goals)} objectives and {count} key results{into}{intent}{left}"
    return Done(
        message,
        tuple(f"Q{number}" for number in places.named.values()),
        {"objectives": len(goals), "key_results": count},
    )


class Places:
    """The cycles, teams and measures that the lines of a file name, each looked up or made once.

    named: the name and id of every cycle something was imported into. missing: measures nothing could be linked to.
    """

    def __init__(self, unit: Unit, verb: ImportOkrs, team: int | None) -> None:
        self._unit, self._verb, self._team = unit, verb, team
        self._teams: dict[str, int] = {}
        self.named: dict[str, int] = {}
        self._measures: dict[str, list[int]] = {}
        self.missing: set[str] = set()
        for number, name in unit.read.rows(
            f"SELECT id, name FROM measure WHERE archived_at IS NULL AND {unit.seen('measure')} ORDER BY id"
        ):
            self._measures.setdefault(name.casefold(), []).append(number)

    def cycle(self, objective: NewObjective) -> int:
        """Return the id of the cycle an objective belongs to: the one the file names, else that of the import."""
        name = objective.cycle or self._verb.cycle
        if name not in self.named:
            start, end = (objective.start, objective.end) if objective.cycle else (self._verb.start, self._verb.end)
            self.named[name] = _cycle(self._unit, name, start or self._verb.start, end or self._verb.end).id or 0
        return self.named[name]

    def team(self, objective: NewObjective) -> int | None:
        """Return the id of the team an objective belongs to."""
        if not objective.team:
            return self._team
        if objective.team not in self._teams:
            self._teams[objective.team] = _team(self._unit, objective.team)
        return self._teams[objective.team]

    def measure(self, name: str) -> int | None:
        """Return the measure of that name, None and remembered as missing when there is none or several."""
        found = self._measures.get(name.casefold(), [])
        if len(found) != 1:
            self.missing.add(name.casefold())
            return None
        return found[0]


def _cycle(unit: Unit, named: str, start_on: str, end_on: str) -> Cycle:
    name = text.title(named, "cycle")
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
    start, end = _day(start_on, "from"), _day(end_on, "to")
    if start >= end:
        raise Refused("The cycle ends before it starts", "Give --start and --end as days, such as 2026-07-01")
    return unit.add(
        Cycle(
            name=name, start_on=start.isoformat(), end_on=end.isoformat(), state="planning", quiet_until=quiet,
            team_id=unit.read.value("SELECT id FROM team WHERE parent_id IS NULL AND archived_at IS NULL ORDER BY id"),
        )
    )  # fmt: skip


def _day(value: str, name: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Refused(
            f"{name} {value[:20]!r} is no day", "Give one such as 2026-07-01; nothing was imported"
        ) from error


def _goal(
    unit: Unit, objective: NewObjective, parent: Goal | None, rank: int, *, places: Places, owners: Owners
) -> Goal:
    if objective.weight < 0:
        raise Refused(f"The weight of {objective.title[:40]!r} is below 0", "Nothing was imported")
    is_objective = objective.kind == "objective"
    goal = unit.add(
        Goal(
            kind=objective.kind,
            parent_id=parent.id if parent else None,
            rank=rank,
            title=text.title(objective.title),
            team_id=places.team(objective),
            owner_id=owners.find(objective.owner_text),
            owner_text=objective.owner_text or None,
            cycle_id=places.cycle(objective) if is_objective else None,
            intent=objective.intent if is_objective else None,
            contributes=int(objective.contributes),
            weight=objective.weight,
            measure_id=places.measure(objective.measure) if objective.measure else None,
            why=text.note(objective.why) or None,
            what=text.note(objective.what) or None,
            how=text.note(objective.how) or None,
            imported_note=objective.note or None,
        )
    )
    goal.path = f"{parent.path if parent else '/'}{goal.id}/"
    if goal.path.count("/") > DEEPEST:
        raise Refused(f"The outline is deeper than {DEEPEST - 1} levels", "Nothing was imported; make it flatter")
    return goal


def _key_result(unit: Unit, one: NewKeyResult, goal: Goal, rank: int, owners: Owners, places: Places) -> KeyResult:
    if one.weight < 0 or (one.kind in ("increase", "decrease") and one.target is not None and one.target == one.start):
        raise Refused(f"{one.title[:40]!r} has a weight below 0 or a target that is its start", "Nothing was imported")
    owner, owner_text = owners.find(one.owner_text), one.owner_text or None
    if not one.whole and not one.owner_text:  # an owner nobody knows here stays as written
        owner, owner_text = goal.owner_id, goal.owner_text
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
        baseline_text=one.baseline or None,
        weight=one.weight,
        owner_id=owner,
        owner_text=owner_text,
        measure_id=places.measure(one.measure) if one.measure else None,
        controlled=int(one.controlled),
        plan_json=one.glide or None,
        starts_on=_day(one.starts, "starts").isoformat() if one.starts else None,
        due_on=_day(one.due, "due").isoformat() if one.due else None,
        imported_note=(one.note or None) if one.value is None or one.whole else None,
    )


def _check_in(unit: Unit, row: KeyResult, one: NewKeyResult) -> CheckIn:
    return CheckIn(
        key_result_id=row.id or 0,
        at=unit.now,
        created_at=unit.now,
        by_id=unit.me.id,
        period=weeks.week_of(unit.today),
        value=one.value,
        confidence=one.confidence,
        note=None if one.whole else one.note or None,
    )


def _steps(unit: Unit, row: KeyResult, one: NewKeyResult) -> list[Step]:
    return [
        Step(
            created_at=unit.now,
            key_result_id=row.id or 0,
            rank=rank,
            title=text.title(step.title, "step"),
            weight=step.weight,
            due_on=_day(step.due, "due").isoformat() if step.due else None,
            done_at=step.done or None,
        )
        for rank, step in enumerate(one.steps, 1)
    ]


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
    """Load a whole copy and work out what is derived from it. Raises Refused for one whose days or numbers are none."""
    done = copy.load(unit, dict(verb.tables))
    try:
        carry_out(unit, RecomputeRollups())
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise Refused(f"The copy is not whole: {str(error)[:120]}", "Nothing was imported") from error
    return done
