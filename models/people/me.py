"""The person on whose behalf something is read or written."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from models.errors import NotPermitted, Unknown, Unreachable
from models.store.protocol import Reads

RANKS = ("viewer", "member", "lead", "admin")
READS = "You may read here, not write"


class Me(NamedTuple):
    """A person with their access per team id, inherited from the teams above (product.md 5).

    `own` are the teams they are a member of themselves; `access` also holds the teams below those
    that they lead or administer.
    """

    id: int
    handle: str
    name: str
    access: Mapping[int, str] = MappingProxyType({})
    own: tuple[int, ...] = ()
    admin: bool = False

    def at_least(self, team_id: int | None, access: str) -> bool:
        """Return whether the person has `access` or more in a team; None is the whole organisation."""
        if self.admin:
            return True
        if team_id is None:
            return access == "viewer"
        return RANKS.index(self.access.get(team_id, "viewer")) >= RANKS.index(access)

    @property
    def writes(self) -> bool:
        """Whether the person may write anywhere: a viewer everywhere only reads."""
        return self.admin or any(self.at_least(team, "member") for team in self.access)

    def must_write(self) -> None:
        """Refuse who only reads before they type anything. Raises NotPermitted."""
        if not self.writes:
            raise NotPermitted(READS, "A member of the team or an admin can")

    @property
    def leads(self) -> bool:
        """Whether the person leads a team, or is an admin: they may change what belongs to none, such as the brief."""
        return self.admin or any(access in ("lead", "admin") for access in self.access.values())


def load(reader: Reads, handle: str) -> Me:
    """Return the active person with `handle`. Raises Unknown with a hint when there is none."""
    row = reader.row(
        "SELECT id, handle, name FROM person WHERE handle = :handle AND active = 1 AND archived_at IS NULL",
        handle=handle,
    )
    if row is None:
        if not reader.value("SELECT count(*) FROM person"):
            raise Unreachable(
                "This database was left half made: nobody is in it yet",
                "Remove the file, then `oar init` or `oar` makes it anew",
            )
        raise Unknown(
            f"Nobody here is called {handle!r}",
            "Say who you are with --as HANDLE or OAR_USER, or ask an admin for `oar people add`",
        )
    memberships = reader.rows(
        "SELECT team_id, access FROM membership WHERE person_id = :person AND archived_at IS NULL ORDER BY team_id",
        person=row[0],
    )
    access: dict[int, str] = dict(memberships)
    strong = [team for team, given in memberships if given in ("lead", "admin")]
    for team in _below(reader, strong):
        if team not in strong:
            access[team] = "lead"
    return Me(
        id=row[0],
        handle=row[1],
        name=row[2],
        access=access,
        own=tuple(team for team, _ in memberships),
        admin=any(given == "admin" for _, given in memberships),
    )


def _below(reader: Reads, teams: list[int]) -> list[int]:
    """Return the ids of the teams below these. Every write asks: it does not read the teams of the whole company."""
    if not teams:
        return []
    rows = reader.rows(
        "WITH RECURSIVE below (id) AS (SELECT id FROM team WHERE archived_at IS NULL"
        f" AND parent_id IN ({', '.join(map(str, teams))})"
        " UNION SELECT t.id FROM below b JOIN team t ON t.parent_id = b.id WHERE t.archived_at IS NULL)"
        " SELECT id FROM below ORDER BY id"
    )
    return [row[0] for row in rows]
