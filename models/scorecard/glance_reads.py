"""Measures with their verdicts, as the short commands need them and as every judgement elsewhere is built on.

One read for everybody: the scorecard screen, `oar glance`, the hot rules, linked key results and the reviews take
value, plan and status of a measure from `judged`, so that there is one number and one verdict everywhere
(product.md 3). Plain classes and tuples only: `oar glance` and `oar status` start through this file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models import weeks
from models.people import rules as people_rules
from models.scorecard import rules
from models.scorecard.verdict import Judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from models.store.protocol import Reads

PERIODS = 13
FEW = 200
"""Measures up to which a glance shows all that a person may see."""
MEASURES = (
    "SELECT m.id, m.name, m.team_id, t.name, m.unit, m.direction, m.aggregate, m.cadence, m.leads, m.drives_id,"
    " m.rank, m.area, m.owner_id, p.name, p.handle, m.owner_text, m.private, m.on_top, m.created_at,"
    " (SELECT r.period FROM reading r WHERE r.measure_id = m.id AND r.archived_at IS NULL ORDER BY r.period LIMIT 1)"
    " FROM measure m JOIN team t ON t.id = m.team_id LEFT JOIN person p ON p.id = m.owner_id"
    " WHERE m.archived_at IS NULL"
)


def judged(
    reader: Reads,
    today: date,
    measures: Iterable[int] | None = None,
    *,
    teams: Iterable[int] | None = None,
    periods: int = PERIODS,
    retired: bool = False,
    known_at: str = "",
) -> dict[int, Judged]:
    """Return measures by id, each judged by its last `periods` periods, in plan order.

    measures, teams: only these ids. retired: those that were retired too. Private ones are left out by the reader.
    known_at: an instant; then it is as it was: closed periods before `today` alone, those measures that were on the
    scorecard, the values that were known by then (models/scorecard/past_reads.py).
    """
    sql = MEASURES if retired or known_at else MEASURES + " AND m.retired_at IS NULL"
    if measures is not None:
        sql += f" AND m.id IN ({_ids(measures)})"
    if teams is not None:
        sql += f" AND m.team_id IN ({_ids(teams)})"
    if known_at:
        sql += " AND (m.retired_at IS NULL OR m.retired_at > :known_at)"
    given = {"known_at": known_at} if known_at else {}
    found = {row[0]: Judged(row) for row in reader.rows(sql + " ORDER BY m.rank, m.id", **given)}
    if not found:
        return found
    for number, *plan in reader.rows(
        "SELECT measure_id, from_period, hold, low, start, goal, by_period, off_at FROM plan"
        f" WHERE archived_at IS NULL AND measure_id IN ({_ids(found)})"
    ):
        found[number].plans.append(tuple(plan))
    for cadence in (weeks.WEEK, weeks.MONTH):
        some = [one for one in found.values() if weeks.monthly(one.cadence) == (cadence == weeks.MONTH)]
        if some:
            _judge(reader, today, some, cadence, max(2, periods), known_at)
    if known_at:
        return {one.id: one for one in found.values() if one.created_at <= known_at or one.last}
    return found


def _judge(reader: Reads, today: date, measures: list[Judged], cadence: str, count: int, known_at: str) -> None:
    window = weeks.periods_back(weeks.period_of(today, cadence), count + 1, cadence)
    readings: dict[int, dict[int, float]] = {one.id: {} for one in measures}
    if known_at:
        from models.scorecard import past_reads

        found = past_reads.known(reader, _ids(readings), window[0], window[-2], known_at)
    else:
        found = reader.rows(
            "SELECT measure_id, period, value FROM reading WHERE archived_at IS NULL"
            f" AND measure_id IN ({_ids(readings)}) AND period >= :first ORDER BY period",
            first=window[0],
        )
    for number, period, value in found:
        readings[number][period] = value
    for one in measures:
        known = readings[one.id]
        so_far = known.get(window[-1])
        one.running = so_far is not None and rules.judges_running(one.aggregate)
        one.periods = window[1:] if one.running else window[:-1]
        one.period = one.periods[-1]
        one.so_far = None if one.running else so_far
        seen = [period for period in window if period in known]
        one.last = (seen[-1], known[seen[-1]]) if seen else None
        one.values = [known.get(period) for period in one.periods]
        forces = [rules.plan_for(one.plans, period) for period in one.periods]
        one.plan_values = [rules.plan_value(*pair, cadence) for pair in zip(forces, one.periods, strict=True)]
        one.statuses = _statuses(one, forces)


def _statuses(one: Judged, forces: list[rules.Plan | None]) -> list[str]:
    """Return the status of each period; before the first reading ever there is nothing to miss."""
    found = []
    for period, value, plan, force in zip(one.periods, one.values, one.plan_values, forces, strict=True):
        if one.first_read is None or period < one.first_read:
            found.append("none")
            continue
        off_at, low = (force[6], force[2]) if force else (None, None)
        found.append(rules.status(value, plan, one.direction, off_at, low))
    return found


def _ids(numbers: Iterable[int]) -> str:
    return ", ".join([str(int(number)) for number in numbers]) or "NULL"


def in_view(reader: Reads, person: int) -> set[int] | None:
    """Return the measures that a person looks at without naming a team; None when that is all of them.

    Up to FEW there is no choice to make. In a larger company it is the ones they own, their teams', and the top
    dashboard's: nobody reads fifty thousand lines, and a prompt does not wait for them.
    """
    current = "FROM measure WHERE archived_at IS NULL AND retired_at IS NULL"
    if reader.value(f"SELECT count(*) FROM (SELECT 1 {current} LIMIT {FEW + 1}) AS few") <= FEW:
        return None
    rows = reader.rows(
        f"SELECT id {current} AND owner_id = :person UNION SELECT id {current} AND on_top = 1"
        f" UNION SELECT id {current} AND team_id IN"
        " (SELECT team_id FROM membership WHERE person_id = :person AND archived_at IS NULL)",
        person=person,
    )
    return {row[0] for row in rows}


def team_names(reader: Reads) -> list[tuple[int, str]]:
    """Return (id, name) of every team, in the order they were made."""
    rows = reader.rows("SELECT id, name FROM team WHERE archived_at IS NULL ORDER BY id")
    return [(number, name) for number, name in rows]


def worst_first(measures: Iterable[Judged]) -> list[Judged]:
    """Return measures worst first: by status, then by distance from plan, then in plan order."""
    return sorted(measures, key=Judged.badness)


def plan_order(measures: Iterable[Judged]) -> list[Judged]:
    """Return measures in plan order: each result, below it those that lead to it."""
    rows = list(measures)
    here = {one.id for one in rows}
    tops = [one for one in rows if one.drives_id not in here or one.drives_id == one.id]
    below: dict[int, list[Judged]] = {}
    for one in rows:
        if one.drives_id in here and one.drives_id != one.id:
            below.setdefault(one.drives_id or 0, []).append(one)
    out: list[Judged] = []
    seen: set[int] = set()
    waiting = [*reversed(tops)]
    while waiting:
        one = waiting.pop()
        if one.id not in seen:
            seen.add(one.id)
            out.append(one)
            waiting.extend(reversed(below.get(one.id, [])))
    return out + [one for one in rows if one.id not in seen]  # a ring of drivers hangs under nothing


def below_team(reader: Reads, team: int) -> list[int]:
    """Return the ids of a team and of all teams below it."""
    children: dict[int | None, list[int]] = {}
    for number, parent in reader.rows("SELECT id, parent_id FROM team WHERE archived_at IS NULL ORDER BY id"):
        children.setdefault(parent, []).append(number)
    found, known = [team], {team}
    for above in found:
        new = [number for number in children.get(above, ()) if number not in known]
        found += new
        known.update(new)
    return found


def owed_readings(measures: Iterable[Judged], today: date, person: int) -> list[Judged]:
    """Return the measures of a person whose last closed period has no reading yet."""
    return [one for one in measures if one.owner_id == person and _missing(one, today)]


def _missing(one: Judged, today: date) -> bool:
    closed = weeks.last_closed(today, one.cadence)
    if one.created_at[:10] > weeks.last_day(closed, one.cadence).isoformat() and one.first_read is None:
        return False
    return one.values[one.periods.index(closed)] is None


def owed_check_ins(reader: Reads, today: date, person: int) -> list[int]:
    """Return the ids of a person's key results in active cycles whose check-in is due today or overdue.

    One that takes its value from a measure is never among them: its reading is what is owed (product.md 3).
    """
    # The plus signs keep the planner at the person's few key results: it would begin with all goals of the cycle.
    rows = reader.rows(
        "SELECT k.id, coalesce(k.starts_on, c.start_on), k.created_at, t.review_weekday,"
        " (SELECT max(i.at) FROM check_in i WHERE i.key_result_id = k.id AND i.archived_at IS NULL)"
        " FROM key_result k JOIN goal g ON g.id = +k.goal_id JOIN cycle c ON c.id = +g.cycle_id"
        " LEFT JOIN team t ON t.id = g.team_id"
        " WHERE k.owner_id = :person AND k.measure_id IS NULL AND k.archived_at IS NULL AND k.final_score IS NULL"
        " AND g.archived_at IS NULL AND g.state = 'open' AND c.state = 'active' ORDER BY k.id",
        person=person,
    )
    due = []
    for number, since, made, weekday, at in rows:
        last = date.fromisoformat(at[:10]) if at else None
        start = date.fromisoformat(max(since[:10], made[:10]))  # nothing is owed before it was made
        if people_rules.next_due(last, people_rules.due_weekday(weekday or 1), start) <= today:
            due.append(number)
    return due


def count_due(reader: Reads, today: date, person: int, measures: Iterable[Judged]) -> int:
    """Return how many things a person owes today or owed before: check-ins, readings, to-dos, decisions."""
    asked = reader.value(
        "SELECT (SELECT count(*) FROM todo WHERE owner_id = :person AND done_at IS NULL AND archived_at IS NULL"
        " AND due_on <= :today) + (SELECT count(*) FROM decision WHERE owner_id = :person AND state = 'needed'"
        " AND archived_at IS NULL AND needed_by <= :today)",
        person=person,
        today=today.isoformat(),
    )
    return len(owed_check_ins(reader, today, person)) + len(owed_readings(measures, today, person)) + int(asked or 0)


def count_hot(reader: Reads, person: int) -> int:
    """Return how many hot items are open within a person's reach (product.md 4); everybody's for nobody, 0."""
    sql = "SELECT count(*) FROM hot_item WHERE state = 'open' AND archived_at IS NULL"
    if not person:
        return int(reader.value(sql) or 0)
    mine = "SELECT team_id FROM membership WHERE person_id = :person AND archived_at IS NULL"
    return int(
        reader.value(f"{sql} AND (team_id IS NULL OR owner_id = :person OR team_id IN ({mine}))", person=person) or 0
    )
