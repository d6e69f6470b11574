"""The generated company fits the tables as they are."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy
from sqlmodel import SQLModel

import models.tables
from tests.bench import company

assert models.tables.AREAS


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    path = tmp_path / "company.db"
    engine = sqlalchemy.create_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("INSERT INTO team(id, created_at, name, level, review_weekday, review_time)"
                     " VALUES (1, '', 'Ours', 'company', 1, '10:00')")  # fmt: skip
    database.execute(
        "INSERT INTO person(id, created_at, handle, name, active) VALUES (1, '', 'ana', 'Ana', 1)"
    )
    database.commit()
    return database


def _counts(database: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    return database.execute(query).fetchall()


def test_company_has_the_size_that_was_asked_for(database: sqlite3.Connection) -> None:
    company.fill(database, objectives=1003, today=date(2026, 8, 16))
    kinds = _counts(database, "SELECT kind, count(*) FROM goal GROUP BY kind ORDER BY kind")
    assert kinds == [("annual", 25), ("imperative", 5), ("objective", 1003)]
    assert _counts(database, "SELECT count(*) FROM key_result") == [(3009,)]
    assert _counts(database, "SELECT count(*) FROM rollup") == [(1033 + 3009,)]
    assert _counts(database, "PRAGMA foreign_key_check") == []


def test_paths_are_the_chain_of_parents_and_the_widest_node_has_ten_children(
    database: sqlite3.Connection,
) -> None:
    company.fill(database, objectives=1000, today=date(2026, 8, 16))
    wrong = """SELECT count(*) FROM goal child JOIN goal parent ON parent.id = child.parent_id
               WHERE child.path <> parent.path || child.id || '/'"""
    assert _counts(database, wrong) == [(0,)]
    assert _counts(database, "SELECT count(*) FROM goal WHERE parent_id IS NULL") == [(5,)]
    widest = "SELECT max(n) FROM (SELECT count(*) AS n FROM goal GROUP BY parent_id)"
    assert _counts(database, widest) == [(10,)]


def test_table_that_changed_is_refused_by_name(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE cycle RENAME COLUMN start_on TO begins")
    with pytest.raises(company.ColumnsError, match="cycle has no column start_on"):
        company.fill(database, objectives=10, today=date(2026, 8, 16))
