"""The rows of the reports behind `T`: what changes nothing, who keeps numbers, what decisions did, what was retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from models.numbers import format_number
from models.okrs.discipline_reads import DisciplineView
from models.scorecard.back_test_reads import BackTestView
from models.scorecard.followed_reads import FollowedView, RetiredView
from models.scorecard.quality_reads import QualityView
from models.scorecard.reads import MeasureView
from screens.look import Look
from screens.text import Spans
from screens.widgets.rows import Column, Row
from themes.cells import bar, sparkline

GROUPS = (
    ("trim?", "TRIM?", "short of plan for 4 weeks and more, and nothing followed"),
    ("quiet", "QUIET", "ok for 13 weeks: still worth a line?"),
    ("", "NEVER INFORMED A DECISION", "the others without one"),
)
VERDICTS = {"met": "good", "better": "good", "part": "risk", "same": "muted", "worse": "bad"}
Rows = Iterable[tuple[int, Row]]


def trim_columns(width: int) -> Sequence[Column]:
    """Return the columns of the trim report."""
    owner = 12 if width >= 96 else 7
    return [
        Column("Measure", minimum=14), Column("For", 9), Column("13 weeks", 13), Column("Iss", 3, "right"),
        Column("Chg", 3, "right"), Column("Dec", 3, "right"), Column("Last", 10), Column("Owner", owner),
    ]  # fmt: skip


def trim_rows(views: Mapping[int, MeasureView], after: Mapping[int, FollowedView], look: Look) -> Rows:
    """Yield measures that change nothing by group, those that did so longest first."""
    for place, (hint, title, said) in enumerate(GROUPS):
        members = [view for view in views.values() if view.hint == hint]
        if not members:
            continue
        yield -1 - place, Row((((title, "head"), (f" {len(members)}  {said}", "muted")),), heading=True)
        for view in sorted(members, key=lambda one: -after[one.one.id].run):
            yield view.one.id, _trim_row(view, after[view.one.id], look)


def _trim_row(view: MeasureView, after: FollowedView, look: Look) -> Row:
    one = view.one
    word, token = ("ok", "ok") if after.fine else ("short", "risk")
    run: Spans = ((f"{word} {after.run}{one.cadence[0]}", token),)
    counts = [str(many) if many else "-" for many in (after.issues, after.changes, after.decisions)]
    spark = sparkline(one.begun, 13, one.status, look.glyphs)
    owner = one.owner.partition(" ")[0] or "nobody"
    return Row((one.name, run if after.run else "", spark, *counts, after.last or "never", owner))


def owner_columns(width: int) -> Sequence[Column]:
    """Return the columns of cadence and data quality per owner."""
    return [
        Column("Owner", minimum=12), Column("Has", 3, "right"), Column("On time", 16 if width < 96 else 26),
        Column("Late", 4, "right"), Column("Missed", 6, "right"), Column("Corr", 4, "right"),
        Column("Pulled", 6, "right"), Column("Most missed", minimum=12),
    ]  # fmt: skip


def owner_rows(found: Sequence[QualityView], checked: Sequence[DisciplineView], look: Look) -> Rows:
    """Yield who keeps the numbers of measures, then who checks in on key results, each the least punctual first."""
    if found:
        yield -1, Row((((f"MEASURES {len(found)}", "head"), ("  the last 13 periods", "muted")),), heading=True)
    for place, one in enumerate(found, 1):
        yield place, _owner_row(one, one.measures, one.on_time, one.periods, look, (one.corrected, one.pulled))
    if checked:
        said = "  the last 13 weeks of running cycles"
        yield -2, Row((((f"CHECK-INS {len(checked)}", "head"), (said, "muted")),), heading=True)
    for place, each in enumerate(checked, len(found) + 1):
        yield place, _owner_row(each, each.key_results, each.on_time, each.due, look, (0, 0))


def _owner_row(
    one: QualityView | DisciplineView, has: int, on_time: int, due: int, look: Look, more: tuple[int, int]
) -> Row:
    time: Spans = (("nothing due yet", "muted"),)
    if one.share is not None:
        time = (*bar(one.share, 8, glyphs=look.glyphs), (f" {on_time}/{due}", ""))
    worst = ", ".join(f"{name} {missed}x" for _, name, missed in one.worst[:2])
    counts = [str(many) if many else "-" for many in (one.late, one.missed, *more)]
    return Row((one.name, str(has), time, *counts, ((worst, "muted"),)))


def decision_columns(width: int) -> Sequence[Column]:
    """Return the columns of the back-test of decisions."""
    return [
        Column("", 4), Column("Decision", flex=3), Column("Measure", flex=2),
        Column("Expected", 12 if width < 96 else 24),
        Column("Then", 7, "right"), Column("Now", 7, "right"), Column("Verdict", 15),
    ]  # fmt: skip


def decision_rows(found: Sequence[BackTestView]) -> Rows:
    """Yield decisions against their measures, those due for a look first."""
    for one in found:
        token = VERDICTS.get(one.verdict, "muted")
        early = " so far" if one.early else ""
        share = f" {one.share * 100:.0f}%" if one.share is not None and one.verdict == "part" else ""
        yield int(one.ref[1:]), Row(
            (
                ((one.ref, "ref"),), one.title, one.name, one.expected or "-", format_number(one.before, one.unit),
                format_number(one.after, one.unit), ((f"{one.verdict}{share}", token), (early, "muted")),
            )
        )  # fmt: skip


def retired_columns(width: int) -> Sequence[Column]:
    """Return the columns of the measures that were taken off."""
    return [
        Column("Measure", flex=2), Column("Since", 10), Column("Because", flex=3),
        Column("Team", 10), Column("Owner", 12 if width >= 96 else 7),
    ]  # fmt: skip


def retired_rows(found: Sequence[RetiredView]) -> Rows:
    """Yield the measures that were taken off, the newest first."""
    for one in found:
        owner = one.owner.partition(" ")[0] or "nobody"
        yield one.id, Row((one.name, one.on, one.because or (("no reason given", "muted"),), one.team, owner))
