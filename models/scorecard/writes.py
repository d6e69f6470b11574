"""Handlers of readings; those of measures, plans and triggers are in the modules beside, named after them."""

from __future__ import annotations

from models import refs, text, weeks
from models.errors import Refused, Unknown
from models.numbers import format_number, parse_number, parse_value
from models.scorecard import measure_writes as _measures  # noqa: F401 - registers the handlers of measures
from models.scorecard import trigger_writes as _triggers  # noqa: F401 - and those of triggers
from models.scorecard.formulas import SOURCE
from models.scorecard.plan_writes import last_value, running_period, usable
from models.scorecard.tables import Measure, Reading, ReadingHistory
from models.scorecard.verbs import ClearReading, EnterReading
from models.store.handlers import handles
from models.store.unit import Done, Unit


@handles(EnterReading)
def enter_reading(unit: Unit, verb: EnterReading) -> Done:
    """Set the value of one period. Raises Refused for a future period, a retired measure, an odd number."""
    measure = usable(unit, verb.measure)
    if measure.formula:
        raise Refused(f"{measure.name} is worked out as {measure.formula}", "Enter what it is worked out from")
    period = _reading_period(unit, measure, verb.period)
    row = _reading(unit, measure, period)
    current = row.value if row is not None and row.archived_at is None else last_value(unit, measure, period)
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
    running = running_period(unit, measure.cadence)
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
    measure = usable(unit, verb.measure)
    row = _reading(unit, measure, verb.period)
    when = weeks.format_period(verb.period, measure.cadence)
    if row is None or row.archived_at is not None:
        raise Unknown(f"{measure.name} has no reading for {when}")
    if row.source == SOURCE:
        raise Refused(f"{measure.name} is worked out as {measure.formula}", "Clear what it is worked out from")
    unit.archive(row)
    ref = refs.ref("measure", measure.id or 0)
    return Done(f"{ref} {measure.name}: {when} has no reading any more", (ref,))
