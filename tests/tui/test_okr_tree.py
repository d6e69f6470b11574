"""`oar tree` with its views, filters and paths; `oar copy`, `oar step`, `oar filter`."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Oar


@pytest.fixture(autouse=True)
def tree(company: str, oar: Oar) -> None:
    """G1 > O2 of Sales (KR1 of Ana, KR2 a milestone) > O3 of Support (KR3 of Ben); O4 leads nowhere; Q2 is planned."""
    oar("edit", "Q1", "state=planning")
    oar("add", "cycle", "2026-Q4", "start=2026-10-01", "end=2026-12-31")
    oar("add", "imperative", "Mid-market")
    oar("add", "objective", "Default", "parent=G1", "intent=stretch", "team=Sales", "cycle=Q1")
    oar("add", "objective", "Leads", "parent=O2", "intent=stretch", "team=Support", "cycle=Q1")
    oar("add", "objective", "Alone", "intent=committed", "team=Support", "cycle=Q1")
    oar("add", "kr", "Share", "goal=O2", "start=4", "target=17", "owner=ana")
    oar("add", "kr", "Launch", "goal=O2", "kind=milestone")
    oar("add", "kr", "Calls", "goal=O3", "start=4", "target=17", "owner=ben")


def refs(oar: Oar, *words: str) -> list[str]:
    return [row["ref"] or row["title"] for row in oar("tree", *words, "--json").json["rows"]]


def test_views_filters_and_orphans(oar: Oar) -> None:
    assert refs(oar) == ["G1", "O2", "KR1", "KR2", "O3", "KR3", "O4"]
    assert refs(oar, "--view", "orphans") == ["O4"] and oar("tree", "--json").json["orphans"] == 1
    assert "1 without a path to an imperative" in oar("tree").out
    assert refs(oar, "--view", "mine") == ["G1", "O2", "KR1"]
    assert refs(oar, "--view", "team") == ["Sales", "O2", "KR1", "KR2", "Support", "O3", "KR3", "O4"]
    assert refs(oar, "--view", "owner")[0] == "Nobody"
    assert "Sales  1" in oar("tree", "--view", "team").out
    assert refs(oar, "--filter", "owner:ben") == ["G1", "O2", "O3", "KR3"]
    assert refs(oar, "--filter", "team:support kind:objective") == ["G1", "O2", "O3", "O4"]
    assert refs(oar, "--filter", "cycle:Q4") == []
    assert refs(oar, "--team", "Sales", "--filter", "none") == ["G1", "O2", "KR1", "KR2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ownr:mei", "ownr: is no word of a filter"),
        ("kind:bool kind:xyz", "xyz is no kind"),
        ("cycle:2031", "There is no cycle 2031"),
        ("team:nobody", "There is no team nobody"),
        ("saved:board", "There is no saved filter board"),
    ],
)
def test_a_bad_filter_is_exit_2_in_one_line(oar: Oar, text: str, said: str) -> None:
    ran = oar("tree", "--filter", text)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1) and said in ran.err


def test_the_path_leads_up_to_the_strategy(oar: Oar) -> None:
    answer = oar("tree", "KR3", "--path", "--json").json
    assert [one["ref"] for one in answer["path"]] == ["G1", "O2", "O3", "KR3"] and not answer["orphan"]
    assert "This leads to no imperative: oar move O4 PARENT" in oar("tree", "O4", "--path").out
    assert oar("tree", "--path").code == 2


def test_a_branch_is_copied_and_says_where_it_came_from(oar: Oar) -> None:
    oar("set", "KR1", "9")
    ran = oar("copy", "O2", "2026-Q4")
    assert ran.code == 0 and "Copied O2 Default to 2026-Q4 as O5: 2 objectives, 3 key results" in ran.out
    assert "Not copied: 1 check-in" in ran.out
    before = oar("tree", "KR4", "--path", "--json").json["before"]
    assert [(one["ref"], one["cycle"]) for one in before] == [("KR1", "2026-Q3")]
    again = oar("copy", "O2", "Q2")
    assert again.code == 2 and "was copied to 2026-Q4 already: O5" in again.err
    assert oar("copy", "O2", "Q9").code == 3
    assert refs(oar, "--cycle", "Q2") == ["G1", "O5", "KR4", "KR5", "O6", "KR6"]


def test_steps_of_a_milestone(oar: Oar) -> None:
    assert "has no steps" in oar("step", "KR2").out
    assert oar("step", "KR2", "Draft by 2026-07-20", "Ship x3 by 2026-09-15").code == 0
    assert oar("step", "ST1", "--done").code == 0
    steps = oar("step", "KR2", "--json").json["steps"]
    assert [(one["ref"], one["weight"], one["due"], one["done"]) for one in steps] == [
        ("ST1", 1, "2026-07-20", True), ("ST2", 3, "2026-09-15", False),
    ]  # fmt: skip
    assert oar("tree", "KR2", "--json").json["rows"][0]["progress"] == 0.25
    assert oar("edit", "ST2", "weight=1", "title=Ship it").code == 0
    assert oar("archive", "ST2").code == 0
    late = oar("step", "KR2", "Too late by 2026-11-01")
    assert late.code == 2 and "outside of 2026-Q3" in late.err
    assert oar("step", "KR1", "No milestone").code == 2
    assert oar("step", "ST1").code == 2


def test_filters_are_kept_shared_and_let_go(oar: Oar) -> None:
    assert oar("filter", "save", "board", "team:Support", "--shared").code == 0
    assert refs(oar, "--filter", "saved:board kind:kr") == ["G1", "O2", "O3", "KR3"]
    assert oar("filter", "--json").json["filters"][0]["text"] == "team:Support"
    assert oar("--as", "ben", "filter", "drop", "board").code == 6
    assert oar("filter", "save", "two words", "off").code == 2
    assert oar("filter", "save", "all").code == 2
    assert oar("filter", "drop", "board").code == 0
    assert oar("filter", "drop", "board").code == 3
