"""The rows of the reports behind `T`: what changes nothing, who keeps numbers, what decisions did, what was retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from models.numbers import format_number
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


def owner_rows(found: Sequence[QualityView], look: Look) -> Rows:
    """Yield the owners, the least punctual first."""
    for place, one in enumerate(found, 1):
        share = one.share
        time: Spans = (("nothing due yet", "muted"),)
        if share is not None:
            time = (*bar(share, 8, glyphs=look.glyphs), (f" {one.on_time}/{one.periods}", ""))
        worst = ", ".join(f"{name} {missed}x" for _, name, missed in one.worst[:2])
        counts = [str(many) if many else "-" for many in (one.late, one.missed, one.corrected, one.pulled)]
        yield place, Row((one.name, str(one.measures), time, *counts, ((worst, "muted"),)))


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
