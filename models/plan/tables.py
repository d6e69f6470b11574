"""Tables of the operating plan: initiatives, milestones, dependencies, allocations, critical flows."""

import models.okrs.tables
import models.people.tables
import models.scorecard.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, flag, must, one_of, to


class Initiative(Row, table=True):
    """Work under a key result: a project, or a hypothesis "we believe X will move Y" (M119)."""

    __table_args__ = (
        one_of("kind", "project", "hypothesis", "product"),
        one_of("state", "open", "done", "stopped"),
        flag("core"),
    )

    title: str
    kind: str = "project"
    team_id: int | None = to("team", index=True)
    goal_id: int | None = to("goal", index=True)
    key_result_id: int | None = to("key_result", index=True)
    measure_id: int | None = to("measure")
    hypothesis: str | None = None
    owner_id: int | None = to("person", index=True)
    integrator_id: int | None = to("person")
    end_on: str | None = None
    core: int = 0
    state: str = "open"
    learned: str | None = None


class Milestone(Row, table=True):
    """A step of an initiative in one of three columns: decide, build, launch (M37, M38)."""

    __table_args__ = (one_of("stage", "decide", "build", "launch", "done", "killed"),)

    initiative_id: int = must("initiative")
    rank: int = 0
    title: str
    stage: str = "decide"
    month: int | None = None
    entered_at: str
    due_on: str | None = None
    owner_id: int | None = to("person")
    decision_owner_id: int | None = to("person")
    slips: int = 0


class Dependency(Row, table=True):
    """One team waits for another: what, needed when, promised when."""

    __table_args__ = (one_of("state", "open", "done"),)

    from_team_id: int = must("team")
    to_team_id: int = must("team")
    what: str
    needed_on: str
    promised_on: str | None = None
    owner_id: int | None = to("person")
    ref: str | None = None
    state: str = "open"


class Allocation(Row, table=True):
    """A share of a person's time for an initiative; `starts_on` and `ends_on` are days."""

    person_id: int = must("person")
    initiative_id: int = must("initiative")
    percent: float
    starts_on: str
    ends_on: str | None = None


class Flow(Row, table=True):
    """A critical flow end to end, such as lead to cash (M91)."""

    name: str
    owner_id: int | None = to("person")


class FlowStep(Row, table=True):
    """One step of a flow with its owner, touch time and waiting time in hours."""

    __tablename__ = "flow_step"
    __table_args__ = (flag("bottleneck"),)

    flow_id: int = must("flow")
    rank: int = 0
    name: str
    owner_id: int | None = to("person")
    system: str | None = None
    touch_hours: float | None = None
    wait_hours: float | None = None
    bottleneck: int = 0
    due_on: str | None = None
