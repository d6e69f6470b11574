"""Reading from PostgreSQL through the engine, with the same SQL and the same hidden rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from models.errors import Unreachable
from models.store import schema
from models.store.reader import Questions, shadow_drops, shadow_views
from models.text import clean


def engine_url(location: str) -> URL:
    """Return a `postgresql://` location as the engine takes it. Raises Unreachable for one that is none."""
    try:
        return make_url(f"postgresql+psycopg://{location.partition('://')[2]}")
    except (SQLAlchemyError, ValueError) as error:  # the location may hold a password: it is not repeated
        message = "The URL of the PostgreSQL database cannot be read"
        raise Unreachable(message, "Write postgresql://USER@HOST:5432/DATABASE") from error


class PostgresReader(Questions):
    """A Reads over one PostgreSQL connection in autocommit."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        """Connect to `url`. Raises Unreachable when that fails or it holds no Oarlock tables."""
        self.url = url
        try:
            engine = create_engine(engine_url(url))
            self.engine = engine.execution_options(isolation_level="AUTOCOMMIT")
            self.connection = self.engine.connect()
            found = self.connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except ImportError as error:
            raise Unreachable("PostgreSQL support is not installed", "Install oarlock[postgres]") from error
        except SQLAlchemyError as error:
            raise self._failed(error) from error
        self.stamp = str(found or "")
        self._hiding = False

    def current(self) -> bool:
        """Return whether the database has the schema this program was made for."""
        return self.stamp == schema.STAMP

    def hide_private(self, person_id: int) -> None:
        """From now on show only what `person_id` may see; 0 shows no private row at all."""
        for statement in (*(shadow_drops("pg_temp") if self._hiding else ()), *shadow_views(person_id, "public")):
            self.connection.execute(text(statement))
        self._hiding = True

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Run a query and return all its rows, text cleaned."""
        try:
            found = self.connection.execute(text(sql), values)
            return [tuple(clean(v, multiline=True) if isinstance(v, str) else v for v in row) for row in found]
        except SQLAlchemyError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
        self.engine.dispose()

    def _failed(self, error: SQLAlchemyError) -> Unreachable:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()
        if cause and "alembic_version" in cause[0]:
            return Unreachable("That PostgreSQL database holds no Oarlock tables", "Create them with `oar init`")
        return Unreachable(f"PostgreSQL refused: {cause[0] if cause else error}", "Check the URL and the network")
