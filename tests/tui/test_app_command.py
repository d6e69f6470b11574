"""`oar` opens the app in a terminal, and says kindly where it cannot (interface.md 1)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pty.driver import Terminal
from tests.tui.conftest import ROOT, Oar

CODE = "import sys; from tui.__main__ import run; sys.exit(run())"


def test_without_a_terminal_the_app_is_refused(oar: Oar, company: str) -> None:
    for words in ([], ["open", "okrs"], ["demo"]):
        ran = oar(*words)
        assert (ran.code, ran.out) == (2, "")
        assert "needs a terminal" in ran.err


def test_plain_prints_what_i_owe(oar: Oar, company: str) -> None:
    assert "owe" in oar("--plain").out
    assert oar("--json").json["command"] == "today"
    assert oar("open", "okrs", "--plain").code == 2


@pytest.mark.pty
@pytest.mark.parametrize(
    ("size", "env", "said"),
    [((80, 24), {"TERM": "dumb"}, "TERM=dumb"), ((80, 24), {}, "no screen")],
)
def test_terminal_that_does_not_fit_is_told_so(
    company: str, home: Path, size: tuple[int, int], env: dict[str, str], said: str
) -> None:
    environment = {"OAR_DB": company, "PYTHONPATH": str(ROOT), **env}
    words = [sys.executable, "-c", CODE, "open", "nowhere"]
    with Terminal(words, size=size, home=home, env=environment) as terminal:
        assert terminal.wait_exit() == 2
        assert said in " ".join(terminal.text().split())


@pytest.mark.pty
def test_window_that_is_too_narrow_at_the_start_says_so_and_shows_the_app_once_it_is_wider(
    company: str, home: Path
) -> None:
    words = [sys.executable, "-c", CODE]
    environment = {"OAR_DB": company, "PYTHONPATH": str(ROOT)}
    with Terminal(words, size=(34, 10), home=home, env=environment) as terminal:
        terminal.wait_for("needs 60 columns")
        terminal.wait_for("oar --plain")
        terminal.resize(80, 24)
        terminal.wait_for("g go")
        terminal.send("q")
        assert terminal.wait_exit() == 0


@pytest.mark.pty
def test_app_opens_on_a_screen_and_leaves_everything_as_it_was(company: str, home: Path) -> None:
    words = [sys.executable, "-c", CODE, "open", "scorecard"]
    with Terminal(words, home=home, env={"OAR_DB": company, "PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for("Scorecard")
        terminal.settle()
        terminal.send("\x11")
        assert terminal.wait_exit() == 0
    backups = list((Path(company).parent / "backups").glob("*-daily.db"))
    assert len(backups) == 1


@pytest.mark.pty
def test_first_run_imports_an_outline_after_its_dry_run(home: Path) -> None:
    outline = home / "okrs.md"
    outline.write_text("# Q4\n\n- Objective: Win the mid-market\n  - KR: Share of bookings from 4% to 17%\n")
    words = [sys.executable, "-c", CODE]
    with Terminal(words, home=home, env={"PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for("Pick one")
        terminal.send(f"4{outline}<enter>")
        terminal.wait_for("nothing is imported yet")
        terminal.send("y")
        terminal.wait_for("Organisation")
        terminal.send("\x13")
        terminal.wait_for("Imported 1 objectives and 1 key results")
        terminal.send("go")
        terminal.wait_for("Win the mid-market")
        terminal.send("<ctrl+q>")
        assert terminal.wait_exit() == 0
