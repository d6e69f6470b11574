"""Where a new or moved row stands among its siblings, and whose a new key result is."""

from __future__ import annotations

import pytest

from models.store.store import Store
from models.verbs import Add, Edit, Move, Reorder


@pytest.fixture(autouse=True)
def tree(store: Store) -> None:
    """O1 of Ben (KR1, KR2, KR3) and O2 of nobody (KR4), while the cycle is planned."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Default", "intent": "stretch", "owner": "ben"}))
    store.write(Add(kind="objective", fields={"title": "Leads", "intent": "stretch"}))
    for title, goal in (("Share", "O1"), ("Days", "O1"), ("Trials", "O1"), ("Calls", "O2")):
        store.write(Add(kind="key_result", fields={"title": title, "goal": goal, "start": 4, "target": 17}))


def below(store: Store, goal: int) -> list[str]:
    return [
        title
        for (title,) in store.reader.rows(
            "SELECT title FROM key_result WHERE goal_id = :goal ORDER BY rank, id", goal=goal
        )
    ]


def owner(store: Store, number: int) -> str | None:
    sql = "SELECT p.handle FROM key_result k LEFT JOIN person p ON p.id = k.owner_id WHERE k.id = :id"
    return store.reader.value(sql, id=number)


@pytest.mark.parametrize("moved", [Move(ref="KR4", parent="O1"), Edit(ref="KR4", fields={"goal": "O1"})])
def test_a_moved_row_stands_last_and_undo_brings_it_back_to_its_place(store: Store, moved: Move | Edit) -> None:
    store.write(Move(ref="KR1", parent="O2"))
    store.write(Reorder(ref="KR1", by=-1))
    store.write(moved)
    assert below(store, 1) == ["Days", "Trials", "Calls"]
    store.undo()
    assert below(store, 1) == ["Days", "Trials"]
    assert below(store, 2) == ["Share", "Calls"]


def test_a_row_moved_to_where_it_is_keeps_its_place(store: Store) -> None:
    store.write(Move(ref="KR1", parent="O1"))
    assert below(store, 1) == ["Share", "Days", "Trials"]


def test_a_new_key_result_belongs_to_the_owner_of_its_objective_unless_said(store: Store) -> None:
    assert (owner(store, 1), owner(store, 4)) == ("ben", None)
    given = {"goal": "O1", "start": 4, "target": 17}
    store.write(Add(kind="key_result", fields={"title": "Others", "owner": "cleo", **given}))
    store.write(Add(kind="key_result", fields={"title": "Nobody's", "owner": "", **given}))
    assert (owner(store, 5), owner(store, 6)) == ("cleo", None)
