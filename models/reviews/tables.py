"""Tables of reviews: who is there, how long each step took, what was captured, ratings, tells."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

import models.people.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, flag, must, one_of, to


class Review(Row, table=True):
    """A weekly, monthly or quarterly review or a retrospective. `agenda` is JSON of step minutes.

    focus: the reference discussed now. revealed: ratings are shown. promised, kept and rating are set by closing.
    """

    __table_args__ = (
        one_of("kind", "weekly", "monthly", "quarterly", "retrospective"),
        one_of("state", "planned", "open", "closed"),
        flag("private"),
        flag("revealed"),
    )

    team_id: int = must("team")
    kind: str = "weekly"
    week: int
    agenda: str = "{}"
    step: int = 1
    started_at: str | None = None
    ended_at: str | None = None
    facilitator_id: int | None = to("person")
    scribe_id: int | None = to("person")
    state: str = Field(default="planned", index=True)
    focus: str | None = None
    revealed: int = 0
    promised: int | None = None
    kept: int | None = None
    rating: float | None = None
    minutes: str | None = None
    private: int = 0


class Present(Row, table=True):
    """Whether a person is there."""

    __table_args__ = (UniqueConstraint("review_id", "person_id"), one_of("state", "here", "away"))

    review_id: int = must("review", index=False)
    person_id: int = must("person", index=False)
    state: str = "here"


class StepRun(Row, table=True):
    """Seconds spent in one step, or on one issue in it (`ref`); `started_at` is set while it runs."""

    __tablename__ = "step_run"
    __table_args__ = (UniqueConstraint("review_id", "step", "ref"),)

    review_id: int = must("review", index=False)
    step: int
    ref: str = ""
    seconds: float = 0.0
    started_at: str | None = None
    borrowed: int = 0


class Entry(Row, table=True):
    """A captured line: why, change, headline, note ... at the step it was said in.

    result_ref is what it became ("TD14"). private: hidden from other teams, as what it is about is.
    """

    __table_args__ = (flag("private"),)

    review_id: int = must("review")
    step: int
    ref: str | None = Field(default=None, index=True)
    kind: str
    text: str
    by_id: int | None = to("person")
    at: str
    result_ref: str | None = None
    team_id: int | None = to("team")
    private: int = 0


class Rating(Row, table=True):
    """A person's rating of a review, 1 to 10, with a why at 7 or less."""

    __table_args__ = (UniqueConstraint("review_id", "person_id"),)

    review_id: int = must("review", index=False)
    person_id: int = must("person", index=False)
    value: int
    why: str | None = None


class Tell(Row, table=True):
    """A line that another team has to hear; it opens that team's next review until acknowledged."""

    __table_args__ = (flag("done"),)

    review_id: int = must("review")
    to_team_id: int = must("team")
    text: str
    by_id: int | None = to("person")
    seen_at: str | None = None
    seen_by: int | None = to("person")
    done: int = 0
