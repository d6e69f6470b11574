"""Hot rules that rest on the OKR tree: key results off track, falling confidence, opportunities, planning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate

from models import weeks
from models.issues import rules
from models.issues.finding import Finding, Numbers, finding, local_day, rows_of
from models.okrs.facts import KeyResultState, pace_settings
from models.okrs.facts import key_results as facts_of
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
    if numbers is None:  # the rollup tells which may_be_hot at all, or a day roll would read every check-in
        sql += (
            " AND EXISTS (SELECT 1 FROM rollup r WHERE r.node = 'key_result' AND r.node_id = k.id"
            " AND (r.health = 'off' OR r.confidence <= 4 OR r.raw > 1))"
        )
    rows = {row[0]: row for row in rows_of(unit, sql, "k.id", numbers, today=unit.today.isoformat())}
    if not rows:
        return
    settings = pace_settings(unit.settings)
    for number, state in sorted(_states(unit, rows).items()):
        _, title, measure, owner, goal_owner, team, cycle = rows[number]
        heat = _loudest(unit, state, settings, linked=bool(measure), active=cycle == "active")
        if heat is not None:
            yield finding(ref("key_result", number), title, heat, team, owner or goal_owner)


def _states(unit: Unit, numbers: Iterable[int]) -> dict[int, KeyResultState]:
    """Return key results with what their verdict rests on: reading 35,000 of them again took a day roll a second."""
    known = {number: unit.judged[number] for number in numbers if number in unit.judged}
    others = [number for number in numbers if number not in known]
    if others:
        read = facts_of(unit.read, settings=unit.settings, today=unit.today, only=others)
        known.update({state.id: state for state in read})
    return known


def _loudest(
    unit: Unit, state: KeyResultState, settings: PaceSettings, *, linked: bool, active: bool
) -> rules.Heat | None:
    facts, found = state.facts, list[rules.Heat | None]()
    if len(state.said) > 1:  # one check-in is neither a run nor a fall
        sure = [confidence for *_, confidence, _word in state.said if confidence is not None]
        found.append(rules.kr_off(_last_healths(unit, state, settings, linked=linked)))
        found.append(rules.kr_confidence(sure[-2], sure[-1]) if len(sure) > 1 else None)
    if active:
        raw = kr_progress(facts.kind, facts.value, start=facts.start, target=facts.target, met=facts.met)
        found.append(rules.kr_opportunity(raw, elapsed_share(facts.first, facts.last, unit.today)))
    return max((heat for heat in found if heat), key=lambda heat: heat.severity, default=None)


def _last_healths(unit: Unit, state: KeyResultState, settings: PaceSettings, *, linked: bool) -> list[str]:
    """Return the health at the last check-ins, on their days, back to the last one that was not off.

    What was before that one makes no run. A linked one's number has its own rule, its measure's.
    """
    facts, found = state.facts, list[str]()
    values = list(accumulate((value for _, _, value, _, _ in state.said), _carried))
    for (_, at, _, confidence, word), value in zip(reversed(state.said), reversed(values), strict=True):
        day = local_day(unit, at)
        met = _closed_by(facts, day, unit.today)
        then = facts._replace(value=value, confidence=confidence, word=word, met=met)
        pace = "none" if linked else kr_pace(then, day, settings)
        found.append(health(pace, confidence_status(confidence, facts.intent, settings), word, late=False))
        if found[-1] != "off":
            break
    return found[::-1]


def _carried(before: float | None, now: float | None) -> float | None:
    return before if now is None else now


def _closed_by(facts: KeyResultFacts, day: date, today: date) -> tuple[bool | None, ...]:
    """Return the periods of a threshold that were closed on a day; other kinds have none."""
    if not facts.met:
        return ()
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
