"""A write that has to wait for another program says so, gives up after the time limit and changes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import text

from models.errors import Busy
from models.store import driver, waiting
from models.store.store import Store, is_postgres
from models.store.writer import engine_for
from models.verbs import Add

Open = Callable[..., Store]
OBJECTIVE = Add(kind="team", fields={"name": "Finance", "parent": "T1"})


@contextmanager
def somebody_writes(location: str) -> Iterator[None]:
    """Hold the database as another program does in the middle of a write."""
    if is_postgres(location):
        engine = engine_for(location)
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": waiting.LOCK})
            yield
        engine.dispose()
        return
    with closing(driver.connect(location)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def teams(store: Store) -> int:
    return int(store.reader.value("SELECT count(*) FROM team"))


def test_write_that_waits_says_so_and_is_carried_out_once_its_turn_comes(store: Store, location: str) -> None:
    store.write(OBJECTIVE)
    told = threading.Event()
    store.waits = told.set
    writer = threading.Thread(target=lambda: store.write(OBJECTIVE))
    with somebody_writes(location):
        writer.start()
        assert told.wait(10)
        assert teams(store) == 4  # reading goes on meanwhile
    writer.join(10)
    assert teams(store) == 5


def test_write_that_finds_the_database_free_says_nothing(store: Store) -> None:
    told: list[bool] = []
    store.waits = lambda: told.append(True)
    store.write(OBJECTIVE)
    assert told == []


def test_write_gives_up_after_the_time_limit_and_the_next_one_is_carried_out(
    store: Store, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAR_BUSY_MS", "400")
    store.write(OBJECTIVE)
    with somebody_writes(location):
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(Busy, match="another program is writing"):
                store.write(OBJECTIVE)
            assert time.monotonic() - began > 0.3
    assert teams(store) == 4
    store.write(OBJECTIVE)
    assert teams(store) == 5
