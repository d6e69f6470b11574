"""The plan of a running cycle from the command line: cases, corrections, both scores, what `oar show` tells."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Oar

CASE = ("--reason", "market", "--case", "They left", "--evidence", "mail", "--agreed", "ben", "--told", "Sales")


@pytest.fixture(autouse=True)
def tree(company: str, oar: Oar) -> None:
    """Plan O1 with KR1, a count to 8 that stands at 4, in a cycle that runs."""
    oar("edit", "Q1", "state=planning")
    oar("add", "objective", "Win", "intent=stretch")
    oar("add", "key_result", "Exits", "goal=O1", "kind=count", "target=8", "owner=ana")
    oar("edit", "Q1", "state=active")
    oar("set", "KR1", "4", "c6", "four", "are", "out")


def test_a_guarded_edit_names_the_options_that_carry_its_case(oar: Oar) -> None:
    for words in (("edit", "KR1", "target=6"), ("archive", "KR1"), ("move", "KR1", "O1"), ("edit", "O1", "weight=2")):
        ran = oar(*words)
        if words[0] == "move":
            continue  # it hangs there already: nothing is changed
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "--reason market|opportunity|learned|dependency" in ran.err and "--agreed" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--reason", "harder", "--case", "x", "--evidence", "y", "--agreed", "ben"), "what confidence is for"),
        (("--reason", "too-much", "--case", "x"), "for planning"),
        (("--reason", "one-more"), "next cycle"),
        (("--reason", "market", "--case", "They left", "--agreed", "ben"), "Missing: the evidence"),
        (("--reason", "market", "--evidence", "mail"), "the case in words, another leader who agreed"),
        (("--reason", "market", "--case", "x", "--evidence", "y", "--agreed", "ana"), "not who makes the change"),
        (("--reason", "market", "--case", "x", "--evidence", "y", "--agreed", "cleo"), "leads no team"),
        (("--case", "They left"), "--reason"),
    ],
)
def test_what_a_case_lacks_is_said_in_one_line_and_nothing_is_changed(
    oar: Oar, words: tuple[str, ...], said: str
) -> None:
    ran = oar("edit", "KR1", "target=6", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert "target 8 > 6" not in oar("show", "KR1").out


def test_a_target_with_its_case_leaves_both_scores_and_a_line_in_the_record(oar: Oar) -> None:
    assert oar("edit", "KR1", "target=6", *CASE).code == 0
    shown = oar("show", "KR1")
    # 4 of 6 are 0.67; 4 of the 8 it began with are 0.50.
    assert "0.67 (0.50 on the original)" in shown.out
    assert "target 8 > 6" in shown.out and "case: They left" in shown.out and "agreed by @ben" in shown.out
    answer = oar("show", "KR1", "--json").json
    assert (round(answer["score"], 2), answer["score_original"], answer["score_final"]) == (0.67, 0.5, False)
    assert "0.67 (0.50 on the original)" in oar("show", "O1").out
    assert oar("undo").code == 0
    assert "on the original" not in oar("show", "KR1").out


def test_set_corrects_my_last_check_in_and_both_stay(oar: Oar) -> None:
    ran = oar("set", "KR1", "5", "--correct", "--json")
    assert ran.code == 0
    assert (ran.json["value"], ran.json["confidence"]) == (5, 6)
    out = oar("show", "KR1").out
    assert "(correction)" in out and "(corrected)" in out and out.count("four are out") >= 2
    assert oar("set", "KR1", "5", "--correct").code == 2
    assert "no step" in oar("set", "KR1", "+1", "--correct").err
    assert "Leave --week out" in oar("set", "KR1", "7", "--correct", "--week", "W31").err


def test_only_mine_is_corrected(oar: Oar) -> None:
    ran = oar("--as", "ben", "set", "KR1", "5", "--correct")
    assert ran.code in (2, 6) and ran.err.count("\n") == 1


def test_a_new_owner_in_a_running_cycle_needs_its_note(oar: Oar) -> None:
    for words in (("owner", "KR1", "ben"), ("edit", "KR1", "owner=ben")):
        ran = oar(*words)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert "needs a note" in ran.err and "--note TEXT" in ran.err
    assert oar("owner", "KR1", "ben", "--note", "Ana is away").code == 0
    assert "Ana is away" in oar("show", "KR1").out
