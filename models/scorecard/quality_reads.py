"""Which measures to keep, and how well they are kept: the trim report (M92) and cadence and quality per owner (M85)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models import weeks
from models.people import rules as people_rules
from models.people.rules import LATE, MISSED, ON_TIME
from models.refs import ref
from models.scorecard.glance_reads import PERIODS, judged
from models.scorecard.past_reads import NEVER_STOOD
from models.scorecard.reads import measure_rows
from models.scorecard.verdict import Judged
from models.settings import load
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class TrimView:
    """One line of the trim report. hint: "trim?", "quiet" or "". run: closed periods with the same verdict running.

    why: what speaks for taking it off, in words. decisions: how many it informed, ever.
    """

    ref: str
    name: str
    team: str
    owner: str
    status: str
    hint: str
    run: int
    decisions: int
    why: str


def trim_rows(reader: Reads, today: date, *, teams: Iterable[int] | None = None) -> list[TrimView]:
    """Return the measures that may go, by the rule of product.md 6: "trim?" first, then "quiet", then those that never
    informed a decision. What can be kept without a thought is left out.
    """
    found = []
    for view in measure_rows(reader, today, teams=teams):
        if view.hint or not view.decisions:
            one, run = view.one, _run(view.one)
            found.append(
                TrimView(
                    ref=ref("measure", one.id),
                    name=one.name,
                    team=one.team,
                    owner=one.owner,
                    status=one.status,
                    hint=view.hint,
                    run=run,
                    decisions=view.decisions,
                    why=_why(view.hint, run, view.decisions, one.cadence),
                )
            )
    order = {"trim?": 0, "quiet": 1, "": 2}
    return sorted(found, key=lambda one: (order[one.hint], -one.run))


def _run(one: Judged) -> int:
    """Return for how many closed periods the verdict is short of plan, or at plan, without a change between them."""
    short = ("off", "risk")
    last = one.closed[-1:] or [""]
    same = short if last[0] in short else (last[0],)
    run = 0
    for status in reversed(one.closed):
        if status not in same:
            break
        run += 1
    return run


def _why(hint: str, run: int, decisions: int, cadence: str) -> str:
    many = f"{run} {cadence}{'' if run == 1 else 's'}"
    never = "" if decisions else "; never informed a decision"
    if hint == "trim?":
        return f"off or risk for {many} without issue, change or decision{never}"
    if hint == "quiet":
        return f"ok for {many}{never}"
    return "never informed a decision"


@dataclass(slots=True)
class QualityView:
    """How one person keeps their measures. periods: how many were due; of these on time, late (up to 6 days), missed.

    corrected: values changed after they were entered. pulled: how many came from a source. newest: the last day on
    which a number came in, "" for never.
    """

    owner: str
    name: str
    measures: int = 0
    periods: int = 0
    on_time: int = 0
    late: int = 0
    missed: int = 0
    corrected: int = 0
    pulled: int = 0
    newest: str = ""
    worst: list[tuple[str, str, int]] = field(default_factory=list)
    """(reference, name, periods missed) of the measures with misses, most first."""

    @property
    def share(self) -> float | None:
        """The share of periods on time, 0 to 1; None when nothing was due yet."""
        return self.on_time / self.periods if self.periods else None


def quality_rows(
    reader: Reads, today: date, *, teams: Iterable[int] | None = None, periods: int = PERIODS
) -> list[QualityView]:
    """Return cadence and data quality per owner over the last closed periods, the least punctual first.

    A number is due the day before the team's review, at the earliest the day after its period; periods from before
    the measure was there are not counted, nor are measures that are worked out from others.
    """
    worked_out = {row[0] for row in reader.rows("SELECT id FROM measure WHERE formula > ''")}
    found = {
        number: one
        for number, one in judged(reader, today, teams=teams, periods=periods).items()
        if number not in worked_out
    }
    if not found:
        return []
    entries = _entries(reader, found, today, periods)
    reviews = dict(reader.rows("SELECT id, review_weekday FROM team"))
    zone = ZoneInfo(load(reader).zone)
    owners: dict[str, QualityView] = {}
    for one in found.values():
        view = owners.setdefault(one.handle or one.owner, QualityView(one.handle or "", one.owner or "nobody"))
        _count(view, one, entries.get(one.id, {}), _Asked(today, periods, reviews.get(one.team_id) or 1, zone))
    for view in owners.values():
        view.worst.sort(key=lambda missed: -missed[2])
    return sorted(
        owners.values(), key=lambda view: (1.0 if view.share is None else view.share, -view.missed, view.name)
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    today: date
    periods: int
    review: int
    zone: ZoneInfo


def _entries(reader: Reads, found: Iterable[int], today: date, periods: int) -> dict[int, dict[int, Any]]:
    """Return (first entered at, last entered at, source, corrections) by measure and period."""
    numbers = ", ".join(map(str, found))
    first = min(weeks.shift(weeks.period_of(today, one), -periods, one) for one in (weeks.WEEK, weeks.MONTH))
    entries: dict[int, dict[int, Any]] = {}
    for measure, period, at, source in reader.rows(
        "SELECT measure_id, period, at, source FROM reading WHERE archived_at IS NULL"
        f" AND measure_id IN ({numbers}) AND period >= :first",
        first=first,
    ):
        entries.setdefault(measure, {})[period] = [at, at, source, 0]
    for measure, period, at, count in reader.rows(
        "SELECT measure_id, period, min(at), count(*) FROM reading_history WHERE archived_at IS NULL"
        f" AND measure_id IN ({numbers}) AND period >= :first AND coalesce(batch, '') <> :against"
        " GROUP BY measure_id, period",
        first=first,
        against=NEVER_STOOD,
    ):
        entry = entries.get(measure, {}).get(period)
        if entry is not None:
            entry[0], entry[3] = min(entry[0], at), count
    return entries


def _count(view: QualityView, one: Judged, entries: dict[int, Any], asked: _Asked) -> None:
    view.measures += 1
    missed = 0
    last = weeks.last_closed(asked.today, one.cadence)
    for period in weeks.periods_back(last, asked.periods, one.cadence):
        end = weeks.last_day(period, one.cadence)
        if end.isoformat() < one.created_at[:10]:
            continue
        entry = entries.get(period)
        entered = None if entry is None else _day(entry[0], asked.zone)
        kind = punctual(end, entered, asked.review, asked.today)
        view.periods += kind != ""
        view.on_time += kind == ON_TIME
        view.late += kind == LATE
        missed += kind == MISSED
        if entry is not None:
            view.corrected += entry[3]
            view.pulled += entry[2] != "person"
            view.newest = max(view.newest, _day(entry[1], asked.zone).isoformat())
    view.missed += missed
    if missed:
        view.worst.append((ref("measure", one.id), one.name, missed))


def _day(instant: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(instant).astimezone(zone).date() if len(instant) > 10 else date.fromisoformat(instant)


def punctual(end: date, entered: date | None, review_weekday: int, today: date) -> str:
    """Return whether the number of a period that ended on `end` came "on time", "late" or was "missed" (product.md 3).

    Due is the day before the team's next review, at the earliest the day after the period. Late is up to 6 days
    after it. "" while it may still come.
    """
    following = end + timedelta(days=1)
    review = people_rules.due_on_or_after(following, review_weekday)
    due = max(following, review - timedelta(days=1))
    if entered is not None and entered <= due:
        return ON_TIME
    if entered is not None and (entered - due).days <= people_rules.LATE_DAYS:
        return LATE
    return MISSED if entered is not None or (today - due).days > people_rules.LATE_DAYS else ""
