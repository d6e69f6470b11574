"""Capturing and listing from the shell: hot items, issues, to-dos, wins."""

from __future__ import annotations

import pytest

from tests.hostile import HOSTILE, forbidden
from tests.tui.conftest import Oar


def test_hot_raises_with_an_owner_and_lists_the_worst_first(oar: Oar, company: str) -> None:
    assert oar("hot").out == "Nothing is hot.\n"
    ran = oar("hot", "Export", "fails", "for", "X", "@ben")
    assert (ran.code, ran.out) == (0, "Raised H1 Export fails for X\n")
    assert oar("add", "decision", "Price?", "team=T1", "needed_by=2026-08-10").code == 0
    lines = oar("hot").out.splitlines()
    assert len(lines) == 3 and "Export fails for X" in lines[1] and "Ben Ito" in lines[1]
    assert "Price?: 6 days past its date" in lines[2]
    items = oar("hot", "--json").json["items"]
    assert [(one["ref"], one["source"], one["severity"]) for one in items] == [("H1", "", 70.0), ("H2", "D1", 56.0)]


def test_hot_items_are_closed_and_undone(oar: Oar, company: str) -> None:
    oar("hot", "A")
    assert oar("hot", "--done", "h1").code == 0
    assert oar("hot", "--json").json["items"] == []
    assert oar("hot", "--done", "H1").code == 2
    oar("undo")
    assert len(oar("hot", "--json").json["items"]) == 1


def test_beyond_twelve_the_list_says_how_many_are_quieter(oar: Oar, company: str) -> None:
    for number in range(14):
        oar("hot", f"thing {number}")
    assert "\n2 more, quieter\n" in oar("hot").out
    assert oar("hot", "--json").json["quieter"] == 2


def test_issue_is_raised_listed_and_solved(oar: Oar, company: str) -> None:
    assert oar("issue").out == "Nothing to discuss. That can be true.\n"
    assert oar("issue", "add", "Pipeline below 3x", "@cleo", "--minutes", "6").code == 0
    assert oar("issue", "add", "New editor", "--kind", "product").code == 2
    line = oar("issue", "list").out.splitlines()[1].split()
    assert line == ["1", "I1", "Pipeline", "below", "3x", "Cleo", "Marx", "0d", "6", "weekly"]
    assert oar("issue", "done", "I1", "--answer", "Cleo owns it").code == 0
    assert oar("issue", "list", "--solved", "--json").json["issues"][0]["solution"] == "Cleo owns it"
    assert oar("issue", "done", "I9").code == 3


def test_todo_is_added_listed_and_ticked_off(oar: Oar, company: str) -> None:
    assert oar("todo", "add", "Call", "X", "--due", "2026-08-20").code == 0
    assert oar("todo", "add", "Theirs", "@ben").code == 0
    assert [one["title"] for one in oar("todo", "list", "--json").json["todos"]] == ["Call X"]
    assert [one["due_on"] for one in oar("todo", "list", "--all", "--json").json["todos"]] == [
        "2026-08-20",
        "2026-08-23",
    ]
    assert oar("todo", "done", "TD1").code == 0
    assert "Call X" in oar("todo", "list", "--done").out
    assert oar("todo", "add", "x", "--due", "someday").code == 2


def test_win_is_noted(oar: Oar, company: str) -> None:
    assert oar("win", "Two", "logos", "signed").out == "Win: Two logos signed\n"


def test_other_teams_are_shown_on_request_only(oar: Oar, company: str) -> None:
    oar("--as", "cleo", "hot", "Sales only")
    assert oar("hot", "--json").json["items"] == []
    assert len(oar("hot", "--all", "--json").json["items"]) == 1
    assert len(oar("hot", "--team", "Sales", "--json").json["items"]) == 1


def test_private_ones_stay_with_their_team(oar: Oar, company: str) -> None:
    for words in (["hot", "Layoffs"], ["issue", "add", "Layoffs"], ["todo", "add", "Layoffs"]):
        assert oar("--as", "cleo", *words, "--private").code == 0
    for words in (["hot", "--all"], ["issue", "list", "--all"], ["todo", "list", "--all"], ["log"]):
        assert "Layoffs" not in oar("--as", "eve", *words).out
        assert "Layoffs" not in oar("--as", "eve", *words, "--json").out


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_listed_without_harm(oar: Oar, company: str, typed: str) -> None:
    for words in (["hot"], ["issue", "add"], ["todo", "add"], ["win"]):
        assert oar(*words, "--", typed).code in (0, 2, 3)
    for words in (
        ["hot"],
        ["issue"],
        ["todo"],
        ["hot", "--json"],
        ["issue", "list", "--json"],
        ["todo", "list", "--json"],
    ):
        ran = oar(*words)
        assert ran.code == 0 and not forbidden(ran.out)
