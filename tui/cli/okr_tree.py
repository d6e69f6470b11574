"""`oar tree`: the tree as lines, or as JSON.

JSON: {"rows": [{"ref", "kind", "title", "depth", "parent", "owner", "intent", "status", "late", "progress", "value",
"target", "low", "high", "unit", "confidence", "age", "counts", "counted", "total", "weight", "contributes"}]};
progress is a fraction as it is (-0.25, 1.25), null when not set; counts holds key results below by status word.
"""

from __future__ import annotations

from argparse import Namespace
from array import array
from typing import Any

from models.errors import Refused, Unknown
from models.find import resolve
from models.okrs import filter_reads, reads, row_reads
from models.okrs.pace import PaceSettings
from models.okrs.row_reads import RowView
from screens import okr_cells as cells
from tui.cli.context import Context
from tui.cli.printer import Cell, Column

CHUNK = 400
BAR = 10


def print_tree(context: Context, options: Namespace) -> int:
    """Print the whole tree of the open cycles, or the part that the options name."""
    if options.depth < 0:
        raise Refused("--depth takes 1 or more", "0 is all")
    keys, depths = _order(context, options)
    if options.depth:
        kept = [place for place, depth in enumerate(depths) if depth < options.depth]
        keys, depths = array("q", [keys[at] for at in kept]), bytearray(depths[at] for at in kept)
    views = _views(context, keys)
    shown = [(views[key], depth) for key, depth in zip(keys, depths, strict=True) if key in views]
    if context.json:
        context.dump({"rows": _json(shown)})
        return 0
    if not shown:
        context.say("No objectives here yet: oar add objective TITLE intent=stretch")
        return 0
    heads = (
        Column("ref"), Column("title", flexible=True), Column("conf"), Column("progress"), Column("now > goal"),
        Column("owner"), Column("age", right=True),
    )  # fmt: skip
    context.table(heads, [_line(context, view, depth) for view, depth in shown])
    return 0


def _order(context: Context, options: Namespace) -> tuple[array[int], bytearray]:
    reader = context.store.reader
    scope = reads.scope_of(reads.cycles(reader), _cycle(context, options.cycle) if options.cycle else "all")
    if options.team:
        team = resolve(reader, options.team, write=False, kinds=("team",))
        matched = filter_reads.of_team(reader, team.id, scope)
        keys, depths, _ = reads.branch_order(reader, matched)
    else:
        keys, depths, _ = reads.whole_order(reader, scope)
    if not options.ref:
        return keys, depths
    found = resolve(reader, options.ref, write=False, kinds=("objective", "goal", "key_result"))
    top = reads.key_of(found.ref) or 0
    if top not in keys:
        if options.cycle or options.team:
            raise Unknown(f"{found.ref} is not in that part of the tree")
        keys, depths, _ = reads.whole_order(reader)
        if top not in keys:
            raise Unknown(f"{found.ref} is archived", "`oar show` still shows it")
    first = keys.index(top)
    last = first + 1
    while last < len(keys) and depths[last] > depths[first]:
        last += 1
    return keys[first:last], bytearray(depth - depths[first] for depth in depths[first:last])


def _cycle(context: Context, given: str) -> str:
    return resolve(context.store.reader, given, write=False, kinds=("cycle",)).ref


def _views(context: Context, keys: array[int]) -> dict[int, RowView]:
    store = context.store
    pace = PaceSettings(stretch_factor=store.settings.stretch_pace, early_share=store.settings.early_share)
    found: dict[int, RowView] = {}
    for start in range(0, len(keys), CHUNK):
        found.update(row_reads.rows(store.reader, keys[start : start + CHUNK], today=store.clock.today(), pace=pace))
    return found


def _line(context: Context, view: RowView, depth: int) -> tuple[Cell, ...]:
    glyphs = context.glyphs
    title = (("  " * depth, ""), *cells.title(view))
    return (
        ((view.ref, "ref"),),
        title,
        cells.state(view, glyphs),
        cells.progress(view, BAR, glyphs),
        cells.now_and_goal(view),
        view.owner,
        cells.age(view),
    )


def _json(shown: list[tuple[RowView, int]]) -> list[dict[str, Any]]:
    above: list[str] = []
    rows = []
    for view, depth in shown:
        del above[depth:]
        rows.append(
            {
                "ref": view.ref,
                "kind": view.kind,
                "title": view.title,
                "depth": depth,
                "parent": above[-1] if above else None,
                "owner": view.owner,
                "intent": view.intent,
                "status": view.health,
                "late": view.late,
                "progress": view.raw,
                "value": view.value,
                "target": view.target,
                "low": view.low,
                "high": view.high,
                "unit": view.unit,
                "confidence": view.confidence,
                "age": view.age,
                "counts": dict(view.counts) if view.counts is not None else None,
                "counted": view.counted,
                "total": view.total,
                "weight": view.weight,
                "contributes": view.contributes,
            }
        )
        above.append(view.ref)
    return rows
