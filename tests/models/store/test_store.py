"""The store: verbs in, audited units of work, undo and redo, conflicts, private rows, the policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.clock import FrozenClock
from models.errors import Conflict, NotPermitted, Refused, Unknown
from models.people.verbs import SetAccess
from models.store.store import Store
from models.store.writer import Writer
from models.text import clean
from models.verbs import Add, Archive, Edit, Move, SetOwner

Open = Callable[..., Store]


def objective(store: Store, title: str = "Win", **fields: str) -> str:
    return store.write(Add(kind="objective", fields={"title": title, "intent": "stretch", **fields})).refs[0]


@pytest.fixture(autouse=True)
def planning(store: Store) -> None:
    """Put the cycle back into planning, so that nothing is guarded here."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))


def test_written_row_is_read_back_with_its_audit_line(store: Store) -> None:
    ref = objective(store, "Win [/] mid-market", owner="ben", team="Sales")
    assert store.reader.row("SELECT title, owner_id, team_id, path FROM goal") == ("Win [/] mid-market", 2, 2, "/1/")
    assert store.reader.row("SELECT verb, summary FROM action ORDER BY seq DESC LIMIT 1") == (
        "Add",
        f"Added {ref} Win [/] mid-market",
    )


def test_control_characters_do_not_enter(store: Store) -> None:
    objective(store, "a\x1b[2Jb\u202ec")
    assert store.reader.value("SELECT title FROM goal") == "a[2Jbc"


def test_lines_of_a_paste_end_with_a_carriage_return_alone() -> None:
    assert clean("one\rtwo\r\nthree", multiline=True) == "one\ntwo\nthree"
    assert clean("one\rtwo\r\nthree") == "one two three"


def test_same_action_id_is_carried_out_once(store: Store) -> None:
    verb = Add(kind="objective", fields={"title": "Once", "intent": "stretch"})
    first = store.write(verb, action="client-made")
    again = store.write(verb, action="client-made")
    assert first.refs == again.refs
    assert store.reader.value("SELECT count(*) FROM goal") == 1


def test_undo_and_redo_go_through_the_whole_history_after_reopening(open_store: Open) -> None:
    store = open_store("ana")
    ref = objective(store, "First")
    store.write(Edit(ref=ref, fields={"title": "Second"}))
    store.write(Edit(ref=ref, fields={"title": "Third"}))
    store.close()
    store = open_store("ana")
    title = "SELECT title, archived_at IS NULL FROM goal"
    seen = []
    for step in (store.undo, store.undo, store.undo, store.redo, store.redo, store.redo):
        step()
        seen.append(tuple(store.reader.row(title) or ()))
    assert [(name, bool(live)) for name, live in seen] == [
        ("Second", True),
        ("First", True),
        ("First", False),
        ("First", True),
        ("Second", True),
        ("Third", True),
    ]
    with pytest.raises(Refused):
        store.redo()


def test_redo_is_gone_after_something_new(store: Store) -> None:
    ref = objective(store, "First")
    store.write(Edit(ref=ref, fields={"title": "Second"}))
    store.undo()
    store.write(Edit(ref=ref, fields={"why": "new"}))
    with pytest.raises(Refused):
        store.redo()


def test_undo_refuses_when_somebody_changed_the_field_since(open_store: Open) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    ref = objective(ana, "First", team="Sales")
    ana.write(Edit(ref=ref, fields={"title": "Second"}))
    ben.write(Edit(ref=ref, fields={"title": "Ben's"}))
    with pytest.raises(Conflict, match="ben"):
        ana.undo()
    assert ana.reader.value("SELECT title FROM goal") == "Ben's"


def test_undo_is_mine_only(open_store: Open) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    objective(ana, "Ana's")
    objective(ben, "Ben's", team="Sales")
    ana.undo()
    assert ana.reader.rows("SELECT title FROM goal WHERE archived_at IS NULL") == [("Ben's",)]


def test_second_writer_of_the_same_field_gets_both_values(open_store: Open) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    ref = objective(ana, "Base", team="Sales")
    ben.write(Edit(ref=ref, fields={"title": "Theirs"}, base={"title": "Base"}))
    with pytest.raises(Conflict) as caught:
        ana.write(Edit(ref=ref, fields={"title": "Mine"}, base={"title": "Base"}))
    assert caught.value.fields == (("title", "Base", "Theirs", "Mine"),)
    ana.write(Edit(ref=ref, fields={"title": "Mine"}, base={"title": "Base"}, mine=True))
    assert ana.reader.value("SELECT title FROM goal") == "Mine"


def test_different_fields_of_one_row_merge(open_store: Open) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    ref = objective(ana, "Base", team="Sales")
    ben.write(Edit(ref=ref, fields={"why": "because"}, base={"why": None}))
    ana.write(Edit(ref=ref, fields={"title": "Mine"}, base={"title": "Base"}))
    assert ana.reader.row("SELECT title, why FROM goal") == ("Mine", "because")


def test_other_apps_hear_which_areas_changed(open_store: Open) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    assert ben.changed() == frozenset()
    objective(ana)
    assert "okrs" in ben.changed()
    assert ben.changed() == frozenset()


