"""The whole tree as plain values, the way an import takes them: for the exports and for comparing two databases."""

from __future__ import annotations

from typing import Any

from models.exchange.verbs import NewKeyResult, NewObjective, NewStep
from models.store.protocol import Reads


def objectives(reader: Reads) -> tuple[NewObjective, ...]:
    """Return goals of all kinds with their key results, parents before children, in the order of the tree."""
    rows = reader.rows(
        "SELECT g.id, g.parent_id, g.kind, g.title, p.handle, g.owner_text, t.name, c.name, c.start_on, c.end_on,"
        " g.intent, g.contributes, g.weight, g.why, g.what, g.how, m.name, g.imported_note FROM goal g"
        " LEFT JOIN person p ON p.id = g.owner_id LEFT JOIN team t ON t.id = g.team_id"
        " LEFT JOIN cycle c ON c.id = g.cycle_id LEFT JOIN measure m ON m.id = g.measure_id"
        " WHERE g.archived_at IS NULL ORDER BY g.parent_id, g.rank, g.id"
    )
    results = _key_results(reader)
    known = {row[0] for row in rows}
    below: dict[int | None, list[tuple[Any, ...]]] = {}
    for row in rows:
        below.setdefault(row[1] if row[1] in known else None, []).append(row)
    found: list[NewObjective] = []
    waiting: list[tuple[tuple[Any, ...], int | None]] = [(row, None) for row in reversed(below.get(None, []))]
    while waiting:
        row, parent = waiting.pop()
        waiting += [(child, len(found)) for child in reversed(below.get(row[0], []))]
        found.append(_goal(row, parent, tuple(results.get(row[0], ()))))
    return tuple(found)


def _goal(row: tuple[Any, ...], parent: int | None, results: tuple[NewKeyResult, ...]) -> NewObjective:
    (_, _, kind, title, handle, owner, team, cycle, start, end, intent, contributes, weight, why, what, how, measure,
     note) = row  # fmt: skip
    return NewObjective(
        kind=kind,
        title=title,
        parent=parent,
        owner_text=f"@{handle}" if handle else owner or "",
        team=team or "",
        cycle=cycle or "",
        start=start or "",
        end=end or "",
        intent=intent or "stretch",
        contributes=bool(contributes),
        weight=weight,
        why=_text(why),
        what=_text(what),
        how=_text(how),
        measure=measure or "",
        note=_text(note),
        key_results=results,
    )


def _key_results(reader: Reads) -> dict[int, list[NewKeyResult]]:
    steps: dict[int, list[NewStep]] = {}
    for result, title, weight, due, done in reader.rows(
        "SELECT key_result_id, title, weight, due_on, done_at FROM step WHERE archived_at IS NULL"
        " ORDER BY key_result_id, rank, id"
    ):
        steps.setdefault(result, []).append(NewStep(title=title, weight=weight, due=due or "", done=done or ""))
    found: dict[int, list[NewKeyResult]] = {}
    for row in reader.rows(
        "SELECT k.goal_id, k.id, k.title, k.kind, k.unit, k.start, k.target, k.low, k.high, p.handle, k.owner_text,"
        " m.name, CASE WHEN k.measure_id IS NULL THEN r.value END, r.confidence, k.weight, k.baseline_text,"
        " k.starts_on, k.due_on, k.controlled, k.plan_json, k.imported_note FROM key_result k"
        " LEFT JOIN person p ON p.id = k.owner_id LEFT JOIN measure m ON m.id = k.measure_id"
        " LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
        " WHERE k.archived_at IS NULL ORDER BY k.goal_id, k.rank, k.id"
    ):
        (goal, number, title, kind, unit, start, target, low, high, handle, owner, measure, value, confidence, weight,
         baseline, starts, due, controlled, glide, note) = row  # fmt: skip
        told = NewKeyResult(
            title=title,
            kind=kind,
            unit=unit or "",
            start=start,
            target=target,
            low=low,
            high=high,
            owner_text=f"@{handle}" if handle else owner or "",
            measure=measure or "",
            value=None if number in steps else value,
            confidence=confidence,
            weight=weight,
            baseline=_text(baseline),
            starts=starts or "",
            due=due or "",
            controlled=bool(controlled),
            glide=glide or "",
            note=_text(note),
            whole=True,
            steps=tuple(steps.get(number, ())),
        )
        found.setdefault(goal, []).append(told)
    return found


def _text(value: str | None) -> str:
    return (value or "").strip()
