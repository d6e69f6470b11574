"""Measures that are worked out from others: whether a formula may stand, and the readings that follow from it.

Their readings are derived rows with the source "formula": written without audit whenever an input changed, so that
every other read finds them like any reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from models import refs, weeks
from models.errors import Refused
from models.scorecard import formula
from models.store.unit import Unit

if TYPE_CHECKING:
    from models.scorecard.tables import Measure

SOURCE = "formula"

_INSERT = (
    "INSERT INTO reading (created_at, measure_id, period, value, at, source)"
    " VALUES (:now, :measure, :period, :value, :now, 'formula')"
)
_UPDATE = "UPDATE reading SET value = :value, at = :now, source = 'formula', archived_at = NULL WHERE id = :id"
_HIDE = "UPDATE reading SET archived_at = :now WHERE id = :id"


class Known(NamedTuple):
    """What is asked about a measure: cadence, aggregate, privacy, team."""

    cadence: str
    aggregate: str
    private: int
    team: int


def checked(unit: Unit, measure: Measure, typed: str) -> str:
    """Return the formula in canonical form. Raises Refused or Unknown when it cannot stand (issue in one line)."""
    found = formula.parse(typed)
    for number in found.inputs:
        _check_input(measure, unit.get(type(measure), number))
    known = {number: formula.named(text) for number, text in _formulas(unit)}
    known[measure.id or 0] = set(found.inputs)
    way = [refs.ref("measure", number) for number in formula.ring(measure.id or 0, known)]
    if way:
        round_about = f": {' from '.join(way)}" if len(way) > 2 else ""
        raise Refused(f"{way[0]} would be worked out from itself{round_about}", "Name other measures")
    return found.text


def _check_input(measure: Measure, one: Measure) -> None:
    ref = refs.ref("measure", one.id or 0)
    if one.retired_at is not None:
        raise Refused(f"{ref} {one.name} is retired and gets no numbers", "Bring it back first, or name another")
    if weeks.monthly(one.cadence) and not weeks.monthly(measure.cadence):
        raise Refused(f"{ref} {one.name} comes by the month, and {measure.name} is weekly", "Make it monthly too")
    if one.private and not (measure.private and measure.team_id == one.team_id):
        raise Refused(f"{ref} {one.name} is private to its team", f"Make {measure.name} private to the same team first")


def _formulas(unit: Unit) -> list[tuple[int, str]]:
    """Return (id, formula) of the measures that are worked out; the index makes it cheap among very many."""
    # The plus sign keeps the planner at the few that have a formula: it would go through all measures in order.
    rows = unit.read.rows(
        "SELECT id, formula FROM measure WHERE formula > '' AND archived_at IS NULL AND retired_at IS NULL ORDER BY +id"
    )
    return [(number, text) for number, text in rows]


def left_behind(unit: Unit, measures: Iterable[int]) -> str:
    """Return the warning about measures whose formula names one of `measures`, which will miss its numbers."""
    gone = set(measures)
    names = [refs.ref("measure", number) for number, text in _formulas(unit) if formula.named(text) & gone]
    if not names:
        return ""
    return f"; {', '.join(names)} {'is' if len(names) == 1 else 'are'} worked out from it and will miss its numbers"


def work_out(unit: Unit, touched: Collection[int]) -> set[int]:
    """Work out again what rests on the touched measures, inputs before what is made of them; return their ids."""
    _forget(unit)
    texts = dict(_formulas(unit))
    if not texts:
        return set()
    reached = set(touched)
    order: list[int] = []
    waiting = {number: formula.named(text) for number, text in texts.items()}
    while True:  # a ring, which only a file from elsewhere can bring, is never ready and stays as it is
        ready = [number for number, inputs in sorted(waiting.items()) if not any(other in waiting for other in inputs)]
        if not ready:
            break
        for number in ready:
            inputs = waiting.pop(number)
            if number in reached or inputs & reached:
                reached.add(number)
                order.append(number)
    for number in order:
        _write(unit, number, formula.parse(texts[number]))
    return set(order)


def _write(unit: Unit, number: int, found: formula.Formula) -> None:
    """Bring the derived readings of one measure in line with its inputs; what a person typed stays."""
    about = _known(unit, (number, *found.inputs))
    own = about[number]
    inputs = {one: _readings(unit, one, about.get(one), own) for one in found.inputs}
    wanted = formula.worked_out_by_period(found, inputs)
    work: dict[str, list[dict[str, Any]]] = {_INSERT: [], _UPDATE: [], _HIDE: []}
    for row, period, value, source, archived in unit.read.rows(
        "SELECT id, period, value, source, archived_at FROM reading WHERE measure_id = :id", id=number
    ):
        new = wanted.pop(period, None)
        if archived is None and source != SOURCE:
            continue
        if new is None and archived is None:
            work[_HIDE].append({"id": row, "now": unit.now})
        elif new is not None and (new != value or archived is not None):
            work[_UPDATE].append({"id": row, "value": new, "now": unit.now})
    work[_INSERT] = [{"measure": number, "period": p, "value": v, "now": unit.now} for p, v in wanted.items()]
    for sql, rows in work.items():
        unit.run_many(sql, rows)
    if any(work.values()):
        unit.areas.add("scorecard")


def _readings(unit: Unit, number: int, one: Known | None, own: Known) -> dict[int, float]:
    """Return an input's readings by the periods of what is worked out; what others may not see counts as missing."""
    if one is None or (one.private and not (own.private and own.team == one.team)):
        return {}
    readings = dict(
        unit.read.rows("SELECT period, value FROM reading WHERE measure_id = :id AND archived_at IS NULL", id=number)
    )
    return formula.by_cadence(readings, one.cadence, one.aggregate, own.cadence)


def _known(unit: Unit, numbers: Iterable[int]) -> dict[int, Known]:
    part = ", ".join(str(int(number)) for number in set(numbers))
    rows = unit.read.rows(f"SELECT id, cadence, aggregate, private, team_id FROM measure WHERE id IN ({part})")
    return {number: Known(*rest) for number, *rest in rows}


def _forget(unit: Unit) -> None:
    """Hide derived readings of measures whose formula was taken away, as by an undo."""
    for change in unit.changes:
        if change.field == "formula" and change.after is None and change.row.__tablename__ == "measure":
            unit.run(
                "UPDATE reading SET archived_at = :now WHERE source = 'formula' AND archived_at IS NULL"
                " AND measure_id = :id",
                id=getattr(change.row, "id", 0),
                now=unit.now,
            )
