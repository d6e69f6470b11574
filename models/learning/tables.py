"""Tables of what was learned and what went well."""

import models.okrs.tables
import models.people.tables
import models.reviews.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, one_of, to


class Learning(Row, table=True):
    """A defect, an experiment, a post-mortem without blame (M66), or a line of a cycle's retrospective (M9).

    outcome says of a retrospective's line whether that worked or did not; cycle_id is the cycle it looks back at.
    """

    __table_args__ = (
        one_of("kind", "defect", "experiment", "postmortem", "retrospective"),
        one_of("outcome", "worked", "did_not"),
    )

    kind: str = "retrospective"
    title: str
    facts: str | None = None
    factors: str | None = None
    change: str | None = None
    ref: str | None = None
    repeats: int = 0
    by_id: int | None = to("person")
    team_id: int | None = to("team")
    outcome: str | None = None
    cycle_id: int | None = to("cycle", index=True)


class Win(Row, table=True):
    """A small win, said by a person (M86)."""

    text: str
    by_id: int | None = to("person")
    team_id: int | None = to("team")
    review_id: int | None = to("review")
    week: int
