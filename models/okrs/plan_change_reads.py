"""What was changed in a cycle that runs, with its case: the timeline of a row, and the agenda of the next review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from json import loads
from typing import Any

from models import refs
from models.audit.reads import shown
from models.numbers import format_number
from models.okrs.reasons import CORRECTION, WORDS
from models.store.protocol import Reads
from models.titles import title_of

NEWEST = 60
_AMOUNTS = ("start", "target", "low", "high")
"""Fields that are numbers of a key result; the start of a cycle is a day."""
_COLUMNS = {"goal": "goal_id", "parent": "parent_id", "cycle": "cycle_id", "measure": "measure_id"}
_NAMES = {"goal": "objective", "low": "at least", "high": "at most"}

_SELECT = (
    "SELECT h.id, h.ref, h.at, p.handle, h.field, h.reason, h.grounds, coalesce(h.evidence, ''),"
    " coalesce(q.handle, ''), coalesce(h.told, ''), h.before, h.after FROM plan_change h"
    " JOIN person p ON p.id = h.by_id LEFT JOIN person q ON q.id = h.agreed_by WHERE h.archived_at IS NULL"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChangeView:
    """One guarded change with its case. what: "target 8 > 6"; reason: in words; at: an instant; by, agreed_by: handles.

    correction: it was made in the first tenth of the cycle, where no case is asked for.
    """

    id: int
    ref: str
    title: str
    at: str
    by: str
    what: str
    reason: str
    case: str
    evidence: str
    agreed_by: str
    told: str
    correction: bool


def timeline(reader: Reads, key: int) -> tuple[PlanChangeView, ...]:
    """Return what was changed of a row in its cycle, the newest first. key: as in models/okrs/reads.py."""
    kind = "key_result" if key < 0 else "objective"
    rows = reader.rows(
        f"{_SELECT} AND h.ref IN (:one, :other) ORDER BY h.at DESC, h.id DESC LIMIT {NEWEST}",
        one=refs.ref(kind, abs(key)),
        other=refs.ref(kind if key < 0 else "goal", abs(key)),
    )
    return tuple(_views(reader, rows))


def on_agenda(reader: Reads, team: int, *, since: str, until: str = "") -> tuple[PlanChangeView, ...]:
    """Return the changes that a team's review has to hear of: those made since the one before (product.md 5).

    since, until: instants. What belongs to no team is the first team's; corrections at the start are left out.
    """
    ended = " AND h.at <= :until" if until else ""
    rows = reader.rows(
        f"{_SELECT} AND h.reason <> :correction AND h.at >= :since{ended} ORDER BY h.at, h.id LIMIT {NEWEST}",
        correction=CORRECTION,
        since=since,
        **({"until": until} if until else {}),
    )
    first = reader.value("SELECT min(id) FROM team WHERE parent_id IS NULL AND archived_at IS NULL")
    return tuple(one for one in _views(reader, rows) if (_team(reader, one.ref) or first) == team)


def _team(reader: Reads, reference: str) -> int | None:
    kind, number = refs.parse(reference) or ("", 0)
    if kind == "key_result":
        sql = "SELECT g.team_id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE k.id = :id"
    else:
        sql = f"SELECT team_id FROM {'cycle' if kind == 'cycle' else 'goal'} WHERE id = :id"
    team = reader.value(sql, id=number)
    return None if team is None else int(team)


def _views(reader: Reads, rows: Iterable[tuple[Any, ...]]) -> Iterable[PlanChangeView]:
    for number, ref, at, by, field, reason, case, evidence, agreed, told, before, after in rows:
        yield PlanChangeView(
            id=number,
            ref=ref,
            title=title_of(reader, ref),
            at=at,
            by=by,
            what=_what(reader, ref, field, _read(before), _read(after)),
            reason=WORDS.get(reason, reason),
            case=case,
            evidence=evidence,
            agreed_by=agreed,
            told=told,
            correction=reason == CORRECTION,
        )


def _read(stored: str | None) -> Any:
    return None if stored is None else loads(stored)


def _what(reader: Reads, ref: str, field: str, before: Any, after: Any) -> str:
    """Return a change in words: `target 8 > 6`, `added`, `step "Ship" archived`."""
    if field in ("added", "archive"):
        return "added" if field == "added" else "archived"
    if field == "step":
        title = (after or before)[1]
        if before and after:
            return f'step "{title}": weight {before[2]:g} > {after[2]:g}'
        return f'step "{title}" {"added" if after else "archived"}'
    unit = _unit(reader, ref) if field in _AMOUNTS else ""
    words = [_text(reader, field, value, unit) for value in (before, after)]
    name = "" if field == "contributes" else f"{_NAMES.get(field, field)} "
    return f"{name}{words[0]} > {words[1]}"


def _unit(reader: Reads, ref: str) -> str:
    parsed = refs.parse(ref)
    if parsed is None or parsed[0] != "key_result":
        return ""
    sql = (
        "SELECT coalesce(m.unit, k.unit) FROM key_result k LEFT JOIN measure m ON m.id = k.measure_id WHERE k.id = :id"
    )
    return str(reader.value(sql, id=parsed[1]) or "")


def _text(reader: Reads, field: str, value: Any, unit: str) -> str:
    if value is None:
        return "none"
    if field in _AMOUNTS and isinstance(value, (int, float)):
        return format_number(value, unit)
    if field == "contributes":
        return "contributes" if value else "supports"
    return shown(reader, _COLUMNS.get(field, field), value)
