"""What was known of a measure at an earlier moment, for `--at`: corrections that came later do not count.

On the path of the short commands: nothing heavy is imported here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from models.store.protocol import Reads

    Version = tuple[str, float, str]

NEVER_STOOD = "against"
"""`batch` of a history row that says what a source gave against a typed value (models/sources/reads.py)."""
IMPORTED = "import "
"""How the source of an imported value begins: a past that was loaded later is taken as it was loaded first."""


def known(reader: Reads, measures: str, first: int, last: int, at: str) -> list[tuple[int, int, float]]:
    """Return (measure, period, value) of the periods first..last as they were known at the instant `at`.

    measures: ids as text for IN. A period counts with the newest value that was entered by then. One whose values
    all came later is missing, unless its first value was imported: a history loaded from a file is about the past.
    """
    versions: dict[tuple[int, int], list[Version]] = {}
    where = f"archived_at IS NULL AND measure_id IN ({measures}) AND period >= :first AND period <= :last"
    for sql in (
        f"SELECT measure_id, period, at, value, source FROM reading WHERE {where}",
        f"SELECT measure_id, period, at, value, source FROM reading_history WHERE {where}"
        f" AND coalesce(batch, '') <> '{NEVER_STOOD}'",
    ):
        for measure, period, entered, value, source in reader.rows(sql, first=first, last=last):
            versions.setdefault((measure, period), []).append((entered, value, source))
    found = []
    for (measure, period), some in sorted(versions.items()):
        value = _then(some, at)
        if value is not None:
            found.append((measure, period, value))
    return found


def _then(versions: list[Version], at: str) -> float | None:
    by_then = [one for one in versions if one[0] <= at]
    if by_then:
        return max(by_then, key=lambda one: one[0])[1]
    _, value, source = min(versions, key=lambda one: one[0])
    return value if source.startswith(IMPORTED) else None
