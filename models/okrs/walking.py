"""Walking what is late (interface.md 4): how it stands after a number, and what an OFF one is asked for."""

from __future__ import annotations

from datetime import date

from models import refs, weeks
from models.errors import Refused
from models.issues.verbs import AddTodo
from models.okrs import number_reads
from models.okrs.entry import read_check_in
from models.okrs.verbs import CheckIn
from models.prompt import parse_update
from models.scorecard.verbs import EnterReading
from models.store.protocol import Reads
from models.verbs import AddNote


def status_of(reader: Reads, ref: str, today: date) -> str:
    """Return how a key result or measure stands: a status word, "none" when that cannot be said."""
    kind, number = refs.parse(ref) or ("", 0)
    if kind == "key_result":
        return number_reads.standing(reader, number).status
    from models.scorecard.glance_reads import judged

    judgement = judged(reader, today, (number,)).get(number)
    return judgement.status if judgement is not None else "none"


def number_verb(reader: Reads, ref: str, text: str, today: date) -> CheckIn | EnterReading:
    """Return the verb that writes what was typed for a key result or a measure. Raises Refused."""
    kind, number = refs.parse(ref) or ("", 0)
    if kind == "key_result":
        known, unit = number_reads.kind_and_unit(reader, number) or ("", "")
        return read_check_in(text, kr=number, kind=known, unit=unit)
    unit, cadence = reader.row("SELECT unit, cadence FROM measure WHERE id = :id", id=number) or ("", weeks.WEEK)
    value, confidence, note = parse_update(text, unit or "", None)
    if value is None or confidence is not None:
        raise Refused("A measure takes a number and a note", "Confidence belongs to key results")
    return EnterReading(measure=number, value=value, period=weeks.last_closed(today, cadence), note=note)


def why_verb(ref: str, text: str, today: date) -> AddNote:
    """Return the verb that writes down why something is off, for the review to read."""
    return AddNote(ref=ref, text=text, kind="why", period=weeks.default_week(today))


def change_verb(reader: Reads, ref: str, text: str, today: date, me: str) -> AddTodo:
    """Return the change by next week as a to-do: "call ten @ben by W35"; mine and for the next review else."""
    from models.reviews.lines import next_review, parse_promise

    weekday = reader.value("SELECT min(review_weekday) FROM team WHERE parent_id IS NULL") or 1
    promise = parse_promise(text, today, weekday)
    due = (promise.due or next_review(today, weekday)).isoformat()
    return AddTodo(title=promise.title, owner=promise.owner or me, due=due, ref=ref, change=True)
