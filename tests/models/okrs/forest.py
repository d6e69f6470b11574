"""Random forests of goals with all kinds of key results, and a slow reference for their rollups."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from models.errors import OarError
from models.okrs.verbs import AddSteps, CheckIn, CompleteStep, CopyBranch
from models.store.store import Store
from models.verbs import Add, Archive, Edit, Move

KINDS: dict[str, dict[str, Any]] = {
    "increase": {"start": 4, "target": 17},
    "decrease": {"start": 5, "target": 1},
    "count": {"target": 10},
    "threshold": {"low": 95},
    "milestone": {},
    "boolean": {},
}
WORDS = ("off", "risk", "late", "none", "early", "ok", "done")


class Forest:
    """A company that grows and changes by chance, the same way for the same seed."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.chance = Random(seed)
        self.done: list[str] = []

    def live(self, sql: str) -> list[Any]:
        return [row[0] for row in self.store.reader.rows(f"{sql} ORDER BY id")]

    def goals(self) -> list[int]:
        return self.live("SELECT id FROM goal WHERE archived_at IS NULL")

    def key_results(self) -> list[int]:
        return self.live("SELECT id FROM key_result WHERE archived_at IS NULL")

    def ref(self, goal: int) -> str:
        kind = self.store.reader.value("SELECT kind FROM goal WHERE id = :id", id=goal)
        return f"{'O' if kind == 'objective' else 'G'}{goal}"

    def step(self) -> None:
        """Do one thing; a refused one changes nothing."""
        doings = [self.add_goal] * 3 + [self.add_key_result] * 3 + [self.check_in] * 4
        doings += [self.move, self.weigh, self.contribute, self.archive, self.undo, self.complete, self.move_kr]
        doings += [self.copy, self.glide, self.add_step]
        doing = self.chance.choice(doings)
        try:
            doing()
            self.done.append(doing.__name__)
        except OarError as error:
            self.done.append(f"{doing.__name__} refused: {error}")

    def add_goal(self) -> None:
        kind = self.chance.choice(["imperative", "annual", "objective", "objective", "objective"])
        fields: dict[str, Any] = {"title": f"{kind} {self.chance.random()}", "weight": self.chance.choice([0, 1, 1, 2])}
        if self.goals() and self.chance.random() < 0.8:
            fields["parent"] = self.ref(self.chance.choice(self.goals()))
        if kind == "objective":
            fields |= {"intent": self.chance.choice(["stretch", "committed"]), "contributes": self.chance.choice("01")}
        self.store.write(Add(kind=kind, fields=fields))

    def add_key_result(self) -> None:
        if self.goals():
            kind = self.chance.choice(list(KINDS))
            fields = {
                "title": f"{kind} 5",
                "kind": kind,
                "goal": self.ref(self.chance.choice(self.goals())),
                **KINDS[kind],
            }
            done = self.store.write(
                Add(kind="key_result", fields={**fields, "weight": self.chance.choice([0, 1, 2.5])})
            )
            if kind == "milestone" and self.chance.random() < 0.7:
                for due in ("2026-08-10", "2026-07-20", ""):
                    step = {"title": "step", "key_result": done.refs[0], "due_on": due, "weight": 2 if due else 1}
                    self.store.write(Add(kind="step", fields=step))

    def check_in(self) -> None:
        if self.key_results():
            number = self.chance.choice(self.key_results())
            kind = self.store.reader.value("SELECT kind FROM key_result WHERE id = :id", id=number)
            value = self.chance.choice([0, 1, 3, 4, 9, 17, 20, 96])
            if kind in ("boolean", "milestone"):
                value = self.chance.choice([0, 1])
            steps = self.store.reader.value("SELECT count(*) FROM step WHERE key_result_id = :id", id=number)
            period = self.chance.choice([None, None, 202630, 202631, 202632])
            confidence = self.chance.choice([None, 0, 3, 5, 9])
            value = None if steps else value
            self.store.write(CheckIn(kr=number, value=value, confidence=confidence, period=period))

    def complete(self) -> None:
        steps = self.live("SELECT id FROM step WHERE archived_at IS NULL")
        if steps:
            self.store.write(CompleteStep(step=self.chance.choice(steps), done=self.chance.random() < 0.8))

    def move(self) -> None:
        if self.goals():
            parent = self.chance.choice([0, *self.goals()])
            goal = self.chance.choice(self.goals())
            self.store.write(Move(ref=self.ref(goal), parent=self.ref(parent) if parent else ""))

    def move_kr(self) -> None:
        if self.key_results() and self.goals():
            goal = self.ref(self.chance.choice(self.goals()))
            self.store.write(Move(ref=f"KR{self.chance.choice(self.key_results())}", parent=goal))

    def weigh(self) -> None:
        refs = [*(f"KR{one}" for one in self.key_results()), *(self.ref(one) for one in self.goals())]
        if refs:
            self.store.write(Edit(ref=self.chance.choice(refs), fields={"weight": self.chance.choice([0, 0.5, 3])}))

    def contribute(self) -> None:
        if self.goals():
            fields = {"contributes": self.chance.choice(["yes", "no"])}
            self.store.write(Edit(ref=self.ref(self.chance.choice(self.goals())), fields=fields))

    def archive(self) -> None:
        refs = [*(f"KR{one}" for one in self.key_results()), *(self.ref(one) for one in self.goals())]
        if refs:
            self.store.write(Archive(refs=(self.chance.choice(refs),)))

    def undo(self) -> None:
        self.store.undo()

    def copy(self) -> None:
        cycles = self.live("SELECT id FROM cycle WHERE archived_at IS NULL")
        if len(cycles) < 2:
            fields = {"name": "2026-H2", "start": "2026-07-01", "end": "2026-12-31"}
            self.store.write(Add(kind="cycle", fields=fields))
        elif self.goals():
            ref = self.ref(self.chance.choice(self.goals()))
            self.store.write(CopyBranch(ref=ref, cycle=self.chance.choice(cycles)))

    def glide(self) -> None:
        if self.key_results():
            path = self.chance.choice(["", "5 by W30, 12 by 2026-09-01", "20 by W31"])
            self.store.write(Edit(ref=f"KR{self.chance.choice(self.key_results())}", fields={"plan": path}))

    def add_step(self) -> None:
        if self.key_results():
            steps = self.chance.choice([("Late by 2026-07-10 x3",), ("One", "Two x0.5 by 2026-09-02")])
            self.store.write(AddSteps(kr=self.chance.choice(self.key_results()), steps=steps))


