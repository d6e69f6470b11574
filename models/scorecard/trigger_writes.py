"""Handlers of triggers (M74)."""

from __future__ import annotations

from models import fields as field_values
from models import refs, text
from models.errors import Refused
from models.scorecard import plans
from models.scorecard.plan_writes import usable
from models.scorecard.tables import Trigger
from models.scorecard.verbs import Acknowledge, AddTrigger
from models.store.handlers import handles
from models.store.unit import Done, Unit


@handles(AddTrigger)
def add_trigger(unit: Unit, verb: AddTrigger) -> Done:
    """Add a trigger. Raises Refused for a condition that cannot be read."""
    measure = usable(unit, verb.measure)
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
