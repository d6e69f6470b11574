"""Who may change what: nobody gets at a row by taking it over, by adding to it, or by leading some review."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import NotPermitted
from models.issues.verbs import AddTodo, RaiseIssue
from models.okrs.verbs import CheckIn
from models.people.verbs import SetAccess
from models.reviews.verbs import StartReview
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.verbs import Add, Edit, SetOwner
from tests.models.conftest import Open


def add(store: Store, kind: str, **fields: Any) -> str:
    return store.write(Add(kind=kind, fields=fields)).refs[0]


def of_support(store: Store) -> tuple[str, str]:
    """Return a measure and a key result of Support, made by the admin before the cycle runs."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    fields = {"name": "Response", "unit": "h", "team": "T3", "owner": "eve"}
    measure = store.write(AddMeasure(fields=fields, plan="<=4")).refs[0]
    objective = add(store, "objective", title="Answer fast", team="T3", owner="eve", cycle="Q1", intent="stretch")
    result = {"title": "Under an hour", "goal": objective, "owner": "eve", "kind": "increase", "start": 0, "target": 9}
    return measure, store.write(Add(kind="key_result", fields=result)).refs[0]


def test_members_enter_numbers_of_their_own_teams_only(open_store: Open) -> None:
    ana, cleo, eve = open_store("ana"), open_store("cleo"), open_store("eve")
    measure, result = of_support(ana)
    with pytest.raises(NotPermitted):
        cleo.write(EnterReading(measure=int(measure[1:]), value=1.0, period=202632))
    with pytest.raises(NotPermitted):
        cleo.write(CheckIn(kr=int(result[2:]), value=5.0))
    eve.write(EnterReading(measure=int(measure[1:]), value=1.0, period=202632))
    eve.write(CheckIn(kr=int(result[2:]), value=5.0))


def test_nobody_takes_over_what_belongs_to_another_team(open_store: Open) -> None:
    ana, cleo = open_store("ana"), open_store("cleo")
    measure, result = of_support(ana)
    for verb in (
        SetOwner(refs=(result,), handle="cleo"),
        SetOwner(refs=(measure,), handle="cleo"),
        Edit(ref=measure, fields={"team": "T2"}),
        Edit(ref=measure, fields={"owner": "cleo", "name": "Mine"}),
    ):
        with pytest.raises(NotPermitted):
            cleo.write(verb)
    with pytest.raises(NotPermitted):
        add(cleo, "measure", name="Shadow figure", unit="x", team="T3", owner="cleo")
    todo = ana.write(AddTodo(title="Order chairs", team="T3", owner="eve")).refs[0]
    with pytest.raises(NotPermitted):
        cleo.write(Edit(ref=todo, fields={"owner": "cleo"}))


def test_an_owner_gives_a_row_away_and_takes_that_back(open_store: Open) -> None:
    ana, cleo = open_store("ana"), open_store("cleo")
    measure, _ = of_support(ana)
    ana.write(SetOwner(refs=(measure,), handle="cleo"))
    cleo.write(EnterReading(measure=int(measure[1:]), value=1.0, period=202632))
    cleo.write(SetOwner(refs=(measure,), handle="eve"))
    with pytest.raises(NotPermitted):
        cleo.write(Edit(ref=measure, fields={"name": "Mine"}))
    cleo.undo()
    cleo.write(Edit(ref=measure, fields={"name": "Mine"}))


def test_leading_a_review_opens_its_own_team_alone(open_store: Open) -> None:
    ana, cleo = open_store("ana"), open_store("cleo")
    todo = ana.write(AddTodo(title="Order chairs", team="T3", owner="eve")).refs[0]
    cleo.write(StartReview(team="T2"))
    with pytest.raises(NotPermitted):
        cleo.write(Edit(ref=todo, fields={"title": "Order tables"}))
    cleo.write(AddTodo(title="Call the bank", team="T2", owner="eve"))


def test_members_raise_issues_anywhere(open_store: Open) -> None:
    cleo = open_store("cleo")
    assert cleo.write(RaiseIssue(title="Lamps are broken", team="T3")).refs


def test_who_tries_to_become_admin_is_not_named_as_one_who_can(open_store: Open) -> None:
    dan = open_store("dan")
    with pytest.raises(NotPermitted) as refused:
        dan.write(SetAccess(handle="dan", team="T1", access="admin"))
    assert refused.value.hint == "ana can"
