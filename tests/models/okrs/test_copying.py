"""Copying a branch to another cycle: lineage kept, progress new, and what was left behind is said."""

from __future__ import annotations

import pytest

from models.errors import OarError, Refused
from models.okrs.verbs import AddSteps, CheckIn, CompleteStep, CopyBranch
from models.store.store import Store
from models.verbs import Add, Edit, Move


@pytest.fixture(autouse=True)
def branch(store: Store) -> None:
    """G1 > G2 > O3 (KR1 4 > 17 at 9, KR2 milestone with one of two steps done) > O4 (KR3 count), and Q2 planned."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="cycle", fields={"name": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"}))
    store.write(Add(kind="imperative", fields={"title": "Mid-market"}))
    store.write(Add(kind="annual", fields={"title": "Revenue", "parent": "G1"}))
    given = {"intent": "stretch", "team": "Sales", "cycle": "Q1"}
    store.write(Add(kind="objective", fields={"title": "Default", "parent": "G2", "owner": "ben", "why": "x", **given}))
    store.write(Add(kind="objective", fields={"title": "Leads", "parent": "O3", "contributes": "yes", **given}))
    store.write(Add(kind="key_result", fields={"title": "Share", "goal": "O3", "start": 4, "target": 17, "weight": 2}))
    store.write(Add(kind="key_result", fields={"title": "Launch", "goal": "O3", "kind": "milestone"}))
    store.write(Add(kind="key_result", fields={"title": "Calls", "goal": "O4", "kind": "count", "target": 10}))
    store.write(AddSteps(kr=2, steps=("Pilot by 2026-07-20", "Ship x2 by 2026-09-10")))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    store.write(CheckIn(kr=1, value=9, confidence=6, note="two logos"))
    store.write(CheckIn(kr=3, value=4))
    store.write(CompleteStep(step=1))


def row(store: Store, table: str, number: int, *columns: str) -> tuple[object, ...]:
    found = store.reader.row(f"SELECT {', '.join(columns)} FROM {table} WHERE id = :id", id=number)
    assert found is not None
    return found


def count(store: Store) -> tuple[object, ...] | None:
    return store.reader.row(
        "SELECT (SELECT count(*) FROM goal), (SELECT count(*) FROM key_result), (SELECT count(*) FROM step)"
    )


def test_a_branch_is_copied_with_its_lineage_and_starts_anew(store: Store) -> None:
    done = store.write(CopyBranch(ref="O3", cycle=2))
    assert done.message == (
        "Copied O3 Default to 2026-Q4 as O5: 2 objectives, 3 key results."
        " Not copied: 3 check-ins, 1 done step, 1 date outside of the new cycle"
    )
    assert row(store, "goal", 5, "parent_id", "cycle_id", "copied_from", "owner_id", "why", "path") == (
        2, 2, 3, 2, "x", "/1/2/5/",
    )  # fmt: skip
    assert row(store, "goal", 6, "parent_id", "contributes", "copied_from") == (5, 1, 4)
    # The line goes on from where it was, a count counts from 0 again, only the open step is still to be done.
    assert row(store, "key_result", 4, "start", "target", "weight", "baseline_text", "copied_from") == (
        9, 17, 2, "9 at the end of the cycle before", 1,
    )  # fmt: skip
    assert row(store, "step", 3, "title", "weight", "due_on", "done_at") == ("Ship", 2, None, None)
    assert (
        row(store, "rollup", 1, "id")
        and store.reader.value("SELECT progress FROM rollup WHERE node = 'goal' AND node_id = 5") == 0
    )
    assert store.reader.value("SELECT value FROM rollup WHERE node = 'key_result' AND node_id = 1") == 9


def test_one_undo_takes_the_whole_copy_back(store: Store) -> None:
    store.write(CopyBranch(ref="O3", cycle=2))
    store.undo()
    assert store.reader.value("SELECT count(*) FROM goal WHERE cycle_id = 2 AND archived_at IS NULL") == 0


def test_copying_twice_is_refused_with_the_copy_there_is(store: Store) -> None:
    store.write(CopyBranch(ref="O3", cycle=2))
    with pytest.raises(Refused, match="O3 was copied to 2026-Q4 already: O5"):
        store.write(CopyBranch(ref="O3", cycle=2))
    with pytest.raises(Refused, match="O3 is in 2026-Q3 already"):
        store.write(CopyBranch(ref="O3", cycle=1))


def test_an_annual_goal_takes_all_its_objectives_along(store: Store) -> None:
    done = store.write(CopyBranch(ref="G2", cycle=2))
    assert "as O5: 2 objectives" in done.message
    assert store.reader.value("SELECT count(*) FROM goal WHERE kind = 'annual'") == 1
    with pytest.raises(Refused, match="Nothing below Mid-market is left to copy"):
        store.write(CopyBranch(ref="G1", cycle=2))


def test_a_child_finds_the_copy_of_its_parent(store: Store) -> None:
    store.write(CopyBranch(ref="O4", cycle=2))
    assert row(store, "goal", 5, "parent_id") == (2,)  # no copy of O3 yet: under the annual goal above
    done = store.write(CopyBranch(ref="O3", cycle=2))
    assert "objective of another cycle or copied before" in done.message
    assert row(store, "goal", 6, "parent_id", "copied_from") == (2, 3)


def test_a_key_result_needs_its_objective_in_the_new_cycle(store: Store) -> None:
    with pytest.raises(Refused, match="Which objective of 2026-Q4 takes KR1"):
        store.write(CopyBranch(ref="KR1", cycle=2))
    with pytest.raises(Refused, match="O3 is not in 2026-Q4"):
        store.write(CopyBranch(ref="KR1", cycle=2, under="O3"))


def test_a_reached_line_keeps_its_numbers_and_says_so(store: Store) -> None:
    store.write(CheckIn(kr=1, value=17))
    done = store.write(CopyBranch(ref="O3", cycle=2))
    assert "KR1 had reached the target: give new numbers" in done.message
    assert row(store, "key_result", 4, "start", "target") == (4, 17)


def test_nothing_is_copied_into_a_closed_cycle_or_without_a_case_into_one_that_runs(store: Store) -> None:
    before = count(store)
    store.write(Edit(ref="Q2", fields={"start": "2026-04-01", "end": "2026-06-30", "state": "active"}))
    with pytest.raises(OarError, match="guarded"):
        store.write(CopyBranch(ref="O3", cycle=2))
    assert count(store) == before


def test_moving_across_cycles_that_never_meet_names_copying(store: Store) -> None:
    store.write(CopyBranch(ref="O3", cycle=2))
    before = store.reader.rows("SELECT id, parent_id, path FROM goal ORDER BY id")
    with pytest.raises(Refused, match="O6 is planned in 2026-Q4, its parent O3 in 2026-Q3") as refused:
        store.write(Move(ref="O6", parent="O3"))
    assert "oar copy O6" in refused.value.hint
    with pytest.raises(Refused, match="KR4 belongs to 2026-Q4 with its check-ins, O3 to 2026-Q3"):
        store.write(Edit(ref="Q1", fields={"state": "planning"}))
        store.write(Move(ref="KR4", parent="O3"))
    assert store.reader.rows("SELECT id, parent_id, path FROM goal ORDER BY id") == before
