"""Making and migrating a database with Alembic: a backup copy first, everything or nothing."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from models.errors import Refused, Unreachable
from models.store import backup, driver, schema
from models.store.writer import engine_for, is_postgres

MIGRATIONS = Path(__file__).parent / "migrations"


def create(location: str) -> None:
    """Make an empty database at `location`; refuses to touch one that is there (interface.md 5)."""
    if is_postgres(location):
        _run(engine_for(location))
        return
    path = Path(location)
    if path.exists():
        raise Refused(
            f"{location} is there already", "Nothing was changed; open it with `oar`, or name another with --db"
        )
    driver.refuse_network(str(path.parent.absolute()))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise Unreachable(f"{location} cannot be made: {error.strerror}", "Name another place with --db") from error
    with closing(driver.connect(location)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA application_id={driver.APPLICATION_ID}")
    _run(_plain_engine(location))


def upgrade(location: str) -> str:
    """Migrate `location` to the schema of this program; returns the path of the backup copy.

    Foreign keys are off while tables are rebuilt and checked afterwards (architecture.md).
    """
    if is_postgres(location):
        _run(engine_for(location))
        return ""
    copy = backup.before_migration(location)
    _run(_plain_engine(location))
    with closing(driver.connect(location)) as connection:
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        backup.put_back(copy, location)
        raise Unreachable(
            f"The migration of {location} broke a link in {broken[0]}", f"The old file is back; copy: {copy}"
        )
    return copy


def _plain_engine(path: str) -> Engine:
    def creator() -> driver.sqlite.Connection:
        connection = driver.connect(path)
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection

    return create_engine("sqlite://", creator=creator, module=driver.sqlite, poolclass=StaticPool)


def _run(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            _upgrade(connection, config)
    except SQLAlchemyError as error:
        raise Unreachable(f"The schema could not be made: {error}", "Nothing was changed") from error
    finally:
        engine.dispose()


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, schema.STAMP)
