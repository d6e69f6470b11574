"""Triage of hot items: one step each, several rows one undo step, nothing private gets out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.errors import NotPermitted, Refused, Unknown
from models.issues.verbs import (
    DoneHot,
    DropHot,
    MergeHot,
    OwnHot,
    RaiseHot,
    RouteHot,
    SnoozeHot,
    ToDecision,
    ToIssue,
    ToTodo,
)
from models.store.store import Store
from models.verbs import Add, AddNote, Edit
from tests.hostile import HOSTILE, forbidden

Open = Callable[..., Store]


def hot(store: Store, text: str = "Export fails", **more: str) -> str:
    return store.write(RaiseHot(text=text, **more)).refs[0]


def states(store: Store) -> list[str]:
    return [row[0] for row in store.reader.rows("SELECT state FROM hot_item WHERE archived_at IS NULL ORDER BY id")]


def test_raised_item_is_hot_at_once_with_who_raised_it(store: Store) -> None:
    hot(store, "Export fails", owner="ben")
    row = store.reader.row("SELECT rule, title, evidence, severity, owner_id, team_id, state FROM hot_item")
    assert row == ("raised", "Export fails", "raised by Ana Kern", 70.0, 2, 1, "open")


def test_raised_at_a_row_takes_its_team_and_owner(store: Store) -> None:
    goal = store.write(Add(kind="annual", fields={"title": "Win", "team": "Sales", "owner": "cleo"})).refs[0]
    hot(store, "Look here", ref=goal)
    assert store.reader.row("SELECT source, owner_id, team_id FROM hot_item") == (goal, 3, 2)


def test_to_issue_keeps_title_owner_and_what_it_is_about(store: Store) -> None:
    measure = store.write(Add(kind="measure", fields={"name": "Cover", "team": "Sales", "owner": "ben"})).refs[0]
    item = hot(store, "Cover below 3x", ref=measure)
    done = store.write(ToIssue(items=(item,)))
    assert done.value == ("I1",)
    row = store.reader.row("SELECT title, ref, measure_id, owner_id, team_id, raised_by, state FROM issue")
    assert row == ("Cover below 3x", measure, 1, 2, 2, 1, "open")
    assert store.reader.row("SELECT state, outcome, acted_severity FROM hot_item") == ("done", "issue I1", 70.0)


def test_rows_that_are_not_hot_can_be_sent_too(store: Store) -> None:
    measure = store.write(Add(kind="measure", fields={"name": "Cover", "team": "Sales", "owner": "ben"})).refs[0]
    store.write(ToIssue(items=(measure,)))
    assert store.reader.row("SELECT title, ref, measure_id FROM issue") == ("Cover", measure, 1)


def test_todo_takes_the_items_owner_and_seven_days(store: Store) -> None:
    store.write(ToTodo(items=(hot(store, owner="ben"), hot(store, "Nobody's"))))
    rows = store.reader.rows("SELECT title, owner_id, due_on, origin_ref FROM todo ORDER BY id")
    assert rows == [("Export fails", 2, "2026-08-23", "H1"), ("Nobody's", 1, "2026-08-23", "H2")]


def test_decision_is_needed_with_the_items_title(store: Store) -> None:
    store.write(ToDecision(items=(hot(store, owner="ben"),)))
    assert store.reader.row("SELECT title, state, owner_id, origin_ref FROM decision") == (
        "Export fails",
        "needed",
        2,
        "H1",
    )


@pytest.mark.parametrize(
    "verb",
    [
        lambda refs: ToIssue(items=refs),
        lambda refs: ToTodo(items=refs),
        lambda refs: ToDecision(items=refs),
        lambda refs: DoneHot(items=refs),
        lambda refs: DropHot(items=refs),
        lambda refs: SnoozeHot(items=refs, until="2026-08-23"),
        lambda refs: MergeHot(items=refs[1:], into=refs[0]),
    ],
)
def test_marked_rows_are_one_undo_step_and_come_back(store: Store, verb: Callable[[tuple[str, ...]], object]) -> None:
    items = tuple(hot(store, text) for text in ("a", "b", "c"))
    store.write(verb(items))
    assert set(states(store)) != {"open"}
    store.undo()
    assert states(store) == ["open"] * 3
    for table in ("issue", "todo", "decision"):
        assert store.reader.value(f"SELECT count(*) FROM {table} WHERE archived_at IS NULL") == 0


def test_snoozing_needs_a_day_to_come(store: Store) -> None:
    item = hot(store)
    for until in ("2026-08-16", "soon", ""):
        with pytest.raises(Refused):
            store.write(SnoozeHot(items=(item,), until=until))
    assert states(store) == ["open"]


def test_what_is_closed_is_not_triaged_again(store: Store) -> None:
    item = hot(store)
    store.write(DoneHot(items=(item,)))
    with pytest.raises(Refused, match="done already"):
        store.write(ToIssue(items=(item,)))


def test_merging_keeps_an_owner_and_never_into_itself(store: Store) -> None:
    first, second = hot(store, "a"), hot(store, "b", owner="ben")
    with pytest.raises(Refused):
        store.write(MergeHot(items=(first,), into=first))
    store.write(MergeHot(items=(second,), into=first))
    assert store.reader.rows("SELECT state, owner_id, merged_into FROM hot_item ORDER BY id") == [
        ("open", 2, None),
        ("done", 2, 1),
    ]


def test_routing_goes_to_the_team_above_or_the_one_named(store: Store) -> None:
    item = hot(store, team="Sales")
    store.write(RouteHot(items=(item,)))
    assert store.reader.value("SELECT team_id FROM hot_item") == 1
    store.write(RouteHot(items=(item,), team="Support"))
    assert store.reader.value("SELECT team_id FROM hot_item") == 3
    store.write(RouteHot(items=(item,)))
    with pytest.raises(Refused, match="no team above"):
        store.write(RouteHot(items=(item,)))


def test_private_items_stay_hidden_and_in_their_team(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    item = ben.write(RaiseHot(text="Layoffs", team="Sales", private=True)).refs[0]
    assert eve.reader.rows("SELECT * FROM hot_item") == []
    with pytest.raises(Unknown):
        eve.write(DoneHot(items=(item,)))
    with pytest.raises(Refused, match="private"):
        ben.write(RouteHot(items=(item,)))
    ben.write(ToIssue(items=(item,)))
    assert ben.reader.value("SELECT private FROM issue") == 1
    assert eve.reader.rows("SELECT * FROM issue") == []


def test_anybody_but_a_viewer_may_raise_anywhere_but_not_triage_there(open_store: Open) -> None:
    item = open_store("cleo").write(RaiseHot(text="Support is slow", team="Support")).refs[0]
    with pytest.raises(NotPermitted):
        open_store("dan").write(RaiseHot(text="Mine"))
    with pytest.raises(NotPermitted):
        open_store("ben").write(DoneHot(items=(item,)))
    open_store("eve").write(OwnHot(items=(item,), owner="eve"))


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_kept_as_typed_without_what_steers_a_terminal(store: Store, typed: str) -> None:
    try:
        item = hot(store, typed)
    except Refused:
        assert store.reader.value("SELECT count(*) FROM hot_item") == 0
        return
    store.write(ToIssue(items=(item,)))
    for table in ("hot_item", "issue"):
        assert not forbidden(store.reader.value(f"SELECT title FROM {table}"))


def test_hot_items_take_comments_and_edits_like_any_row(store: Store) -> None:
    item = hot(store)
    store.write(AddNote(ref=item, text="seen twice"))
    store.write(Edit(ref=item, fields={"title": "Export fails for X", "owner": "ben"}))
    assert store.reader.row("SELECT title, owner_id FROM hot_item") == ("Export fails for X", 2)
