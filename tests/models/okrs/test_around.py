"""What stands around a key result, both its scores, and the rows of a team's grid, on either database."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.cycles.verbs import StartCycle
from models.decisions.verbs import Decide
from models.issues.verbs import AddTodo, RaiseIssue
from models.okrs import around_reads, detail_reads, team_reads
from models.okrs.score_reads import score_of
from models.okrs.verbs import CheckIn, Correct
from models.okrs.walking import change_verb, number_verb, status_of, why_verb
from models.settings import Settings
from models.store.store import Store
from models.verbs import Add, Case, Edit

Open = Callable[..., Store]
CASE = Case(reason="market", case="They left", evidence="mail", agreed_by="ben")


@pytest.fixture(autouse=True)
def planned(store: Store) -> None:
    """Plan O1 of Sales with KR1 (a count to 8, at 4) and KR2 (0 to 10, at 5), and begin the cycle."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Win", "intent": "stretch", "team": "Sales"}))
    store.write(Add(kind="key_result", fields={"title": "Exits", "goal": "O1", "kind": "count", "target": 8}))
    store.write(Add(kind="key_result", fields={"title": "Calls", "goal": "O1", "start": 0, "target": 10}))
    store.write(StartCycle(cycle=1))
    store.write(CheckIn(kr=1, value=4))
    store.write(CheckIn(kr=2, value=5))


def test_everything_about_a_row_is_found_and_corrected_check_ins_are_marked(store: Store) -> None:
    store.write(Correct(kr=1, value=3))
    store.write(Add(kind="initiative", fields={"title": "Pilot", "key_result": "KR1", "kind": "hypothesis"}))
    store.write(RaiseIssue(title="Late", ref="KR1"))
    store.write(Decide(text="Which ones?", origin_ref="KR1"))
    store.write(AddTodo(title="Call", ref="KR1"))
    found = detail_reads.detail(store.reader, -1, today=store.clock.today())
    assert found is not None
    assert [(one.value, one.corrected, one.corrects) for one in found.check_ins] == [(3, 0, 1), (4, 1, None)]
    assert [one.title for one in found.work] == ["Pilot"]
    assert [one.title for one in (*found.issues, *found.decisions, *found.todos)] == ["Late", "Which ones?", "Call"]
    assert [one.title for one in around_reads.work(store.reader, 1)] == ["Pilot"]
    of_goal = detail_reads.detail(store.reader, 1, today=store.clock.today())
    assert of_goal is not None and [row.ref for row in of_goal.below] == ["KR1", "KR2"]


def test_both_scores_of_a_key_result_and_of_its_objective(store: Store) -> None:
    # KR1: 4 of 6 are 0.67, on the original 4 of 8 are 0.50. O1: (0.67 + 0.50) / 2 = 0.59, at first 0.50.
    today, settings = store.clock.today(), Settings()
    before = score_of(store.reader, -1, settings=settings, today=today)
    assert before is not None and before.original is None
    store.write(Edit(ref="KR1", fields={"target": 6}, case=CASE))
    result = score_of(store.reader, -1, settings=settings, today=today)
    goal = score_of(store.reader, 1, settings=settings, today=today)
    assert result is not None and result.text == "0.67 (0.50 on the original)"
    assert goal is not None and goal.original == 0.5 and goal.score == 0.59
    store.write(Edit(ref="KR1", fields={"target": 8}, case=CASE))
    again = score_of(store.reader, -1, settings=settings, today=today)
    assert again is not None and again.score == 0.5


def test_a_grid_has_the_rows_of_the_teams_one_may_enter(open_store: Open) -> None:
    for handle, names in (("ben", ["Sales"]), ("ana", ["Sales"]), ("eve", []), ("dan", [])):
        store = open_store(handle)
        assert [team.name for team in team_reads.teams(store.reader, store.me)] == names
    ben = open_store("ben")
    rows = team_reads.entry_rows(ben.reader, 2, ben.me, today=ben.clock.today())
    assert [(one.row.ref, one.objective, one.mine) for one in rows] == [("KR1", "Win", True), ("KR2", "Win", True)]
    assert team_reads.team_of(ben.reader, -1) == team_reads.team_of(ben.reader, 1) == 2


def test_the_walk_knows_what_is_off_and_what_to_ask(store: Store) -> None:
    today = store.clock.today()
    store.write(number_verb(store.reader, "KR2", "0 c5 nobody called", today))
    assert status_of(store.reader, "KR2", today) == "off"
    store.write(why_verb("KR2", "two reps out", today))
    store.write(change_verb(store.reader, "KR2", "call ten @ben by W35", today, "ana"))
    assert store.reader.row("SELECT d.title, p.handle FROM todo d JOIN person p ON p.id = d.owner_id") == (
        "call ten", "ben",
    )  # fmt: skip
