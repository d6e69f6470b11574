"""What a pasted column from a spreadsheet says: which cell goes to which measure, and what goes nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models import weeks
from models.errors import OarError
from models.numbers import echo
from models.text import clean

MOST_LINES = 500
MOST_CELLS = 200
LONGEST = 200
"""Characters a cell is read to: more is no number."""


@dataclass(frozen=True, slots=True)
class Target:
    """A measure that takes numbers: its name, its reference, the period it is typed for."""

    name: str
    ref: str
    period: int
    cadence: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """What goes where. cells: (place of the measure, text). left: what goes nowhere, as (what, why).

    by_name: the lines name their measures; otherwise they go one below the other. column: the heading of the column
    that was taken, "" where there was only one.
    """

    cells: tuple[tuple[int, str], ...]
    left: tuple[tuple[str, str], ...]
    by_name: bool = False
    column: str = ""


def read_paste(text: str, targets: Sequence[Target], start: int) -> Pasted:
    """Return what a pasted text says about `targets`; a column without names begins at place `start`.

    Lines may be a bare column, name and value, or name and several periods below a line that names them; one line of
    many values goes across. An empty line leaves its measure as it is.
    """
    table, cut = _table(text)
    if not table:
        return Pasted((), (("Nothing", "the clipboard holds no text"),))
    names = _names(targets)
    if len(table) == 1 and all(_numberish(cell) and _key(cell) not in names for cell in table[0]):
        table = [[cell] for cell in table[0]]  # a row was copied instead of a column
    wide = max(len(row) for row in table) > 1
    found = _named(table, targets, names) if wide else _column(table, targets, start)
    if not cut:
        return found
    return Pasted(found.cells, (*found.left, (f"{cut} more lines", "too many")), found.by_name, found.column)


def _table(text: str) -> tuple[list[list[str]], int]:
    """Return the cells line by line without empty lines at the ends, and how many lines were left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    cut = max(0, len(lines) - MOST_LINES)
    rows = [[_cell(cell) for cell in line.split("\t")[:MOST_CELLS]] for line in lines[:MOST_LINES]]
    while rows and not any(rows[0]):
        rows.pop(0)
    # Columns that are empty all the way down come with a selection that was too wide.
    used = [place for place in range(max(map(len, rows), default=0)) if any(_at(row, place) for row in rows)]
    return [[_at(row, place) for place in used] for row in rows], cut


def _cell(text: str) -> str:
    cell = clean(text[:LONGEST]).strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        cell = cell[1:-1].replace('""', '"').strip()
    return cell


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _names(targets: Sequence[Target]) -> dict[str, int]:
    """Return names and references with their places; a name that two measures share is none."""
    known: dict[str, int] = {}
    twice = set()
    for place, one in enumerate(targets):
        if _key(one.name) in known:
            twice.add(_key(one.name))
        known[_key(one.name)] = place
        known[one.ref.casefold()] = place
    return {name: place for name, place in known.items() if name not in twice}


def _column(table: Sequence[Sequence[str]], targets: Sequence[Target], start: int) -> Pasted:
    """Place a bare column from `start` on; a heading above it is passed over."""
    lines = [row[0] for row in table]
    left: list[tuple[str, str]] = []
    if len(lines) > 1 and lines[0] and not _numberish(lines[0]):
        left.append((lines.pop(0), "a heading"))
    cells = []
    for offset, cell in enumerate(lines):
        if not cell:
            continue
        if start + offset < len(targets):
            cells.append((start + offset, cell))
        else:
            left.append((cell, "no further measure"))
    return Pasted(tuple(cells), tuple(left))


def _numberish(cell: str) -> bool:
    return any(char.isdigit() for char in cell) or cell.casefold() in _WORDS


_WORDS = ("yes", "no", "y", "n", "true", "false", "done", "-")


def _named(table: list[list[str]], targets: Sequence[Target], names: dict[str, int]) -> Pasted:
    """Place lines by the measure that one of their cells names."""
    heading: list[str] = []
    if not any(_key(cell) in names for cell in table[0]) and _is_heading(table[0], targets[0]):
        heading = table.pop(0)
    cells: dict[int, str] = {}
    left: list[tuple[str, str]] = [(cell, "a heading") for cell in heading[:1] if cell and not table]
    used = ""
    for row in table:
        at = next((place for place, cell in enumerate(row) if _key(cell) in names), None)
        if at is None:
            if any(row):
                left.append((next(cell for cell in row if cell), "no such measure here"))
            continue
        place = names[_key(row[at])]
        column = _column_for(heading, row, at, targets[place])
        if column is None:
            left.append((row[at], "no value beside it"))
        elif place in cells:
            left.append((f"{row[at]} {row[column]}", "named twice"))
        else:
            cells[place] = row[column]
            used = _at(heading, column) or used
    return Pasted(tuple(sorted(cells.items())), tuple(left), by_name=True, column=used)


def _is_heading(row: Sequence[str], target: Target) -> bool:
    """Whether a line that names no measure is a heading: words and periods, but no number of somebody's."""
    return all(
        not _numberish(cell) or (_period(cell, target) is not None and (not cell.isdecimal() or len(cell) == 6))
        for cell in row
    )


def _column_for(heading: Sequence[str], row: Sequence[str], name: int, target: Target) -> int | None:
    """Return the column to take: the one headed by the period typed for, else the last with something in it."""
    dated = [place for place in range(name + 1, len(row)) if _period(_at(heading, place), target) is not None]
    if dated:
        fitting = [place for place in dated if _period(heading[place], target) == target.period]
        return fitting[-1] if fitting and row[fitting[-1]] else None
    filled = [place for place in range(len(row)) if place != name and any(char.isdigit() for char in row[place])]
    if filled:
        return filled[-1]
    others = [place for place in range(name + 1, len(row)) if row[place]]
    return others[-1] if others else None


def _period(text: str, target: Target) -> int | None:
    if not text:
        return None
    try:
        return weeks.parse_period(text, target.period, target.cadence)
    except OarError:
        return None


def told(pasted: Pasted, targets: Sequence[Target]) -> str:
    """Return in a line what went where, before anything is saved."""
    places = [place for place, _ in pasted.cells]
    went = "Nothing was placed"
    if places:
        many = "1 number" if len(places) == 1 else f"{len(places)} numbers"
        ends = echo(targets[places[0]].name), echo(targets[places[-1]].name)
        where = "by name" if pasted.by_name else f"to {ends[0]}" if len(places) == 1 else f"{ends[0]} to {ends[1]}"
        went = f"{many} placed, {where}" + (f", column {echo(pasted.column)}" if pasted.column else "")
    if not pasted.left:
        return f"{went}. Not saved yet"
    what, why = pasted.left[0]
    more = f" and {len(pasted.left) - 1} more" if len(pasted.left) > 1 else ""
    return f"{went}. Left out: {echo(what)}, {why}{more}"
