"""The key results that a team says how they stand, for entering all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.okrs import row_reads
from models.okrs.pace import PaceSettings
from models.okrs.row_reads import RowView
from models.people.me import Me
from models.store.protocol import Reads

MOST = 200
"""Key results in one grid: nobody types more at once."""


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team whose key results can be entered: its id, 0 for all that are mine; how many there are."""

    id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class EntryRowView:
    """A key result with its objective's title, and whether the person may say how it stands."""

    row: RowView
    objective: str
    mine: bool


_RUNNING = (
    " FROM key_result k JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id"
    " WHERE k.archived_at IS NULL AND g.archived_at IS NULL AND g.state = 'open' AND k.final_score IS NULL"
    " AND c.state IN ('active', 'closing')"
)


def teams(reader: Reads, me: Me) -> list[TeamView]:
    """Return the teams whose key results `me` may enter, my own teams first; teams without any are left out."""
    counts = dict(reader.rows(f"SELECT g.team_id, count(*){_RUNNING} AND g.team_id IS NOT NULL GROUP BY g.team_id"))
    names = reader.rows("SELECT id, name FROM team WHERE archived_at IS NULL ORDER BY id")
    found = [
        TeamView(number, name, counts[number])
        for number, name in names
        if number in counts and me.at_least(number, "member")
    ]
    found.sort(key=lambda team: team.id not in me.own)
    owned = reader.value(f"SELECT count(*){_RUNNING} AND k.owner_id = :me", me=me.id)
    return [*found, *([TeamView(0, "mine", owned)] if owned else [])]


def entry_rows(
    reader: Reads, team: int, me: Me, *, today: date, pace: PaceSettings | None = None
) -> list[EntryRowView]:
    """Return the key results of a team's objectives in tree order, or mine for team 0, at most MOST."""
    where = "k.owner_id = :me" if not team else "g.team_id = :team"
    values = {"team": team} if team else {"me": me.id}
    found = reader.rows(
        f"SELECT -k.id, g.title, g.team_id, k.owner_id{_RUNNING} AND {where}"
        f" ORDER BY g.path, g.rank, k.rank, k.id LIMIT {MOST}",
        **values,
    )
    rows = row_reads.rows(reader, [row[0] for row in found], today=today, pace=pace)
    return [
        EntryRowView(rows[key], objective, me.admin or owner == me.id or me.at_least(of, "member"))
        for key, objective, of, owner in found
        if key in rows
    ]


def team_of(reader: Reads, key: int) -> int:
    """Return the team that a goal or key result belongs to, 0 for none."""
    if key < 0:
        sql = "SELECT g.team_id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE k.id = :id"
    else:
        sql = "SELECT team_id FROM goal WHERE id = :id"
    return int(reader.value(sql, id=abs(key)) or 0)
