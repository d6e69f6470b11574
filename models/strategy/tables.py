"""Tables of the strategy brief. A choice or exclusion keeps its `lineage` from version to version."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

import models.people.tables
import models.scorecard.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, must, one_of, to


class Brief(Row, table=True):
    """One version of the strategy brief; published versions never change."""

    __table_args__ = (one_of("state", "draft", "published"),)

    team_id: int | None = to("team")
    version: int = 1
    title: str = "Strategy brief"
    state: str = "draft"
    vision: str | None = None
    elephants: str | None = None
    published_at: str | None = None
    published_by: int | None = to("person")


class Choice(Row, table=True):
    """X rather than Y, because Z, with consequence W (M30)."""

    __table_args__ = (one_of("still_holds", "yes", "no"),)

    brief_id: int = must("brief")
    lineage: str = Field(default="", index=True)
    rank: int = 0
    statement: str
    rather_than: str | None = None
    because: str | None = None
    consequence: str | None = None
    still_holds: str | None = None


class Exclusion(Row, table=True):
    """What we will not do, with a lifting condition on a measure if there is one (M35).

    elephant: what everybody knows and nobody says about it.
    """

    __table_args__ = (one_of("operator", "<", "<=", ">", ">=", "="),)

    brief_id: int = must("brief")
    lineage: str = Field(default="", index=True)
    rank: int = 0
    statement: str
    elephant: str | None = None
    measure_id: int | None = to("measure", index=True)
    operator: str | None = None
    bound: float | None = None
    periods: int = 4
    lifted_at: str | None = None


class Assumption(Row, table=True):
    """What has to be true for the strategy to work."""

    __table_args__ = (one_of("still_holds", "yes", "no"),)

    brief_id: int = must("brief")
    lineage: str = Field(default="", index=True)
    rank: int = 0
    statement: str
    measure_id: int | None = to("measure", index=True)
    still_holds: str | None = None


class BriefMeasure(Row, table=True):
    """One of the few measures that matter, named in the brief."""

    __tablename__ = "brief_measure"
    __table_args__ = (UniqueConstraint("brief_id", "measure_id"),)

    brief_id: int = must("brief")
    measure_id: int = must("measure")
    rank: int = 0


class Mark(Row, table=True):
    """A sentence of the brief that changes a team's week, and how (M90)."""

    brief_id: int = must("brief")
    sentence_key: str
    team_id: int = must("team")
    person_id: int = must("person")
    text: str
    week: int


class Ack(Row, table=True):
    """A person has read one version of the brief (M115)."""

    __table_args__ = (UniqueConstraint("brief_id", "person_id"),)

    brief_id: int = must("brief")
    person_id: int = must("person")
    at: str


class Doubt(Row, table=True):
    """A doubt about a choice or another record; open until answered (M83)."""

    ref: str = Field(index=True)
    person_id: int = must("person")
    text: str
    answer: str | None = None
    answered_by: int | None = to("person")
    answered_at: str | None = None


class Recall(Row, table=True):
    """How much of one version a team knows by heart, summed up over all who tried (M115).

    No row, no Change and no Action says who tried or what one person knew: it is written past the audit trail.
    """

    __table_args__ = (UniqueConstraint("brief_id", "team_id"),)

    brief_id: int = must("brief")
    team_id: int = must("team")
    sittings: int = 0
    choices: int = 0
    choices_of: int = 0
    goals: int = 0
    goals_of: int = 0
