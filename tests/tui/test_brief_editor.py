"""The whole brief in an editor, opened from the screen of a real program on a real terminal."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.pty.driver import Terminal
from tests.tui.conftest import ROOT, process

VI = shutil.which("vi")


@pytest.fixture
def place(harbor_pay: Path, tmp_path: Path) -> Path:
    shutil.copyfile(harbor_pay, tmp_path / "oar.db")
    return tmp_path


def script(place: Path, text: str) -> Path:
    """Return an editor that says that it is there, waits for Enter, and then does `text` to the file."""
    path = place / "editor"
    path.write_text(f"#!/bin/sh\nprintf '\\nEDITOR IS HERE'\nread answer\n{text}\n")
    path.chmod(0o755)
    return path


def opened(place: Path, editor: str | Path) -> Terminal:
    env = {"EDITOR": str(editor), "PYTHONPATH": str(ROOT), "TMPDIR": str(place), "OAR_USER": "ana"}
    argv = [sys.executable, "-m", "tui", "--db", str(place / "oar.db"), "open", "brief"]
    return Terminal(argv, env=env, home=place)


def test_the_editor_takes_the_terminal_and_gives_it_back_redrawn(place: Path) -> None:
    editor = script(place, 's="$1"; sed -i "s/^# .*/# Harbour brief/; s/Margin over top/Margin before top/" "$s"')
    with opened(place, editor) as terminal:
        terminal.wait_for("WE CHOOSE")
        terminal.send("<space>e")
        terminal.wait_for("EDITOR IS HERE")
        assert "WE CHOOSE" not in terminal.text()
        terminal.send("<enter>")
        terminal.wait_for("Version 3 of the brief: 2 changed")
        assert "Harbour brief" in terminal.text() and "Margin before top" in terminal.text()
        assert "EDITOR IS HERE" not in terminal.text()
        terminal.send("u")
        terminal.wait_for("Undone: Version 3")
        assert "Harbour brief" not in terminal.text()


def test_an_editor_that_fails_or_spoils_the_text_changes_nothing_and_keeps_it(place: Path) -> None:
    editor = script(place, 'sed -i "/^## We/d" "$1"')
    with opened(place, editor) as terminal:
        terminal.wait_for("WE CHOOSE")
        terminal.send("<space>e")
        terminal.wait_for("EDITOR IS HERE")
        terminal.send("<enter>")
        terminal.wait_for("headings are gone")
        assert len(list(place.glob("oar-brief-*.md"))) == 1
        script(place, "exit 3")
        terminal.send("<space>e")
        terminal.wait_for("EDITOR IS HERE")
        terminal.send("<enter>")
        terminal.wait_for("ended with 3")
    env = {"HOME": str(place), "PATH": "", "TERM": "dumb"}
    shown = process(["--db", str(place / "oar.db"), "--as", "ana", "brief", "diff", "--json"], env).stdout.decode()
    assert '"to": 2' in shown


@pytest.mark.skipif(VI is None, reason="there is no vi here")
def test_a_real_vi_writes_a_new_choice(place: Path) -> None:
    with opened(place, VI or "vi") as terminal:
        terminal.wait_for("WE CHOOSE")
        terminal.send("<space>e")
        terminal.wait_for("oar brief 2")
        terminal.send("/^## We will not<enter>")
        terminal.send("O- Cash rather than growth, because we must, so we wait<esc>")
        terminal.send(":wq<enter>")
        terminal.wait_for("Version 3 of the brief: 1 added")
        assert "DRAFT" in terminal.text()
