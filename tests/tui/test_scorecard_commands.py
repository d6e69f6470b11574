"""`oar add measure`, `plan`, `trigger`, `retire`: the scorecard from the command line."""

from __future__ import annotations

import sqlite3

import pytest

from tests.tui.conftest import Oar

pytestmark = pytest.mark.usefixtures("company")


def value(company: str, sql: str) -> object:
    database = sqlite3.connect(company)
    found = database.execute(sql).fetchone()[0]
    database.close()
    return found


def test_measure_gets_its_plan_and_another_one_later(oar: Oar, company: str) -> None:
    assert oar("add", "measure", "Margin", "plan=>=62%", "off_at=2", "team=Sales").code == 0
    assert oar("plan", "M1", "65%", "--off-at", "3").code == 0
    assert value(company, "SELECT count(*) FROM plan") == 2
    assert value(company, "SELECT unit FROM measure") == "%"
    assert oar("plan", "M1", "50%", "--from", "2026-W01").code == 2
    assert oar("plan", "M9", "50%").code == 3
    assert oar("glance").out.count("Margin") == 1


def test_trigger_is_agreed_and_acknowledged(oar: Oar) -> None:
    assert oar("add", "measure", "Margin", "plan=>=62%", "team=Sales").code == 0
    assert oar("trigger", "M1", "< 60% for 1", "Call the board").code == 0
    assert oar("trigger", "TR1").code == 2
    assert oar("trigger", "M1", "often", "x").code == 2
    assert "Call the board" in oar("trigger", "M1").out
    assert oar("trigger", "M1", "< 60% for 1").code == 2


def test_goal_of_another_year_says_which_year(oar: Oar) -> None:
    assert oar("add", "measure", "Margin", "plan=>=62%", "team=Sales").code == 0
    assert oar("plan", "M1", "62 -> 65 by W50").out.split("plan ")[1].startswith(">=65% W50 ")
    assert ">=70% W20'27 " in oar("plan", "M1", "65 -> 70 by 2027-W20").out


@pytest.mark.parametrize("step", ["+2 k", "+2k", "+2000"])
def test_step_is_added_whole_however_it_is_typed(oar: Oar, company: str, step: str) -> None:
    assert oar("add", "measure", "Sales", "unit=EUR", "team=Sales").code == 0
    assert oar("set", "M1", "400k").code == 0
    assert oar("set", "M1", step).code == 0
    assert value(company, "SELECT value FROM reading") == 402_000
    assert oar("set", "M1", "\u22121k").code == 0  # the minus sign of a word processor
    assert value(company, "SELECT value FROM reading") == 401_000


def test_yes_or_no_and_durations_are_read_whole_or_refused(oar: Oar, company: str) -> None:
    assert oar("add", "measure", "Backup tested", "unit=yes/no", "plan=yes", "team=Sales").code == 0
    assert oar("add", "measure", "Response", "unit=h", "plan=<=4h", "team=Sales").code == 0
    assert "neither yes nor no" in oar("set", "M1", "7").err
    assert oar("set", "M1", "no").code == 0
    assert oar("set", "M2", "1 h 30 min").code == 0
    assert value(company, "SELECT value FROM reading WHERE measure_id = 2") == 1.5
    assert oar("trigger", "M1", "mean4 < 0.5 for 1", "Ask why").code == 0


def test_retired_measure_comes_back(oar: Oar) -> None:
    assert oar("add", "measure", "Margin", "plan=>=62%", "team=Sales").code == 0
    bare = oar("retire", "M1")
    assert bare.code == 2 and "why it goes" in bare.err
    assert oar("retire", "M1", "--because", "nobody reads it").code == 0
    again = oar("retire", "M1", "--because", "twice")
    assert again.code == 2 and "retired already" in again.err
    assert "Margin" not in oar("glance").out
    shown = oar("show", "M1").out
    assert "Retired because" in shown and " UTC" in shown and "T0" not in shown.split("History")[0]
    assert "goal >=62%\n" in shown  # no blank line of a sparkline behind it
    assert oar("retire", "M1", "--back").code == 0
    assert "Margin" in oar("glance").out


