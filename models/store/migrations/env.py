"""Alembic's entry: runs the revisions on the connection that models/store/migrate.py hands over."""

from alembic import context
from sqlmodel import SQLModel

import models.tables  # noqa: F401 - maps every table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
