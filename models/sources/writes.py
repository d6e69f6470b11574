"""Handler of a pull: each value through the same door as a typed one, and when the source answered."""

from __future__ import annotations

from models import refs, weeks
from models.errors import NotPermitted, Refused
from models.numbers import format_number
from models.people import policy
from models.scorecard.tables import Measure, ReadingHistory
from models.scorecard.verbs import EnterReading
from models.sources import reads
from models.sources.reads import AGAINST, CHANGED, KEPT, NEW, StepView
from models.sources.verbs import PullReadings
from models.store.handlers import carry_out, handles
from models.store.unit import Done, Unit


@handles(PullReadings)
def pull_readings(unit: Unit, verb: PullReadings) -> Done:
    """Enter the values that a person has not typed otherwise; `value` of the answer is the tuple of StepViews.

    Raises Refused for a retired measure, and for one that is worked out by a formula; NotPermitted for a measure
    that the person may not enter values of.
    """
    measure = unit.get(Measure, verb.measure)
    _permit(unit, measure)  # values that are there already are no change, of which the unit would ask
    check(measure.name, retired=measure.retired_at is not None, formula=bool(measure.formula))
    found = reads.steps(unit.read, verb.measure, verb.readings, force=verb.force)
    for step in found:
        if step.what in (NEW, CHANGED):
            carry_out(
                unit,
                EnterReading(measure=verb.measure, value=step.value, period=step.period, source=verb.source),
            )
        elif step.what == KEPT:
            _remember(unit, verb, step)
    _answered(unit, verb)
    ref = refs.ref("measure", verb.measure)
    return Done(f"{ref} {measure.name}: {said(found, measure.unit, measure.cadence)} from {verb.source}", (ref,), found)


def _permit(unit: Unit, measure: Measure) -> None:
    reason = policy.forbids(unit, measure, made=False)
    if reason:
        raise NotPermitted(*reason)


def check(name: str, *, retired: bool, formula: bool) -> None:
    """Raise Refused when a measure takes no pulled readings."""
    if retired:
        raise Refused(f"{name} is retired", "Bring it back first, or take its source out of the config file")
    if formula:
        raise Refused(f"{name} is worked out by a formula", "Take its source out of the config file")


def _remember(unit: Unit, verb: PullReadings, step: StepView) -> None:
    """Keep in the history what the source said against a person; once, not every night."""
    last = unit.read.value(
        "SELECT value FROM reading_history WHERE measure_id = :measure AND period = :period AND source = :source"
        " AND archived_at IS NULL ORDER BY id DESC LIMIT 1",
        measure=verb.measure,
        period=step.period,
        source=verb.source,
    )
    if last == step.value:
        return
    row = ReadingHistory(measure_id=verb.measure, period=step.period, value=step.value, at=unit.now)
    row.by_id, row.source, row.batch = unit.me.id or None, verb.source, AGAINST
    unit.add(row)


def _answered(unit: Unit, verb: PullReadings) -> None:
    """Note when the source answered last: a fact about the pull, which undo does not take back."""
    quality = unit.read.value(
        "SELECT id FROM person WHERE lower(handle) = lower(:handle) AND archived_at IS NULL", handle=verb.quality
    )
    unit.run(
        "INSERT INTO measure_source (created_at, measure_id, name, kind, fields, every, quality_id, quality_text,"
        " pulled_at, by_id) VALUES (:now, :measure, :name, :kind, :fields, :every, :quality, :text, :now, :me)"
        " ON CONFLICT (measure_id, name) DO UPDATE SET kind = excluded.kind, fields = excluded.fields,"
        " every = excluded.every, quality_id = excluded.quality_id, quality_text = excluded.quality_text,"
        " pulled_at = excluded.pulled_at, by_id = excluded.by_id, archived_at = NULL",
        now=unit.now,
        measure=verb.measure,
        name=verb.source,
        kind=verb.kind,
        fields=verb.fields,
        every=verb.every,
        quality=quality,
        text=None if quality else verb.quality[:60] or None,
        me=unit.me.id or None,
    )


def said(found: tuple[StepView, ...], unit: str, cadence: str) -> str:
    """Return in words what a pull did: "62.3% for W46 (was 61.9%)", "3 readings: 1 new, 2 the same"."""
    if len(found) == 1:
        return _one(found[0], unit, cadence)
    names = ((NEW, "new"), (CHANGED, "changed"), (reads.SAME, "the same"), (KEPT, "typed otherwise and kept"))
    counts = [(sum(step.what == what for step in found), name) for what, name in names]
    text = f"{len(found)} readings: " + ", ".join(f"{count} {name}" for count, name in counts if count)
    kept = next((step for step in found if step.what == KEPT), None)
    return f"{text} ({_one(kept, unit, cadence)})" if kept else text


def _one(step: StepView, unit: str, cadence: str) -> str:
    when = weeks.format_period(step.period, cadence, short=True)
    value, before = format_number(step.value, unit), format_number(step.before, unit)
    if step.what == NEW:
        return f"{value} for {when}"
    if step.what == CHANGED:
        return f"{value} for {when} (was {before}{f', typed by {step.by}' if step.by else ''})"
    if step.what == KEPT:
        return f"{when} keeps {before} typed by {step.by or 'a person'}, the source says {value}; --force takes it"
    return f"{value} for {when}, as before"
