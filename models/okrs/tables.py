"""Tables of the cascading tree: cycles, goals of three kinds, key results, check-ins, rollups."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

import models.people.tables
import models.scorecard.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, flag, must, one_of, to


class Cycle(Row, table=True):
    """A planning period of 3 to 6 months. `start_on` and `end_on` are days, both inside the cycle.

    closed_on is the day it was closed for good: what it holds stays as it stood then.
    """

    __table_args__ = (one_of("state", "planning", "active", "closing", "closed"),)

    name: str
    start_on: str
    end_on: str
    state: str = "planning"
    team_id: int | None = to("team")
    quiet_until: str | None = None
    closed_on: str | None = None


class PlanningTick(Row, table=True):
    """One line of a cycle's planning checklist that is done (M97): which one, by whom, when."""

    __tablename__ = "planning_tick"

    cycle_id: int = must("cycle")
    item: str
    by_id: int = must("person", index=False)
    at: str


class Goal(Row, table=True):
    """An imperative, an annual goal or an objective. `path` is the chain of ids, `/1/5/9/`.

    `copied_from` is the goal of another cycle that this one goes on with: nothing of that one was changed.
    """

    __table_args__ = (
        one_of("kind", "imperative", "annual", "objective"),
        one_of("intent", "stretch", "committed"),
        one_of("state", "open", "closed"),
        one_of("supports_strategy", "yes", "no"),
        flag("contributes"),
        Index("ix_goal_parent_id_rank", "parent_id", "rank"),
    )

    kind: str
    parent_id: int | None = to("goal")
    path: str = Field(default="", index=True)
    rank: int = 0
    title: str
    team_id: int | None = to("team", index=True)
    owner_id: int | None = to("person", index=True)
    owner_text: str | None = None
    integrator_id: int | None = to("person")
    cycle_id: int | None = to("cycle", index=True)
    choice_lineage: str | None = Field(default=None, index=True)
    measure_id: int | None = to("measure", index=True)
    intent: str | None = None
    contributes: int = 0
    weight: float = 1.0
    why: str | None = None
    what: str | None = None
    how: str | None = None
    supports_strategy: str | None = None
    supports_reason: str | None = None
    state: str = "open"
    final_score: float | None = None
    final_original: float | None = None
    final_reason: str | None = None
    cause: str | None = None
    imported_note: str | None = None
    copied_from: int | None = to("goal")


class KeyResult(Row, table=True):
    """A key result of one goal. Which numbers count depends on `kind` (product.md 3)."""

    __tablename__ = "key_result"
    __table_args__ = (
        one_of("kind", "increase", "decrease", "count", "threshold", "milestone", "boolean"),
        flag("controlled"),
        Index("ix_key_result_goal_id_rank", "goal_id", "rank"),
    )

    goal_id: int = must("goal", index=False)
    rank: int = 0
    title: str
    kind: str = "increase"
    unit: str = ""
    start: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    baseline_text: str | None = None
    weight: float = 1.0
    owner_id: int | None = to("person", index=True)
    owner_text: str | None = None
    measure_id: int | None = to("measure", index=True)
    controlled: int = 1
    plan_json: str | None = None
    starts_on: str | None = None
    due_on: str | None = None
    final_score: float | None = None
    final_original: float | None = None
    final_reason: str | None = None
    cause: str | None = None
    imported_note: str | None = None
    copied_from: int | None = to("key_result")


class Step(Row, table=True):
    """One dated step of a milestone key result."""

    key_result_id: int = must("key_result")
    rank: int = 0
    title: str
    weight: float = 1.0
    due_on: str | None = None
    done_at: str | None = None


class CheckIn(Row, table=True):
    """One dated update of a key result; append-only. `corrects` names the check-in it replaces."""

    __tablename__ = "check_in"
    __table_args__ = (
        one_of("word", "off", "risk"),
        Index("ix_check_in_key_result_id_at", "key_result_id", "at"),
    )

    key_result_id: int = must("key_result", index=False)
    at: str
    by_id: int = must("person", index=False)
    period: int
    value: float | None = None
    confidence: int | None = None
    word: str | None = None
    note: str | None = None
    corrects: int | None = to("check_in")


class PlanChange(Row, table=True):
    """A guarded change inside an active cycle with its case (product.md 5, M108)."""

    __tablename__ = "plan_change"

    ref: str = Field(index=True)
    field: str
    reason: str
    grounds: str
    evidence: str | None = None
    agreed_by: int | None = to("person")
    told: str | None = None
    before: str | None = None
    after: str | None = None
    by_id: int = must("person", index=False)
    at: str


class SavedFilter(Row, table=True):
    """A filter of the tree under a name, in the grammar of `/`; a person's own, or shared with everybody."""

    __tablename__ = "saved_filter"
    __table_args__ = (flag("shared"),)

    name: str
    text: str
    owner_id: int = must("person")
    shared: int = 0


class Rollup(Row, table=True):
    """Derived state of a goal or key result; rewritten by consequences, never audited.

    node is "goal" or "key_result"; counts hold key results below by status; holds_until is a day.
    """

    __table_args__ = (
        UniqueConstraint("node", "node_id"),
        Index("ix_rollup_holds_until", "holds_until"),
    )

    node: str
    node_id: int
    progress: float | None = None
    raw: float | None = None
    pace: str = "none"
    health: str = "none"
    late: int = 0
    value: float | None = None
    confidence: int | None = None
    checked_at: str | None = None
    trail: str = ""
    counted: int = 0
    total: int = 0
    children: int = 0
    off: int = 0
    risk: int = 0
    ok: int = 0
    late_count: int = 0
    none: int = 0
    early: int = 0
    done: int = 0
    holds_until: str | None = None
