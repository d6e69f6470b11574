"""Making and migrating a database with Alembic: a backup copy first, everything or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from models.errors import Refused, Unreachable
from models.store import backup, driver, schema, waiting
from models.store.writer import engine_for, is_postgres

MIGRATIONS = Path(__file__).parent / "migrations"


def create(location: str) -> None:
    """Make an empty database at `location`; refuses to touch one that is there (interface.md 5)."""
    if is_postgres(location):
        _refuse_tables(location)
        _run(engine_for(location), location)
        return
    path = Path(location)
    if os.path.lexists(path):
        raise Refused(
            f"{location} is there already", "Nothing was changed; open it with `oar`, or name another with --db"
        )
    driver.refuse_network(str(path.parent.absolute()))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise Unreachable(f"{location} cannot be made: {error.strerror}", "Name another place with --db") from error
    try:
        _begin(location)
        _run(_plain_engine(location), location)
    except BaseException:
        remove(location)
        raise


def _begin(location: str) -> None:
    with closing(driver.connect(location)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA application_id={driver.APPLICATION_ID}")
        except driver.sqlite.Error as error:
            raise driver.unreachable(error, location) from error


def remove(location: str) -> None:
    """Take away a database that was just made and could not be finished."""
    if is_postgres(location):
        return
    for name in (location, f"{location}-wal", f"{location}-shm", f"{location}-journal"):
        with suppress(OSError):
            os.unlink(name)


def _refuse_tables(url: str) -> None:
    """Raise Refused when a PostgreSQL database holds Oarlock tables already."""
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            found = inspect(connection).has_table("alembic_version")
    except ImportError as error:
        raise Unreachable("PostgreSQL support is not installed", "Install oarlock[postgres]") from error
    except SQLAlchemyError as error:
        raise Unreachable(f"PostgreSQL refused: {_first_line(error)}", "Check the URL and the network") from error
    finally:
        engine.dispose()
    if found:
        raise Refused("That PostgreSQL database holds tables already", "Nothing was changed; open it with `oar`")


def upgrade(location: str) -> str:
    """Migrate `location` to the schema of this program; returns the path of the backup copy.

    Of several programs that open it at once one migrates while the others wait; those get "" back. Foreign keys
    are off while tables are rebuilt and checked afterwards (architecture.md).
    """
    if is_postgres(location):
        _run(engine_for(location), location)
        return ""
    copies: list[str] = []
    _run(_plain_engine(location), location, lambda: copies.append(backup.before_migration(location)))
    if not copies:
        return ""
    with closing(driver.connect(location)) as connection:
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        backup.put_back(copies[0], location)
        raise Unreachable(
            f"The migration of {location} broke a link in {broken[0]}", f"The old file is back; copy: {copies[0]}"
        )
    return copies[0]


def _plain_engine(path: str) -> Engine:
    def creator() -> driver.sqlite.Connection:
        connection = driver.connect(path)
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection

    return create_engine("sqlite://", creator=creator, module=driver.sqlite, poolclass=StaticPool)


def _run(engine: Engine, location: str, before: Callable[[], None] = lambda: None) -> None:
    """Bring the schema up to date as the only writer; `before` is called once there is something to do."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                waiting.begin(connection, location)
            else:
                waiting.queue(connection)
            # What was read before the lock was ours may be out of date: somebody else migrated meanwhile.
            if MigrationContext.configure(connection).get_current_revision() != schema.STAMP:
                before()
                _upgrade(connection, config)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None)
        if isinstance(cause, driver.sqlite.Error):
            raise driver.unreachable(cause, location) from error
        raise Unreachable(f"The schema could not be made: {_first_line(error)}", "Nothing was changed") from error
    finally:
        engine.dispose()


def _first_line(error: SQLAlchemyError) -> str:
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0] if said else type(error).__name__


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, schema.STAMP)
