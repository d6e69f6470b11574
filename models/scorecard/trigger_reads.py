"""Reading triggers: what each waits for, how near it is, and when it would have fired (M74)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from models import weeks
from models.errors import Unknown
from models.refs import ref
from models.scorecard import plans
from models.scorecard.rules import Value, series
from models.scorecard.trigger_rules import Condition, firings, run_now
from models.store.protocol import Reads

SILENCE = 53
"""Periods without a number over which a run is remembered."""
HISTORY = 520


class Closed(NamedTuple):
    """The values of a measure's closed periods, oldest first, None where one is missing."""

    periods: list[int]
    values: list[Value]


@dataclass(frozen=True, slots=True)
class TriggerView:
    """One trigger. condition in words; run: periods it has held, of `periods`; fired: "2026-W31" or "", newest firing.

    state: armed, fired, acknowledged.
    """

    ref: str
    measure: str
    name: str
    condition: str
    action: str
    owner: str
    state: str
    run: int
    periods: int
    fired: str
    fired_at: str


@dataclass(frozen=True, slots=True)
class FiringView:
    """One period with which a trigger would have fired; value: what it looked at then (value, change or mean)."""

    period: int
    when: str
    value: float


@dataclass(frozen=True, slots=True)
class DryRunView:
    """A condition tried on a measure's history. looked_at: closed periods with a number, since `since` ("" for none).

    run: periods the condition has held now, of `periods`; with run >= periods it would fire at once.
    """

    measure: str
    name: str
    unit: str
    condition: str
    looked_at: int
    since: str
    run: int
    periods: int
    firings: tuple[FiringView, ...]


def closed(reader: Reads, today: date, measures: Iterable[int], longest: int) -> dict[int, Closed]:
    """Return the closed periods of measures, retired ones too, as far back as triggers of `longest` periods look."""
    part = ", ".join(str(int(number)) for number in measures) or "NULL"
    cadences = dict(reader.rows(f"SELECT id, cadence FROM measure WHERE archived_at IS NULL AND id IN ({part})"))
    found: dict[int, Closed] = {}
    for cadence in set(cadences.values()):
        some = [number for number, own in cadences.items() if own == cadence]
        window = weeks.periods_back(weeks.last_closed(today, cadence), longest + 4 + SILENCE, cadence)
        readings = _readings(reader, some, window[0], window[-1])
        for number in some:
            known = readings.get(number, {})
            found[number] = Closed(window, [known.get(period) for period in window])
    return found


def _readings(reader: Reads, measures: list[int], first: int, last: int) -> dict[int, dict[int, float]]:
    found: dict[int, dict[int, float]] = {}
    for number, period, value in reader.rows(
        "SELECT measure_id, period, value FROM reading WHERE archived_at IS NULL"
        f" AND measure_id IN ({', '.join(map(str, measures))}) AND period >= :first AND period <= :last",
        first=first,
        last=last,
    ):
        found.setdefault(number, {})[period] = value
    return found


def trigger_rows(reader: Reads, today: date, *, measure: int | None = None) -> list[TriggerView]:
    """Return the triggers, fired ones first, then those nearest to firing; of one measure alone when given."""
    where = "" if measure is None else f" AND t.measure_id = {int(measure)}"
    rows: list[tuple[Any, ...]] = reader.rows(
        "SELECT t.id, t.measure_id, m.name, m.unit, m.cadence, t.of, t.operator, t.bound, t.periods, t.action, p.name,"
        " t.state, t.fired_period, t.fired_at FROM trigger t JOIN measure m ON m.id = t.measure_id"
        " LEFT JOIN person p ON p.id = t.owner_id"
        f" WHERE t.archived_at IS NULL AND m.archived_at IS NULL AND m.retired_at IS NULL{where} ORDER BY t.id"
    )
    known = closed(reader, today, {row[1] for row in rows}, max((row[8] for row in rows), default=0))
    found = []
    for number, one, name, unit, cadence, of, sign, bound, periods, action, owner, state, fired, at in rows:
        found.append(
            TriggerView(
                ref=ref("trigger", number),
                measure=ref("measure", one),
                name=name,
                condition=plans.condition_text(of, sign, bound, periods, unit),
                action=action,
                owner=str(owner or ""),
                state=state,
                run=run_now(known[one].values, Condition(of, sign, bound, periods)),
                periods=periods,
                fired=weeks.format_period(fired, cadence) if fired else "",
                fired_at=str(at or ""),
            )
        )
    order = {"fired": 0, "acknowledged": 1, "armed": 2}
    return sorted(found, key=lambda one: (order[one.state], one.periods - one.run))


def dry_run(reader: Reads, today: date, measure: int, condition: str, *, back: int = HISTORY) -> DryRunView:
    """Return when a trigger with a typed condition ("< 60% for 3") would have fired, over the last `back` periods.

    Taken from the numbers as they are now, each firing acknowledged at once. Raises Unknown for no measure, Refused
    for a condition that cannot be read.
    """
    row = reader.row("SELECT name, unit, cadence FROM measure WHERE id = :id AND archived_at IS NULL", id=measure)
    if row is None:
        raise Unknown(f"There is no {ref('measure', measure)}")
    typed = plans.parse_condition(condition, unit=row[1])
    wanted = Condition(typed.of, typed.operator, typed.bound, typed.periods)
    return _tried(reader, today, measure, (row[0], row[1], row[2]), wanted, back)


def dry_run_of(reader: Reads, today: date, trigger: int, *, back: int = HISTORY) -> DryRunView:
    """Return when a trigger that there is would have fired. Raises Unknown when there is none."""
    row = reader.row(
        "SELECT t.measure_id, m.name, m.unit, m.cadence, t.of, t.operator, t.bound, t.periods FROM trigger t"
        " JOIN measure m ON m.id = t.measure_id WHERE t.id = :id AND t.archived_at IS NULL",
        id=trigger,
    )
    if row is None:
        raise Unknown(f"There is no {ref('trigger', trigger)}")
    return _tried(reader, today, row[0], (row[1], row[2], row[3]), Condition(*row[4:8]), back)


def _tried(
    reader: Reads, today: date, measure: int, about: tuple[str, str, str], wanted: Condition, back: int
) -> DryRunView:
    name, unit, cadence = about
    last = weeks.last_closed(today, cadence)
    known = _readings(reader, [measure], weeks.shift(last, 1 - back, cadence), last).get(measure, {})
    periods = weeks.periods_between(min(known), last, cadence) if known else []
    values: list[Value] = [known.get(period) for period in periods]
    shown = series(values, wanted.of)
    return DryRunView(
        measure=ref("measure", measure),
        name=name,
        unit=unit,
        condition=plans.condition_text(*wanted, unit),
        looked_at=len(known),
        since=weeks.format_period(periods[0], cadence) if periods else "",
        run=run_now(values, wanted),
        periods=wanted.periods,
        firings=tuple(
            FiringView(periods[place], weeks.format_period(periods[place], cadence), shown[place] or 0.0)
            for place in firings(values, wanted)
        ),
    )
