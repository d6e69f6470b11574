"""Commitments and guardrails with the value they are held against, and what waits for approval."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any

from models.decisions.reads import local_day
from models.decisions.views import LineView
from models.numbers import format_number
from models.refs import ref
from models.scorecard.glance_reads import judged
from models.scorecard.rules import holds
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class LaneItemView:
    """A commitment or guardrail. condition: "< 60%" or "". value: of its measure now, None when unknown.

    breached: the value meets the condition of a guardrail's limit, or no longer meets a commitment's.
    proposal: what waits for approval in words, "" when nothing does; author: who proposed it.
    """

    id: int
    kind: str
    team: str
    text: str
    measure: str
    measure_id: int | None
    operator: str
    bound: float | None
    unit: str
    value: float | None
    breached: bool
    proposal: str
    is_new: bool
    author: str
    because: str

    @property
    def ref(self) -> str:
        """The reference, `L2`."""
        return ref("lane_item", self.id)

    @property
    def condition(self) -> str:
        """The condition in words, `>= 110%`, "" without one."""
        return f"{self.operator} {format_number(self.bound, self.unit)}" if self.operator else ""


def lane_items(reader: Reads, today: date) -> tuple[LaneItemView, ...]:
    """Return commitments, then guardrails; breached ones first."""
    rows = reader.rows(
        "SELECT l.id, l.kind, t.name, l.text, l.measure_id, l.operator, l.bound, l.proposal, p.name, l.proposed_because"
        " FROM lane_item l JOIN team t ON t.id = l.team_id LEFT JOIN person p ON p.id = l.proposed_by"
        " WHERE l.archived_at IS NULL ORDER BY l.id"
    )
    measures = judged(reader, today, {row[4] for row in rows if row[4]}) if any(row[4] for row in rows) else {}
    found = []
    for number, kind, team, text, measure, operator, bound, proposal, author, because in rows:
        one = measures.get(measure)
        value = one.value if one is not None else None
        kept = value is None or not operator or bound is None or holds(value, operator, bound)
        found.append(
            LaneItemView(
                id=number,
                kind=kind,
                team=team,
                text=text,
                measure=one.name if one is not None else "",
                measure_id=measure if one is not None else None,
                operator=(operator or "") if one is not None else "",
                bound=bound,
                unit=one.unit if one is not None else "",
                value=value,
                breached=not kept,
                proposal=_proposal(proposal),
                is_new=proposal == "{}",
                author=author or "",
                because=because or "",
            )
        )
    return tuple(sorted(found, key=lambda item: (item.kind, not item.breached, item.id)))


def _proposal(stored: str | None) -> str:
    if stored is None:
        return ""
    wanted: dict[str, Any] = json.loads(stored)
    if not wanted:
        return "new"
    if "archived_at" in wanted:
        return "end it"
    names = {"bound": "limit", "measure_id": "measure"}
    parts = []
    for key, value in wanted.items():
        shown = "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
        parts.append(f"{names.get(key, key)} {shown}")
    return ", ".join(parts)


def lane_log(reader: Reads, number: int, *, zone: tzinfo = UTC) -> tuple[LineView, ...]:
    """Return the change log of a commitment or guardrail, newest first: approvals, else what was done."""
    approved = reader.rows(
        "SELECT a.at, p.name, a.text FROM approval a JOIN person p ON p.id = a.person_id"
        " WHERE a.ref = :ref AND a.archived_at IS NULL ORDER BY a.id DESC",
        ref=ref("lane_item", number),
    )
    done = reader.rows(
        "SELECT a.at, p.name, a.summary FROM action a LEFT JOIN person p ON p.id = a.by_id WHERE a.verb <> 'Approve'"
        " AND a.id IN (SELECT action_id FROM change WHERE kind = 'lane_item' AND row_id = :id) ORDER BY a.seq DESC",
        id=number,
    )
    lines = [(at, by or "", f"approved {said}") for at, by, said in approved]
    lines += [(at, by or "", said) for at, by, said in done]
    return tuple(LineView(local_day(at, zone), by, said) for at, by, said in sorted(lines, reverse=True)[:50])
