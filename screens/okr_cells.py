"""The cells of a row of the OKR tree, for the screen and for `oar tree` (interface.md 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.numbers import format_number, format_share
from models.okrs.group_reads import GroupView
from models.okrs.row_reads import RowView
from screens.text import Spans
from screens.widgets.sources import Column, Row
from themes.cells import badge, bar, counts, pad, sparkline, width
from themes.glyphs import Glyphs

CONFIDENCE, WIDE_CONFIDENCE, NARROW_BAR, WIDE_BAR, PERCENT, NOW, WIDE_NOW, SPARK = 6, 8, 3, 9, 4, 12, 16, 8
OLD = 8
"""Days without a check-in from which the age stands out."""

LOUD, QUIET = ("off", "risk", "late"), ("none", "early", "ok", "done")
"""Statuses below a goal that stand out, and those that are shown where none does; each worst first."""

HEADS = {
    "": "Imperative / annual goal / objective / key result",
    "team": "Team / objective / key result",
    "owner": "Owner / objective or key result",
}


def state(row: RowView, glyphs: Glyphs, room: int = 0) -> Spans:
    """Return the verdict: glyph and confidence of a key result, counts below of a goal. room: in cells, 0 is any."""
    if row.is_key_result:
        said = "" if row.confidence is None else str(row.confidence)
        mark = badge(row.health, row.late, word=False, glyphs=glyphs)
        return (
            *pad(mark, 2, glyphs=glyphs),
            (said, "" if row.health in ("ok", "none", "early", "done") else row.health),
        )
    return below(row.counts or {}, glyphs, room)


def below(statuses: Mapping[str, int], glyphs: Glyphs, room: int = 0) -> Spans:
    """Return the counts that stand out, else the quiet ones, worst first; a count is shown whole or not at all."""
    shown = LOUD if any(statuses.get(one) for one in LOUD) else QUIET
    found = counts(statuses, shown, glyphs=glyphs)
    for last in range(len(shown) - 1, 0, -1):
        if not room or width(found) <= room:
            break
        found = (*counts(statuses, shown[:last], glyphs=glyphs), (glyphs.ellipsis, "muted"))
    return found


def progress(row: RowView, width: int, glyphs: Glyphs) -> Spans:
    """Return bar with plan mark and the progress as it is: beyond 0 and 100 % too (product.md 3)."""
    if row.raw is None:
        text = "private" if row.hidden else "not set" if row.is_key_result else "none"
        return pad(((text, "muted"),), width + 1 + PERCENT, glyphs=glyphs)
    drawn = bar(row.raw, width, row.expected, glyphs=glyphs)
    return (*drawn, (" ", ""), *pad(((format_share(row.raw).rjust(PERCENT), ""),), PERCENT, glyphs=glyphs))


def now_and_goal(row: RowView) -> Spans:
    """Return what is and what is wanted, `9% > 17%`."""
    if row.hidden:
        return (("private", "muted"),)
    if row.is_key_result and row.kind == "boolean":
        return (("yes" if (row.value or 0) >= 1 else "no" if row.value is not None else "-", ""), (" > yes", "muted"))
    if row.is_key_result and row.kind == "milestone":
        done, total = row.steps
        if total:
            return ((str(done), ""), (f" > {total} steps", "muted"))
        if row.value is None:
            return (("no steps yet", "muted"),)
        return ((format_share(row.value), ""), (" > 100%", "muted"))
    if row.target is None and row.low is None and row.high is None:
        return ((format_number(row.value, row.unit), ""),) if row.value is not None else ()
    token = row.health if not row.is_key_result and row.health in LOUD else ""
    sign = " > " if row.target is not None else " "
    return ((format_number(row.value, row.unit), token), (f"{sign}{wanted(row)}", "muted"))


def wanted(row: RowView) -> str:
    """Return the target, or the bounds of a threshold, as text: `17%`, `>=95%`, `90%..95%`."""
    if row.target is not None:
        return format_number(row.target, row.unit)
    if row.low is not None and row.high is not None:
        return f"{format_number(row.low, row.unit)}..{format_number(row.high, row.unit)}"
    if row.low is not None:
        return f">={format_number(row.low, row.unit)}"
    return f"<={format_number(row.high, row.unit)}" if row.high is not None else "-"


def spark(row: RowView, glyphs: Glyphs) -> Spans:
    """Return the last eight values, only the newest in the status colour."""
    token = row.health if row.health in ("off", "risk", "ok") else ""
    return sparkline(row.trail, SPARK, token, glyphs=glyphs) if row.trail else ()


def age(row: RowView) -> Spans:
    """Return how long ago the last check-in was, `9d!` when that is too long; nothing of a closed cycle."""
    if row.age is None or row.cycle_state == "closed":
        return ()
    days = max(0, row.age)
    text = f"{days}d" if days < 100 else "99d"
    return ((f"{text}!", "late"),) if row.late or days > OLD else ((text, "muted"),)


def title(row: RowView, running: Sequence[str] = ()) -> Spans:
    """Return the title; the upper levels stand out from the key results.

    running: names of the active cycles; an objective of another one says which: cycles stand side by side (M7).
    """
    token = "title" if row.kind in ("imperative", "annual") else "bold" if not row.is_key_result else ""
    if row.kind == "objective" and row.cycle and running and row.cycle not in running:
        return ((row.title, token), (f"  {row.cycle}", "muted"))
    return ((row.title, token),)


def group_row(group: GroupView, glyphs: Glyphs, *, wide: bool) -> Row:
    """Return the row of a team or of an owner: name, how many rows, key results by status."""
    counted = below(group.statuses, glyphs, confidence_room(wide))
    return Row((((group.name, "title"), (f"  {group.count}", "muted")), counted, "", "", "", "", ""))


def confidence_room(wide: bool) -> int:
    """Return the cells of the verdict's column."""
    return WIDE_CONFIDENCE if wide else CONFIDENCE


def columns(wide: bool, grouped: str = "") -> list[Column]:
    """Return the columns of the tree: with room for it a sparkline and wider bars. grouped: "team", "owner" or ""."""
    bar = WIDE_BAR if wide else NARROW_BAR
    found = [
        Column(HEADS[grouped], tree=True, minimum=20),
        Column("Conf" if wide else "Cf", confidence_room(wide)),
        Column("Progress" if wide else "Prog", bar + 1 + PERCENT),
        Column("Now > goal", WIDE_NOW if wide else NOW),
    ]
    if wide:
        found.append(Column("8 weeks", SPARK))
    return [*found, Column("Owner", 8 if wide else 6), Column("Age", 4, "right")]


def tree_row(row: RowView, glyphs: Glyphs, *, wide: bool, odd: bool, running: Sequence[str]) -> Row:
    """Return the row of a goal or key result. odd: a live check is about it. running: names of the active cycles."""
    name = title(row, running)
    if odd:  # plain to see while planning, only a quiet mark once the cycle runs (product.md 6)
        name = ((f"{glyphs.dot} ", "risk" if row.cycle_state == "planning" else "muted"), *name)
    shown: list[str | Spans] = [name, state(row, glyphs, confidence_room(wide))]
    shown += [progress(row, WIDE_BAR if wide else NARROW_BAR, glyphs), now_and_goal(row)]
    if wide:
        shown.append(spark(row, glyphs))
    second = row.ref if row.is_key_result else f"{row.ref}  {row.owner}  {row.counted} of {row.total}"
    return Row((*shown, row.owner, age(row)), second=second)
