"""What tests of `oar pull` share: a company with measures, a config file, a web server, sources of each kind."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from models.clock import FrozenClock
from models.scorecard.verbs import AddMeasure, Retire
from models.sources import pull as fetching
from models.store import driver
from models.store.store import Store
from tests.models.conftest import NOW
from tests.tui.conftest import Ran
from tests.tui.sources_server import Server
from tui import config

Declare = Callable[..., None]
PYTHON = sys.executable


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.end()


@pytest.fixture
def nrr(company: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the company's database with M1 (in %), M2 (hours, by the month) and M3, which is retired."""
    monkeypatch.setattr(fetching, "BACKOFF", (0.01,) * 5)
    store = Store(company, handle="ana", clock=FrozenClock(NOW))
    store.write(AddMeasure(fields={"name": "Net revenue retention", "unit": "%", "team": "T1"}, plan=">=60%"))
    store.write(AddMeasure(fields={"name": "Support hours", "unit": "h", "cadence": "month", "team": "T1"}))
    store.write(AddMeasure(fields={"name": "Old one", "team": "T1"}))
    store.write(Retire(measures=(3,), because="unused"))
    store.close()
    return company


@pytest.fixture
def declare(home: Path) -> Declare:
    """Return a function that writes sources into the config file."""

    def write(**sources: dict[str, Any]) -> None:
        path = Path(config.config_path(os.environ))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(tomli_w.dumps({"sources": sources}), encoding="utf-8")

    return write


def web(server: Server, page: str, **more: Any) -> dict[str, Any]:
    url = f"http://127.0.0.1:{server.port}{page}"
    return {"measure": "M1", "kind": "http", "url": url, "path": "data.value", "timeout": 1, "retries": 0, **more}


def command(code: str, **more: Any) -> dict[str, Any]:
    return {"measure": "M1", "kind": "command", "argv": [PYTHON, "-c", code], "timeout": 5, "retries": 0, **more}


def readings(path: str, measure: int = 1) -> dict[int, tuple[float, str]]:
    with closing(driver.sqlite.connect(path)) as database, database:
        rows = database.execute(
            "SELECT period, value, source FROM reading WHERE measure_id = ? AND archived_at IS NULL", (measure,)
        ).fetchall()
    return {period: (value, source) for period, value, source in rows}


def one(ran: Ran) -> dict[str, Any]:
    assert ran.json["version"] == 1
    (line,) = ran.json["sources"]
    return dict(line)
