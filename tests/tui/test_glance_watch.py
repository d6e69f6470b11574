"""`--watch` in a real terminal and in a pipe: it repaints in place, writes nothing while nothing changes, and ends."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from models.clock import FrozenClock
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.verbs import Add
from tests.models.conftest import NOW
from tests.tui.conftest import ROOT

CODE = "import sys; from tui.__main__ import run; sys.exit(run())"


@pytest.fixture
def scorecard(company: str) -> str:
    store = Store(company, handle="ana", clock=FrozenClock(NOW))
    store.write(AddMeasure(fields={"name": "Uptime", "unit": "%", "team": "T1"}, plan=">=99%", off_at="1"))
    store.close()
    return company


def enter(path: str, value: float) -> None:
    store = Store(path, handle="ana")
    store.write(EnterReading(measure=1, value=value))
    store.close()


def _alone() -> None:
    """Own the terminal, and hear Ctrl+C also where the tests run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, *words: str, rows: int = 24) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
        self.slave = slave
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE, *words],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "NO_COLOR": "1"},
            preexec_fn=_alone,
        )  # fmt: skip
        self.seen = ""

    def until(self, pattern: str, seconds: float = 60) -> str:
        """Read until the pattern came; return all that came since the last call."""
        end, got = time.monotonic() + seconds, ""
        while not re.search(pattern, got):
            assert time.monotonic() < end, got
            got += self.read(0.1)
        self.seen += got
        return got

    def read(self, seconds: float) -> str:
        """Return what comes within so many seconds, at once when something does."""
        if not select.select([self.master], [], [], seconds)[0]:
            return ""
        with suppress(OSError):
            return os.read(self.master, 65536).decode()
        return ""

    def ended(self) -> int:
        """Return the exit code, after reading what was left."""
        end = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < end:
            self.seen += self.read(0.05)
        self.seen += self.read(0.2)
        return self.process.wait(1)


@contextmanager
def terminal(*words: str, rows: int = 24) -> Iterator[Terminal]:
    made = Terminal(*words, rows=rows)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait()
        os.close(made.master)
        os.close(made.slave)


def test_watch_repaints_in_place_and_only_what_changed(scorecard: str) -> None:
    with terminal("status", "--watch", "--every", "1") as shown:
        shown.until(r"x0 !0 hot0")
        assert shown.read(1.5) == ""
        enter(scorecard, 90.0)
        again = shown.until(r"x1 !0")
        assert again.startswith("\x1b[?2026h\x1b[1A\r")
        assert again.rstrip().endswith("\x1b[?2026l")
        os.write(shown.master, b"q")
        assert shown.ended() == 0
        assert shown.seen.startswith("\x1b[?25l")
        assert shown.seen.endswith("\x1b[?25h")


@pytest.mark.parametrize("how", ["q", "ctrl+c", "ctrl+d", "term", "hup"])
def test_watch_ends_and_puts_the_terminal_back(scorecard: str, how: str) -> None:
    with terminal("glance", "--watch", "--fail-on", "off") as shown:
        before = termios.tcgetattr(shown.slave)
        shown.until("Uptime")
        if how in ("term", "hup"):
            shown.process.send_signal(signal.SIGTERM if how == "term" else signal.SIGHUP)
        else:
            os.write(shown.master, {"q": b"q", "ctrl+c": b"\x03", "ctrl+d": b"\x04"}[how])
        assert shown.ended() == 0
        assert "\x1b[?25h" in shown.seen
        assert "Traceback" not in shown.seen
        after = termios.tcgetattr(shown.slave)
        assert after[3] & (termios.ECHO | termios.ICANON) == before[3] & (termios.ECHO | termios.ICANON) or how == "q"
        assert after[3] & termios.ECHO


def test_watch_takes_no_more_rows_than_there_are(scorecard: str) -> None:
    store = Store(scorecard, handle="ana", clock=FrozenClock(NOW))
    for number in range(12):
        store.write(AddMeasure(fields={"name": f"Measure {number}", "team": "T1"}))
    store.close()
    with terminal("glance", "--watch", rows=8) as shown:
        assert shown.until("more below").count("\n") <= 8


def test_watch_follows_another_width(scorecard: str) -> None:
    with terminal("glance", "--watch", "--every", "1") as shown:
        shown.until("Uptime")
        fcntl.ioctl(shown.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
        assert "\x1b[2J" in shown.until("Uptime")


def test_piped_watch_prints_changes_below_each_other_and_ends_with_its_reader(scorecard: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, "status", "--watch", "--every", "1"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    try:
        assert process.stdout.readline() == b"x0 !0 hot0 due0\n"
        enter(scorecard, 90.0)
        assert process.stdout.readline().startswith(b"x1 !0")
        process.stdout.close()
        assert process.wait(5) == 0
        assert process.stderr.read() == b""
    finally:
        process.stderr.close()
        if process.poll() is None:
            process.kill()
            process.wait()


def test_watch_says_when_the_database_is_gone_and_goes_on(scorecard: str) -> None:
    with terminal("status", "--watch", "--every", "1") as shown:
        shown.until("hot0")
        os.rename(scorecard, f"{scorecard}.away")
        shown.until("OFFLINE")
        os.rename(f"{scorecard}.away", scorecard)
        shown.until("hot0")


def test_today_can_be_watched_and_fail(scorecard: str) -> None:
    store = Store(scorecard, handle="ana")
    store.write(Add(kind="todo", fields={"title": "Call Mei", "owner": "@ana", "due_on": "2026-09-01"}))
    store.close()
    with terminal("today", "--watch", "--fail-on", "late") as shown:
        shown.until("Call Mei")
        os.write(shown.master, b"q")
        assert shown.ended() == 1
