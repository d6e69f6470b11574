"""Tables of the decision log: decisions, options, who is affected, commitments and guardrails."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

import models.people.tables
import models.reviews.tables
import models.scorecard.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, flag, must, one_of, to


class Decision(Row, table=True):
    """A decision needed or made (M48). `needed_by` and `revisit_on` are days."""

    __table_args__ = (
        one_of("state", "needed", "made", "superseded", "reversed"),
        one_of("lane", "commitment", "guardrail", "autonomy"),
        flag("private"),
    )

    title: str
    state: str = Field(default="needed", index=True)
    lane: str | None = None
    owner_id: int | None = to("person", index=True)
    team_id: int = must("team")
    context: str | None = None
    chosen: str | None = None
    because: str | None = None
    consequences: str | None = None
    expected: str | None = None
    choice_lineage: str | None = None
    measure_id: int | None = to("measure", index=True)
    needed_by: str | None = None
    asked_at: str
    made_at: str | None = None
    made_by: int | None = to("person")
    revisit_on: str | None = None
    supersedes: int | None = to("decision")
    origin_ref: str | None = None
    review_id: int | None = to("review", index=True)
    private: int = 0


class Option(Row, table=True):
    """One of the ways considered in a decision."""

    __table_args__ = (flag("chosen"),)

    decision_id: int = must("decision")
    rank: int = 0
    title: str
    pro: str | None = None
    con: str | None = None
    chosen: int = 0


class Affects(Row, table=True):
    """A team that a decision touches, and when it was told."""

    __table_args__ = (UniqueConstraint("decision_id", "team_id"),)

    decision_id: int = must("decision", index=False)
    team_id: int = must("team")
    effect: str | None = None
    told_at: str | None = None
    seen_at: str | None = None


class LaneItem(Row, table=True):
    """A commitment (promise) or guardrail (limit) that decisions have to respect (M43-M45).

    `proposal` is JSON of the columns that wait for approval ("{}": the commitment itself), None when none does.
    """

    __tablename__ = "lane_item"
    __table_args__ = (
        one_of("kind", "commitment", "guardrail"),
        one_of("operator", "<", "<=", ">", ">=", "="),
    )

    kind: str
    team_id: int = must("team")
    text: str
    measure_id: int | None = to("measure", index=True)
    operator: str | None = None
    bound: float | None = None
    proposal: str | None = None
    proposed_by: int | None = to("person")
    proposed_at: str | None = None
    proposed_because: str | None = None


class Approval(Row, table=True):
    """An executive's approval of a decision or of a change of a commitment."""

    ref: str = Field(index=True)
    person_id: int = must("person")
    at: str
    text: str | None = None
