"""What the steps of a review show: lines off track, promises, dependencies, headlines, tells, issues, owners missing.

Every view knows whether its row is private to the team: present mode leaves it out (product.md 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models import refs, weeks
from models.issues.order import in_order
from models.reviews import lines, rules
from models.reviews.reads import ReviewView, before
from models.store.protocol import Reads

FIRST_DAYS = 14
CHANGED = (
    "SELECT c.row_id FROM change c JOIN action a ON a.id = c.action_id WHERE c.kind = 'issue' AND a.at >= :started"
)
"""Issues that were changed since the review began."""


@dataclass(frozen=True, slots=True)
class SaidView:
    """A captured line: kind, reference it is about, text, who said it, what it became ("TD14")."""

    id: int
    step: int
    kind: str
    ref: str
    text: str
    by: str
    result: str
    private: bool


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A change promised for this review: state `open`, `done` or `carried`; due is a day."""

    ref: str
    title: str
    owner: str
    due: str
    state: str
    kept: bool
    misses: int
    private: bool


@dataclass(frozen=True, slots=True)
class TellView:
    """A line from one team to another."""

    id: int
    team: str
    text: str
    by: str
    seen: bool


@dataclass(frozen=True, slots=True)
class IssueView:
    """An issue of the review's team: state `open`, or what became of it in this review: `solved`, `snoozed`, `routed`.

    gone_to: the review or team it was routed to, in words.
    """

    id: int
    title: str
    owner: str
    state: str
    rank: int
    votes: int
    heat: float
    age: int
    estimate: int
    real_issue: str
    discussion: str
    solution: str
    escalated: bool
    private: bool
    gone_to: str

    @property
    def ref(self) -> str:
        """Its reference."""
        return f"I{self.id}"


@dataclass(frozen=True, slots=True)
class OwnedView:
    """A decision or to-do born in the review: kind `made`, `needed` or `change`; by is a day or ""."""

    ref: str
    kind: str
    title: str
    owner: str
    by: str
    origin: str
    private: bool


def since(reader: Reads, view: ReviewView) -> str:
    """Return the instant since which things count as prepared for this review: the end of the one before."""
    last = before(reader, view)
    if last is not None and last.ended_at:
        return last.ended_at
    day = date.fromisoformat(view.started_at[:10]) - timedelta(days=FIRST_DAYS)
    return f"{day.isoformat()}T00:00:00.000Z"


def said(reader: Reads, number: int) -> list[SaidView]:
    """Return what was captured in a review, in order; the saved minutes are none of it."""
    rows = reader.rows(
        "SELECT e.id, e.step, e.kind, e.ref, e.text, p.name, e.result_ref, e.private FROM entry e"
        " LEFT JOIN person p ON p.id = e.by_id WHERE e.review_id = :id AND e.kind <> 'minutes'"
        " AND e.archived_at IS NULL ORDER BY e.id",
        id=number,
    )
    return [
        SaidView(one, step, kind, str(ref or ""), text, str(by or ""), str(result or ""), bool(private))
        for one, step, kind, ref, text, by, result, private in rows
    ]


def promises(reader: Reads, view: ReviewView) -> list[PromiseView]:
    """Return the changes that were promised for this review, open ones first.

    A review that comes early, after the one of its week, looks at what was promised for the next.
    """
    day = view.started_at[:10]
    last = max(day, weeks.last_day(view.week).isoformat())
    earlier = before(reader, view)
    if earlier is not None and earlier.week == view.week:
        last = max(last, lines.next_review(date.fromisoformat(day), _review_weekday(reader, view.team_id)).isoformat())
    carried = {one.ref for one in said(reader, view.id) if one.kind == "carried"}
    rows = reader.rows(
        "SELECT d.id, d.title, p.name, d.due_on, d.done_at, d.misses, d.private FROM todo d"
        " LEFT JOIN person p ON p.id = d.owner_id WHERE d.archived_at IS NULL AND d.change = 1 AND d.team_id = :team"
        " AND coalesce(d.review_id, 0) <> :id AND d.created_at < :started"
        " AND (d.done_at IS NULL OR d.done_at >= :since)"
        " ORDER BY d.due_on, d.id",
        team=view.team_id,
        id=view.id,
        started=view.started_at,
        since=since(reader, view),
    )
    found = []
    for number, title, owner, due, done, misses, private in rows:
        ref = refs.ref("todo", number)
        if due > last and ref not in carried and done is None:
            continue
        state = "done" if done else "carried" if ref in carried else "open"
        until = date.fromisoformat(max(due, day))
        kept = rules.was_kept(until, date.fromisoformat(done[:10]) if done else None)
        found.append(PromiseView(ref, title, str(owner or ""), due, state, kept, misses, bool(private)))
    return found


def _review_weekday(reader: Reads, team: int) -> int:
    return int(reader.value("SELECT review_weekday FROM team WHERE id = :id", id=team) or 1)


def tells_for(reader: Reads, view: ReviewView) -> list[TellView]:
    """Return what other teams told this one: what nobody acknowledged yet, and what was in this review."""
    rows = reader.rows(
        "SELECT l.id, t.name, l.text, p.name, l.seen_at FROM tell l JOIN review r ON r.id = l.review_id"
        " JOIN team t ON t.id = r.team_id LEFT JOIN person p ON p.id = l.by_id"
        " WHERE l.archived_at IS NULL AND l.to_team_id = :team AND r.state = 'closed' AND r.archived_at IS NULL"
        " AND (l.seen_at IS NULL OR l.seen_at >= :started) ORDER BY l.id",
        team=view.team_id,
        started=view.started_at,
    )
    return [TellView(number, team, text, str(by or ""), seen is not None) for number, team, text, by, seen in rows]


