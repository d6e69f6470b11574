"""Rollups: right after every write, in the day roll, and all at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from models.cycles.verbs import BeginClosing, CloseCycle, Score
from models.okrs import consequences, cycle_work, row_reads
from models.okrs.verbs import CheckIn, RecomputeRollups
from models.store.store import Store
from models.verbs import Add, Archive, Edit, Move
from tests.models.okrs.garden import Garden, by_chance, compare


@pytest.fixture(autouse=True)
def planning(store: Store) -> None:
    """Put the cycle back into planning, so that nothing is guarded while trees are built."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))


def key_result(store: Store, goal: str, **fields: object) -> int:
    given = {"title": "KR 5", "goal": goal, "start": 4, "target": 17, **fields}
    return int(str(store.write(Add(kind="key_result", fields=given)).value))


def objective(store: Store, title: str = "Win", **fields: object) -> str:
    return store.write(Add(kind="objective", fields={"title": title, "intent": "stretch", **fields})).refs[0]


def rollup(store: Store, ref: str, *columns: str) -> tuple[object, ...] | None:
    node = "key_result" if ref.startswith("KR") else "goal"
    return store.reader.row(
        f"SELECT {', '.join(columns)} FROM rollup WHERE node = '{node}' AND node_id = :id",
        id=int(ref.lstrip("KROG")),
    )


def same(garden: Garden) -> None:
    compare(garden)
    assert consequences.check(garden.store.reader, garden.clock.today()) == []


@pytest.mark.parametrize("seed", range(4))
def test_rollups_equal_a_slow_reference_after_every_change(store: Store, seed: int) -> None:
    garden, done = Garden(store), []
    garden.begin()
    for step in by_chance(seed, 40):
        done.append(garden.do(step))
        try:
            same(garden)
        except AssertionError as error:
            raise AssertionError(f"after {done}: {error}") from error


def test_rollups_stay_right_while_everything_is_undone_and_redone(store: Store) -> None:
    garden = Garden(store)
    garden.begin()
    for step in by_chance(77, 25):
        garden.do(step)
    for _ in range(8):
        store.undo()
        same(garden)
    for _ in range(8):
        store.redo()
        same(garden)


def test_worked_example_of_an_objective_with_a_contributing_child(store: Store) -> None:
    top = store.write(Add(kind="annual", fields={"title": "Annual"})).refs[0]
    parent = objective(store, parent=top)
    first, second = key_result(store, parent), key_result(store, parent, kind="decrease", start=5, target=1, weight=2)
    key_result(store, parent)
    left_out = key_result(store, parent, start=0, target=10, weight=0)
    child = objective(store, "Child", parent=parent, weight=2)
    for number, value in ((first, 9), (second, 2.4), (left_out, 9), (key_result(store, child, start=0, target=10), 8)):
        store.write(CheckIn(kr=number, value=value))
    assert rollup(store, parent, "progress", "counted", "total") == (pytest.approx(0.42115, abs=1e-4), 3, 4)
    store.write(Edit(ref=child, fields={"contributes": "yes"}))
    assert rollup(store, parent, "progress") == (pytest.approx(0.5474, abs=1e-3),)
    assert rollup(store, top, "counted", "total") == (1, 1)


def test_work_of_an_annual_goal_is_that_of_the_cycle_that_runs(store: Store) -> None:
    above = store.write(Add(kind="imperative", fields={"title": "Mid-market"})).refs[0]
    top = store.write(Add(kind="annual", fields={"title": "Annual", "parent": above})).refs[0]
    other = store.write(Add(kind="annual", fields={"title": "Other", "parent": above})).refs[0]
    now = key_result(store, objective(store, "Now", parent=top, cycle="Q1"), start=0, target=10)
    store.write(Add(kind="cycle", fields={"name": "Next", "start": "2026-10-01", "end": "2026-12-31"}))
    later = key_result(store, objective(store, "Later", parent=top, cycle="Q2"), start=0, target=10)
    for number, value in ((now, 6), (later, 2)):
        store.write(CheckIn(kr=number, value=value))
    assert rollup(store, top, "progress", "counted", "total") == (pytest.approx(0.4), 2, 2)  # both are planned
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    assert rollup(store, top, "progress", "counted", "total") == (pytest.approx(0.6), 1, 1)
    store.write(Edit(ref="Q2", fields={"state": "active"}))
    assert rollup(store, top, "progress") == (pytest.approx(0.4),)
    store.write(BeginClosing(cycle=1))
    assert rollup(store, top, "progress") == (pytest.approx(0.4),)
    for ref in (f"KR{now}", "O4"):
        store.write(Score(ref=ref, score=0.6, reason="so far", cause="began late"))
    store.write(CloseCycle(cycle=1))
    assert rollup(store, top, "progress", "total") == (pytest.approx(0.2), 1)
    assert consequences.check(store.reader, store.clock.today()) == []
    assert [within(store, top, cycle) for cycle in (1, 2, 0)] == [
        (pytest.approx(0.6), 1, {"done": 1}),
        (pytest.approx(0.2), 1, {"early": 1}),
        (pytest.approx(0.2), 1, {"early": 1, "done": 1}),
    ]
    assert within(store, above, 1) == (pytest.approx(0.6), 2, {"done": 1})
    assert within(store, other, 1) == (None, 0, {}), "what a cycle does not serve has no work in it"


