"""One measure with its verdict: a plain class, since `oar glance` and `oar status` start through this file."""

from __future__ import annotations

from collections.abc import Sequence

from models.scorecard import rules

TYPE_CHECKING = False

ORDER = {"off": 0, "risk": 1, "late": 2, "none": 3, "early": 4, "ok": 5, "done": 6}
"""Statuses, worst first."""


class Judged:
    """One measure and its verdict.

    periods, values, plan_values, statuses: of the last periods, oldest first, ending with the judged one; a missing
    value is None. running: the judged period is the running one (only where the aggregate is "last"). so_far: the
    value of the running period when it is not judged. last: (period, value) of the newest reading in sight.
    """

    __slots__ = (
        "aggregate", "area", "cadence", "created_at", "direction", "drives_id", "first_read", "handle", "id", "last",
        "leads", "name", "on_top", "owner", "owner_id", "period", "periods", "plan_values", "plans", "private", "rank",
        "running", "so_far", "statuses", "team", "team_id", "unit", "values",
    )  # fmt: skip

    def __init__(self, row: Sequence[object]) -> None:
        (
            self.id, self.name, self.team_id, self.team, self.unit, self.direction, self.aggregate, self.cadence,
            self.leads, self.drives_id, self.rank, self.area, self.owner_id, owner, self.handle, owner_text,
            self.private, self.on_top, self.created_at, self.first_read,
        ) = row  # type: ignore[assignment]  # fmt: skip
        self.owner = str(owner or owner_text or "")
        self.plans: list[rules.Plan] = []

    if TYPE_CHECKING:
        id: int
        name: str
        team_id: int
        team: str
        unit: str
        direction: str
        aggregate: str
        cadence: str
        leads: int
        drives_id: int | None
        rank: int
        area: str
        owner_id: int | None
        handle: str | None
        private: int
        on_top: int
        created_at: str
        first_read: int | None
        period: int
        periods: list[int]
        values: list[float | None]
        plan_values: list[float | None]
        statuses: list[str]
        running: bool
        so_far: float | None
        last: tuple[int, float] | None

    @property
    def status(self) -> str:
        """The verdict: the status of the judged period."""
        return self.statuses[-1]

    @property
    def value(self) -> float | None:
        """The value of the judged period, None when it is missing."""
        return self.values[-1]

    @property
    def plan(self) -> float | None:
        """What the plan asks of the judged period."""
        return self.plan_values[-1]

    @property
    def in_force(self) -> rules.Plan | None:
        """The plan the judged period is judged by."""
        return rules.plan_for(self.plans, self.period)

    @property
    def off_at(self) -> float | None:
        """The distance from plan at which the measure is off."""
        plan = self.in_force
        return plan[6] if plan else None

    @property
    def low(self) -> float | None:
        """The lower bound of a band ("within")."""
        plan = self.in_force
        return plan[2] if plan else None

    @property
    def change(self) -> float | None:
        """The difference to the period before, None when one of the two is missing."""
        now, before = self.values[-1], self.values[-2] if len(self.values) > 1 else None
        return None if now is None or before is None else float(f"{now - before:.12g}")

    @property
    def trend(self) -> str:
        """Better, same or worse than the period before, in the measure's good direction; "" when unknown."""
        before = self.values[-2] if len(self.values) > 1 else None
        return rules.trend(self.value, before, self.direction, self.plan, self.low)

    @property
    def hits(self) -> tuple[int, int]:
        """The two numbers of "Hit 9/13": periods at plan, periods that could be judged."""
        met = self.statuses.count("ok")
        return met, met + self.statuses.count("risk") + self.statuses.count("off")

    @property
    def closed(self) -> list[str]:
        """The statuses of closed periods only, oldest first."""
        return self.statuses[:-1] if self.running else self.statuses

    @property
    def closed_values(self) -> list[float | None]:
        """The values of closed periods only, oldest first."""
        return self.values[:-1] if self.running else self.values

    @property
    def begun(self) -> list[float | None]:
        """The values from the first reading on, for a sparkline: before it there is nothing to miss."""
        if self.first_read is None:
            return []
        return [value for period, value in zip(self.periods, self.values, strict=True) if period >= self.first_read]

    def badness(self) -> tuple[int, float, int, int]:
        """Return what sorts measures worst first: status, then how far from plan in off-at distances."""
        far = 0.0
        if self.value is not None and self.plan is not None:
            far = rules.shortfall(self.value, self.plan, self.direction, self.low) / (self.off_at or 1.0)
        return ORDER[self.status], -far, self.rank, self.id
