"""What one cycle alone makes of the goals that outlive it: a closed one still shows what it was (product.md 3).

The rollup of an annual goal speaks of the cycles that run now. Where the tree shows one cycle, the work of a goal and
the key results below it are those of that cycle; the status of a goal with a measure stays that of its measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from models.okrs.rollups import NOTHING, RUNNING, Below, Values, child_of, goal_values, hanging_below
from models.okrs.row_reads import WORDS, RowView
from models.store.protocol import Reads


def within_cycle(reader: Reads, views: Mapping[int, RowView], cycle: int) -> dict[int, RowView]:
    """Return rows (by key, as row_reads.rows gives them) with goals as the cycle with this id makes them.

    cycle: 0 leaves all as they are.
    """
    if not cycle or not any(key > 0 and not view.cycle for key, view in views.items()):
        return dict(views)
    known = _values(reader, cycle)
    return {key: _as_then(view, known[key]) if key in known else view for key, view in views.items()}


def _as_then(view: RowView, values: Values) -> RowView:
    return replace(
        view,
        raw=values[0],
        health=view.health if view.measure is not None else values[3],
        counted=values[9],
        total=values[10],
        counts=dict(zip(WORDS, values[12:19], strict=True)),
    )


def _values(reader: Reads, cycle: int) -> dict[int, Values]:
    """Return the rollup rows of the goals in no cycle, from the deepest up, with the objectives of one cycle alone."""
    goals = reader.rows(
        "SELECT g.id, g.parent_id, g.kind, g.weight, g.contributes, r.health, g.measure_id FROM goal g"
        " LEFT JOIN rollup r ON r.node = 'goal' AND r.node_id = g.id WHERE g.cycle_id IS NULL"
        " AND g.archived_at IS NULL ORDER BY length(g.path) - length(replace(g.path, '/', '')) DESC, g.id"
    )
    elsewhere = {number: RUNNING + 1 for (number,) in reader.rows("SELECT id FROM cycle WHERE id <> :id", id=cycle)}
    below = hanging_below(reader, [row[0] for row in goals], (), {}, elsewhere)
    found: dict[int, Values] = {}
    for number, parent, kind, weight, contributes, health, measure in goals:
        under = below.pop(number, NOTHING)
        here = Below(under.key_results, [child for child in under.children if child[4] == RUNNING])
        values = found[number] = goal_values(kind, here, None)
        if parent is not None:
            status = health or "none" if measure is not None else values[3]
            child = child_of(kind, weight, contributes, RUNNING, values, status)
            below.setdefault(parent, Below()).children.append(child)
    return found
