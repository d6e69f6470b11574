"""`docs/recipes.md`, tried for real: what goes into prompts, bars, cron and the config file works as it is written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from models import weeks
from models.sources.declared import KINDS, declare
from tests.pty.driver import clean_environment
from tests.tui.conftest import ROOT

TEXT = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
STATUS = re.compile(r"x\d+ !\d+ hot\d+ due\d+")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.S | re.M)


@pytest.fixture
def shell(company: str, home: Path, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a shell in which `oar` is a command, on a company with a measure that is off now."""
    code = "import sys; from tui.__main__ import run; sys.exit(run())"
    command = tmp_path / "bin" / "oar"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    command.chmod(0o755)
    clean = clean_environment(home)
    path = f"{command.parent}:{clean.get('PATH', '/usr/bin:/bin')}"
    environment = {**clean, "OAR_DB": company, "PYTHONPATH": str(ROOT), "PATH": path}
    week = weeks.format_week(weeks.last_closed(date.today()))
    for line in ("add measure Margin 'plan=>=62%' off_at=2 team=T1 owner=ana", f"set M1 50 --week {week}"):
        assert run(["sh", "-c", f"oar {line}"], environment).returncode == 0
    return environment


def run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_every_example_of_a_source_can_be_declared() -> None:
    found = [table for block in blocks("toml") for table in tomllib.loads(block).get("sources", {}).items()]
    assert {declare(name, table).kind for name, table in found} == set(KINDS)


def test_starship_gets_the_status(shell: dict[str, str]) -> None:
    (module,) = [made["custom"]["oar"] for block in blocks("toml") if "custom" in (made := tomllib.loads(block))]
    ran = run([*module["shell"], "-c", module["command"]], shell)
    assert ran.returncode == 0 and STATUS.fullmatch(ran.stdout.strip())


def test_bash_prompt_shows_the_status(shell: dict[str, str]) -> None:
    (block,) = blocks("bash")
    ran = run(["bash", "-c", f'PS1=\'$ \'\n{block}\neval "$PROMPT_COMMAND"\necho "${{PS1@P}}"'], shell)
    assert re.fullmatch(rf"\[{STATUS.pattern}\] \$ ?", ran.stdout.strip("\n")), ran.stdout + ran.stderr


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_tmux_takes_the_lines_as_they_are(shell: dict[str, str], tmp_path: Path) -> None:
    file, socket = tmp_path / "tmux.conf", tmp_path / "tmux"
    file.write_text("\n".join(blocks("tmux")))
    tmux = ["tmux", "-S", str(socket), "-f", str(file)]
    asked = ["new", "-d", "sleep 30", ";", "show", "-g", "status-right", ";", "list-keys", "-T", "prefix", "S"]
    try:
        ran = run([*tmux, *asked], {**shell, "TERM": "xterm"})
        assert "#(oar status" in ran.stdout and "display-popup" in ran.stdout, ran.stderr
    finally:
        run([*tmux, "kill-server"], shell)


def test_cron_lines_mail_what_is_off_and_nothing_else(shell: dict[str, str]) -> None:
    (block,) = blocks("cron")
    lines = [line.split(None, 5)[5] for line in block.splitlines() if re.match(r"[\d*]", line)]
    assert len(lines) == 4
    said = {line: run(["sh", "-c", line], shell) for line in lines}
    assert not any(ran.stderr for ran in said.values()), said
    glance = next(ran.stdout for line, ran in said.items() if "glance" in line)
    assert "Margin" in glance and "\x1b" not in glance
    pull = next(ran.stdout for line, ran in said.items() if "pull" in line)
    assert pull.startswith("oar: No sources are declared")


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_other_programs_read_the_json(shell: dict[str, str]) -> None:
    (line,) = [block for block in blocks("sh") if "jq" in block]
    ran = run(["sh", "-c", line], shell)
    assert ran.stdout == "M1 Margin: 50 of 62\n", ran.stderr
