"""The grammar of `/`, saved filters, completion, and the tree by team and by owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.errors import NotPermitted, OarError, Refused
from models.okrs import filter_reads, group_reads, reads, row_reads
from models.okrs.filter_words import Filter, parse_filter
from models.okrs.verbs import CheckIn, DropFilter, SaveFilter
from models.store.store import Store
from models.verbs import Add, Edit, SetOwner
from tests.hostile import HOSTILE

Open = Callable[..., Store]


@pytest.fixture(autouse=True)
def tree(store: Store) -> None:
    """G1 > O2 of Sales, committed (KR1 Ana, KR2 count of nobody, KR3 yes/no of Cleo); O3 of Support leads nowhere."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="imperative", fields={"title": "Mid-market"}))
    store.write(Add(kind="objective", fields={"title": "Sales: default", "parent": "G1", "intent": "committed",
                                              "team": "Sales"}))  # fmt: skip
    store.write(Add(kind="objective", fields={"title": "Platform", "intent": "stretch", "team": "Support"}))
    store.write(Add(kind="key_result", fields={"title": "Share of wallet", "goal": "O2", "start": 4, "target": 17}))
    store.write(Add(kind="key_result", fields={"title": "Calls", "goal": "O2", "kind": "count", "target": 10}))
    store.write(Add(kind="key_result", fields={"title": "Share plan", "goal": "O3", "kind": "boolean"}))
    store.write(SetOwner(refs=("KR1",), handle="ana"))
    store.write(SetOwner(refs=("KR3",), handle="cleo"))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    store.write(CheckIn(kr=1, value=4))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("owner:ana", {-1}),
        ("owner:@ana OWNER:cleo", {-1, -3}),
        ("owner:-", {-2, 1, 2, 3}),
        ("off", {-1}),
        ("off none", {-1, -2, -3}),
        ("owner:ana none", set()),
        ("team:sales", {2, -1, -2}),
        ("team:T3", {3, -3}),
        ('team:"sup', {3, -3}),
        ("kind:kr", {-1, -2, -3}),
        ("kind:count kind:bool", {-2, -3}),
        ("kind:committed", {2, -1, -2}),
        ("kind:annual", set()),
        ("kind:goal", set()),
        ("kind:imperative", {1}),
        ("orphan", {3, -3}),
        ("orphans kind:kr", {-3}),
        ("mine", {-1}),
        ("share", {-1, -3}),
        ('"share of"', {-1}),
        ('"Sales: d"', {2}),
        ("cycle:2026-Q3 share", {-1, -3}),
        ("cycle:Q1 share", {-1, -3}),
        ("owner: team: kind:", {1, 2, 3, -1, -2, -3}),
        ("https://x", set()),
    ],
)
def test_filters_find_what_they_say(store: Store, text: str, keys: set[int]) -> None:
    found = filter_reads.matching(store.reader, parse_filter(text), person=store.me.id)
    assert set(found) == keys and len(found) == len(keys)


@pytest.mark.parametrize(
    ("text", "said"),
    [("ownr:mei", "ownr: is no word"), ("kind:x", "x is no kind"), ("team:zz", "no team zz"), ("cycle:zz", "no cycle")],
)
def test_a_word_that_is_none_is_told_with_those_that_are(store: Store, text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        filter_reads.matching(store.reader, parse_filter(text))
    assert said in refused.value.message and refused.value.hint and "\n" not in refused.value.line()


def test_an_unfinished_word_asks_for_nothing_yet() -> None:
    assert parse_filter("owner: team:").empty
    assert parse_filter("saved:").empty
    assert parse_filter('"').words == () and parse_filter('"two words').words == ("two words",)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_filters_are_words_or_told_in_one_line(store: Store, text: str) -> None:
    try:
        filter_reads.matching(store.reader, parse_filter(text))
    except OarError as error:
        assert "\n" not in error.line()


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("ow", ["owner:"]),
        ("off ow", ["off owner:"]),
        ("owner:a", ["owner:ana"]),
        ("owner:@c", ["owner:cleo"]),
        ("kind:mil", ["kind:milestone"]),
        ("team:sal", ["team:Sales"]),
        ('team:"har', ['team:"Harbor Pay"']),
        ("cycle:2026", ["cycle:2026-Q3"]),
        ("saved:b", ["saved:board"]),
        ("la", ["late"]),
        ("zz", []),
        ("", []),
    ],
)
def test_tab_completes_the_last_word(store: Store, text: str, offers: list[str]) -> None:
    store.write(SaveFilter(name="board", text="off"))
    assert filter_reads.completions(store.reader, text, store.me.id) == offers


