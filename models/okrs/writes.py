"""Handlers of the OKR verbs: check-ins, steps, cycles."""

from __future__ import annotations

from typing import Any

from models import refs, weeks
from models.errors import Refused
from models.numbers import format_number
from models.okrs import guard
from models.okrs.consequences import recompute_all
from models.okrs.facts import KeyResultState, key_results, pace_settings
from models.okrs.pace import KeyResultFacts, check_word, confidence_status, health, kr_pace
from models.okrs.rules import final_score, kr_progress
from models.okrs.tables import CheckIn as CheckInRow
from models.okrs.tables import Cycle, Goal, KeyResult, Step
from models.okrs.verbs import Amend, CheckIn, CloseCycle, CompleteStep, RecomputeRollups, StartCycle
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.text import note as clean_note

FROM_NOTHING = ("count", "boolean", "milestone")
"""Kinds that start from 0 and can be stepped before anything was typed."""

OFTEN = 40
"""Characters of a title that a message has room for."""


@handles(CheckIn)
def check_in(unit: Unit, verb: CheckIn) -> Done:
    """Write one check-in; what is left out is carried over. Raises Refused for a wrong or an immutable one."""
    row = unit.get(KeyResult, verb.kr)
    guard.refuse_closed(unit, row)
    state = _state(unit, verb.kr)
    value = _value(row, state, verb)
    confidence = verb.confidence if verb.confidence is not None else state.facts.confidence
    if verb.word is not None:
        check_word(verb.word, _rule(unit, state.facts, value, confidence))
    made = unit.add(
        CheckInRow(
            key_result_id=verb.kr,
            at=unit.now,
            by_id=unit.me.id,
            period=_period(unit, verb.period),
            value=value,
            confidence=confidence,
            word=verb.word if verb.word != "ok" else None,
            note=clean_note(verb.note) or None,
        )
    )
    reference = refs.ref("key_result", verb.kr)
    said = [format_number(value, row.unit)] if value is not None and row.measure_id is None else []
    if confidence is not None:
        said.append(f"confidence {confidence}")
    what = ", ".join(said) or (verb.word or "checked in")
    return Done(f"{reference} {row.title[:OFTEN]}: {what}", (reference,), made.id)


def _state(unit: Unit, number: int) -> KeyResultState:
    return key_results(unit.read, settings=unit.settings, today=unit.today, only=(number,))[0]


def _value(row: KeyResult, state: KeyResultState, verb: CheckIn) -> float | None:
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


def _rule(unit: Unit, facts: KeyResultFacts, value: float | None, confidence: int | None) -> str:
    """Return the health by rule alone, which the owner's word cannot better."""
    known = {name: getattr(facts, name) for name in KeyResultFacts.__slots__}
    known |= {"word": None, "confidence": confidence}
    if facts.measure_status is None:
        known["value"] = value
    fresh = KeyResultFacts(**known)
    settings = pace_settings(unit.settings)
    pace = kr_pace(fresh, unit.today, settings)
    return health(pace, confidence_status(confidence, fresh.intent, settings), None, late=False)


def _period(unit: Unit, period: int | None) -> int:
    if period is None:
        return weeks.default_week(unit.today)
    if not weeks.is_period(period):
        raise Refused(f"{period} is no week", "Write it as 2026-W34")
    if period > weeks.week_of(unit.today):
        raise Refused(f"{weeks.format_week(period)} has not begun yet", "A check-in says what is, not what will be")
    return period


