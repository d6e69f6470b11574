"""What an invited person sees first: their key results and measures, and how they hang on what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.people.me import Me
from models.scorecard.glance_reads import judged
from models.store.protocol import Reads

MOST = 20


@dataclass(frozen=True, slots=True)
class MineView:
    """A key result or measure of mine. path: "choice 1", then what it hangs on."""

    number: int
    title: str
    status: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvitedView:
    """choice: the first choice of the published brief, with its consequence. review: "Monday at 10:00, Sales"."""

    choice: str
    consequence: str
    key_results: tuple[MineView, ...]
    measures: tuple[MineView, ...]
    review: str


def invited_view(reader: Reads, today: date, me: Me) -> InvitedView:
    """Return the first screen of a person."""
    choices = reader.rows(
        "SELECT c.lineage, c.statement, c.rather_than, c.consequence FROM choice c JOIN brief b ON b.id = c.brief_id"
        " WHERE b.state = 'published' AND b.archived_at IS NULL AND c.archived_at IS NULL"
        " ORDER BY b.version DESC, c.rank, c.id LIMIT 12"
    )
    numbered: dict[str, str] = {}
    for lineage, _, _, _ in choices:
        numbered.setdefault(lineage, f"choice {len(numbered) + 1}")
    first = choices[0] if choices else ("", "", "", "")
    return InvitedView(
        choice=str(first[1] or ""),
        consequence=str(first[3] or ""),
        key_results=tuple(_key_results(reader, me, numbered)),
        measures=tuple(_measures(reader, today, me)),
        review=_review(reader, today, me),
    )


def _key_results(reader: Reads, me: Me, numbered: dict[str, str]) -> list[MineView]:
    rows = reader.rows(
        "SELECT k.id, k.title, coalesce(r.health, 'none'), g.path FROM key_result k JOIN goal g ON g.id = +k.goal_id"
        " JOIN cycle c ON c.id = +g.cycle_id LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
        " WHERE k.owner_id = :me AND k.archived_at IS NULL AND g.archived_at IS NULL AND c.state <> 'closed'"
        f" ORDER BY k.id LIMIT {MOST}",
        me=me.id,
    )
    above = {int(one) for row in rows for one in str(row[3]).split("/") if one}
    goals = _goals(reader, above)
    found = []
    for number, title, health, path in rows:
        chain = [goals[int(one)] for one in str(path).split("/") if one and int(one) in goals]
        choice = next((numbered[lineage] for _, lineage in reversed(chain) if lineage in numbered), "")
        names = [name for name, _ in chain]
        found.append(MineView(number, title, health, tuple(filter(None, (choice, *names[-1:])))))
    return found


def _goals(reader: Reads, numbers: set[int]) -> dict[int, tuple[str, Any]]:
    if not numbers:
        return {}
    listed = ", ".join(str(one) for one in sorted(numbers))
    rows = reader.rows(f"SELECT id, title, choice_lineage FROM goal WHERE archived_at IS NULL AND id IN ({listed})")
    return {number: (title, lineage) for number, title, lineage in rows}


def _measures(reader: Reads, today: date, me: Me) -> list[MineView]:
    rows = reader.rows(
        "SELECT m.id, (SELECT min(d.name) FROM measure d WHERE d.id = m.drives_id) FROM measure m"
        " WHERE m.owner_id = :me AND m.archived_at IS NULL AND m.retired_at IS NULL"
        f" ORDER BY m.rank, m.id LIMIT {MOST}",
        me=me.id,
    )
    known = judged(reader, today, [row[0] for row in rows]) if rows else {}
    found = [(known[number], drives) for number, drives in rows if number in known]
    return [
        MineView(one.id, one.name, one.status, (f"drives {drives}" if drives else one.team,)) for one, drives in found
    ]


def _review(reader: Reads, today: date, me: Me) -> str:
    teams = ", ".join(str(int(team)) for team in me.own) or "0"
    row = reader.row(
        "SELECT name, review_weekday, review_time FROM team WHERE archived_at IS NULL"
        f" AND id IN ({teams}) ORDER BY id LIMIT 1"
    )
    if row is None:
        return ""
    day = today + timedelta(days=(row[1] - today.isoweekday()) % 7)
    return f"{day:%A} at {row[2]}, {row[0]}"
