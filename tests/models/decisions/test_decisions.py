"""Decisions: needed and made, options, lanes, who is affected, commitments and their approval."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.clock import FrozenClock
from models.decisions.verbs import (
    AddLaneItem,
    AddOption,
    Affect,
    Approve,
    ChangeLaneItem,
    ChangeOption,
    Decide,
    DropProposal,
    MakeDecision,
    Reverse,
    Revisit,
    SetLane,
    Supersede,
    Tell,
)
from models.errors import NotPermitted, Refused, Unknown
from models.store.store import Store
from models.verbs import Add, Archive, Edit
from tests.hostile import HOSTILE, forbidden

Open = Callable[..., Store]
ROW = "SELECT state, lane, chosen, owner_id, made_by FROM decision WHERE id = :id"


def executive(store: Store, handle: str = "eve") -> None:
    store.write(Add(kind="role", fields={"name": "CFO", "team": "T1", "person": handle, "executive": "yes"}))


def test_text_with_a_question_mark_is_needed_any_other_is_made(store: Store) -> None:
    needed = store.write(Decide(text="Which discount floor?"))
    made = store.write(Decide(text="Partner pipeline counts"))
    assert (needed.refs, made.refs) == (("D1",), ("D2",))
    assert store.reader.row(ROW, id=1) == ("needed", None, None, None, None)
    assert store.reader.row(ROW, id=2) == ("made", None, None, 1, 1)


def test_decision_takes_team_and_privacy_of_what_it_came_from(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    issue = ben.write(Add(kind="issue", fields={"title": "Layoffs?", "team": "Sales", "private": "yes"})).refs[0]
    ben.write(Decide(text="Two fewer", origin_ref=issue))
    assert ben.reader.rows("SELECT team_id, private, origin_ref FROM decision") == [(2, 1, "I1")]
    assert eve.reader.rows("SELECT title FROM decision") == []


def test_making_marks_the_chosen_option(store: Store) -> None:
    store.write(Decide(text="How much?"))
    a = store.write(AddOption(ref="D1", title="all of it")).value
    b = store.write(AddOption(ref="D1", title="half", pro="fair")).value
    store.write(MakeDecision(ref="D1", option=b, because="half the win rate", lane="autonomy"))
    assert store.reader.row(ROW, id=1) == ("made", "autonomy", "half", 1, 1)
    assert store.reader.rows("SELECT id, chosen FROM option ORDER BY id") == [(a, 0), (b, 1)]
    with pytest.raises(Refused, match="chosen"):
        store.write(ChangeOption(option=b, archive=True))
    with pytest.raises(Refused, match="already"):
        store.write(MakeDecision(ref="D1", chosen="again"))
    store.undo()
    assert store.reader.row(ROW, id=1) == ("needed", None, None, None, None)


def test_commitment_waits_for_an_executive_other_than_its_author(open_store: Open) -> None:
    ana, ben, eve = open_store("ana"), open_store("ben"), open_store("eve")
    executive(ana, "eve")
    ben.write(Decide(text="Which floor?", lane="commitment"))
    assert "waits" in ben.write(MakeDecision(ref="D1", chosen="15 %", because="margin")).message
    assert ben.reader.row(ROW, id=1) == ("needed", "commitment", "15 %", 2, 2)
    for store in (ana, ben):
        with pytest.raises(NotPermitted, match=r"executive|author"):
            store.write(Approve(ref="D1"))
    eve.write(Approve(ref="D1"))
    assert ben.reader.value("SELECT state FROM decision") == "made"
    assert ben.reader.rows("SELECT ref, person_id, text FROM approval") == [("D1", 5, "Which floor?: 15 %")]


def test_author_with_an_executive_role_does_not_approve_their_own(open_store: Open) -> None:
    ana = open_store("ana")
    executive(ana, "ana")
    ana.write(Decide(text="Leave six partners", lane="commitment"))
    with pytest.raises(NotPermitted, match="other than its author"):
        ana.write(Approve(ref="D1"))


def test_executive_who_rewrote_a_proposal_does_not_approve_it(open_store: Open) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    executive(ana, "ana")
    ben.write(Decide(text="Leave six partners", lane="commitment"))
    ana.write(Edit(ref="D1", fields={"chosen": "Leave all of them"}))
    with pytest.raises(NotPermitted, match="wrote a part"):
        ana.write(Approve(ref="D1"))


@pytest.mark.parametrize(
    "verb",
    [
        Edit(ref="D1", fields={"chosen": "another"}),
        Edit(ref="D1", fields={"title": "another"}),
        Archive(refs=("D1",)),
        SetLane(refs=("D1",), lane="autonomy"),
        Reverse(ref="D1", because="no"),
    ],
)
def test_commitment_in_force_is_changed_by_nobody_alone(open_store: Open, verb: object) -> None:
    ana, eve = open_store("ana"), open_store("eve")
    executive(ana, "eve")
    ana.write(Decide(text="Leave six partners", lane="commitment"))
    eve.write(Approve(ref="D1"))
    for store in (ana, eve):
        with pytest.raises((Refused, NotPermitted)):
            store.write(verb)
    assert ana.reader.row("SELECT title, state, archived_at FROM decision") == ("Leave six partners", "made", None)


@pytest.mark.parametrize(
    "verb",
    [
        Edit(ref="D1", fields={"state": "made"}),
        Edit(ref="D2", fields={"lane": "commitment"}),
    ],
)
def test_generic_edit_does_not_make_a_commitment(store: Store, verb: object) -> None:
    store.write(Decide(text="Which floor?", lane="commitment"))
    store.write(Decide(text="Ordinary"))
    with pytest.raises(Refused, match="approval"):
        store.write(verb)


def test_generic_add_of_a_commitment_waits_too(store: Store) -> None:
    store.write(Add(kind="decision", fields={"title": "Exit", "state": "made", "lane": "commitment"}))
    store.write(Add(kind="lane_item", fields={"text": "NRR stays", "kind": "commitment", "team": "T1"}))
    assert store.reader.row(ROW, id=1)[:3] == ("needed", "commitment", "Exit")  # type: ignore[index]
    assert store.reader.value("SELECT proposal FROM lane_item") == "{}"


def test_superseded_commitment_stays_until_the_new_one_is_approved(open_store: Open) -> None:
    ana, eve = open_store("ana"), open_store("eve")
    executive(ana, "eve")
    ana.write(Decide(text="Leave six partners", lane="commitment"))
    eve.write(Approve(ref="D1"))
    ana.write(Affect(ref="D1", team="Sales"))
    ana.write(Supersede(ref="D1", text="Leave four partners", because="two recovered"))
    states = "SELECT state FROM decision ORDER BY id"
    assert ana.reader.rows(states) == [("made",), ("needed",)]
    with pytest.raises(Refused, match="already"):
        ana.write(Supersede(ref="D1", text="Leave three"))
    eve.write(Approve(ref="D2"))
    assert ana.reader.rows(states) == [("superseded",), ("made",)]
    eve.undo()
    assert ana.reader.rows(states) == [("made",), ("needed",)]


def test_superseding_an_ordinary_decision_is_one_undo_step(store: Store) -> None:
    store.write(Decide(text="Weekly call"))
    store.write(Supersede(ref="D1", text="Monthly call"))
    both = "SELECT state, supersedes FROM decision ORDER BY id"
    assert store.reader.rows(both) == [("superseded", None), ("made", 1)]
    store.undo()
    assert store.reader.rows("SELECT state FROM decision WHERE archived_at IS NULL") == [("made",)]


def test_made_decision_put_in_the_commitment_lane_waits(store: Store) -> None:
    store.write(Decide(text="Exit Norway"))
    store.write(SetLane(refs=("D1",), lane="com"))
    assert store.reader.row(ROW, id=1) == ("needed", "commitment", "Exit Norway", 1, 1)
    store.undo()
    assert store.reader.row(ROW, id=1) == ("made", None, None, 1, 1)


def test_date_means_needed_by_or_revisit(store: Store) -> None:
    store.write(Decide(text="Which floor?"))
    store.write(Decide(text="Call weekly"))
    store.write(Revisit(refs=("D1", "D2"), on="2026-09-01"))
    assert store.reader.rows("SELECT needed_by, revisit_on FROM decision ORDER BY id") == [
        ("2026-09-01", None),
        (None, "2026-09-01"),
    ]
    with pytest.raises(Refused, match="day"):
        store.write(Revisit(refs=("D1",), on="soon"))


def test_affected_teams_are_told_once(store: Store, clock: FrozenClock) -> None:
    store.write(Decide(text="Call weekly"))
    store.write(Affect(ref="D1", team="Sales", effect="KR route"))
    store.write(Affect(ref="D1", team="Support"))
    store.write(Tell(ref="D1", team="Sales"))
    assert store.reader.rows("SELECT team_id, effect, told_at IS NOT NULL FROM affects ORDER BY id") == [
        (2, "KR route", 1),
        (3, None, 0),
    ]
    assert "1 team" in store.write(Tell(ref="D1")).message
    with pytest.raises(Refused, match="left to tell"):
        store.write(Tell(ref="D1"))
    store.write(Affect(ref="D1", team="Sales", gone=True))
    store.write(Affect(ref="D1", team="Sales"))
    assert store.reader.value("SELECT count(*) FROM affects WHERE archived_at IS NULL") == 2


def test_change_of_a_commitment_is_proposed_then_approved_with_a_log_line(open_store: Open) -> None:
    ana, eve = open_store("ana"), open_store("eve")
    executive(ana, "eve")
    ana.write(AddLaneItem(kind="commitment", text="NRR stays at 110 %", team="Sales"))
    eve.write(Approve(ref="L1"))
    ana.write(ChangeLaneItem(ref="L1", text="NRR stays at 105 %", because="two big losses"))
    assert ana.reader.value("SELECT text FROM lane_item") == "NRR stays at 110 %"
    with pytest.raises(Refused, match="approval"):
        ana.write(Edit(ref="L1", fields={"text": "NRR stays"}))
    with pytest.raises(Refused, match="approval"):
        ana.write(Archive(refs=("L1",)))
    eve.write(Approve(ref="L1", text="for this year"))
    assert ana.reader.row("SELECT text, proposal FROM lane_item") == ("NRR stays at 105 %", None)
    log = [line for (line,) in ana.reader.rows("SELECT text FROM approval ORDER BY id")]
    assert log[1] == "text: NRR stays at 110 % -> NRR stays at 105 %, because two big losses (for this year)"
    ana.write(ChangeLaneItem(ref="L1", archive=True))
    ana.write(DropProposal(ref="L1"))
    with pytest.raises(Refused):
        eve.write(Approve(ref="L1"))


def test_unapproved_commitment_is_taken_back_by_its_author(store: Store) -> None:
    store.write(AddLaneItem(kind="commitment", text="Never mind", team="T1"))
    store.write(DropProposal(ref="L1"))
    assert store.reader.value("SELECT count(*) FROM lane_item WHERE archived_at IS NULL") == 0


def test_guardrail_changes_at_once(store: Store) -> None:
    store.write(Add(kind="measure", fields={"name": "Discount", "team": "T1", "unit": "%", "direction": "down"}))
    limit = {"measure": "M1", "operator": ">", "limit": "15"}
    store.write(AddLaneItem(kind="guardrail", text="No more than 15 %", team="T1", **limit))
    store.write(ChangeLaneItem(ref="L1", limit=12.0))
    assert store.reader.row("SELECT operator, bound FROM lane_item") == (">", 12.0)
    with pytest.raises(Refused, match="measure"):
        store.write(AddLaneItem(kind="guardrail", text="x", team="T1", operator=">", limit="15"))
    with pytest.raises(Refused, match="already"):
        store.write(ChangeLaneItem(ref="L1", limit=12.0))
    store.write(ChangeLaneItem(ref="L1", archive=True))
    assert store.reader.value("SELECT count(*) FROM lane_item WHERE archived_at IS NULL") == 0


@pytest.mark.parametrize(
    ("verb", "error"),
    [
        (Decide(text="  "), Refused),
        (Decide(text="x" * 201), Refused),
        (Decide(text="x", lane="maybe"), Refused),
        (Decide(text="x", owner="nobody"), Unknown),
        (Decide(text="x", team="Mars"), Unknown),
        (Decide(text="x", needed_by="soon"), Refused),
        (Decide(text="x", origin_ref="what"), Unknown),
        (MakeDecision(ref="D9", chosen="x"), Unknown),
        (MakeDecision(ref="M1", chosen="x"), Unknown),
        (SetLane(refs=("D9",), lane="autonomy"), Unknown),
        (Approve(ref="D9"), Unknown),
        (AddLaneItem(kind="hope", text="x"), Refused),
        (AddLaneItem(kind="guardrail", text=""), Refused),
    ],
)
def test_bad_values_are_refused_and_change_nothing(store: Store, verb: object, error: type[Exception]) -> None:
    before = store.reader.value("SELECT max(seq) FROM action")
    with pytest.raises(error):
        store.write(verb)
    assert store.reader.value("SELECT max(seq) FROM action") == before


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_stored_as_typed_or_refused_as_empty(path: str, clock: FrozenClock, text: str) -> None:
    store = Store(path, handle="ana", clock=clock)
    try:
        store.write(Decide(text=f"x {text}"[:200]))
        store.write(AddOption(ref="D1", title=f"x {text}"[:200], pro=text))
    finally:
        said = [value for row in store.reader.rows("SELECT title FROM decision") for value in row]
        assert said and not [one for one in said if forbidden(one, allow="")]
        store.close()
