"""What only another program can have stored: words for numbers, days that are none (sharing.md 6).

Every client that may open the file or the PostgreSQL database may write into it past Oarlock. What cannot be read
is named by table and column, so that it can be put right: a screen that met it would only fail.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, Table
from sqlmodel import SQLModel

import models.tables  # noqa: F401 - maps every table
from models.store.protocol import OpenReader

DAYS = ("at", "until", "needed_by")
"""Columns of days and instants besides those that end in `_on` and `_at`."""
LARGEST = 1e300
"""No number that people type comes near it (models/numbers.py); an infinity lies beyond."""


def unreadable(reader: OpenReader) -> list[str]:
    """Return "3 of cycle.start_on" for every column that holds what cannot be read; every row is looked at."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        asked = _conditions(table, reader.dialect)
        if not asked:
            continue
        counts = ", ".join(f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)" for condition in asked.values())
        row = reader.row(f"SELECT {counts} FROM {table.name}") or ()
        found += [f"{count} of {table.name}.{name}" for name, count in zip(asked, row, strict=True) if count]
    return found


def _conditions(table: Table, dialect: str) -> dict[str, str]:
    """Return for each column that can hold something unreadable the SQL condition for it."""
    every = {column.name: _condition(column, dialect) for column in table.columns}
    return {name: condition for name, condition in every.items() if condition}


def _condition(column: Column[object], dialect: str) -> str:
    name, lite = f'"{column.name}"', dialect == "sqlite"  # PostgreSQL keeps types by itself
    if isinstance(column.type, Integer):
        return f"typeof({name}) NOT IN ('integer', 'null')" if lite else ""
    if isinstance(column.type, Float):
        far = f"NOT (abs({name}) <= {LARGEST})"
        return f"typeof({name}) NOT IN ('real', 'integer', 'null') OR {far}" if lite else far
    parts = [f"typeof({name}) NOT IN ('text', 'null')"] if lite else []
    if column.name in DAYS or column.name.endswith(("_on", "_at")):
        parts.append(
            f"NOT ({name} LIKE '____-__-__%' AND substr({name}, 6, 2) BETWEEN '01' AND '12'"
            f" AND substr({name}, 9, 2) BETWEEN '01' AND '31')"
        )
    return " OR ".join(parts)
