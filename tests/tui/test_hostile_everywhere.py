"""Nobody acts through text: every screen and reading command on a company full of attack strings (sharing.md 6)."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.text import clean
from screens.registry import PLACES
from tests.hostile import HOSTILE, forbidden
from tests.pty.driver import Terminal
from tests.tui import hostile_company
from tests.tui.journey import SIZES, Journey, leave

pytestmark = pytest.mark.pty

TURNS = int(os.environ.get("OAR_HOSTILE", "1"))
"""How many times every row gets another attack string; 33 puts each of them into each field."""

OWN = re.compile(
    r"\x1b\[[0-9;]*m"  # colours and styles
    r"|\x1b\[\d+;\d+H|\x1b\[H"  # the cursor
    r"|\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1049|2004|2026|2048)[hl]"  # modes, on at the start and off at the end
    r"|\x1b\[\?(?:2026|2048)\$p"  # questions
    r"|\x1b\[>\d*u|\x1b\[<u"  # the keyboard
    r"|\x1b\]22;(?:default|pointer|text)\x07"  # the mouse pointer's shape
)
"""What the program itself sends to a terminal, and nothing else."""

COMMANDS = (
    "today", "due", "glance", "status", "tree", "show T1", "show O1", "show KR1", "show M1", "show I1", "show D1",
    "show C4", "show R1", "show TD1", "show N1", "log", "log O1", "issue list", "todo list", "hot", "decision list",
    "decision show D1", "brief show", "brief diff", "brief export", "review list", "review minutes", "people",
    "cycle list", "cycle show Q1", "cycle show Q2",
    "lint", "config", "doctor",
)  # fmt: skip


KEYS = ("<pgdn>", "<end>", "<home>jj<enter>", "<esc>", "E", "<esc><esc>", "?", "<esc>", ":a", "<esc>")
"""What is typed on each screen: its ends, what a row opens, its form, help and palette."""


@pytest.fixture(scope="module")
def written(harbor_pay: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the company after everything was written through the verbs."""
    path = tmp_path_factory.mktemp("hostile") / "company.db"
    shutil.copyfile(harbor_pay, path)
    path.chmod(0o600)
    hostile_company.by_verbs(path)
    return path


@pytest.fixture(params=["through the verbs", *range(TURNS)])
def ana(request: pytest.FixtureRequest, written: Path, tmp_path: Path) -> Iterator[Journey]:
    """Return Ana at a copy; by number, all texts in it were overwritten past the verbs."""
    path = tmp_path / "company.db"
    shutil.copyfile(written, path)
    path.chmod(0o600)
    if request.param != "through the verbs":
        hostile_company.by_force(path, request.param)
    yield Journey(tmp_path, database=path)


def test_what_the_verbs_stored_is_what_was_typed_less_what_is_removed(written: Path) -> None:
    with closing(sqlite3.connect(written)) as connection:
        for table, column in (("goal", "title"), ("issue", "title"), ("hot_item", "title"), ("decision", "title")):
            stored = {text for (text,) in connection.execute(f"SELECT {column} FROM {table}")}
            assert [text for text in stored if forbidden(text)] == []
            wanted = {clean(attack[:190]).strip() for attack in HOSTILE}
            assert wanted - stored == set(), table


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_screen_lets_an_attack_string_reach_the_terminal(ana: Journey, size: tuple[int, int]) -> None:
    with ana.app(size=size) as terminal:
        for place in PLACES.values():
            terminal.send(f"g{place.key}")
            terminal.settle()
            for keys in KEYS:
                terminal.send(keys)
                terminal.settle()
            _clean(terminal)
        terminal.send("gw<enter>")
        for _ in range(6):
            terminal.settle()
            terminal.send("jjn")
        _clean(terminal)
        assert b"[@click=app.quit]x[/]" in terminal.raw()
        leave(terminal)


def _clean(terminal: Terminal) -> None:
    raw = OWN.sub("", terminal.raw().decode("utf-8", "strict"))
    assert forbidden(raw, allow="\r\n") == [], re.findall(r"[^\r\n]{0,60}\x1b[^\r\n]{0,60}", raw)[:5]
    assert "Oarlock stopped" not in terminal.text(), terminal.text()


def test_no_command_prints_an_attack_string(ana: Journey) -> None:
    for command in COMMANDS:
        code = 1 if command == "lint" else 0
        for words in (command.split(), [*command.split(), "--json"]):
            if command not in ("brief export",) or "--json" not in words:
                ana.oar(*words, code=code)


def test_commands_on_a_terminal_print_their_own_styles_only(ana: Journey) -> None:
    for command in ("today", "tree", "glance", "log", "show O1", "issue list", "decision list", "review minutes"):
        with Terminal(ana.words(*command.split()), home=ana.home, env=ana.env) as terminal:
            assert terminal.wait_exit() == 0, command
            raw = OWN.sub("", terminal.raw().decode("utf-8", "strict"))
            assert forbidden(raw, allow="\r\n") == [], command
