"""A correction of my own last check-in: the old one stays to be seen, the new one counts in its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from models.clock import FrozenClock
from models.cycles.verbs import StartCycle
from models.errors import Refused
from models.okrs.verbs import CheckIn, CompleteStep, Correct
from models.store.store import Store
from models.verbs import Add, Edit

Open = Callable[..., Store]


@pytest.fixture(autouse=True)
def planned(store: Store) -> None:
    """Plan KR1 from 4 to 17, the team's, and begin the cycle."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Win", "intent": "stretch", "team": "Sales"}))
    store.write(
        Add(kind="key_result", fields={"title": "Share", "goal": "O1", "start": 4, "target": 17, "owner": "ben"})
    )
    store.write(StartCycle(cycle=1))


def said(store: Store) -> list[tuple[Any, ...]]:
    return store.reader.rows(
        "SELECT value, confidence, note, corrects FROM check_in WHERE archived_at IS NULL ORDER BY id"
    )


def rolled(store: Store) -> Any:
    return store.reader.row(
        "SELECT value, confidence, checked_at, health FROM rollup WHERE node = 'key_result' AND node_id = 1"
    )


def test_the_old_one_stays_and_the_rollups_take_the_new_one(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9, confidence=6))
    store.write(CheckIn(kr=1, value=110, confidence=7, note="two logos"))
    store.write(Correct(kr=1, value=11))
    assert said(store) == [(9, 6, None, None), (110, 7, "two logos", None), (11, 7, "two logos", 2)]
    assert rolled(store)[:2] == (11, 7)
    assert store.reader.value("SELECT progress FROM rollup WHERE node = 'goal'") == pytest.approx(7 / 13)
    store.undo()
    assert rolled(store)[0] == 110
    store.redo()
    assert rolled(store)[0] == 11


def test_a_correction_can_be_corrected_and_each_stays(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9))
    store.write(Correct(kr=1, value=8))
    store.write(Correct(kr=1, value=7, note="counted twice"))
    assert [(row[0], row[3]) for row in said(store)] == [(9, None), (8, 1), (7, 2)]
    assert rolled(store)[0] == 7


def test_only_mine_and_only_the_last(open_store: Open) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    ana.write(CheckIn(kr=1, value=9))
    ben.write(CheckIn(kr=1, value=10))
    with pytest.raises(Refused, match="by ben: only ben corrects it"):
        ana.write(Correct(kr=1, value=8))
    ben.write(Correct(kr=1, value=12))
    assert rolled(ana)[0] == 12


def test_it_keeps_its_week_and_its_moment_so_nobody_becomes_punctual_by_it(
    open_store: Open, clock: FrozenClock
) -> None:
    store = open_store("ana")
    clock.at = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
    store.write(CheckIn(kr=1, value=9, period=202631))
    clock.at = datetime(2026, 8, 16, 9, 0, tzinfo=UTC)
    store.write(Correct(kr=1, value=8))
    kept = store.reader.rows("SELECT period, at FROM check_in ORDER BY id")
    assert kept == [(202631, "2026-08-03T09:00:00.000Z")] * 2
    assert store.reader.value("SELECT created_at FROM check_in WHERE id = 2") == "2026-08-16T09:00:00.000Z"
    assert rolled(store)[2] == "2026-08-03T09:00:00.000Z"


def test_the_owners_word_can_be_taken_back_and_made_worse_only(store: Store) -> None:
    store.write(CheckIn(kr=1, value=10, word="off"))
    store.write(Correct(kr=1, word="ok"))
    assert rolled(store)[3] == "ok"
    store.write(Correct(kr=1, word="risk"))
    assert rolled(store)[3] == "risk"
    store.write(Correct(kr=1, value=4))
    with pytest.raises(Refused, match="rule says off"):
        store.write(Correct(kr=1, word="risk", note="not so bad"))


@pytest.mark.parametrize(
    "wrong",
    [{"value": 9}, {}, {"note": "fine"}, {"confidence": 6}],
)
def test_what_changes_nothing_is_refused(store: Store, wrong: dict[str, Any]) -> None:
    store.write(CheckIn(kr=1, value=9, confidence=6, note="fine"))
    with pytest.raises(Refused, match="says already"):
        store.write(Correct(kr=1, **wrong))


def test_there_must_be_one_and_its_value_must_be_one_of_its_kind(store: Store) -> None:
    with pytest.raises(Refused, match="no check-in to correct"):
        store.write(Correct(kr=1, value=9))
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="key_result", fields={"title": "Live", "goal": "O1", "kind": "milestone"}))
    store.write(Add(kind="step", fields={"title": "A", "key_result": "KR2"}))
    store.write(CompleteStep(step=1))
    with pytest.raises(Refused, match="counts its steps"):
        store.write(Correct(kr=2, value=0.5))
    store.write(Correct(kr=2, note="done, and signed off"))
    assert store.reader.value("SELECT progress FROM rollup WHERE node = 'key_result' AND node_id = 2") == 1


@pytest.mark.parametrize("wrong", [{"value": float("nan")}, {"confidence": 11}, {"word": "fine"}])
def test_the_verb_itself_refuses_what_is_wrong(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Correct(kr=1, **wrong)
