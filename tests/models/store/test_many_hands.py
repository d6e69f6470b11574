"""Nothing acknowledged is lost, no update is lost: writers in other processes, some of them killed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing

import pytest

from models.store import driver
from models.store.store import Store
from models.verbs import Add, Edit

Open = Callable[..., Store]
ROUNDS = int(os.environ.get("OAR_KILL_ROUNDS", "8"))  # the long run: OAR_KILL_ROUNDS=2000


def start(location: str, count: int) -> subprocess.Popen[str]:
    """Start a writer that edits O1 `count` times."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.models.store.worker", location, "ana", "O1", str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def shared(open_store: Open) -> Store:
    """Return the test's database with the objective O1 in a cycle that guards nothing."""
    store = open_store("ana")
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Counted", "intent": "stretch"}))
    return store


def chain(store: Store) -> int:
    """Return how many changes of the field there were, each of which began where the one before it ended."""
    changes = store.reader.rows(
        "SELECT before, after FROM change WHERE kind = 'goal' AND row_id = 1 AND field = 'why' ORDER BY id"
    )
    ends = [None, *(after for _, after in changes)]
    assert [before for before, _ in changes] == ends[:-1]
    return len(changes)


def test_no_update_of_one_row_is_lost_between_processes(shared: Store, location: str) -> None:
    workers = [start(location, 10) for _ in range(4)]
    acknowledged = [line for worker in workers for line in worker.communicate(timeout=120)[0].split()]
    assert len(acknowledged) == 40
    assert chain(shared) == 40


def test_acknowledged_writes_outlive_kill_9(path: str, clock: object) -> None:
    store = Store(path, handle="ana")
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Counted", "intent": "stretch"}))
    acknowledged: list[str] = []
    chance = random.Random(7)
    for _ in range(ROUNDS):
        worker = start(path, 10_000)
        assert worker.stdout is not None
        for _ in range(chance.randrange(1, 6)):
            acknowledged.append(worker.stdout.readline().strip())
        worker.kill()
        acknowledged += [line.strip() for line in worker.stdout if len(line.strip()) == 32]
        worker.wait()
    kept = {row[0] for row in store.reader.rows("SELECT id FROM action")}
    assert set(acknowledged) <= kept
    assert chain(store) >= len(set(acknowledged))
    store.close()
    with closing(driver.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
