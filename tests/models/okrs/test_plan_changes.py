"""Changing the plan of a cycle that runs (product.md 5): reasons, case, evidence, who agreed, early corrections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from models.clock import FrozenClock
from models.cycles.verbs import StartCycle
from models.errors import Guarded, NeedsNote, Refused
from models.okrs.verbs import CheckIn, CompleteStep
from models.people.verbs import Deactivate
from models.store.store import Store
from models.verbs import Add, Archive, Batch, Case, Edit, Move, SetOwner

Open = Callable[..., Store]
CASE = Case(reason="market", case="They left", evidence="Their mail", agreed_by="ben", told="Sales, on Monday")


@pytest.fixture(autouse=True)
def planned(store: Store) -> None:
    """Plan O1 (KR1 from 4 to 17, KR2 a milestone of two steps) and O2, then begin the cycle."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    for title in ("Win", "Keep"):
        store.write(Add(kind="objective", fields={"title": title, "intent": "stretch", "team": "Sales"}))
    store.write(
        Add(kind="key_result", fields={"title": "Share 17", "goal": "O1", "start": 4, "target": 17, "owner": "ben"})
    )
    store.write(Add(kind="key_result", fields={"title": "Live", "goal": "O1", "kind": "milestone"}))
    for title in ("Design", "Build"):
        store.write(Add(kind="step", fields={"title": title, "key_result": "KR2"}))
    store.write(StartCycle(cycle=1))


def changes(store: Store) -> list[tuple[Any, ...]]:
    return store.reader.rows(
        "SELECT ref, field, reason, before, after FROM plan_change WHERE archived_at IS NULL ORDER BY id"
    )


GUARDED_VERBS = [
    Edit(ref="KR1", fields={"target": 20}),
    Edit(ref="KR1", fields={"start": 2}),
    Edit(ref="KR1", fields={"kind": "count"}),
    Edit(ref="KR1", fields={"weight": 2}),
    Edit(ref="KR1", fields={"title": "Share 20"}),
    Edit(ref="O1", fields={"contributes": "yes"}),
    Edit(ref="O1", fields={"intent": "committed"}),
    Edit(ref="O1", fields={"weight": 0}),
    Archive(refs=("KR1",)),
    Archive(refs=("O1",)),
    Add(kind="key_result", fields={"title": "More", "goal": "O1", "start": 0, "target": 5}),
    Add(kind="objective", fields={"title": "More", "intent": "stretch", "cycle": "Q1"}),
    Move(ref="KR1", parent="O2"),
    Move(ref="O1", parent="O2"),
]


@pytest.mark.parametrize("verb", GUARDED_VERBS, ids=lambda verb: f"{type(verb).__name__} {getattr(verb, 'fields', '')}")
def test_everything_on_the_guarded_list_needs_its_case_and_is_written_down_with_it(store: Store, verb: Any) -> None:
    from dataclasses import replace

    with pytest.raises(Guarded, match="guarded inside an active cycle"):
        store.write(verb)
    assert changes(store) == []
    store.write(replace(verb, case=CASE))
    found = changes(store)
    assert [row[2] for row in found] == ["market"]
    store.undo()
    assert changes(store) == []


@pytest.mark.parametrize(
    "verb",
    [
        Edit(ref="KR1", fields={"title": "Share of bookings 17"}),
        Edit(ref="O1", fields={"why": "Because they ask for it"}),
        SetOwner(refs=("KR1",), handle="cleo", note="Ben is away"),
        SetOwner(refs=("KR2",), handle="cleo"),  # it had no owner
    ],
)
def test_other_wording_and_a_first_owner_are_free_and_a_new_one_needs_no_case(store: Store, verb: Any) -> None:
    store.write(verb)
    assert changes(store) == []


