"""Readings from a query: SQLite read-only, PostgreSQL in a transaction that may only read.

A query gives one number, or rows of period and value. One that tries to write is refused by the database itself.
"""

from __future__ import annotations

from itertools import islice
from typing import Any
from urllib.parse import unquote

from models.errors import OarError
from models.sources.declared import Source
from models.sources.outcome import MOST_ROWS, NotPulled, Rows, Watch
from models.sources.secrets import Secrets
from models.store import driver

WRITES = "tries to write; a source only reads"
LOOK_EVERY = 10_000
"""Steps of the SQLite machine between two looks at the clock: some tenths of a millisecond."""


def fetch(source: Source, secrets: Secrets, watch: Watch, names: tuple[str, ...]) -> Rows:
    """Return what the query gives. Raises NotPulled."""
    url, query = secrets.fill(source.about["url"]), secrets.fill(source.about["query"])
    secrets.keep_of_url(url)
    if url.startswith(("postgresql://", "postgres://")):
        names_of, rows = _postgres(url, query, watch)
    elif url.startswith("sqlite:///"):
        names_of, rows = _sqlite(unquote(url.removeprefix("sqlite:///")), query, watch)
    else:
        raise NotPulled("takes a URL that begins with sqlite:/// or postgresql://")
    if len(rows) > MOST_ROWS:
        raise NotPulled(f"gave more than {MOST_ROWS} rows")
    if not rows:
        raise NotPulled("gave no row")
    return _taken(names_of, rows, source, secrets)


def _taken(names_of: list[str], rows: list[tuple[Any, ...]], source: Source, secrets: Secrets) -> Rows:
    period, value = source.about.get("period", ""), source.about.get("value", "")
    for name in (period, value):
        if name and name not in names_of:
            raise NotPulled(f"has no column {name!r}; it gave {secrets.hide(', '.join(names_of))[:80]}")
    if period or value:
        at = names_of.index(value) if value else len(names_of) - 1
        if period:
            return [(row[names_of.index(period)], row[at]) for row in rows]
        return _lone(rows, at)
    if len(names_of) == 1:
        return _lone(rows, 0)
    if len(names_of) == 2:
        return [(row[0], row[1]) for row in rows]
    raise NotPulled(f"gave {len(names_of)} columns; select period and value, or name them with period and value")


def _lone(rows: list[tuple[Any, ...]], at: int) -> Rows:
    if len(rows) > 1:
        raise NotPulled(f"gave {len(rows)} rows without a period, where one number is wanted")
    return [(None, rows[0][at])]


def _sqlite(path: str, query: str, watch: Watch) -> tuple[list[str], list[tuple[Any, ...]]]:
    try:
        connection = driver.connect(path, read_only=True, wait_ms=max(1, int(watch.left * 1000)))
    except OarError as error:
        raise NotPulled(error.message, again=True) from None
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.set_authorizer(_only_reading)
        connection.set_progress_handler(lambda: int(not watch.left), LOOK_EVERY)
        ran = connection.execute(query)
        if ran.description is None:
            raise NotPulled("is no query that gives rows")
        return [column[0] for column in ran.description], ran.fetchmany(MOST_ROWS + 1)
    except driver.sqlite.Error as error:
        said = str(error)
        if "not authorized" in said or "prohibited" in said or "readonly" in said:
            raise NotPulled(WRITES) from None
        if "interrupted" in said:
            raise watch.over() from None
        raise NotPulled(f"the query failed: {said.splitlines()[0] if said else 'no reason'}",
                        again="locked" in said or "busy" in said) from None  # fmt: skip
    except driver.sqlite.Warning:
        raise NotPulled("is more than one statement") from None
    finally:
        connection.close()


def _only_reading(action: int, *_names: object) -> int:
    sqlite = driver.sqlite
    allowed = (sqlite.SQLITE_SELECT, sqlite.SQLITE_READ, sqlite.SQLITE_FUNCTION, sqlite.SQLITE_RECURSIVE)
    return sqlite.SQLITE_OK if action in allowed else sqlite.SQLITE_DENY


def _postgres(url: str, query: str, watch: Watch) -> tuple[list[str], list[tuple[Any, ...]]]:
    try:
        import psycopg
    except ImportError:
        raise NotPulled("needs PostgreSQL support: install oarlock[postgres]") from None
    try:
        with psycopg.connect(url, connect_timeout=max(2, int(watch.seconds)), autocommit=False) as connection:
            connection.read_only = True
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {max(1, int(watch.left * 1000))}")
                # Streamed: a row at a time, so that no mistake in a query fills the memory. What is streamed is one
                # statement, and one alone cannot end the transaction that only reads.
                rows = list(islice(cursor.stream(query.encode()), MOST_ROWS + 1))
                if cursor.description is None:
                    raise NotPulled("is no query that gives rows")
                names_of = [column.name for column in cursor.description]
            connection.rollback()
            return names_of, rows
    except psycopg.errors.ReadOnlySqlTransaction:
        raise NotPulled(WRITES) from None
    except psycopg.errors.QueryCanceled:
        raise watch.over() from None
    except psycopg.OperationalError as error:
        raise NotPulled(f"the database cannot be reached: {_first(error)}", again=True) from None
    except psycopg.Error as error:
        raise NotPulled(f"the query failed: {_first(error)}") from None


def _first(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
