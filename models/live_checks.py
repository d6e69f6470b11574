"""Every live check over what is stored (product.md 6): what `oar lint` prints, what planning shows.

Gathers the facts with a handful of reads, then asks the checks of each area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import refs
from models.findings import Finding
from models.okrs import checks as okr_checks
from models.okrs.checks import KrFacts, ObjectiveFacts
from models.plan import checks as plan_checks
from models.scorecard import checks as measure_checks
from models.store.protocol import Reads
from models.strategy import checks as strategy_checks
from models.strategy import rules as strategy_rules


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding where it belongs: reference, title, team (reference, "" for none), the finding itself."""

    ref: str
    title: str
    team: str
    finding: Finding


def live_checks(reader: Reads, today: date, *, teams: Iterable[int] | None = None) -> list[FindingView]:
    """Return the findings about open things, what matters most first; of `teams` alone when given."""
    found = [
        *_objectives(reader),
        *_key_results(reader, today),
        *_measures(reader),
        *_teams(reader),
        *_initiatives(reader),
    ]
    wanted = None if teams is None else {refs.ref("team", team) for team in teams}
    if wanted is None:
        found += _brief(reader)
    kept = [one for one in found if wanted is None or one.team in wanted]
    return sorted(kept, key=lambda one: (one.finding.rank, one.finding.rule, refs.parse(one.ref) or ("", 0)))


def _team(number: int | None) -> str:
    return refs.ref("team", number) if number else ""


OPEN_OBJECTIVES = (
    " FROM goal g JOIN cycle c ON c.id = g.cycle_id WHERE g.kind = 'objective' AND g.archived_at IS NULL"
    " AND g.state = 'open' AND c.state IN ('planning', 'active')"
)


def _objectives(reader: Reads) -> list[FindingView]:
    rows = reader.rows(
        "SELECT g.id, g.title, g.team_id, g.owner_id, g.owner_text, g.path, g.parent_id,"
        " (SELECT count(*) FROM key_result k WHERE k.goal_id = g.id AND k.archived_at IS NULL),"
        " (SELECT count(*) FROM goal b WHERE b.parent_id = g.id AND b.archived_at IS NULL),"
        f" (SELECT p.title FROM goal p WHERE p.id = g.parent_id){OPEN_OBJECTIVES} ORDER BY g.id"
    )
    tops = {str(number) for (number,) in reader.rows("SELECT id FROM goal WHERE kind = 'imperative'")}
    found = []
    for number, title, team, owner, owner_text, path, _parent, key_results, children, above in rows:
        root = str(path).strip("/").partition("/")[0]
        facts = ObjectiveFacts(
            title=title,
            has_owner=bool(owner or owner_text),
            has_path=not tops or root in tops,  # without imperatives nothing can lead to one
            key_results=key_results,
            children=children,
            parent_title=above,
        )
        for finding in okr_checks.check_objective(facts):
            found.append(FindingView(refs.ref("objective", number), title, _team(team), finding))
    return found


def _key_results(reader: Reads, today: date) -> list[FindingView]:
    rows = reader.rows(
        "SELECT k.id, k.title, k.kind, g.team_id, k.owner_id, k.owner_text, k.target, k.low, k.high, k.measure_id,"
        " k.controlled, k.goal_id, k.start, coalesce(k.starts_on, c.start_on), c.state,"
        " (SELECT max(i.at) FROM check_in i WHERE i.key_result_id = k.id AND i.archived_at IS NULL),"
        " (SELECT count(*) FROM plan p WHERE p.measure_id = k.measure_id AND p.archived_at IS NULL)"
        " FROM key_result k JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id"
        " WHERE k.archived_at IS NULL AND g.archived_at IS NULL AND g.state = 'open' AND k.final_score IS NULL"
        " AND c.state IN ('planning', 'active') ORDER BY k.id"
    )
    early = _before_the_cycle(reader)
    movable = Counter(row[11] for row in rows if row[10])
    found = []
    for row in rows:
        number, title, kind, team = row[:4]
        facts = KrFacts(
            title=title,
            kind=kind,
            has_owner=bool(row[4] or row[5]),
            has_target=any(value is not None for value in row[6:9]) or bool(row[16]),
            raw_at_start=_raw(kind, row[12], row[6], early.get(number)),
            days_silent=_silent(row, today),
            controlled=bool(row[10]),
            controlled_beside=movable[row[11]] > bool(row[10]),
        )
        for finding in okr_checks.check_key_result(facts):
            found.append(FindingView(refs.ref("key_result", number), title, _team(team), finding))
    return found


