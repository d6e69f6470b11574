"""The day roll leaves the program as it was."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from models import consequences
from models.issues import consequences as hot
from models.issues.finding import Finding, Numbers
from models.store.store import Store
from models.store.unit import Unit


def test_the_collector_runs_again_after_a_roll_and_after_one_that_failed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def fails(_unit: object) -> None:
        seen.append(gc.isenabled())
        raise RuntimeError("no")

    assert store.roll() and gc.isenabled()
    store.settings.rolled_on = ""
    monkeypatch.setattr(consequences, "refresh", fails)
    with pytest.raises(RuntimeError):
        store.roll()
    assert seen == [False] and gc.isenabled()


def test_a_new_day_looks_at_each_hot_rule_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    for kind, rule in list(hot.RULES.items()):
        monkeypatch.setitem(hot.RULES, kind, partial(_noted, looked, kind, rule))
    assert store.roll()
    assert sorted(looked) == sorted(hot.RULES)


def _noted(
    looked: list[str], kind: str, rule: Callable[[Unit, Numbers], Iterator[Finding]], unit: Unit, numbers: Numbers
) -> Iterator[Finding]:
    looked.append(kind)
    return rule(unit, numbers)
