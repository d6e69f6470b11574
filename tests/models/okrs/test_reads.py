"""Reading the tree: order, branches, filters, rows, detail; hot queries use their index."""

from __future__ import annotations

import pytest

from models.okrs import branch_checks, detail_reads, feed_reads, filter_reads, reads, row_reads
from models.okrs.verbs import CheckIn
from models.store.store import Store
from models.verbs import Add, AddNote, Archive, Edit, Reorder
from tests.hostile import HOSTILE, forbidden


@pytest.fixture(autouse=True)
def tree(store: Store) -> None:
    """Plan a tree: G1 > G2 > O3 (KR1, KR2) > O4 (KR3), and O5 without a path."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="imperative", fields={"title": "Mid-market"}))
    store.write(Add(kind="annual", fields={"title": "Revenue", "parent": "G1"}))
    objective = {"intent": "stretch", "team": "Sales"}
    store.write(Add(kind="objective", fields={"title": "Default choice", "parent": "G2", "owner": "ben", **objective}))
    store.write(Add(kind="objective", fields={"title": "Leads", "parent": "O3", **objective}))
    store.write(Add(kind="objective", fields={"title": "Orphan", "intent": "committed", "team": "Support"}))
    for title, goal, owner in (("Share of 17", "O3", "ana"), ("Days to 1", "O3", "cleo"), ("Calls 8", "O4", "ana")):
        fields = {"title": title, "goal": goal, "owner": owner, "start": 4, "target": 17}
        store.write(Add(kind="key_result", fields=fields))


WHOLE = [(1, 0), (2, 1), (3, 2), (-1, 3), (-2, 3), (4, 3), (-3, 4), (5, 0)]


def shown(order: tuple[object, ...]) -> list[tuple[int, int]]:
    return list(zip(order[0], order[1], strict=True))  # type: ignore[call-overload]


def test_whole_order_is_key_results_first_then_children(store: Store) -> None:
    order = reads.whole_order(store.reader)
    assert shown(order) == WHOLE
    assert order[2] == {1, 2, 3, 4}


def test_branches_one_by_one_are_the_whole_order(store: Store) -> None:
    def walk(rows: list[tuple[int, bool]], depth: int) -> list[tuple[int, int]]:
        found = []
        for key, has in rows:
            found.append((key, depth))
            if has:
                found += walk(reads.children(store.reader, key), depth + 1)
        return found

    assert walk(reads.roots(store.reader), 0) == WHOLE


def test_archived_rows_are_gone_and_reordered_ones_move(store: Store) -> None:
    seen = feed_reads.newest_change(store.reader)
    store.write(Reorder(ref="KR2", by=-1))
    store.write(Archive(refs=("O4",)))
    assert [key for key, _ in shown(reads.whole_order(store.reader))] == [1, 2, 3, -2, -1, 5]
    seen, moved = feed_reads.changed_since(store.reader, seen)
    assert moved
    store.write(CheckIn(kr=1, value=9))
    assert feed_reads.changed_since(store.reader, seen)[1] is False


def test_a_check_in_changes_its_key_result_and_what_is_above_it(store: Store) -> None:
    seen = feed_reads.newest_change(store.reader)
    assert feed_reads.values_since(store.reader, seen) is None
    store.write(CheckIn(kr=1, value=9))
    goal = store.reader.value("SELECT goal_id FROM key_result WHERE id = 1")
    above = store.reader.value("SELECT path FROM goal WHERE id = :id", id=goal)
    assert feed_reads.values_since(store.reader, seen) == {-1, *map(int, above.strip("/").split("/"))}
    store.write(Edit(ref="G1", fields={"title": "Another name"}))
    assert feed_reads.values_since(store.reader, seen) is None


def test_orphans_and_closed_cycles(store: Store) -> None:
    cycles = reads.cycles(store.reader)
    assert reads.roots(store.reader, reads.scope_of(cycles, "orphans")) == [(5, False)]
    assert shown(reads.whole_order(store.reader, reads.Scope(left_out=(1,)))) == [(1, 0), (2, 1)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("owner:ana", [1, 2, 3, -1, 4, -3]),
        ("owner:ana off", [1, 2, 3, 4, -3]),
        ("share", [1, 2, 3, -1]),
        ("team:support", [5]),
        ("owner:-", [1, 2, 3, 4, 5]),
        ("none days", [1, 2, 3, -2]),
        ("100%", []),
        ("nothing like this", []),
    ],
)
def test_filter_shows_matches_with_what_is_above(store: Store, text: str, keys: list[int]) -> None:
    store.write(CheckIn(kr=3, value=4))
    store.write(CheckIn(kr=1, value=12))
    found = filter_reads.matching(store.reader, filter_reads.parse_filter(text))
    assert list(reads.branch_order(store.reader, found)[0]) == keys


def test_rows_say_what_the_screen_shows(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9, confidence=6))
    rows = row_reads.rows(store.reader, [3, -1, 99], today=store.clock.today())
    assert set(rows) == {3, -1}
    one, above = rows[-1], rows[3]
    assert (one.ref, one.owner, one.value, one.target, one.confidence, one.age) == ("KR1", "ana", 9, 17, 6, 0)
    assert (one.health, round(one.raw or 0, 3), one.trail) == ("ok", 0.385, (9,))
    assert (above.ref, above.owner, above.counted, above.total) == ("O3", "ben", 2, 2)
    assert above.counts is not None and (above.counts["ok"], above.counts["none"]) == (1, 2)


def test_private_measures_show_no_number_to_other_teams(store: Store, open_store) -> None:  # type: ignore[no-untyped-def]
    ben = open_store("ben")
    ben.write(Add(kind="measure", fields={"name": "Secret", "team": "Sales", "private": "yes"}))
    ben.write(Edit(ref="KR1", fields={"measure": "M1"}))
    eve = row_reads.rows(open_store("eve").reader, [-1], today=store.clock.today())[-1]
    assert eve.hidden and eve.value is None and eve.raw is None and eve.trail == ()


def test_detail_holds_the_history_and_the_way_up(store: Store) -> None:
    store.write(CheckIn(kr=1, value=8, note="one"))
    store.write(CheckIn(kr=1, value=9, note="two"))
    store.write(AddNote(ref="KR1", text="said"))
    store.write(Edit(ref="KR1", fields={"title": "Share of 18"}))
    detail = detail_reads.detail(store.reader, -1, today=store.clock.today())
    assert detail is not None
    assert [one.ref for one in detail.path] == ["G1", "G2", "O3"]
    assert [(one.value, one.note, one.by) for one in detail.check_ins] == [(9, "two", "ana"), (8, "one", "ana")]
    assert [one.text for one in detail.notes] == ["said"]
    assert [one.field for one in detail.audit] == ["title", ""]
    assert detail_reads.detail(store.reader, -99, today=store.clock.today()) is None


def test_live_checks_of_a_branch_name_their_rows(store: Store) -> None:
    found = branch_checks.branch_findings(store.reader, 1, today=store.clock.today())
    assert ("O4", "objective.no-owner") in {(ref, finding.rule) for _, ref, _, finding in found}
    assert all(ref != "O5" for _, ref, _, _ in found)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_come_out_clean(store: Store, text: str) -> None:
    store.write(Edit(ref="KR1", fields={"title": f"x{text}"[:200]}))
    row = row_reads.rows(store.reader, [-1], today=store.clock.today())[-1]
    assert not forbidden(row.title)
    filter_reads.matching(store.reader, filter_reads.parse_filter(text))


def test_hot_queries_use_their_index(path: str) -> None:
    store = Store(path, handle="ana")
    plans = {
        "SELECT -id FROM key_result WHERE goal_id = 3 ORDER BY rank, id": "ix_key_result_goal_id",
        "SELECT id FROM goal g WHERE g.parent_id = 3 ORDER BY g.rank, g.id": "ix_goal_parent_id",
        "SELECT * FROM rollup WHERE node = 'goal' AND node_id = 3": "sqlite_autoindex_rollup",
        "SELECT value FROM check_in WHERE key_result_id IN (3) ORDER BY key_result_id": "ix_check_in_key_result_id",
        "SELECT node FROM rollup WHERE holds_until < '2026-08-16'": "ix_rollup_holds_until",
    }
    for sql, index in plans.items():
        plan = " ".join(str(row[3]) for row in store.reader.rows(f"EXPLAIN QUERY PLAN {sql}"))
        assert index in plan, (sql, plan)
    store.close()