def test_saved_filters_are_mine_or_everybodys(store: Store, open_store: Open) -> None:
    store.write(SaveFilter(name="Board", text="owner:ana off", shared=True))
    store.write(SaveFilter(name="own", text="share"))
    eve = open_store("eve")
    assert [one.name for one in filter_reads.saved_filters(eve.reader, eve.me.id)] == ["board"]
    wanted = filter_reads.expanded(eve.reader, parse_filter("saved:board kind:kr"), eve.me.id)
    assert wanted == Filter(owners=("ana",), statuses=("off",), kinds=("kr",))
    with pytest.raises(Refused, match="no saved filter own"):
        filter_reads.expanded(eve.reader, parse_filter("saved:own"), eve.me.id)
    with pytest.raises(NotPermitted):
        eve.write(DropFilter(filter=1))
    with pytest.raises(Refused, match="shared filter board already"):
        eve.write(SaveFilter(name="board", text="late"))
    store.write(SaveFilter(name="board", text="late", shared=True))
    assert [one.text for one in filter_reads.saved_filters(eve.reader, eve.me.id)] == ["late"]
    store.write(DropFilter(filter=1))
    store.undo()
    assert len(filter_reads.saved_filters(eve.reader, eve.me.id)) == 1


@pytest.mark.parametrize(
    ("name", "text"), [("", "off"), ("two words", "off"), ('a"b', "off"), ("a:b", "off"), ("a", ""), ("a", "ownr:x")]
)
def test_a_filter_that_could_not_be_used_is_not_saved(store: Store, name: str, text: str) -> None:
    with pytest.raises(Refused):
        store.write(SaveFilter(name=name, text=text))
    assert store.reader.value("SELECT count(*) FROM saved_filter") == 0


@pytest.mark.parametrize("by", ["team", "owner"])
def test_groups_opened_one_by_one_are_the_whole_order(store: Store, by: str) -> None:
    rows = []
    for group in group_reads.groups(store.reader, by):
        rows.append((group, 0))
        for key, has in group_reads.members(store.reader, group):
            rows.append((key, 1))
            rows += [(one, 2) for one, _ in group_reads.key_results_of(store.reader, key)] if has else []
    keys, depths, _ = group_reads.whole_order(store.reader, by)
    assert rows == list(zip(keys, depths, strict=True))
    assert len(set(keys)) == len(keys) and {-1, -2, -3, 2, 3} <= set(keys)


def test_groups_count_their_rows_by_status(store: Store) -> None:
    keys = group_reads.groups(store.reader, "team")
    sales = group_reads.group_rows(store.reader, keys)[group_reads.TEAMS + 2]
    assert (sales.name, sales.count, dict(sales.statuses)) == ("Sales", 1, {"off": 1, "none": 1})


def test_a_group_counts_what_hangs_below_its_rows_once_so_that_no_row_in_it_says_worse(store: Store) -> None:
    """O2 of Sales > O3 of Support with an OFF key result: O2 says so, and so do the groups that O2 stands in."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Edit(ref="O3", fields={"parent": "O2", "owner": "cleo"}))
    store.write(Edit(ref="O2", fields={"owner": "cleo"}))
    found = row_reads.rows(store.reader, [2, 3], today=store.clock.today())
    below = {word: many for word, many in (found[2].counts or {}).items() if many}
    assert sum(below.values()) == 3 and sum((found[3].counts or {}).values()) == 1
    views = group_reads.group_rows(store.reader, [*group_reads.groups(store.reader, "team"), group_reads.OWNERS + 3])
    assert dict(views[group_reads.TEAMS + 2].statuses) == below
    assert dict(views[group_reads.OWNERS + 3].statuses) == below  # O3 hangs under O2: counted once
    assert sum(views[group_reads.TEAMS + 3].statuses.values()) == 1


def test_orphans_are_counted_and_leave_when_they_find_their_place(store: Store) -> None:
    assert reads.count_orphans(store.reader) == 1
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Edit(ref="O3", fields={"parent": "O2"}))
    assert reads.count_orphans(store.reader) == 0


def test_a_parent_in_a_closed_cycle_makes_no_orphan(store: Store) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="cycle", fields={"name": "2026-H2", "start": "2026-07-01", "end": "2026-12-31"}))
    fields = {"title": "Child", "parent": "O2", "intent": "stretch", "cycle": "Q2"}
    store.write(Add(kind="objective", fields=fields))
    scope = reads.Scope(left_out=(1,), orphans=True)
    assert [key for key, _ in reads.roots(store.reader, scope)] == []
    assert [key for key, _ in reads.roots(store.reader, reads.Scope(left_out=(1,)))] == [1, 4]
