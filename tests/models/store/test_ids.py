"""Conditions on ids cover each id once, whatever their number."""

from __future__ import annotations

import pytest

from models.store.ids import CHUNK, FEW, within
from models.store.store import Store


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, CHUNK + 1])
def test_every_id_is_found_once(store: Store, count: int) -> None:
    numbers = set(range(1, count + 1))
    everything = "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 5000) SELECT id FROM n"
    found = [
        number
        for where, ids in within("id", numbers)
        for (number,) in store.reader.rows(f"{everything} WHERE {where}", **ids)
    ]
    assert sorted(found) == sorted(numbers)


def test_few_ids_make_the_same_statement_for_other_rows() -> None:
    assert [where for where, _ in within("id", {3})] == [where for where, _ in within("id", {40})]


def test_no_choice_of_ids_is_all_rows(store: Store) -> None:
    ((where, ids),) = within("id", None)
    assert store.reader.value(f"SELECT count(*) FROM person WHERE {where}", **ids) == store.reader.value(
        "SELECT count(*) FROM person"
    )
