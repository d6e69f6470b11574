"""The live checks of a branch of the tree and of the rows that are on the screen (product.md 6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from models import refs
from models.findings import Finding, most_important
from models.okrs.check_facts import Found, key_result_findings, objective_findings
from models.okrs.checks import SILENT_DAYS
from models.store.protocol import Reads

BRANCH = 400
"""Goals of a branch that are looked at; whoever has more asks `oar lint`."""


def reference(key: int) -> str:
    """Return the reference of an objective, or of the key result behind a negated id."""
    return refs.ref("objective", key) if key > 0 else refs.ref("key_result", -key)


def branch_findings(
    reader: Reads, key: int, *, today: date, silent_days: int = SILENT_DAYS
) -> list[tuple[int, str, str, Finding]]:
    """Return (key, reference, title, finding) of a row and what is below it, what matters most first."""
    if key < 0:
        found = list(key_result_findings(reader, today, f"k.id = {-int(key)}", silent_days=silent_days))
    else:
        path = reader.value("SELECT path FROM goal WHERE id = :id", id=key) or "/none/"
        below = reader.rows(
            "SELECT id FROM goal WHERE path >= :path AND path < :end AND archived_at IS NULL ORDER BY path"
            f" LIMIT {BRANCH}",
            path=path,
            end=f"{path[:-1]}0",  # the character after / is 0
        )
        where = f"g.id IN ({_listed(number for (number,) in below)})" if below else "1 = 0"
        found = _both(reader, where, today, silent_days)
    named = [(one, reference(one), title, finding) for one, title, _, finding in found]
    return sorted(named, key=lambda one: one[3].rank)


def marks(
    reader: Reads, keys: Collection[int], *, today: date, silent_days: int = SILENT_DAYS
) -> Mapping[int, list[Finding]]:
    """Return the findings of those rows of a window that have any, what matters most first."""
    goals, results = [key for key in keys if key > 0], [-key for key in keys if key < 0]
    told: list[Found] = []
    if goals:
        told += objective_findings(reader, f"g.id IN ({_listed(goals)})")
    if results:
        told += key_result_findings(reader, today, f"k.id IN ({_listed(results)})", silent_days=silent_days)
    found: dict[int, list[Finding]] = {}
    for key, _, _, finding in told:
        found.setdefault(key, []).append(finding)
    return {key: most_important(findings) for key, findings in found.items()}


def _both(reader: Reads, where: str, today: date, silent_days: int) -> list[Found]:
    results = key_result_findings(reader, today, where, silent_days=silent_days)
    return [*objective_findings(reader, where), *results]


def _listed(numbers: Any) -> str:
    return ", ".join(str(int(one)) for one in numbers)
