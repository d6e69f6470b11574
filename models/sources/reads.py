"""Where the numbers of measures come from: what was pulled last, and how a pull would change what is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.scorecard.past_reads import NEVER_STOOD
from models.store.protocol import Reads

NEW, CHANGED, SAME, KEPT = "new", "changed", "same", "kept"
"""What becomes of a pulled value: entered where nothing was, entered over another, there already, not entered
because a person typed another one."""
AGAINST = NEVER_STOOD
"""`batch` of a history row that never stood: what a source said against a value that a person had typed."""


@dataclass(frozen=True, slots=True)
class FedView:
    """A measure as a source feeds it: how its values are read, and what keeps it from taking any."""

    unit: str
    cadence: str
    retired: bool
    formula: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source of a measure as it answered last.

    name, kind: "billing", "http". fields: what it reads. every: how often, in words. quality: who answers for its
    numbers. pulled_at: instant of the last pull that succeeded; by: who pulled.
    """

    name: str
    kind: str
    fields: str
    every: str
    quality: str
    pulled_at: str
    by: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One pulled value: period, value, what stands there (None: nothing), what becomes of it, who typed that."""

    period: int
    value: float
    before: float | None
    what: str
    by: str = ""


def fed(reader: Reads, measure: int) -> FedView | None:
    """Return the measure that a source feeds, None when it is archived."""
    row = reader.row(
        "SELECT unit, cadence, retired_at, formula FROM measure WHERE id = :id AND archived_at IS NULL", id=measure
    )
    return None if row is None else FedView(row[0], row[1], row[2] is not None, bool(row[3]))


def last_pulls(reader: Reads, measures: Iterable[int]) -> dict[int, tuple[SourceView, ...]]:
    """Return the sources of measures by the measure's id, the one that answered last first."""
    wanted = ", ".join(str(int(number)) for number in measures)
    if not wanted:
        return {}
    rows = reader.rows(
        "SELECT s.measure_id, s.name, s.kind, s.fields, s.every, q.name, s.quality_text, s.pulled_at, p.name"
        " FROM measure_source s JOIN measure m ON m.id = s.measure_id"
        " LEFT JOIN person q ON q.id = s.quality_id LEFT JOIN person p ON p.id = s.by_id"
        f" WHERE s.archived_at IS NULL AND s.measure_id IN ({wanted}) ORDER BY s.pulled_at DESC, s.id DESC"
    )
    found: dict[int, tuple[SourceView, ...]] = {}
    for measure, name, kind, fields, every, quality, text, at, by in rows:
        view = SourceView(name, kind, fields, every, str(quality or text or ""), at, str(by or ""))
        found[measure] = (*found.get(measure, ()), view)
    return found


def steps(
    reader: Reads, measure: int, readings: Sequence[tuple[int, float]], *, force: bool = False
) -> tuple[StepView, ...]:
    """Return what a pull of these (period, value) pairs would do, period by period."""
    if not readings:
        return ()
    listed = ", ".join(str(int(period)) for period, _ in readings)
    stored = {
        period: (value, source, by)
        for period, value, source, by in reader.rows(
            "SELECT r.period, r.value, r.source, p.name FROM reading r LEFT JOIN person p ON p.id = r.by_id"
            f" WHERE r.archived_at IS NULL AND r.measure_id = :measure AND r.period IN ({listed})",
            measure=measure,
        )
    }
    found = []
    for period, value in readings:
        before, source, by = stored.get(period, (None, "", ""))
        if before is None:
            found.append(StepView(period, value, None, NEW))
        elif before == value:
            found.append(StepView(period, value, before, SAME))
        else:
            typed = source == "person"
            found.append(StepView(period, value, before, KEPT if typed and not force else CHANGED,
                                  str(by or "") if typed else ""))  # fmt: skip
    return tuple(found)
