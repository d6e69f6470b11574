"""Hot rules that rest on promises: milestones, dependencies, changes, decisions, escalations, what people owe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models import weeks
from models.issues import rules
from models.issues.finding import Finding, Numbers, day_or_none, finding, local_day, rows_of
from models.issues.hot_okrs import RUNNING
from models.people.rules import due_weekday, next_due
from models.refs import ref
from models.scorecard.glance_reads import judged
from models.store.unit import Unit


def milestones(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find milestones that wait for a decision owner, are late, or slipped twice."""
    for number, title, stage, entered, due, owner, decides, slips, project, team, its_owner in rows_of(
        unit,
        "SELECT s.id, s.title, s.stage, s.entered_at, s.due_on, s.owner_id, s.decision_owner_id, s.slips, n.title,"
        " n.team_id, n.owner_id FROM milestone s JOIN initiative n ON n.id = s.initiative_id"
        " WHERE s.archived_at IS NULL AND n.archived_at IS NULL AND n.state = 'open'",
        "s.id",
        numbers,
    ):
        heat = rules.milestone(
            stage,
            days_in_stage=(unit.today - local_day(unit, entered)).days,
            has_decision_owner=decides is not None,
            due=day_or_none(due),
            slips=slips,
            today=unit.today,
            decide_days=unit.settings.decide_days,
        )
        if heat is not None:
            name = title if title.startswith(project) else f"{project}, {title}"
            yield finding(ref("milestone", number), name, heat, team, owner or its_owner)


def dependencies(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find dependencies that are late or whose two ends disagree; they are hot for the team that waits."""
    for number, what, needed, promised, owner, team, waits, on in rows_of(
        unit,
        "SELECT d.id, d.what, d.needed_on, d.promised_on, d.owner_id, d.from_team_id, f.name, t.name"
        " FROM dependency d JOIN team f ON f.id = d.from_team_id JOIN team t ON t.id = d.to_team_id"
        " WHERE d.archived_at IS NULL AND d.state = 'open'",
        "d.id",
        numbers,
    ):
        heat = rules.dependency(date.fromisoformat(needed), day_or_none(promised), done=False, today=unit.today)
        if heat is not None:
            yield finding(ref("dependency", number), f"{waits} waits for {on}: {what}", heat, team, owner)


def promises(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find changes promised in a review and missed twice."""
    for number, title, owner, team, due, misses, private in rows_of(
        unit,
        "SELECT id, title, owner_id, team_id, due_on, misses, private FROM todo WHERE archived_at IS NULL"
        " AND done_at IS NULL AND change = 1",
        "id",
        numbers,
    ):
        heat = rules.promise(rules.todo_misses(misses, date.fromisoformat(due), unit.today))
        if heat is not None:
            yield finding(ref("todo", number), title, heat, team, owner, private=private)


def decisions(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find decisions that are overdue, old, or to be revisited."""
    for number, title, state, owner, team, asked, needed_by, revisit_on, private in rows_of(
        unit,
        "SELECT id, title, state, owner_id, team_id, asked_at, needed_by, revisit_on, private FROM decision"
        " WHERE archived_at IS NULL AND (state = 'needed' OR (state = 'made' AND revisit_on IS NOT NULL))",
        "id",
        numbers,
    ):
        heat = rules.decision(
            state,
            asked_on=local_day(unit, asked),
            needed_by=day_or_none(needed_by),
            revisit_on=day_or_none(revisit_on),
            today=unit.today,
            old_days=unit.settings.decision_days,
        )
        if heat is not None:
            yield finding(ref("decision", number), title, heat, team, owner, private=private)


def escalations(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find open issues that another team escalated and nobody has answered."""
    for number, title, owner, team, name, private in rows_of(
        unit,
        "SELECT i.id, i.title, i.owner_id, i.team_id, t.name, i.private FROM issue i JOIN team t"
        " ON t.id = i.escalated_from WHERE i.archived_at IS NULL AND i.state = 'open' AND i.answer IS NULL",
        "i.id",
        numbers,
    ):
        yield finding(ref("issue", number), title, rules.escalated(name), team, owner, private=private)


def owed(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find people who missed something twice; one row an owner. What is private to a team is not counted."""
    counts: dict[int, list[int]] = {}
    for place, owners in enumerate((_check_ins(unit, numbers), _readings(unit, numbers), _todos(unit, numbers))):
        for owner in owners:
            counts.setdefault(owner, [0, 0, 0])[place] += 1
    for number, name, team in rows_of(
        unit,
        "SELECT p.id, p.name, (SELECT min(m.team_id) FROM membership m WHERE m.person_id = p.id"
        " AND m.archived_at IS NULL) FROM person p WHERE p.active = 1 AND p.archived_at IS NULL",
        "p.id",
        list(counts),
    ):
        heat = rules.owes(*counts[number])
        if heat is not None:
            yield finding(ref("person", number), name, heat, team, number)


def _check_ins(unit: Unit, numbers: Numbers) -> Iterator[int]:
    sql = (
        "SELECT k.owner_id, k.created_at, coalesce(k.starts_on, c.start_on), coalesce(k.due_on, c.end_on),"
        " (SELECT t.review_weekday FROM team t WHERE t.id = g.team_id), (SELECT max(i.at) FROM check_in i"
        f" WHERE i.key_result_id = k.id AND i.archived_at IS NULL){RUNNING}"
        " AND k.measure_id IS NULL AND k.owner_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM check_in f"
        " WHERE f.key_result_id = k.id AND f.archived_at IS NULL AND f.at >= :fresh)"
    )
    fresh = (unit.today - timedelta(days=8)).isoformat()  # who checked in since cannot have missed two
    for owner, made, begins, ends, weekday, at in rows_of(
        unit, sql, "k.owner_id", numbers, today=unit.today.isoformat(), fresh=fresh
    ):
        since = max(date.fromisoformat(begins[:10]), local_day(unit, made))
        first = next_due(local_day(unit, at) if at else None, due_weekday(weekday or 1), since)
        if first <= date.fromisoformat(ends[:10]) and rules.missed_check_ins(first, unit.today) >= 2:
            yield owner


def _readings(unit: Unit, numbers: Numbers) -> Iterator[int]:
    known = None
    if numbers is not None:
        sql = "SELECT id FROM measure WHERE archived_at IS NULL AND retired_at IS NULL"
        known = [row[0] for row in rows_of(unit, sql, "owner_id", numbers)]
        if not known:
            return
    for one in judged(unit.read, unit.today, known, periods=3).values():  # with the running one, two closed ones
        closed = weeks.last_closed(unit.today, one.cadence)
        before = weeks.previous_period(closed, one.cadence)
        missing = [one.values[one.periods.index(period)] is None for period in (before, closed)]
        old = local_day(unit, one.created_at) <= weeks.last_day(before, one.cadence) or one.first_read is not None
        if one.owner_id is not None and all(missing) and old and not one.private:
            yield one.owner_id


def _todos(unit: Unit, numbers: Numbers) -> Iterator[int]:
    for owner, due, misses in rows_of(
        unit,
        "SELECT owner_id, due_on, misses FROM todo WHERE archived_at IS NULL AND done_at IS NULL AND change = 0"
        " AND private = 0 AND owner_id IS NOT NULL",
        "owner_id",
        numbers,
    ):
        if rules.todo_misses(misses, date.fromisoformat(due), unit.today) >= 2:
            yield owner
