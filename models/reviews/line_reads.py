"""The lines of the steps Scorecard and Off track: measures and key results with what was said about them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models import refs
from models.numbers import format_number
from models.okrs.pace import PaceSettings, confidence_status
from models.reviews import rules
from models.reviews.reads import ReviewView
from models.reviews.step_reads import since
from models.scorecard.glance_reads import below_team, judged, worst_first
from models.scorecard.verdict import Judged
from models.store.protocol import Reads

SPARK = 13
Why = tuple[str, str, bool]
Change = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class LineView:
    """A measure or key result as a review shows it. value and plan as people read them; spark: oldest first.

    whys: (text, who, private). changes: (title, owner, day due, private) promised about it for next week.
    issue: "I7" when one about it is open.
    """

    ref: str
    title: str
    owner: str
    team: str
    status: str
    late: bool
    value: str
    plan: str
    trend: str
    spark: tuple[float | None, ...]
    private: bool
    whys: tuple[Why, ...] = ()
    changes: tuple[Change, ...] = ()
    issue: str = ""


def measures_of(reader: Reads, team: int, today: date) -> list[Judged]:
    """Return the measures of a team's scorecard worst first, with those of teams below that are on the dashboard."""
    below = ", ".join(map(str, below_team(reader, team))) or "NULL"
    rows = reader.rows(
        "SELECT id FROM measure WHERE team_id = :team AND archived_at IS NULL UNION SELECT id FROM measure"
        f" WHERE on_top = 1 AND team_id IN ({below}) AND archived_at IS NULL",
        team=team,
    )
    return worst_first(judged(reader, today, [row[0] for row in rows], periods=SPARK).values())


def scorecard(reader: Reads, view: ReviewView, found: list[Judged]) -> list[LineView]:
    """Return the lines that are read out, in the order of `found` (`measures_of`)."""
    sent = _issues(reader, view.team_id)
    return [_measure_line(one, {}, {}, sent) for one in found]


def off_track(reader: Reads, view: ReviewView, measures: list[Judged]) -> list[LineView]:
    """Return measures, then key results, that are off, or at risk for two periods, with what was said about them."""
    whys, changes = _whys(reader, view), _changes(reader, view)
    sent = _issues(reader, view.team_id)
    found = [one for one in measures if rules.off_track(one.closed)]
    lines = [_measure_line(one, whys, changes, sent) for one in found]
    return lines + _key_results(reader, view, {one.id for one in found}, whys, changes, sent)


def _measure_line(
    one: Judged,
    whys: dict[str, list[Why]],
    changes: dict[str, list[Change]],
    sent: dict[str, str],
) -> LineView:
    ref = refs.ref("measure", one.id)
    return LineView(
        ref=ref,
        title=one.name,
        owner=one.owner,
        team=one.team,
        status=one.status,
        late=False,
        value=format_number(one.value, one.unit),
        plan=format_number(one.plan, one.unit),
        trend=one.trend,
        spark=tuple(one.values),
        private=bool(one.private),
        whys=tuple(whys.get(ref, ())),
        changes=tuple(changes.get(ref, ())),
        issue=sent.get(ref, ""),
    )


