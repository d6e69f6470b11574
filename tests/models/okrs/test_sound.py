"""Bad input in the tree: each is one line with the fix, and nothing is half-done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.errors import OarError, Refused
from models.okrs.verbs import AddSteps
from models.store.store import Store
from models.verbs import Add, Archive, Edit, Move

SHAPE = (
    "SELECT (SELECT count(*) FROM goal), (SELECT count(*) FROM key_result), (SELECT count(*) FROM step),"
    " (SELECT count(*) FROM cycle), (SELECT sum(weight) FROM goal), (SELECT max(path) FROM goal),"
    " (SELECT count(*) FROM action), (SELECT sum(coalesce(start, 0) + coalesce(target, 0)) FROM key_result),"
    " (SELECT min(coalesce(parent_id, 0)) + max(coalesce(parent_id, 0)) FROM goal)"
)


@pytest.fixture(autouse=True)
def tree(store: Store) -> None:
    """G1 > G2 > O3 > O4 > O5; KR1 of O3 a line, KR2 a milestone without steps; Q1 is July to September."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="imperative", fields={"title": "Mid-market"}))
    store.write(Add(kind="annual", fields={"title": "Revenue", "parent": "G1"}))
    for number, parent in ((3, "G2"), (4, "O3"), (5, "O4")):
        store.write(Add(kind="objective", fields={"title": f"Aim {number}", "parent": parent, "intent": "stretch"}))
    store.write(Add(kind="key_result", fields={"title": "Share", "goal": "O3", "start": 4, "target": 17}))
    store.write(Add(kind="key_result", fields={"title": "Launch", "goal": "O3", "kind": "milestone"}))


def kr(**fields: Any) -> Callable[[], Any]:
    return lambda: Add(kind="key_result", fields={"title": "x", "goal": "O3", **fields})


def edit(ref: str, **fields: Any) -> Callable[[], Any]:
    return lambda: Edit(ref=ref, fields=fields)


