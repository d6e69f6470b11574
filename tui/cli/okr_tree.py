"""`oar tree`: the tree as lines, or as JSON.

JSON: {"rows": [{"ref", "kind", "title", "depth", "parent", "owner", "intent", "status", "late", "progress", "value",
"target", "low", "high", "unit", "confidence", "age", "counts", "counted", "total", "weight", "contributes", "cycle",
"team"}], "orphans"}; progress is a fraction as it is (-0.25, 1.25), null when not set; counts holds key results below
by status word; with --cycle the goals above its objectives have the progress and counts of that cycle. With --view
team or owner rows of the kind "team" and "person" stand above theirs, their ref is "".
With --path: {"choice", "path": [{"ref", "kind", "title", "owner", "status"}], "orphan", "before": [{"ref", "cycle",
"title", "progress", "score"}]}; before are the ones of earlier cycles that the row was copied from.
"""

from __future__ import annotations

from argparse import Namespace
from array import array
from typing import Any

from models.errors import Refused, Unknown
from models.find import resolve
from models.numbers import format_share
from models.okrs import cycle_work, filter_reads, group_reads, reads, row_reads
from models.okrs.detail_reads import choice_of
from models.okrs.pace import PaceSettings
from models.okrs.row_reads import RowView
from screens import okr_cells as cells
from themes.glyphs import STATUS_WORDS
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
    views = _views(context, keys, _scope(context, options).cycle)
    shown = [(views[key], depth) for key, depth in zip(keys, depths, strict=True) if key in views]
    reader = context.store.reader
    orphans = reads.count_orphans(reader, reads.scope_of(reads.cycles(reader), "all"))
    if context.json:
        context.dump({"rows": _json(shown), "orphans": orphans})
        return 0
    if not shown:
        narrowed = options.filter or options.view != "all" or options.team or options.cycle
        context.say("Nothing here" if narrowed else "No objectives here yet: oar add objective TITLE intent=stretch")
        return 0
    heads = (
        Column("ref"), Column("title", flexible=True), Column("conf"), Column("progress"), Column("now > goal"),
        Column("owner"), Column("age", right=True),
    )  # fmt: skip
    context.table(heads, [_line(context, view, depth) for view, depth in shown])
    if orphans and options.view == "all" and not options.ref:
        context.say(((f"{orphans} without a path to an imperative: oar tree --view orphans", "muted"),))
    return 0


def _order(context: Context, options: Namespace) -> tuple[array[int], bytearray]:
    order = _chosen(context, options)
    if not options.ref:
        return order[0], order[1]
    reader = context.store.reader
    found = resolve(reader, options.ref, write=False, kinds=("objective", "goal", "key_result"))
    top = reads.key_of(found.ref) or 0
    if top not in order[0]:
        if options.cycle or options.team or options.filter or options.view != "all":
            raise Unknown(f"{found.ref} is not in that part of the tree")
        order = reads.whole_order(reader)
        if top not in order[0]:
            raise Unknown(f"{found.ref} is archived", "`oar show` still shows it")
    keys, depths, _ = reads.cut(order, top)
    return keys, depths


def _chosen(context: Context, options: Namespace) -> tuple[array[int], bytearray, set[int]]:
    """Return the part of the tree that the options but REF name: view, cycle, team and filter hold together."""
    reader, me = context.store.reader, context.store.me.id
    scope = _scope(context, options)
    parts: list[set[int]] = []
    if options.view == "mine":
        parts.append(set(reads.mine(reader, me)))
    if options.team:
        team = resolve(reader, options.team, write=False, kinds=("team",))
        parts.append(set(filter_reads.of_team(reader, team.id, scope)))
    if options.filter:
        parts.append(set(filter_reads.matching(reader, filter_reads.parse_filter(options.filter), scope, me)))
    if parts:
        return reads.branch_order(reader, set.intersection(*parts))
    if options.view in group_reads.BY:
        return group_reads.whole_order(reader, options.view, scope)
    return reads.whole_order(reader, scope)


def _scope(context: Context, options: Namespace) -> reads.Scope:
    reader, view = context.store.reader, options.view
    if options.cycle:
        view = resolve(reader, options.cycle, write=False, kinds=("cycle",)).ref
    return reads.scope_of(reads.cycles(reader), view)


def _views(context: Context, keys: array[int], cycle: int) -> dict[int, RowView]:
    store = context.store
    pace = PaceSettings(stretch_factor=store.settings.stretch_pace, early_share=store.settings.early_share)
    found: dict[int, RowView] = {}
    for start in range(0, len(keys), CHUNK):
        found.update(row_reads.rows(store.reader, keys[start : start + CHUNK], today=store.clock.today(), pace=pace))
    found = cycle_work.within_cycle(store.reader, found, cycle)
    for key, group in group_reads.group_rows(store.reader, keys).items():
        kind = "person" if key >= group_reads.OWNERS else "team"
        found[key] = RowView(key=key, ref="", kind=kind, title=group.name, counts=group.statuses, counted=group.count)
    return found


def _line(context: Context, view: RowView, depth: int) -> tuple[Cell, ...]:
    glyphs = context.glyphs
    if group_reads.is_group(view.key):
        return ("", ((view.title, "title"), (f"  {view.counted}", "muted")), cells.state(view, glyphs), "", "", "", "")
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
                "cycle": view.cycle,
                "team": view.team,
            }
        )
        above.append(view.ref)
    return rows


def print_path(context: Context, options: Namespace) -> int:
    """Print the way from a row up to the strategy, the strategy first, and what it was copied from."""
    if not options.ref:
        raise Refused("The path of what?", "oar tree KR40 --path")
    store = context.store
    found = resolve(store.reader, options.ref, write=False, kinds=("objective", "goal", "key_result"))
    key = reads.key_of(found.ref) or 0
    path = reads.path_of(store.reader, key)
    if not path:
        raise Unknown(f"{found.ref} is archived", "`oar show` still shows it")
    views = row_reads.rows(store.reader, path, today=store.clock.today())
    rows = [views[one] for one in path if one in views]
    choice = choice_of(store.reader, [one for one in path if one > 0])
    orphan = rows[0].kind != "imperative"
    before = reads.copied_from(store.reader, key)
    fields = ("ref", "cycle", "title", "progress", "score")
    context.dump(
        {
            "choice": choice,
            "path": [
                {"ref": one.ref, "kind": one.kind, "title": one.title, "owner": one.owner, "status": one.health}
                for one in rows
            ],
            "orphan": orphan,
            "before": [dict(zip(fields, one, strict=True)) for one in before],
        }
    )
    context.say(f"Choice: {choice}" if choice else "No choice of the brief is named on this path")
    for depth, one in enumerate(rows, 1):
        said = f"  {STATUS_WORDS[one.health]}{f'  {one.owner}' if one.owner else ''}"
        context.say((("  " * depth, ""), (f"{one.ref} ", "ref"), (one.title, "title"), (said, "muted")))
    for ref, cycle, _, progress, score in before:
        context.say(((f"Goes on from {ref} in {cycle}: {_ended(progress, score)}", "muted"),))
    if orphan:
        context.say(f"This leads to no imperative: oar move {rows[0].ref} PARENT")
    return 0


def _ended(progress: float | None, score: float | None) -> str:
    if score is not None:
        return f"score {score:.2f}"
    return format_share(progress) if progress is not None else "not set"
