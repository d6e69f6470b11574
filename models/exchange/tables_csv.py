"""CSV of measures or OKRs, told apart by the headers -> plain rows, bad cells by row and column (interface.md 6).

Readings, of which a file may hold millions, go through readings_file.py.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.errors import Refused
from models.exchange.csv_cells import read_csv_cell
from models.exchange.csv_columns import Column, read_columns, shape_of
from models.exchange.csv_rows import BadCell, MeasureRow, OkrRow, Row, read_rows
from models.exchange.foreign_text import read_foreign
from models.text import clean

SHAPES = ("measures", "okrs")
_DELIMITERS = ",;\t|"
_CELL_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class CsvRead:
    """A CSV file as understood.

    shape: `measures` or `okrs`; only its rows are filled. A row with a bad cell is in `bad_cells` and not among
    the rows. Rows count from 1, the header's.
    """

    shape: str
    columns: tuple[Column, ...]
    measures: tuple[MeasureRow, ...] = ()
    okrs: tuple[OkrRow, ...] = ()
    bad_cells: tuple[BadCell, ...] = ()
    remarks: tuple[str, ...] = ()
    rows: int = 0

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the headers of the columns that were not used."""
        return tuple(column.header for column in self.columns if not column.taken_as)


def read_csv(path: str | Path) -> CsvRead:
    """Return the CSV file at `path`.

    Raises Refused when the file cannot be read, is empty or binary, or its headers tell no known shape.
    """
    source = read_foreign(path)
    return parse_csv(source.text, name=Path(path).name, remarks=source.remarks)


def parse_csv(text: str, *, name: str = "the file", remarks: tuple[str, ...] = ()) -> CsvRead:
    """Return the table in `text`. Raises Refused when it is empty or its headers tell no known shape."""
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"), multiline=True)
    if not text.strip():
        raise Refused(f"{name} is empty", "Nothing was read")
    bad: list[BadCell] = []
    delimiter, said = delimiter_of(text)
    rows = _rows(text, delimiter, bad, first=2 if said else 1)
    _number, cells = next(rows, (0, []))
    columns = read_columns(cells)
    shape = shape_of(columns)
    if shape not in SHAPES:
        seen = ", ".join(cell.strip() for cell in cells[:8] if cell.strip()) or "none"
        raise Refused(
            f"{name}: the headers tell no table of measures, readings or OKRs (seen: {seen[:200]})",
            "Wanted: `measure, target`, or `measure, week, value`, or `measure` and weeks, or `objective, key result`",
        )
    body = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    full: list[Row] = []
    for number, row in body:
        extra = row[len(columns) :]
        if any(cell.strip() for cell in extra):
            told = f"the row has {len(row)} cells, the header {len(columns)}"
            bad.append(BadCell(number, "", delimiter.join(row)[:200], told))
        else:
            full.append(Row(number, tuple(read_csv_cell(cell.strip()) for cell in row[: len(columns)])))
    return _result(shape, columns, full, bad, remarks, len(body))


def _result(
    shape: str,
    columns: tuple[Column, ...],
    full: list[Row],
    bad: list[BadCell],
    remarks: tuple[str, ...],
    count: int,
) -> CsvRead:
    measures, okrs = read_rows(shape, columns, full, bad)
    places = {column.header: column.number for column in columns}
    return CsvRead(
        shape,
        columns,
        tuple(measures),
        tuple(okrs),
        tuple(sorted(bad, key=lambda cell: (cell.row, places.get(cell.column, 0)))),
        remarks,
        count,
    )


def delimiter_of(text: str) -> tuple[str, bool]:
    """Return the delimiter: told by Excel's `sep=;` line, else the commonest in the header outside quotes."""
    first = text.lstrip("\n").split("\n", 1)[0]
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], True
    outside = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=outside.count), False


def _rows(text: str, delimiter: str, bad: list[BadCell], *, first: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (row, cells); a row that is no CSV is reported and left out."""
    previous = csv.field_size_limit(_CELL_LIMIT)
    try:
        lines = text.lstrip("\n").split("\n")[first - 1 :]
        reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True, skipinitialspace=True)
        number = first - 1
        while True:
            number += 1
            begin = reader.line_num
            try:
                yield number, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                words = (
                    "a quote opened here is never closed, so nothing below was read"
                    if "unexpected end" in str(error)
                    else str(error)
                )
                bad.append(BadCell(number, "", lines[min(begin, len(lines) - 1)][:200], words))
    finally:
        csv.field_size_limit(previous)
