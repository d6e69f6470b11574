"""The day roll leaves the program as it was."""

from __future__ import annotations

import gc

import pytest

from models import consequences
from models.store.store import Store


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
