"""What Today shows and `oar today` prints: ten cheap queries, however large the company is.

What I owe (product.md 4: it stays on the person's Today until it was missed twice), what is hot, decisions needed,
the worst measures of my teams, what others changed since I looked, the next reviews. Standard library only: this is
read before the first frame, so nothing here may import the ORM. The views are NamedTuples, which are made ten times
faster than dataclasses when the module is imported, and faster again from annotations that are not text.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from models import refs, weeks
from models.clock import Clock, instant
from models.people.me import Me
from models.people.rules import due_weekday, next_due
from models.scorecard.glance_reads import judged, owed_readings, worst_first
from models.scorecard.verdict import Judged
from models.store.protocol import Reads

CHECK_IN, READING, TODO, CHANGE, DECISION = "KR", "Measure", "To-do", "Change", "Decision"
MOST = 40
"""Decisions and changes of others that are read at most."""
FAR = 2000
"""How many of the newest actions are looked through for what others did."""
OLD_DAYS = 7


class EntryView(NamedTuple):
    """A key result as the number prompt needs it. steps: how many. measure_id: what it takes its value from."""

    kind: str
    unit: str
    value: float | None
    measure_id: int | None
    steps: int


class OwedView(NamedTuple):
    """One thing I owe. due: its day. late: days past it, 0 when not. said: what is known, in a few words.

    entry: what a number typed here needs to know of a key result; measure: the measure. None otherwise.
    """

    what: str
    ref: str
    number: int
    title: str
    status: str
    said: str
    due: date | None
    late: int
    entry: EntryView | None = None
    measure: Judged | None = None


class NeededView(NamedTuple):
    """A decision that is needed: owner's name ("" nobody), days past its date, days since it was asked."""

    number: int
    title: str
    owner: str
    late: int
    age: int


class SinceView(NamedTuple):
    """What somebody else did: when (UTC instant), who, in words."""

    at: str
    by: str
    text: str


class ReviewDayView(NamedTuple):
    """The next weekly review of one of my teams. open: the id of one that is going on, 0 for none."""

    team_id: int
    team: str
    day: date
    time: str
    open: int


class TodayView(NamedTuple):
    """Everything Today says. counts: how many measures of my teams by status. fresh: the company is empty yet."""

    owed: tuple[OwedView, ...]
    hot: int
    hot_old: int
    needed: tuple[NeededView, ...]
    measures: tuple[Judged, ...]
    counts: dict[str, int]
    since: tuple[SinceView, ...]
    looked_at: str
    reviews: tuple[ReviewDayView, ...]
    cycle_ends: date | None
    fresh: bool


def today_view(reader: Reads, clock: Clock, me: Me, *, looked_at: str = "") -> TodayView:
    """Return what Today shows `me`. looked_at: since when changes are told, "" takes what is stored."""
    now, today = clock.now(), clock.today()
    teams = reader.rows(
        "SELECT t.id, t.name, t.review_weekday, t.review_time, (SELECT min(r.id) FROM review r WHERE r.team_id = t.id"
        " AND r.kind = 'weekly' AND r.state = 'open' AND r.archived_at IS NULL), p.looked_at,"
        " (SELECT min(c.end_on) FROM cycle c WHERE c.state = 'active' AND c.archived_at IS NULL),"
        " (SELECT min(g.id) FROM goal g), (SELECT min(m.id) FROM measure m)"
        " FROM person p LEFT JOIN membership s ON s.person_id = p.id AND s.archived_at IS NULL"
        " LEFT JOIN team t ON t.id = s.team_id AND t.archived_at IS NULL WHERE p.id = :me ORDER BY t.id",
        me=me.id,
    )
    first = teams[0] if teams else (None,) * 9
    since = looked_at or str(first[5] or "")
    measures = _measures(reader, today, me)
    mine = [one for one in measures if one.team_id in me.own]
    todos, decisions = _promised(reader, me)
    hot, hot_old = reader.row(
        "SELECT count(*), coalesce(sum(CASE WHEN found_at < :week THEN 1 ELSE 0 END), 0) FROM hot_item"
        " WHERE state = 'open' AND archived_at IS NULL AND (team_id IS NULL OR owner_id = :me"
        " OR team_id IN (SELECT team_id FROM membership WHERE person_id = :me AND archived_at IS NULL))",
        week=instant(now - timedelta(days=OLD_DAYS)),
        me=me.id,
    ) or (0, 0)
    owed = [
        *_check_ins(reader, today, me),
        *(_reading(one, today) for one in owed_readings(measures, today, me.id)),
        *(_todo(row, today) for row in todos),
        *(_mine(row, today) for row in decisions if row[4] == me.id),
    ]
    return TodayView(
        owed=tuple(sorted(owed, key=lambda one: (one.due or date.max, one.what, one.number))),
        hot=int(hot),
        hot_old=int(hot_old),
        needed=tuple(_needed(row, today) for row in decisions if row[4] != me.id),
        measures=tuple(worst_first(mine)),
        counts=_counted(one.status for one in mine),
        since=tuple(_since(reader, me, since)) if since else (),
        looked_at=since,
        reviews=tuple(_review_day(row, today) for row in teams if row[0] is not None),
        cycle_ends=date.fromisoformat(first[6]) if first[6] else None,
        fresh=first[7] is None and first[8] is None,
    )


