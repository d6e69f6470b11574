"""What is private to a team is hidden with everything that happened to it, and to its parts (product.md 5)."""

from __future__ import annotations

import pytest

from models.audit import reads as audit
from models.decisions.verbs import Decide
from models.errors import Unknown
from models.exchange import copy
from models.find import resolve
from models.issues.verbs import RaiseIssue, Vote
from models.reviews.verbs import Capture, StartReview
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.verbs import Add, AddNote, Archive, Edit
from tests.models.conftest import Open


def told(store: Store) -> str:
    """Return everything the trail and a copy tell a person."""
    return f"{audit.actions(store.reader, limit=500, changes=True)} {copy.export(store.reader)}"


def measure(store: Store, *, private: bool) -> str:
    fields = {"name": "Secret runway", "unit": "x", "team": "T2", "owner": "ben", "private": private}
    return store.write(AddMeasure(fields=fields, plan=">=3")).refs[0]


def test_readings_of_a_private_measure_are_hidden_from_the_trail(open_store: Open) -> None:
    ben, cleo, eve = open_store("ben"), open_store("cleo"), open_store("eve")
    ref = measure(ben, private=True)
    ben.write(EnterReading(measure=int(ref[1:]), value=1.5, period=202632, note="the bank said no"))
    ben.write(AddNote(ref=ref, text="nobody must know"))
    for word in ("Secret runway", "the bank said no", "nobody must know"):
        assert word in told(cleo)
        assert word not in told(eve)
    ben.undo()
    assert "Secret runway" not in told(eve)


def test_votes_on_a_private_issue_are_hidden_from_the_trail(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    ref = ben.write(RaiseIssue(title="Whom to let go", team="T2", private=True)).refs[0]
    ben.write(Vote(issue=ref))
    assert "Whom to let go" in told(ben)
    assert "Whom to let go" not in told(eve)


def test_making_something_private_hides_what_had_happened_to_it(open_store: Open) -> None:
    ben, cleo, eve = open_store("ben"), open_store("cleo"), open_store("eve")
    ref = measure(ben, private=False)
    ben.write(EnterReading(measure=int(ref[1:]), value=1.5, period=202632, note="the bank said no"))
    assert "the bank said no" in told(eve)
    ben.write(Edit(ref=ref, fields={"private": True}))
    for word in ("Secret runway", "the bank said no"):
        assert word in told(cleo)
        assert word not in told(eve)


def test_a_trigger_of_a_private_measure_is_hidden_with_it(open_store: Open) -> None:
    ben, cleo, eve = open_store("ben"), open_store("cleo"), open_store("eve")
    number = measure(ben, private=True)[1:]
    fields = {"action": "Close the office", "measure": f"M{number}", "of": "value", "operator": "<", "limit": 2}
    ref = ben.write(Add(kind="trigger", fields=fields)).refs[0]
    assert resolve(cleo.reader, ref, write=False).title == "Close the office"
    with pytest.raises(Unknown):
        resolve(eve.reader, ref, write=False)
    assert "Close the office" not in told(eve)


def test_who_leads_from_above_cannot_write_what_they_cannot_read(open_store: Open) -> None:
    ana, ben = open_store("ana"), open_store("ben")
    ref = measure(ben, private=True)
    fields = {"action": "Close the office", "measure": ref, "of": "value", "operator": "<", "limit": 2}
    trigger = ben.write(Add(kind="trigger", fields=fields)).refs[0]
    for verb in (Archive(refs=(ref,)), Archive(refs=(trigger,)), Edit(ref=ref, fields={"unit": "%"})):
        with pytest.raises(Unknown):
            ana.write(verb)


def test_who_leads_from_above_may_make_something_private_of_a_team_and_does_not_see_it_then(open_store: Open) -> None:
    ana = open_store("ana")
    ref = measure(ana, private=True)
    assert "Secret runway" not in told(ana) and "Secret runway" in told(open_store("ben"))
    with pytest.raises(Unknown):
        ana.write(EnterReading(measure=int(ref[1:]), value=1.5, period=202632))


@pytest.mark.parametrize("given", ["{ref}", "Secret", "s"])
def test_a_field_cannot_be_linked_to_what_is_private_to_others(open_store: Open, given: str) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    ref = measure(ben, private=True)
    mine = eve.write(AddMeasure(fields={"name": "Answers", "unit": "x", "team": "T3"}, plan=">=3")).refs[0]
    with pytest.raises(Unknown) as refused:
        eve.write(Edit(ref=mine, fields={"drives": given.format(ref=ref)}))
    assert "Secret runway" not in refused.value.line()
    with pytest.raises(Unknown):
        eve.write(Decide(text="Follow it", origin_ref=ref))


def test_notes_follow_a_row_that_becomes_private_and_come_back_with_undo(open_store: Open) -> None:
    ben, cleo, eve = open_store("ben"), open_store("cleo"), open_store("eve")
    ref = ben.write(RaiseIssue(title="Whom to let go", team="T2")).refs[0]
    eve.write(AddNote(ref=ref, text="is it about the night shift"))
    ben.write(Edit(ref=ref, fields={"private": True}))
    assert "the night shift" in told(cleo)
    assert "the night shift" not in told(eve)
    ben.undo()
    assert "the night shift" in copy.export(eve.reader)


def test_what_is_said_about_a_trigger_of_a_private_measure_is_private(open_store: Open) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    number = measure(ben, private=True)[1:]
    fields = {"action": "Close the office", "measure": f"M{number}", "of": "value", "operator": "<", "limit": 2}
    ref = ben.write(Add(kind="trigger", fields=fields)).refs[0]
    ben.write(AddNote(ref=ref, text="nobody must know"))
    ben.write(RaiseIssue(title="the office", ref=ref))
    for word in ("nobody must know", "the office"):
        assert word in told(ben)
        assert word not in told(eve)


def test_wins_of_a_private_review_are_found_by_its_team_alone(open_store: Open) -> None:
    ben, cleo, eve = open_store("ben"), open_store("cleo"), open_store("eve")
    review = int(ben.write(StartReview(team="T2", private=True)).value)
    ben.write(Capture(review=review, step=1, kind="win", text="nobody left"))
    assert "nobody left" in told(cleo)
    assert "nobody left" not in told(eve)
    assert resolve(cleo.reader, "nobody left", write=False).kind == "win"
    with pytest.raises(Unknown):
        resolve(eve.reader, "nobody left", write=False)
