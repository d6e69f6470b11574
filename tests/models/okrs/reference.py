"""What the rollups must be, worked out from product.md 3 alone, slowly, for one whole company at a time.

Written without a look at models/okrs/rules.py, pace.py and rollups.py: it reads rows, shares no code with them, and
works out every key result from its check-ins and every goal from the leaves up, each time anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from json import loads
from typing import Any

from models.store.protocol import Reads

STATUSES = ("off", "risk", "late", "none", "early", "ok", "done")
Row = dict[str, Any]


@dataclass(frozen=True)
class Leaf:
    """A key result: progress as it is (None: not set), health, whether late."""

    raw: float | None
    health: str
    late: bool


@dataclass(frozen=True)
class Node:
    """A goal: its progress (None: none), what was counted, of how many, and key results below by status."""

    progress: float | None
    counted: int
    total: int
    counts: tuple[int, ...]


def table(reader: Reads, name: str, columns: str) -> list[Row]:
    """Return the live rows of a table."""
    names = columns.split()
    found = reader.rows(f"SELECT {', '.join(names)} FROM {name} WHERE archived_at IS NULL ORDER BY id")
    return [dict(zip(names, row, strict=True)) for row in found]


class Company:
    """Everything the rollups rest on, as it stands on `today`."""

    def __init__(self, reader: Reads, today: date) -> None:
        self.today = today
        self.cycles = {
            row["id"]: row for row in table(reader, "cycle", "id start_on end_on state closed_on")
        }  # fmt: skip
        self.goals = {
            row["id"]: row
            for row in table(reader, "goal", "id parent_id kind contributes weight intent cycle_id team_id")
        }
        self.key_results = {
            row["id"]: row
            for row in table(
                reader,
                "key_result",
                "id goal_id kind start target low high weight final_score created_at starts_on due_on plan_json",
            )
        }
        self.check_ins = table(reader, "check_in", "id key_result_id period at value confidence word corrects")
        self.steps = table(reader, "step", "key_result_id weight due_on done_at")
        self.reviews = dict(reader.rows("SELECT id, review_weekday FROM team"))

    def leaves(self) -> dict[int, Leaf]:
        """Return every live key result."""
        return {number: self.leaf(row) for number, row in self.key_results.items() if row["goal_id"] is not None}

    def nodes(self) -> dict[int, Node]:
        """Return every live goal."""
        leaves = self.leaves()
        return {number: self.node(number, leaves) for number in self.goals}

    # ---- a key result

    def leaf(self, row: Row) -> Leaf:
        goal = self.any_goal(row["goal_id"])
        cycle = self.cycles.get(goal["cycle_id"]) if goal["cycle_id"] else None
        said = sorted(self.said(row["id"]), key=lambda one: (one["period"], one["at"], one["id"]))
        first, last = self.days(row, cycle)
        raw = self.raw(row, cycle, said, first, last)
        if row["final_score"] is not None or (cycle is not None and cycle["state"] == "closed"):
            return Leaf(raw, "done", False)
        newest = said[-1] if said else None
        pace = self.pace(row, goal, cycle, raw, newest, first, last, said)
        late = self.late(goal, cycle, newest, first, last, row) or self.missing_week(row, cycle, said, first, last)
        words = [pace, self.by_confidence(newest, goal), newest["word"] if newest else None]
        known = [word for word in words if word not in (None, "none")]
        if not known:
            return Leaf(raw, "none", late)
        worst = min((str(word) for word in known), key=STATUSES.index)
        return Leaf(raw, "late" if worst == "ok" and late else worst, late)

    def any_goal(self, number: int) -> Row:
        return self.goals.get(number) or {"cycle_id": None, "team_id": None, "intent": None}

    def said(self, number: int) -> list[Row]:
        replaced = {one["corrects"] for one in self.check_ins if one["corrects"] is not None}
        return [one for one in self.check_ins if one["key_result_id"] == number and one["id"] not in replaced]

    def days(self, row: Row, cycle: Row | None) -> tuple[date, date]:
        """Return its own dates, else the cycle's, else the year it was made in."""
        year = row["created_at"][:4]
        around = (cycle["start_on"], cycle["end_on"]) if cycle else (f"{year}-01-01", f"{year}-12-31")
        return date.fromisoformat(row["starts_on"] or around[0]), date.fromisoformat(row["due_on"] or around[1])

    def raw(self, row: Row, cycle: Row | None, said: list[Row], first: date, last: date) -> float | None:
        values = [one["value"] for one in said if one["value"] is not None]
        steps = [one for one in self.steps if one["key_result_id"] == row["id"]]
        if row["kind"] == "threshold":
            met = self.weeks_met(row, cycle, said, first, last)
            return None if all(one is None for one in met) else sum(one is True for one in met) / len(met)
        if row["kind"] == "milestone" and steps:
            if not values and not any(one["done_at"] for one in steps):
                return None
            whole = sum(one["weight"] for one in steps)
            if not whole:
                return sum(bool(one["done_at"]) for one in steps) / len(steps)
            return float(sum(one["weight"] for one in steps if one["done_at"]) / whole)
        if not values:
            return None
        value = values[-1]
        if row["kind"] == "boolean":
            return float(value >= 1)
        if row["kind"] == "milestone":
            return float(value)
        if row["kind"] == "count":
            return float(value / row["target"])
        return float((value - row["start"]) / (row["target"] - row["start"]))

    def weeks_met(self, row: Row, cycle: Row | None, said: list[Row], first: date, last: date) -> list[bool | None]:
        """Return for each closed week whether the value was inside the bounds, None for a missing one."""
        until = self.today
        if cycle is not None and cycle["closed_on"]:
            until = min(until, date.fromisoformat(cycle["closed_on"]))
        values = {one["period"]: one["value"] for one in said if one["value"] is not None}
        made = date.fromisoformat(row["created_at"][:10])
        begin = min([week(max(made, first)), *values])
        met: list[bool | None] = []
        monday = first - timedelta(days=first.weekday())
        if monday + timedelta(days=3) < first:  # that week belongs to what was before
            monday += timedelta(days=7)
        while monday <= last and monday + timedelta(days=6) < until:
            if week(monday) >= begin:
                value = values.get(week(monday))
                low, high = row["low"], row["high"]
                inside = value is not None and (low is None or value >= low) and (high is None or value <= high)
                met.append(None if value is None else inside)
            monday += timedelta(days=7)
        return met

    def pace(
        self, row: Row, goal: Row, cycle: Row | None, raw: float | None, newest: Row | None, first: date, last: date,
        said: list[Row],
    ) -> str:  # fmt: skip
        length = (last - first).days + 1
        elapsed = min(1.0, max(0.0, (self.today - first).days / length))
        if elapsed < 0.1 - 1e-12:
            return "none" if raw is None else "early"
        if row["kind"] == "milestone":
            found = self.steps_pace(row, raw, last)
            return "none" if raw is None and found == "ok" else found
        if raw is None:
            return "none"
        if row["kind"] == "threshold":
            known = [one for one in self.weeks_met(row, cycle, said, first, last) if one is not None]
            return "ok" if known[-1] else "off" if known[-2:] == [False, False] else "risk"
        if row["kind"] == "boolean":
            word = newest["word"] if newest else None
            return "ok" if raw >= 1 else "off" if self.today > last else word or "ok"
        expected = self.expected(row, goal, first, elapsed)
        if raw >= 0.9 * expected - 1e-9:
            return "ok"
        return "risk" if raw >= 0.7 * expected - 1e-9 else "off"

    def lines(self) -> dict[int, float]:
        """Return the progress expected today of every key result that runs along a line within a cycle."""
        found = {}
        for number, row in self.key_results.items():
            goal = self.any_goal(row["goal_id"])
            if row["kind"] in ("increase", "decrease", "count") and goal["cycle_id"] in self.cycles:
                first, last = self.days(row, self.cycles[goal["cycle_id"]])
                elapsed = min(1.0, max(0.0, (self.today - first).days / ((last - first).days + 1)))
                found[number] = self.expected(row, goal, first, elapsed)
        return found

    def expected(self, row: Row, goal: Row, first: date, elapsed: float) -> float:
        planned = self.planned(row, first) if row["plan_json"] else elapsed
        return planned if goal["intent"] == "committed" else 0.7 * planned

    def planned(self, row: Row, first: date) -> float:
        """Return the progress an own glide path asks for: points joined by straight lines, level after the last."""
        start = 0.0 if row["kind"] == "count" else row["start"]
        points = {first: start} | {date.fromisoformat(day): value for day, value in loads(row["plan_json"])}
        day = max(first, min(self.today, max(points)))
        before = max(one for one in points if one <= day)
        after = min(one for one in points if one >= day)
        share = (day - before).days / (after - before).days if after > before else 0
        value = points[before] + (points[after] - points[before]) * share
        return float((value - start) / (row["target"] - start))

    def steps_pace(self, row: Row, raw: float | None, last: date) -> str:
        steps = [one for one in self.steps if one["key_result_id"] == row["id"]]
        dues = [date.fromisoformat((one["due_on"] or last.isoformat())[:10]) for one in steps if not one["done_at"]]
        if not steps and (raw is None or raw < 1):
            dues = [last]
        behind = max(((self.today - due).days for due in dues), default=0)
        return "off" if behind >= 14 else "risk" if behind > 0 else "ok"

    def by_confidence(self, newest: Row | None, goal: Row) -> str | None:
        if newest is None or newest["confidence"] is None:
            return None
        off, risk = (3, 6) if goal["intent"] == "committed" else (2, 3)
        sure = newest["confidence"]
        return "off" if sure <= off else "risk" if sure <= risk else None

    def missing_week(self, row: Row, cycle: Row | None, said: list[Row], first: date, last: date) -> bool:
        return row["kind"] == "threshold" and self.weeks_met(row, cycle, said, first, last)[-1:] == [None]

    def late(self, goal: Row, cycle: Row | None, newest: Row | None, first: date, last: date, row: Row) -> bool:
        """Return whether a check-in is owed for more than three days after the day before the team's review."""
        if cycle is None or cycle["state"] not in ("active", "closing"):
            return False
        weekday = ((self.reviews.get(goal["team_id"]) or 1) - 2) % 7  # 0 is Monday
        since = max(first, date.fromisoformat(row["created_at"][:10]))
        spoken = date.fromisoformat(newest["at"][:10]) if newest else None
        due = spoken if spoken is not None and spoken >= since else since
        while due.weekday() != weekday:
            due += timedelta(days=1)
        if spoken is not None and spoken >= since:
            due += timedelta(days=7)
        return due <= last and (self.today - due).days > 3

    # ---- a goal

    def node(self, number: int, leaves: dict[int, Leaf]) -> Node:
        goal = self.goals[number]
        own = [row for row in self.key_results.values() if row["goal_id"] == number]
        children = [row for row in self.goals.values() if row["parent_id"] == number]
        counting = self.of_now(children)
        if goal["kind"] == "objective":
            counting = [one for one in children if one["contributes"]]
        parts = [(clamped(leaves[row["id"]].raw or 0.0), row["weight"]) for row in own]
        for child in counting:
            progress = self.node(child["id"], leaves).progress
            if progress is not None:
                parts.append((progress, child["weight"]))
        heavy = [part for part in parts if part[1] > 0]
        total = sum(weight for _, weight in heavy)
        progress = sum(value * weight for value, weight in heavy) / total if heavy else None
        below = [leaves[row["id"]].health for row in self.key_results.values() if self.hangs(row["goal_id"], number)]
        counts = tuple(below.count(status) for status in STATUSES)
        return Node(progress, len(heavy), len(own) + len(counting), counts)

    def of_now(self, children: list[Row]) -> list[Row]:
        """Return the goals whose cycle runs, or that have none; else those of closed cycles, else the planned ones."""
        state = {
            one["id"]: self.cycles[one["cycle_id"]]["state"] for one in children if one["cycle_id"] in self.cycles
        }
        running = [one for one in children if state.get(one["id"], "active") in ("active", "closing")]
        return running or [one for one in children if state[one["id"]] == "closed"] or children

    def hangs(self, goal: int | None, above: int) -> bool:
        while goal is not None and goal in self.goals:
            if goal == above:
                return True
            goal = self.goals[goal]["parent_id"]
        return False


def clamped(value: float) -> float:
    """Return progress as rollups count it."""
    return max(0.0, min(1.0, value))


def week(day: date) -> int:
    """Return the ISO week of a day: 202633."""
    year, number, _ = day.isocalendar()
    return year * 100 + number
