"""What is done with the numbers of a source, as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PullReadings:
    """Enter what a source said of a measure, and remember that it answered.

    readings: (period, value) pairs. A value that a person typed stays unless `force`; the other one goes to the
    history either way. source, kind, fields, every, quality: as declared (models/sources/declared.py).
    """

    measure: int
    readings: tuple[tuple[int, float], ...]
    source: str
    kind: str
    fields: str = ""
    every: str = ""
    quality: str = ""
    force: bool = False
