"""The readings of one measure period by period, with what stood there before, and the goals it had over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models import weeks
from models.scorecard import plans, rules
from models.scorecard.past_reads import NEVER_STOOD
from models.scorecard.verdict import Judged
from models.store.protocol import Reads

MOST_CORRECTIONS = 200


@dataclass(frozen=True, slots=True)
class OlderView:
    """Another value of a period: who had entered it, when, and where it came from.

    stood: it counted until it was corrected; else a source gave it and what a person had typed was kept.
    """

    value: float
    by: str
    at: str
    source: str
    stood: bool = True


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One period. value: None for a missing one. plan, status: as it was judged. older: the newest first."""

    period: int
    value: float | None
    plan: float | None
    status: str
    by: str = ""
    at: str = ""
    source: str = ""
    note: str = ""
    older: tuple[OlderView, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal and the period it counts from; at: when it was agreed. path: it is a glide path."""

    period: int
    text: str
    at: str
    path: bool


def readings(reader: Reads, one: Judged) -> list[ReadingView]:
    """Return the periods that `one` was judged by and the one still running, the newest first, gaps included."""
    if one.first_read is None:
        return []
    following = weeks.next_period(one.periods[-1], one.cadence)
    first = max(one.periods[0], one.first_read)
    stored = {
        row[0]: row[1:]
        for row in reader.rows(
            "SELECT r.period, r.value, p.name, r.at, r.source, r.note FROM reading r"
            " LEFT JOIN person p ON p.id = r.by_id WHERE r.archived_at IS NULL AND r.measure_id = :measure"
            " AND r.period >= :first AND r.period <= :last",
            measure=one.id,
            first=first,
            last=following,
        )
    }
    older = _older(reader, one.id, first)
    periods = [period for period in one.periods if period >= first]
    if not one.running and following in stored:
        periods.append(following)
    judged = dict(zip(one.periods, zip(one.plan_values, one.statuses, strict=True), strict=True))
    found = []
    for period in reversed(periods):
        value, by, at, source, note = stored.get(period, (None, "", "", "", ""))
        plan, status = judged.get(period, (_plan(one, period), ""))
        past = tuple(older.get(period, ()))
        found.append(
            ReadingView(period, value, plan, status, str(by or ""), str(at or ""), str(source), str(note or ""), past)
        )
    return found


def _plan(one: Judged, period: int) -> float | None:
    return rules.plan_value(rules.plan_for(one.plans, period), period, one.cadence)


def _older(reader: Reads, measure: int, first: int) -> dict[int, list[OlderView]]:
    found: dict[int, list[OlderView]] = {}
    for period, value, by, at, source, batch in reader.rows(
        "SELECT h.period, h.value, p.name, h.at, h.source, h.batch FROM reading_history h"
        " LEFT JOIN person p ON p.id = h.by_id WHERE h.archived_at IS NULL AND h.measure_id = :measure"
        f" AND h.period >= :first ORDER BY h.at DESC, h.id DESC LIMIT {MOST_CORRECTIONS}",
        measure=measure,
        first=first,
    ):
        found.setdefault(period, []).append(OlderView(value, str(by or ""), str(at), str(source), batch != NEVER_STOOD))
    return found


def goals(reader: Reads, one: Judged) -> list[GoalView]:
    """Return the goals a measure had and will have, the newest first."""
    rows = reader.rows(
        "SELECT from_period, hold, low, start, goal, by_period, off_at, created_at FROM plan"
        " WHERE archived_at IS NULL AND measure_id = :measure ORDER BY from_period DESC",
        measure=one.id,
    )
    return [
        GoalView(
            row[0], plans.goal_text(row[:7], one.unit, one.direction, one.cadence), str(row[7])[:10], row[1] is None
        )
        for row in rows
    ]


def goal_steps(one: Judged, periods: Sequence[int]) -> frozenset[int]:
    """Return the places in `periods` where another goal begins to count: a plan line steps there."""
    starts = {plan[0] for plan in one.plans}
    return frozenset(place for place, period in enumerate(periods) if place and period in starts)


def said_about(reader: Reads, measure: int) -> dict[int, str]:
    """Return what was written about periods of a measure: "w" where somebody said why, "c" for comments only."""
    found: dict[int, str] = {}
    for kind, period in reader.rows(
        "SELECT kind, period FROM note WHERE archived_at IS NULL AND ref = :ref AND period IS NOT NULL",
        ref=f"M{int(measure)}",
    ):
        if kind == "why" or period not in found:
            found[period] = "w" if kind == "why" else "c"
    return found


def limits(reader: Reads, measure: int) -> tuple[float, ...]:
    """Return the bounds of a measure's triggers that look at its value itself, for lines on the chart."""
    rows = reader.rows(
        "SELECT bound FROM trigger WHERE archived_at IS NULL AND of = 'value' AND measure_id = :measure ORDER BY id",
        measure=measure,
    )
    return tuple(bound for (bound,) in rows)
