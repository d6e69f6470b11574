"""Check-ins: what is carried over, refused, completed, undone; steps and cycles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.cycles.verbs import BeginClosing, CloseCycle, Score, StartCycle
from models.errors import NotPermitted, Refused, Unknown
from models.okrs.entry import read_check_in
from models.okrs.verbs import Amend, CheckIn, CompleteStep
from models.store.store import Store
from models.verbs import Add, Edit

Open = Callable[..., Store]


@pytest.fixture(autouse=True)
def planned(store: Store) -> None:
    """Plan one objective with a key result (KR1), then begin the cycle."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    objective = {"title": "Win", "intent": "stretch", "team": "Sales"}
    store.write(Add(kind="objective", fields=objective))
    store.write(
        Add(kind="key_result", fields={"title": "Share", "goal": "O1", "start": 4, "target": 17, "owner": "ben"})
    )
    store.write(StartCycle(cycle=1))


def last(store: Store) -> tuple[Any, ...] | None:
    return store.reader.row(
        "SELECT value, confidence, word, note, period FROM check_in WHERE archived_at IS NULL ORDER BY id DESC LIMIT 1"
    )


def health(store: Store) -> str:
    return str(store.reader.value("SELECT health FROM rollup WHERE node = 'key_result' AND node_id = 1"))


def add(store: Store, **fields: Any) -> int:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    number = store.write(Add(kind="key_result", fields={"title": "Other 5", "goal": "O1", **fields})).value
    store.write(StartCycle(cycle=1))
    return int(str(number))


def test_confidence_and_value_are_carried_over(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9, confidence=6, note="two logos"))
    store.write(CheckIn(kr=1, value=10))
    assert last(store) == (10, 6, None, None, 202633)
    store.write(CheckIn(kr=1, confidence=3))
    assert last(store) == (10, 3, None, None, 202633)


def test_a_digit_completes_the_check_in_in_the_same_undo_step(store: Store) -> None:
    store.write(CheckIn(kr=1, value=8, confidence=9))
    done = store.write(CheckIn(kr=1, value=11))
    store.write(Amend(kr=1, confidence=6), join=done.action)
    assert store.reader.rows("SELECT value, confidence FROM check_in ORDER BY id") == [(8, 9), (11, 6)]
    store.undo()
    assert last(store) == (8, 9, None, None, 202633)
    store.redo()
    assert last(store) == (11, 6, None, None, 202633)


def test_two_nudges_both_count(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9))
    store.write(CheckIn(kr=1, nudge=2))
    store.write(CheckIn(kr=1, nudge=-0.5))
    assert store.reader.value("SELECT value FROM rollup WHERE node = 'key_result'") == 10.5


def test_a_nudge_without_a_value_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="no value yet"):
        store.write(CheckIn(kr=1, nudge=2))


@pytest.mark.parametrize("text", ["abc", "NaN", "1e400", "12 monkeys", "", "c11", "inf", "--", "9" * 400, "c6x"])
def test_a_wrong_value_is_one_line_and_changes_nothing(store: Store, text: str) -> None:
    with pytest.raises(Refused) as caught:
        store.write(read_check_in(text, kr=1, kind="increase"))
    assert "\n" not in caught.value.line()
    assert last(store) is None


@pytest.mark.parametrize(
    "fields",
    [{"value": float("nan")}, {"value": float("inf")}, {"confidence": 11}, {"confidence": -1}, {"word": "fine"}],
)
def test_the_verb_itself_refuses_what_is_wrong(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        CheckIn(kr=1, **fields)


def test_owner_cannot_mark_kr_better_than_its_rule(store: Store) -> None:
    store.write(CheckIn(kr=1, value=4))
    assert health(store) == "off"
    with pytest.raises(Refused, match="rule says off"):
        store.write(CheckIn(kr=1, word="risk"))


def test_owners_worse_word_holds_until_the_next_check_in(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9))
    assert store.write(CheckIn(kr=1, word="off", note="the big one wobbles")).message.endswith(": 9, marked OFF")
    assert health(store) == "off"
    store.write(CheckIn(kr=1, value=10))
    assert health(store) == "ok"


def test_a_linked_key_result_takes_only_confidence_and_note(store: Store) -> None:
    store.write(Add(kind="measure", fields={"name": "Margin", "team": "Sales"}))
    number = add(store, kind="threshold", low="62", measure="M1")
    with pytest.raises(Refused, match="takes its value from M1"):
        store.write(CheckIn(kr=number, value=5))
    store.write(CheckIn(kr=number, confidence=6, note="fine"))
    assert last(store) == (None, 6, None, "fine", 202633)


def test_a_closed_cycle_refuses_check_ins_and_keeps_its_scores(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9))
    store.write(BeginClosing(cycle=1))
    for ref in ("KR1", "O1"):
        store.write(Score(ref=ref, reason="two of three signed", cause="the third waits for legal"))
    store.write(CloseCycle(cycle=1))
    assert health(store) == "done"
    assert store.reader.value("SELECT final_score FROM key_result") == 0.38
    with pytest.raises(Refused, match="closed"):
        store.write(CheckIn(kr=1, value=10))


def test_a_check_in_of_the_future_is_refused_and_one_of_the_past_stays_behind(store: Store) -> None:
    with pytest.raises(Refused, match="not begun"):
        store.write(CheckIn(kr=1, value=9, period=202634))
    store.write(CheckIn(kr=1, value=9))
    store.write(CheckIn(kr=1, value=5, period=202631))
    assert store.reader.value("SELECT value FROM rollup WHERE node = 'key_result'") == 9


def test_steps_are_completed_one_by_one(store: Store) -> None:
    number = add(store, kind="milestone")
    for title in "AB":
        store.write(Add(kind="step", fields={"title": title, "key_result": f"KR{number}"}))
    with pytest.raises(Refused, match="counts its steps"):
        store.write(CheckIn(kr=number, value=0.5))
    store.write(CompleteStep(step=1))
    progress = "SELECT progress FROM rollup WHERE node = 'key_result' AND node_id = :id"
    assert store.reader.value(progress, id=number) == 0.5
    store.undo()
    assert store.reader.value(progress, id=number) == 0


@pytest.mark.parametrize(("kind", "value"), [("boolean", 5), ("milestone", 3)])
def test_a_value_outside_its_kind_is_refused(store: Store, kind: str, value: float) -> None:
    number = add(store, kind=kind)
    with pytest.raises(Refused):
        store.write(CheckIn(kr=number, value=value))


def test_check_ins_of_nothing_and_by_viewers_are_refused(open_store: Open) -> None:
    with pytest.raises(Unknown):
        open_store("ana").write(CheckIn(kr=99, value=1))
    with pytest.raises(NotPermitted):
        open_store("dan").write(CheckIn(kr=1, value=1))
    open_store("ben").write(CheckIn(kr=1, value=9))
