"""The installed program as somebody uses it: its app in a real pty and its commands, in one home folder.

The clock runs, but begins at `NOW`, a Wednesday, so that a test ends alike on every day of the year.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.hostile import forbidden
from tests.pty.driver import Terminal, clean_environment

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 8, 19, 9, 0, tzinfo=UTC)
"""The Wednesday of 2026-W34."""

SIZES = [(80, 24), (120, 40)]

PROGRAM = """
import sys
from datetime import datetime, timedelta
from models.clock import Clock
import tui.glance
LATER = timedelta(seconds=float(sys.argv.pop(1)))
class Shifted(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + LATER
now = Clock.now
Clock.now = lambda self: now(self) + LATER
tui.glance.datetime = Shifted
from tui.__main__ import run
sys.exit(run())
"""


class Journey:
    """One person's machine. home: the home folder. database: given to every call; the person's own by default."""

    def __init__(self, home: Path, *, user: str = "ana", database: Path | None = None, at: datetime = NOW) -> None:
        self.home, self.user, self.at = home, user, at
        self.env = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", "")}
        if database is not None:
            self.env["OAR_DB"] = str(database)
        self._later = (at - datetime.now(UTC)).total_seconds()

    def words(self, *words: str) -> list[str]:
        """Return the words that start the program with `words`."""
        return [sys.executable, "-c", PROGRAM, str(self._later), *words]

    def oar(self, *words: str, code: int = 0) -> str:
        """Run a command that ends with `code`; return what it said, which no terminal acts on."""
        ran = subprocess.run(
            self.words(*words),
            env={**clean_environment(self.home, user=self.user), **self.env},
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )
        out, err = ran.stdout.decode(), ran.stderr.decode()
        assert ran.returncode == code, (words, ran.returncode, out, err)
        assert "Traceback" not in out + err, err
        assert not forbidden(out + err), forbidden(out + err)
        return out + err

    def json(self, *words: str) -> Any:
        """Run a command with --json and return its document."""
        return json.loads(self.oar(*words, "--json"))

    @contextmanager
    def app(self, *words: str, size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
        """Open the app and give its terminal, ready for keys."""
        with Terminal(self.words(*words), size=size, home=self.home, env={**self.env, "USER": self.user}) as terminal:
            terminal.wait_for(" live ")
            terminal.settle()
            yield terminal


def leave(terminal: Terminal) -> None:
    """Leave the app and see that it leaves the terminal as it found it."""
    terminal.send("<ctrl+q>")
    assert terminal.wait_exit() == 0, terminal.text()
    assert terminal.left_on() == []


def frame(terminal: Terminal) -> list[str]:
    """Return the screen at rest, without what passes with time: clocks and the line of notices."""
    terminal.settle(0.15)
    return terminal.screen()