def within(store: Store, ref: str, cycle: int) -> tuple[object, ...]:
    """Return progress, count and statuses below of a goal where the tree shows one cycle alone (0: all)."""
    number = int(ref[1:])
    rows = row_reads.rows(store.reader, [number], today=store.clock.today())
    view = cycle_work.within_cycle(store.reader, rows, cycle)[number]
    return view.raw, view.total, {word: count for word, count in (view.counts or {}).items() if count}


def test_unset_key_result_counts_nothing_but_shows_not_set(store: Store) -> None:
    ref = objective(store)
    number = key_result(store, ref)
    assert rollup(store, f"KR{number}", "progress", "raw", "health") == (0.0, None, "none")
    assert rollup(store, ref, "progress", "none", "health") == (0.0, 1, "none")
    assert rollup(store, objective(store, "Empty"), "progress", "health") == (None, "none")


def test_moved_and_archived_branches_leave_the_old_path(store: Store) -> None:
    one, other = objective(store, "One"), objective(store, "Other")
    child = objective(store, "Child", parent=one, contributes="yes")
    store.write(CheckIn(kr=key_result(store, child), value=17))
    assert rollup(store, one, "progress", "children") == (1.0, 1)
    store.write(Move(ref=child, parent=other))
    assert (rollup(store, one, "progress"), rollup(store, other, "progress")) == ((None,), (1.0,))
    store.write(Archive(refs=(child,)))
    assert rollup(store, other, "progress", "children") == (None, 0)
    store.undo()
    assert rollup(store, other, "progress", "children") == (1.0, 1)


def test_linked_key_result_takes_value_and_status_from_its_measure(store: Store) -> None:
    from models.scorecard.tables import Plan, Reading

    measure = store.write(Add(kind="measure", fields={"name": "Margin", "team": "T1", "unit": "%"})).value
    ref = objective(store)
    number = key_result(store, ref, kind="threshold", low=62, start=None, target=None, measure=f"M{measure}", unit="%")
    from dataclasses import dataclass

    from models.store.handlers import handles
    from models.store.unit import Done, Unit

    @dataclass(frozen=True)
    class Read:
        value: float
        period: int

    @handles(Read)
    def _read(unit: Unit, verb: Read) -> Done:
        if not unit.read.rows("SELECT id FROM plan"):
            unit.add(Plan(measure_id=measure, from_period=202601, hold=62.0, off_at=2.0))
        unit.add(Reading(measure_id=measure, period=verb.period, value=verb.value, at=unit.now))
        return Done("read")

    for period, value, status in ((202630, 62.3, "ok"), (202631, 61.0, "risk"), (202632, 59.9, "off")):
        store.clock.at = datetime.fromisocalendar(2026, period % 100 + 1, 2).replace(tzinfo=store.clock.now().tzinfo)  # type: ignore[attr-defined]
        store.write(Read(value, period))
        assert rollup(store, f"KR{number}", "value", "pace", "health") == (value, status, status)
        assert rollup(store, ref, "health") == (status,)


def test_day_roll_renews_what_expired_and_its_path(store: Store) -> None:
    ref = objective(store)
    number = key_result(store, ref)
    store.write(CheckIn(kr=number, value=9))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    assert rollup(store, ref, "health") == ("ok",)
    until = str(rollup(store, f"KR{number}", "holds_until")[0])  # type: ignore[index]
    store.clock.at = datetime.fromisoformat(f"{until}T12:00:00+00:00")  # type: ignore[attr-defined]
    assert consequences.check(store.reader, store.clock.today()) == []
    store.clock.at += timedelta(days=1)  # type: ignore[attr-defined]
    assert consequences.check(store.reader, store.clock.today()) != []
    store.roll()
    assert consequences.check(store.reader, store.clock.today()) == []
    assert rollup(store, ref, "health") != ("ok",)


def test_recomputing_all_changes_nothing_that_was_right(store: Store) -> None:
    garden = Garden(store)
    garden.begin()
    for step in by_chance(5, 30):
        garden.do(step)
    before = store.reader.rows("SELECT node, node_id, progress, health FROM rollup ORDER BY node, node_id")
    store.write(RecomputeRollups())
    after = {row[:2]: row for row in store.reader.rows("SELECT node, node_id, progress, health FROM rollup")}
    assert all(after[row[:2]][3] == row[3] for row in before if row[:2] in after)
    same(garden)


def test_doctor_sees_a_wrong_and_a_missing_rollup(store: Store) -> None:
    ref = objective(store)
    number = key_result(store, ref)
    from dataclasses import dataclass

    from models.store.handlers import handles
    from models.store.unit import Done, Unit

    @dataclass(frozen=True)
    class Spoil:
        pass

    @handles(Spoil)
    def _spoil(unit: Unit, verb: Spoil) -> Done:
        unit.run("UPDATE rollup SET ok = 7 WHERE node = 'goal'")
        unit.run("DELETE FROM rollup WHERE node = 'key_result'")
        return Done("")

    store.write(Spoil())
    found = consequences.check(store.reader, store.clock.today())
    assert ("key_result", number, "row", None, "missing") in found
    assert ("goal", int(ref[1:]), "ok", 7, 0) in found
