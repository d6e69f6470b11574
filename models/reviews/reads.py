"""Reviews as screens and commands show them: one review, its clocks, its people, the list with its trends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from models.clock import moment
from models.errors import Unknown
from models.reviews import rules
from models.store.protocol import Reads

SELECT = (
    "SELECT r.id, r.team_id, t.name, t.review_weekday, r.kind, r.week, r.state, r.step, r.started_at, r.ended_at,"
    " r.facilitator_id, f.name, r.scribe_id, s.name, r.private, r.revealed, r.focus, r.agenda, r.promised, r.kept,"
    " r.rating FROM review r JOIN team t ON t.id = r.team_id LEFT JOIN person f ON f.id = r.facilitator_id"
    " LEFT JOIN person s ON s.id = r.scribe_id WHERE r.archived_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class ClockView:
    """The clock of a step, or of one issue in it: seconds before, and since when it runs (None: it stands)."""

    seconds: int
    started_at: datetime | None = None

    def spent(self, now: datetime) -> int:
        """Return the seconds spent until `now`."""
        return rules.elapsed_seconds(self.seconds, self.started_at, now)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One review. agenda: (step, minutes). week: such as 202634. promised, kept, rating: None until it is closed."""

    id: int
    team_id: int
    team: str
    weekday: int
    kind: str
    week: int
    state: str
    step: int
    started_at: str
    ended_at: str
    facilitator_id: int
    facilitator: str
    scribe_id: int
    scribe: str
    private: bool
    revealed: bool
    focus: str
    agenda: tuple[tuple[str, int], ...]
    promised: int | None
    kept: int | None
    rating: float | None

    @property
    def ref(self) -> str:
        """Its reference, "R6"."""
        return f"R{self.id}"

    @property
    def open(self) -> bool:
        """Whether it is going on."""
        return self.state == "open"

    def leads(self, person: int) -> bool:
        """Return whether a person is facilitator or scribe."""
        return bool(person) and person in (self.facilitator_id, self.scribe_id)

    @property
    def kept_rate(self) -> float | None:
        """The share of promises kept, None before closing or without any."""
        return None if self.kept is None else rules.kept_rate(self.kept, self.promised or 0)


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody of the review: state `here` or `away`, their wins, whether they rated.

    rating and why are None until the ratings are shown; one's own is always there.
    """

    id: int
    handle: str
    name: str
    state: str
    wins: tuple[str, ...]
    rated: bool
    rating: int | None
    why: str | None


def _view(row: tuple[object, ...]) -> ReviewView:
    (number, team, name, weekday, kind, week, state, step, started, ended, leader, leads, scribe, writes) = row[:14]
    private, revealed, focus, agenda, promised, kept, rating = row[14:]
    return ReviewView(
        id=int(str(number)),
        team_id=int(str(team)),
        team=str(name),
        weekday=int(str(weekday)),
        kind=str(kind),
        week=int(str(week)),
        state=str(state),
        step=int(str(step)),
        started_at=str(started or ""),
        ended_at=str(ended or ""),
        facilitator_id=int(str(leader or 0)),
        facilitator=str(leads or ""),
        scribe_id=int(str(scribe or 0)),
        scribe=str(writes or ""),
        private=bool(private),
        revealed=bool(revealed),
        focus=str(focus or ""),
        agenda=_agenda(str(agenda or "")),
        promised=None if promised is None else int(str(promised)),
        kept=None if kept is None else int(str(kept)),
        rating=None if rating is None else float(str(rating)),
    )


def _agenda(text: str) -> tuple[tuple[str, int], ...]:
    found = json.loads(text or "[]")
    if not isinstance(found, list):
        return rules.WEEKLY
    return tuple((str(name), int(minutes)) for name, minutes in found) or rules.WEEKLY


def review(reader: Reads, number: int) -> ReviewView:
    """Return one review. Raises Unknown when there is none, or it is private to another team."""
    row = reader.row(f"{SELECT} AND r.id = :id", id=number)
    if row is None:
        raise Unknown(f"There is no R{number}", "`oar review list` lists them")
    return _view(row)


def open_review(reader: Reads, teams: tuple[int, ...], kind: str = "weekly") -> ReviewView | None:
    """Return the open review of the first of `teams` that has one, None when none has."""
    for team in teams:
        row = reader.row(
            f"{SELECT} AND r.state = 'open' AND r.kind = :kind AND r.team_id = :team", kind=kind, team=team
        )
        if row is not None:
            return _view(row)
    return None


def reviews(reader: Reads, *, team: int = 0, kind: str = "", limit: int = 50) -> list[ReviewView]:
    """Return reviews, the newest first; of one team or kind only, if given."""
    where = (" AND r.team_id = :team" if team else "") + (" AND r.kind = :kind" if kind else "")
    values = ({"team": team} if team else {}) | ({"kind": kind} if kind else {})
    rows = reader.rows(f"{SELECT}{where} ORDER BY r.started_at DESC, r.id DESC LIMIT :most", most=limit, **values)
    return [_view(row) for row in rows]


def before(reader: Reads, view: ReviewView) -> ReviewView | None:
    """Return the review of the same team and kind that was closed last before this one, None for the first."""
    row = reader.row(
        f"{SELECT} AND r.state = 'closed' AND r.team_id = :team AND r.kind = :kind AND r.id < :id"
        " ORDER BY r.id DESC LIMIT 1",
        team=view.team_id,
        kind=view.kind,
        id=view.id,
    )
    return _view(row) if row is not None else None


def clocks(reader: Reads, number: int) -> dict[tuple[int, str], ClockView]:
    """Return the clocks of a review by (step, reference of the row or "")."""
    rows = reader.rows(
        "SELECT step, ref, seconds, started_at FROM step_run WHERE review_id = :id AND archived_at IS NULL", id=number
    )
    return {
        (step, ref): ClockView(int(seconds), moment(started) if started else None)
        for step, ref, seconds, started in rows
    }


def people(reader: Reads, view: ReviewView, me: int = 0) -> list[PersonView]:
    """Return who is here or away, in order of names, with wins and ratings as far as `me` may see them."""
    rows = reader.rows(
        "SELECT p.id, p.handle, p.name, n.state, g.value, g.why FROM present n JOIN person p ON p.id = n.person_id"
        " LEFT JOIN rating g ON g.review_id = n.review_id AND g.person_id = n.person_id AND g.archived_at IS NULL"
        " WHERE n.review_id = :id AND n.archived_at IS NULL ORDER BY p.name, p.id",
        id=view.id,
    )
    wins: dict[int, list[str]] = {}
    for by, text in reader.rows(
        "SELECT by_id, text FROM win WHERE review_id = :id AND archived_at IS NULL ORDER BY id", id=view.id
    ):
        wins.setdefault(by or 0, []).append(text)
    here = [row[0] for row in rows if row[3] == "here"]
    shown = view.revealed or rules.all_rated(here, [row[0] for row in rows if row[4] is not None])
    return [
        PersonView(
            id=number,
            handle=handle,
            name=name,
            state=state,
            wins=tuple(wins.get(number, ())),
            rated=value is not None,
            rating=value if shown or number == me else None,
            why=why if shown or number == me else None,
        )
        for number, handle, name, state, value, why in rows
    ]


def ratings_shown(view: ReviewView, found: list[PersonView]) -> bool:
    """Return whether the ratings of a review may be seen: revealed, or everybody here has rated."""
    here = [one.id for one in found if one.state == "here"]
    return view.revealed or rules.all_rated(here, [one.id for one in found if one.rated])


def saved_minutes(reader: Reads, number: int) -> str:
    """Return the minutes of a closed review, the whole ones for those who may see them; "" while it is open."""
    whole = reader.value(
        "SELECT text FROM entry WHERE review_id = :id AND kind = 'minutes' AND archived_at IS NULL", id=number
    )
    return str(whole or reader.value("SELECT minutes FROM review WHERE id = :id", id=number) or "")
