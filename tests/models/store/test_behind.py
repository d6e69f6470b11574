"""Commits of a private file reach the disk right after they were acknowledged, all others before."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.clock import Clock
from models.errors import Unreachable
from models.store import behind
from models.store.store import Store
from models.verbs import Add

NORMAL, FULL = 1, 2
PATIENCE = 20.0


class Hurried(Store):
    """A store as the app opens it."""

    hurries = True


@pytest.fixture
def hurried(path: Path, clock: Clock) -> Iterator[Store]:
    os.chmod(path, 0o600)
    store = Hurried(str(path), handle="ana", clock=clock)
    yield store
    store.close()


def write(store: Store, name: str = "Legal") -> None:
    store.write(Add(kind="team", fields={"name": name, "parent": "T1", "level": "department"}))


def waits_for_the_disk(store: Store) -> int:
    connection = store._ready().engine.raw_connection()
    return int(connection.driver_connection.execute("PRAGMA synchronous").fetchone()[0])  # type: ignore[union-attr]


def test_each_commit_of_a_private_file_is_brought_to_the_disk(hurried: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = threading.Semaphore(0)
    plainly = os.fsync

    def fsync(file: int) -> None:
        plainly(file)
        synced.release()

    monkeypatch.setattr(behind.os, "fsync", fsync)
    assert waits_for_the_disk(hurried) == NORMAL
    for title in ("One", "Two"):
        write(hurried, title)
        assert synced.acquire(timeout=PATIENCE)


def test_closing_waits_for_the_disk(hurried: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    held, synced = threading.Event(), threading.Event()

    def fsync(_file: int) -> None:
        held.wait(PATIENCE)
        synced.set()

    monkeypatch.setattr(behind.os, "fsync", fsync)
    write(hurried)
    threading.Timer(0.2, held.set).start()
    hurried.close()
    assert synced.is_set()


def test_nothing_more_is_acknowledged_once_the_disk_failed(hurried: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()

    def fsync(_file: int) -> None:
        failed.set()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(behind.os, "fsync", fsync)
    write(hurried)
    assert failed.wait(PATIENCE)
    with pytest.raises(Unreachable, match="The disk failed to write"):
        for number in range(1000):  # the failure is noted a moment after it happened
            write(hurried, f"Team {number}")


def test_a_file_that_others_may_open_is_on_the_disk_before_anything_is_acknowledged(path: Path, clock: Clock) -> None:
    os.chmod(path, 0o660)
    store = Hurried(str(path), handle="ana", clock=clock)
    assert waits_for_the_disk(store) == FULL
    store.close()


def test_commands_wait_for_the_disk(path: Path, clock: Clock) -> None:
    os.chmod(path, 0o600)
    store = Store(str(path), handle="ana", clock=clock)
    assert waits_for_the_disk(store) == FULL
    store.close()
