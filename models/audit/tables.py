"""Tables of the audit trail: one action is one undo step, its changes are the fields it touched."""

from sqlalchemy import Index
from sqlmodel import Field

import models.people.tables  # noqa: F401 - its foreign keys lead there
from models.base import Base, flag, to


class Action(Base, table=True):
    """One thing a person did. `id` is made by the client, so that a retry is harmless (sharing.md 4)."""

    __table_args__ = (Index("ix_action_by_id_at", "by_id", "at"), flag("private"))

    id: str = Field(primary_key=True)
    seq: int = Field(unique=True)
    at: str
    by_id: int | None = to("person")
    verb: str
    summary: str = ""
    payload: str = "{}"
    undoes: str | None = Field(default=None, index=True)
    review_id: int | None = None
    team_id: int | None = None
    private: int = 0


class Change(Base, table=True):
    """One field of one row before and after, as JSON text; field "" is the making of the row."""

    __table_args__ = (Index("ix_change_kind_row_id", "kind", "row_id"), flag("private"))

    id: int | None = Field(default=None, primary_key=True)
    action_id: str = Field(foreign_key="action.id", index=True)
    kind: str
    row_id: int
    field: str = ""
    before: str | None = None
    after: str | None = None
    team_id: int | None = None
    private: int = 0


class Feed(Base, table=True):
    """One line per commit: which areas it touched. Open apps read what is newer than they know."""

    counter: int | None = Field(default=None, primary_key=True)
    areas: str