BAD: dict[str, tuple[Callable[[], Any], str, str]] = {
    "under its own child": (lambda: Move(ref="O3", parent="O5"), "cannot hang under itself", "another parent"),
    "under itself": (lambda: Move(ref="O3", parent="O3"), "cannot hang under itself", "another parent"),
    "a ring by edit": (edit("G2", parent="O4"), "hang under itself", "another parent"),
    "an imperative below": (lambda: Move(ref="G1", parent="G2"), "hang under itself", "another parent"),
    "an annual goal under an objective": (
        lambda: Add(kind="annual", fields={"title": "x", "parent": "O3"}), "under an imperative", "parent=G1",
    ),
    "an imperative that has a parent": (
        lambda: Add(kind="imperative", fields={"title": "x", "parent": "G1"}), "stands at the top", "annual goal below",
    ),
    "weight below 0": (edit("KR1", weight="-1"), "A weight cannot be below 0", "0 leaves it out"),
    "weight NaN": (edit("KR1", weight="NaN"), "is not a number", ""),
    "weight as a float NaN": (edit("KR1", weight=float("nan")), "", ""),
    "weight beyond floats": (edit("O3", weight="1e400"), "", ""),
    "weight beyond sense": (edit("O3", weight="1000000"), "at most 1000", "1 is normal"),
    "target equal to start": (kr(start=4, target=4), "the same", "Change one"),
    "target edited to start": (edit("KR1", target="4"), "the same", "Change one"),
    "no start": (kr(target=4), "needs a start", "start=0 target=4"),
    "no target": (kr(start=4), "needs a target", "kind=boolean"),
    "the wrong way": (kr(start=4, target=1), "is no increase", "Swap"),
    "an infinite target": (kr(start=0, target="1e400"), "", ""),
    "within bounds reversed": (kr(kind="threshold", low=98, high=90), "can never both hold", "Swap the two limits"),
    "a threshold without bounds": (kr(kind="threshold"), "needs a limit", "low=95"),
    "a count to nothing": (kr(kind="count", target=0), "above 0", "target=10"),
    "due before it starts": (kr(start=0, target=1, starts_on="2026-09-01", due_on="2026-08-01"), "before it", "Swap"),
    "due before the cycle begins": (edit("KR1", due_on="2026-06-20"), "2026-07-01 to 2026-06-20", "within the cycle"),
    "starting after the cycle": (edit("KR1", starts_on="2026-10-20"), "2026-10-20 to 2026-09-30", "within the cycle"),
    "no steps at all": (lambda: AddSteps(kr=2, steps=("", "  ")), "There is no step", "Pilot"),
    "steps of a line": (lambda: AddSteps(kr=1, steps=("Draft",)), "only a milestone has steps", "kind=milestone"),
    "a step outside of the cycle": (
        lambda: AddSteps(kr=2, steps=("Draft by 2026-07-20", "Ship by 2026-10-02")),
        "2026-10-02 is outside of 2026-Q3", "from 2026-07-01 to 2026-09-30",
    ),
    "a step with no day": (lambda: AddSteps(kr=2, steps=("Ship by 2026-13-40",)), "is no day", "Give fri"),
    "a step of negative weight": (
        lambda: Add(kind="step", fields={"title": "x", "key_result": "KR2", "weight": "-2"}), "below 0", "0 leaves",
    ),
    "cycle dates reversed": (
        lambda: Add(kind="cycle", fields={"name": "Q4", "start": "2026-12-31", "end": "2026-10-01"}),
        "ends on 2026-10-01, before it starts on 2026-12-31", "Swap",
    ),
    "a cycle that overlaps": (
        lambda: Add(kind="cycle", fields={"name": "Q4", "start": "2026-09-01", "end": "2026-12-31"}),
        "Q1 2026-Q3 runs from 2026-07-01 to 2026-09-30, so they overlap", "start=2026-10-01",
    ),
    "the days of another cycle": (
        lambda: Add(kind="cycle", fields={"name": "Q4", "start": "2026-07-01", "end": "2026-09-30"}),
        "has the same days", "start=2026-10-01",
    ),
    "neither stretch nor committed": (
        lambda: Add(kind="objective", fields={"title": "x", "parent": "G2"}), "stretch or committed?", "is a promise",
    ),
    "no longer stretch nor committed": (edit("O3", intent=""), "stretch or committed", "is a promise"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_one_line_with_the_fix_and_changes_nothing(store: Store, what: str) -> None:
    verb, said, fix = BAD[what]
    before = store.reader.row(SHAPE)
    with pytest.raises(OarError) as refused:
        store.write(verb())
    assert said in refused.value.message and fix in refused.value.hint
    assert "\n" not in refused.value.line()
    assert store.reader.row(SHAPE) == before


def test_cycles_side_by_side_are_meant_when_one_holds_the_other_or_another_team_plans(store: Store) -> None:
    store.write(Add(kind="cycle", fields={"name": "2026", "start": "2026-01-01", "end": "2026-12-31"}))
    store.write(Add(kind="cycle", fields={"name": "S", "start": "2026-08-01", "end": "2026-11-30", "team": "T2"}))
    store.write(Add(kind="cycle", fields={"name": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"}))
    store.write(Edit(ref="Q4", fields={"name": "autumn"}))
    with pytest.raises(Refused, match="overlap"):
        store.write(Edit(ref="Q4", fields={"start": "2026-09-15"}))


def test_an_objective_may_support_another_teams_objective_in_a_longer_cycle(store: Store) -> None:
    store.write(Add(kind="cycle", fields={"name": "2026-H2", "start": "2026-07-01", "end": "2026-12-31"}))
    fields = {"title": "Platform", "intent": "committed", "team": "Support", "cycle": "Q2", "parent": "G2"}
    store.write(Add(kind="objective", fields=fields))
    store.write(Move(ref="O4", parent="O6"))
    assert store.reader.value("SELECT path FROM goal WHERE id = 5") == "/1/2/6/4/5/"


def test_a_member_may_hang_their_own_objective_under_another_teams(store: Store, open_store: Any) -> None:
    fields = {"title": "Tickets", "intent": "committed", "team": "Support", "parent": "G2"}
    store.write(Add(kind="objective", fields=fields))
    store.write(Edit(ref="O3", fields={"team": "Sales"}))
    open_store("eve").write(Move(ref="O6", parent="O3"))
    assert store.reader.value("SELECT path FROM goal WHERE id = 6") == "/1/2/3/6/"


def test_archiving_a_parent_says_what_goes_with_it_and_undo_brings_all_back(store: Store) -> None:
    done = store.write(Archive(refs=("O3",)))
    assert done.message == "Archived O3 Aim 3 with 2 objectives and 2 key results below it"
    assert store.reader.value("SELECT count(*) FROM goal WHERE archived_at IS NULL") == 2
    store.undo()
    assert store.reader.value("SELECT count(*) FROM goal WHERE archived_at IS NULL") == 5
    assert store.reader.value("SELECT count(*) FROM key_result WHERE archived_at IS NULL") == 2


def test_archiving_above_cycles_is_guarded_by_the_cycles_below(store: Store) -> None:
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    with pytest.raises(OarError, match="guarded"):
        store.write(Archive(refs=("G1",)))
    assert store.reader.value("SELECT count(*) FROM goal WHERE archived_at IS NULL") == 5
