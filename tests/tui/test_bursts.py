"""Keys typed at any speed end alike, in the real app on the demo company (interface.md 1).

A few runs by default; `OAR_BURSTS=100 pytest tests/tui/test_bursts.py` does a hundred.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from screens.registry import PLACES
from tests.pty.driver import Terminal
from tests.tui.journey import Journey, leave

pytestmark = pytest.mark.pty

RUNS = int(os.environ.get("OAR_BURSTS", "2"))
CLOCK = re.compile(r"\+?\d+:\d\d")
KEYS = [*"iietDxjjku", "oa", "om", "s7", "s1", "ma", "v", "<esc>", "<home>", "<end>"]


class Pair:
    """The app twice on copies of one company: one is typed at slowly, the other gets every sequence in one write."""

    def __init__(self, company: Path, folder: Path, opened: ExitStack) -> None:
        self.databases = []
        self.terminals: list[Terminal] = []
        for name in ("slow", "fast"):
            home = folder / name
            home.mkdir()
            self.databases.append(home / "company.db")
            shutil.copyfile(company, self.databases[-1])
            journey = Journey(home, database=self.databases[-1])
            self.terminals.append(opened.enter_context(journey.app()))

    def type(self, keys: str) -> None:
        """Type `keys` at both and compare the screens."""
        slow, fast = self.terminals
        slow.send(keys, slowly=True)
        fast.send(keys)
        shown = []
        for terminal in self.terminals:
            terminal.settle(0.2)
            # A key without meaning takes the last notice away: when it came depends on when it was saved.
            terminal.send("Q")
            terminal.settle(0.2)
            shown.append([CLOCK.sub("", line) for line in terminal.screen()])
        assert shown[1] == shown[0], keys

    def end(self) -> None:
        """Leave both and compare what was written."""
        for terminal in self.terminals:
            leave(terminal)
        slow, fast = (_written(database) for database in self.databases)
        assert fast == slow


def _written(database: Path) -> list[Any]:
    """Return what the app wrote, in order, without the instants."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(
            "SELECT a.verb, a.summary, c.kind, c.row_id, c.field FROM action a JOIN change c ON c.action_id = a.id"
            " WHERE a.at >= '2026-08-19T09' AND a.verb <> 'Look' ORDER BY a.seq, c.id"
        ).fetchall()


@pytest.fixture
def pair(harbor_pay: Path, tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as opened:
        yield Pair(harbor_pay, tmp_path, opened)


def test_every_go_chord_in_one_write_ends_as_typed_slowly(pair: Pair) -> None:
    for place in PLACES.values():
        pair.type(f"g{place.key}j")
    pair.type("g<esc>jgzjgtgogsghgigdgbgvgt")
    pair.end()


def test_numbers_typed_ahead_reach_the_screen_that_opens(pair: Pair) -> None:
    pair.type("gojjj11<enter>6j7<enter>0k+-u")
    pair.type("gsj5.5<enter>wNobody was there<enter>gojzzgs")
    pair.end()


@pytest.mark.parametrize("seed", range(RUNS))
def test_twenty_triage_keys_in_one_write_end_as_typed_slowly(pair: Pair, seed: int) -> None:
    chance = random.Random(seed)
    pair.type("gh" + "".join(chance.choice(KEYS) for _ in range(20)))
    pair.end()
    assert seed or _written(pair.databases[1])
