"""The driver itself, tried on a tiny program."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.driver import NotShownError, Terminal
from tests.pty.emulator import Emulator
from tests.pty.keys import split_keys

pytestmark = pytest.mark.pty

ECHO = """
import os, shutil, sys, tty
tty.setraw(0)
def say(text):
    os.write(1, text.encode())
say("\\x1b[?1049h\\x1b[?25l\\x1b[>1u\\x1b[?2026$pready\\r\\n")
while True:
    data = os.read(0, 1000)
    if data == b"q":
        break
    if data == b"s":
        say("size %dx%d\\r\\n" % tuple(shutil.get_terminal_size()))
    elif data == b"h":
        say("home " + os.environ["HOME"] + "\\r\\n")
    else:
        say("got " + repr(data) + "\\r\\n")
say("\\x1b[<u\\x1b[?25h\\x1b[?1049l")
sys.exit(3)
"""

COMPUTES = """
import time
start = time.process_time()
while time.process_time() - start < 0.4:
    pass
print("done")
input()
"""


@pytest.fixture
def echo() -> Iterator[Terminal]:
    with Terminal([sys.executable, "-c", ECHO], size=(60, 12)) as terminal:
        terminal.wait_for("ready")
        yield terminal


def test_question_of_the_program_is_answered_before_any_key(echo: Terminal) -> None:
    echo.wait_for(r"got b'\x1b[?2026;2$y'")
    assert "2026$p" not in echo.text()


def test_burst_arrives_in_one_piece_and_slow_keys_one_by_one(echo: Terminal) -> None:
    echo.wait_for("got")
    echo.send("11<enter>6")
    echo.wait_for(r"got b'11\r6'")
    echo.send("x<down>", slowly=True)
    echo.wait_for("got b'x'")
    echo.wait_for(r"got b'\x1b[B'")


def test_wait_for_takes_a_pattern_and_returns_its_match(echo: Terminal) -> None:
    echo.wait_for("got")
    echo.send("s")
    assert echo.wait_for(re.compile(r"size (\d+)x(\d+)")).groups() == ("60", "12")
    echo.resize(100, 30)
    echo.send("s")
    echo.wait_for("size 100x30")


def test_missing_text_fails_with_the_screen_in_the_message(echo: Terminal) -> None:
    with pytest.raises(NotShownError, match="ready"):
        echo.wait_for("never", timeout=0.1)


def test_exit_code_and_terminal_modes_are_seen(echo: Terminal) -> None:
    echo.wait_for("got")
    assert echo.left_on() == ["25", "1049", "kitty"]
    echo.send("q")
    assert echo.wait_exit() == 3
    assert echo.left_on() == []
    with pytest.raises(NotShownError, match="ended"):
        echo.wait_for("more")


def test_killed_program_reports_its_signal(echo: Terminal) -> None:
    echo.kill()
    assert echo.wait_exit() == -signal.SIGKILL


def test_home_is_a_throw_away_folder(echo: Terminal) -> None:
    echo.wait_for("got")
    echo.send("h")
    echo.wait_for(f"home {echo.home}"[:50])
    assert echo.home != Path.home()
    echo.close()
    assert not echo.home.exists()


def test_settle_waits_for_a_program_that_computes_in_silence() -> None:
    with Terminal([sys.executable, "-c", COMPUTES]) as terminal:
        terminal.settle()
        assert "done" in terminal.text()


def test_angle_brackets_that_name_no_key_are_typed() -> None:
    assert split_keys("a<enter><b c><x1><lt>") == ["a", "\r", *"<b c>", *"<x1>", "<"]
    assert split_keys("<ctrl+q><alt+x><esc>") == ["\x11", "\x1bx", "\x1b"]


def test_sequences_cut_anywhere_draw_the_same_screen() -> None:
    written = (
        "\x1b[?1049h\x1b[>1u\x1b]8;;http://x\x1b\\link\x1b]8;;\x07\x1b[2;3H\x1b[38;2;1;2;3mé=!\x1b[0m"
    ).encode()
    whole = Emulator(20, 4)
    whole.feed(written)
    assert whole.lines() == ["link", "  é=!", "", ""]
    assert whole.cell(2, 1).fg == "010203"
    for cut in range(1, len(written)):
        parts = Emulator(20, 4)
        parts.feed(written[:cut])
        parts.feed(written[cut:])
        assert parts.lines() == whole.lines(), cut
