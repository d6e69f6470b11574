"""What one person owes (product.md 4): check-ins, readings, to-dos, decisions that wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models import refs, weeks
from models.people import rules
from models.scorecard.glance_reads import judged, owed_check_ins, owed_readings
from models.store.protocol import Reads

WORDS = {"check-in": 0, "reading": 1, "to-do": 2, "decision": 3}
"""What can be owed, in the order in which it is asked for."""


@dataclass(frozen=True, slots=True)
class OwedView:
    """One thing: what it is (a key of WORDS), its reference and title, when it was due, its status.

    due: a day as ISO text, "" when it has none. late: days past the due day, 0 when not.
    """

    what: str
    ref: str
    title: str
    due: str
    late: int
    status: str


def owed(reader: Reads, today: date, person: int) -> list[OwedView]:
    """Return what the person owes as of `today`, by kind and then the oldest first."""
    found = [
        *_check_ins(reader, today, person),
        *_readings(reader, today, person),
        *_todos(reader, today, person),
        *_decisions(reader, today, person),
    ]
    return sorted(found, key=lambda one: (WORDS[one.what], one.due or "9", one.ref))


def _late(due: str, today: date) -> int:
    return max(0, (today - date.fromisoformat(due)).days) if due else 0


def _check_ins(reader: Reads, today: date, person: int) -> list[OwedView]:
    wanted = set(owed_check_ins(reader, today, person))
    rows = reader.rows(
        "SELECT k.id, k.title, r.health, coalesce(k.starts_on, c.start_on), k.created_at, t.review_weekday,"
        " (SELECT max(i.at) FROM check_in i WHERE i.key_result_id = k.id AND i.archived_at IS NULL)"
        " FROM key_result k JOIN goal g ON g.id = +k.goal_id JOIN cycle c ON c.id = +g.cycle_id"
        " LEFT JOIN team t ON t.id = g.team_id"
        " LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id WHERE k.owner_id = :person",
        person=person,
    )
    found = []
    for number, title, health, since, made, weekday, at in rows:
        if number not in wanted:
            continue
        last = date.fromisoformat(at[:10]) if at else None
        start = date.fromisoformat(max(since[:10], made[:10]))
        due = rules.next_due(last, rules.due_weekday(weekday or 1), start).isoformat()
        reference = refs.ref("key_result", number)
        found.append(OwedView("check-in", reference, title, due, _late(due, today), health or "none"))
    return found


def _readings(reader: Reads, today: date, person: int) -> list[OwedView]:
    found = []
    for one in owed_readings(judged(reader, today).values(), today, person):
        due = (weeks.last_day(weeks.last_closed(today, one.cadence), one.cadence) + timedelta(days=1)).isoformat()
        found.append(OwedView("reading", refs.ref("measure", one.id), one.name, due, _late(due, today), one.status))
    return found


def _todos(reader: Reads, today: date, person: int) -> list[OwedView]:
    rows = reader.rows(
        "SELECT id, title, due_on FROM todo WHERE owner_id = :person AND done_at IS NULL AND archived_at IS NULL",
        person=person,
    )
    return [
        OwedView("to-do", refs.ref("todo", number), title, due, _late(due, today), "late" if _late(due, today) else "")
        for number, title, due in rows
    ]


def _decisions(reader: Reads, today: date, person: int) -> list[OwedView]:
    rows = reader.rows(
        "SELECT id, title, needed_by FROM decision WHERE owner_id = :person AND state = 'needed'"
        " AND archived_at IS NULL",
        person=person,
    )
    return [
        OwedView("decision", refs.ref("decision", number), title, due or "", _late(due or "", today), "")
        for number, title, due in rows
    ]
