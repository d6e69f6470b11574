"""A database of every older schema opens with everything in it, after a backup copy, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from models.store import migrate, schema
from models.store.store import Store, is_postgres
from models.store.writer import engine_for
from models.verbs import Edit, Undo
from tests.models.conftest import copy_database

T = "'2026-08-01T09:00:00.000Z'"
ROWS = (
    f"INSERT INTO person (id, created_at, handle, name, active) VALUES (1, {T}, 'ana', 'Ana Kern', 1)",
    f"INSERT INTO team (id, created_at, name, level, review_weekday, review_time) VALUES (1, {T}, 'Us', 'company', 1,"
    " '10:00')",
    f"INSERT INTO membership (id, created_at, person_id, team_id, access) VALUES (1, {T}, 1, 1, 'admin')",
    f"INSERT INTO cycle (id, created_at, name, start_on, end_on, state) VALUES (1, {T}, 'Q3', '2026-07-01',"
    " '2026-09-30', 'planning')",
    f"INSERT INTO goal (id, created_at, kind, path, rank, title, team_id, owner_id, cycle_id, intent, contributes,"
    f" weight, state) VALUES (1, {T}, 'objective', '/1/', 0, 'Kept', 1, 1, 1, 'stretch', 0, 1.0, 'open')",
    f"INSERT INTO key_result (id, created_at, goal_id, rank, title, kind, unit, start, target, weight, controlled)"
    f" VALUES (1, {T}, 1, 0, 'Share', 'increase', '%', 4, 17, 1.0, 1)",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return where an empty database may be made."""
    if request.param == "sqlite":
        yield str(tmp_path / "oar.db")
        return
    url = copy_database(request.getfixturevalue("cluster"))
    with engine_for(url).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    yield url


def made_at(stamp: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a database as the program that knew `stamp` made it, with a few rows."""
    with monkeypatch.context() as older:
        older.setattr(schema, "STAMP", stamp)
        migrate.create(place)
    engine = engine_for(place)
    with engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    engine.dispose()


def shape(engine: Engine) -> dict[str, Any]:
    """Return the tables with their columns, keys, indexes and checks, whatever their order."""
    found: dict[str, Any] = {}
    seen = inspect(engine)
    for table in seen.get_table_names():
        found[table] = {
            "columns": sorted((one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(table)),
            "links": sorted((one["name"] or "", one["constrained_columns"]) for one in seen.get_foreign_keys(table)),
            "indexes": sorted((one["name"] or "", one["column_names"]) for one in seen.get_indexes(table)),
            "checks": sorted(one["name"] or "" for one in seen.get_check_constraints(table)),
        }
    return found


@pytest.mark.parametrize("stamp", schema.KNOWN[:-1])
def test_older_database_opens_with_everything_in_it(
    place: str, stamp: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made_at(stamp, place, monkeypatch)
    store = Store(place, handle="ana")
    assert store.reader.stamp == schema.STAMP
    assert store.reader.rows("SELECT title, copied_from FROM goal") == [("Kept", None)]
    store.write(Edit(ref="O1", fields={"title": "Changed"}))
    store.write(Undo())
    assert store.reader.value("SELECT title FROM goal") == "Kept"
    store.close()
    copies = list((tmp_path / "backups").glob("*")) if not is_postgres(place) else ["not our task there"]
    assert copies


@pytest.mark.parametrize("stamp", schema.KNOWN[:-1])
def test_of_programs_that_open_an_older_database_at_once_one_migrates(
    place: str, stamp: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made_at(stamp, place, monkeypatch)
    words = [sys.executable, "-m", "tests.models.store.opener", place]
    programs = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for program in programs:
        assert program.stdout is not None and program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    said = sorted(program.communicate(timeout=60)[0].strip() for program in programs)
    kept = f"{schema.STAMP} Kept"
    assert said == [f"0 {kept}", f"0 {kept}", f"1 {kept}"]
    if not is_postgres(place):
        assert len(list((tmp_path / "backups").glob("*"))) == 1


@pytest.mark.parametrize("stamp", schema.KNOWN[:-1])
def test_migrated_database_has_the_shape_of_a_new_one(
    place: str, stamp: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    made_at(stamp, place, monkeypatch)
    migrate.upgrade(place)
    if is_postgres(place):
        fresh = copy_database(request.getfixturevalue("cluster"))
    else:
        fresh = str(request.getfixturevalue("template"))
    old, new = engine_for(place), engine_for(fresh)
    assert shape(old) == shape(new)
    old.dispose()
    new.dispose()
