"""The live checks of one branch of the tree (product.md 6); they warn and never block."""

from __future__ import annotations

from datetime import date

from models.findings import Finding
from models.okrs.checks import KrFacts, ObjectiveFacts, check_key_result, check_objective
from models.okrs.row_reads import rows as row_views
from models.okrs.rules import kr_progress
from models.store.protocol import Reads

BRANCH = 400
"""Rows of a branch that are looked at; whoever has more asks `oar lint`."""


def branch_findings(reader: Reads, key: int, *, today: date) -> list[tuple[int, str, str, Finding]]:
    """Return (key, reference, title, finding) of a row and what is below it, what matters most first."""
    if key < 0:
        found = _key_results(reader, f"k.id = {-int(key)}", today)
    else:
        path = reader.value("SELECT path FROM goal WHERE id = :id", id=key) or "/none/"
        below = f"g.path >= '{path}' AND g.path < '{path[:-1]}0'"  # the character after / is 0
        found = [*_objectives(reader, below), *_key_results(reader, below, today)]
    keys = list(dict.fromkeys(one for one, _ in found))
    views = row_views(reader, keys, today=today)
    named = [(one, views[one].ref, views[one].title, finding) for one, finding in found if one in views]
    return sorted(named, key=lambda one: one[3].rank)


def _objectives(reader: Reads, where: str) -> list[tuple[int, Finding]]:
    tops = {str(number) for (number,) in reader.rows("SELECT id FROM goal WHERE kind = 'imperative'")}
    rows = reader.rows(
        "SELECT g.id, g.title, coalesce(CAST(g.owner_id AS TEXT), g.owner_text), g.path, p.title,"
        " (SELECT count(*) FROM key_result k WHERE k.goal_id = g.id AND k.archived_at IS NULL),"
        " (SELECT count(*) FROM goal b WHERE b.parent_id = g.id AND b.archived_at IS NULL)"
        " FROM goal g LEFT JOIN goal p ON p.id = g.parent_id WHERE g.kind = 'objective' AND g.archived_at IS NULL"
        f" AND {where} ORDER BY g.path LIMIT {BRANCH}"
    )
    return [
        (number, finding)
        for number, title, owner, path, above, key_results, children in rows
        for finding in check_objective(
            ObjectiveFacts(
                title=title,
                has_owner=owner is not None,
                has_path=bool(tops & set(path.split("/"))),
                key_results=key_results,
                children=children,
                parent_title=above,
            )
        )
    ]


def _key_results(reader: Reads, where: str, today: date) -> list[tuple[int, Finding]]:
    rows = reader.rows(
        "SELECT k.id, k.title, k.kind, coalesce(CAST(k.owner_id AS TEXT), k.owner_text), k.start, k.target, k.low,"
        " k.high, k.measure_id, k.controlled, k.goal_id, c.state, r.checked_at, coalesce(k.starts_on, c.start_on)"
        " FROM key_result k JOIN goal g ON g.id = k.goal_id LEFT JOIN cycle c ON c.id = g.cycle_id"
        " LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
        f" WHERE k.archived_at IS NULL AND g.archived_at IS NULL AND {where} ORDER BY g.path, k.rank LIMIT {BRANCH}"
    )
    beside = {row[10] for row in rows if row[9]}
    found = []
    for number, title, kind, owner, start, target, low, high, measure, controlled, goal, state, seen, since in rows:
        last = seen or since
        lined = kind in ("increase", "decrease") and None not in (start, target)
        facts = KrFacts(
            title=title,
            kind=kind,
            has_owner=owner is not None,
            has_target=measure is not None or any(one is not None for one in (target, low, high)),
            raw_at_start=kr_progress(kind, start, start=start, target=target) if lined else None,
            days_silent=(today - date.fromisoformat(last[:10])).days if state == "active" and last else None,
            controlled=bool(controlled),
            controlled_beside=goal in beside,
        )
        found += [(-number, finding) for finding in check_key_result(facts)]
    return found
