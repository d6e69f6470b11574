"""The command line as a process among others: pipes, closed streams, signals, bytes that are no text."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import forbidden
from tests.pty.driver import Terminal, clean_environment
from tests.tui.conftest import ROOT, process
from tui.cli.data import local_zone

CODE = "import sys; from tui.__main__ import run; sys.exit(run())"


@pytest.fixture
def environment(company: str, home: Path) -> dict[str, str]:
    """Return the environment of a process that uses a copy of the small company."""
    return {**clean_environment(home), "OAR_DB": company, "PYTHONPATH": str(ROOT)}


def test_empty_home_to_first_key_result(home: Path) -> None:
    clean = clean_environment(home)
    assert process(["glance"], clean).returncode == 5
    made = process(["init", "--org", "Harbor Pay", "--name", "Ana Kern", "--zone", "Europe/Berlin"], clean)
    assert made.returncode == 0
    assert b"Harbor Pay is ready; you are Ana Kern (@ana)" in made.stdout
    again = process(["init"], clean)
    assert (again.returncode, b"is there already" in again.stderr) == (2, True)
    for words in (["add", "objective", "Win", "intent=stretch"], ["show", "O1"], ["today"], ["glance"], ["status"]):
        ran = process(list(words), clean)
        assert (ran.returncode, ran.stderr) == (0, b"")


def test_refused_beginning_leaves_no_database(home: Path) -> None:
    for words in (["--zone", "Mars/Olympus"], ["--name", "x" * 201], ["--handle", "KR40"], ["--org", " \t"]):
        ran = process(["init", *words], clean_environment(home))
        assert ran.returncode in (0, 2), ran.stderr
        if ran.returncode:
            assert not list(home.rglob("oar.db*")), words
        else:
            next(home.rglob("oar.db")).unlink()


@pytest.mark.parametrize("words", [["log", "--json"], ["keys"], ["--help"], ["people"]], ids=lambda words: words[0])
def test_reader_that_goes_away_is_no_error(environment: dict[str, str], words: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CODE, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.parametrize("closed", [0, 1, 2])
@pytest.mark.parametrize("words", [["people"], ["glance"], ["show", "KR9"], ["add", "team", "X"]], ids=lambda w: w[0])
def test_closed_stream_is_survived(environment: dict[str, str], words: list[str], closed: int) -> None:
    ran = process(list(words), environment, preexec_fn=lambda: os.close(closed))
    assert ran.returncode in (0, 3), ran.stderr
    assert b"Traceback" not in ran.stderr


def test_question_to_a_closed_input_is_refused_not_crashed(environment: dict[str, str]) -> None:
    ran = process(["init", "--db", environment["OAR_DB"] + ".new"], environment, preexec_fn=lambda: os.close(0))
    assert ran.returncode == 0, ran.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
def test_output_that_cannot_be_written_is_said(environment: dict[str, str]) -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [sys.executable, "-c", CODE, "people"], env=environment, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 5
    assert b"could not be written" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize("word", [b"\xff\xfe\x80", b"Caf\xe9", b"\xed\xa0\x80", b"\xf0\x9f"])
def test_bytes_that_are_no_text_are_taken_as_text(environment: dict[str, str], word: bytes) -> None:
    for words in ([word], [b"show", word], [b"--db", word, b"today"], [b"--as", word, b"today"]):
        ran = process(list(words), environment)
        assert ran.returncode in (2, 3, 5), ran.stderr
        assert not forbidden(ran.stderr.decode("utf-8"))
    made = process([b"add", b"issue", b"Name " + word, b"team=T2"], environment)
    assert made.returncode == 0, made.stderr
    assert not forbidden(made.stdout.decode("utf-8"))


def test_narrow_encodings_are_survived(environment: dict[str, str]) -> None:
    process(["add", "team", "漢字 – Δ", "parent=T1"], environment)
    for encoding in ("ascii", "latin-1"):
        ran = process(["show", "T4"], {**environment, "PYTHONIOENCODING": encoding})
        assert (ran.returncode, ran.stderr) == (0, b"")


def test_interrupt_leaves_quietly_with_130(environment: dict[str, str]) -> None:
    code = (
        "import signal, models.find as find\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background ignores it
        "find.resolve = lambda *a, **k: signal.raise_signal(signal.SIGINT)\n"
        "import tui.cli.core as core\ncore.resolve = find.resolve\n" + CODE
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "show", "T1"], env=environment, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (128 + signal.SIGINT, b"", b"")


def test_error_in_the_program_is_one_line_and_a_file_without_data(environment: dict[str, str], home: Path) -> None:
    code = (
        "import tui.cli.core as core\n"
        "def broken(*a, **k):\n    secret = 'hunter2'\n    raise KeyError(secret)\n"
        "core.resolve = broken\n" + CODE
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "show", "Sales"], env=environment, capture_output=True, check=False
    )
    assert ran.returncode == 70
    assert len(ran.stderr.splitlines()) == 1
    log = next(home.rglob("crash.log")).read_text()
    assert "KeyError" in log
    assert "hunter2" not in log.partition("secret = ")[0]
    assert b"hunter2" not in ran.stderr


@pytest.mark.pty
def test_colour_only_on_a_terminal_that_wants_it(company: str, home: Path) -> None:
    def printed(*words: str, **env: str) -> str:
        environment = {"OAR_DB": company, "PYTHONPATH": str(ROOT), **env}
        with Terminal([sys.executable, "-c", CODE, *words], home=home, env=environment) as terminal:
            terminal.wait_exit()
            return terminal.raw().decode("utf-8", "replace")

    assert "\x1b[" in printed("people")
    assert "\x1b" not in printed("people", "--plain")
    assert "\x1b" not in printed("people", NO_COLOR="1")
    assert "\x1b" not in printed("people", TERM="dumb")
    assert "\x1b" not in printed("glance", "--plain")


def test_time_zone_of_this_machine_is_one_we_know() -> None:
    assert local_zone()
