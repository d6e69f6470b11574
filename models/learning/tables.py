"""Tables of what was learned and what went well."""

import models.people.tables
import models.reviews.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, one_of, to


class Learning(Row, table=True):
    """A defect, an experiment or a post-mortem without blame (M66)."""

    __table_args__ = (one_of("kind", "defect", "experiment", "postmortem", "retrospective"),)

    kind: str = "retrospective"
    title: str
    facts: str | None = None
    factors: str | None = None
    change: str | None = None
    ref: str | None = None
    repeats: int = 0
    by_id: int | None = to("person")
    team_id: int | None = to("team")


class Win(Row, table=True):
    """A small win, said by a person (M86)."""

    text: str
    by_id: int | None = to("person")
    team_id: int | None = to("team")
    review_id: int | None = to("review")
    week: int
