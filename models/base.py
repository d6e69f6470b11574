"""What every table has in common. Import this before the first table: it sets the naming convention."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """Every table. Table classes do not validate, so their validators are never built: half the import."""

    model_config = SQLModelConfig(defer_build=True)


class Row(Base):
    """A row people edit: an integer id, when it was made, when it was archived (None while it counts).

    Instants are fixed-width UTC text, days ISO text, booleans 0 or 1, weeks and months integers.
    """

    id: int | None = Field(default=None, primary_key=True)
    created_at: str = ""
    archived_at: str | None = None


def one_of(column: str, *values: str) -> CheckConstraint:
    """Return the constraint that a text column holds one of `values`."""
    quoted = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({quoted})", name=column)


def flag(column: str) -> CheckConstraint:
    """Return the constraint that an integer column holds 0 or 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


def to(table: str, *, index: bool = False) -> Any:
    """Return an optional foreign key field to `table`.id."""
    return Field(default=None, foreign_key=f"{table}.id", index=index)


def must(table: str, *, index: bool = True) -> Any:
    """Return a required foreign key field to `table`.id."""
    return Field(foreign_key=f"{table}.id", index=index)
