"""A CSV file of readings, long or wide, of any length -> lines of a stage; bad cells are told by row and column."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from models import weeks
from models.errors import Refused
from models.exchange.csv_cells import decimal_mark, read_csv_cell, read_number
from models.exchange.csv_columns import Column, read_columns, shape_of
from models.exchange.csv_periods import Period, read_period
from models.exchange.csv_rows import UNKNOWN, BadCell
from models.exchange.foreign_text import decode_foreign
from models.exchange.measures_known import Known, KnownMeasure
from models.exchange.readings_stage import Line, Stage
from models.exchange.tables_csv import delimiter_of
from models.text import clean

LOOK = 65_536
CHUNK = 20_000
"""Rows between two commits of the stage: what a killed import reads again."""
LONGEST_CELL = 1_000_000
SHAPES = ("readings long", "readings wide")
_PLAIN = re.compile(r"-?(?:[1-9]\d{0,11}|0)(?:\.(?:\d\d?|\d{4,7}))?").fullmatch
"""Numbers that can be read in one way only, and fast."""
Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class ReadingsFile:
    """A file that holds readings: how it is written, its columns, its hash (SHA-256)."""

    path: Path
    shape: str
    columns: tuple[Column, ...]
    delimiter: str
    encoding: str
    first_row: int
    size: int
    file_hash: str
    remarks: tuple[str, ...] = ()


def look(path: Path) -> ReadingsFile | None:
    """Return what the file is when it holds readings, None when it holds something else or cannot be read."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(LOOK)
    except OSError:
        return None
    if not path.is_file() or not head.strip():
        return None
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = decode_foreign(head.rpartition(b"\n")[0] or head, name=path.name).text
    except Refused:
        return None
    mark, told = delimiter_of(text)
    lines = text.lstrip("\n").split("\n")
    header = next(csv.reader(lines[int(told) :], delimiter=mark, skipinitialspace=True), [])
    columns = read_columns(header)
    shape = shape_of(columns)
    if shape not in SHAPES:
        return None
    file_hash, good = _hash(path, encoding)
    remarks = () if good else (f"{path.name} is not UTF-8: what could not be read shows as �",)
    return ReadingsFile(path, shape, columns, mark, encoding, 2 + int(told), size, file_hash, remarks)


def _hash(path: Path, encoding: str) -> tuple[str, bool]:
    digest, decoder, good = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            if good and encoding != "utf-16":
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    good = False
    return digest.hexdigest(), good


def stage_rows(
    file: ReadingsFile, stage: Stage, known: Known, today: date, *, progress: Progress
) -> None:
    """Put every reading of the file into the stage, from where it stopped before.

    progress: called with (rows, share of the file 0..1) now and then. Raises Refused when it is no table after all.
    """
    reader = _Rows(file, known, today)
    with file.path.open("rb") as raw, io.TextIOWrapper(raw, file.encoding, errors="replace", newline="") as text:
        for first, rows in _chunks(text, file, reader.bad):
            last = first + len(rows) - 1
            if last > stage.rows:
                lines: list[Line] = []
                reader.take(first, rows, lines)
                stage.put(lines, reader.bad, last)
                progress(last, min(raw.tell() / max(file.size, 1), 1.0))
            reader.bad.clear()
    stage.finish()
    progress(stage.rows, 1.0)


