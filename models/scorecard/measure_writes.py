"""Handlers of measures: adding them, from templates too, working them out, putting them on top, retiring them."""

from __future__ import annotations

from typing import Any

from models import refs, text
from models.errors import Refused
from models.numbers import unit_of
from models.scorecard import formulas, plans
from models.scorecard.formula import parse
from models.scorecard.plan_writes import running_period, usable, write_plan
from models.scorecard.tables import Measure, Reading
from models.scorecard.templates import BY_KEY, Template, expanded, template
from models.scorecard.verbs import AddFromTemplates, AddMeasure, PutOnTop, Retire, SetFormula
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit
from models.verbs import Add

WAS_WORKED_OUT = "was worked out"
"""The source of readings that a formula left behind."""


@handles(AddMeasure)
def add_measure(unit: Unit, verb: AddMeasure) -> Done:
    """Add a measure, its first plan and its formula. Raises Refused for what cannot be read."""
    fields = {name: given for name, given in verb.fields.items() if given != ""}
    if verb.template:
        pattern: dict[str, Any] = {**template(verb.template).fields()}
        if plans.unit_in(verb.plan):
            del pattern["unit"]  # the plan says in which currency it is counted
        fields = {**pattern, **fields}
    if verb.plan.strip():
        _learn_from_plan(unit, fields, verb.plan)
    if str(fields.get("drives") or "").strip() and "leading" not in fields:
        fields["leading"] = "yes"
    done = carry_out(unit, Add(kind="measure", fields=fields))
    measure = unit.get(Measure, int(done.value))
    if verb.plan.strip():
        write_plan(unit, measure, verb.plan, verb.off_at, verb.since)
    if verb.formula.strip():
        measure.formula = formulas.checked(unit, measure, verb.formula)
    return Done(done.message + _too_many(unit, measure.team_id), done.refs, done.value)


def _learn_from_plan(unit: Unit, fields: dict[str, Any], plan: str) -> None:
    """Take unit and direction from the plan where nobody gave them."""
    if not str(fields.get("unit") or "").strip():
        fields["unit"] = plans.unit_in(plan)
    cadence = "month" if str(fields.get("cadence") or "").lower().startswith("m") else "week"
    wanted = plans.parse_plan(
        plan, unit=unit_of(str(fields["unit"] or "")), cadence=cadence, running=running_period(unit, cadence)
    )
    if wanted.direction and not str(fields.get("direction") or "").strip():
        fields["direction"] = wanted.direction


def _too_many(unit: Unit, team: int) -> str:
    """Return the warning from the measure on that is one too many (M40); it never blocks."""
    row = unit.read.row(
        "SELECT count(*), (SELECT name FROM team WHERE id = :team) FROM measure"
        " WHERE team_id = :team AND archived_at IS NULL AND retired_at IS NULL",
        team=team,
    )
    limit = unit.settings.measure_limit
    if row is None or row[0] <= limit:
        return ""
    return f"; {row[1]} has {row[0]} measures now, more than {limit}: retire one that changes nothing"


@handles(AddFromTemplates)
def add_from_templates(unit: Unit, verb: AddFromTemplates) -> Done:
    """Add the measures of some templates and link them. Raises Unknown for a template, Refused when all are there."""
    chosen = expanded(verb.templates)
    made: dict[str, int] = {}
    there: list[str] = []
    team = 0
    for one in chosen:
        known = _same_name(unit, one, verb.team)
        if known:
            there.append(one.name)
            made[one.key] = known
            continue
        given = {"team": verb.team, "owner": verb.owner}
        done = carry_out(unit, Add(kind="measure", fields={**one.fields(), **{k: v for k, v in given.items() if v}}))
        made[one.key] = int(done.value)
        team = unit.get(Measure, int(done.value)).team_id
    if not team:
        raise Refused("All of them are there already" if there else "Name a template", "`oar add measure --templates`")
    for key, number in made.items():
        _link(BY_KEY[key], unit.get(Measure, number), made)
    references = tuple(refs.ref("measure", number) for number in made.values())
    count = len(made) - len(there)
    said = f"Added {count} {'measure' if count == 1 else 'measures'} from templates; give each a plan"
    left = f"; {', '.join(there)} {'was' if len(there) == 1 else 'were'} there already" if there else ""
    return Done(said + left + _too_many(unit, team), references, tuple(made.values()))


