"""Running commands in this process on the small company of tests/models, and as real processes."""

from __future__ import annotations

import fcntl
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.clock import Clock
from models.demo import ready
from tests.hostile import forbidden
from tests.models.conftest import NOW, path, template  # noqa: F401 - fixtures for this folder too
from tests.pty.driver import clean_environment
from tui.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
DEMO_DAY = date(2026, 8, 19)


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on stdout."""
        return json.loads(self.out)


Oar = Callable[..., Ran]


def checked(ran: Ran) -> Ran:
    """Return it when nothing a command may never do has happened: a traceback, a byte a terminal acts on."""
    assert "Traceback" not in ran.err + ran.out, ran.err
    assert not forbidden(ran.out), ran.out
    assert not forbidden(ran.err), ran.err
    assert ran.code != 70, ran.err
    return ran


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home folder that the environment of this process points to, as Ana."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("OAR_DB", "OAR_USER", "OAR_BUSY_MS", "OAR_ASCII", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in clean_environment(folder).items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture
def oar(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Oar:
    """Return a function that runs one command line in this process at 2026-08-16 09:00 UTC."""
    monkeypatch.setattr(Clock, "now", lambda self: NOW)

    def run(*words: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main(words)
        out, err = capsys.readouterr()
        return checked(Ran(code, out, err))

    return run


@pytest.fixture
def company(path: str, monkeypatch: pytest.MonkeyPatch, home: Path) -> str:  # noqa: F811
    """Return the path of a copy of the small company that OAR_DB names."""
    monkeypatch.setenv("OAR_DB", path)
    return path


def process(words: list[str | bytes], env: Mapping[str, str], **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run `oar` as a process of its own."""
    code = "import sys; from tui.__main__ import run; sys.exit(run())"
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**env, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", "")},
        capture_output=True,
        check=False,
        timeout=60,
        **options,
    )


@pytest.fixture(scope="session")
def harbor_pay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo company on the Wednesday of 2026-W34, made once for all workers; copy it before use."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder
    with open(shared / "harbor-pay.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready.copy(str(folder / "harbor-pay.db"), DEMO_DAY, shared / "harbor-pay")
    return folder / "harbor-pay.db"