def _chunks(text: IO[str], file: ReadingsFile, bad: list[BadCell]) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield (number of the first row, rows) below the header; a row that is no CSV is reported and empty."""
    previous = csv.field_size_limit(LONGEST_CELL)
    try:
        if file.first_row == 3:
            text.readline()
        reader = csv.reader(text, delimiter=file.delimiter, strict=True, skipinitialspace=True)
        _skip_header(reader, file.path.name)
        first, rows, over = file.first_row, list[list[str]](), False
        while not over:
            try:
                for row in reader:
                    rows.append(row)
                    if len(rows) == CHUNK:
                        yield first, rows
                        first, rows = first + CHUNK, []
                over = True
            except csv.Error as error:
                open_quote = "unexpected end" in str(error)
                said = "a quote opened here is never closed, so nothing below was read" if open_quote else str(error)
                bad.append(BadCell(first + len(rows), "", "", said))
                rows.append([])
        yield first, rows
    finally:
        csv.field_size_limit(previous)


def _skip_header(reader: Iterator[list[str]], name: str) -> None:
    """Read the header, and blank lines above it, which do not count."""
    try:
        while not next(reader, ["nothing"]):
            pass
    except csv.Error as error:
        raise Refused(f"The header of {name} is no CSV: {error}", "Nothing was imported") from None


class _Rows:
    """Turns rows into lines. What repeats (names, periods) is looked up once."""

    def __init__(self, file: ReadingsFile, known: Known, today: date) -> None:
        self.file, self.known = file, known
        self.bad: list[BadCell] = []
        places = {column.taken_as: column.number - 1 for column in file.columns if column.taken_as}
        self.measure = places["measure"]
        self.team, self.unit = places.get("team", -1), places.get("unit", -1)
        self.value = places.get("value", -1)
        self.period = next((places[name] for name in ("week", "month", "period") if name in places), -1)
        self.wide = [column for column in file.columns if column.period is not None]
        self.take = self._long if file.shape == "readings long" else self._wide
        self._running = {word: weeks.period_of(today, word) for word in (weeks.WEEK, weeks.MONTH)}
        self._measures: dict[tuple[str, str], KnownMeasure | str] = {}
        self._periods: dict[str, dict[str, int]] = {weeks.WEEK: {}, weeks.MONTH: {}}
        self._ready: dict[tuple[str, str], tuple[int, bool, dict[str, int]]] = {}
        self._decimal: str | None = None

    def _long(self, first: int, rows: list[list[str]], lines: list[Line]) -> None:
        """Read rows of one reading each: nearly all have a name and a period seen before, and a plain number."""
        ready, add, plain = self._ready, lines.append, _PLAIN
        name_at, team_at, period_at, value_at = self.measure, self.team, self.period, self.value
        for number, row in enumerate(rows, first):
            try:
                measure, percent, periods = ready[row[name_at], row[team_at] if team_at >= 0 else ""]
                period, text = periods[row[period_at]], row[value_at]
            except (KeyError, IndexError):
                self._one(number, row, lines)
                continue
            if plain(text):
                value = float(text)
                if not percent or not -1 < value < 1 or not value:
                    add((measure, period, value, number))
                    continue
            self._one(number, row, lines)

    def _one(self, number: int, row: list[str], lines: list[Line]) -> None:
        """Read a row that is not as plain as that."""
        if len(row) <= max(self.measure, self.period, self.value):
            if any(cell.strip() for cell in row):
                self.bad.append(BadCell(number, "", "", f"the row has {len(row)} cells"))
            return
        measure = self._measure(number, row)
        if measure is None:
            return
        when = row[self.period]
        period = self._periods[measure.cadence].get(when) or self._read_period(when, measure.cadence)
        if isinstance(period, str):
            self.bad.append(BadCell(number, self._header(self.period), clean(when.strip()), period))
            return
        self._add(number, self.value, row, measure, period, lines, empty="the value is empty")

    def _wide(self, first: int, rows: list[list[str]], lines: list[Line]) -> None:
        for number, row in enumerate(rows, first):
            if any(cell.strip() for cell in row):
                self._periods_of(number, row, lines)

    def _periods_of(self, number: int, row: list[str], lines: list[Line]) -> None:
        measure = self._measure(number, [*row, *[""] * (self.measure + 1 - len(row))])
        if measure is None:
            return
        for column in self.wide:
            at = column.number - 1
            if at >= len(row) or not row[at] or column.period is None:
                continue
            period = self._checked(column.period, measure.cadence)
            if isinstance(period, str):
                self.bad.append(BadCell(number, column.header, clean(row[at].strip()), period))
            else:
                self._add(number, at, row, measure, period, lines, empty="")

    def _add(
        self, number: int, at: int, row: list[str], measure: KnownMeasure, period: int, lines: list[Line], *, empty: str
    ) -> None:
        text = row[at]
        if _PLAIN(text):
            value = float(text)
            if not measure.percent or not -1 < value < 1 or not value:
                lines.append((measure.id, period, value, number))
                return
        cell = read_csv_cell(text.strip())
        if cell.lower() in UNKNOWN:
            if empty:
                self.bad.append(BadCell(number, self._header(at), cell, empty))
            return
        found = self._number(cell, measure, read_csv_cell(row[self.unit].strip()) if -1 < self.unit < len(row) else "")
        if isinstance(found, str):
            self.bad.append(BadCell(number, self._header(at), clean(cell), found))
        else:
            lines.append((measure.id, period, found, number))

    def _number(self, cell: str, measure: KnownMeasure, unit: str) -> float | str:
        """Return the number in a cell, or why it is none; one rule for percentages everywhere (interface.md 6)."""
        if self._decimal is None and ("." in cell or "," in cell):
            self._decimal = self._decimal_mark()
        value = read_number(cell, decimal=self._decimal or "")
        if isinstance(value, str):
            return value
        signed = cell.endswith("%") or unit == "%"
        if signed and not measure.percent and measure.unit:
            return f"this is a percentage, and the measure is counted in {measure.unit}"
        if measure.percent and not signed and 0 < abs(value) < 1:
            return f"is it {value:.12g} % or {value * 100:.12g} %? Write it with the sign, or add a column unit"
        return float(f"{value:.12g}")

    def _decimal_mark(self) -> str:
        """Return the decimal mark of the whole file, read once more when the first cell asks for it."""
        places = [self.value] if self.value >= 0 else [column.number - 1 for column in self.wide]
        with self.file.path.open(encoding=self.file.encoding, errors="replace", newline="") as text:
            chunks = _chunks(text, self.file, [])
            return decimal_mark(row[at] for _, rows in chunks for row in rows for at in places if at < len(row))

    def _measure(self, number: int, row: list[str]) -> KnownMeasure | None:
        name = row[self.measure]
        team = row[self.team] if -1 < self.team < len(row) else ""
        found = self._measures.get((name, team))
        if found is None:
            found = self.known.find(read_csv_cell(name.strip()), read_csv_cell(team.strip()))
            self._measures[name, team] = found
            if not isinstance(found, str):
                self._ready[name, team] = (found.id, found.percent, self._periods[found.cadence])
        if isinstance(found, str):
            self.bad.append(BadCell(number, self._header(self.measure), clean(name.strip()), found))
            return None
        return found

    def _read_period(self, when: str, cadence: str) -> int | str:
        column = cadence if self._header(self.period).strip().lower() == "period" else self._header(self.period)
        found = read_period(when.strip(), column=column)
        period = self._checked(found, cadence) if isinstance(found, Period) else found
        if isinstance(period, int):
            self._periods[cadence][when] = period
        return period

    def _checked(self, period: Period, cadence: str) -> int | str:
        if period.kind != cadence:
            return f"this is a {period.kind}, and the measure is by the {cadence}"
        if period.number > self._running[cadence]:
            return f"{weeks.format_period(period.number, cadence)} is in the future"
        return period.number

    def _header(self, at: int) -> str:
        return self.file.columns[at].header
