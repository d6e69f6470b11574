"""Hot rules that rest on the OKR tree: key results off track, falling confidence, opportunities, planning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from models import weeks
from models.issues import rules
from models.issues.finding import Finding, Numbers, finding, local_day, rows_of
from models.okrs.facts import key_results as facts_of
from models.okrs.facts import pace_settings
from models.okrs.pace import KeyResultFacts, PaceSettings, confidence_status, elapsed_share, health, kr_pace
from models.okrs.rules import kr_progress
from models.refs import ref
from models.store.unit import Unit

RUNNING = (  # the plus signs keep the planner at the key results asked for: it would begin with a cycle's goals
    " FROM key_result k JOIN goal g ON g.id = +k.goal_id JOIN cycle c ON c.id = +g.cycle_id"
    " WHERE k.archived_at IS NULL AND g.archived_at IS NULL AND g.state = 'open' AND k.final_score IS NULL"
    " AND c.state IN ('active', 'closing') AND coalesce(c.quiet_until, '') <= :today"
)


def key_results(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find key results off track at two check-ins running, losing confidence, or past their target early."""
    sql = f"SELECT k.id, k.title, k.measure_id, k.owner_id, g.owner_id, g.team_id, c.state{RUNNING}"
    if numbers is None:  # the rollup tells which can be hot at all, or a day roll would read every check-in
        sql += (
            " AND EXISTS (SELECT 1 FROM rollup r WHERE r.node = 'key_result' AND r.node_id = k.id"
            " AND (r.health = 'off' OR r.confidence <= 4 OR r.raw > 1))"
        )
    rows = {row[0]: row for row in rows_of(unit, sql, "k.id", numbers, today=unit.today.isoformat())}
    if not rows:
        return
    settings = pace_settings(unit.settings)
    said = _check_ins(unit, list(rows))
    for state in facts_of(unit.read, settings=unit.settings, today=unit.today, only=list(rows)):
        number, title, measure, owner, goal_owner, team, cycle = rows[state.id]
        heat = _loudest(
            unit, state.facts, said.get(number, []), settings, linked=bool(measure), active=cycle == "active"
        )
        if heat is not None:
            yield finding(ref("key_result", number), title, heat, team, owner or goal_owner)


def _check_ins(unit: Unit, numbers: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Return the check-ins that count of key results, oldest first: (at, value, confidence, word)."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for number, *row in rows_of(
        unit,
        "SELECT i.key_result_id, i.period, i.at, i.id, i.value, i.confidence, i.word FROM check_in i"
        " WHERE i.archived_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM check_in n WHERE n.key_result_id = i.key_result_id AND n.corrects = i.id"
        " AND n.archived_at IS NULL)",
        "i.key_result_id",
        numbers,
    ):
        found.setdefault(number, []).append(tuple(row))
    for rows in found.values():
        rows.sort()
    return {number: [(row[1], *row[3:]) for row in rows] for number, rows in found.items()}


def _loudest(
    unit: Unit,
    facts: KeyResultFacts,
    said: list[tuple[Any, ...]],
    settings: PaceSettings,
    *,
    linked: bool,
    active: bool,
) -> rules.Heat | None:
    sure = [row[2] for row in said if row[2] is not None]
    found = [
        rules.kr_off(_healths(unit, facts, said, settings, linked=linked)),
        rules.kr_confidence(sure[-2], sure[-1]) if len(sure) > 1 else None,
    ]
    if active:
        raw = kr_progress(facts.kind, facts.value, start=facts.start, target=facts.target, met=facts.met)
        found.append(rules.kr_opportunity(raw, elapsed_share(facts.first, facts.last, unit.today)))
    return max((heat for heat in found if heat), key=lambda heat: heat.severity, default=None)


def _healths(
    unit: Unit, facts: KeyResultFacts, said: list[tuple[Any, ...]], settings: PaceSettings, *, linked: bool
) -> list[str]:
    """Return the health at each check-in, on its day. A linked one's number has its own rule, its measure's."""
    found = []
    value: float | None = None
    for at, number, confidence, word in said:
        value = number if number is not None else value
        day = local_day(unit, at)
        then = replace(facts, value=value, confidence=confidence, word=word, met=_closed_by(facts, day, unit.today))
        pace = "none" if linked else kr_pace(then, day, settings)
        found.append(health(pace, confidence_status(confidence, facts.intent, settings), word, late=False))
    return found


def _closed_by(facts: KeyResultFacts, day: date, today: date) -> tuple[bool | None, ...]:
    """Return the periods of a threshold that were closed on a day."""
    since = weeks.count_between(weeks.last_closed(day), weeks.last_closed(today))
    return facts.met[: max(0, len(facts.met) - since)] if since > 0 else facts.met


def planning(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find teams in planning with objectives that lack an owner or a path to an imperative; one row a team."""
    for team, name, ownerless, pathless in rows_of(
        unit,
        "SELECT team_id, name, ownerless, pathless FROM (SELECT g.team_id AS team_id, t.name AS name,"
        " sum(CASE WHEN g.owner_id IS NULL AND coalesce(g.owner_text, '') = '' THEN 1 ELSE 0 END) AS ownerless,"
        " sum(CASE WHEN EXISTS (SELECT 1 FROM goal r WHERE r.kind = 'imperative' AND r.archived_at IS NULL"
        " AND g.path LIKE r.path || '%') THEN 0 ELSE 1 END) AS pathless"
        " FROM goal g JOIN cycle c ON c.id = g.cycle_id JOIN team t ON t.id = g.team_id"
        " WHERE g.kind = 'objective' AND g.state = 'open' AND g.archived_at IS NULL AND c.archived_at IS NULL"
        " AND c.state = 'planning' AND coalesce(c.quiet_until, '') <= :today GROUP BY g.team_id, t.name) AS found"
        " WHERE ownerless + pathless > 0",
        "team_id",
        numbers,
        today=unit.today.isoformat(),
    ):
        heat = rules.team_planning(int(ownerless), int(pathless))
        if heat is not None:
            yield finding(ref("team", team), name, heat, team, _lead(unit, team))


def _lead(unit: Unit, team: int) -> int | None:
    return unit.read.value(  # type: ignore[no-any-return]
        "SELECT m.person_id FROM membership m JOIN person p ON p.id = m.person_id WHERE m.team_id = :team"
        " AND m.access = 'lead' AND m.archived_at IS NULL AND p.active = 1 ORDER BY m.id LIMIT 1",
        team=team,
    )
