"""Tables of people: teams form a tree, a person has one access per team, roles are seats."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import Row, flag, must, one_of, to


class Team(Row, table=True):
    """Company, department or team; teams form a tree (product.md 1)."""

    __table_args__ = (one_of("level", "company", "department", "team"),)

    name: str
    parent_id: int | None = to("team", index=True)
    level: str = "team"
    review_weekday: int = 1
    review_time: str = "10:00"


class Person(Row, table=True):
    """Somebody with a handle. Never deleted, only deactivated."""

    __table_args__ = (UniqueConstraint("handle"), flag("active"))

    handle: str
    name: str
    email: str | None = None
    active: int = 1
    looked_at: str | None = None


class Membership(Row, table=True):
    """A person's access in one team (product.md 5)."""

    __table_args__ = (
        UniqueConstraint("team_id", "person_id"),
        one_of("access", "viewer", "member", "lead", "admin"),
    )

    team_id: int = must("team")
    person_id: int = must("person")
    access: str = "member"


class Role(Row, table=True):
    """A seat in the structure, held by a person or empty."""

    __table_args__ = (flag("on_leadership"), flag("executive"), flag("facilitates"))

    team_id: int = must("team")
    name: str
    purpose: str | None = None
    person_id: int | None = to("person", index=True)
    on_leadership: int = 0
    executive: int = 0
    facilitates: int = 0


class SshKey(Row, table=True):
    """A key that opens a session as a person (sharing.md 2)."""

    __tablename__ = "ssh_key"
    __table_args__ = (UniqueConstraint("fingerprint"),)

    person_id: int = must("person")
    fingerprint: str
    line: str
    revoked_at: str | None = None


class Setting(Row, table=True):
    """One organisation setting by name; the value is JSON text."""

    __table_args__ = (UniqueConstraint("name"),)

    name: str = Field(index=False)
    value: str