def _same_name(unit: Unit, one: Template, team: str) -> int:
    from models import fields as field_values

    number = field_values.record(unit, "team", team) if team else (unit.me.own[0] if unit.me.own else 0)
    found = unit.read.value(
        "SELECT id FROM measure WHERE team_id = :team AND lower(name) = lower(:name) AND archived_at IS NULL"
        " AND retired_at IS NULL ORDER BY id",
        team=number,
        name=one.name,
    )
    return int(found or 0)


def _link(one: Template, measure: Measure, made: dict[str, int]) -> None:
    if one.drives in made and not measure.drives_id:
        measure.drives_id = made[one.drives]
    if one.beside in made and not measure.beside_id:
        measure.beside_id = made[one.beside]


@handles(SetFormula)
def set_formula(unit: Unit, verb: SetFormula) -> Done:
    """Work a measure out from others, or stop that. Raises Refused for a formula that cannot be."""
    measure = usable(unit, verb.measure)
    ref = refs.ref("measure", verb.measure)
    if not verb.formula.strip():
        if not measure.formula:
            raise Refused(f"{measure.name} is not worked out from others")
        measure.formula = None
        for (number,) in unit.read.rows(
            "SELECT id FROM reading WHERE measure_id = :id AND source = :source AND archived_at IS NULL ORDER BY id",
            id=verb.measure,
            source=formulas.SOURCE,
        ):
            unit.get(Reading, number).source = WAS_WORKED_OUT
        return Done(f"{ref} {measure.name} takes its numbers by hand again", (ref,))
    measure.formula = formulas.checked(unit, measure, verb.formula)
    return Done(f"{ref} {measure.name} is worked out as {measure.formula}", (ref,), parse(measure.formula).inputs)


@handles(PutOnTop)
def put_on_top(unit: Unit, verb: PutOnTop) -> Done:
    """Put measures on the top dashboard or take them off. Raises Refused for a private one: everybody looks there."""
    names = []
    for number in verb.measures:
        measure = unit.get(Measure, number) if verb.off else usable(unit, number)
        if measure.private and not verb.off:
            raise Refused(f"{measure.name} is private to its team", "Everybody looks at the top dashboard")
        measure.on_top = 0 if verb.off else 1
        names.append(measure.name)
    if not names:
        raise Refused("Name a measure", "Such as M7")
    what = names[0] if len(names) == 1 else f"{len(names)} measures"
    said = f"Took {what} off the top dashboard" if verb.off else f"Put {what} on the top dashboard"
    return Done(said, tuple(refs.ref("measure", number) for number in verb.measures))


@handles(Retire)
def retire(unit: Unit, verb: Retire) -> Done:
    """Take measures off the scorecard or bring them back; what they lead to stays as it is.

    Raises Refused without a reason, and for one that is off, or on, already.
    """
    if not (verb.back or verb.because.strip()):
        raise Refused("Say in a line why it goes", "It is shown where the measure is found later")
    because = None if verb.back else text.title(verb.because, "reason")
    names = []
    for number in verb.measures:
        measure = unit.get(Measure, number)
        if verb.back is (measure.retired_at is None):
            raise Refused(f"{measure.name} is {'not retired' if verb.back else 'retired already'}")
        measure.retired_at = None if verb.back else unit.now
        measure.retired_because = because
        names.append(measure.name)
    references = tuple(refs.ref("measure", number) for number in verb.measures)
    what = f"{references[0]} {names[0]}" if len(names) == 1 else f"{len(names)} measures"
    left = "" if verb.back else formulas.left_behind(unit, verb.measures)
    return Done(f"{'Brought back' if verb.back else 'Retired'} {what}{left}", references)
