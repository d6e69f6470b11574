"""A new day in a company so large that working it out takes a while is announced, by that day's first command only."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from models.store import store as stores
from tests.tui.conftest import Oar

LINE = "a new day: working out what it changes"


def new_day(path: str) -> None:
    """Make the database one that was last rolled on another day."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM setting WHERE name = 'rolled_on'")


def test_new_day_of_a_large_company_is_announced_once(
    oar: Oar, company: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert oar("edit", "Q1", "state=planning").code == 0
    assert oar("add", "objective", "Grow", "intent=stretch").code == 0
    assert oar("add", "kr", "Share", "goal=O1", "start=1", "target=2").code == 0
    new_day(company)
    assert LINE not in oar("people").err  # one key result is not many
    monkeypatch.setattr(stores, "MANY", 0)
    new_day(company)
    assert [oar("people").err.count(LINE) for _ in range(3)] == [1, 0, 0]