def _key_results(
    reader: Reads,
    view: ReviewView,
    told: set[int],
    whys: dict[str, list[Why]],
    changes: dict[str, list[Change]],
    sent: dict[str, str],
) -> list[LineView]:
    rows = reader.rows(
        "SELECT k.id, k.title, p.name, k.owner_text, t.name, r.health, r.late, r.value, k.target, k.unit, r.trail,"
        " k.measure_id, g.intent FROM key_result k JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id"
        " JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id LEFT JOIN team t ON t.id = g.team_id"
        " LEFT JOIN person p ON p.id = k.owner_id WHERE k.archived_at IS NULL AND g.archived_at IS NULL"
        " AND g.state = 'open' AND c.state = 'active' AND k.final_score IS NULL AND g.team_id = :team"
        " AND r.health IN ('off', 'risk') ORDER BY r.health, r.raw, k.id",
        team=view.team_id,
    )
    risky = _risk_twice(reader, [(row[0], row[12]) for row in rows if row[5] == "risk"])
    found = []
    for number, title, owner, words, team, health, late, value, target, unit, trail, measure, _intent in rows:
        if measure in told or (health == "risk" and number not in risky):
            continue  # a key result that shows a measure's number is that measure's line
        ref = refs.ref("key_result", number)
        found.append(
            LineView(
                ref=ref,
                title=title,
                owner=str(owner or words or ""),
                team=str(team or ""),
                status=health,
                late=bool(late),
                value=format_number(value, unit),
                plan=format_number(target, unit),
                trend="",
                spark=tuple(json.loads(trail)) if trail else (),
                private=False,
                whys=tuple(whys.get(ref, ())),
                changes=tuple(changes.get(ref, ())),
                issue=sent.get(ref, ""),
            )
        )
    return found


def _risk_twice(reader: Reads, key_results: Iterable[tuple[int, str]]) -> set[int]:
    """Return the key results whose last two check-ins both say risk or off, by the owner's word or confidence."""
    intents = dict(key_results)
    if not intents:
        return set()
    said_so: dict[int, list[bool]] = {}
    numbers = ", ".join(str(int(one)) for one in intents)
    for number, confidence, word in reader.rows(
        "SELECT i.key_result_id, i.confidence, i.word FROM check_in i WHERE i.archived_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM check_in n WHERE n.key_result_id = i.key_result_id AND n.corrects = i.id"
        " AND n.archived_at IS NULL)"
        f" AND i.key_result_id IN ({numbers}) ORDER BY i.key_result_id, i.at DESC, i.id DESC"
    ):
        status = confidence_status(confidence, intents[number], PaceSettings())
        said_so.setdefault(number, []).append(bool(word) or status in ("off", "risk"))
    return {number for number, words in said_so.items() if len(words) > 1 and all(words[:2])}


def _whys(reader: Reads, view: ReviewView) -> dict[str, list[Why]]:
    """Return what was written as a why since the review before, prepared or said, by reference."""
    found: dict[str, list[Why]] = {}
    until = {"until": view.ended_at} if view.ended_at else {}
    for ref, text, by, private in reader.rows(
        "SELECT n.ref, n.text, p.name, n.private FROM note n LEFT JOIN person p ON p.id = n.by_id WHERE n.kind = 'why'"
        f" AND n.archived_at IS NULL AND n.at >= :since{' AND n.at <= :until' if until else ''} ORDER BY n.id",
        since=since(reader, view),
        **until,
    ):
        found.setdefault(ref, []).append((text, str(by or ""), bool(private)))
    return found


def _changes(reader: Reads, view: ReviewView) -> dict[str, list[Change]]:
    """Return the changes promised since the review before, by what they are about."""
    found: dict[str, list[Change]] = {}
    for ref, title, owner, due, private in reader.rows(
        "SELECT d.origin_ref, d.title, p.name, d.due_on, d.private FROM todo d LEFT JOIN person p ON p.id = d.owner_id"
        " WHERE d.archived_at IS NULL AND d.change = 1 AND d.origin_ref IS NOT NULL AND d.created_at >= :since"
        " AND (d.review_id IS NULL OR d.review_id = :id) ORDER BY d.id",
        since=since(reader, view),
        id=view.id,
    ):
        found.setdefault(ref, []).append((title, str(owner or ""), due, bool(private)))
    return found


def _issues(reader: Reads, team: int) -> dict[str, str]:
    rows = reader.rows(
        "SELECT ref, id FROM issue WHERE archived_at IS NULL AND state = 'open' AND team_id = :team"
        " AND ref IS NOT NULL ORDER BY id DESC",
        team=team,
    )
    return {ref: f"I{number}" for ref, number in rows}