@pytest.mark.parametrize(
    "verb", [SetOwner(refs=("KR1",), handle="cleo"), Edit(ref="KR1", fields={"owner": "cleo"})], ids=["owner", "edit"]
)
def test_what_changes_hands_in_an_active_cycle_needs_a_note_that_is_kept(store: Store, verb: Any) -> None:
    from dataclasses import replace

    with pytest.raises(NeedsNote, match="KR1 inside an active cycle needs a note"):
        store.write(verb)
    store.write(replace(verb, note="Ben is away"))
    kept = "SELECT ref, kind, text FROM note WHERE archived_at IS NULL"
    assert store.reader.rows(kept) == [("KR1", "why", "Ben is away")]
    store.undo()
    assert store.reader.rows(kept) == []


@pytest.mark.parametrize(
    ("reason", "why"),
    [("harder", "confidence is for"), ("too-much", "planning"), ("one-more", "next cycle"), ("because", "no reason")],
)
def test_the_three_bad_reasons_are_refused_by_name_with_the_why(store: Store, reason: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        store.write(Edit(ref="KR1", fields={"target": 20}, case=Case(reason=reason, case="x", evidence="y")))
    assert changes(store) == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"case": "", "evidence": "mail", "agreed_by": "ben"}, "the case in words"),
        ({"case": "left", "evidence": " ", "agreed_by": "ben"}, "the evidence"),
        ({"case": "left", "evidence": "mail", "agreed_by": ""}, "another leader who agreed"),
        ({"case": "", "evidence": "", "agreed_by": ""}, "the case in words, the evidence, another leader"),
        ({"case": "left", "evidence": "mail", "agreed_by": "ana"}, "not who makes the change"),
        ({"case": "left", "evidence": "mail", "agreed_by": "cleo"}, "leads no team"),
    ],
)
def test_what_a_case_lacks_is_named(store: Store, given: dict[str, str], missing: str) -> None:
    with pytest.raises(Refused) as caught:
        store.write(Edit(ref="KR1", fields={"target": 20}, case=Case(reason="market", **given)))
    assert missing in caught.value.line() and "\n" not in caught.value.line()
    assert store.reader.value("SELECT target FROM key_result WHERE id = 1") == 17


def test_the_case_is_kept_with_evidence_who_agreed_and_who_was_told(store: Store) -> None:
    store.write(Edit(ref="KR1", fields={"target": 20}, case=CASE))
    assert store.reader.row(
        "SELECT h.grounds, h.evidence, p.handle, h.told, h.before, h.after FROM plan_change h"
        " JOIN person p ON p.id = h.agreed_by"
    ) == ("They left", "Their mail", "ben", "Sales, on Monday", "17.0", "20.0")


def test_a_batch_of_guarded_changes_is_one_action_with_one_case(store: Store) -> None:
    verbs = tuple(Edit(ref=ref, fields={"weight": 2}, case=CASE) for ref in ("KR1", "KR2"))
    store.write(Batch(verbs=verbs))
    assert [row[0] for row in changes(store)] == ["KR1", "KR2"]
    store.undo()
    assert changes(store) == []
    assert store.reader.rows("SELECT weight FROM key_result ORDER BY id") == [(1,), (1,)]


def test_one_row_of_several_that_is_refused_changes_none(store: Store) -> None:
    with pytest.raises(Guarded):
        store.write(Batch(verbs=(CheckIn(kr=1, value=9), Edit(ref="KR1", fields={"target": 20}))))
    assert store.reader.value("SELECT count(*) FROM check_in") == 0


