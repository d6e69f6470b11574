"""Measure a terminal program from outside: bytes and their times, nothing inside the program.

The screen is parsed only after the terminal has gone quiet, so that the parser never sits in a timed
path. All times are seconds of wall clock: from just before the program was started, or from just before
a key was written.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.pty.emulator import Emulator
from tests.pty.keys import key_text

COLUMNS, ROWS = 120, 40
FRAME_PAUSE = 0.004
"""Without synchronised output a frame ends where the terminal pauses this long (seconds)."""
_BEGIN, _END = b"\x1b[?2026h", b"\x1b[?2026l"


class NotShownError(Exception):
    """The program did not show what is measured."""


@dataclass(frozen=True, slots=True)
class KeyPress:
    """What one key did: seconds to the last visible change (None: nothing changed) and bytes written."""

    done: float | None
    written: int


class Program:
    """One program on a pseudo-terminal of 120x40.

    Args:
        argv: the command, its first word a path.
        env: the whole environment.
    """

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._master, self._slave = os.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.set_blocking(self._master, False)
        self._emulator = Emulator(COLUMNS, ROWS)
        self._chunks: list[tuple[float, bytes]] = []
        self._parsed = 0
        self._ended = False
        terminal = [
            (os.POSIX_SPAWN_OPEN, 0, os.ttyname(self._slave), os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ]
        self._started = time.perf_counter()
        self.pid = os.posix_spawn(argv[0], list(argv), dict(env), file_actions=terminal, setsid=True)

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # ---- what is measured

    def first_frame(self, shows: re.Pattern[str] | None, limit: float = 30.0) -> float:
        """Seconds from start to the end of the first frame that shows the pattern (None: anything).

        Raises NotShownError when it does not come within `limit` seconds.
        """
        wanted = self._emulator.painted if shows is None else lambda: bool(shows.search(self.text()))
        end = self._started + limit
        while time.perf_counter() < end and not self._ended:
            self.quiet(0.25)
            index = self._parse_until(wanted)
            if index is not None:
                return self._frame_end(index) - self._started
        what = shows.pattern[:60] if shows else "anything"
        raise NotShownError(f"{what!r} not on the screen:\n{self.text().strip()[:400]}")

    def key(self, name: str, gap: float = 0.05, limit: float = 3.0) -> KeyPress:
        """Press one key and wait until the terminal has been quiet for `gap` seconds."""
        self._parse_all()
        first = len(self._chunks)
        pressed = time.perf_counter()
        os.write(self._master, key_text(name).encode())
        while not self._read(0.5) and time.perf_counter() - pressed < 0.5 and not self._ended:
            pass
        self.quiet(gap, limit)
        changed: float | None = None
        for at, data in self._chunks[first:]:
            before = self._picture()
            self._emulator.feed(data)
            if self._picture() != before:
                changed = at - pressed
        self._parsed = len(self._chunks)
        return KeyPress(changed, sum(len(data) for _, data in self._chunks[first:]))

    def until(self, name: str, shows: re.Pattern[str], limit: float = 30.0) -> float:
        """Seconds from pressing one key to the output with which the screen shows the pattern.

        Raises NotShownError when it does not come within `limit` seconds.
        """
        self._parse_all()
        pressed = time.perf_counter()
        os.write(self._master, key_text(name).encode())
        while time.perf_counter() < pressed + limit and not self._ended:
            if self._read(0.05) and (index := self._parse_until(lambda: bool(shows.search(self.text())))) is not None:
                return self._frame_end(index) - pressed
        raise NotShownError(f"{shows.pattern[:60]!r} not on the screen:\n{self.text().strip()[:400]}")

    def resident(self) -> int:
        """Resident memory of the program in KiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) if found else 0

    def wait_loaded(self, library: str, limit: float = 15.0) -> bool:
        """Wait until a library whose file name contains `library` is in the program; whether it came."""
        maps = Path(f"/proc/{self.pid}/maps")
        end = time.perf_counter() + limit
        while time.perf_counter() < end and not self._ended:
            if library in maps.read_text():
                return True
            self._read(0.1)
        return False

    def idle_bytes(self, seconds: float) -> int:
        """How many bytes the program writes in so many seconds without a key."""
        before = len(self._chunks)
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and not self._ended:
            self._read(left)
        return sum(len(data) for _, data in self._chunks[before:])

    def text(self) -> str:
        """The screen as far as it is parsed."""
        return "\n".join(self._emulator.lines())

    # ---- life and reading

    def quiet(self, gap: float, limit: float = 10.0) -> None:
        """Read until nothing has come for `gap` seconds, or `limit` seconds are over."""
        end = time.perf_counter() + limit
        while self._read(gap) and time.perf_counter() < end:
            pass

    def stop(self) -> None:
        """Ask the program to leave (Ctrl+Q); end it when it stays."""
        for attempt in (key_text("ctrl+q"), signal.SIGTERM, signal.SIGKILL):
            if isinstance(attempt, str):
                self._write(attempt.encode())
            else:
                os.kill(self.pid, attempt)
            end = time.perf_counter() + 2
            while time.perf_counter() < end:
                self._read(0.01)
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self._master)
                    os.close(self._slave)
                    return

    def _write(self, data: bytes) -> None:
        try:
            os.write(self._master, data)
        except OSError:
            self._ended = True

    def _read(self, timeout: float) -> bool:
        """Take in what is there, waiting at most `timeout` seconds; whether there was something."""
        if not select.select([self._master], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError as error:
            self._ended = error.errno == errno.EIO
            return False
        self._chunks.append((time.perf_counter(), data))
        if b"\x1b" in data and (answer := self._emulator.answers(data)):
            self._write(answer)
        return True

    # ---- parsing, after the fact

    def _parse_until(self, wanted: Callable[[], bool]) -> int | None:
        while self._parsed < len(self._chunks):
            self._emulator.feed(self._chunks[self._parsed][1])
            self._parsed += 1
            if wanted():
                return self._parsed - 1
        return None

    def _parse_all(self) -> None:
        self._parse_until(lambda: False)

    def _frame_end(self, index: int) -> float:
        """When the frame that chunk `index` belongs to was complete."""
        for i in range(index, len(self._chunks)):
            at, data = self._chunks[i]
            closed = data.rfind(_END) > data.rfind(_BEGIN)
            last = i + 1 == len(self._chunks)
            if closed or last or self._chunks[i + 1][0] - at > FRAME_PAUSE:
                return at
        return self._chunks[index][0]

    def _picture(self) -> tuple[object, ...]:
        screen = self._emulator.screen
        cells = tuple(tuple(sorted(row.items())) for _, row in sorted(screen.buffer.items()))
        return cells, screen.cursor.x, screen.cursor.y
