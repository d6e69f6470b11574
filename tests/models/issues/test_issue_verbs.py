"""Issues and to-dos: raise, vote, rank, solve in three lines, route with an answer, promises that are missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.clock import FrozenClock
from models.errors import NotPermitted, Refused, Unknown
from models.issues.verbs import (
    AddTodo,
    AnswerIssue,
    CarryTodo,
    Discuss,
    Dispose,
    DoneTodo,
    Identify,
    RaiseIssue,
    Rank,
    ReopenIssue,
    RouteIssue,
    SnoozeIssue,
    Solve,
    SolveIssue,
    Vote,
)
from models.learning.verbs import AddWin
from models.store.store import Store
from models.verbs import Add, Edit

Open = Callable[..., Store]


def raised(store: Store, title: str = "Pipeline", **more: str) -> str:
    return store.write(RaiseIssue(title=title, **more)).refs[0]


def test_product_issue_needs_the_measure_it_touches(store: Store) -> None:
    with pytest.raises(Refused, match="measure"):
        raised(store, "New editor", kind="product")
    ref = raised(store, "General")
    with pytest.raises(Refused, match="measure"):
        store.write(Edit(ref=ref, fields={"kind": "product"}))
    measure = store.write(Add(kind="measure", fields={"name": "NPS", "team": "T1"})).refs[0]
    raised(store, "New editor", kind="product", measure=measure)
    raised(store, "Editor slow", kind="product", ref=measure)
    assert store.reader.rows("SELECT measure_id FROM issue WHERE kind = 'product'") == [(1,), (1,)]


def test_vote_counts_once_and_can_be_taken_back_by_a_member(open_store: Open) -> None:
    ana, cleo = open_store("ana"), open_store("cleo")
    ref = raised(ana)
    count = "SELECT count(*) FROM vote WHERE archived_at IS NULL"
    for expected in (1, 0, 1):
        cleo.write(Vote(issue=ref))
        assert ana.reader.value(count) == expected
    ana.write(Vote(issue=ref))
    assert ana.reader.value(count) == 2
    cleo.undo()
    assert ana.reader.value(count) == 1


def test_ranking_moves_the_others_down_only_as_far_as_needed(store: Store) -> None:
    a, b, c, d = (raised(store, title) for title in "abcd")
    for ref, place in ((a, 1), (b, 2), (c, 4), (d, 1)):
        store.write(Rank(issue=ref, place=place))
    assert store.reader.rows("SELECT title, rank FROM issue ORDER BY rank") == [("d", 1), ("a", 2), ("b", 3), ("c", 4)]
    store.write(Rank(issue=a, place=0))
    assert store.reader.value("SELECT rank FROM issue WHERE title = 'a'") is None
    with pytest.raises(Refused):
        store.write(Rank(issue=a, place=100))


def test_identify_discuss_solve_are_one_line_each(store: Store) -> None:
    ref = raised(store)
    store.write(Identify(issue=ref, text="Nobody owns partners"))
    store.write(Discuss(issue=ref, text="counts only direct"))
    store.write(Discuss(issue=ref, text="margin is fine"))
    store.write(Solve(issue=ref, text="Ana owns it"))
    store.write(SolveIssue(issues=(ref,)))
    row = store.reader.row("SELECT real_issue, discussion, solution, state, solved_at FROM issue")
    said = "Ana Kern: counts only direct\nAna Kern: margin is fine"
    assert row == ("Nobody owns partners", said, "Ana owns it", "solved", "2026-08-16T09:00:00.000Z")
    with pytest.raises(Refused, match="solved already"):
        store.write(Identify(issue=ref, text="Late"))
    store.write(ReopenIssue(issues=(ref,)))
    assert store.reader.value("SELECT state FROM issue") == "open"


def test_escalated_issue_takes_its_answer_back(open_store: Open) -> None:
    ben, ana = open_store("ben"), open_store("ana")
    ref = raised(ben, team="Sales")
    ben.write(RouteIssue(issues=(ref,)))
    assert ana.reader.row("SELECT team_id, escalated_from, state FROM issue") == (1, 2, "open")
    with pytest.raises(Refused, match="Sales waits"):
        ana.write(SolveIssue(issues=(ref,)))
    ana.write(SolveIssue(issues=(ref,), answer="Hire two"))
    assert ben.reader.row("SELECT answer, state FROM issue") == ("Hire two", "solved")


def test_answer_can_come_before_the_issue_is_solved(open_store: Open) -> None:
    ben, ana = open_store("ben"), open_store("ana")
    ref = raised(ben, team="Sales")
    with pytest.raises(Refused, match="not escalated"):
        ana.write(AnswerIssue(issue=ref, text="x"))
    ben.write(RouteIssue(issues=(ref,)))
    ana.write(AnswerIssue(issue=ref, text="We look in Q4"))
    ana.write(SolveIssue(issues=(ref,)))
    assert ben.reader.value("SELECT answer FROM issue") == "We look in Q4"


def test_routing_to_another_forum_stays_in_the_team(store: Store) -> None:
    ref = raised(store)
    store.write(RouteIssue(issues=(ref,), forum="monthly"))
    assert store.reader.row("SELECT forum, team_id, escalated_from FROM issue") == ("monthly", 1, None)
    with pytest.raises(Refused):
        store.write(RouteIssue(issues=(ref,), forum="yearly"))


def test_defer_and_decline_need_a_reason(store: Store) -> None:
    first, second, third = (raised(store, title) for title in "abc")
    for word in ("defer", "decline"):
        with pytest.raises(Refused, match="Why"):
            store.write(Dispose(issues=(first,), disposition=word, until="2026-09-01"))
    with pytest.raises(Refused, match="until when"):
        store.write(Dispose(issues=(first,), disposition="defer", reason="not now"))
    store.write(Dispose(issues=(first,), disposition="defer", reason="not now", until="2026-09-01"))
    store.write(Dispose(issues=(second,), disposition="decline", reason="no"))
    store.write(Dispose(issues=(third,), disposition="do"))
    assert store.reader.rows("SELECT state, disposition, until FROM issue ORDER BY id") == [
        ("snoozed", "defer", "2026-09-01"),
        ("solved", "decline", None),
        ("open", "do", None),
    ]


def test_several_issues_are_snoozed_as_one_undo_step(store: Store) -> None:
    refs = tuple(raised(store, title) for title in "abc")
    store.write(SnoozeIssue(issues=refs, until="2026-08-23"))
    store.undo()
    assert store.reader.rows("SELECT state, until FROM issue") == [("open", None)] * 3


def test_private_issue_stays_in_its_team(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    ref = ben.write(RaiseIssue(title="Layoffs", team="Sales", private=True)).refs[0]
    with pytest.raises(Refused, match="private"):
        ben.write(RouteIssue(issues=(ref,)))
    for verb in (Vote(issue=ref), Identify(issue=ref, text="x"), SolveIssue(issues=(ref,))):
        with pytest.raises(Unknown):
            eve.write(verb)


def test_viewer_raises_nothing(open_store: Open) -> None:
    for verb in (RaiseIssue(title="x"), AddTodo(title="x"), AddWin(text="x")):
        with pytest.raises(NotPermitted):
            open_store("dan").write(verb)


def test_todo_is_mine_and_due_in_a_week(store: Store) -> None:
    store.write(AddTodo(title="Name partner owner"))
    store.write(AddTodo(title="Theirs", owner="ben", due="2026-08-20", change=True, ref=raised(store)))
    assert store.reader.rows("SELECT owner_id, due_on, week, change, origin_ref FROM todo ORDER BY id") == [
        (1, "2026-08-23", 202634, 0, None),
        (2, "2026-08-20", 202634, 1, "I1"),
    ]


def test_carrying_counts_a_miss_only_once_it_was_due(store: Store, clock: FrozenClock) -> None:
    ref = store.write(AddTodo(title="Count partners", change=True, due="2026-08-18")).refs[0]
    seen = []
    for days in (0, 2 + 7, 7, 8):
        clock.at += timedelta(days=days)
        store.write(CarryTodo(todos=(ref,)))
        seen.append(store.reader.row("SELECT carries, misses, due_on FROM todo"))
    assert seen == [(1, 0, "2026-08-25"), (2, 1, "2026-09-01"), (3, 2, "2026-09-08"), (4, 3, "2026-09-15")]


def test_done_todo_is_not_done_twice(store: Store) -> None:
    ref = store.write(AddTodo(title="x")).refs[0]
    store.write(DoneTodo(todos=(ref,)))
    for verb in (DoneTodo(todos=(ref,)), CarryTodo(todos=(ref,))):
        with pytest.raises(Refused, match="done already"):
            store.write(verb)


def test_win_belongs_to_who_won_and_to_this_week(store: Store) -> None:
    store.write(AddWin(text="Two logos signed", by="ben"))
    assert store.reader.row("SELECT text, by_id, team_id, week FROM win") == ("Two logos signed", 2, 1, 202633)
