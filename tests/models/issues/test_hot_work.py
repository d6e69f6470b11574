"""Hot items from key results, plans, promises, decisions and people: each fires at its boundary, not a step earlier."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.issues.verbs import (
    AddTodo,
    AnswerIssue,
    CarryTodo,
    DoneHot,
    DoneTodo,
    RaiseHot,
    RaiseIssue,
    RouteIssue,
    SnoozeHot,
    SnoozeIssue,
    ToIssue,
)
from models.okrs.verbs import CheckIn
from models.store.store import Store
from models.verbs import Add, Archive, Case, Edit, SetOwner
from tests.models.issues.conftest import Hot

Open = Callable[..., Store]
Roll = Callable[[str], None]
CASE = Case(reason="market", case="The market moved", evidence="Two customers said so", agreed_by="ben")


def goal(store: Store, title: str = "Win", **fields: str) -> str:
    given = {"title": title, "intent": "stretch", "team": "Sales", "owner": "ben", **fields}
    return store.write(Add(kind="objective", fields=given, case=CASE)).refs[0]


def key_result(store: Store, **fields: str) -> int:
    given = {"title": "Logos", "goal": goal(store), "kind": "increase", "start": "0", "target": "10", "owner": "ben"}
    return int(store.write(Add(kind="key_result", fields={**given, **fields}, case=CASE)).value)


def test_key_result_is_hot_when_off_at_two_check_ins_running(store: Store, hot: Hot, roll: Roll) -> None:
    number = key_result(store)  # expected 0.35 on 16 August; below 0.245 is off
    store.write(CheckIn(kr=number, value=2.4))
    assert hot() == []
    roll("2026-08-20")
    store.write(CheckIn(kr=number, value=2.5))
    assert hot() == [("KR1", "kr")]
    store.write(CheckIn(kr=number, value=5))
    assert hot() == []


def test_confidence_down_by_two_ending_at_four_is_hot(store: Store, hot: Hot) -> None:
    number = key_result(store)
    for confidence, expected in ((8, []), (5, []), (4, []), (6, []), (4, [("KR1", "confidence")])):
        store.write(CheckIn(kr=number, value=5, confidence=confidence))
        assert hot() == expected


def test_lower_confidence_is_worse(store: Store, hot: Hot) -> None:
    number = key_result(store)
    for confidence in (6, 4):
        store.write(CheckIn(kr=number, value=5, confidence=confidence))
    store.write(DoneHot(items=("H1",)))
    store.write(CheckIn(kr=number, value=5, confidence=1))
    assert hot() == [("KR1", "confidence")]


def test_key_result_past_its_target_early_is_an_opportunity(store: Store, hot: Hot, roll: Roll) -> None:
    number = key_result(store)
    store.write(CheckIn(kr=number, value=10))
    assert hot() == []
    store.write(CheckIn(kr=number, value=10.5))
    assert hot() == [("KR1", "opportunity")]
    roll("2026-09-14")  # 75 of 92 days, 81.5 %
    assert ("KR1", "opportunity") not in hot()


def test_archived_key_result_is_hot_no_more(store: Store, hot: Hot) -> None:
    number = key_result(store)
    store.write(CheckIn(kr=number, value=11))
    store.write(Archive(refs=(f"KR{number}",), case=CASE))
    assert hot() == []


def test_imported_cycle_is_quiet_for_two_weeks(store: Store, hot: Hot, roll: Roll) -> None:
    from models.okrs.tables import Cycle
    from models.store.handlers import _HANDLERS
    from models.store.unit import Done, Unit

    class Import:
        pass

    def do(unit: Unit, verb: Import) -> Done:
        unit.get(Cycle, 1).quiet_until = "2026-08-30"
        return Done("")

    _HANDLERS[Import] = do
    number = key_result(store)
    store.write(CheckIn(kr=number, value=11))
    assert hot() == [("KR1", "opportunity")]
    store.write(Import())
    assert hot() == []
    roll("2026-08-29")
    assert hot() == []
    roll("2026-08-30")
    assert ("KR1", "opportunity") in hot()


def test_team_in_planning_has_one_row_until_its_objectives_are_complete(store: Store, hot: Hot) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    top = store.write(Add(kind="imperative", fields={"title": "Lead", "team": "T1"})).refs[0]
    first, second = goal(store, "A", parent=top), goal(store, "B", parent=top)
    assert hot() == []
    store.write(SetOwner(refs=(first,), handle=""))
    loose = goal(store, "C")
    assert hot() == [("T2", "planning")]
    evidence = "SELECT evidence FROM hot_item"
    assert store.reader.value(evidence) == "objectives 1 without owner, 1 without path to an imperative"
    store.write(Archive(refs=(loose,)))
    assert store.reader.value(evidence) == "objectives 1 without owner"
    store.write(SetOwner(refs=(first, second), handle="ben"))
    assert hot() == []


def milestone(store: Store, **fields: str) -> str:
    project = store.write(Add(kind="initiative", fields={"title": "Portal", "team": "Sales", "owner": "ben"})).refs[0]
    return store.write(Add(kind="milestone", fields={"title": "Pick", "initiative": project, **fields})).refs[0]


def test_milestone_in_decide_needs_a_decision_owner_after_a_week(store: Store, hot: Hot, roll: Roll) -> None:
    ref = milestone(store)
    roll("2026-08-23")
    assert hot() == []
    roll("2026-08-24")
    assert hot() == [("MS1", "milestone")]
    store.write(Edit(ref=ref, fields={"decision_owner": "cleo"}))
    assert hot() == []


def test_milestone_is_hot_three_working_days_past_due(store: Store, hot: Hot, roll: Roll) -> None:
    milestone(store, stage="build", due_on="2026-08-20")  # a Thursday
    roll("2026-08-24")
    assert hot() == []
    roll("2026-08-25")
    assert hot() == [("MS1", "milestone")]


def test_dependency_is_hot_when_its_ends_disagree_or_three_days_late(store: Store, hot: Hot, roll: Roll) -> None:
    fields = {
        "what": "Feed",
        "from_team": "T2",
        "to_team": "T3",
        "needed_on": "2026-08-20",
        "promised_on": "2026-08-20",
    }
    ref = store.write(Add(kind="dependency", fields=fields)).refs[0]
    store.write(Edit(ref=ref, fields={"promised_on": "2026-08-21"}))
    assert hot() == [("DP1", "dependency")]
    assert store.reader.value("SELECT team_id FROM hot_item") == 2
    store.write(Edit(ref=ref, fields={"promised_on": "2026-08-20"}))
    roll("2026-08-24")
    assert hot() == []
    roll("2026-08-25")
    assert hot() == [("DP1", "dependency")]


def test_promise_is_hot_when_missed_twice(store: Store, hot: Hot, roll: Roll) -> None:
    ref = store.write(AddTodo(title="Count partners", change=True, due="2026-08-17", owner="ben", team="Sales")).refs[0]
    roll("2026-08-18")
    store.write(CarryTodo(todos=(ref,)))
    assert hot() == []
    roll("2026-08-24")
    assert hot() == []
    roll("2026-08-25")
    assert hot() == [("TD1", "promise")]
    store.write(DoneTodo(todos=(ref,)))
    assert hot() == []


def test_promise_nobody_looked_at_is_missed_again_after_a_week(store: Store, hot: Hot, roll: Roll) -> None:
    store.write(AddTodo(title="Count partners", change=True, due="2026-08-17"))
    roll("2026-08-24")
    assert hot() == []
    roll("2026-08-25")
    assert hot() == [("TD1", "promise")]


def test_decision_is_hot_the_day_after_its_date_and_after_fourteen_days(store: Store, hot: Hot, roll: Roll) -> None:
    store.write(Add(kind="decision", fields={"title": "Price?", "team": "Sales", "needed_by": "2026-08-20"}))
    store.write(Add(kind="decision", fields={"title": "Hire?", "team": "Sales"}))
    roll("2026-08-20")
    assert hot() == []
    roll("2026-08-21")
    assert hot() == [("D1", "decision")]
    roll("2026-08-30")
    assert hot() == [("D1", "decision")]
    roll("2026-08-31")
    assert hot() == [("D1", "decision"), ("D2", "decision")]


def test_made_decision_is_hot_on_its_revisit_day(store: Store, hot: Hot, roll: Roll) -> None:
    fields = {"title": "Price", "team": "Sales", "state": "made", "revisit_on": "2026-08-20"}
    store.write(Add(kind="decision", fields=fields))
    roll("2026-08-19")
    assert hot() == []
    roll("2026-08-20")
    assert hot() == [("D1", "decision")]


def test_escalated_issue_is_hot_there_at_once_until_answered(store: Store, hot: Hot) -> None:
    ref = store.write(RaiseIssue(title="Hiring freeze", team="Sales")).refs[0]
    assert hot() == []
    store.write(RouteIssue(issues=(ref,)))
    assert hot() == [("I1", "escalated")]
    assert store.reader.row("SELECT title, team_id FROM hot_item") == ("Hiring freeze: escalated by Sales", 1)
    store.write(AnswerIssue(issue=ref, text="Until Q4"))
    assert hot() == []


def test_escalated_issue_sent_to_issues_is_not_doubled(store: Store, hot: Hot) -> None:
    ref = store.write(RaiseIssue(title="Hiring freeze", team="Sales")).refs[0]
    store.write(RouteIssue(issues=(ref,)))
    assert store.write(ToIssue(items=("H1",))).value == ("I1",)
    assert store.reader.value("SELECT count(*) FROM issue") == 1
    store.write(RouteIssue(issues=(ref,), team="Support"))
    assert hot() == [("I1", "escalated")]
    assert store.reader.value("SELECT team_id FROM hot_item WHERE state = 'open'") == 3


def test_what_one_person_owes_is_one_row_after_two_misses(store: Store, hot: Hot, roll: Roll) -> None:
    key_result(store)  # due on Sundays: the 16th, the 23rd; missed six days after
    store.write(AddTodo(title="Call X", owner="ben", due="2026-08-17"))
    roll("2026-08-24")
    assert hot() == []
    roll("2026-08-25")
    assert hot() == [("P2", "owes")]
    assert store.reader.row("SELECT title, team_id, owner_id FROM hot_item") == ("Ben Ito: owes 1 to-do", 2, 2)
    roll("2026-08-30")
    evidence = "SELECT evidence FROM hot_item WHERE rule = 'owes'"
    assert store.reader.value(evidence) == "owes 1 check-in, 1 to-do"
    store.write(CheckIn(kr=1, value=5))
    assert store.reader.value(evidence) == "owes 1 to-do"
    store.undo()
    assert store.reader.value(evidence) == "owes 1 check-in, 1 to-do"
    store.write(CheckIn(kr=1, value=5))
    store.write(DoneTodo(todos=("TD1",)))
    assert hot() == []


def test_missing_readings_count_after_two_closed_periods(store: Store, hot: Hot, roll: Roll) -> None:
    store.write(Add(kind="measure", fields={"name": "Cover", "team": "Sales", "owner": "ben"}))
    roll("2026-08-23")
    assert hot() == []
    roll("2026-08-24")
    assert hot() == [("P2", "owes")]
    store.write(SetOwner(refs=("M1",), handle="cleo"))
    assert hot() == [("P3", "owes")]


def test_private_todo_and_decision_stay_hidden(open_store: Open, roll: Roll) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    fields = {"title": "Layoffs?", "team": "Sales", "private": "yes", "needed_by": "2026-08-17"}
    ben.write(Add(kind="decision", fields=fields))
    ben.write(AddTodo(title="Plan it", change=True, team="Sales", private=True, due="2026-08-17"))
    ben.write(AddTodo(title="Tell HR", team="Sales", private=True, due="2026-08-17"))
    roll("2026-08-31")
    assert len(ben.reader.rows("SELECT * FROM hot_item")) == 2
    assert eve.reader.rows("SELECT * FROM hot_item") == []


@pytest.mark.parametrize("days", ["2026-08-20"])
def test_raised_items_and_issues_come_back_on_their_day(store: Store, roll: Roll, days: str) -> None:
    store.write(RaiseHot(text="Export fails"))
    store.write(RaiseIssue(title="Later"))
    store.write(SnoozeHot(items=("H1",), until=days))
    store.write(SnoozeIssue(issues=("I1",), until=days))
    roll("2026-08-19")
    states = "SELECT h.state, i.state FROM hot_item h, issue i"
    assert store.reader.row(states) == ("snoozed", "snoozed")
    roll(days)
    assert store.reader.row(states) == ("open", "open")


def test_looking_at_everything_changes_nothing_that_following_got_right(store: Store, hot: Hot, roll: Roll) -> None:
    number = key_result(store)
    store.write(CheckIn(kr=number, value=11))
    rows = "SELECT id, source, rule, severity, found_at, state FROM hot_item ORDER BY id"
    before = store.reader.rows(rows)
    roll("2026-08-17")
    assert store.reader.rows(rows) == before