def test_moving_in_from_a_planned_cycle_is_adding_and_needs_its_case(store: Store) -> None:
    store.write(Add(kind="cycle", fields={"name": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"}))
    store.write(Add(kind="objective", fields={"title": "Later", "intent": "stretch", "cycle": "Q2"}))
    with pytest.raises(Guarded):
        store.write(Edit(ref="O3", fields={"cycle": "Q1"}))
    with pytest.raises(Guarded):
        store.write(Edit(ref="O2", fields={"cycle": "Q2"}))
    store.write(Edit(ref="O3", fields={"cycle": "Q1"}, case=CASE))
    assert [row[:2] for row in changes(store)] == [("O3", "cycle")]


def test_steps_are_the_target_of_a_milestone_once_it_is_under_way(store: Store) -> None:
    store.write(Add(kind="step", fields={"title": "Ship", "key_result": "KR2"}))
    store.write(CompleteStep(step=1))
    with pytest.raises(Guarded, match="Adding"):
        store.write(Add(kind="step", fields={"title": "One more", "key_result": "KR2"}))
    with pytest.raises(Guarded, match="steps of KR2"):
        store.write(Archive(refs=("ST3",)))
    with pytest.raises(Guarded):
        store.write(Edit(ref="ST2", fields={"weight": 0}))
    store.write(Edit(ref="ST2", fields={"due_on": "2026-09-01"}))
    store.write(Archive(refs=("ST3",), case=CASE))
    assert changes(store) == [("KR2", "step", "market", '[3, "Ship", 1.0]', None)]


def test_in_the_first_tenth_of_the_cycle_a_change_is_a_logged_correction(open_store: Open, clock: FrozenClock) -> None:
    # 92 days from 1 July: the first tenth are 9.2 days, so 10 July (9 days over) is in it and 11 July (10) is not.
    clock.at = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
    store = open_store("ana")
    store.write(Edit(ref="KR1", fields={"target": 18}))
    assert changes(store) == [("KR1", "target", "correction", "17.0", "18.0")]
    clock.at = datetime(2026, 7, 11, 9, 0, tzinfo=UTC)
    with pytest.raises(Guarded):
        store.write(Edit(ref="KR1", fields={"target": 19}))


def test_alone_in_an_organisation_nobody_can_agree_and_nobody_has_to(open_store: Open) -> None:
    store = open_store("ana")
    for handle in ("ben", "cleo", "dan", "eve"):
        store.write(Deactivate(handle=handle))
    case = Case(reason="learned", case="It was the price", evidence="Twelve calls")
    store.write(Edit(ref="KR1", fields={"target": 20}, case=case))
    assert [row[2] for row in changes(store)] == ["learned"]


def test_a_change_of_the_plan_goes_on_the_next_reviews_agenda_and_into_its_minutes(open_store: Open) -> None:
    from models.reviews import minutes, record
    from models.reviews.verbs import StartReview

    store, ben = open_store("ana"), open_store("ben")
    store.write(Edit(ref="KR1", fields={"target": 20}, case=CASE))
    more = {"title": "More", "intent": "stretch", "cycle": "Q1", "team": "Support"}
    store.write(Add(kind="objective", fields=more, case=CASE))
    ben.write(StartReview(team="Sales"))
    found = record.load(ben.reader, 1, ben.clock.today(), me=ben.me.id)
    assert [(one.ref, one.what, one.by, one.agreed_by) for one in found.plan_changes] == [
        ("KR1", "target 17 > 20", "ana", "ben")
    ]
    text = minutes.build(found)
    assert "## Plan changed in the cycle" in text and "They left" in text and "told: Sales, on Monday" in text


def test_the_timeline_says_each_change_in_words(store: Store) -> None:
    from models.okrs.plan_change_reads import timeline

    store.write(Edit(ref="KR1", fields={"target": 20}, case=CASE))
    store.write(Move(ref="KR1", parent="O2", case=CASE))
    store.write(CompleteStep(step=1))
    store.write(Archive(refs=("ST2",), case=CASE))
    store.write(Edit(ref="O1", fields={"contributes": "yes"}, case=CASE))
    assert [one.what for one in timeline(store.reader, -1)] == ["objective O1 Win > O2 Keep", "target 17 > 20"]
    assert [one.what for one in timeline(store.reader, -2)] == ['step "Build" archived']
    assert [one.what for one in timeline(store.reader, 1)] == ["supports > contributes"]
