"""What real terminals and real colleagues do to the app: resizing, pasting, killing it, writing beside it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.hostile import HOSTILE, forbidden
from tests.pty.driver import Terminal
from tests.tui.journey import Journey, leave

pytestmark = pytest.mark.pty


@pytest.fixture
def ana(harbor_pay: Path, tmp_path: Path) -> Journey:
    """Return Ana of the demo company, at her own copy of it."""
    database = tmp_path / "company.db"
    shutil.copyfile(harbor_pay, database)
    database.chmod(0o600)
    return Journey(tmp_path, database=database)


def test_resizing_on_every_screen_ends_with_the_frame_of_that_size(ana: Journey) -> None:
    with ana.app() as terminal:
        for letter in "tboshidvw":
            terminal.send(f"g{letter}")
            terminal.settle()
            for columns, rows in ((200, 60), (40, 10), (61, 24), (120, 40), (1, 1), (80, 24)):
                terminal.resize(columns, rows)
            terminal.settle()
            lines = terminal.screen()
            assert lines[0].startswith(" oar Harbor Pay › "), (letter, *lines)
            assert lines[-1].endswith("? help"), letter
            assert len(lines) == 24
        terminal.resize(120, 40)
        terminal.settle()
        assert terminal.screen()[-1].endswith("? help")
        leave(terminal)


def test_resizing_while_a_line_is_typed_loses_none_of_it(ana: Journey) -> None:
    with ana.app() as terminal:
        terminal.send("gh!Harbour Cli")
        terminal.resize(120, 40)
        terminal.send("nics cannot")
        terminal.resize(70, 20)
        terminal.send(" export<enter>")
        terminal.wait_for("Harbour Clinics cannot export")
        leave(terminal)
    assert "Harbour Clinics cannot export" in ana.oar("hot")


def test_hostile_text_pasted_into_a_prompt_is_only_text(ana: Journey) -> None:
    pasted = "".join(text for text in HOSTILE if "\x1b" not in text and len(text) < 30)
    assert len(pasted) < 200
    with ana.app() as terminal:
        terminal.send("gh!")
        terminal.paste(pasted)
        terminal.settle()
        terminal.paste("\x1b[2J\x1b]52;c;cHduZWQ=\x07[escaped]")
        terminal.settle()
        terminal.send("<enter>")
        terminal.settle()
        terminal.wait_for("to triage")
        assert b"\x1b]52" not in terminal.raw()
        leave(terminal)
    hot = ana.oar("hot")
    assert "[@click=app.quit]" in hot and not forbidden(hot)


def test_killed_while_typing_keeps_everything_that_was_acknowledged(ana: Journey) -> None:
    told: list[str] = []
    for turn in range(3):
        with ana.app() as terminal:
            terminal.send("gh")
            terminal.wait_for("to triage")
            for number in range(turn + 1):
                text = f"Item {turn}-{number} by hand"
                terminal.send(f"!{text}<enter>")
                terminal.wait_for(re.compile(rf"Raised H\d+ {text}"))
                told.append(text)
            terminal.send("!This was never sen")
            terminal.wait_for("This was never sen")
            terminal.kill(signal.SIGKILL)
            assert terminal.wait_exit() == -signal.SIGKILL
    hot = ana.oar("hot")
    assert [text for text in told if text not in hot] == []
    assert "never sen" not in hot
    assert "All is well" in ana.oar("doctor")


def test_what_is_typed_in_a_first_run_is_offered_after_a_kill(tmp_path: Path) -> None:
    ana, file = Journey(tmp_path), tmp_path / ".local" / "state" / "oarlock" / "drafts.json"
    with ana.app() as terminal:
        terminal.wait_for("No workspace here yet")
        terminal.send("1Harbor Pay<enter><enter><enter><enter>")
        terminal.wait_for("Harbor Pay is ready")
        terminal.send("q")
        terminal.wait_for("› Today")
        terminal.send("!half a thought")
        end = time.monotonic() + 30
        while not (file.exists() and "half a thought" in file.read_text()):
            assert time.monotonic() < end, terminal.text()
            time.sleep(0.05)
        terminal.kill(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
    with ana.app() as terminal:
        terminal.wait_for("R brings")
        terminal.send("R")
        terminal.wait_for("half a thought")
        leave(terminal)


def test_two_apps_on_one_database_see_what_the_other_writes(ana: Journey) -> None:
    tomas = Journey(ana.home, user="tomas", database=ana.home / "company.db")
    with ana.app("open", "triage") as one, tomas.app("open", "triage") as other:
        for writer, reader, text in ((one, other, "Seen by Tomas"), (other, one, "Seen by Ana")):
            writer.send("v" if text == "Seen by Tomas" else "")
            writer.send(f"!{text}<enter>")
            writer.wait_for(f"{text}")
            _see(reader, "v" if text == "Seen by Tomas" else "", text)
        leave(one)
        leave(other)


def _see(terminal: Terminal, keys: str, text: str) -> None:
    terminal.send(keys)
    terminal.wait_for(text)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_ended_by_the_system_it_puts_the_terminal_back(ana: Journey, told: signal.Signals) -> None:
    with ana.app() as terminal:
        terminal.send("gh!half typed")
        terminal.wait_for("half typed")
        terminal.kill(told)
        assert terminal.wait_exit() == 128 + told
        assert terminal.left_on() == []
    assert "All is well" in ana.oar("doctor")


def test_file_that_is_cut_off_while_open_ends_in_one_line_at_worst(ana: Journey) -> None:
    with ana.app() as terminal:
        os.truncate(ana.env["OAR_DB"], 5000)
        terminal.send("gsgo")
        terminal.settle(0.5)
        terminal.send("<ctrl+q>")
        assert terminal.wait_exit() in (0, 5)
        assert terminal.left_on() == []
        assert "error in itself" not in terminal.text()
        assert "textual run" not in terminal.text()
