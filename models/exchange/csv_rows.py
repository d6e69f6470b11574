"""Rows of a CSV file of a known shape -> plain values; a cell that says nothing sensible is reported."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.exchange.csv_cells import decimal_mark, read_number
from models.exchange.csv_columns import Column
from models.exchange.outline_scores import read_score
from models.exchange.targets import Target, read_target

_TRUE = frozenset(("1", "true", "yes", "y", "x", "ja", "oui", "si", "sí"))
_FALSE = frozenset(("", "0", "false", "no", "n", "nein", "non"))
_UPWARD = frozenset(
    ("up", "higher", "more", "increase", "above", "max", "maximize", "asc", "higher is better", ">", "≥", ">=")
)
_DOWNWARD = frozenset(
    ("down", "lower", "less", "decrease", "below", "min", "minimize", "desc", "lower is better", "<", "≤", "<=")
)
UNKNOWN = frozenset(("", "-", "–", "—", "n/a", "na", "#n/a", "null", "none", "?"))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row; `number` counts from 1 with the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that could not be used: its row (1 is the header), its column's header ("" the whole row), why."""

    row: int
    column: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure's definition; `target.not_understood` says why it has no plan, if so. Texts as written."""

    row: int
    name: str
    target: Target
    team: str = ""
    owner: str = ""
    unit: str = ""
    direction: str = ""
    cadence: str = ""
    area: str = ""
    aggregate: str = ""
    leading: str = ""
    definition: str = ""
    off_at: float | None = None
    key: bool = False
    health: str = ""


@dataclass(frozen=True, slots=True)
class OkrRow:
    """One key result (or an objective alone: `key_result` is ""); an empty objective repeats the one above."""

    row: int
    objective: str
    key_result: str = ""
    owner: str = ""
    team: str = ""
    parent: str = ""
    kind: str = ""
    unit: str = ""
    start: float | None = None
    current: float | None = None
    target: float | None = None
    progress: float | None = None
    confidence: float | None = None
    weight: float | None = None
    due: str = ""
    status: str = ""
    note: str = ""
    cycle: str = ""
    low: float | None = None
    high: float | None = None
    objective_owner: str = ""


class _Reader:
    """Reads the rows of one file; knows its columns and its decimal mark."""

    def __init__(self, columns: tuple[Column, ...], rows: list[Row], bad: list[BadCell]) -> None:
        self.places = {column.taken_as: column.number - 1 for column in columns if column.taken_as}
        self.columns = columns
        self.bad = bad
        numeric = {"start", "current", "target", "progress", "weight", "confidence", "off_at", "low", "high"}
        used = [c.number - 1 for c in columns if c.taken_as in numeric]
        self.decimal = decimal_mark([row.cells[at] for row in rows for at in used if at < len(row.cells)])

    def text(self, row: Row, name: str) -> str:
        at = self.places.get(name, len(row.cells))
        return row.cells[at] if at < len(row.cells) else ""

    def refuse(self, row: Row, name: str, text: str, reason: str) -> None:
        header = self.columns[self.places[name]].header if name in self.places else name
        self.bad.append(BadCell(row.number, header, text, reason))

    def number(self, row: Row, name: str) -> float | None:
        """Return the number of a cell, None when it is empty; reports a bad one."""
        text = self.text(row, name)
        if text.lower() in UNKNOWN:
            return None
        value = read_number(text, decimal=self.decimal)
        if isinstance(value, str):
            self.refuse(row, name, text, value)
            return None
        return value

    def measure(self, row: Row) -> MeasureRow | None:
        name = self.text(row, "measure")
        if not name:
            self.refuse(row, "measure", "", "the measure has no name")
            return None
        key = self.text(row, "key").lower()
        if key not in _TRUE | _FALSE:
            self.refuse(row, "key", self.text(row, "key"), "this is neither yes nor no")
        words = {n: self.text(row, n) for n in ("team", "owner", "unit", "direction", "cadence", "area", "aggregate")}
        more = {n: self.text(row, n) for n in ("leading", "definition", "health")}
        target = _directed(read_target(self.text(row, "target"), name), words["direction"])
        off_at = self.number(row, "off_at")
        return MeasureRow(row.number, name, target, **words, **more, off_at=off_at, key=key in _TRUE)

    def okr(self, row: Row, objective: str) -> OkrRow | None:
        title, key_result = self.text(row, "objective") or objective, self.text(row, "key_result")
        if not title and not key_result:
            self.refuse(row, "key_result", "", "the row has neither objective nor key result")
            return None
        return OkrRow(
            row.number,
            title,
            key_result,
            owner=self.text(row, "owner"),
            team=self.text(row, "team"),
            parent=self.text(row, "parent"),
            kind=self.text(row, "kind"),
            unit=self.text(row, "unit"),
            start=self.number(row, "start"),
            current=self.number(row, "current"),
            target=self.number(row, "target"),
            progress=self.progress(row) if self.text(row, "current").lower() in UNKNOWN else None,
            confidence=self.number(row, "confidence"),
            weight=self.number(row, "weight"),
            due=self.text(row, "due"),
            status=self.text(row, "status"),
            note=self.text(row, "definition"),
            cycle=self.text(row, "cycle"),
            low=self.number(row, "low"),
            high=self.number(row, "high"),
            objective_owner=self.text(row, "objective_owner"),
        )

    def progress(self, row: Row) -> float | None:
        """Return progress as 0..1: "45%", "0.45" or "45" under a header with a percent sign, "done"."""
        text = self.text(row, "progress")
        if text.lower() in UNKNOWN:
            return None
        told = read_score(text.replace(" ", "") if text[:1].isdigit() else text).progress
        if told is not None:
            return told
        value = read_number(text, decimal=self.decimal or ".")
        percent = "%" in self.columns[self.places["progress"]].header
        if isinstance(value, float) and (percent or value in (0, 1)) and 0 <= value <= 1000:
            return min(value / 100 if percent else value, 1.0)
        self.refuse(row, "progress", text, "progress is a percentage like 45%, or a share like 0.45")
        return None


def _directed(target: Target, direction: str) -> Target:
    """Let a column `direction` say what the words of the target do not."""
    word = direction.strip().lower()
    told = "up" if word in _UPWARD else "down" if word in _DOWNWARD else ""
    if not told or target.value is None or target.confidence == "sure":
        return target
    return replace(target, direction=told, confidence="sure", guess="", not_understood="")


def read_rows(
    shape: str, columns: tuple[Column, ...], rows: list[Row], bad: list[BadCell]
) -> tuple[list[MeasureRow], list[OkrRow]]:
    """Return the good rows of a file of this `shape`; bad cells are appended to `bad`."""
    reader = _Reader(columns, rows, bad)
    measures: list[MeasureRow] = []
    okrs: list[OkrRow] = []
    objective = ""
    for row in rows:
        before = len(bad)
        objective = reader.text(row, "objective") or objective if shape == "okrs" else ""
        measure = reader.measure(row) if shape == "measures" else None
        okr = reader.okr(row, objective) if shape == "okrs" else None
        if len(bad) > before:
            continue
        measures.extend([measure] if measure else [])
        okrs.extend([okr] if okr else [])
    return measures, okrs
