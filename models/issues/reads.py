"""What screens, reviews and the command line show of hot items, issues and to-dos."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import refs
from models.issues.order import in_order
from models.store.protocol import Reads

STATES = ("open", "snoozed", "solved")
FORUMS = ("weekly", "monthly", "quarterly")
RULE_WORDS = {
    "raised": "raised",
    "worsening": "measure",
    "trigger_near": "trigger",
    "kr": "KR",
    "confidence": "KR",
    "escalated": "issue",
    "dependency": "depend",
    "owes": "person",
}
"""How the rules are called on a row; a rule that is not here has its own name."""


@dataclass(frozen=True, slots=True)
class HotView:
    """A hot item. word: the kind of source in a word. age: days since it was found. merged: how many are the same."""

    id: int
    ref: str
    rule: str
    word: str
    source: str
    title: str
    evidence: str
    severity: float
    team_id: int | None
    team: str
    owner_id: int | None
    owner: str
    handle: str
    found_at: str
    age: int
    private: bool
    merged: int


@dataclass(frozen=True, slots=True)
class IssueView:
    """An issue. place: 1 for the first of its list. votes: of everybody; voted: mine is among them.

    asked_by: the team that escalated it. measure: (reference, name) of the measure it touches. age: in days.
    """

    id: int
    ref: str
    title: str
    team_id: int
    team: str
    forum: str
    kind: str
    state: str
    owner: str
    handle: str
    raised_by: str
    age: int
    votes: int
    voted: bool
    heat: float
    rank: int | None
    estimate: int | None
    about: str
    measure: tuple[str, str]
    real_issue: str
    discussion: str
    solution: str
    asked_by: str
    answer: str
    disposition: str
    reason: str
    until: str
    private: bool
    place: int = 0


def ids(numbers: Collection[int]) -> str:
    """Return numbers as a list for SQL's IN."""
    return ", ".join(str(int(number)) for number in numbers) or "NULL"


def hot_items(
    reader: Reads, *, today: date, me: int, teams: Collection[int] | None, states: Collection[str] = ("open",)
) -> list[HotView]:
    """Return hot items, the worst first, then the oldest.

    teams: of these and without team, besides those that `me` owns (product.md 4, "reach"); None is everybody's.
    """
    sql = (
        "SELECT h.id, h.rule, h.source, h.title, h.evidence, h.severity, h.team_id, t.name, h.owner_id, p.name,"
        " p.handle, h.found_at, h.private, (SELECT count(*) FROM hot_item m WHERE m.merged_into = h.id"
        " AND m.state = 'done' AND m.archived_at IS NULL) FROM hot_item h LEFT JOIN team t ON t.id = h.team_id"
        " LEFT JOIN person p ON p.id = h.owner_id WHERE h.archived_at IS NULL"
    )
    words = ", ".join(f"'{one}'" for one in sorted(states) if one.isalpha())
    sql += f" AND h.state IN ({words or 'NULL'})"
    values: dict[str, Any] = {}
    if teams is not None:
        sql += f" AND (h.team_id IS NULL OR h.team_id IN ({ids(teams)}) OR h.owner_id = :me)"
        values["me"] = me
    return [_hot(row, today) for row in reader.rows(f"{sql} ORDER BY h.severity DESC, h.found_at, h.id", **values)]


def _hot(row: tuple[Any, ...], today: date) -> HotView:
    number, rule, source, title, evidence, severity, team_id, team, owner_id, owner, handle, at, private, merged = row
    return HotView(
        id=number,
        ref=refs.ref("hot_item", number),
        rule=rule,
        word=RULE_WORDS.get(rule, rule),
        source=source,
        title=title,
        evidence=evidence,
        severity=severity,
        team_id=team_id,
        team=team or "",
        owner_id=owner_id,
        owner=owner or "",
        handle=handle or "",
        found_at=at,
        age=_age(at, today),
        private=bool(private),
        merged=int(merged),
    )


def issues(
    reader: Reads, *, today: date, me: int, teams: Collection[int] | None = None, states: Collection[str] = ("open",)
) -> list[IssueView]:
    """Return issues of teams (None: all): open ones, snoozed, solved; each list in its order of discussion.

    Lists come by forum (weekly, monthly, quarterly), then team. Of solved ones the newest come first.
    """
    words = ", ".join(f"'{one}'" for one in sorted(states) if one.isalpha())
    where = "" if teams is None else f" AND i.team_id IN ({ids(teams)})"
    return _issues(reader, today, me, f"i.state IN ({words or 'NULL'}){where}")


