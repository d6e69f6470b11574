"""Tables of where readings came from: the sources that were pulled, and the files that were imported."""

from sqlalchemy import UniqueConstraint

import models.scorecard.tables  # noqa: F401 - its foreign keys lead there
from models.base import Row, must, one_of, to


class MeasureSource(Row, table=True):
    """What a measure was last pulled from (M15, M55). How to reach it stays in the config file of who pulls.

    fields, every: what it reads and how often, as declared. quality_id, quality_text: who answers for its numbers.
    """

    __tablename__ = "measure_source"
    __table_args__ = (
        UniqueConstraint("measure_id", "name"),
        one_of("kind", "csv", "sql", "http", "command"),
    )

    measure_id: int = must("measure", index=False)
    name: str
    kind: str
    fields: str = ""
    every: str = ""
    quality_id: int | None = to("person")
    quality_text: str | None = None
    pulled_at: str
    by_id: int | None = to("person")


class ReadingBatch(Row, table=True):
    """One imported file of readings; all of them are undone with this row.

    rows: readings in the file; made, changed: those it set that were not there, or were another value. What stood
    there before is in reading_history, in the rows after `history_from` up to `history_to`.
    """

    __tablename__ = "reading_batch"

    batch: str
    file_hash: str
    source: str
    by_id: int | None = to("person")
    rows: int
    measures: int
    made: int = 0
    changed: int = 0
    history_from: int = 0
    history_to: int = 0
