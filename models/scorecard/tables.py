"""Tables of the scorecard: measures, their plans over time, readings with their history, triggers."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

import models.people.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, flag, must, one_of, to


class Measure(Row, table=True):
    """A scorecard line (product.md 1). A percentage is stored as 95 for 95 %.

    formula: what it is worked out from, in canonical form ("M3 / M4 * 100"); such a measure takes no readings by hand.
    beside_id: the measure its owner can move where this one is out of their hands (M60).
    """

    __table_args__ = (
        one_of("area", "growth", "operations", "finance", "talent", "culture", "innovation"),
        one_of("direction", "up", "down", "within"),
        one_of("aggregate", "sum", "mean", "last", "min", "max"),
        one_of("cadence", "week", "month"),
        flag("leads"),
        flag("controlled"),
        flag("on_top"),
        flag("private"),
    )

    team_id: int = must("team")
    rank: int = 0
    name: str
    area: str = "operations"
    leads: int = 0
    drives_id: int | None = to("measure")
    unit: str = ""
    direction: str = "up"
    aggregate: str = "last"
    cadence: str = "week"
    owner_id: int | None = to("person", index=True)
    owner_text: str | None = None
    controlled: int = 1
    formula: str | None = Field(default=None, index=True)
    definition: str | None = None
    target_text: str | None = None
    on_top: int = Field(default=0, index=True)
    retired_at: str | None = None
    retired_because: str | None = None
    beside_id: int | None = to("measure")
    private: int = 0


class Plan(Row, table=True):
    """What a measure is judged by from a period on: a hold, or a glide path from start to goal."""

    __table_args__ = (UniqueConstraint("measure_id", "from_period"),)

    measure_id: int = must("measure", index=False)
    from_period: int
    hold: float | None = None
    low: float | None = None
    start: float | None = None
    goal: float | None = None
    by_period: int | None = None
    off_at: float | None = None


class Reading(Row, table=True):
    """The value of a measure for one period; older values are in ReadingHistory."""

    __table_args__ = (UniqueConstraint("measure_id", "period"),)

    measure_id: int = must("measure", index=False)
    period: int
    value: float
    by_id: int | None = to("person")
    at: str
    source: str = "person"
    note: str | None = None
    batch: str | None = None


class ReadingHistory(Row, table=True):
    """A value that a reading had before it was corrected."""

    __tablename__ = "reading_history"
    __table_args__ = (Index("ix_reading_history_measure_id_period", "measure_id", "period"),)

    measure_id: int = must("measure", index=False)
    period: int
    value: float
    by_id: int | None = to("person")
    at: str
    source: str = "person"
    batch: str | None = None


class Trigger(Row, table=True):
    """A pre-agreed action when a condition on a measure holds N closed periods running (M74).

    fired_period: the closed period with which it fired last; it stays when the trigger is armed again.
    """

    __table_args__ = (
        one_of("of", "value", "change", "mean4"),
        one_of("operator", "<", "<=", ">", ">=", "="),
        one_of("state", "armed", "fired", "acknowledged"),
    )

    measure_id: int = must("measure")
    of: str = "value"
    operator: str
    bound: float
    periods: int = 2
    action: str
    owner_id: int | None = to("person")
    state: str = "armed"
    fired_at: str | None = None
    fired_period: int | None = None
