"""Planning a cycle: the checklist of four weeks, the review question, the start, bad dates."""

from __future__ import annotations

import pytest

from models.cycles import planning, reads
from models.cycles.verbs import AddCycle, AnswerReview, Learn, StartCycle, TickPlanning
from models.errors import NotPermitted, Refused
from models.store.store import Store
from models.verbs import Add
from tests.hostile import HOSTILE
from tests.models.conftest import Open
from tests.models.cycles.year import plan, run


@pytest.fixture
def planned(store: Store) -> Store:
    plan(store)
    return store


def look(store: Store, cycle: int = 1) -> planning.PlanningView:
    return planning.planning(store.reader, reads.cycle(store.reader, cycle), store.clock.today())


def next_cycle(store: Store, **fields: object) -> int:
    given = {"name": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31", **fields}
    return int(store.write(AddCycle(**given)).value)  # type: ignore[arg-type]


def test_ticking_keeps_who_and_when_and_can_be_taken_back(planned: Store) -> None:
    planned.write(TickPlanning(cycle=1, item="draft"))
    planned.write(TickPlanning(cycle=1, item="draft"))
    line = look(planned).weeks[0].lines[2]
    assert (line.by, line.on, line.item.key, line.number) == ("ana", "2026-08-16", "draft", 3)
    assert look(planned).done == 1
    planned.undo()  # the second tick changed nothing, so there is only the first to take back
    assert look(planned).done == 0
    planned.redo()
    planned.write(TickPlanning(cycle=1, item="draft", done=False))
    assert look(planned).done == 0


def test_the_lines_say_what_the_data_misses(planned: Store) -> None:
    planned.write(Add(kind="objective", fields={"title": "Nobody's", "intent": "stretch", "team": "T2"}))
    seen = {line.item.key: (line.seen, line.open) for week in look(planned).weeks for line in week.lines}
    assert seen["draft"] == ("3 objectives so far", 0)
    assert seen["results"] == ("1 without any, 1 with one", 2)
    assert seen["owners"] == ("1 without owner, 1 without path", 1)
    assert seen["review"] == ("0 of 3 asked", 3)
    assert seen["teams"] == ("1 team without an objective", 1)  # Support


def test_review_question_is_answered_with_a_reason_and_counted(planned: Store) -> None:
    planned.write(AnswerReview(goal=2, supports=True, reason="It is the first choice"))
    planned.write(AnswerReview(goal=3, supports=False, reason="Nobody asked for it"))
    view = look(planned)
    assert (view.answered, view.lack.unanswered) == (2, ())
    assert [(one.ref, one.supports, one.reason) for one in view.questions] == [
        ("O2", "yes", "It is the first choice"),
        ("O3", "no", "Nobody asked for it"),
    ]
    with pytest.raises(Refused, match="reason is empty"):
        planned.write(AnswerReview(goal=2, supports=True, reason="  "))
    assert look(planned).questions[0].reason == "It is the first choice"


@pytest.mark.parametrize("text", HOSTILE)
def test_reasons_and_learnings_are_kept_as_they_were_typed_or_refused(store: Store, text: str) -> None:
    run(store)
    for verb in (AnswerReview(goal=2, supports=True, reason=text), Learn(ref="O2", text=text, outcome="worked")):
        try:
            store.write(verb)
        except Refused as error:
            assert "\n" not in error.line()


def test_start_says_what_is_missing_and_goes_on(planned: Store) -> None:
    planned.write(Add(kind="objective", fields={"title": "Nobody's", "intent": "stretch"}))
    said = planned.write(StartCycle(cycle=1)).message
    assert said == (
        "2026-Q3 has begun; still 1 without owner, 1 without a path to an imperative, 1 without key results,"
        " 3 not asked whether it supports the strategy"
    )
    with pytest.raises(Refused, match="2026-Q3 is active, not in planning"):
        planned.write(StartCycle(cycle=1))


def test_two_cycles_of_the_same_teams_do_not_run_by_mistake(store: Store) -> None:
    number = next_cycle(store)
    with pytest.raises(Refused, match="2026-Q3 is still running for the same teams") as refused:
        store.write(StartCycle(cycle=number))
    assert "--beside" in refused.value.hint
    assert reads.cycle(store.reader, number).state == "planning"
    store.write(StartCycle(cycle=number, beside=True))
    assert reads.cycle(store.reader, number).state == "active"


def test_a_cycle_of_another_team_runs_beside(store: Store) -> None:
    number = next_cycle(store, name="Sales autumn", start="2026-08-01", end="2026-10-31", team="Sales")
    store.write(StartCycle(cycle=number))
    assert reads.cycle(store.reader, number).team == "Sales"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start": "2026-12-31", "end": "2026-10-01"}, "before it starts"),
        ({"start": "2026-10-01", "end": "2026-10-01"}, "before it starts"),
        ({"start": "2026-09-01"}, "overlap"),
        ({"start": "2026-07-01", "end": "2026-09-30"}, "has the same days"),
        ({"start": "1 October"}, "is no day"),
        ({"name": " "}, "is empty"),
        ({"name": "2026-q3"}, "called 2026-q3 already"),
        ({"team": "Nobody"}, "no team"),
    ],
)
def test_a_wrong_cycle_is_refused_in_one_line_and_not_made(store: Store, fields: dict[str, str], said: str) -> None:
    with pytest.raises(Exception, match=said) as refused:
        next_cycle(store, **fields)
    assert "\n" not in str(refused.value)
    assert len(reads.cycles(store.reader)) == 1


def test_an_overlap_that_is_meant_is_made(store: Store) -> None:
    assert next_cycle(store, start="2026-09-01", beside=True) == 2


def test_who_may_only_read_plans_nothing(open_store: Open) -> None:
    plan(open_store("ana"))
    dan = open_store("dan")
    for verb in (TickPlanning(cycle=1, item="draft"), AnswerReview(goal=2, supports=True, reason="so")):
        with pytest.raises(NotPermitted):
            dan.write(verb)


def test_what_a_cycle_taught_is_shown_in_the_planning_of_the_next(store: Store) -> None:
    run(store)
    store.write(Learn(ref="O2", text="Pricing desk of two", outcome="worked"))
    store.write(Learn(ref="Q1", text="Approvals took a week", outcome="did_not"))
    number = next_cycle(store)
    assert [(one.text, one.outcome, one.ref, one.cycle) for one in look(store, number).learnings] == [
        ("Approvals took a week", "did_not", "", "2026-Q3"),
        ("Pricing desk of two", "worked", "O2", "2026-Q3"),
    ]
    assert look(store, number).weeks[0].lines[0].seen == "2 lines, 1 did not work"
    with pytest.raises(Refused, match="still planned"):
        store.write(Learn(ref=f"Q{number}", text="Too early", outcome="worked"))


def test_planning_is_over_once_the_cycle_runs(store: Store) -> None:
    run(store)
    with pytest.raises(Refused, match="its planning is over"):
        store.write(TickPlanning(cycle=1, item="draft"))
    store.write(AnswerReview(goal=2, supports=True, reason="late, but asked"))


def test_a_cycle_is_large_from_more_objectives_than_are_read_at_once(store: Store) -> None:
    plan(store)
    assert reads.is_large(store.reader, 1, most=1) and reads.is_large(store.reader, most=1)
    assert not reads.is_large(store.reader, 1, most=2) and not reads.is_large(store.reader)
    assert reads.named(store.reader, 1).name == reads.cycle(store.reader, 1).name
