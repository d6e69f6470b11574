"""The number of one key result or measure: how it is typed, and how it stands (`oar set`, `oar up`)."""

from __future__ import annotations

from dataclasses import dataclass

from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class StandingView:
    """How a key result stands. value: in its unit. progress: 0..1, not cut at either end. status: a status word."""

    value: float | None = None
    confidence: int | None = None
    progress: float | None = None
    status: str = "none"
    late: bool = False


@dataclass(frozen=True, slots=True)
class NumberView:
    """The newest number, None before the first; of a key result with the target it goes to."""

    value: float | None
    unit: str
    target: float | None = None


def kind_and_unit(reader: Reads, key_result: int) -> tuple[str, str] | None:
    """Return (kind, unit) of a key result, by which a number typed for it is read; None when it is archived."""
    row = reader.row("SELECT kind, unit FROM key_result WHERE id = :id AND archived_at IS NULL", id=key_result)
    return None if row is None else (row[0], row[1])


def standing(reader: Reads, key_result: int) -> StandingView:
    """Return how a key result stands."""
    row = reader.row(
        "SELECT value, confidence, raw, health, late FROM rollup WHERE node = 'key_result' AND node_id = :id",
        id=key_result,
    )
    if row is None:
        return StandingView()
    value, confidence, progress, status, late = row
    return StandingView(value, confidence, progress, status, bool(late))


def measure_unit(reader: Reads, measure: int) -> str:
    """Return the unit of a measure, "" for none."""
    return str(reader.value("SELECT unit FROM measure WHERE id = :id", id=measure) or "")


def number(reader: Reads, kind: str, key: int) -> NumberView:
    """Return the newest number of a key result or measure. kind: "key_result" or "measure"."""
    if kind == "key_result":
        row = reader.row(
            "SELECT r.value, k.unit, k.target FROM key_result k LEFT JOIN rollup r ON r.node = 'key_result'"
            " AND r.node_id = k.id WHERE k.id = :id",
            id=key,
        )
    else:
        row = reader.row(
            "SELECT r.value, m.unit, NULL FROM measure m LEFT JOIN reading r ON r.measure_id = m.id"
            " AND r.archived_at IS NULL WHERE m.id = :id ORDER BY r.period DESC LIMIT 1",
            id=key,
        )
    return NumberView(None, "") if row is None else NumberView(*row)