@handles(Amend)
def amend(unit: Unit, verb: Amend) -> Done:
    """Complete the check-in made by the action this one joins, else my newest one of today. Raises Refused."""
    number = unit.read.value(
        "SELECT c.id FROM check_in c WHERE c.key_result_id = :kr AND c.by_id = :me AND c.archived_at IS NULL"
        " AND EXISTS (SELECT 1 FROM change h WHERE h.kind = 'check_in' AND h.row_id = c.id AND h.field = ''"
        " AND h.action_id = :action) ORDER BY c.id DESC LIMIT 1",
        kr=verb.kr,
        me=unit.me.id,
        action=unit.action,
    ) or unit.read.value(
        "SELECT id FROM check_in WHERE key_result_id = :kr AND by_id = :me AND archived_at IS NULL AND at >= :today"
        " ORDER BY id DESC LIMIT 1",
        kr=verb.kr,
        me=unit.me.id,
        today=unit.today.isoformat(),
    )
    if number is None:
        raise Refused("There is no check-in of yours from today to complete", "Check in first")
    row = unit.get(CheckInRow, number)
    guard.refuse_closed(unit, unit.get(KeyResult, verb.kr))
    if verb.confidence is not None:
        row.confidence = verb.confidence
    if verb.note:
        row.note = clean_note(verb.note)
    reference = refs.ref("key_result", verb.kr)
    return Done(f"{reference}: confidence {row.confidence}", (reference,), row.id)


@handles(CompleteStep)
def complete_step(unit: Unit, verb: CompleteStep) -> Done:
    """Mark a step done or not; that is a check-in on its key result too. Raises Refused."""
    step = unit.get(Step, verb.step)
    row = unit.get(KeyResult, step.key_result_id)
    guard.refuse_closed(unit, row)
    step.done_at = unit.now if verb.done else None
    facts = _state(unit, row.id or 0).facts
    reference = refs.ref("key_result", row.id or 0)
    unit.add(
        CheckInRow(
            key_result_id=row.id or 0,
            at=unit.now,
            by_id=unit.me.id,
            period=_period(unit, None),
            value=kr_progress("milestone", 0.0, steps=facts.steps),
            confidence=facts.confidence,
            note=clean_note(verb.note or f"{'Done' if verb.done else 'Open again'}: {step.title}"),
        )
    )
    return Done(f"{reference} {step.title[:OFTEN]}: {'done' if verb.done else 'open again'}", (reference,), step.id)


@handles(StartCycle)
def start_cycle(unit: Unit, verb: StartCycle) -> Done:
    """Begin a planned cycle. Raises Refused for one that has begun."""
    cycle = unit.get(Cycle, verb.cycle)
    if cycle.state != "planning":
        raise Refused(f"{cycle.name} is {cycle.state}, not in planning")
    cycle.state = "active"
    return Done(f"{cycle.name} has begun", (refs.ref("cycle", verb.cycle),))


@handles(CloseCycle)
def close_cycle(unit: Unit, verb: CloseCycle) -> Done:
    """Close a cycle and freeze the scores of what it holds. Raises Refused for one that is closed or never began."""
    cycle = unit.get(Cycle, verb.cycle)
    if cycle.state not in guard.GUARDED_STATES:
        raise Refused(f"{cycle.name} is {cycle.state} and cannot be closed")
    values = {"cycle": verb.cycle}
    of_goals = "SELECT g.id FROM goal g WHERE g.cycle_id = :cycle AND g.archived_at IS NULL"
    of_key_results = f"SELECT k.id FROM key_result k WHERE k.archived_at IS NULL AND k.goal_id IN ({of_goals})"
    for table, node, sql in (
        (Goal, "goal", of_goals),
        (KeyResult, "key_result", of_key_results),
    ):
        scores = dict(
            unit.read.rows(
                f"SELECT node_id, progress FROM rollup WHERE node = '{node}' AND node_id IN ({sql})", **values
            )
        )
        for (number,) in unit.read.rows(sql, **values):
            row: Any = unit.get(table, number)
            if row.final_score is None:
                row.final_score = final_score(scores.get(number))
    cycle.state = "closed"
    return Done(f"{cycle.name} is closed", (refs.ref("cycle", verb.cycle),))


@handles(RecomputeRollups)
def recompute_rollups(unit: Unit, verb: RecomputeRollups) -> Done:
    """Work out every rollup again."""
    return Done(f"Worked out {recompute_all(unit)} rollups")
