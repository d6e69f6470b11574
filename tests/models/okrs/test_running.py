"""Nobody gets around the guards of a running cycle (product.md 5): every other way that a change could come by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.clock import FrozenClock
from models.cycles.verbs import BeginClosing, StartCycle
from models.errors import Guarded, Refused
from models.okrs import running as running_cycles
from models.okrs.verbs import CheckIn, CompleteStep
from models.people.verbs import SetAccess
from models.store.store import Store
from models.store.unit import Unit
from models.verbs import Add, Archive, Batch, Case, Edit, Move

Open = Callable[..., Store]
CASE = Case(reason="market", case="They left", evidence="Their mail", agreed_by="ben", told="Sales, on Monday")
LATER = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)


def plan(store: Store) -> None:
    """Plan O1 (KR1 from 4 to 17; KR2, KR3 milestones) and the cycle after it, then change what nobody guards yet."""
    for title in ("Win", "Keep"):
        store.write(Add(kind="objective", fields={"title": title, "intent": "stretch", "team": "Sales"}))
    store.write(
        Add(kind="key_result", fields={"title": "Share 17", "goal": "O1", "start": 4, "target": 17, "owner": "ben"})
    )
    for title in ("Live", "Audited"):
        store.write(Add(kind="key_result", fields={"title": title, "goal": "O1", "kind": "milestone"}))
        store.write(Add(kind="step", fields={"title": "Design", "key_result": f"KR{2 if title == 'Live' else 3}"}))
    store.write(Add(kind="cycle", fields={"name": "Next", "start": "2026-10-01", "end": "2026-12-31"}))


@pytest.fixture
def planned(store: Store) -> Store:
    """Return Ana, the admin, at a cycle in planning."""
    store.write(SetAccess(handle="ben", team="T1", access="admin"))
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    plan(store)
    return store


@pytest.fixture
def running(planned: Store, clock: FrozenClock) -> Store:
    """Return Ana four days after the start."""
    planned.write(StartCycle(cycle=1))
    planned.write(CompleteStep(step=1))
    clock.at = LATER
    return planned


def target(store: Store) -> float:
    return float(store.reader.value("SELECT target FROM key_result WHERE id = 1"))


def state(store: Store) -> str:
    return str(store.reader.value("SELECT state FROM cycle WHERE id = 1"))


def test_nobody_puts_a_running_cycle_back_into_planning_not_even_an_admin(running: Store) -> None:
    with pytest.raises(Refused, match="runs with 2 objectives and does not go back into planning") as caught:
        running.write(Edit(ref="Q1", fields={"state": "planning"}))
    assert "\n" not in caught.value.line()
    running.write(BeginClosing(cycle=1))
    with pytest.raises(Refused, match="does not go back into planning"):
        running.write(Edit(ref="Q1", fields={"state": "planning"}))
    assert state(running) == "closing"


def test_a_start_is_taken_back_on_its_day_and_not_weeks_later(planned: Store, clock: FrozenClock) -> None:
    planned.write(StartCycle(cycle=1))
    planned.undo()
    assert state(planned) == "planning"
    planned.write(StartCycle(cycle=1))
    clock.at = LATER
    with pytest.raises(Refused, match="does not go back into planning"):
        planned.undo()
    assert state(planned) == "active"


def test_a_cycle_with_nothing_in_it_may_go_back(store: Store) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    assert state(store) == "planning"


def test_back_into_planning_and_a_change_there_are_not_hidden_in_one_batch(running: Store) -> None:
    back, again = (Edit(ref="Q1", fields={"state": word}) for word in ("planning", "active"))
    with pytest.raises(Refused):
        running.write(Batch(verbs=(back, Edit(ref="KR1", fields={"target": 5}), again)))
    assert (state(running), target(running)) == ("active", 17)


@pytest.mark.parametrize(
    "earlier",
    [
        Edit(ref="KR1", fields={"target": 12}),
        Edit(ref="KR1", fields={"title": "Share 12"}),
        Edit(ref="O1", fields={"intent": "committed"}),
        Add(kind="key_result", fields={"title": "More", "goal": "O1", "start": 0, "target": 5}),
        Archive(refs=("KR1",)),
        Move(ref="KR1", parent="O2"),
    ],
    ids=["target", "digits", "intent", "add", "archive", "move"],
)
def test_what_was_done_in_planning_is_not_undone_while_the_cycle_runs(
    planned: Store, open_store: Open, clock: FrozenClock, earlier: Any
) -> None:
    planned.write(earlier)
    open_store("ben").write(StartCycle(cycle=1))
    before = planned.reader.rows("SELECT * FROM key_result ORDER BY id")
    clock.at = LATER
    with pytest.raises(Refused, match="in 2026-Q3, which runs") as caught:
        planned.undo()
    assert "with its case" in caught.value.line()
    assert planned.reader.rows("SELECT * FROM key_result ORDER BY id") == before


def test_what_was_undone_in_planning_is_not_redone_while_the_cycle_runs(
    planned: Store, open_store: Open, clock: FrozenClock
) -> None:
    planned.write(Edit(ref="KR1", fields={"target": 5}))
    planned.undo()
    open_store("ben").write(StartCycle(cycle=1))
    clock.at = LATER
    with pytest.raises(Refused, match="the target of KR1 in 2026-Q3"):
        planned.redo()
    assert target(planned) == 17


def test_a_change_with_its_case_is_taken_back_on_its_day_and_later_needs_a_case_itself(
    running: Store, clock: FrozenClock
) -> None:
    running.write(Edit(ref="KR1", fields={"target": 20}, case=CASE))
    running.undo()
    assert target(running) == 17
    running.redo()
    assert target(running) == 20
    clock.at = LATER + timedelta(days=7)
    with pytest.raises(Refused, match="the target of KR1"):
        running.undo()
    assert target(running) == 20
    assert running.reader.value("SELECT count(*) FROM plan_change WHERE archived_at IS NULL") == 1


def test_what_is_not_guarded_is_undone_on_any_day(running: Store, clock: FrozenClock) -> None:
    running.write(Edit(ref="KR1", fields={"title": "Share of bookings 17"}))
    clock.at = LATER + timedelta(days=7)
    running.undo()
    running.write(CheckIn(kr=1, value=9))
    clock.at = LATER + timedelta(days=14)
    running.undo()
    assert running.reader.value("SELECT title FROM key_result WHERE id = 1") == "Share 17"


@pytest.mark.parametrize(
    "verb",
    [
        Edit(ref="Q1", fields={"end": "2027-12-31"}),
        Edit(ref="Q1", fields={"start": "2026-08-19"}),
        Edit(ref="O1", fields={"cycle": "Next"}),
        Edit(ref="O1", fields={"cycle": ""}),
        Edit(ref="KR1", fields={"goal": "O2"}),
        Edit(ref="KR1", fields={"low": 3}),
        Edit(ref="KR1", fields={"plan": "9 by 2026-09-15"}),
        Add(kind="step", fields={"title": "Later", "key_result": "KR2"}),
    ],
    ids=lambda verb: str(verb.fields),
)
def test_other_ways_to_the_same_end_are_guarded_too(running: Store, verb: Any) -> None:
    """A longer cycle would make its first tenth longer, in which a change needs no case."""
    with pytest.raises(Guarded, match="guarded inside an active cycle"):
        running.write(verb)


def test_the_days_of_a_running_cycle_change_with_a_case_that_the_review_hears_of(running: Store) -> None:
    from models.okrs.plan_change_reads import on_agenda

    running.write(Edit(ref="Q1", fields={"end": "2026-09-25"}, case=CASE))
    (told,) = on_agenda(running.reader, 1, since="2026-08-01")
    assert (told.ref, told.title, told.what) == ("Q1", "2026-Q3", "end 2026-09-30 > 2026-09-25")


def test_a_running_cycle_is_not_archived_from_around_its_objectives(running: Store) -> None:
    with pytest.raises(Refused, match="Q1 runs with 2 objectives"):
        running.write(Archive(refs=("Q1",)))


def test_a_step_of_a_milestone_that_is_under_way_stays_with_it(running: Store) -> None:
    for verb in (Move(ref="ST1", parent="KR3"), Edit(ref="ST1", fields={"key_result": "KR3"})):
        with pytest.raises(Refused, match="A step stays with KR2"):
            running.write(verb)
    assert running.reader.value("SELECT key_result_id FROM step WHERE id = 1") == 2


def test_archiving_and_adding_again_needs_a_case_for_each(running: Store) -> None:
    again = Add(kind="key_result", fields={"title": "Share 5", "goal": "O1", "start": 4, "target": 5})
    with pytest.raises(Guarded):
        running.write(Batch(verbs=(Archive(refs=("KR1",)), again)))
    running.write(Archive(refs=("KR1",), case=CASE))
    with pytest.raises(Guarded):
        running.write(again)


def test_a_unit_of_many_changes_looks_at_the_cycles_once(planned: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every change it made an import of 20,000 rows endless."""
    asked: list[Unit] = []
    real = running_cycles.running_before

    def before(unit: Unit) -> running_cycles.Running:
        asked.append(unit)
        return real(unit)

    monkeypatch.setattr(running_cycles, "running_before", before)
    rows = (Add(kind="objective", fields={"title": f"More {n}", "intent": "stretch", "team": "T1"}) for n in range(9))
    planned.write(Batch(verbs=tuple(rows)))
    assert len(asked) == 1