def tells_of(reader: Reads, number: int) -> list[TellView]:
    """Return what this review tells other teams."""
    rows = reader.rows(
        "SELECT l.id, t.name, l.text, p.name, l.seen_at FROM tell l JOIN team t ON t.id = l.to_team_id"
        " LEFT JOIN person p ON p.id = l.by_id WHERE l.archived_at IS NULL AND l.review_id = :id ORDER BY t.name, l.id",
        id=number,
    )
    return [TellView(one, team, text, str(by or ""), seen is not None) for one, team, text, by, seen in rows]


def issues(reader: Reads, view: ReviewView, now: datetime) -> list[IssueView]:
    """Return the issues of the team's list: pinned ones first, then by votes, heat and age (interface.md 4).

    Those solved, put off or routed elsewhere since the review began are at the end.
    """
    forum = view.kind if view.kind in ("weekly", "monthly", "quarterly") else "weekly"
    heat: dict[str, float] = dict(
        reader.rows(
            "SELECT source, max(severity) FROM hot_item WHERE state = 'open' AND archived_at IS NULL GROUP BY source"
        )
    )
    rows = reader.rows(
        "SELECT i.id, i.title, p.name, i.state, i.rank, i.estimate, i.real_issue, i.discussion, i.solution,"
        " i.escalated_from, i.private, i.ref, i.measure_id, i.created_at, (SELECT count(*) FROM vote v"
        " WHERE v.issue_id = i.id AND v.archived_at IS NULL),"
        " CASE WHEN i.team_id <> :team THEN t.name WHEN i.forum <> :forum THEN 'the ' || i.forum || ' review' END"
        " FROM issue i LEFT JOIN person p ON p.id = i.owner_id LEFT JOIN team t ON t.id = i.team_id"
        " WHERE i.archived_at IS NULL AND ((i.team_id = :team AND i.forum = :forum AND (i.state = 'open'"
        " OR (i.state = 'solved' AND i.solved_at >= :started)"
        f" OR (i.state = 'snoozed' AND i.id IN ({CHANGED} AND c.field = 'state'))))"
        " OR ((i.team_id <> :team OR i.forum <> :forum)"
        f" AND (i.id IN ({CHANGED} AND c.field = 'team_id' AND c.before = :was_team)"
        f" OR i.id IN ({CHANGED} AND c.field = 'forum' AND c.before = :was_forum AND i.team_id = :team))))",
        team=view.team_id,
        forum=forum,
        started=view.started_at,
        was_team=str(view.team_id),
        was_forum=f'"{forum}"',
    )
    found = {row[0]: _issue(row, heat, now) for row in rows}
    made = {row[0]: str(row[13]) for row in rows}
    running = [one for one in found.values() if one.state == "open"]
    order = in_order([(one.rank or None, one.votes, one.heat, made[one.id], one.id) for one in running])
    return [found[number] for number in order] + [one for one in found.values() if one.state != "open"]


def _issue(row: tuple[Any, ...], heat: dict[str, float], now: datetime) -> IssueView:
    number, title, owner, state, rank, estimate, real, talk, solution, source, private, ref, measure, made = row[:14]
    votes, gone_to = row[14:]
    hot = max(heat.get(one, 0.0) for one in (f"I{number}", str(ref or ""), f"M{measure or 0}"))
    return IssueView(
        id=number,
        title=title,
        owner=str(owner or ""),
        state="routed" if gone_to else state,
        rank=rank or 0,
        votes=votes,
        heat=hot,
        age=max(0, (now.date() - date.fromisoformat(made[:10])).days),
        estimate=estimate or 0,
        real_issue=str(real or ""),
        discussion=str(talk or ""),
        solution=str(solution or ""),
        escalated=source is not None,
        private=bool(private),
        gone_to=str(gone_to or ""),
    )


def owned(reader: Reads, number: int) -> list[OwnedView]:
    """Return decisions made, decisions needed and to-dos born in a review, in this order."""
    decisions = reader.rows(
        "SELECT d.id, d.state, d.title, p.name, d.needed_by, d.origin_ref, d.private FROM decision d"
        " LEFT JOIN person p ON p.id = d.owner_id WHERE d.archived_at IS NULL AND d.review_id = :id ORDER BY d.id",
        id=number,
    )
    found = [
        OwnedView(
            f"D{one}", "needed" if state == "needed" else "made", title, str(owner or ""), str(by or ""),
            str(origin or ""), bool(private),
        )
        for one, state, title, owner, by, origin, private in decisions
    ]  # fmt: skip
    found.sort(key=lambda one: one.kind)
    todos = reader.rows(
        "SELECT d.id, d.title, p.name, d.due_on, d.origin_ref, d.private FROM todo d LEFT JOIN person p"
        " ON p.id = d.owner_id WHERE d.archived_at IS NULL AND d.review_id = :id ORDER BY d.id",
        id=number,
    )
    for one, title, owner, by, origin, private in todos:
        found.append(OwnedView(f"TD{one}", "change", title, str(owner or ""), by, str(origin or ""), bool(private)))
    return found


def without_owner(reader: Reads, number: int) -> list[OwnedView]:
    """Return the decisions and to-dos of a review that nobody owns yet."""
    return [one for one in owned(reader, number) if not one.owner]
