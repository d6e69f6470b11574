"""Drive a program in a real pseudo-terminal, the way a person at a keyboard does.

    with Terminal(["oar", "--db", "team.db"]) as terminal:
        terminal.wait_for("Today")
        terminal.send("go")
        terminal.wait_for(re.compile(r"Objectives +\\d+"))

Nothing here sleeps for a fixed time: `wait_for` reads until the screen shows what was asked for,
`settle` until the program is silent and has nothing left to run.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pexpect
from pyte.screens import Char

from tests.pty.emulator import Emulator
from tests.pty.keys import split_keys

PATIENCE = 60.0
"""Seconds `wait_for` waits by default: generous, because a test machine may be busy."""


class NotShownError(AssertionError):
    """What a test waited for did not appear in time; the message carries the screen."""


def clean_environment(home: Path, *, user: str = "ana") -> dict[str, str]:
    """An environment that knows nothing of the person running the tests.

    `home` becomes the home folder and holds the XDG folders, so no file outside it is read or written.
    """
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "USER": user,
        "LOGNAME": user,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


class Terminal:
    """One program on one pseudo-terminal.

    Args:
        argv: the command; its first word is looked up on PATH.
        size: columns and rows.
        home: the program's home folder; a throw-away one by default.
        env: variables besides those of `clean_environment`; an empty value removes a variable.
        cwd: the folder to start in; the home folder by default.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        home: Path | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self._scratch = None if home else tempfile.mkdtemp(prefix="oarlock-home-")
        self.home = home or Path(self._scratch or "")
        environment = {**clean_environment(self.home), **(env or {})}
        self._emulator = Emulator(*size)
        self._bytes = bytearray()
        self._ended = False
        self._process = pexpect.spawn(
            argv[0],
            list(argv[1:]),
            dimensions=(size[1], size[0]),
            env={name: value for name, value in environment.items() if value},
            cwd=str(cwd or self.home),
            timeout=None,
        )
        self._process.delaybeforesend = None
        self._process.delayafterclose = self._process.delayafterterminate = 0.02

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The program's process id."""
        return int(self._process.pid)

    # ---- typing

    def send(self, keys: str, *, slowly: bool = False) -> None:
        """Type `keys`: `"11<enter>6"`, named keys in angle brackets (`tests/pty/keys.py`).

        In one write by default, as a burst arrives; `slowly` waits after each key until the program
        has settled.
        """
        if not slowly:
            self.write("".join(split_keys(keys)))
            return
        for key in split_keys(keys):
            self.write(key)
            self.settle()

    def write(self, data: str | bytes) -> None:
        """Send the bytes as they are, in one write."""
        self._process.send(data.encode() if isinstance(data, str) else data)

    def paste(self, text: str) -> None:
        """Send `text` as a terminal's bracketed paste."""
        self.write(f"\x1b[200~{text}\x1b[201~")

    # ---- looking

    def screen(self) -> list[str]:
        """The screen's text, one string a row, without the blanks at their ends."""
        self._drain()
        return self._emulator.lines()

    def text(self) -> str:
        """The screen's text in one string."""
        return "\n".join(self.screen())

    def cell(self, column: int, row: int) -> Char:
        """One cell with its character, colours and style; column and row count from 0."""
        self._drain()
        return self._emulator.cell(column, row)

    def raw(self) -> bytes:
        """Every byte the program has written so far."""
        self._drain()
        return bytes(self._bytes)

    def left_on(self) -> list[str]:
        """The terminal modes the program has not put back."""
        self._drain()
        return self._emulator.left_on()

    # ---- waiting

    def wait_for(self, wanted: str | re.Pattern[str], timeout: float = PATIENCE) -> re.Match[str]:
        """Read until the screen shows `wanted`, a piece of text or a pattern; returns the match.

        Raises NotShownError when it does not come, or the program ends without it.
        """
        pattern = re.compile(re.escape(wanted)) if isinstance(wanted, str) else wanted
        self._until(lambda: pattern.search(self._shown()) is not None, f"{pattern.pattern!r}", timeout)
        found = pattern.search(self._shown())
        assert found is not None
        return found

    def wait_gone(self, unwanted: str, timeout: float = PATIENCE) -> None:
        """Read until the screen no longer shows `unwanted`."""
        self._until(lambda: unwanted not in self._shown(), f"the end of {unwanted!r}", timeout)

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Read until the program has ended; returns its exit code, or minus the signal that ended it."""
        self._until(lambda: self._ended, "the program's end", timeout)
        self._process.wait()
        if self._process.signalstatus is not None:
            return -int(self._process.signalstatus)
        return int(self._process.exitstatus or 0)

    def settle(self, quiet: float = 0.06, timeout: float = PATIENCE) -> None:
        """Read until the program has been silent for `quiet` seconds with no thread wanting to run.

        Raises NotShownError when it does not come to rest.
        """
        end = time.monotonic() + timeout
        while not self._ended:
            if not self._read(quiet) and not self._busy():
                return
            if time.monotonic() > end:
                raise NotShownError(f"still busy after {timeout:g} s\n{self._shown()}")

    # ---- the terminal itself

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program gets its SIGWINCH."""
        self._drain()
        self._emulator.resize(columns, rows)
        self._process.setwinsize(rows, columns)

    def kill(self, sig: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        self._process.kill(sig)

    def close(self) -> None:
        """Hang up, end the program if it stays, and remove the throw-away home folder."""
        self._process.close(force=True)
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)

    # ---- reading

    def _until(self, reached: Callable[[], bool], what: str, timeout: float) -> None:
        end = time.monotonic() + timeout
        while not reached():
            if self._ended:
                raise NotShownError(f"the program ended before {what}\n{self._shown()}")
            if time.monotonic() > end:
                raise NotShownError(f"waited {timeout:g} s for {what}\n{self._shown()}")
            self._read(0.05)

    def _shown(self) -> str:
        return "\n".join(self._emulator.lines())

    def _drain(self) -> None:
        while self._read(0):
            pass

    def _read(self, timeout: float) -> bool:
        """Take in what the program wrote, waiting at most `timeout` seconds; whether there was something."""
        if self._ended:
            return False
        try:
            data = self._process.read_nonblocking(65536, timeout)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            self._ended = True
            return False
        self._bytes += data
        if answer := self._emulator.answers(data):
            self._process.send(answer)
        self._emulator.feed(data)
        return True

    def _busy(self) -> bool:
        """Whether a thread of the program runs or waits for a processor (always no without /proc)."""
        for stat in Path(f"/proc/{self.pid}/task").glob("*/stat"):
            try:
                state = stat.read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if state in "RD":
                return True
        return False
