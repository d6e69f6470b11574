"""Handlers of the OKR verbs: check-ins and steps."""

from __future__ import annotations

from models import refs, weeks
from models.errors import Refused
from models.numbers import format_number, format_share
from models.okrs import copying, corrections, filter_writes, guard, step_writes  # noqa: F401 - register their handlers
from models.okrs.consequences import recompute_all
from models.okrs.pace import check_word
from models.okrs.rules import kr_progress
from models.okrs.said import rule_of, state_of, value_to_write
from models.okrs.tables import CheckIn as CheckInRow
from models.okrs.tables import KeyResult, Step
from models.okrs.verbs import Amend, CheckIn, CompleteStep, RecomputeRollups
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.text import note as clean_note

OFTEN = 40
"""Characters of a title that a message has room for."""


@handles(CheckIn)
def check_in(unit: Unit, verb: CheckIn) -> Done:
    """Write one check-in; what is left out is carried over. Raises Refused for a wrong or an immutable one."""
    row = unit.get(KeyResult, verb.kr)
    guard.refuse_closed(unit, row)
    state = state_of(unit, verb.kr)
    value = value_to_write(row, state, verb)
    confidence = verb.confidence if verb.confidence is not None else state.facts.confidence
    if verb.word is not None:
        check_word(verb.word, rule_of(unit, state.facts, value, confidence))
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
    said = [_words(row, value)] if value is not None and row.measure_id is None else []
    if confidence is not None:
        said.append(f"confidence {confidence}")
    if verb.word is not None and verb.word != "ok":
        said.append(f"marked {verb.word.upper()}")
    what = ", ".join(said) or "checked in"
    return Done(f"{reference} {row.title[:OFTEN]}: {what}", (reference,), made.id)


def _words(row: KeyResult, value: float) -> str:
    """Return a value as the tree shows it: yes or no, the share of a milestone, else a number with its unit."""
    if row.kind == "boolean":
        return "yes" if value else "no"
    return format_share(value) if row.kind == "milestone" else format_number(value, row.unit)


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
    facts = state_of(unit, row.id or 0).facts
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


@handles(RecomputeRollups)
def recompute_rollups(unit: Unit, verb: RecomputeRollups) -> Done:
    """Work out every rollup again."""
    return Done(f"Worked out {recompute_all(unit)} rollups")
