"""The handler that corrects a check-in: the old one stays to be seen, the new one counts in its place.

A correction says again what was said then: it keeps the week and the instant of the check-in that it replaces, so that
nobody becomes punctual by it.
"""

from __future__ import annotations

from models import refs
from models.errors import Refused
from models.numbers import format_number
from models.okrs import guard
from models.okrs.pace import check_word
from models.okrs.said import rule_of, state_of, value_to_write
from models.okrs.tables import CheckIn as CheckInRow
from models.okrs.tables import KeyResult
from models.okrs.verbs import CheckIn, Correct
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.text import note as clean_note

LAST = (
    "SELECT c.id FROM check_in c WHERE c.key_result_id = :kr AND c.archived_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM check_in n WHERE n.key_result_id = c.key_result_id AND n.corrects = c.id"
    " AND n.archived_at IS NULL) ORDER BY c.at DESC, c.id DESC LIMIT 1"
)
"""The check-in of a key result that was made last and was not corrected."""


@handles(Correct)
def correct(unit: Unit, verb: Correct) -> Done:
    """Write the correction of my last check-in. Raises Refused when the last one is somebody else's, or nothing new."""
    row = unit.get(KeyResult, verb.kr)
    guard.refuse_closed(unit, row)
    old, state = _last(unit, verb.kr), state_of(unit, verb.kr)
    new = CheckInRow(
        created_at=unit.now,
        key_result_id=verb.kr,
        at=old.at,
        by_id=unit.me.id,
        period=old.period,
        value=old.value if verb.value is None else value_to_write(row, state, CheckIn(kr=verb.kr, value=verb.value)),
        confidence=old.confidence if verb.confidence is None else verb.confidence,
        word=old.word if verb.word is None else verb.word if verb.word != "ok" else None,
        note=old.note if verb.note is None else clean_note(verb.note) or None,
        corrects=old.id,
    )
    if all(getattr(new, name) == getattr(old, name) for name in ("value", "confidence", "word", "note")):
        raise Refused("That is what it says already", "Change the value, the confidence or the note")
    if verb.word in ("off", "risk"):
        check_word(verb.word, rule_of(unit, state.facts, new.value, new.confidence))
    made = unit.add(new)
    reference = refs.ref("key_result", verb.kr)
    said = [format_number(made.value, row.unit)] if made.value is not None and row.measure_id is None else []
    said += [] if made.confidence is None else [f"confidence {made.confidence}"]
    return Done(f"{reference} corrected: {', '.join(said) or made.note or 'its note'}", (reference,), made.id)


def _last(unit: Unit, number: int) -> CheckInRow:
    """Return the last check-in of a key result, when it is mine. Raises Refused."""
    reference = refs.ref("key_result", number)
    found = unit.read.value(LAST, kr=number)
    if found is None:
        raise Refused(f"{reference} has no check-in to correct", "Type its value: that is the first one")
    old = unit.get(CheckInRow, found)
    if old.by_id != unit.me.id:
        who = unit.read.value("SELECT handle FROM person WHERE id = :id", id=old.by_id)
        raise Refused(
            f"The last check-in of {reference} is by {who}: only {who} corrects it",
            "A check-in of your own counts from now on",
        )
    return old
