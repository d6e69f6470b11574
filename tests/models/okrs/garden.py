"""A garden: a company that random people plan, work, move and undo in; its rollups compared (product.md 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from models.clock import FrozenClock
from models.cycles.verbs import AddCycle, BeginClosing, CarryOver, CloseCycle, Score, StartCycle
from models.errors import OarError, Refused
from models.okrs import row_reads
from models.okrs.verbs import AddSteps, CheckIn, CompleteStep, CopyBranch, Correct
from models.store.store import Store
from models.verbs import Add, Archive, Case, Edit, Move
from tests.models.okrs.reference import STATUSES, Company

CASE = Case(reason="learned", case="It was so", evidence="Five deals", agreed_by="ben", told="All hands")
KINDS: dict[str, tuple[dict[str, Any], ...]] = {
    "increase": ({"start": 4, "target": 17}, {"start": 0, "target": 3}),
    "decrease": ({"start": 5, "target": 1}, {"start": 20, "target": -4}),
    "count": ({"target": 10},),
    "threshold": ({"low": 95}, {"high": 9}, {"low": 3, "high": 12}),
    "milestone": ({},),
    "boolean": ({},),
}
"""Definitions of each kind: a threshold stays above, below and within."""

Step = tuple[str, int, int, int]


def pick(chosen: list[Any], at: int) -> Any:
    """Return one of several. Raises Refused when there is none."""
    if not chosen:
        raise Refused("There is none yet")
    return chosen[at % len(chosen)]


class Garden:
    """A forest that people work in. Each step is a name and three numbers that say what of, so that it shrinks well."""

    def __init__(self, store: Store) -> None:
        self.store = store
        assert isinstance(store.clock, FrozenClock)
        self.clock = store.clock

    def begin(self) -> None:
        """Plant an imperative, an annual goal, two objectives and a key result of every kind."""
        self.store.write(Edit(ref="Q1", fields={"state": "planning"}))
        self.store.write(AddCycle(name="2026-Q4", start="2026-10-01", end="2026-12-31"))
        for step in (3, 0, 0), (2, 0, 1), (0, 0, 6), (0, 3, 7):
            self.plant(*step)
        for at in range(len(KINDS)):
            self.bud(at, 3 if at == 4 else 1, 2 + at % 2)
        for at in range(4):
            self.say(at, at, 1)

    def live(self, table: str, where: str = "1 = 1") -> list[int]:
        found = self.store.reader.rows(f"SELECT id FROM {table} WHERE archived_at IS NULL AND {where} ORDER BY id")
        return [row[0] for row in found]

    def ref(self, goal: int) -> str:
        kind = self.store.reader.value("SELECT kind FROM goal WHERE id = :id", id=goal)
        return f"{'O' if kind == 'objective' else 'G'}{goal}"

    def rows(self) -> list[list[dict[str, Any]]]:
        """Return every live row that rollups rest on."""
        company = Company(self.store.reader, self.clock.today())
        return [list(company.goals.values()), list(company.key_results.values()), company.check_ins, company.steps]

    def actions(self) -> int:
        """Return how many actions changed something, undoing included."""
        return int(self.store.reader.value("SELECT count(DISTINCT action_id) FROM change") or 0)

    def anything(self, at: int) -> str | None:
        refs = [*(f"KR{one}" for one in self.live("key_result")), *map(self.ref, self.live("goal"))]
        return pick(refs, at) if refs else None

    def do(self, step: Step) -> str:
        """Do one thing; what is refused changes nothing."""
        name, a, b, c = step
        doing: Callable[[int, int, int], Any] = getattr(self, name)
        try:
            doing(a, b, c)
        except OarError as error:
            return f"{name} {a} {b} {c} refused: {error}"
        return f"{name} {a} {b} {c}"

    def plant(self, a: int, b: int, c: int) -> None:
        kind = pick(["objective", "objective", "annual", "imperative"], a)
        above = {"imperative": "1 = 0", "annual": "kind = 'imperative'"}.get(kind, "1 = 1")
        goals = self.live("goal", above)
        fields: dict[str, Any] = {"title": f"{kind} of {a}", "weight": pick([1, 1, 2, 0, 0.5], b), "team": "T2"}
        if goals and c % 5:
            fields["parent"] = self.ref(pick(goals, c))
        if kind == "objective":
            fields |= {"intent": pick(["stretch", "committed"], c), "contributes": pick(["yes", "no"], b)}
            fields["cycle"] = pick(["Q1", "Q1", "Q2"], a + b)
        self.store.write(Add(kind=kind, fields=fields, case=CASE))

    def bud(self, a: int, b: int, c: int) -> None:
        kind = pick(list(KINDS), a)
        numbers = pick(list(KINDS[kind]), b)
        fields = {"title": f"{kind} 5", "kind": kind, "goal": self.ref(pick(self.live("goal"), c)), **numbers}
        fields["weight"] = pick([1, 1, 2.5, 0, 0.5], b)
        done = self.store.write(Add(kind="key_result", fields=fields, case=CASE))
        for due in ("2026-08-10", "2026-07-20", "")[: b % 4] if kind == "milestone" else ():
            step = {"title": "step", "key_result": done.refs[0], "due_on": due, "weight": 2 if due else 1}
            self.store.write(Add(kind="step", fields=step, case=CASE))

    def say(self, a: int, b: int, c: int) -> None:
        kr = pick(self.live("key_result"), a)
        row = self.store.reader.row(
            "SELECT kind, start, target, low, high,"
            " (SELECT count(*) FROM step WHERE key_result_id = k.id AND archived_at IS NULL)"
            " FROM key_result k WHERE id = :id",
            id=kr,
        )
        assert row is not None
        value = self.near(b, *row[:5]) if not row[5] else None
        period = pick([None, 202630, 202631, 202632], c)
        word = pick([None, None, None, None, "off", "risk"], c // 4)
        sure = pick([None, None, 2, 3, 5, 9], c // 24)
        self.store.write(CheckIn(kr=kr, value=value, confidence=sure, word=word, period=period))

    @staticmethod
    def near(b: int, kind: str, start: Any, target: Any, low: Any, high: Any) -> float | None:
        """Return a value at which a verdict turns, or beyond start and target; of a threshold one beside a bound."""
        if kind == "boolean":
            return float(b % 2)
        if kind == "threshold":
            bound = pick([one for one in (low, high) if one is not None], b)
            return float(bound + pick([-1, 0, 1], b // 2))
        share = float(pick([0.36, 0.46, 0.3, 0.55, 0.7, 0.2, 0, 1, 1.25, -0.1], b))
        if kind == "milestone":
            return max(0.0, min(1.0, share))
        return float(share * target if kind == "count" else start + share * (target - start))

    def correct(self, a: int, b: int, c: int) -> None:
        said = pick(self.live("check_in"), a)
        number = self.store.reader.value("SELECT key_result_id FROM check_in WHERE id = :id", id=said)
        row = self.store.reader.row("SELECT kind, start, target, low, high FROM key_result WHERE id = :id", id=number)
        assert row is not None
        self.store.write(Correct(kr=number, value=self.near(b, *row), confidence=pick([None, 2, 9], c)))

    def complete(self, a: int, b: int, c: int) -> None:
        self.store.write(CompleteStep(step=pick(self.live("step"), a), done=bool(b % 4)))

    def move(self, a: int, b: int, c: int) -> None:
        goal, parent = pick(self.live("goal"), a), pick([0, *self.live("goal")], b)
        self.store.write(Move(ref=self.ref(goal), parent=self.ref(parent) if parent else "", case=CASE))

    def graft(self, a: int, b: int, c: int) -> None:
        goal = self.ref(pick(self.live("goal"), b))
        self.store.write(Move(ref=f"KR{pick(self.live('key_result'), a)}", parent=goal, case=CASE))

    def weigh(self, a: int, b: int, c: int) -> None:
        ref = self.anything(a)
        if ref:
            self.store.write(Edit(ref=ref, fields={"weight": pick([0, 0.5, 1, 3], b)}, case=CASE))

    def turn(self, a: int, b: int, c: int) -> None:
        turns = [{"contributes": "yes"}, {"contributes": "no"}, {"intent": "committed"}, {"intent": "stretch"}]
        fields = pick(turns, b)
        self.store.write(Edit(ref=self.ref(pick(self.live("goal"), a)), fields=fields, case=CASE))

    def aim(self, a: int, b: int, c: int) -> None:
        fields = pick([{"target": 30}, {"start": 0}, {"target": 2}, {"low": 2}, {"kind": "boolean"}], b)
        self.store.write(Edit(ref=f"KR{pick(self.live('key_result'), a)}", fields=fields, case=CASE))

    def bend(self, a: int, b: int, c: int) -> None:
        path = pick(
            ["5 by 2026-08-01, 12 by 2026-09-01", "9 by 2026-09-15", "2 by 2026-07-01, 2.5 by 2026-09-30", ""], b
        )
        lined = self.live("key_result", "kind IN ('increase', 'decrease', 'count')")
        self.store.write(Edit(ref=f"KR{pick(lined, a)}", fields={"plan": path}, case=CASE))

    def date(self, a: int, b: int, c: int) -> None:
        days = pick([{"starts_on": "2026-08-03"}, {"due_on": "2026-08-20"}, {"starts_on": "", "due_on": ""}], b)
        self.store.write(Edit(ref=f"KR{pick(self.live('key_result'), a)}", fields=days, case=CASE))

    def copy(self, a: int, b: int, c: int) -> None:
        self.store.write(CopyBranch(ref=self.ref(pick(self.live("goal"), a)), cycle=1 + b % 2, case=CASE))

    def step(self, a: int, b: int, c: int) -> None:
        lines = pick([("Late by 2026-07-10 x3",), ("One", "Two x0.5 by 2026-09-02"), ("None x0",)], b)
        self.store.write(AddSteps(kr=pick(self.live("key_result", "kind = 'milestone'"), a), steps=lines, case=CASE))

    def prune(self, a: int, b: int, c: int) -> None:
        ref = self.anything(a)
        if ref:
            self.store.write(Archive(refs=(ref,), case=CASE))

    def undo(self, a: int, b: int, c: int) -> None:
        self.store.undo()

    def redo(self, a: int, b: int, c: int) -> None:
        if a % 2:
            self.store.undo()
        self.store.redo()

    def wait(self, a: int, b: int, c: int) -> None:
        self.clock.at += timedelta(days=1 + a % 12)
        self.store.roll()

    def stage(self, a: int, b: int, c: int) -> None:
        cycle = 1 + (a % 4 == 0)
        state = self.store.reader.value("SELECT state FROM cycle WHERE id = :id", id=cycle)
        if state == "planning":
            self.store.write(StartCycle(cycle=cycle, beside=True))
        elif b % 2:  # cycles run most of the time: what is closed has no pace any more
            raise Refused("It goes on")
        elif state == "active":
            self.store.write(BeginClosing(cycle=cycle))
        elif state == "closing":
            for ref in [*(f"KR{one}" for one in self.live("key_result")), *map(self.ref, self.live("goal"))]:
                self.do(("score", int(ref.lstrip("KROG")), 3, int(ref.startswith("KR"))))
            self.store.write(CloseCycle(cycle=cycle))

    def score(self, a: int, b: int, c: int) -> None:
        numbers = self.live("key_result" if c % 2 else "goal")
        ref = f"KR{pick(numbers, numbers.index(a) if a in numbers else a)}" if c % 2 else self.ref(
            pick(numbers, numbers.index(a) if a in numbers else a)
        )  # fmt: skip
        self.store.write(Score(ref=ref, score=pick([None, 0.4, 1.0, 0.7], b), reason="so", cause="late"))

    def carry(self, a: int, b: int, c: int) -> None:
        self.store.write(CarryOver(goal=pick(self.live("goal"), a), extend=bool(b % 2)))


DOINGS = (
    *["plant"] * 4, *["bud"] * 5, *["say"] * 8, "correct", "complete", "move", "move", "graft", "weigh", "turn", "aim",
    *["bend", "date"] * 2, "copy", "step", "prune", "undo", "undo", "redo", "wait", "stage", "stage", "score", "carry",
)  # fmt: skip


def by_chance(seed: int, many: int) -> list[Step]:
    """Return steps that are the same for the same seed."""
    chance = Random(seed)
    number = partial(chance.randrange, 10_000)
    return [(chance.choice(DOINGS), number(), number(), number()) for _ in range(many)]


def compare(garden: Garden) -> None:
    """Compare every stored rollup of a live row with what the reference says it must be."""
    reader = garden.store.reader
    company = Company(reader, garden.clock.today())
    leaves = company.leaves()
    for row, progress, raw, health, late in reader.rows(
        "SELECT r.node_id, r.progress, r.raw, r.health, r.late FROM rollup r JOIN key_result k ON k.id = r.node_id"
        " WHERE r.node = 'key_result' AND k.archived_at IS NULL"
    ):
        leaf = leaves.pop(row)
        assert raw == pytest.approx(leaf.raw), f"KR{row} raw"
        assert progress == pytest.approx(max(0.0, min(1.0, leaf.raw or 0.0))), f"KR{row} progress"
        assert (health, bool(late)) == (leaf.health, leaf.late), f"KR{row} health"
    assert not leaves, f"without a rollup: {list(leaves)}"
    lines = company.lines()
    shown = row_reads.rows(reader, [-number for number in lines], today=company.today)
    assert {-key: row.expected for key, row in shown.items()} == pytest.approx(lines), "expected progress"
    nodes = company.nodes()
    for row, *found in reader.rows(
        "SELECT r.node_id, r.progress, r.counted, r.total, r.off, r.risk, r.late_count, r.none, r.early, r.ok, r.done"
        " FROM rollup r JOIN goal g ON g.id = r.node_id WHERE r.node = 'goal' AND g.archived_at IS NULL"
    ):
        node = nodes.pop(row)
        assert found[0] == pytest.approx(node.progress), f"goal {row} progress"
        assert tuple(found[1:3]) == (node.counted, node.total), f"goal {row} counted"
        stored, right = (dict(zip(STATUSES, counts, strict=True)) for counts in (found[3:], node.counts))
        assert stored == right, f"goal {row} counts"
    assert not nodes, f"without a rollup: {list(nodes)}"
