"""What a read needs: something that runs SQL with named parameters, on either database."""

from __future__ import annotations

from typing import Any, Protocol


class Reads(Protocol):
    """A reader: of a SQLite file, of PostgreSQL, or of the transaction that is running."""

    dialect: str

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Run a query with `:named` parameters and return all its rows."""

    def row(self, sql: str, **values: Any) -> tuple[Any, ...] | None:
        """Run a query and return its first row, None when there is none."""

    def value(self, sql: str, **values: Any) -> Any:
        """Run a query and return the first column of its first row, None when there is none."""


class OpenReader(Reads, Protocol):
    """A reader that owns its connection."""

    stamp: str

    def current(self) -> bool:
        """Return whether the database has the schema this program was made for."""

    def hide_private(self, person_id: int) -> None:
        """From now on show only what that person may see."""

    def close(self) -> None:
        """Close the connection."""
