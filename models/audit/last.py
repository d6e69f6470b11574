"""Who changed a field last: for the line that says whose value stands against mine."""

from __future__ import annotations

from models.store.protocol import Reads


def last_change(reader: Reads, table: str, row: int, column: str) -> tuple[str, str]:
    """Return (name, instant) of the last change of one column of one row; ("", "") when nobody may be named."""
    found = reader.row(
        "SELECT p.name, a.at FROM change c JOIN action a ON a.id = c.action_id JOIN person p ON p.id = a.by_id"
        " WHERE c.kind = :table AND c.row_id = :row AND c.field = :column ORDER BY c.id DESC LIMIT 1",
        table=table,
        row=row,
        column=column,
    )
    return ("", "") if found is None else (str(found[0]), str(found[1]))
