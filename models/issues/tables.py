"""Tables of hot items, issues, votes, notes, links and to-dos."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

import models.people.tables
import models.reviews.tables
import models.scorecard.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, flag, must, one_of, to


class HotItem(Row, table=True):
    """Something that needs a look now, by a rule or raised by a person (product.md 4).

    source is the reference of what it is about ("M7"); severity is a number, larger is worse.
    """

    __tablename__ = "hot_item"
    __table_args__ = (
        one_of("state", "open", "snoozed", "dropped", "done", "cleared"),
        flag("private"),
        Index("ix_hot_item_rule_source", "rule", "source"),
    )

    rule: str
    source: str
    title: str
    evidence: str = ""
    severity: float = 0.0
    team_id: int | None = to("team", index=True)
    owner_id: int | None = to("person", index=True)
    found_at: str
    state: str = Field(default="open", index=True)
    until: str | None = None
    acted_severity: float | None = None
    outcome: str | None = None
    merged_into: int | None = to("hot_item")
    by_id: int | None = to("person")
    private: int = 0


class Issue(Row, table=True):
    """Something to be identified, discussed, solved (M101)."""

    __table_args__ = (
        one_of("forum", "weekly", "monthly", "quarterly"),
        one_of("disposition", "do", "defer", "decline"),
        one_of("state", "open", "snoozed", "solved"),
        flag("private"),
    )

    team_id: int = must("team")
    forum: str = "weekly"
    title: str
    kind: str = "general"
    measure_id: int | None = to("measure")
    ref: str | None = None
    rank: int | None = None
    estimate: int | None = None
    owner_id: int | None = to("person", index=True)
    raised_by: int | None = to("person")
    escalated_from: int | None = to("team")
    answer: str | None = None
    real_issue: str | None = None
    discussion: str | None = None
    solution: str | None = None
    disposition: str | None = None
    disposition_reason: str | None = None
    until: str | None = None
    state: str = Field(default="open", index=True)
    solved_at: str | None = None
    private: int = 0


class Vote(Row, table=True):
    """One person's vote for an issue."""

    __table_args__ = (UniqueConstraint("issue_id", "person_id"),)

    issue_id: int = must("issue", index=False)
    person_id: int = must("person", index=False)


class Note(Row, table=True):
    """A comment or a why at any record."""

    __table_args__ = (one_of("kind", "comment", "why"), flag("private"))

    ref: str = Field(index=True)
    kind: str = "comment"
    by_id: int = must("person", index=False)
    at: str
    period: int | None = None
    text: str
    team_id: int | None = to("team")
    private: int = 0


class Link(Row, table=True):
    """One record points at another: an issue at the measure it touches, a decision at a choice."""

    __table_args__ = (UniqueConstraint("from_ref", "to_ref"), Index("ix_link_to_ref", "to_ref"))

    from_ref: str
    to_ref: str


class Todo(Row, table=True):
    """A promise with one owner and a date. `change` marks a "change by next week" born in a review."""

    __table_args__ = (flag("change"), flag("private"))

    title: str
    owner_id: int | None = to("person", index=True)
    team_id: int | None = to("team", index=True)
    due_on: str
    week: int | None = None
    origin_ref: str | None = None
    review_id: int | None = to("review", index=True)
    change: int = 0
    carries: int = 0
    misses: int = 0
    done_at: str | None = None
    private: int = 0
