"""Everything one review holds, read in one go: what the minutes are built from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from models.clock import moment
from models.okrs.plan_change_reads import PlanChangeView, on_agenda
from models.reviews import line_reads, reads, step_reads
from models.reviews.dependencies import DependencyView, dependencies
from models.reviews.line_reads import LineView
from models.reviews.reads import ClockView, PersonView, ReviewView
from models.reviews.step_reads import IssueView, OwnedView, PromiseView, SaidView, TellView
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class RecordView:
    """A review as a whole; `now` is when it was read."""

    review: ReviewView
    now: datetime
    clocks: dict[tuple[int, str], ClockView]
    people: tuple[PersonView, ...]
    shown: bool
    scorecard: tuple[LineView, ...]
    promises: tuple[PromiseView, ...]
    off_track: tuple[LineView, ...]
    plan_changes: tuple[PlanChangeView, ...]
    dependencies: tuple[DependencyView, ...]
    told: tuple[TellView, ...]
    said: tuple[SaidView, ...]
    issues: tuple[IssueView, ...]
    owned: tuple[OwnedView, ...]
    tells: tuple[TellView, ...]


def load(reader: Reads, number: int, today: date, *, now: datetime | None = None, me: int = 0) -> RecordView:
    """Read a review with everything in it. Raises Unknown. me: whose own rating is shown before the others'."""
    view = reads.review(reader, number)
    moment_now = now or moment(view.ended_at or view.started_at)
    people = reads.people(reader, view, me)
    measures = line_reads.measures_of(reader, view.team_id, today)
    return RecordView(
        review=view,
        now=moment_now,
        clocks=reads.clocks(reader, number),
        people=tuple(people),
        shown=reads.ratings_shown(view, people),
        scorecard=tuple(line_reads.scorecard(reader, view, measures)),
        promises=tuple(step_reads.promises(reader, view)),
        off_track=tuple(line_reads.off_track(reader, view, measures)),
        plan_changes=on_agenda(
            reader, view.team_id, since=step_reads.since(reader, view), until=view.ended_at or ""
        ),
        dependencies=tuple(dependencies(reader, view, today)),
        told=tuple(step_reads.tells_for(reader, view)),
        said=tuple(step_reads.said(reader, number)),
        issues=tuple(step_reads.issues(reader, view, moment_now)),
        owned=tuple(step_reads.owned(reader, number)),
        tells=tuple(step_reads.tells_of(reader, number)),
    )


def public(record: RecordView) -> RecordView:
    """Return the record without what is private to the team: for present mode and for readers of other teams."""
    hidden = {one.ref for one in (*record.scorecard, *record.off_track) if one.private}
    hidden |= {one.ref for one in record.issues if one.private} | {one.ref for one in record.owned if one.private}
    hidden |= {one.ref for one in record.promises if one.private}
    return replace(
        record,
        scorecard=tuple(one for one in record.scorecard if not one.private),
        promises=tuple(one for one in record.promises if not one.private),
        off_track=tuple(_without_private(one) for one in record.off_track if not one.private),
        said=tuple(
            one for one in record.said if not one.private and one.ref not in hidden and one.result not in hidden
        ),
        issues=tuple(one for one in record.issues if not one.private),
        owned=tuple(one for one in record.owned if not one.private and one.origin not in hidden),
    )


def _without_private(line: LineView) -> LineView:
    return replace(
        line,
        whys=tuple(one for one in line.whys if not one[2]),
        changes=tuple(one for one in line.changes if not one[3]),
    )
