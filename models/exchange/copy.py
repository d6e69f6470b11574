"""The whole database as JSON and back (interface.md 6): export, import into an empty one, export again: identical.

Left out on purpose: what is derived (rollups, the feed) and ssh keys, which open a host and are no data.
What is private to teams the exporting person is not in is left out with everything that hangs on it, and so are
the ratings of a review that runs and has not shown them: they are seen together or not at all (interface.md 4).
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

import models.tables  # noqa: F401 - maps every table
from models import refs
from models.errors import Refused
from models.store import schema
from models.store.privacy import PARTS, POINTING, PRIVATE
from models.store.protocol import Reads
from models.store.unit import Done, Unit
from models.text import clean

FORMAT = "oarlock"
ONLY = {"rating": " WHERE review_id IN (SELECT id FROM review WHERE revealed = 1)"}
VERSION = 1
LEFT_OUT = ("rollup", "feed", "ssh_key")
Rows = list[dict[str, Any]]


def kept_tables() -> list[Table]:
    """Return the tables of a copy, each after those it points at."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]


def export(reader: Reads) -> str:
    """Return everything the reader may see as JSON text, one row a line, in a stable order."""
    found: dict[str, Rows] = {}
    for table in kept_tables():
        names = [column.name for column in table.columns]
        key = "seq" if table.name == "action" else "id"
        quoted = ", ".join(f'"{name}"' for name in names)
        seen = reader.rows(f"SELECT {quoted} FROM {table.name}{ONLY.get(table.name, '')} ORDER BY {key}")
        found[table.name] = _pruned(table, [dict(zip(names, row, strict=True)) for row in seen], found)
    _forget_hidden(found)
    lines = [f'{{"format": "{FORMAT}", "version": {VERSION}, "schema": "{schema.STAMP}", "tables": {{']
    parts = []
    for name, rows in found.items():
        body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        parts.append(f"{json.dumps(name)}: [\n{body}\n]" if rows else f"{json.dumps(name)}: []")
    return "\n".join([*lines, ",\n".join(parts), "}}"]) + "\n"


def _pruned(table: Table, rows: Rows, found: dict[str, Rows]) -> Rows:
    """Drop rows that hang on a hidden row, and forget optional links to one."""
    for column in table.columns:
        for key in column.foreign_keys:
            target = key.column.table.name
            known = {row[key.column.name] for row in (rows if target == table.name else found.get(target, []))}
            if PARTS.get(table.name) == (target, column.name):
                rows = [row for row in rows if row[column.name] is None or row[column.name] in known]
            elif column.nullable:
                for row in rows:
                    if row[column.name] is not None and row[column.name] not in known:
                        row[column.name] = None
            else:
                rows = [row for row in rows if row[column.name] in known]
    return rows


def _forget_hidden(found: dict[str, Rows]) -> None:
    """Drop what was written at a hidden row by its reference: an approval, a doubt."""
    known = {kind: {row["id"] for row in found[kind]} for kind in PRIVATE}
    for name in POINTING:
        pointed = [(row, refs.parse(row["ref"])) for row in found[name]]
        found[name] = [row for row, ref in pointed if ref is None or ref[0] not in known or ref[1] in known[ref[0]]]


def read(source: str) -> dict[str, Rows]:
    """Read the text of a copy into its tables. Raises Refused with one line when it is none."""
    try:
        data = json.loads(source.removeprefix("\ufeff"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused(f"That is no JSON: {error}", "Nothing was imported") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("tables"), dict):
        raise Refused("That JSON is no copy of an Oarlock database", "`oar export --format json` makes one")
    if data.get("version") != VERSION or data.get("schema") not in schema.KNOWN:
        raise Refused("That copy was written by a newer Oarlock", "Nothing was imported; install the newer version")
    known = {table.name: table for table in kept_tables()}
    for name, rows in data["tables"].items():
        if name not in known or not isinstance(rows, list):
            raise Refused(f"The copy has a table {clean(str(name))[:40]!r} that is not known", "Nothing was imported")
        columns = set(known[name].columns.keys())
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict) or set(row) != columns:
                raise Refused(f"Row {number} of {name} does not have the columns it should", "Nothing was imported")
    tables: dict[str, Rows] = data["tables"]
    return tables


def _no_number(word: str) -> None:
    """Refuse NaN and the infinities: a database would make nothing of them. Raises ValueError."""
    raise ValueError(f"{word} is no number")


def load(unit: Unit, tables: dict[str, Rows]) -> Done:
    """Write a copy into an empty database, all or nothing. Raises Refused when it is not empty or not whole."""
    if unit.read.value("SELECT count(*) FROM person"):
        raise Refused("There is an organisation here already", "Import a copy into a new place: --db NEW.db")
    connection = unit.session.connection()
    try:
        for table in kept_tables():
            _insert(connection, table, tables.get(table.name, []))
        unit.session.flush()
        _next_ids(connection)
    except (SQLAlchemyError, OverflowError) as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise Refused(f"The copy is not whole: {cause[:120]}", "Nothing was imported") from error
    unit.areas |= {"people", "strategy", "okrs", "scorecard", "issues", "decisions", "plan", "reviews", "learning"}
    count = sum(len(rows) for rows in tables.values())
    return Done(f"Imported {count} rows", (), count)


def _insert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; links into the same table are set once all of its rows are there."""
    if not rows:
        return
    own = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    cleaned = [
        {key: clean(value, multiline=True) if isinstance(value, str) else value for key, value in row.items()}
        for row in rows
    ]
    connection.execute(table.insert(), [{**row, **dict.fromkeys(own)} for row in cleaned])
    for name in own:
        linked = [{"own_id": row["id"], "link": row[name]} for row in cleaned if row[name] is not None]
        if linked:
            statement = table.update().where(table.c.id == bindparam("own_id")).values({name: bindparam("link")})
            connection.execute(statement, linked)


def _next_ids(connection: Connection) -> None:
    """Let PostgreSQL count on behind the imported ids; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in kept_tables():
        if table.name == "action" or connection.execute(select(table.c.id).limit(1)).first() is None:
            continue
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))")
        )
