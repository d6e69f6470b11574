"""A key result linked to a measure: one number, one verdict, and one thing owed - the reading (product.md 3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.clock import FrozenClock
from models.day_roll import RollDay
from models.errors import Refused
from models.okrs.verbs import CheckIn
from models.people.owed import owed
from models.scorecard.glance_reads import owed_check_ins
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.today_reads import today_view
from models.verbs import Add, Edit, SetOwner

MONTH_LATER = datetime(2026, 9, 13, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tree(store: Store, clock: FrozenClock) -> None:
    """KR1 takes its value from M1 (4 to 17 by W39), KR2 has its own; both Ana's, both checked in on 16 August."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Aim", "intent": "committed", "team": "Sales"}))
    fields = {"name": "Share", "team": "Sales", "unit": "%", "owner": "ben"}
    store.write(AddMeasure(fields=fields, plan="4 -> 17 by W39", off_at="3", since="W27"))
    store.write(Add(kind="key_result", fields={"title": "Share", "goal": "O1", "measure": "M1"}))
    store.write(Add(kind="key_result", fields={"title": "Calls", "goal": "O1", "start": 4, "target": 17}))
    store.write(SetOwner(refs=("KR1", "KR2"), handle="ana"))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    store.write(EnterReading(measure=1, value="11", period="W32"))
    store.write(CheckIn(kr=1, confidence=8))
    store.write(CheckIn(kr=2, value=11, confidence=8))


def state(store: Store, number: int) -> tuple[object, ...] | None:
    return store.reader.row(
        "SELECT value, health, late FROM rollup WHERE node = 'key_result' AND node_id = :id", id=number
    )


def test_a_linked_key_result_owes_no_check_in_anywhere(store: Store, clock: FrozenClock) -> None:
    clock.at = MONTH_LATER
    store.write(RollDay())
    day = clock.today()
    assert owed_check_ins(store.reader, day, store.me.id) == [2]
    assert [one.ref for one in owed(store.reader, day, store.me.id) if one.what == "check-in"] == ["KR2"]
    view = today_view(store.reader, clock, store.me)
    assert [one.ref for one in view.owed] == ["KR2"]
    # Its reading is what is missing: that is late, on the scorecard and in the tree alike, and Ben owes it.
    assert state(store, 1) == (11, "late", 1)
    assert [one.ref for one in owed(store.reader, day, 2) if one.what == "reading"] == ["M1"]


def test_the_measure_gives_value_and_status_and_a_check_in_only_the_confidence(store: Store) -> None:
    assert state(store, 1) == (11, "ok", 0)
    with pytest.raises(Refused, match="KR1 takes its value from M1"):
        store.write(CheckIn(kr=1, value=12))
    store.write(CheckIn(kr=1, confidence=3))
    assert state(store, 1) == (11, "off", 0)


def test_taken_off_its_measure_it_owes_check_ins_again(store: Store, clock: FrozenClock) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    with pytest.raises(Refused, match="needs a target"):
        store.write(Edit(ref="KR1", fields={"measure": ""}))
    store.write(Edit(ref="KR1", fields={"start": 4, "target": 17, "measure": ""}))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    clock.at = MONTH_LATER
    assert owed_check_ins(store.reader, clock.today(), store.me.id) == [1, 2]
