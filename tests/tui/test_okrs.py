"""`oar tree`, `oar set`, `oar up`, `oar due`."""

from __future__ import annotations

import pytest

from tests.hostile import HOSTILE
from tests.tui.conftest import Oar


@pytest.fixture(autouse=True)
def tree(company: str, oar: Oar) -> None:
    """Plan one objective with a key result of Ana's, in a cycle that runs."""
    oar("edit", "Q1", "state=planning")
    oar("add", "objective", "Win", "intent=stretch")
    oar("add", "key_result", "Share", "goal=O1", "start=4", "target=17", "owner=ana")
    oar("edit", "Q1", "state=active")


def test_set_writes_value_confidence_and_note(oar: Oar) -> None:
    ran = oar("set", "KR1", "9", "c6", "two", "logos", "--json")
    assert ran.code == 0
    answer = ran.json
    assert (answer["value"], answer["confidence"], answer["status"]) == (9, 6, "ok")
    assert oar("set", "kr1", "+2").code == 0
    assert oar("set", "KR1", "-1").code == 0
    assert oar("tree", "--json").json["rows"][1]["value"] == 10


@pytest.mark.parametrize("value", ["abc", "NaN", "1e400", "12 monkeys", "c11", ""])
def test_a_wrong_value_is_exit_2_in_one_line(oar: Oar, value: str) -> None:
    ran = oar("set", "KR1", value)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert oar("tree", "--json").json["rows"][1]["value"] is None


def test_unknown_references_are_exit_3(oar: Oar) -> None:
    assert oar("set", "KR99", "1").code == 3
    assert oar("tree", "O99").code == 3


def test_tree_shows_the_branch_to_a_depth(oar: Oar) -> None:
    assert [row["ref"] for row in oar("tree", "--json").json["rows"]] == ["O1", "KR1"]
    assert [row["ref"] for row in oar("tree", "--depth", "1", "--json").json["rows"]] == ["O1"]
    assert [row["ref"] for row in oar("tree", "KR1", "--json").json["rows"]] == ["KR1"]
    assert "Share" in oar("tree").out


def test_up_walks_what_is_late_and_asks_why_when_it_is_off(oar: Oar) -> None:
    ran = oar("up", stdin="abc\n4 c2\nnobody called\ncall ten @ben by W35\n")
    assert ran.code == 0 and "abc is not a number" in ran.err
    assert "1 written, 0 left" in ran.out
    assert "call ten" in oar("due", "--all").out
    assert oar("up", stdin="").out.startswith("Nothing is late")


def test_due_says_who_owes_what(oar: Oar) -> None:
    assert [(one["ref"], one["owner"]) for one in oar("due", "--json").json["items"]] == [("KR1", "ana")]


def test_hostile_titles_and_notes_are_only_text(oar: Oar) -> None:
    oar("edit", "Q1", "state=planning")
    for text in HOSTILE[:20]:
        if "\x00" not in text:
            oar("edit", "KR1", f"title=x{text}")
            oar("set", "KR1", "9", text)
            assert oar("tree").code == 0
