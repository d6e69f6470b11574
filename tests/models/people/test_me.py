"""What a person may do in which team: their own, and those below the ones they lead."""

from __future__ import annotations

import pytest

from models.errors import NotPermitted
from models.people import me
from models.people.verbs import SetAccess
from models.store.store import Store
from models.verbs import Add, Archive, Edit
from tests.models.conftest import Open


def lead(store: Store, team: str) -> None:
    store.write(SetAccess(handle="cleo", team=team, access="lead"))


def team(store: Store, name: str, parent: str) -> str:
    return store.write(Add(kind="team", fields={"name": name, "parent": parent})).refs[0]


def test_who_leads_a_team_leads_all_teams_below_it(store: Store) -> None:
    top = team(store, "Plants", "T1")
    middle = team(store, "North", top)
    low = team(store, "Dock", middle)
    beside = team(store, "Finance", "T1")
    lead(store, top)
    access = me.load(store.reader, "cleo").access
    assert [access.get(int(ref[1:])) for ref in (top, middle, low, beside)] == ["lead", "lead", "lead", None]
    assert access[2] == "member"


def test_an_archived_team_hands_nothing_on(store: Store) -> None:
    top = team(store, "Plants", "T1")
    middle = team(store, "North", top)
    low = team(store, "Dock", middle)
    lead(store, top)
    store.write(Archive(refs=(middle,)))
    access = me.load(store.reader, "cleo").access
    assert int(middle[1:]) not in access
    assert int(low[1:]) not in access


def test_who_leads_nothing_has_their_own_teams_alone(store: Store) -> None:
    found = me.load(store.reader, "cleo")
    assert dict(found.access) == {2: "member"}
    store.write(Edit(ref="T3", fields={"parent": "T2"}))
    assert dict(me.load(store.reader, "cleo").access) == {2: "member"}
    assert me.load(store.reader, "ben").access == {2: "lead", 3: "lead"}


def test_access_that_somebody_else_takes_away_is_gone_at_the_next_write(store: Store, open_store: Open) -> None:
    cleo = open_store("cleo")
    cleo.write(Add(kind="issue", fields={"title": "Leads go cold", "team": "Sales"}))
    store.write(SetAccess(handle="cleo", team="T2", access="viewer"))
    with pytest.raises(NotPermitted):
        cleo.write(Add(kind="issue", fields={"title": "Still cold", "team": "Sales"}))
    store.write(SetAccess(handle="cleo", team="T2", access="member"))
    cleo.write(Add(kind="issue", fields={"title": "Still cold", "team": "Sales"}))
