"""Live checks of measures."""

from __future__ import annotations

from models.scorecard.checks import check_measure, check_team, trim


def test_a_measure_without_owner_or_goal_is_named_worst_first() -> None:
    found = check_measure(has_owner=False, has_goal=False, controlled=False, controlled_beside=False)
    assert [one.rule for one in found] == ["measure.no-owner", "measure.no-goal", "measure.not-controlled"]
    assert all(one.message and one.fix for one in found)
    assert check_measure(has_owner=True, has_goal=True, controlled=False, controlled_beside=True) == []


def test_the_eleventh_measure_of_a_team_is_one_too_many() -> None:
    assert check_team(10) == []
    assert [one.rule for one in check_team(11)] == ["team.many-measures"]


def test_four_red_weeks_that_change_nothing_ask_for_a_trim() -> None:
    red = ["ok", "off", "risk", "off", "off"]
    assert trim(red, acted=False, tied=False) == "trim?"
    assert trim(red, acted=True, tied=False) == ""
    assert trim(red, acted=False, tied=True) == ""
    assert trim(red[:4], acted=False, tied=False) == ""
    assert trim([*red, "late"], acted=False, tied=False) == ""


def test_thirteen_weeks_of_ok_are_quiet() -> None:
    assert trim(["off"] + ["ok"] * 13, acted=False, tied=False) == "quiet"
    assert trim(["ok"] * 12, acted=False, tied=False) == ""
    assert trim(["ok"] * 13, acted=False, tied=True) == ""
