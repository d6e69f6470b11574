"""Whether a choice has reached people (M31): who in which team has what this week or next because of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.refs import ref
from models.store.protocol import Reads
from models.strategy import rules
from models.strategy.touched import touched
from models.weeks import first_day, week_of


@dataclass(frozen=True, slots=True)
class MoveView:
    """Something a person has because of a choice. what: "to-do", "change" or "mark"; ref: "" for a mark."""

    what: str
    ref: str
    title: str
    person: str
    team: str
    day: date
    done: bool


@dataclass(frozen=True, slots=True)
class ReachView:
    """How far a choice has come: its moves by team, and the teams in which somebody moves."""

    moves: tuple[MoveView, ...] = ()
    ready: bool = False

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams with a named person who moves."""
        return tuple(dict.fromkeys(one.team for one in self.moves))

    @property
    def text(self) -> str:
        """Say "2 of 3 teams", "5 teams" where there are more; what is missing is flagged "still lives at altitude"."""
        count = len(self.teams)
        return f"{count} of {rules.TEAMS_NEEDED} teams" if count <= rules.TEAMS_NEEDED else f"{count} teams"


ALTITUDE = "still lives at altitude"


def reach(reader: Reads, lineages: Iterable[str], today: date) -> dict[str, ReachView]:
    """Return how far each choice has come this week and next."""
    monday = first_day(week_of(today))
    last = monday + timedelta(days=13)
    found: dict[str, list[MoveView]] = {lineage: [] for lineage in lineages}
    for lineage, move in (*_todos(reader, monday, last), *_marks(reader, monday, last)):
        if lineage in found:
            found[lineage].append(move)
    return {
        lineage: ReachView(
            tuple(sorted(moves, key=lambda one: (one.team, one.person, one.day, one.ref))),
            rules.is_ready(((one.team, one.person, one.day) for one in moves), today),
        )
        for lineage, moves in found.items()
    }


def _todos(reader: Reads, first: date, last: date) -> list[tuple[str, MoveView]]:
    rows = reader.rows(
        "SELECT t.id, t.title, t.change, t.due_on, t.done_at, p.id, p.name, t.team_id, t.origin_ref"
        " FROM todo t"
        " JOIN person p ON p.id = t.owner_id WHERE t.archived_at IS NULL AND p.active = 1"
        " AND t.due_on >= :first AND t.due_on <= :last AND (t.origin_ref IS NOT NULL OR EXISTS"
        " (SELECT 1 FROM link l WHERE l.from_ref = 'TD' || CAST(t.id AS TEXT) AND l.archived_at IS NULL))"
        " ORDER BY t.id",
        first=first.isoformat(),
        last=last.isoformat(),
    )
    if not rows:
        return []
    # Many come from the same few records: those are followed once, a to-do itself only when it came from none.
    sources = {row[0]: str(row[8]).upper() if row[8] else ref("todo", row[0]) for row in rows}
    lineages = touched(reader, set(sources.values()))
    teams = _teams(reader)
    found = []
    for number, title, change, due, done, person, name, team, _ in rows:
        own = teams.get(person, {})
        where = own.get(team) or next(iter(own.values()), "")
        what, reference = "change" if change else "to-do", ref("todo", number)
        move = MoveView(what, reference, title, name, where, date.fromisoformat(due), done is not None)
        found += [(lineage, move) for lineage in lineages.get(sources[number], ()) if where]
    return found


def _marks(reader: Reads, first: date, last: date) -> list[tuple[str, MoveView]]:
    rows = reader.rows(
        "SELECT m.sentence_key, m.text, p.name, t.name, m.week FROM mark m JOIN person p ON p.id = m.person_id"
        " JOIN team t ON t.id = m.team_id WHERE m.archived_at IS NULL AND p.active = 1"
        " AND m.week >= :first AND m.week <= :last AND m.sentence_key LIKE 'choice:%' ORDER BY m.id",
        first=week_of(first),
        last=week_of(last),
    )
    return [
        (key.removeprefix("choice:"), MoveView("mark", "", said, name, team, first_day(week), False))
        for key, said, name, team, week in rows
    ]


def _teams(reader: Reads) -> dict[int, dict[int, str]]:
    """Return the teams of every person by id, the oldest membership first.

    Who sits in the team of all as well moves for their own: three leaders of three teams are three teams.
    """
    found: dict[int, dict[int, str]] = {}
    for person, team, name, top in reader.rows(
        "SELECT m.person_id, t.id, t.name, CASE WHEN t.parent_id IS NULL THEN 1 ELSE 0 END AS top FROM membership m"
        " JOIN team t ON t.id = m.team_id WHERE m.archived_at IS NULL AND t.archived_at IS NULL ORDER BY top, m.id"
    ):
        own = found.setdefault(person, {})
        if not (top and own):
            own[team] = name
    return found
