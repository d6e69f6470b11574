"""Handlers of the scorecard's verbs."""

from __future__ import annotations

from typing import Any

from models import fields as field_values
from models import refs, text, weeks
from models.errors import Refused, Unknown
from models.numbers import format_number, parse_number, parse_value, unit_of
from models.scorecard import plans, rules
from models.scorecard.tables import Measure, Plan, Reading, ReadingHistory, Trigger
from models.scorecard.verbs import (
    Acknowledge,
    AddMeasure,
    AddTrigger,
    ClearReading,
    EnterReading,
    Retire,
    SetPlan,
)
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit
from models.verbs import Add

PAST_OF_A_FIRST_PLAN = 52
"""Periods back from which a new measure's first hold counts, so that a pasted past is judged too."""


@handles(AddMeasure)
def add_measure(unit: Unit, verb: AddMeasure) -> Done:
    """Add a measure and its first plan. Raises Refused for a plan or a distance that cannot be read."""
    fields = dict(verb.fields)
    if verb.plan.strip():
        if not str(fields.get("unit") or "").strip():
            fields["unit"] = plans.unit_in(verb.plan)
        cadence = "month" if str(fields.get("cadence") or "").lower().startswith("m") else "week"
        wanted = plans.parse_plan(
            verb.plan, unit=unit_of(str(fields["unit"] or "")), cadence=cadence, running=_running(unit, cadence)
        )
        if wanted.direction and not str(fields.get("direction") or "").strip():
            fields["direction"] = wanted.direction
    if str(fields.get("drives") or "").strip() and "leading" not in fields:
        fields["leading"] = "yes"
    done = carry_out(unit, Add(kind="measure", fields={name: given for name, given in fields.items() if given != ""}))
    if verb.plan.strip():
        measure = unit.get(Measure, int(done.value))
        _set_plan(unit, measure, verb.plan, verb.off_at, verb.since)
    return done


@handles(SetPlan)
def set_plan(unit: Unit, verb: SetPlan) -> Done:
    """Append a plan from a period on. Raises Refused when it would change what the past was judged by."""
    measure = _measure(unit, verb.measure)
    row = _set_plan(unit, measure, verb.plan, verb.off_at, verb.since)
    ref = refs.ref("measure", measure.id or 0)
    when = weeks.format_period(row.from_period, measure.cadence)
    goal = plans.goal_text(_tuple(row), measure.unit, measure.direction, measure.cadence)
    return Done(f"{ref} {measure.name}: plan {goal} from {when}", (ref,), row.id)


def _set_plan(unit: Unit, measure: Measure, typed: str, off_at: str, since: str) -> Plan:
    running = _running(unit, measure.cadence)
    wanted = plans.parse_plan(typed, unit=measure.unit, cadence=measure.cadence, running=running)
    if wanted.direction and wanted.direction != measure.direction:
        raise Refused(
            f"{measure.name} is better {measure.direction}, and this plan goes {wanted.direction}",
            "Change the measure's direction first, or type the plan without its sign",
        )
    if measure.direction == "within" and wanted.low is None:
        raise Refused("A band needs two bounds", "Type it as 90..95")
    first = _first_period(unit, measure, wanted, since, running)
    start = wanted.start
    if wanted.goal is not None and start is None:
        start = _last_value(unit, measure, first)
    distance = _off_at(measure, wanted, start, off_at)
    row = _plan_row(unit, measure, first)
    row.hold, row.low, row.start, row.goal = wanted.hold, wanted.low, start, wanted.goal
    row.by_period, row.off_at = wanted.by, distance
    row.archived_at = None
    if row.id is None:
        unit.add(row)
    return row


