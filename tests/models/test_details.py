"""One record as a whole with its history, what is owed, live checks, people: on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import live_checks
from models.audit import reads as audit
from models.details import details
from models.find import resolve
from models.people import owed, reads
from models.scorecard.verbs import EnterReading
from models.store.store import Store
from models.titles import Found
from models.verbs import Add, AddNote, Edit, SetOwner
from tests.models.conftest import Open

TODAY = date(2026, 8, 16)


@pytest.fixture
def goals(store: Store) -> Store:
    """Return the company with an objective, two key results, a measure, an issue, a to-do, a decision."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    for kind, fields in (
        ("objective", {"title": "Win the mid-market", "intent": "stretch", "team": "T2"}),
        ("key_result", {"title": "Bookings share 17%", "goal": "O1", "start": "4", "target": "17", "owner": "ben"}),
        ("key_result", {"title": "Write the playbook", "goal": "O1", "kind": "milestone"}),
        ("measure", {"name": "Approval time", "team": "T2", "unit": "d", "owner": "ben"}),
        ("issue", {"title": "Slow queue", "team": "T2", "measure": "M1"}),
        ("todo", {"title": "Call the bank", "owner": "ben", "due_on": "2026-08-10"}),
        ("decision", {"title": "Own queue under 50k?", "team": "T2", "owner": "ben", "needed_by": "2026-08-20"}),
    ):
        store.write(Add(kind=kind, fields=fields))
    return store


def test_details_hold_fields_parts_and_notes(goals: Store) -> None:
    goals.write(AddNote(ref="O1", text="Two lines\nof why", kind="why"))
    view = details(goals.reader, resolve(goals.reader, "O1", write=False))
    fields = {field.name: field for field in view.fields}
    assert fields["team"].text == "T2 Sales"
    assert fields["team"].value == "T2"
    assert fields["contributes"].text == "no"
    assert [part.ref for part in view.parts] == ["KR1", "KR2"]
    assert [(note.by, note.kind, note.text) for note in view.notes] == [("ana", "why", "Two lines\nof why")]


def test_readings_of_a_measure_are_named_by_their_week_or_month(goals: Store) -> None:
    goals.write(Add(kind="measure", fields={"name": "Revenue", "team": "T2", "cadence": "month"}))
    goals.write(EnterReading(measure=1, value=2.5, period=202632, note="two ill"))
    goals.write(EnterReading(measure=2, value=7, period=202607))
    for ref, named in (("M1", "2026-W32  2.5  two ill"), ("M2", "2026-07  7")):
        parts = details(goals.reader, resolve(goals.reader, ref, write=False)).parts
        assert [part.text for part in parts if part.heading == "Readings"] == [named]


@pytest.mark.parametrize("ref", ["T1", "T2", "P2", "Q1", "O1", "KR1", "KR2", "M1", "I1", "TD1", "D1"])
def test_everything_can_be_shown(goals: Store, ref: str) -> None:
    found = resolve(goals.reader, ref, write=False)
    view = details(goals.reader, found)
    assert view.ref == ref
    assert not view.archived
    assert audit.actions(goals.reader, found=found, changes=True)


def test_history_of_a_record_names_every_change_and_nothing_else(goals: Store, open_store: Open) -> None:
    open_store("ben").write(SetOwner(refs=("O1",), handle="ben"))
    goals.write(Edit(ref="I1", fields={"title": "Slower queue"}))
    actions = audit.actions(goals.reader, found=Found("O1", "objective", 1, ""), changes=True)
    assert [action.by for action in actions] == ["ben", "ana"]
    owner = actions[0].changes[0]
    assert (owner.ref, owner.field, owner.before) == ("O1", "owner_id", None)
    assert audit.shown(goals.reader, "owner_id", owner.after) == "@ben"


def test_undone_actions_are_marked_until_redone(goals: Store) -> None:
    goals.write(Edit(ref="O1", fields={"title": "Lose"}))
    goals.undo()
    edited = next(one for one in audit.actions(goals.reader) if one.verb == "Edit")
    assert edited.undone
    goals.redo()
    edited = next(one for one in audit.actions(goals.reader) if one.verb == "Edit")
    assert not edited.undone


def test_private_history_is_hidden_from_others(goals: Store, open_store: Open) -> None:
    open_store("cleo").write(Add(kind="issue", fields={"title": "Salary of Ben", "team": "T2", "private": "yes"}))
    assert any("Salary" in one.summary for one in audit.actions(open_store("ben").reader))
    assert not any("Salary" in one.summary for one in audit.actions(open_store("eve").reader, changes=True))


def test_owed_names_to_dos_and_decisions_with_their_delay(goals: Store) -> None:
    found = owed.owed(goals.reader, TODAY, 2)
    assert [(one.what, one.ref, one.late) for one in found if one.what in ("to-do", "decision")] == [
        ("to-do", "TD1", 6),
        ("decision", "D1", 0),
    ]


def test_check_in_is_owed_in_an_active_cycle_only(goals: Store) -> None:
    assert "KR1" not in [one.ref for one in owed.owed(goals.reader, TODAY, 2)]
    goals.write(Edit(ref="Q1", fields={"state": "active"}))
    today, later = (
        next(one for one in owed.owed(goals.reader, day, 2) if one.ref == "KR1")
        for day in (TODAY, TODAY + timedelta(14))
    )
    assert (today.what, today.late) == ("check-in", 0)  # it was made today, in a cycle that is 46 days old
    assert later.late == 14


def test_live_checks_find_what_is_missing_and_nothing_that_is_fine(goals: Store) -> None:
    found = {(one.ref, one.finding.rule) for one in live_checks.live_checks(goals.reader, TODAY)}
    assert {("O1", "objective.no-owner"), ("KR2", "kr.no-owner"), ("M1", "measure.no-goal")} <= found
    assert not [rule for ref, rule in found if ref == "KR1"]
    assert ("O1", "objective.orphan") not in found  # nobody has an imperative yet
    goals.write(Add(kind="imperative", fields={"title": "Grow"}))
    found = {(one.ref, one.finding.rule) for one in live_checks.live_checks(goals.reader, TODAY)}
    assert ("O1", "objective.orphan") in found


def test_live_checks_of_one_team_leave_out_the_others(goals: Store) -> None:
    refs = {one.ref for one in live_checks.live_checks(goals.reader, TODAY, teams=[3])}
    assert refs == {"T3"}


def test_people_are_listed_with_their_access(store: Store) -> None:
    found = {one.handle: one for one in reads.people(store.reader)}
    assert [(one.team, one.access) for one in found["ben"].access] == [("T2", "lead")]
    assert list(found) == sorted(found)
