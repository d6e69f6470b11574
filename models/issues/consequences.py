"""Which hot items follow from what was written, and from the day that has begun (product.md 4).

One row per source. It is open while its source is hot, cleared when the source recovered, and what people did with
it (snoozed, dropped, done) stays until it returns. A row that was acted on and whose source recovered since keeps
the severity 0: when the source is hot again, that is a new story and a new row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from models.issues import hot_measures, hot_okrs, hot_work, rules
from models.issues.finding import Finding, Numbers, rows_by_source
from models.issues.sources import touched_sources
from models.refs import PREFIXES
from models.settings import load
from models.store.unit import Unit

RULES: dict[str, Callable[[Unit, Numbers], Iterator[Finding]]] = {
    "measure": hot_measures.measures,
    "trigger": hot_measures.triggers,
    "exclusion": hot_measures.exclusions,
    "lane_item": hot_measures.lane_items,
    "key_result": hot_okrs.key_results,
    "team": hot_okrs.planning,
    "milestone": hot_work.milestones,
    "dependency": hot_work.dependencies,
    "todo": hot_work.promises,
    "decision": hot_work.decisions,
    "issue": hot_work.escalations,
    "person": hot_work.owed,
}
"""The kind of source, and what finds the hot ones among some or all of them."""

WHOLE = 3000
"""From so many touched sources on everything is looked at again, which is cheaper."""

_INSERT = (
    "INSERT INTO hot_item (created_at, rule, source, title, evidence, severity, team_id, owner_id, found_at, state,"
    " private) VALUES (:now, :rule, :source, :title, :evidence, :severity, :team, :owner, :now, 'open', :private)"
)
_UPDATE = (
    "UPDATE hot_item SET rule = :rule, title = :title, evidence = :evidence, severity = :severity,"
    " private = :private WHERE id = :id"
)
_OPEN = "UPDATE hot_item SET state = 'open', until = NULL, outcome = NULL, acted_severity = NULL WHERE id = :id"
_RENEW = "UPDATE hot_item SET found_at = :now, team_id = :team, owner_id = :owner WHERE id = :id"
_CLEAR = "UPDATE hot_item SET state = 'cleared' WHERE id = :id"
_RECOVERED = "UPDATE hot_item SET severity = 0 WHERE id = :id"


def follow(unit: Unit) -> None:
    """Look again at the rules whose sources the unit touched."""
    if not unit.touched and not unit.changes:
        return
    if any(table == "setting" for table, _ in unit.touched):
        unit.settings = load(unit.read)  # a threshold that was just changed counts at once, an undone one too
    found = touched_sources(unit)
    if sum(len(numbers) for numbers in found.values() if numbers is not None) > WHOLE:
        found = dict.fromkeys(RULES)
    for kind in RULES:
        if kind in found and found[kind] != set():
            _look(unit, kind, found[kind])


def refresh(unit: Unit) -> None:
    """Look again at all rules and let what was snoozed until today return; once a day."""
    for kind in RULES:
        _look(unit, kind, None)
    today = unit.today.isoformat()
    unit.run(
        "UPDATE hot_item SET state = 'open', until = NULL, acted_severity = NULL WHERE rule = 'raised'"
        " AND state = 'snoozed' AND until <= :today AND archived_at IS NULL",
        today=today,
    )
    unit.run(
        "UPDATE issue SET state = 'open', until = NULL WHERE state = 'snoozed' AND until <= :today"
        " AND archived_at IS NULL",
        today=today,
    )
    unit.areas.add("issues")


def _look(unit: Unit, kind: str, numbers: Numbers) -> None:
    """Bring the rows of one kind of source in line with what its rule finds."""
    found = {one.source: one for one in RULES[kind](unit, numbers)}
    known = _known(unit, kind, numbers)
    made = [_values(unit, one) for one in found.values() if one.source not in known]
    work: dict[str, list[dict[str, Any]]] = {_INSERT: made}
    for source, rows in known.items():
        for sql, values in _settle(unit, found.get(source), rows):
            work.setdefault(sql, []).append(values)
    for sql in (_INSERT, _UPDATE, _OPEN, _RENEW, _CLEAR, _RECOVERED):
        unit.run_many(sql, work.get(sql, []))
    if any(work.values()):
        unit.areas.add("issues")


def _known(unit: Unit, kind: str, numbers: Numbers) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows there are by source, oldest first. Digits must follow: M7 is no milestone MS7."""
    prefix = PREFIXES[kind]
    sql = (
        "SELECT source, id, state, until, severity, acted_severity, rule, title, evidence, team_id, private"
        " FROM hot_item WHERE archived_at IS NULL AND rule <> 'raised'"
    )
    if numbers is None:
        rows: Iterable[tuple[Any, ...]] = unit.read.rows(
            f"{sql} AND source LIKE :prefix ORDER BY id", prefix=f"{prefix}%"
        )
    else:
        rows = rows_by_source(unit, sql, [f"{prefix}{number}" for number in sorted(numbers)])
    found: dict[str, list[tuple[Any, ...]]] = {}
    for source, *row in rows:
        if source[len(prefix) :].isdigit():
            found.setdefault(source, []).append(tuple(row))
    return found


def _settle(unit: Unit, now: Finding | None, rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the statements that bring the rows of one source in line with what is found now."""
    *older, last = rows
    for row in older:  # an undo may have opened an older one again
        if row[1] == "open":
            yield _CLEAR, {"id": row[0]}
    number, state, until, severity, acted, rule, title, evidence, team, private = last
    if now is None:
        if state == "open":
            yield _CLEAR, {"id": number}
        elif state != "cleared" and severity:
            yield _RECOVERED, {"id": number}
        return
    moved = now.rule == "escalated" and team != now.team_id
    if state not in ("open", "cleared") and (not severity or moved):
        yield _INSERT, _values(unit, now)
        return
    if (rule, title, evidence, severity, private) != (now.rule, now.title, now.evidence, now.severity, now.private):
        yield _UPDATE, {**_values(unit, now), "id": number}
    if state == "cleared" or (moved and state == "open"):
        yield _RENEW, {**_values(unit, now), "id": number}
    day = None if until is None else unit.today.fromisoformat(until)
    if state != "open" and rules.returns(state, now.severity, acted, until=day, today=unit.today):
        yield _OPEN, {"id": number}


def _values(unit: Unit, one: Finding) -> dict[str, Any]:
    return {
        "now": unit.now,
        "rule": one.rule,
        "source": one.source,
        "title": one.title,
        "evidence": one.evidence,
        "severity": one.severity,
        "team": one.team_id,
        "owner": one.owner_id,
        "private": one.private,
    }