def _first_period(unit: Unit, measure: Measure, wanted: plans.PlanText, since: str, running: int) -> int:
    """Return the period a plan starts with; refuse one that would judge the past anew."""
    known = [row[0] for row in unit.read.rows(
        "SELECT from_period FROM plan WHERE measure_id = :measure AND archived_at IS NULL", measure=measure.id
    )]  # fmt: skip
    if since.strip():
        first = weeks.parse_period(since, running, measure.cadence)
    elif wanted.since is not None:
        first = wanted.since
    elif known:
        first = running
    elif wanted.goal is not None:
        first = weeks.previous_period(running, measure.cadence)
    else:
        first = weeks.shift(running, -PAST_OF_A_FIRST_PLAN, measure.cadence)
    if known and min(known) <= first < running:
        raise Refused(
            f"{weeks.format_period(first, measure.cadence)} was judged by the plan it had",
            "A new plan starts with the running period or later",
        )
    if wanted.by is not None and wanted.by <= first:
        raise Refused("The plan would end before it starts", "Give a later period after by")
    return first


def _plan_row(unit: Unit, measure: Measure, first: int) -> Plan:
    found = unit.read.value(
        "SELECT id FROM plan WHERE measure_id = :measure AND from_period = :first", measure=measure.id, first=first
    )
    return unit.get(Plan, found, archived=True) if found else Plan(measure_id=measure.id or 0, from_period=first)


def _off_at(measure: Measure, wanted: plans.PlanText, start: float | None, typed: str) -> float:
    if typed.strip():
        distance = parse_value(typed, "" if measure.unit == "%" and "%" not in typed else measure.unit)
        if distance <= 0:
            raise Refused("The off-at distance must be above 0", "It is how far from plan counts as off")
        return distance
    width = wanted.hold - wanted.low if wanted.low is not None and wanted.hold is not None else None
    found = rules.suggested_off_at(
        measure.unit, measure.direction, hold=width or wanted.hold, start=start, goal=wanted.goal
    )
    if found is None:
        raise Refused("A plan of 0 suggests no off-at distance", "Say how far from plan counts as off: off_at=2")
    return found


def _last_value(unit: Unit, measure: Measure, period: int) -> float | None:
    found: float | None = unit.read.value(
        "SELECT value FROM reading WHERE measure_id = :measure AND period <= :period AND archived_at IS NULL"
        " ORDER BY period DESC LIMIT 1",
        measure=measure.id,
        period=period,
    )
    return found


@handles(EnterReading)
def enter_reading(unit: Unit, verb: EnterReading) -> Done:
    """Set the value of one period. Raises Refused for a future period, a retired measure, an odd number."""
    measure = _measure(unit, verb.measure)
    period = _reading_period(unit, measure, verb.period)
    row = _reading(unit, measure, period)
    current = row.value if row is not None and row.archived_at is None else _last_value(unit, measure, period)
    if isinstance(verb.value, str):
        value = parse_number(verb.value, measure.unit, current)
    else:
        value = parse_value(repr(float(verb.value)))
    note = text.note(verb.note) or None
    if row is None:
        row = unit.add(_new_reading(unit, measure, period, value, note, verb.source))
    elif row.archived_at is not None or row.value != value or (note and note != row.note):
        _correct(unit, row, value, note, verb.source)
    ref = refs.ref("measure", measure.id or 0)
    when = weeks.format_period(period, measure.cadence, short=True)
    return Done(f"{ref} {measure.name}: {format_number(value, measure.unit)} for {when}", (ref,), row.id)


def _reading_period(unit: Unit, measure: Measure, given: int | str | None) -> int:
    running = _running(unit, measure.cadence)
    if given is None:
        return weeks.default_period(unit.today, measure.cadence)
    period = weeks.parse_period(given, running, measure.cadence) if isinstance(given, str) else given
    if not weeks.is_period(period, measure.cadence):
        raise Refused(f"{period} is no {measure.cadence}", "Type it as W47" if measure.cadence == "week" else "")
    if period > running:
        raise Refused(
            f"{weeks.format_period(period, measure.cadence)} is in the future",
            f"The running {measure.cadence} is {weeks.format_period(running, measure.cadence)}",
        )
    return period


def _reading(unit: Unit, measure: Measure, period: int) -> Reading | None:
    found = unit.read.value(
        "SELECT id FROM reading WHERE measure_id = :measure AND period = :period", measure=measure.id, period=period
    )
    return unit.get(Reading, found, archived=True) if found else None


