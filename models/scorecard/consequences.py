"""What follows from readings, plans and measures: triggers fire, and what is linked is worked out again.

Reads are those of the whole organisation: what follows must not depend on who happened to type the number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.scorecard import formulas, trigger_reads, trigger_rules
from models.store.unit import Unit

OF_MEASURES = ("plan", "reading", "trigger")


def follow(unit: Unit) -> None:
    """Work out what follows from the measures a unit touched, itself or through their rows."""
    touched = {number for table, number in unit.touched if table == "measure"}
    for table in OF_MEASURES:
        numbers = [number for name, number in unit.touched if name == table]
        touched |= _column(unit, f"SELECT DISTINCT measure_id FROM {table} WHERE id IN", numbers)
    if touched:
        _work_out(unit, touched)


def refresh(unit: Unit) -> None:
    """Work out again what changes with the calendar: a period has closed, so values have become judged ones."""
    _work_out(unit, _all(unit))


def _work_out(unit: Unit, measures: set[int]) -> None:
    measures = measures | formulas.work_out(unit, measures)
    for number in sorted(measures):
        unit.touch("measure", number)
    fire(unit, measures)
    for table in ("key_result", "goal"):
        for number in _column(unit, f"SELECT id FROM {table} WHERE archived_at IS NULL AND measure_id IN", measures):
            unit.touch(table, number)


def fire(unit: Unit, measures: Iterable[int]) -> None:
    """Set the state of the triggers of these measures from their closed periods (models/scorecard/trigger_rules.py)."""
    rows: list[tuple[Any, ...]] = []
    for part in _parts(measures):
        rows += unit.read.rows(
            "SELECT id, measure_id, of, operator, bound, periods, state, fired_period FROM trigger"
            f" WHERE archived_at IS NULL AND measure_id IN ({part}) ORDER BY id"
        )
    if not rows:
        return
    closed = trigger_reads.closed(unit.read, unit.today, {row[1] for row in rows}, max(row[5] for row in rows))
    for number, measure, of, operator, bound, periods, state, fired in rows:
        if measure in closed:
            known = closed[measure]
            condition = trigger_rules.Condition(of, operator, bound, periods)
            now, when = trigger_rules.state_now(known.values, known.periods, condition, state, fired)
            if (now, when) != (state, fired):
                _set_state(unit, number, now, when)


def _set_state(unit: Unit, number: int, state: str, period: int | None) -> None:
    at = ", fired_at = :now" if state == "fired" else ", fired_at = NULL" if state == "armed" else ""
    values = {"now": unit.now} if state == "fired" else {}
    unit.run(
        f"UPDATE trigger SET state = :state, fired_period = :period{at} WHERE id = :id",
        state=state,
        period=period,
        id=number,
        **values,
    )
    unit.touch("trigger", number)


def _all(unit: Unit) -> set[int]:
    rows = unit.read.rows("SELECT id FROM measure WHERE archived_at IS NULL AND retired_at IS NULL")
    return {row[0] for row in rows}


def _column(unit: Unit, sql: str, numbers: Iterable[int]) -> set[int]:
    return {row[0] for part in _parts(numbers) for row in unit.read.rows(f"{sql} ({part})")}


def _parts(numbers: Iterable[int]) -> list[str]:
    """Return ids as lists for IN, a thousand each: an import touches a million readings."""
    known = sorted(numbers)
    return [", ".join(map(str, known[at : at + 1000])) for at in range(0, len(known), 1000)]