def _before_the_cycle(reader: Reads) -> dict[int, float]:
    """Return the last value of each key result from before its cycle began."""
    rows = reader.rows(
        "SELECT i.key_result_id, i.value FROM check_in i JOIN key_result k ON k.id = i.key_result_id"
        " JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id"
        " WHERE i.value IS NOT NULL AND i.archived_at IS NULL AND substr(i.at, 1, 10) <= c.start_on ORDER BY i.at, i.id"
    )
    return {number: float(value) for number, value in rows}


def _raw(kind: str, start: float | None, target: float | None, value: float | None) -> float | None:
    if kind not in ("increase", "decrease") or start is None or target is None or value is None or start == target:
        return None
    return (value - start) / (target - start)


def _silent(row: tuple[Any, ...], today: date) -> int | None:
    """Return the days since somebody said something, None where a measure speaks or the cycle is not active."""
    if row[14] != "active" or row[9] is not None:
        return None
    last = row[15] or row[13]
    return max(0, (today - date.fromisoformat(str(last)[:10])).days) if last else None


def _measures(reader: Reads) -> list[FindingView]:
    rows = reader.rows(
        "SELECT m.id, m.name, m.team_id, m.owner_id, m.owner_text, m.controlled, m.area,"
        " (SELECT count(*) FROM plan p WHERE p.measure_id = m.id AND p.archived_at IS NULL)"
        " FROM measure m WHERE m.archived_at IS NULL AND m.retired_at IS NULL ORDER BY m.id"
    )
    movable = Counter((row[2], row[6]) for row in rows if row[5])
    found = []
    for number, name, team, owner, owner_text, controlled, area, plans in rows:
        findings = measure_checks.check_measure(
            has_owner=bool(owner or owner_text),
            has_goal=bool(plans),
            controlled=bool(controlled),
            controlled_beside=movable[(team, area)] > bool(controlled),
        )
        for finding in findings:
            found.append(FindingView(refs.ref("measure", number), name, _team(team), finding))
    return found


def _teams(reader: Reads) -> list[FindingView]:
    objectives = Counter(dict(reader.rows(f"SELECT g.team_id, count(*){OPEN_OBJECTIVES} GROUP BY g.team_id")))
    measures = dict(
        reader.rows(
            "SELECT team_id, count(*) FROM measure WHERE archived_at IS NULL AND retired_at IS NULL GROUP BY team_id"
        )
    )
    found = []
    for number, name in reader.rows("SELECT id, name FROM team WHERE archived_at IS NULL ORDER BY id"):
        findings = measure_checks.check_team(measures.get(number, 0))
        if objectives:
            findings = [*okr_checks.check_team(objectives[number]), *findings]
        for finding in findings:
            found.append(FindingView(refs.ref("team", number), name, _team(number), finding))
    return found


def _initiatives(reader: Reads) -> list[FindingView]:
    rows = reader.rows(
        "SELECT id, title, team_id, owner_id, end_on FROM initiative WHERE archived_at IS NULL AND state = 'open'"
        " ORDER BY id"
    )
    return [
        FindingView(refs.ref("initiative", number), title, _team(team), finding)
        for number, title, team, owner, end in rows
        for finding in plan_checks.check_initiative(has_owner=bool(owner), has_end=bool(end))
    ]


def _brief(reader: Reads) -> list[FindingView]:
    """Check the newest version of the brief, the draft if there is one."""
    row = reader.row(
        "SELECT id, title, vision, elephants FROM brief WHERE archived_at IS NULL"
        " ORDER BY version DESC, id DESC LIMIT 1"
    )
    if row is None:
        return []
    choices = reader.rows(
        "SELECT id, statement, rather_than, because, consequence FROM choice"
        " WHERE brief_id = :brief AND archived_at IS NULL ORDER BY rank, id",
        brief=row[0],
    )
    texts = [row[2], row[3], *[text for choice in choices for text in choice[1:]]]
    for table in ("exclusion", "assumption"):
        texts += [
            text
            for (text,) in reader.rows(
                f"SELECT statement FROM {table} WHERE brief_id = :brief AND archived_at IS NULL", brief=row[0]
            )
        ]
    found = [
        FindingView(refs.ref("brief", row[0]), row[1], "", finding)
        for finding in strategy_checks.check_brief(strategy_rules.words(texts))
    ]
    for number, statement, rather, _because, consequence in choices:
        for finding in strategy_checks.check_choice(rather_than=rather, consequence=consequence):
            found.append(FindingView(refs.ref("choice", number), statement, "", finding))
    return found