def reference(reader: Any) -> dict[int, dict[str, Any]]:
    """Return progress, counts, counted and total of every live goal, worked out from the leaves each time anew."""
    goals = {
        row[0]: dict(zip(("id", "parent", "kind", "contributes", "weight"), row, strict=True))
        for row in reader.rows(
            "SELECT id, parent_id, kind, contributes, weight FROM goal WHERE archived_at IS NULL ORDER BY id"
        )
    }
    key_results = reader.rows(
        "SELECT k.goal_id, k.weight, k.id, k.kind, k.start, k.target, r.health FROM key_result k"
        " JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id WHERE k.archived_at IS NULL ORDER BY k.id"
    )
    leaves = [(goal, weight, _raw(reader, *rest), health) for goal, weight, *rest, health in key_results]
    return {number: _expected(number, goals, leaves) for number in goals}


def _expected(number: int, goals: dict[int, dict[str, Any]], leaves: list[tuple[Any, ...]]) -> dict[str, Any]:
    parts = [(min(1.0, max(0.0, raw or 0.0)), weight) for goal, weight, raw, _ in leaves if goal == number]
    total = len(parts)
    for child in goals.values():
        if child["parent"] == number and (goals[number]["kind"] != "objective" or child["contributes"]):
            total += 1
            progress = _expected(child["id"], goals, leaves)["progress"]
            if progress is not None:
                parts.append((progress, child["weight"]))
    counting = [part for part in parts if part[1] > 0]
    weight = sum(part[1] for part in counting)
    progress = sum(value * share for value, share in counting) / weight if weight else None
    counts = Counter(health for goal, _, _, health in leaves if number in _above(goal, goals))
    return {"progress": progress, "counted": len(counting), "total": total, **{word: counts[word] for word in WORDS}}


def _above(goal: int, goals: dict[int, dict[str, Any]]) -> set[int]:
    found: set[int] = set()
    at: int | None = goal
    while at is not None and at in goals:
        found.add(at)
        at = goals[at]["parent"]
    return found


def _raw(reader: Any, number: int, kind: str, start: float, target: float) -> float | None:
    said = reader.rows(
        "SELECT period, value FROM check_in WHERE key_result_id = :id AND archived_at IS NULL AND value IS NOT NULL"
        " ORDER BY period, at, id",
        id=number,
    )
    steps = reader.rows("SELECT weight, done_at FROM step WHERE key_result_id = :id AND archived_at IS NULL", id=number)
    if kind == "threshold":
        weeks = range(min([202633, *(week for week, _ in said)]), 202633)
        met = [week in dict(said) and dict(said)[week] >= 95 for week in weeks]
        return sum(met) / len(met) if any(week in dict(said) for week in weeks) else None
    if steps:
        if not said and not any(done for _, done in steps):
            return None
        return sum(weight for weight, done in steps if done) / sum(weight for weight, _ in steps)
    if not said:
        return None
    value = said[-1][1]
    if kind in ("boolean", "milestone"):
        return float(value)
    return value / target if kind == "count" else (value - start) / (target - start)
