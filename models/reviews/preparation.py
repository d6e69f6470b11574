"""How far a team has prepared its next review: who has filled in numbers, what waits (interface.md 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import weeks
from models.reviews import lines
from models.reviews.line_reads import measures_of
from models.reviews.reads import ReviewView, reviews
from models.scorecard.glance_reads import owed_check_ins
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class OwnerView:
    """One owner's numbers: how many there are for the last closed period, which are missing, check-ins owed."""

    name: str
    filled: int
    total: int
    missing: tuple[str, ...]
    check_ins: int


@dataclass(frozen=True, slots=True)
class PreparationView:
    """What is ready for the review of `day`. tells: lines of other teams that nobody acknowledged."""

    team: str
    day: str
    owners: tuple[OwnerView, ...]
    promises: tuple[tuple[str, str, bool], ...]
    hot: int
    issues: int
    tells: tuple[tuple[str, str], ...]
    past: tuple[ReviewView, ...]


def preparation(reader: Reads, team: int, today: date) -> PreparationView:
    """Return the state of preparation of a team; promises are (title, owner, done)."""
    row = reader.row("SELECT name, review_weekday FROM team WHERE id = :id", id=team) or ("", 1)
    day = lines.review_day(weeks.week_of(today), row[1])
    if day < today:
        day = lines.next_review(today, row[1])
    past = tuple(reviews(reader, team=team, limit=8))
    return PreparationView(
        team=row[0],
        day=day.isoformat(),
        owners=tuple(_owners(reader, team, today)),
        promises=tuple(_promises(reader, team, past)),
        hot=_count(reader, "hot_item", team),
        issues=_count(reader, "issue", team),
        tells=_tells(reader, team),
        past=past,
    )


def _owners(reader: Reads, team: int, today: date) -> list[OwnerView]:
    found: dict[str, tuple[int, list[str], list[str]]] = {}
    for one in measures_of(reader, team, today):
        _number, filled, missing = found.setdefault(one.owner or "nobody", (one.owner_id or 0, [], []))
        closed = weeks.last_closed(today, one.cadence)
        there = closed in one.periods and one.values[one.periods.index(closed)] is not None
        (filled if there else missing).append(one.name)
    return [
        OwnerView(
            name, len(filled), len(filled) + len(missing), tuple(missing),
            len(owed_check_ins(reader, today, number)) if number else 0,
        )
        for name, (number, filled, missing) in sorted(found.items(), key=lambda one: (-len(one[1][2]), one[0]))
    ]  # fmt: skip


def _promises(reader: Reads, team: int, past: tuple[ReviewView, ...]) -> list[tuple[str, str, bool]]:
    last = next((one.started_at for one in past if one.state == "closed"), "")
    rows = reader.rows(
        "SELECT d.title, p.name, d.done_at FROM todo d LEFT JOIN person p ON p.id = d.owner_id"
        " WHERE d.archived_at IS NULL AND d.change = 1 AND d.team_id = :team"
        " AND (d.done_at IS NULL OR d.created_at >= :last) ORDER BY d.due_on, d.id",
        team=team,
        last=last or "9999",
    )
    return [(title, str(owner or ""), done is not None) for title, owner, done in rows]


def _count(reader: Reads, table: str, team: int) -> int:
    sql = f"SELECT count(*) FROM {table} WHERE archived_at IS NULL AND state = 'open' AND team_id = :team"
    return int(reader.value(sql, team=team) or 0)


def _tells(reader: Reads, team: int) -> tuple[tuple[str, str], ...]:
    rows = reader.rows(
        "SELECT t.name, l.text FROM tell l JOIN review r ON r.id = l.review_id JOIN team t ON t.id = r.team_id"
        " WHERE l.archived_at IS NULL AND l.to_team_id = :team AND l.seen_at IS NULL AND r.state = 'closed'"
        " ORDER BY l.id",
        team=team,
    )
    return tuple((name, text) for name, text in rows)
