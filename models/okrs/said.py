"""What a check-in may say of a key result: its value by kind, and what the rules alone make of it."""

from __future__ import annotations

from models import refs
from models.errors import Refused
from models.okrs.facts import KeyResultState, key_results, pace_settings
from models.okrs.pace import KeyResultFacts, confidence_status, health, kr_pace
from models.okrs.tables import KeyResult
from models.okrs.verbs import CheckIn
from models.store.unit import Unit

FROM_NOTHING = ("count", "boolean", "milestone")
"""Kinds that start from 0 and can be stepped before anything was typed."""


def state_of(unit: Unit, number: int) -> KeyResultState:
    """Return a key result as its verdict rests on it."""
    return key_results(unit.read, settings=unit.settings, today=unit.today, only=(number,))[0]


def value_to_write(row: KeyResult, state: KeyResultState, verb: CheckIn) -> float | None:
    """Return the value to write: typed, stepped, or the one there is. Raises Refused."""
    wants = verb.value is not None or verb.nudge is not None
    if state.facts.measure_status is not None:
        if wants:
            raise Refused(
                f"{refs.ref('key_result', verb.kr)} takes its value from M{row.measure_id}",
                f"Enter the reading there; here a confidence and a note: c6 {verb.note[:20]}".rstrip(),
            )
        return None
    if state.facts.steps and wants:
        raise Refused("This key result counts its steps", "Open it and complete a step, or give only a confidence: c6")
    if verb.nudge is not None:
        if state.facts.value is None and row.kind not in FROM_NOTHING:
            raise Refused(f"There is no value yet to change by {verb.nudge:+g}", f"Type ={verb.nudge:g} to set it")
        value: float | None = (state.facts.value or 0.0) + verb.nudge
    else:
        value = verb.value if verb.value is not None else state.facts.value
    if value is not None and row.kind == "boolean" and value not in (0, 1):
        raise Refused("This key result is done or not", "Type 1 or 0")
    if value is not None and row.kind == "milestone" and not 0 <= value <= 1 and not state.facts.steps:
        raise Refused("A milestone is between 0 and 100 %", "Type 40 for 40 %")
    return value


def rule_of(unit: Unit, facts: KeyResultFacts, value: float | None, confidence: int | None) -> str:
    """Return the health by rule alone, which the owner's word cannot better."""
    fresh = facts._replace(word=None, confidence=confidence)
    if facts.measure_status is None:
        fresh = fresh._replace(value=value)
    settings = pace_settings(unit.settings)
    pace = kr_pace(fresh, unit.today, settings)
    return health(pace, confidence_status(confidence, fresh.intent, settings), None, late=False)