def _new_reading(unit: Unit, measure: Measure, period: int, value: float, note: str | None, source: str) -> Reading:
    return Reading(
        measure_id=measure.id or 0, period=period, value=value, by_id=unit.me.id or None, at=unit.now,
        source=source, note=note,
    )  # fmt: skip


def _correct(unit: Unit, row: Reading, value: float, note: str | None, source: str) -> None:
    """Give a period another value; the one it had goes to the history, one that was taken away does not count."""
    if row.archived_at is None and row.value != value:
        was = ReadingHistory(measure_id=row.measure_id, period=row.period, value=row.value, at=row.at)
        was.by_id, was.source, was.batch = row.by_id, row.source, row.batch
        unit.add(was)
    row.value, row.by_id, row.at, row.source = value, unit.me.id or None, unit.now, source
    row.batch = None
    row.archived_at = None
    if note:
        row.note = note


@handles(ClearReading)
def clear_reading(unit: Unit, verb: ClearReading) -> Done:
    """Take a period's value away. Raises Unknown when there is none."""
    measure = _measure(unit, verb.measure)
    row = _reading(unit, measure, verb.period)
    when = weeks.format_period(verb.period, measure.cadence)
    if row is None or row.archived_at is not None:
        raise Unknown(f"{measure.name} has no reading for {when}")
    unit.archive(row)
    ref = refs.ref("measure", measure.id or 0)
    return Done(f"{ref} {measure.name}: {when} has no reading any more", (ref,))


@handles(Retire)
def retire(unit: Unit, verb: Retire) -> Done:
    """Take measures off the scorecard or bring them back; what they lead to stays as it is."""
    names = []
    for number in verb.measures:
        measure = unit.get(Measure, number)
        measure.retired_at = None if verb.back else unit.now
        names.append(measure.name)
    references = tuple(refs.ref("measure", number) for number in verb.measures)
    what = f"{references[0]} {names[0]}" if len(names) == 1 else f"{len(names)} measures"
    return Done(f"{'Brought back' if verb.back else 'Retired'} {what}", references)


@handles(AddTrigger)
def add_trigger(unit: Unit, verb: AddTrigger) -> Done:
    """Add a trigger. Raises Refused for a condition that cannot be read."""
    measure = _measure(unit, verb.measure)
    condition = plans.parse_condition(verb.condition, unit=measure.unit)
    owner = field_values.person(unit, verb.owner) if verb.owner.strip() else measure.owner_id
    row = Trigger(measure_id=measure.id or 0, operator=condition.operator, bound=condition.bound, action="")
    row.of, row.periods = condition.of, condition.periods
    row.action, row.owner_id = text.title(verb.action, "action"), owner
    unit.add(row)
    ref = refs.ref("trigger", row.id or 0)
    said = plans.condition_text(row.of, row.operator, row.bound, row.periods, measure.unit)
    return Done(f"Added {ref} {measure.name} {said}: {row.action}", (ref,), row.id)


@handles(Acknowledge)
def acknowledge(unit: Unit, verb: Acknowledge) -> Done:
    """Mark a fired trigger as seen. Raises Refused when it has not fired."""
    row = unit.get(Trigger, verb.trigger)
    ref = refs.ref("trigger", verb.trigger)
    if row.state == "armed":
        raise Refused(f"{ref} has not fired")
    row.state = "acknowledged"
    return Done(f"Acknowledged {ref} {row.action}", (ref,))


def _measure(unit: Unit, number: int) -> Measure:
    measure = unit.get(Measure, number)
    if measure.retired_at is not None:
        raise Refused(f"{measure.name} is retired", "Bring it back first")
    return measure


def _running(unit: Unit, cadence: str) -> int:
    return weeks.period_of(unit.today, cadence)


def _tuple(row: Plan) -> rules.Plan:
    values: tuple[Any, ...] = (row.from_period, row.hold, row.low, row.start, row.goal, row.by_period, row.off_at)
    return values
