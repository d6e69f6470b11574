"""`--watch`: the same lines again and again, repainted in place when they change.

Nothing is written while nothing changes, and a change is one write inside a synchronised update, so nothing
flickers. Without a terminal each change is printed below the last one, for `while read`. It ends with Ctrl+C,
`q`, the end of its input, or when nobody reads on; the cursor and the keyboard are as they were then.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from models.errors import Unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import TextIO

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
BEGIN, END = "\x1b[?2026h", "\x1b[?2026l"
CLEAR_LINE, CLEAR_BELOW, CLEAR_ALL = "\x1b[K", "\x1b[J", "\x1b[H\x1b[2J"
LEAVE = (b"q", b"Q", b"\x03", b"\x04", b"\x1b", b"")
"""Keys that end it, and the end of the input."""

Look = Callable[[], tuple[list[str], int]]


class _EndedError(Exception):
    """Somebody asked the program to end."""


def watch(look: Look, out: TextIO, every: int) -> int:
    """Show what `look` returns every so many seconds; return the exit code of the last look."""
    screen = _Screen(out)
    code = 0
    with _asked_to_end(), _quiet_keyboard(out), screen, suppress(KeyboardInterrupt, _EndedError, BrokenPipeError):
        while True:
            lines, code = _looked(look, code)
            screen.show(lines)
            if _ends(out, every):
                break
    return code


def _looked(look: Look, code: int) -> tuple[list[str], int]:
    """Look once; a database that does not answer is told, and asked again."""
    try:
        return look()
    except Unreachable as error:
        return [f"OFFLINE  {error.message}"], code


class _Screen:
    """Paints lines over the ones before. On leaving, the last picture stays and the cursor is below it."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._places = out.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._shown: list[str] | None = None
        self._size = (0, 0)

    def __enter__(self) -> None:
        if self._places:
            self._out.write(HIDE)

    def __exit__(self, *_error: object) -> None:
        if self._places:
            with suppress(OSError, ValueError):
                self._out.write(SHOW)
                self._out.flush()

    def show(self, lines: list[str]) -> None:
        """Write what has changed, if anything has."""
        size = self._terminal()
        if self._places and len(lines) >= size[1]:
            lines = [*lines[: size[1] - 2], f"{len(lines) - size[1] + 2} more below"]
        if lines == self._shown and size == self._size:
            return
        self._out.write(self._painted(lines, size) if self._places else "".join(f"{line}\n" for line in lines))
        self._out.flush()
        self._shown, self._size = lines, size

    def _painted(self, lines: list[str], size: tuple[int, int]) -> str:
        start = ""
        if self._shown is not None:
            # Another width has wrapped the lines anew: nobody knows where they are.
            start = CLEAR_ALL if size != self._size else f"\x1b[{len(self._shown)}A\r" if self._shown else "\r"
        return BEGIN + start + "".join(f"{line}{CLEAR_LINE}\n" for line in lines) + CLEAR_BELOW + END

    def _terminal(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(self._out.fileno()) if self._places else (0, 0)
            return columns, rows
        except (OSError, ValueError):
            return 80, 24


def _ends(out: TextIO, seconds: float) -> bool:
    """Wait; return whether a key or the end of the input says that it is over."""
    if out.isatty():
        watched = [sys.stdin] if _listens() else []
        if not select.select(watched, [], [], seconds)[0]:
            return False
        return os.read(sys.stdin.fileno(), 1) in LEAVE
    gone = select.poll()  # a reader that has left is noticed before the next write
    with suppress(OSError, ValueError):
        gone.register(out.fileno(), select.POLLERR | select.POLLHUP)
    return bool(gone.poll(seconds * 1000))


def _listens() -> bool:
    """Return whether there is somebody at the input: cron has none, and must not end it by that."""
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:
        return False


@contextmanager
def _quiet_keyboard(out: TextIO) -> Iterator[None]:
    """Take keys one by one and do not echo them over the picture."""
    if not (out.isatty() and _listens()):
        yield
        return
    import termios

    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    quiet = termios.tcgetattr(keyboard)
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(keyboard, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        with suppress(termios.error, OSError):
            termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


@contextmanager
def _asked_to_end() -> Iterator[None]:
    """Let a closed terminal and `kill` end it as Ctrl+C does, with everything put back."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _EndedError

    before = {}
    for number in (signal.SIGTERM, signal.SIGHUP):
        with suppress(ValueError):  # not the main thread
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
