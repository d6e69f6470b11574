"""What follows from readings, plans and measures: triggers fire, and what is linked is worked out again.

Reads are those of the whole organisation: what follows must not depend on who happened to type the number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.scorecard import glance_reads, rules
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
    for number in sorted(measures):
        unit.touch("measure", number)
    fire(unit, measures)
    for table in ("key_result", "goal"):
        for number in _column(unit, f"SELECT id FROM {table} WHERE archived_at IS NULL AND measure_id IN", measures):
            unit.touch(table, number)


def fire(unit: Unit, measures: Iterable[int]) -> None:
    """Set the state of the triggers of these measures from their closed periods (product.md 4).

    Armed fires once the condition held for its periods; fired or acknowledged is armed again once it does not hold.
    """
    rows: list[tuple[Any, ...]] = []
    for part in _parts(measures):
        rows += unit.read.rows(
            "SELECT id, measure_id, of, operator, bound, periods, state FROM trigger"
            f" WHERE archived_at IS NULL AND measure_id IN ({part}) ORDER BY id"
        )
    if not rows:
        return
    longest = max(row[5] for row in rows) + 4
    found = glance_reads.judged(
        unit.read, unit.today, {row[1] for row in rows}, periods=max(longest, glance_reads.PERIODS), retired=True
    )
    for number, measure, of, operator, bound, periods, state in rows:
        if measure not in found:
            continue
        run = rules.held(rules.series(found[measure].values, of), operator, bound)
        _set_state(unit, number, state, met=run >= periods)


def _set_state(unit: Unit, number: int, state: str, *, met: bool) -> None:
    if met and state == "armed":
        unit.run("UPDATE trigger SET state = 'fired', fired_at = :now WHERE id = :id", now=unit.now, id=number)
    elif not met and state != "armed":
        unit.run("UPDATE trigger SET state = 'armed', fired_at = NULL WHERE id = :id", id=number)
    else:
        return
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
