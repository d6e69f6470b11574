"""Keys sent in one write end in the same state as the same keys typed slowly (interface.md 1).

A few runs by default; `OAR_BURSTS=100 pytest tests/screens/test_bursts.py` does a hundred.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from screens.commands import commands_of, flat
from tests.pty.driver import Terminal
from tests.screens.fakes import TodayScreen

ROOT = Path(__file__).parents[2]
RUNS = int(os.environ.get("OAR_BURSTS", "3"))
PROGRAM = [sys.executable, "-m", "tests.screens.fakes"]

pytestmark = pytest.mark.pty


class Pair:
    """The same program twice: one is typed at slowly, the other gets every sequence in one write."""

    def __init__(self, folder: Path) -> None:
        self.logs = [folder / "slow", folder / "fast"]
        self.slow, self.fast = (
            Terminal(PROGRAM, cwd=ROOT, env={"OAR_FAKE_LOG": str(log), "PYTHONPATH": str(ROOT)})
            for log in self.logs
        )
        for terminal in (self.slow, self.fast):
            terminal.wait_for("thing 1")
            terminal.settle()

    def type(self, keys: str) -> None:
        """Type `keys` at both and compare the screens."""
        self.slow.send(keys, slowly=True)
        self.fast.send(keys)
        for terminal in (self.slow, self.fast):
            terminal.settle(0.15)
            # A key without meaning takes the last notice away: when it came depends on when it was saved.
            terminal.send("Q")
            terminal.settle(0.15)
        assert self.fast.screen() == self.slow.screen(), keys

    def end(self) -> None:
        """Leave both and compare what was written."""
        for terminal in (self.slow, self.fast):
            terminal.send("<ctrl+q>")
            assert terminal.wait_exit() == 0
        slow, fast = (log.read_text().splitlines() for log in self.logs)
        assert fast == slow


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    both = Pair(tmp_path)
    yield both
    both.slow.close()
    both.fast.close()


def _named(key: str) -> str:
    return f"<{key}>" if len(key) > 1 else key


def _chords() -> list[str]:
    chords = [
        _named(prefix.key) + _named(command.key)
        for command, prefix in flat(commands_of(TodayScreen))
        if prefix is not None and command.id not in NOT_HERE
    ]
    return [*chords, "oa", "om", "ox", "s1", "s4", "gz", "o<esc>", "g<esc>"]


NOT_HERE = {f"go.{name}" for name in ("brief", "scorecard", "triage", "decisions", "weekly")}


def test_every_two_key_chord_works_in_one_write(pair: Pair) -> None:
    for chord in _chords():
        # What follows at once must reach what the chord opened, or the row below.
        tail = "text<enter>" if chord[0] == "a" else "j"
        pair.type(f"{chord}{tail}gt")
    pair.end()


def test_a_number_and_its_confidence_in_one_write(pair: Pair) -> None:
    pair.type("jj11<enter>6j5<enter>j7<enter>0")
    pair.type("k12x<enter><backspace><enter>3")
    pair.type("=-5<enter>jj+-u")
    pair.end()
    assert "('set', 3, '11', None, 'confidence', '6')" in pair.logs[1].read_text()


def test_escape_followed_at_once_by_a_key_is_escape_and_that_key(pair: Pair) -> None:
    pair.type("o<esc>jw<esc>jr<esc>j<esc>k<esc>jj")
    pair.type("wabc<esc>e<esc>e")
    pair.end()


def test_keys_typed_ahead_reach_dialogs_and_screens_that_open(pair: Pair) -> None:
    pair.type("?fold<esc>j:undo<esc>jrjjq")
    pair.type("e:undo<enter>jgo<pgdn><pgup>zjjlgt<pgdn>e")
    pair.end()


_KEYS = [*"jjjjkkozsae1234wxXuUP.r!+-=iD", "<enter>", "<esc>", "<pgdn>", "<home>", "<end>", "go", "gt", "oa", "s1"]


@pytest.mark.parametrize("seed", range(RUNS))
def test_twenty_keys_in_one_write_end_as_typed_slowly(pair: Pair, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        pair.type("".join(chance.choice(_KEYS) for _ in range(20)))
    pair.end()
