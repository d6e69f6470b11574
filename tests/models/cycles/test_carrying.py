"""Carrying an objective over and extending it: what goes on, where it begins anew, what it knows of before."""

from __future__ import annotations

from typing import Any

import pytest

from models.cycles import reads, scoring
from models.cycles.verbs import AddCycle, BeginClosing, CarryOver, CloseCycle
from models.errors import Refused
from models.okrs.verbs import CheckIn
from models.store.store import Store
from models.verbs import Add, Case, Edit
from tests.models.cycles.year import plan, run, score_all


@pytest.fixture
def closing(store: Store) -> Store:
    run(store)
    store.write(BeginClosing(cycle=1))
    return store


def results(store: Store, goal: int) -> list[tuple[Any, ...]]:
    return store.reader.rows(
        "SELECT title, kind, start, target, low, coalesce(baseline_text, '') FROM key_result WHERE goal_id = :goal"
        " AND archived_at IS NULL ORDER BY rank, id",
        goal=goal,
    )


def test_what_was_not_reached_goes_on_where_it_got_to(closing: Store) -> None:
    done = closing.write(CarryOver(goal=2))
    assert done.message == "O2 goes on in 2026-Q4 as O4, with 2 key results"
    assert results(closing, 4) == [
        ("Share of bookings", "increase", 9.0, 17.0, None, ""),  # from 9, where it got to; KR2 was reached
        ("Trial ready", "milestone", None, None, None, ""),
    ]
    steps = closing.reader.rows("SELECT title, due_on, done_at FROM step WHERE key_result_id = 6")
    assert steps == [("Launch", None, None)]  # its day lies before the new cycle
    made = reads.cycle(closing.reader, 2)
    assert (made.name, made.start_on, made.end_on, made.state) == ("2026-Q4", "2026-10-01", "2026-12-31", "planning")


def test_progress_starts_anew_and_the_old_one_keeps_its_own(closing: Store) -> None:
    closing.write(CarryOver(goal=2))
    raw = "SELECT raw FROM rollup WHERE node = 'key_result' AND node_id = :id"
    assert closing.reader.value(raw, id=1) == pytest.approx(5 / 13)
    assert closing.reader.value(raw, id=5) is None  # not set yet
    closing.write(CheckIn(kr=5, value=11))
    assert closing.reader.value(raw, id=5) == pytest.approx(2 / 8)  # from 9 to 17
    assert closing.reader.value("SELECT count(*) FROM check_in WHERE key_result_id = 1") == 1


def test_extending_takes_what_was_reached_as_far_again(closing: Store) -> None:
    closing.write(CheckIn(kr=1, value=18))
    said = closing.write(CarryOver(goal=2, extend=True)).message
    assert said == "O2 is extended in 2026-Q4 as O4, with 3 key results"
    assert results(closing, 4) == [
        ("Share of bookings", "increase", 18.0, 31.0, None, ""),  # 13 further, as 17 was from 4
        ("Logos signed", "count", None, 10.0, None, "12 in 2026-Q3"),  # a count counts from 0 in its cycle
        ("Trial ready", "milestone", None, None, None, ""),
    ]


def test_a_committed_threshold_goes_on_as_it_is(closing: Store) -> None:
    closing.write(CarryOver(goal=3))
    assert results(closing, 4) == [("Uptime", "threshold", None, None, 95.0, "")]
    row = closing.reader.row("SELECT intent, owner_id, team_id, parent_id, copied_from, path FROM goal WHERE id = 4")
    assert row == ("committed", 1, 1, 1, 3, "/1/4/")


def test_both_cycles_know_of_each_other(closing: Store) -> None:
    closing.write(CarryOver(goal=2))
    today, settings = closing.clock.today(), closing.settings
    old = scoring.scores(closing.reader, 1, settings=settings, today=today).lines
    new = scoring.scores(closing.reader, 2, settings=settings, today=today).lines
    assert next(one.into for one in old if one.ref == "O2") == ("O4", "2026-Q4")
    assert next(one.of for one in new if one.ref == "O4") == ("O2", "2026-Q3")


def test_going_on_twice_is_refused_until_it_is_undone(closing: Store) -> None:
    closing.write(CarryOver(goal=2))
    with pytest.raises(Refused, match="O2 goes on in 2026-Q4 already, as O4"):
        closing.write(CarryOver(goal=2, extend=True))
    closing.undo()
    assert [one.name for one in reads.cycles(closing.reader)] == ["2026-Q3"]
    closing.write(CarryOver(goal=2, extend=True))


def test_nothing_is_carried_over_when_all_was_reached(closing: Store) -> None:
    case = Case(reason="opportunity", case="They asked for it", evidence="Their mail", agreed_by="ben")
    fields = {"title": "Done", "intent": "stretch", "team": "T1", "cycle": "Q1"}
    closing.write(Add(kind="objective", fields=fields, case=case))
    fields = {"title": "Three", "goal": "O4", "kind": "count", "target": 3}
    number = closing.write(Add(kind="key_result", fields=fields, case=case)).value
    closing.write(CheckIn(kr=int(number), value=3))
    with pytest.raises(Refused, match="nothing is left to carry over") as refused:
        closing.write(CarryOver(goal=4))
    assert "--extend" in refused.value.hint
    assert len(reads.cycles(closing.reader)) == 1


def test_a_closed_cycle_still_lets_its_objectives_go_on(store: Store) -> None:
    run(store)
    score_all(store)
    store.write(CloseCycle(cycle=1))
    store.write(CarryOver(goal=2))
    assert reads.cycle(store.reader, 2).objectives == 1


def test_the_branch_keeps_its_shape_whichever_goes_first(store: Store) -> None:
    plan(store)
    fields = {"title": "Leads", "intent": "stretch", "parent": "O2", "team": "T2"}
    store.write(Add(kind="objective", fields=fields))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    store.write(CarryOver(goal=4))
    assert store.reader.value("SELECT parent_id FROM goal WHERE id = 5") == 1  # above O2, which stays behind
    store.write(CarryOver(goal=2))
    assert store.reader.value("SELECT path FROM goal WHERE id = 5") == "/1/6/5/"


def test_where_it_may_go_on(closing: Store) -> None:
    closing.write(AddCycle(name="2026-Q2", start="2026-04-01", end="2026-06-30"))
    closing.write(AddCycle(name="2027-Q1", start="2027-01-01", end="2027-03-31"))
    with pytest.raises(Refused, match="2026-Q2 is earlier than 2026-Q3"):
        closing.write(CarryOver(goal=2, into=2))
    with pytest.raises(Refused, match="in 2026-Q3 already"):
        closing.write(CarryOver(goal=2, into=1))
    closing.write(CarryOver(goal=2))
    assert reads.cycle(closing.reader, 3).objectives == 1
    with pytest.raises(Refused, match="is in no cycle"):
        closing.write(CarryOver(goal=1))
