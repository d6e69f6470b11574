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
    assert oar("trigger", "M1").code == 2


def test_retired_measure_comes_back(oar: Oar) -> None:
    assert oar("add", "measure", "Margin", "plan=>=62%", "team=Sales").code == 0
    assert oar("retire", "M1").code == 0
    assert "Margin" not in oar("glance").out
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
