"""Every live check over what is stored (product.md 6): what `oar lint` prints, what planning shows.

Gathers the facts with a handful of reads, then asks the checks of each area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from models import refs
from models.findings import Finding
from models.okrs import branch_checks, check_facts
from models.okrs import checks as okr_checks
from models.plan import checks as plan_checks
from models.scorecard import checks as measure_checks
from models.scorecard import reads as scorecard
from models.scorecard.glance_reads import below_team
from models.settings import Settings, load
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


def live_checks(
    reader: Reads, today: date, *, teams: Iterable[int] | None = None, settings: Settings | None = None
) -> list[FindingView]:
    """Return the findings about open things, what matters most first; of `teams` alone when given."""
    settings = settings or load(reader)
    found = [
        *_okrs(reader, today, settings),
        *_measures(reader, today),
        *_teams(reader, settings),
        *_initiatives(reader),
    ]
    wanted = None if teams is None else {refs.ref("team", team) for team in teams}
    if wanted is None:
        found += _brief(reader, settings)
    kept = found if wanted is None else [one for one in found if one.team in wanted]
    return sorted(kept, key=lambda one: (one.finding.rank, one.finding.rule))


def _team(number: int | None) -> str:
    return refs.ref("team", number) if number else ""


def _okrs(reader: Reads, today: date, settings: Settings) -> Iterator[FindingView]:
    results = check_facts.key_result_findings(reader, today, silent_days=settings.stale_days)
    for key, title, team, finding in (*check_facts.objective_findings(reader), *results):
        yield FindingView(branch_checks.reference(key), title, _team(team), finding)


def _measures(reader: Reads, today: date) -> list[FindingView]:
    rows = reader.rows(
        "SELECT m.id, m.name, m.team_id, m.owner_id, m.owner_text, m.controlled, m.area,"
        " (SELECT count(*) FROM plan p WHERE p.measure_id = m.id AND p.archived_at IS NULL), m.beside_id"
        " FROM measure m WHERE m.archived_at IS NULL AND m.retired_at IS NULL ORDER BY m.id"
    )
    movable = Counter((row[2], row[6]) for row in rows if row[5])
    hints = {row.one.id: row.hint for row in scorecard.measure_rows(reader, today)} if rows else {}
    found = []
    for number, name, team, owner, owner_text, controlled, area, plans, beside in rows:
        findings = measure_checks.check_measure(
            has_owner=bool(owner or owner_text),
            has_goal=bool(plans),
            controlled=bool(controlled),
            controlled_beside=bool(beside) or movable[(team, area)] > bool(controlled),
            trim=hints.get(number) == "trim?",
        )
        for finding in findings:
            found.append(FindingView(refs.ref("measure", number), name, _team(team), finding))
    return found


def _teams(reader: Reads, settings: Settings) -> list[FindingView]:
    measures = dict(
        reader.rows(
            "SELECT team_id, count(*) FROM measure WHERE archived_at IS NULL AND retired_at IS NULL GROUP BY team_id"
        )
    )
    objectives = _objectives_by_cycle(reader)
    cycles = [
        (name, objectives[number], None if scope is None else below_team(reader, scope))
        for number, name, scope in reader.rows("SELECT id, name, team_id FROM cycle ORDER BY id")
        if number in objectives
    ]
    found = []
    for number, name in reader.rows("SELECT id, name FROM team WHERE archived_at IS NULL ORDER BY id"):
        findings = measure_checks.check_team(measures.get(number, 0), settings.measure_limit)
        for cycle, counts, scope in cycles:
            if scope is None or number in scope:
                findings += okr_checks.check_team(counts[number], settings.objective_limit, cycle)
        for finding in findings:
            found.append(FindingView(refs.ref("team", number), name, _team(number), finding))
    return found


def _objectives_by_cycle(reader: Reads) -> dict[int, Counter[int]]:
    """Return how many objectives each team has at its own top, by cycle; those below its own are one person's."""
    found: dict[int, Counter[int]] = {}
    for cycle, team, count in reader.rows(
        "SELECT g.cycle_id, g.team_id, count(*) FROM goal g JOIN cycle c ON c.id = g.cycle_id"
        " LEFT JOIN goal p ON p.id = g.parent_id AND p.kind = 'objective' AND p.archived_at IS NULL"
        f" WHERE g.kind = 'objective' AND {check_facts.OPEN}"
        " AND (p.id IS NULL OR p.team_id IS NULL OR p.team_id <> g.team_id) GROUP BY g.cycle_id, g.team_id"
    ):
        found.setdefault(cycle, Counter())[team or 0] = count
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


def _brief(reader: Reads, settings: Settings) -> list[FindingView]:
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
        for finding in strategy_checks.check_brief(strategy_rules.words(texts), settings.brief_words)
    ]
    for number, statement, rather, _because, consequence in choices:
        for finding in strategy_checks.check_choice(rather_than=rather, consequence=consequence):
            found.append(FindingView(refs.ref("choice", number), statement, "", finding))
    return found
