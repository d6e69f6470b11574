"""Hot rules that rest on measures: off, worsening, opportunity, triggers, exclusions, commitments and guardrails."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from models.issues import replay_rules, rules
from models.issues.finding import Finding, Numbers, ended, finding, rows_of
from models.refs import ref
from models.scorecard.glance_reads import PERIODS, judged
from models.scorecard.plans import condition_text
from models.scorecard.trigger_reads import closed
from models.scorecard.trigger_rules import Condition, run_now
from models.scorecard.verdict import Judged
from models.store.unit import Unit
from models.strategy.rules import lifting_periods
from models.weeks import format_period

AT_ONCE = 500
"""Measures that are judged together: an import, or a new day, may touch fifty thousand."""


def measures(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find measures that are off, worsening or an opportunity; of several the loudest."""
    asked = replay_rules.thresholds(unit.settings)
    for part in _parts(unit, numbers):
        for one in judged(unit.read, unit.today, part, periods=max(PERIODS, max(asked) + 2)).values():
            heat = replay_rules.loudest(replay_rules.history(one), asked)
            if heat is not None:
                yield finding(ref("measure", one.id), one.name, heat, one.team_id, one.owner_id, private=one.private)


def _parts(unit: Unit, numbers: Numbers) -> Iterator[list[int]]:
    """Yield the ids of these measures, or of all there are, some at a time."""
    if numbers is None:
        rows = unit.read.rows("SELECT id FROM measure WHERE archived_at IS NULL AND retired_at IS NULL ORDER BY id")
        numbers = [row[0] for row in rows]
    known = sorted(numbers)
    for at in range(0, len(known), AT_ONCE):
        yield known[at : at + AT_ONCE]


def triggers(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find triggers that fired, until they are acknowledged, or are one period short of it."""
    rows = list(
        rows_of(
            unit,
            "SELECT id, measure_id, of, operator, bound, periods, action, owner_id, state, fired_period FROM trigger"
            " WHERE archived_at IS NULL AND state <> 'acknowledged'",
            "id",
            numbers,
        )
    )
    found = _judged(unit, {row[1] for row in rows}, 0)
    known = closed(unit.read, unit.today, found, max((row[5] for row in rows), default=0)) if found else {}
    for number, measure, of, operator, bound, periods, action, owner, state, fired in rows:
        one = found.get(measure)
        if one is None:
            continue
        run = run_now(known[measure].values, Condition(of, operator, bound, periods))
        when = format_period(fired, one.cadence) if state == "fired" and fired else ""
        heat = rules.trigger(run, periods, action, when)
        if heat is not None:
            name = f"{one.name} {condition_text(of, operator, bound, periods, one.unit)}"
            owner = owner or one.owner_id
            yield finding(ref("trigger", number), name, heat, one.team_id, owner, private=one.private)


def exclusions(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find exclusions of the published brief whose lifting condition has held long enough."""
    rows = list(
        rows_of(
            unit,
            "SELECT x.id, x.statement, x.measure_id, x.operator, x.bound, x.periods, b.team_id FROM exclusion x"
            " JOIN brief b ON b.id = x.brief_id WHERE x.archived_at IS NULL AND b.archived_at IS NULL"
            " AND b.state = 'published' AND x.lifted_at IS NULL AND x.measure_id IS NOT NULL"
            " AND x.operator IS NOT NULL AND x.bound IS NOT NULL AND NOT EXISTS (SELECT 1 FROM brief n"
            " WHERE n.state = 'published' AND n.archived_at IS NULL AND n.version > b.version"
            " AND coalesce(n.team_id, 0) = coalesce(b.team_id, 0))",
            "x.id",
            numbers,
        )
    )
    found = _judged(unit, {row[2] for row in rows}, max((row[5] or 0 for row in rows), default=0) + 1)
    for number, statement, measure, operator, bound, periods, team in rows:
        one = found.get(measure)
        if one is None:
            continue
        heat = rules.exclusion(one.closed_values, operator, bound, lifting_periods(periods, one.cadence))
        if heat is not None:
            team, private = (one.team_id, 1) if one.private else (team or one.team_id, 0)
            yield finding(ref("exclusion", number), statement, heat, team, one.owner_id, private=private)


def lane_items(unit: Unit, numbers: Numbers) -> Iterator[Finding]:
    """Find commitments and guardrails whose measure breaches what was promised."""
    rows = list(
        rows_of(
            unit,
            "SELECT id, text, team_id, measure_id, operator, bound FROM lane_item WHERE archived_at IS NULL"
            " AND measure_id IS NOT NULL AND operator IS NOT NULL AND bound IS NOT NULL",
            "id",
            numbers,
        )
    )
    found = _judged(unit, {row[3] for row in rows}, 0)
    for number, said, team, measure, operator, bound in rows:
        one = found.get(measure)
        values = ended(one.values) if one is not None else []
        if one is None or not values:
            continue
        heat = rules.limit_breached(values[-1], operator, bound, one.off_at)
        if heat is not None:
            team = one.team_id if one.private else team
            yield finding(ref("lane_item", number), said, heat, team, one.owner_id, private=one.private)


def _judged(unit: Unit, numbers: Collection[Any], periods: int) -> dict[int, Judged]:
    return judged(unit.read, unit.today, numbers, periods=max(periods, PERIODS)) if numbers else {}
