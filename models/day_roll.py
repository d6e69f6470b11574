"""The day roll: what changes with the calendar and not by a write is worked out once a day."""

from __future__ import annotations

import gc
import json
from dataclasses import dataclass

from models.store.handlers import handles
from models.store.unit import Done, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RollDay:
    """Work out again what has expired by today, in the organisation's zone."""


@handles(RollDay)
def roll_day(unit: Unit, verb: RollDay) -> Done:
    """Recompute what expired and remember the day; one run per day."""
    from models import consequences

    # A million rows that all stay in use: the collector would look at them again and again, a quarter of the roll.
    collects = gc.isenabled()
    gc.disable()
    try:
        consequences.refresh(unit)
    finally:
        if collects:
            gc.enable()
    unit.run("DELETE FROM setting WHERE name = 'rolled_on'")
    unit.run(
        "INSERT INTO setting (created_at, name, value) VALUES (:now, 'rolled_on', :day)",
        now=unit.now,
        day=json.dumps(unit.today.isoformat()),
    )
    unit.areas.add("people")
    return Done("Rolled the day")
