"""History by the plan of its time: a target that moves changes nothing about the weeks before (product.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from models import weeks
from models.clock import FrozenClock
from models.cycles.verbs import StartCycle
from models.okrs.history import load, load_goals
from models.okrs.line_reads import LineView, line_of
from models.okrs.verbs import CheckIn, CompleteStep
from models.settings import Settings
from models.store.store import Store
from models.verbs import Add, Archive, Case, Edit

Open = Callable[..., Store]
CASE = Case(reason="opportunity", case="They merged", evidence="Contract", agreed_by="ben")


@pytest.fixture
def store(open_store: Open, clock: FrozenClock) -> Store:
    """Plan O1 with KR1 (0 to 8, stretch) before the cycle, and begin it."""
    clock.at = datetime(2026, 6, 24, 9, 0, tzinfo=UTC)
    store = open_store("ana")
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Win", "intent": "stretch", "team": "Sales"}))
    store.write(Add(kind="key_result", fields={"title": "Exits", "goal": "O1", "start": 0, "target": 8}))
    store.write(StartCycle(cycle=1))
    return store


def on(clock: FrozenClock, month: int, day: int, hour: int = 9) -> None:
    clock.at = datetime(2026, month, day, hour, 0, tzinfo=UTC)


def line(store: Store, key: int) -> LineView:
    found = line_of(store.reader, key, settings=Settings(), today=store.clock.today())
    assert found is not None
    return found


def at(view: LineView, week: int) -> tuple[Any, Any]:
    place = view.periods.index(week)
    return view.values[place], view.plan[place]


def test_progress_before_a_change_is_computed_with_the_old_target(store: Store, clock: FrozenClock) -> None:
    # W29: 2 of 8 are 25 %. On 5 August (W32) the target becomes 4; 2 of 4 are 50 % from then on, W29 stays 25 %.
    on(clock, 7, 16)
    store.write(CheckIn(kr=1, value=2, period=202629))
    on(clock, 8, 5)
    store.write(Edit(ref="KR1", fields={"target": 4}, case=CASE))
    on(clock, 8, 16)
    today = store.clock.today()
    results = load(store.reader, [1], settings=Settings(), today=today)
    assert results.raw(1, weeks.last_day(202629)) == 0.25
    assert results.raw(1, weeks.last_day(202631)) == 0.25
    assert results.raw(1, weeks.last_day(202632)) == 0.5
    goals = load_goals(store.reader, 1, settings=Settings(), today=today)
    assert goals is not None
    assert (goals.progress(1, weeks.last_day(202631)), goals.progress(1, today)) == (0.25, 0.5)
    assert store.reader.value("SELECT progress FROM rollup WHERE node = 'goal'") == 0.5


def test_the_plan_line_follows_the_target_of_each_week_and_marks_where_it_changed(
    store: Store, clock: FrozenClock
) -> None:
    # Stretch: 70 % of the elapsed share. On Sunday 2 August (W31) 32 of 92 days are over: 8 * 0.7 * 32/92 = 1.948.
    # On Sunday 9 August (W32, after the change) 39 are: 4 * 0.7 * 39/92 = 1.187.
    on(clock, 8, 5)
    store.write(Edit(ref="KR1", fields={"target": 4}, case=CASE))
    on(clock, 8, 16)
    view = line(store, -1)
    assert view.periods == tuple(range(202627, 202640)) and view.what == "value"
    assert at(view, 202631)[1] == pytest.approx(8 * 0.7 * 32 / 92)
    assert at(view, 202632)[1] == pytest.approx(4 * 0.7 * 39 / 92)
    assert view.changed == {view.periods.index(202632)}
    assert all(value is None for value in view.values)


def test_a_week_without_a_check_in_is_a_gap_and_the_last_of_a_week_counts(store: Store, clock: FrozenClock) -> None:
    on(clock, 7, 16)
    for value in (1, 2):
        store.write(CheckIn(kr=1, value=value, period=202629))
    on(clock, 7, 30)
    store.write(CheckIn(kr=1, value=3, period=202631))
    view = line(store, -1)
    assert [at(view, week)[0] for week in (202629, 202630, 202631, 202632)] == [2, None, 3, None]


def test_what_was_archived_counts_until_then_and_what_was_added_from_then_on(store: Store, clock: FrozenClock) -> None:
    # W29: KR1 2/8 = 25 %. KR2 is added on 20 July (W30) and set to 5 of 5: (25 + 100) / 2 = 62.5 %.
    # KR1 is archived on 5 August (W32): 100 % is left.
    on(clock, 7, 16)
    store.write(CheckIn(kr=1, value=2, period=202629))
    on(clock, 7, 20)
    fields = {"title": "Calls", "goal": "O1", "start": 0, "target": 5}
    store.write(Add(kind="key_result", fields=fields, case=CASE))
    store.write(CheckIn(kr=2, value=5, period=202630))
    on(clock, 8, 5)
    store.write(Archive(refs=("KR1",), case=CASE))
    on(clock, 8, 16)
    view = line(store, 1)
    assert [at(view, week)[0] for week in (202629, 202630, 202631, 202632)] == [25, 62.5, 62.5, 100]
    assert at(view, 202634)[0] is None and at(view, 202639)[1] == pytest.approx(70 * 88 / 92)


def test_a_threshold_counts_the_weeks_that_met_the_bounds_of_their_time(store: Store, clock: FrozenClock) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    fields = {"title": "Uptime", "goal": "O1", "kind": "threshold", "low": 90, "high": 99, "unit": "%"}
    store.write(Add(kind="key_result", fields=fields))
    store.write(StartCycle(cycle=1))
    for day, value in ((9, 95), (16, 80)):
        on(clock, 7, day)
        store.write(CheckIn(kr=2, value=value))
    on(clock, 7, 27)
    view = line(store, -2)
    assert (at(view, 202628), at(view, 202629)) == ((95, 90), (80, 90))
    assert view.limits == (99,)
    results = load(store.reader, [2], settings=Settings(), today=store.clock.today())
    # From W27 on: nothing, met, not met, nothing: 1 of 4 weeks closed by 27 July, 1 of 3 a week before.
    assert results.raw(2, store.clock.today()) == 0.25
    assert results.raw(2, weeks.last_day(202629)) == pytest.approx(1 / 3)


def test_a_milestone_is_drawn_as_steps_done_against_steps_due(store: Store, clock: FrozenClock) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="key_result", fields={"title": "Live", "goal": "O1", "kind": "milestone"}))
    for title, due in (("A", "2026-07-19"), ("B", "2026-08-02")):
        store.write(Add(kind="step", fields={"title": title, "key_result": "KR2", "due_on": due}))
    store.write(StartCycle(cycle=1))
    on(clock, 7, 22)
    store.write(CompleteStep(step=1))
    view = line(store, -2)
    assert view.unit == "%"
    assert [at(view, week) for week in (202628, 202629, 202630, 202631)] == [(0, 0), (0, 50), (50, 50), (None, 100)]


def test_a_yes_or_no_is_drawn_by_its_confidence(store: Store, clock: FrozenClock) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="key_result", fields={"title": "Signed", "goal": "O1", "kind": "boolean"}))
    store.write(StartCycle(cycle=1))
    on(clock, 7, 16)
    store.write(CheckIn(kr=2, value=0, confidence=6))
    view = line(store, -2)
    assert (view.what, at(view, 202629)[0]) == ("confidence", 6)


def test_a_check_in_means_what_it_meant_when_it_was_made(store: Store, clock: FrozenClock) -> None:
    on(clock, 7, 16)
    store.write(CheckIn(kr=1, value=2))
    before = store.reader.value("SELECT max(at) FROM check_in")
    on(clock, 7, 16, 10)
    store.write(Edit(ref="KR1", fields={"target": 4}, case=CASE))
    results = load(store.reader, [1], settings=Settings(), today=store.clock.today())
    assert results.progress_of(1, 2, before) == 0.25
    assert results.progress_of(1, 2, "2026-07-16T11:00:00.000Z") == 0.5