@pytest.mark.parametrize(
    "words", [("plan", "M1", "soon"), ("add", "measure", "x", "plan=0"), ("retire", "--back", "x")]
)
def test_odd_wishes_are_refused_in_one_line(oar: Oar, words: tuple[str, ...]) -> None:
    oar("add", "measure", "Margin", "plan=>=62%", "team=Sales")
    ran = oar(*words)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1


def enter(oar: Oar, ref: str, *values: float) -> None:
    for week, value in enumerate(values, 33 - len(values)):
        assert oar("set", ref, f"={value}", "--week", f"2026-W{week}").code == 0


def test_templates_add_one_measure_or_a_stage_with_its_links(oar: Oar, company: str) -> None:
    assert "mrr" in oar("add", "measure", "--templates").out
    assert oar("add", "measure", "--template", "margin", "plan=>=62%", "team=Sales").code == 0
    assert value(company, "SELECT name || ' ' || area || ' ' || unit FROM measure") == "Gross margin finance %"
    ran = oar("add", "measure", "--template", "early", "team=Sales", "owner=ben")
    assert "Added 7 measures" in ran.out
    assert value(company, "SELECT count(*) FROM measure m JOIN measure d ON d.id = m.drives_id WHERE m.leads = 1") == 3
    assert value(company, "SELECT b.name FROM measure m JOIN measure b ON b.id = m.beside_id") == "Forecast accuracy"
    assert oar("add", "measure", "--template", "early", "team=Sales").code == 2
    ran = oar("add", "measure", "--template", "scaling", "team=Sales")
    assert "Gross margin" in ran.out
    assert "more than 10" in ran.out
    assert oar("add", "measure", "--template", "mrrr").code == 3
    assert oar("add", "issue", "x", "--template", "mrr").code == 2


def test_formula_is_set_shown_and_taken_away(oar: Oar) -> None:
    for name in ("Won", "Offered"):
        oar("add", "measure", name, "team=Sales")
    enter(oar, "M1", 1, 2)
    enter(oar, "M2", 4, 4)
    assert oar("add", "measure", "Rate", "unit=%", "team=Sales", "formula=M1 / M2 * 100").code == 0
    rows = {row["ref"]: row for row in oar("scorecard", "--json").json["measures"]}
    assert (rows["M3"]["value"], rows["M3"]["change"]) == (50.0, 25.0)
    for words in (("formula", "M3", "M3 + 1"), ("formula", "M1", "M3 * 2"), ("formula", "M3", "x"), ("set", "M3", "5")):
        ran = oar(*words)
        assert ran.code == 2
        assert len(ran.err.strip().splitlines()) == 1
    assert oar("formula", "M3", "-").code == 0
    assert oar("set", "M3", "=5").code == 0


def test_trigger_is_tried_on_the_past_and_listed(oar: Oar) -> None:
    oar("add", "measure", "Margin", "plan=>=62%", "team=Sales")
    enter(oar, "M1", 70, 59, 58, 70)
    ran = oar("trigger", "M1", "< 60% for 2", "--dry-run")
    assert "would have fired in 2026-W31 at 58%" in ran.out
    assert [one["when"] for one in oar("trigger", "M1", "< 60% for 2", "--dry-run", "--json").json["firings"]] == [
        "2026-W31"
    ]
    assert "would never have fired" in oar("trigger", "M1", "< 10% for 2", "--dry-run").out
    assert oar("trigger", "M1", "> 60% for 1", "Raise prices").code == 0
    (row,) = oar("trigger", "--json").json["triggers"]
    assert (row["state"], row["fired"], row["action"]) == ("fired", "2026-W32", "Raise prices")
    assert oar("trigger", "TR1").code == 0
    assert oar("trigger", "TR1", "--dry-run").code == 0
    assert oar("trigger", "--dry-run").code == 2


def test_top_dashboard_picks_from_any_team(oar: Oar) -> None:
    oar("add", "measure", "Margin", "team=Sales")
    oar("add", "measure", "Tickets", "team=Support")
    oar("add", "measure", "Pay", "team=T1", "private=yes")
    assert "Nothing is on the top" in oar("scorecard", "top").out
    assert oar("scorecard", "top", "M1", "M2").code == 0
    assert [one["ref"] for one in oar("scorecard", "top", "--json").json["measures"]] == ["M1", "M2"]
    assert oar("scorecard", "top", "M3").code == 2
    assert oar("scorecard", "top", "M1", "--off").code == 0
    assert [one["ref"] for one in oar("scorecard", "top", "--json").json["measures"]] == ["M2"]


