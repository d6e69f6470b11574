"""Rollups kept right: what a unit touched, what expired with the calendar, everything, and whether it is right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import isclose
from typing import Any

from models.base import Row
from models.okrs.rollups import COLUMNS, KEY_RESULT, Key, Values, work_out
from models.settings import Settings
from models.settings import load as load_settings
from models.store.protocol import Reads
from models.store.unit import Changed, Unit

WORDING = frozenset({"path", "rank", "title", "owner_id", "owner_text", "why", "what", "how", "note"})
"""Fields that no rollup rests on."""

THRESHOLDS = frozenset({"zone", "stretch_pace", "early_share", "ok_ratio", "risk_ratio", "late_grace_days"})
"""Settings that every verdict rests on."""

WHOLE = 3000
"""From so many touched rows on the whole tree is worked out at once, which is cheaper than their paths."""

_RENEW = f" ON CONFLICT (node, node_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS)}"
"""What a new row does to the one there is."""


def follow(unit: Unit) -> None:
    """Work out again the rollups of what a unit touched, up to the roots (architecture.md, cost O(path)).

    `unit.touch` of a key_result, goal, measure, cycle or team does the same for rows written by plain SQL.
    """
    if any(_of_rules(change.row) for change in unit.changes):
        unit.settings = load_settings(unit.read)
        recompute_all(unit)
        return
    key_results, goals = _touched(unit)
    if not key_results and not goals:
        return
    if len(key_results) + len(goals) > WHOLE:
        recompute_all(unit)
        return
    _store(unit, _work_out(unit, key_results, goals))
    unit.areas.add("okrs")


def refresh(unit: Unit) -> None:
    """Work out again what expired before today, and its paths: the day roll."""
    expired, today = "FROM rollup WHERE holds_until < :today", unit.today.isoformat()
    many = unit.read.value(f"SELECT count(*) {expired}", today=today)
    if many > WHOLE:
        recompute_all(unit)
    elif many:
        rows = unit.read.rows(f"SELECT node, node_id {expired}", today=today)
        key_results = {number for node, number in rows if node == KEY_RESULT}
        _store(unit, _work_out(unit, key_results, {number for node, number in rows if node != KEY_RESULT}))
        unit.areas.add("okrs")
    _forget_archived(unit)


def recompute_all(unit: Unit) -> int:
    """Work out every rollup again and return how many there are; for import, the demo company and doctor."""
    rows = _work_out(unit, None, None)
    unit.run("DELETE FROM rollup")
    _store(unit, rows, there="")
    unit.areas.add("okrs")
    return len(rows)


def check(reader: Reads, today: Any, settings: Settings | None = None) -> list[tuple[str, int, str, Any, Any]]:
    """Compare the stored rollups with a full recomputation, for doctor.

    Returns (node, id, column, stored, right) for each difference; a missing row has the column "row".
    Rows that the day roll has not renewed yet are no difference.
    """
    found: list[tuple[str, int, str, Any, Any]] = []
    right = work_out(
        reader, settings=settings or load_settings(reader), today=today, key_result_ids=None, goal_ids=None
    )
    stored = {
        (row[0], row[1]): row[2:] for row in reader.rows(f"SELECT node, node_id, {', '.join(COLUMNS)} FROM rollup")
    }
    for (node, number), values in right.items():
        known = stored.get((node, number))
        if known is None:
            found.append((node, number, "row", None, "missing"))
            continue
        if known == values:
            continue
        found += [
            (node, number, name, was, wanted)
            for name, was, wanted in zip(COLUMNS, known, values, strict=True)
            if not _same(was, wanted)
        ]
    return found


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


def _work_out(unit: Unit, key_results: Collection[int] | None, goals: Collection[int] | None) -> dict[Key, Values]:
    for number in list(unit.judged if key_results is None else key_results):
        unit.judged.pop(number, None)
    return work_out(
        unit.read,
        settings=unit.settings,
        today=unit.today,
        key_result_ids=key_results,
        goal_ids=goals,
        kept=unit.judged,
    )


def _store(unit: Unit, rows: dict[Key, Values], *, there: str = _RENEW) -> None:
    """Write rollup rows; there: what happens to those there are."""
    columns = ("created_at", "node", "node_id", *COLUMNS)
    unit.fill("rollup", columns, ((unit.now, *key, *values) for key, values in rows.items()), there)


def _forget_archived(unit: Unit) -> None:
    """Let go of rollups of rows that are archived; one that comes back is worked out anew."""
    for node in ("goal", "key_result"):
        unit.run(
            f"DELETE FROM rollup WHERE node = '{node}' AND holds_until IS NOT NULL"
            f" AND node_id IN (SELECT id FROM {node} WHERE archived_at IS NOT NULL)"
        )


def _touched(unit: Unit) -> tuple[set[int], set[int]]:
    """Return the key results and the goals to work out again."""
    key_results, goals = set[int](), set[int]()
    measures, cycles, teams = set[int](), set[int](), set[int]()
    changed = _by_row(unit.changes)
    for table, number in unit.touched - changed.keys():
        {
            "key_result": key_results, "goal": goals, "measure": measures, "cycle": cycles, "team": teams,
        }.get(table, set()).add(number)  # fmt: skip
    for (table, number), changes in changed.items():
        row = changes[0].row
        if {change.field for change in changes} <= WORDING:
            continue
        if table == "key_result":
            key_results.add(number)
            goals |= _values(changes, "goal_id")
        elif table == "goal":
            goals |= {number} | _values(changes, "parent_id")
            if any(change.field in ("", "cycle_id", "intent", "state", "team_id") for change in changes):
                key_results |= _column(unit, "SELECT id FROM key_result WHERE goal_id = :id", number)
        elif table in ("check_in", "step"):
            key_results |= {_of(row, "key_result_id")} | _values(changes, "key_result_id")
        elif table in ("reading", "plan"):
            measures.add(_of(row, "measure_id"))
        elif table != "team" or any(change.field == "review_weekday" for change in changes):
            {"measure": measures, "cycle": cycles, "team": teams}.get(table, set()).add(number)
    _spread(unit, key_results, goals, measures, cycles, teams)
    return key_results, goals


def _spread(
    unit: Unit, key_results: set[int], goals: set[int], measures: set[int], cycles: set[int], teams: set[int]
) -> None:
    """Add the key results and goals that rest on touched measures, cycles and teams."""
    for number in measures:
        key_results |= _column(unit, "SELECT id FROM key_result WHERE measure_id = :id", number)
        goals |= _column(unit, "SELECT id FROM goal WHERE measure_id = :id", number)
    of_goals = "SELECT k.id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE g.{column} = :id"
    for number in cycles:
        goals |= _column(unit, "SELECT id FROM goal WHERE cycle_id = :id", number)  # above them counts what runs
        key_results |= _column(unit, of_goals.format(column="cycle_id"), number)
    for number in teams:
        key_results |= _column(unit, of_goals.format(column="team_id"), number)


def _by_row(changes: Iterable[Changed]) -> dict[tuple[str, int], list[Changed]]:
    found: dict[tuple[str, int], list[Changed]] = {}
    for change in changes:
        found.setdefault((str(change.row.__tablename__), change.row.id or 0), []).append(change)
    return found


def _values(changes: Iterable[Changed], field: str) -> set[int]:
    """Return the ids that a field had before and has now."""
    return {
        number
        for change in changes
        if change.field == field
        for number in (change.before, change.after)
        if number is not None
    }


def _of_rules(row: Row) -> bool:
    return row.__tablename__ == "setting" and getattr(row, "name", "") in THRESHOLDS


def _of(row: Row, column: str) -> int:
    return int(getattr(row, column))


def _column(unit: Unit, sql: str, number: int) -> set[int]:
    return {row[0] for row in unit.read.rows(sql, id=number)}
