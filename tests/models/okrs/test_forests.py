"""Random forests: after whatever people do, the rollups that are stored are those a slow reference works out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from models.clock import FrozenClock
from models.cycles.verbs import AddCycle, BeginClosing, CarryOver, CloseCycle, Score, StartCycle
from models.errors import OarError, Refused
from models.exchange import copy
from models.exchange.verbs import ImportCopy
from models.okrs.verbs import CheckIn, CompleteStep
from models.store import migrate
from models.store.store import Store
from models.store.writer import Writer
from models.verbs import Add, Archive, Case, Edit, Move
from tests.models.conftest import NOW
from tests.models.okrs.reference import STATUSES, Company

CASE = Case(reason="learned", case="It was so", evidence="Five deals", agreed_by="ben", told="All hands")
KINDS: dict[str, dict[str, Any]] = {
    "increase": {"start": 4, "target": 17},
    "decrease": {"start": 5, "target": 1},
    "count": {"target": 10},
    "threshold": {"low": 95},
    "milestone": {},
    "boolean": {},
}
SECONDS = {"threshold": {"low": 90, "high": 99}, "increase": {"start": 0, "target": 3}}
"""Another key result of some kinds: within two bounds, and one that starts at nothing."""

number = st.integers(0, 10_000)
Step = tuple[str, int, int, int]


def pick(chosen: list[Any], at: int) -> Any:
    """Return one of several. Raises Refused when there is none."""
    if not chosen:
        raise Refused("There is none yet")
    return chosen[at % len(chosen)]


class Garden:
    """A forest that people work in. Each step is a name and three numbers that say what of, so that it shrinks well."""

    def __init__(self, location: str) -> None:
        self.clock = FrozenClock(NOW)
        self.store = Store(location, handle="ana", clock=self.clock)

    def begin(self) -> None:
        """Plant an imperative, an annual goal, two objectives and a key result of every kind."""
        self.store.write(Edit(ref="Q1", fields={"state": "planning"}))
        self.store.write(AddCycle(name="2026-Q4", start="2026-10-01", end="2026-12-31"))
        for step in (3, 0, 0), (2, 0, 1), (0, 0, 6), (0, 3, 7):
            self.plant(*step)
        for at in range(len(KINDS)):
            self.bud(at, 3 if at == 4 else 1, 2 + at % 2)

    def live(self, table: str) -> list[int]:
        found = self.store.reader.rows(f"SELECT id FROM {table} WHERE archived_at IS NULL ORDER BY id")
        return [row[0] for row in found]

    def ref(self, goal: int) -> str:
        kind = self.store.reader.value("SELECT kind FROM goal WHERE id = :id", id=goal)
        return f"{'O' if kind == 'objective' else 'G'}{goal}"

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
        goals = self.live("goal")
        fields: dict[str, Any] = {"title": f"{kind} of {a}", "weight": pick([1, 1, 2, 0, 0.5], b), "team": "T2"}
        if goals and c % 5:
            fields["parent"] = self.ref(pick(goals, c))
        if kind == "objective":
            fields |= {"intent": pick(["stretch", "committed"], c), "contributes": pick(["yes", "no"], b)}
            fields["cycle"] = pick(["Q1", "Q1", "Q2"], a + b)
        self.store.write(Add(kind=kind, fields=fields, case=CASE))

    def bud(self, a: int, b: int, c: int) -> None:
        kind = pick(list(KINDS), a)
        numbers = SECONDS.get(kind, KINDS[kind]) if b % 3 == 0 else KINDS[kind]
        fields = {"title": f"{kind} 5", "kind": kind, "goal": self.ref(pick(self.live("goal"), c)), **numbers}
        fields["weight"] = pick([1, 1, 2.5, 0], b)
        done = self.store.write(Add(kind="key_result", fields=fields, case=CASE))
        for due in ("2026-08-10", "2026-07-20", "")[: b % 4] if kind == "milestone" else ():
            step = {"title": "step", "key_result": done.refs[0], "due_on": due, "weight": 2 if due else 1}
            self.store.write(Add(kind="step", fields=step, case=CASE))

    def say(self, a: int, b: int, c: int) -> None:
        kr = pick(self.live("key_result"), a)
        row = self.store.reader.row(
            "SELECT kind, (SELECT count(*) FROM step WHERE key_result_id = k.id AND archived_at IS NULL)"
            " FROM key_result k WHERE id = :id",
            id=kr,
        )
        assert row is not None
        few = [None] if row[1] else [0, 1] if row[0] in ("boolean", "milestone") else [None, -1, 0, 3, 4, 9, 12, 20, 96]
        period = pick([None, None, 202630, 202631, 202632], c)
        word = pick([None, None, None, "off", "risk"], b)
        sure = pick([None, 2, 5, 9], c)
        self.store.write(CheckIn(kr=kr, value=pick(few, b), confidence=sure, word=word, period=period))

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
        fields = pick([{"target": 30}, {"start": 0}, {"target": 2}, {"low": 80}], b)
        self.store.write(Edit(ref=f"KR{pick(self.live('key_result'), a)}", fields=fields, case=CASE))

    def prune(self, a: int, b: int, c: int) -> None:
        ref = self.anything(a)
        if ref:
            self.store.write(Archive(refs=(ref,), case=CASE))

    def undo(self, a: int, b: int, c: int) -> None:
        self.store.undo()

    def redo(self, a: int, b: int, c: int) -> None:
        self.store.redo()

    def wait(self, a: int, b: int, c: int) -> None:
        self.clock.at += timedelta(days=1 + a % 12)
        self.store.roll()

    def stage(self, a: int, b: int, c: int) -> None:
        cycle = 1 + (a % 4 == 0)
        state = self.store.reader.value("SELECT state FROM cycle WHERE id = :id", id=cycle)
        if state == "planning":
            self.store.write(StartCycle(cycle=cycle, beside=True))
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
    *["plant"] * 4, *["bud"] * 5, *["say"] * 6, "complete", "move", "move", "graft", "weigh", "turn", "aim", "prune",
    "undo", "undo", "redo", "wait", "stage", "stage", "score", "carry",
)  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(DOINGS), number, number, number), min_size=4, max_size=30)


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


@pytest.fixture(scope="module")
def planted(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the beginnings of a forest, copied by every example."""
    path = tmp_path_factory.mktemp("forest") / "oar.db"
    shutil.copyfile(template, path)
    garden = Garden(str(path))
    garden.begin()
    compare(garden)
    garden.store.close()
    return path


