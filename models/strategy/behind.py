"""What stands behind a choice, per team (M31): goals, key results, initiatives and decisions that follow from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from models.refs import ref
from models.store.protocol import Reads
from models.strategy.flow import FlowView, below, tops

WORDS = {
    "goal": ("goal", "goals"), "objective": ("objective", "objectives"), "key_result": ("KR", "KRs"),
    "initiative": ("initiative", "initiatives"), "decision": ("decision", "decisions"),
}  # fmt: skip
"""Kind -> one, several; in the order in which they are counted."""


@dataclass(frozen=True, slots=True)
class BehindView:
    """An initiative under what follows from a choice, or a decision that names it."""

    ref: str
    kind: str
    title: str
    owner: str
    team: str
    state: str


def behind(reader: Reads, lineage: str) -> tuple[BehindView, ...]:
    """Return initiatives and decisions behind a choice, open ones first."""
    found = [
        BehindView(ref("decision", number), "decision", title, owner or "", team or "", state)
        for number, title, owner, team, state in reader.rows(
            "SELECT d.id, d.title, p.name, t.name, d.state FROM decision d LEFT JOIN person p ON p.id = d.owner_id"
            " LEFT JOIN team t ON t.id = d.team_id WHERE d.archived_at IS NULL AND (d.choice_lineage = :lineage OR"
            " (d.choice_lineage IS NULL AND d.origin_ref IN"
            " (SELECT 'C' || CAST(c.id AS TEXT) FROM choice c WHERE c.lineage = :lineage)))"
            " ORDER BY CASE d.state WHEN 'needed' THEN 0 WHEN 'made' THEN 1 ELSE 2 END, d.id DESC",
            lineage=lineage,
        )
    ]
    paths = tops(reader, {lineage}).get(lineage, [])
    if not paths:
        return tuple(found)
    where, values = below(reader, paths)
    rows = reader.rows(
        "SELECT n.id, n.title, p.name, t.name, n.state FROM initiative n LEFT JOIN key_result k"
        " ON k.id = n.key_result_id CROSS JOIN goal g"  # SQLite keeps that order: there are fewer initiatives
        " LEFT JOIN person p ON p.id = n.owner_id LEFT JOIN team t ON t.id = n.team_id"
        f" WHERE g.id = coalesce(n.goal_id, k.goal_id) AND n.archived_at IS NULL"
        f" AND n.state = 'open' AND g.archived_at IS NULL AND ({where}) ORDER BY n.id",
        **values,
    )
    initiatives = [
        BehindView(ref("initiative", number), "initiative", title, owner or "", team or "", state)
        for number, title, owner, team, state in rows
    ]
    return (*initiatives, *found)


def per_team(flow: tuple[FlowView, ...], some: tuple[BehindView, ...]) -> tuple[tuple[str, str], ...]:
    """Return (team, "2 objectives, 5 KRs, 1 decision") of everything behind a choice, by team."""
    counts = Counter([*((one.team, one.kind) for one in flow), *((one.team, one.kind) for one in some)])
    teams = sorted({team for team, _ in counts})
    return tuple((team or "no team", ", ".join(_counted(counts, team))) for team in teams)


def _counted(counts: Counter[tuple[str, str]], team: str) -> list[str]:
    return [
        f"{counts[team, kind]} {words[counts[team, kind] > 1]}" for kind, words in WORDS.items() if counts[team, kind]
    ]
