"""A copy is the identity for every table that there is, whatever its rows hold (interface.md 6)."""

from __future__ import annotations

import re
import tomllib
import uuid
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Float, Integer, Table, UniqueConstraint

from models.clock import FrozenClock
from models.exchange import copy, exports
from models.exchange.verbs import ImportCopy
from models.store import migrate
from models.store.postgres import PostgresReader
from models.store.reader import Reader
from models.store.writer import Writer, engine_for, is_postgres
from models.text import clean
from tests.hostile import HOSTILE
from tests.models.store.test_migrations import place

__all__ = ["place"]

ROWS = 3
TEXTS = ["", "two\nlines", "ünï 🚣", "0", "null", *(clean(text, multiline=True) for text in HOSTILE)]
SHOWN = {"revealed": 1, "private": 0}
"""What a copy leaves out on purpose is not made here: ratings nobody has seen, what is private to a team."""


def choices(table: Table) -> dict[str, list[Any]]:
    """Return what the constraints of a table allow in its columns."""
    found: dict[str, list[Any]] = {}
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            named = re.match(r"(\w+) IN \((.*)\)", str(constraint.sqltext))
            assert named, f"{table.name}: {constraint.sqltext}"
            words = [word.strip() for word in named[2].split(",")]
            found[named[1]] = [word.strip("'") if word.startswith("'") else int(word) for word in words]
    return found


def alone(table: Table) -> set[str]:
    """Return the columns that have to be unique, together or by themselves."""
    groups = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    groups += [index.columns for index in table.indexes if index.unique]
    return {column.name for group in groups for column in group}


def value(column: Column[Any], number: int, allowed: dict[str, list[Any]], chance: Random) -> Any:
    """Return something that fits a column of row `number`."""
    if column.name in alone(column.table) and (column.foreign_keys or isinstance(column.type, Integer)):
        return number
    if column.foreign_keys:
        link = chance.randint(1, ROWS)
        to_action = any(key.column.table.name == "action" for key in column.foreign_keys)
        return None if column.nullable and chance.random() < 0.3 else f"action{link}" if to_action else link
    if column.name in SHOWN:
        return SHOWN[column.name]
    if column.nullable and chance.random() < 0.3:
        return None
    if column.name in allowed:
        return chance.choice(allowed[column.name])
    if column.name in ("target", "weight"):
        return 1000.5 / number  # never the start, never below 0
    if isinstance(column.type, Float):
        return chance.choice([0.0, -0.0, 0.1, 1e300, 5e-324, -12.5, 1 / 3, float(2**53)])
    if isinstance(column.type, Integer):
        return chance.choice([0, 1, -1, 202647, 2**31 - 1])
    if column.name.endswith("_on"):
        return f"2026-{chance.randint(7, 9):02}-{chance.randint(1, 30):02}"
    if column.name == "at" or column.name.endswith("_at"):
        return f"2026-08-{chance.randint(1, 15):02}T09:00:00.{number:03}Z"
    if column.name == "plan_json":
        return '[["2026-08-01", 3.5]]'
    return f"{chance.choice(TEXTS)}{number}"  # what has to be unique is


def fill(location: str, chance: Random) -> None:
    """Write rows into every table, past all verbs."""
    engine = engine_for(location)
    with engine.begin() as connection:
        for table in copy.kept_tables():
            allowed = choices(table)
            for number in range(1, ROWS + 1):
                row = {column.name: value(column, number, allowed, chance) for column in table.columns}
                key = "seq" if table.name == "action" else "id"
                row |= {key: number} | ({"id": f"action{number}"} if table.name == "action" else {})
                links = {
                    column.name: row[column.name]
                    for column in table.columns
                    if any(key.column.table is table for key in column.foreign_keys)
                }
                connection.execute(table.insert().values({**row, **dict.fromkeys(links)}))
                if number == ROWS and links:
                    connection.execute(table.update().where(table.c[key] == 1).values(links))  # to one behind it
    engine.dispose()


def exported(location: str) -> str:
    reader = PostgresReader(location) if is_postgres(location) else Reader(location, read_only=True)
    try:
        return copy.export(reader)
    finally:
        reader.close()


@pytest.fixture
def full(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return a database that has rows in every table."""
    location = str(tmp_path / "full.db")
    migrate.create(location)
    fill(location, Random(request.param))
    return location


@pytest.mark.parametrize("full", range(4), indirect=True)
def test_a_copy_of_every_table_with_rows_in_it_is_identical(full: str, place: str, clock: FrozenClock) -> None:
    first = exported(full)
    tables = copy.read(first)
    assert {name: len(rows) for name, rows in tables.items()} == {one.name: ROWS for one in copy.kept_tables()}
    migrate.create(place)
    writer = Writer(place, "", clock)
    writer.write(ImportCopy(tables=tables), action=uuid.uuid4().hex, trusted=True)
    writer.close()
    assert exported(place) == first


@pytest.mark.parametrize("full", [7], indirect=True)
def test_toml_says_the_same_as_json(full: str) -> None:
    reader = Reader(full, read_only=True)
    (text,) = exports.files(reader, "toml", "Us").values()
    tables = copy.read(copy.export(reader))
    reader.close()
    said = {name: [{key: one for key, one in row.items() if one is not None} for row in rows]
            for name, rows in tables.items()}  # fmt: skip
    assert tomllib.loads(text) == said
