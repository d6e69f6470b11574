"""What is private to a team is hidden with everything that happened to it, and to its parts (product.md 5)."""

from __future__ import annotations

import pytest

from models.audit import reads as audit
from models.errors import Unknown
from models.exchange import copy
from models.find import resolve
from models.issues.verbs import RaiseIssue, Vote
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.verbs import Add, AddNote, Edit
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
