"""Reading people: who is there, with which access in which team."""

from __future__ import annotations

from dataclasses import dataclass

from models import refs
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class AccessView:
    """An access in one team: its reference, its name, viewer to admin."""

    team: str
    name: str
    access: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with what they may do. looked_at: when they last looked at Today (UTC instant), "" for never."""

    ref: str
    handle: str
    name: str
    email: str
    active: bool
    looked_at: str
    access: tuple[AccessView, ...]


def handles(reader: Reads) -> dict[str, str]:
    """Return the handle of each active person by handle and by name, both in small letters."""
    rows = reader.rows("SELECT handle, name FROM person WHERE active = 1 AND archived_at IS NULL")
    return {word.casefold(): handle for handle, name in rows for word in (handle, name)}


def handle_of(reader: Reads, number: int) -> str:
    """Return the handle of a person by their id, "" for nobody."""
    return str(reader.value("SELECT handle FROM person WHERE id = :id", id=number) or "")


def first_admin(reader: Reads) -> str:
    """Return the handle of the admin who is here longest, "" while there is none."""
    found = reader.value(
        "SELECT p.handle FROM person p JOIN membership m ON m.person_id = p.id"
        " WHERE m.access = 'admin' AND p.active = 1 ORDER BY p.id LIMIT 1"
    )
    return str(found or "")


def team_name(reader: Reads, number: int) -> str:
    """Return the name of a team by its id, "" for none."""
    return str(reader.value("SELECT name FROM team WHERE id = :id", id=number) or "")


def people(reader: Reads, *, everybody: bool = False) -> list[PersonView]:
    """Return the active people by handle, with `everybody` also the deactivated ones."""
    rows = reader.rows(
        "SELECT id, handle, name, email, active, looked_at FROM person WHERE archived_at IS NULL ORDER BY handle"
    )
    access: dict[int, list[AccessView]] = {}
    for person, team, name, given in reader.rows(
        "SELECT m.person_id, t.id, t.name, m.access FROM membership m JOIN team t ON t.id = m.team_id"
        " WHERE m.archived_at IS NULL AND t.archived_at IS NULL ORDER BY t.id"
    ):
        access.setdefault(person, []).append(AccessView(refs.ref("team", team), name, given))
    return [
        PersonView(
            ref=refs.ref("person", number),
            handle=handle,
            name=name,
            email=email or "",
            active=bool(active),
            looked_at=looked or "",
            access=tuple(access.get(number, ())),
        )
        for number, handle, name, email, active, looked in rows
        if active or everybody
    ]