def grown(folder: str, planted: Path, what: list[Step]) -> Garden:
    location = str(Path(folder) / "oar.db")
    shutil.copyfile(planted, location)
    garden = Garden(location)
    for step in what:
        note(garden.do(step))
    return garden


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(what=steps)
def test_rollups_equal_the_slow_reference_whatever_people_do(planted: Path, what: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        garden = grown(folder, planted, [])
        try:
            for step in what:
                note(garden.do(step))
                compare(garden)
        finally:
            garden.store.close()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(what=steps)
def test_undoing_everything_brings_every_rollup_back(planted: Path, what: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        garden = grown(folder, planted, [])
        try:
            count = sum("refused" not in garden.do(step) for step in what if step[0] not in ("undo", "redo", "stage"))
            for _ in range(count):
                note(garden.do(("undo", 0, 0, 0)))
                compare(garden)
        finally:
            garden.store.close()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(what=steps)
def test_json_export_and_import_is_the_identity(planted: Path, what: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        garden = grown(folder, planted, what)
        target = str(Path(folder) / "copy.db")
        try:
            first = copy.export(garden.store.reader)
            migrate.create(target)
            writer = Writer(target, "", garden.clock)
            writer.write(ImportCopy(tables=copy.read(first)), action="import", trusted=True)
            writer.close()
            again = Garden(target)
            again.clock.at = garden.clock.at
            try:
                compare(again)
                assert without_import(copy.export(again.store.reader)) == without_import(first)
            finally:
                again.store.close()
        finally:
            garden.store.close()


def without_import(source: str) -> dict[str, Any]:
    """Return the tables of a copy without the import itself, which is in the log too."""
    found = dict(copy.read(source))
    found["action"] = [row for row in found["action"] if row["id"] != "import"]
    return found