def test_private_rows_are_hidden_from_other_teams(open_store: Open) -> None:
    ben, eve, ana = open_store("ben"), open_store("eve"), open_store("ana")
    ref = ben.write(Add(kind="issue", fields={"title": "Layoffs?", "team": "Sales", "private": "yes"})).refs[0]
    query = "SELECT title FROM issue"
    assert ben.reader.rows(query) == [("Layoffs?",)]
    assert eve.reader.rows(query) == []
    assert ana.reader.rows(query) == []
    for table in ("action", "change"):
        seen = eve.reader.rows(f"SELECT * FROM {table}")
        assert not [row for row in seen if "Layoffs" in str(row)]
    with pytest.raises(Unknown):
        eve.write(Edit(ref=ref, fields={"title": "mine now"}))


@pytest.mark.parametrize("who", ["dan", "eve"])
def test_nobody_writes_what_is_not_theirs(open_store: Open, who: str) -> None:
    ref = objective(open_store("ana"), "Sales only", team="Sales")
    with pytest.raises(NotPermitted) as caught:
        open_store(who).write(Edit(ref=ref, fields={"title": "Hacked"}))
    assert "ana" in caught.value.hint
    assert open_store("ana").reader.value("SELECT title FROM goal") == "Sales only"


def test_owner_may_write_outside_their_team(open_store: Open) -> None:
    ref = objective(open_store("ana"), "Shared", team="Sales", owner="eve")
    open_store("eve").write(Edit(ref=ref, fields={"why": "mine to say"}))


def test_only_an_admin_changes_people(open_store: Open) -> None:
    with pytest.raises(NotPermitted):
        open_store("ben").write(Edit(ref="T3", fields={"name": "Mine"}))


def test_what_a_person_may_do_is_as_fresh_as_the_last_change_of_people(open_store: Open) -> None:
    ana, cleo = open_store("ana"), open_store("cleo")
    verb = Add(kind="objective", fields={"title": "Win", "intent": "stretch", "team": "Sales"})
    cleo.write(verb)
    ana.write(SetAccess(handle="cleo", team="Sales", access="viewer"))
    with pytest.raises(NotPermitted):
        cleo.write(verb)
    ana.write(SetAccess(handle="cleo", team="Sales", access="member"))
    cleo.write(verb)


def test_a_writer_that_changes_hands_acts_for_the_other(location: str, clock: FrozenClock) -> None:
    writer = Writer(location, "ana", clock)
    verb = Add(kind="objective", fields={"title": "Win", "intent": "stretch", "team": "Sales"})
    writer.write(verb, action="hers")
    writer.handle = "dan"
    with pytest.raises(NotPermitted):
        writer.write(verb, action="his")
    writer.close()


def test_goal_never_hangs_under_itself_or_its_own_child(store: Store) -> None:
    top = objective(store, "Top")
    child = objective(store, "Child", parent=top)
    for parent in (top, child):
        with pytest.raises(Refused, match="under itself"):
            store.write(Move(ref=top, parent=parent))


def test_moving_a_branch_keeps_the_paths_below(store: Store) -> None:
    a, b = objective(store, "A"), objective(store, "B")
    c = objective(store, "C", parent=a)
    objective(store, "D", parent=c)
    store.write(Move(ref=c, parent=b))
    assert store.reader.rows("SELECT title, path FROM goal ORDER BY id") == [
        ("A", "/1/"),
        ("B", "/2/"),
        ("C", "/2/3/"),
        ("D", "/2/3/4/"),
    ]
    store.undo()
    assert store.reader.value("SELECT path FROM goal WHERE title = 'D'") == "/1/3/4/"


def test_archiving_hides_the_branch_and_undo_brings_it_back(store: Store) -> None:
    top = objective(store, "Top")
    objective(store, "Child", parent=top)
    store.write(Archive(refs=(top,)))
    live = "SELECT count(*) FROM goal WHERE archived_at IS NULL"
    assert store.reader.value(live) == 0
    store.undo()
    assert store.reader.value(live) == 2


def test_the_organisation_itself_is_not_archived_but_its_teams_are(store: Store) -> None:
    with pytest.raises(Refused, match="whole organisation"):
        store.write(Archive(refs=("T1",)))
    store.write(Archive(refs=("T3",)))
    assert store.reader.value("SELECT count(*) FROM team WHERE id IN (1, 3) AND archived_at IS NULL") == 1


def test_what_is_missing_is_said_with_its_article(store: Store) -> None:
    with pytest.raises(Refused, match="An issue needs a title"):
        store.write(Add(kind="issue", fields={"title": ""}))


def test_batch_of_owners_is_one_undo_step(store: Store) -> None:
    refs = tuple(objective(store, title) for title in "AB")
    store.write(SetOwner(refs=refs, handle="ben"))
    assert store.reader.rows("SELECT owner_id FROM goal") == [(2,), (2,)]
    store.undo()
    assert store.reader.rows("SELECT owner_id FROM goal") == [(None,), (None,)]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"title": "x", "owner": "nobody"},
        {"title": "x", "intent": "maybe"},
        {"title": "x", "colour": "red"},
        {"title": "x", "weight": "-1"},
        {"title": "x", "weight": "NaN"},
    ],
)
def test_bad_fields_are_refused_and_change_nothing(store: Store, fields: dict[str, str]) -> None:
    before = store.reader.value("SELECT max(seq) FROM action")
    with pytest.raises((Refused, Unknown)):
        store.write(Add(kind="objective", fields={"intent": "stretch", **fields}))
    assert store.reader.value("SELECT count(*) FROM goal") == 0
    assert store.reader.value("SELECT max(seq) FROM action") == before
