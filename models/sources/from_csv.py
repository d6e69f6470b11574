"""Readings from CSV files: one path, or a pattern such as `exports/nrr-*.csv` whose files are read in order."""

from __future__ import annotations

import csv
import glob
import os
import stat
from typing import Any

from models.errors import Refused
from models.exchange.csv_cells import read_csv_cell
from models.exchange.csv_columns import Column, read_columns
from models.exchange.foreign_text import read_foreign
from models.exchange.tables_csv import delimiter_of
from models.sources.declared import Source
from models.sources.outcome import MOST_ROWS, NotPulled, Rows, Watch
from models.sources.secrets import Secrets

MOST_FILES = 1_000
PERIODS = ("week", "month", "period")


def fetch(source: Source, secrets: Secrets, watch: Watch, names: tuple[str, ...]) -> Rows:
    """Return the rows of the measure called one of `names`. Raises NotPulled.

    Of two files with the same period the later by name counts; within one file both are returned.
    """
    found: dict[str, Rows] = {}
    wanted = {source.about["row"].casefold()} if source.about.get("row") else {name.casefold() for name in names}
    for path in _paths(secrets.fill(source.about["path"])):
        watch.check()
        here: dict[str, Rows] = {}
        for period, value in _rows(path, source, wanted):
            here.setdefault(str(period), []).append((period, value))
        found |= here
    rows = [row for rows in found.values() for row in rows]
    if not rows:
        raise NotPulled(f"has no row for {source.about.get('row') or names[0]}")
    return rows


def _paths(pattern: str) -> list[str]:
    there = os.path.expanduser(pattern)
    paths = [there] if os.path.exists(there) else sorted(glob.glob(there))
    if not paths:
        raise NotPulled(f"finds no file {pattern}", again=True)
    if len(paths) > MOST_FILES:
        raise NotPulled(f"finds {len(paths)} files, more than {MOST_FILES}")
    for path in paths:
        try:
            mode = os.stat(path).st_mode
        except OSError as error:
            raise NotPulled(f"cannot read {path}: {error.strerror}", again=True) from None
        if not stat.S_ISREG(mode):  # a pipe would wait for a writer for ever
            raise NotPulled(f"{path} is no file")
    return paths


def _rows(path: str, source: Source, wanted: set[str]) -> Rows:
    try:
        text = read_foreign(path).text.lstrip("\n")
    except Refused as error:
        raise NotPulled(error.message) from None
    mark, told = delimiter_of(text)
    reader = csv.reader(text.split("\n")[int(told) :], delimiter=mark, skipinitialspace=True)
    try:
        columns = read_columns(next(reader, []))
        rows: list[list[str]] = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise NotPulled(f"{os.path.basename(path)} is no CSV: {error}") from None
    return _picked(os.path.basename(path), columns, rows, source, wanted)


def _picked(name: str, columns: tuple[Column, ...], rows: list[list[str]], source: Source, wanted: set[str]) -> Rows:
    measure = _place(columns, "", ("measure",), name)
    value = _place(columns, source.about.get("value", ""), ("value",), name)
    period = _place(columns, source.about.get("period", ""), PERIODS, name)
    if measure is not None:
        rows = [row for row in rows if _cell(row, measure).casefold() in wanted]
    weeks = [column for column in columns if column.period is not None]
    found: Rows = []
    if value is None and weeks:
        for row in rows:
            found += [(column.header, _number(_cell(row, column.number - 1))) for column in weeks]
    elif value is None:
        raise NotPulled(f"{name} has no column for the value; name it with value")
    elif period is None:
        found = [(None, _number(_cell(row, value))) for row in rows[-1:]]
    else:
        found = [(_cell(row, period), _number(_cell(row, value))) for row in rows]
    if len(found) > MOST_ROWS:
        raise NotPulled(f"{name} has {len(found)} rows for one measure, more than {MOST_ROWS}")
    return found


def _place(columns: tuple[Column, ...], header: str, taken: tuple[str, ...], name: str) -> int | None:
    """Return the place of the column with this header, or of the first that was taken as one of these."""
    if header:
        for column in columns:
            if column.header.strip().casefold() == header.casefold():
                return column.number - 1
        raise NotPulled(f"{name} has no column {header!r}")
    return next((column.number - 1 for column in columns if column.taken_as in taken), None)


def _cell(row: list[str], at: int) -> str:
    return read_csv_cell(row[at].strip()) if at < len(row) else ""


def _number(cell: str) -> Any:
    """Return a cell, nothing for one that says that there is nothing."""
    return "" if cell.lower() in ("", "-", "–", "—", "n/a", "na", "#n/a", "null", "none") else cell
