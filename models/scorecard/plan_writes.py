"""Handlers of what measures are judged by, and what all handlers of the scorecard share."""

from __future__ import annotations

from typing import Any

from models import refs, weeks
from models.audit.last import last_change
from models.errors import Conflict, Refused
from models.numbers import parse_value
from models.scorecard import plans, rules
from models.scorecard.tables import Measure, Plan
from models.scorecard.verbs import SetPlan
from models.store.handlers import handles
from models.store.unit import Done, Unit

PAST_OF_A_FIRST_PLAN = 52
"""Periods back from which a new measure's first hold counts, so that a pasted past is judged too."""


@handles(SetPlan)
def set_plan(unit: Unit, verb: SetPlan) -> Done:
    """Append a plan from a period on. Raises Refused when it would change what the past was judged by."""
    measure = usable(unit, verb.measure)
    if verb.base is not None and not verb.mine:
        _check_base(unit, measure, verb.plan.strip(), verb.base.strip())
    row = write_plan(unit, measure, verb.plan, verb.off_at, verb.since)
    ref = refs.ref("measure", measure.id or 0)
    when = weeks.format_period(row.from_period, measure.cadence)
    goal = plans.goal_text(_tuple(row), measure.unit, measure.direction, measure.cadence)
    return Done(f"{ref} {measure.name}: plan {goal} from {when}", (ref,), row.id)


def _check_base(unit: Unit, measure: Measure, wanted: str, base: str) -> None:
    """Raise Conflict when somebody agreed on another plan since the form opened."""
    found = unit.read.row(
        "SELECT id, from_period, hold, low, start, goal, by_period, off_at FROM plan"
        " WHERE measure_id = :measure AND archived_at IS NULL ORDER BY from_period DESC LIMIT 1",
        measure=measure.id,
    )
    now = plans.typed_plan(found[1:] if found else None, measure.unit, measure.direction, measure.cadence)
    if found is None or now in (base, wanted):
        return
    changed = last_change(unit.read, "plan", found[0], "hold" if found[2] is not None else "goal")
    who, at = changed if changed[0] else last_change(unit.read, "plan", found[0], "")  # "" is its making
    ref = refs.ref("measure", measure.id or 0)
    raise Conflict(
        f"plan of {ref} changed while you typed", (("plan", base, now, wanted),), "Look at it and type yours again",
        who, at,
    )  # fmt: skip


def write_plan(unit: Unit, measure: Measure, typed: str, off_at: str, since: str) -> Plan:
    """Append the plan that was typed, or put it in place of the one that starts with the same period."""
    running = running_period(unit, measure.cadence)
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
        start = last_value(unit, measure, first)
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
        plain = measure.unit == "yes/no" or (measure.unit == "%" and "%" not in typed)
        distance = parse_value(typed, "" if plain else measure.unit)
        if distance <= 0:
            raise Refused("The off-at distance must be above 0", "It is how far from plan counts as off")
        return distance
    width = wanted.hold - wanted.low if wanted.low is not None and wanted.hold is not None else None
    found = rules.suggested_off_at(
        measure.unit, measure.direction, hold=width or wanted.hold, start=start, goal=wanted.goal
    )
    if found is None:
        raise Refused("A plan of 0 suggests no off-at distance", "Say how far from plan counts as off (off at)")
    return found


def last_value(unit: Unit, measure: Measure, period: int) -> float | None:
    """Return the newest value up to a period, None when there is none."""
    found: float | None = unit.read.value(
        "SELECT value FROM reading WHERE measure_id = :measure AND period <= :period AND archived_at IS NULL"
        " ORDER BY period DESC LIMIT 1",
        measure=measure.id,
        period=period,
    )
    return found


def usable(unit: Unit, number: int) -> Measure:
    """Return a measure that still takes part. Raises Refused for a retired one, Unknown for none."""
    measure = unit.get(Measure, number)
    if measure.retired_at is not None:
        raise Refused(f"{measure.name} is retired", "Bring it back first")
    return measure


def running_period(unit: Unit, cadence: str) -> int:
    """Return the period of today, by `cadence`."""
    return weeks.period_of(unit.today, cadence)


def _tuple(row: Plan) -> rules.Plan:
    values: tuple[Any, ...] = (row.from_period, row.hold, row.low, row.start, row.goal, row.by_period, row.off_at)
    return values