def _issues(reader: Reads, today: date, me: int, where: str) -> list[IssueView]:
    rows = reader.rows(
        "SELECT i.id, i.title, i.team_id, t.name, i.forum, i.kind, i.state, p.name, p.handle, r.name, i.created_at,"
        " (SELECT count(*) FROM vote v WHERE v.issue_id = i.id AND v.archived_at IS NULL),"
        " (SELECT count(*) FROM vote v WHERE v.issue_id = i.id AND v.archived_at IS NULL AND v.person_id = :me),"
        " coalesce((SELECT max(h.severity) FROM hot_item h WHERE h.archived_at IS NULL AND (h.outcome ="
        " 'issue I' || CAST(i.id AS TEXT) OR (h.source = i.ref AND h.state <> 'cleared'))), 0),"
        " i.rank, i.estimate, i.ref, i.measure_id, m.name, i.real_issue, i.discussion, i.solution, e.name, i.answer,"
        " i.disposition, i.disposition_reason, i.until, i.private, i.solved_at FROM issue i"
        " JOIN team t ON t.id = i.team_id LEFT JOIN person p ON p.id = i.owner_id"
        " LEFT JOIN person r ON r.id = i.raised_by LEFT JOIN measure m ON m.id = i.measure_id"
        f" LEFT JOIN team e ON e.id = i.escalated_from WHERE i.archived_at IS NULL AND {where}",
        me=me,
    )
    lists: dict[tuple[int, int, int], list[tuple[Any, ...]]] = {}
    for row in rows:
        lists.setdefault((STATES.index(row[6]), FORUMS.index(row[4]), row[2]), []).append(row)
    found = []
    for key in sorted(lists):
        by_id = {row[0]: row for row in lists[key]}
        order = in_order([(row[14], row[11], row[13], row[10], row[0]) for row in lists[key]])
        if STATES[key[0]] == "solved":
            order.sort(key=lambda number: str(by_id[number][28]), reverse=True)
        found += [_issue(by_id[number], today, place) for place, number in enumerate(order, 1)]
    return found


def _issue(row: tuple[Any, ...], today: date, place: int) -> IssueView:
    (number, title, team_id, team, forum, kind, state, owner, handle, raised_by, made, votes, voted, heat, rank,
     estimate, about, measure_id, measure, real_issue, discussion, solution, asked_by, answer, disposition, reason,
     until, private, _) = row  # fmt: skip
    return IssueView(
        id=number,
        ref=refs.ref("issue", number),
        title=title,
        team_id=team_id,
        team=team,
        forum=forum,
        kind=kind,
        state=state,
        owner=owner or "",
        handle=handle or "",
        raised_by=raised_by or "",
        age=_age(made, today),
        votes=int(votes),
        voted=bool(voted),
        heat=float(heat),
        rank=rank,
        estimate=estimate,
        about=about or "",
        measure=(refs.ref("measure", measure_id), measure) if measure_id and measure else ("", ""),
        real_issue=real_issue or "",
        discussion=discussion or "",
        solution=solution or "",
        asked_by=asked_by or "",
        answer=answer or "",
        disposition=disposition or "",
        reason=reason or "",
        until=until or "",
        private=bool(private),
        place=place,
    )


def results(reader: Reads, reference: str) -> list[tuple[str, str, str]]:
    """Return what was made at a record: (reference, title, owner and day) of its to-dos and decisions."""
    found = []
    for number, title, owner, due, done in reader.rows(
        "SELECT d.id, d.title, p.name, d.due_on, d.done_at FROM todo d LEFT JOIN person p ON p.id = d.owner_id"
        " WHERE d.origin_ref = :ref AND d.archived_at IS NULL ORDER BY d.id",
        ref=reference,
    ):
        found.append((refs.ref("todo", number), title, f"{owner or 'nobody'}, {'done' if done else due}"))
    for number, title, owner, state in reader.rows(
        "SELECT d.id, d.title, p.name, d.state FROM decision d LEFT JOIN person p ON p.id = d.owner_id"
        " WHERE d.origin_ref = :ref AND d.archived_at IS NULL ORDER BY d.id",
        ref=reference,
    ):
        found.append((refs.ref("decision", number), title, f"{owner or 'nobody'}, {state}"))
    return found


def history(reader: Reads, table: str, number: int, *, limit: int = 8) -> list[tuple[str, str, str]]:
    """Return what was done to a row, the newest first: (instant, handle, what)."""
    return [
        (at, handle or "", summary)
        for at, handle, summary, _ in reader.rows(
            "SELECT DISTINCT a.at, p.handle, a.summary, a.seq FROM change c JOIN action a ON a.id = c.action_id"
            " LEFT JOIN person p ON p.id = a.by_id WHERE c.kind = :kind AND c.row_id = :row"
            f" ORDER BY a.seq DESC LIMIT {int(limit)}",
            kind=table,
            row=number,
        )
    ]


def _age(instant: str, today: date) -> int:
    return max(0, (today - date.fromisoformat(instant[:10])).days)