def first_time(reader: Reads, me: Me) -> bool:
    """Return whether an invited person has never looked: not the one who began the organisation."""
    row = reader.row(
        "SELECT p.looked_at, (SELECT min(o.id) FROM person o) FROM person p WHERE p.id = :me AND p.archived_at IS NULL",
        me=me.id,
    )
    return row is not None and row[0] is None and row[1] != me.id


def _counted(words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found


def _check_ins(reader: Reads, today: date, me: Me) -> list[OwedView]:
    # The plus signs keep the planner at my few key results: it would begin with all goals of the cycle.
    rows = reader.rows(
        "SELECT k.id, k.title, k.kind, k.measure_id, coalesce(m.unit, k.unit), coalesce(k.starts_on, c.start_on),"
        " k.created_at, t.review_weekday, r.health, r.value,"
        " (SELECT max(i.at) FROM check_in i WHERE i.key_result_id = k.id AND i.archived_at IS NULL),"
        " (SELECT count(*) FROM step s WHERE s.key_result_id = k.id AND s.archived_at IS NULL)"
        " FROM key_result k JOIN goal g ON g.id = +k.goal_id JOIN cycle c ON c.id = +g.cycle_id"
        " LEFT JOIN team t ON t.id = g.team_id LEFT JOIN measure m ON m.id = k.measure_id"
        " LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
        " WHERE k.owner_id = :me AND k.measure_id IS NULL AND k.archived_at IS NULL AND k.final_score IS NULL"
        " AND g.archived_at IS NULL AND g.state = 'open' AND c.state = 'active' ORDER BY k.id",
        me=me.id,
    )
    found = [_check_in(row, today) for row in rows]
    return [one for one in found if one.due is not None and one.due <= today]


def _check_in(row: tuple[Any, ...], today: date) -> OwedView:
    number, title, kind, measure, unit, begins, made, weekday, health, value, at, steps = row
    last = date.fromisoformat(at[:10]) if at else None
    since = date.fromisoformat(max(begins[:10], made[:10]))
    due = next_due(last, due_weekday(weekday or 1), since)
    entry = EntryView(kind, unit or "", value, measure, steps)
    said = "no confidence" if last is None else f"last set {_ago((today - last).days)}"
    late = max(0, (today - due).days)
    return OwedView(CHECK_IN, refs.ref("key_result", number), number, title, health or "none", said, due, late, entry)


def _reading(one: Judged, today: date) -> OwedView:
    closed = weeks.last_closed(today, one.cadence)
    due = weeks.last_day(closed, one.cadence) + timedelta(days=1)
    said = f"{weeks.format_period(closed, one.cadence, short=True)} is missing"
    late = max(0, (today - due).days)
    return OwedView(READING, refs.ref("measure", one.id), one.id, one.name, "late", said, due, late, measure=one)


def _promised(reader: Reads, me: Me) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return my open to-dos and the decisions needed in my teams or by me, each as one shape of row."""
    teams = ", ".join(str(int(team)) for team in me.own) or "0"
    rows = reader.rows(
        "SELECT kind, id, title, due, owner_id, name, asked_at, again FROM ("
        " SELECT CASE change WHEN 1 THEN 'Change' ELSE 'To-do' END AS kind, d.id AS id, d.title AS title,"
        " d.due_on AS due, d.owner_id AS owner_id, '' AS name, d.created_at AS asked_at, d.misses AS again"
        " FROM todo d WHERE d.owner_id = :me AND d.done_at IS NULL AND d.archived_at IS NULL"
        " UNION ALL SELECT 'Decision', q.id, q.title, q.needed_by, q.owner_id, p.name, q.asked_at, 0"
        " FROM decision q LEFT JOIN person p ON p.id = q.owner_id WHERE q.state = 'needed' AND q.archived_at IS NULL"
        f" AND (q.owner_id = :me OR q.team_id IN ({teams}))) AS found ORDER BY due IS NULL, due, id LIMIT {MOST}",
        me=me.id,
    )
    return [row for row in rows if row[0] != DECISION], [row for row in rows if row[0] == DECISION]


def _todo(row: tuple[Any, ...], today: date) -> OwedView:
    kind, number, title, due_on, _owner, _name, made, misses = row
    due = date.fromisoformat(due_on)
    late = max(0, (today - due).days)
    week = weeks.format_week(weeks.week_of(date.fromisoformat(made[:10])), short=True)
    said = f"missed {misses}x" if misses else f"promised {week}" if kind == CHANGE else ""
    status = "off" if late or misses > 1 else "risk" if due <= today + timedelta(days=1) else ""
    return OwedView(kind, refs.ref("todo", number), number, title, status, said, due, late)


def _mine(row: tuple[Any, ...], today: date) -> OwedView:
    view = _needed(row, today)
    due = date.fromisoformat(row[3]) if row[3] else None
    said = f"asked {_ago(view.age)}"
    return OwedView(
        DECISION, refs.ref("decision", view.number), view.number, view.title, "off" if view.late else "", said, due,
        view.late,
    )  # fmt: skip


def _needed(row: tuple[Any, ...], today: date) -> NeededView:
    _kind, number, title, needed_by, _owner, name, asked_at, _again = row
    late = max(0, (today - date.fromisoformat(needed_by)).days) if needed_by else 0
    return NeededView(number, title, name or "", late, (today - date.fromisoformat(asked_at[:10])).days)


def _measures(reader: Reads, today: date, me: Me) -> list[Judged]:
    teams = ", ".join(str(int(team)) for team in me.own) or "0"
    rows = reader.rows(
        "SELECT id FROM measure WHERE archived_at IS NULL AND retired_at IS NULL"
        f" AND (owner_id = :me OR team_id IN ({teams})) ORDER BY rank, id LIMIT {5 * MOST}",
        me=me.id,
    )
    return list(judged(reader, today, [row[0] for row in rows]).values()) if rows else []


def _since(reader: Reads, me: Me, looked_at: str) -> list[SinceView]:
    rows = reader.rows(
        "SELECT a.at, p.name, a.summary FROM action a JOIN person p ON p.id = a.by_id"
        f" WHERE a.seq > (SELECT max(l.seq) - {FAR} FROM action l) AND a.at > :since AND a.by_id <> :me"
        " AND a.undoes IS NULL AND a.summary <> ''"
        " AND NOT EXISTS (SELECT 1 FROM action u WHERE u.undoes = a.id)"
        f" ORDER BY a.seq DESC LIMIT {MOST}",
        since=looked_at,
        me=me.id,
    )
    return [SinceView(*row) for row in rows]


def _review_day(row: tuple[Any, ...], today: date) -> ReviewDayView:
    number, name, weekday, time, running = row[:5]
    day = today if running else today + timedelta(days=(weekday - today.isoweekday()) % 7)
    return ReviewDayView(number, name, day, time, running or 0)


def _ago(days: int) -> str:
    return "today" if days <= 0 else f"{days}d ago"


def wait_until(review: ReviewDayView, now: datetime) -> timedelta:
    """Return how long it is until a review; `now` is the organisation's local time. Negative once it should run."""
    hour, _, minute = review.time.partition(":")
    at = time(_clock(hour, 23), _clock(minute, 59), tzinfo=now.tzinfo)
    return datetime.combine(review.day, at) - now


def _clock(text: str, most: int) -> int:
    word = text.strip()
    return min(int(word), most) if word.isascii() and word.isdigit() else 0