def test_goals_of_a_measure_keep_their_own_hits(oar: Oar) -> None:
    oar("add", "measure", "Margin", "plan=>=62%", "team=Sales")
    enter(oar, "M1", 63, 61)
    assert oar("plan", "M1", "70%").code == 0
    goals = oar("plan", "M1", "--json").json["goals"]
    assert [(one["from"], one["goal"], one["hits"]) for one in goals] == [
        ("2026-W33", ">=70%", [0, 0]),
        ("2025-W33", ">=62%", [1, 2]),
    ]
    assert oar("plan", "M1", "4 -> 17 by 2026-W20").code == 2  # a path that ends before it starts


def test_trim_owners_and_hindsight_answer_in_words_and_json(oar: Oar) -> None:
    oar("add", "measure", "Margin", "plan=>=62%", "team=Sales", "owner=ben")
    enter(oar, "M1", 50, 50, 50, 50)
    (row,) = oar("scorecard", "trim", "--json").json["measures"]
    assert (row["hint"], row["run"]) == ("trim?", 4)
    assert "off or risk for 4 weeks" in oar("scorecard", "trim").out
    oar("edit", "Q1", "state=planning")
    oar("add", "objective", "Win", "intent=stretch", "team=Sales", "owner=ben")
    oar("add", "kr", "Calls", "goal=O1", "start=0", "target=10")
    oar("edit", "Q1", "state=active")
    found = oar("scorecard", "owners", "--json").json
    assert found["owners"][0]["owner"] == "ben"
    assert [(one["owner"], one["key_results"]) for one in found["check_ins"]] == [("ben", 1)]
    assert "Check-ins of the last 13 weeks" in oar("scorecard", "owners").out
    assert oar("decide", "Leave eight partners").code == 0
    assert oar("edit", "D1", "measure=M1", "expected=60% or better").code == 0
    (found,) = oar("scorecard", "backtest", "--json").json["decisions"]
    assert (found["goal"], found["before"], found["verdict"]) == (60.0, 50.0, "no reading")
    assert oar("scorecard", "backtest", "D9").code == 3
    assert oar("scorecard", "trim", "M1").code == 2


def test_hot_rules_and_replay_before_a_threshold_is_changed(oar: Oar) -> None:
    oar("add", "measure", "Margin", "plan=>=62%", "off_at=2", "team=Sales")
    enter(oar, "M1", 50, 50)
    rules = oar("hot", "rules", "--json").json["rules"]
    assert [(one["rule"], one["fired"]) for one in rules] == [("measure", 1), ("worsening", 0), ("opportunity", 0)]
    found = oar("hot", "replay", "off_periods=3", "--json").json  # of all teams: the threshold is everybody's
    assert (found["measures"], found["now"]["measure"], found["then"]["measure"]) == (1, 1, 0)
    assert oar("hot", "replay", "off_periods=3", "--team", "T3", "--json").json["measures"] == 0
    assert oar("hot", "replay", "off_periods", "3").code == 0
    assert oar("hot", "replay", "off_periods").code == 2
    assert "instead of" in oar("config", "off_periods", "3").out
    assert oar("config", "off_periods", "99").code == 2


@pytest.mark.parametrize("words", [("scorecard",), ("scorecard", "owners"), ("scorecard", "trim"), ("trigger",)])
def test_nothing_there_yet_is_no_error(oar: Oar, words: tuple[str, ...]) -> None:
    assert oar(*words).code == 0


def test_show_says_how_a_measure_stands_against_its_plan(oar: Oar) -> None:
    oar("add", "measure", "Margin", "plan=>=62%", "off_at=2", "team=Sales")
    assert "none" in oar("show", "M1").out.splitlines()[1]
    oar("set", "M1", "59", "--week", "2026-W32")
    line = oar("show", "margin").out.splitlines()[1]
    assert line.startswith("✗ OFF") and "59% in W32, plan 62%, goal >=62%, hit 0/1" in line
    found = oar("show", "M1", "--json").json
    assert (found["status"], found["period"], found["value"], found["plan"]) == ("off", "2026-W32", 59, 62)
    oar("retire", "M1", "--because", "nobody reads it")
    assert "nobody reads it" in oar("show", "M1").out
