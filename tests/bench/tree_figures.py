"""The figures of the OKR tree on the generated company: what one key costs there, and the day that turns."""

from __future__ import annotations

import re
import sqlite3
import statistics
from contextlib import closing

from tests.bench.line import Line
from tests.bench.measure import NotShownError, Program
from tests.bench.okr_figures import read_all
from tests.bench.process import seconds
from tests.bench.workbench import Workbench

OPEN_TREE = ("open", "okrs")
SHOWS_TREE = re.compile(r"Imperative|Objective \d{5}")
ORM_LIBRARY = "pydantic_core"
SETTLED = 0.3
"""Seconds of silence after which a large change of the screen has ended."""
LOOKS = 60
"""Times the median key of a one-cell app that a look at anything in the tree may take."""
VALUES = 20


def tree(bench: Workbench, runs: int) -> list[Line]:
    """Open the tree and a department, jump, filter, and set a key result, against a one-cell app's key beside it."""
    rounds = [_looks(bench) for _ in range(max(1, runs // 3))]
    limits = dict.fromkeys(rounds[0], LOOKS) | {"set a key result": 5}
    return [Line(what, limit, "ms", tuple(looks[what] for looks in rounds)) for what, limit in limits.items()]


def day(bench: Workbench, _runs: int) -> list[Line]:
    """The first command of a new day, when every verdict of the generated company has expired."""
    with closing(sqlite3.connect(bench.big)) as database, database:
        database.execute("UPDATE rollup SET holds_until = '2000-01-01'")
        database.execute("DELETE FROM setting WHERE name = 'rolled_on'")
    taken = seconds(bench.oar(bench.big, "people"), bench.environment)
    note = f"{taken / read_all(bench):.1f} x reading all rows of its tree"  # seconds say little of another machine
    return [Line("day roll, everything expired", 10, "s", ((taken, 0.0),), per_pair=False, note=note)]


def _looks(bench: Workbench) -> dict[str, tuple[float, float]]:
    """Return by what was done (milliseconds it took, milliseconds of a one-cell app's key at that moment)."""
    found: dict[str, tuple[float, float]] = {}
    with (
        Program(bench.yardstick("one_cell_app"), bench.environment) as cell,
        Program(bench.oar(bench.big), bench.environment) as app,
    ):
        cell.first_frame(None)
        app.first_frame(None)
        app.wait_loaded(ORM_LIBRARY)
        app.quiet(1.0)
        app.key("g")
        found["open tree"] = _done(app, "o"), _key(cell)
        _shown(app, SHOWS_TREE)
        app.key("home"), app.key("down")
        found["open a department"] = _done(app, "z"), _key(cell)
        _shown(app, re.compile(r"Objective \d{5}"))
        last = bench.objectives * 3 - 1
        app.key(":")
        found["find a key result"] = _typed(app, f"{last:06}"), _key(cell)
        found["jump to a key result"] = _done(app, "enter"), _key(cell)
        _shown(app, re.compile(f"Key result {last:06}"))
        values = [(_set(app, value), _key(cell, 3)) for value in range(VALUES)]
        found["set a key result"] = statistics.median(one for one, _ in values), statistics.median(b for _, b in values)
        app.key("/")
        found["filter by owner"] = _typed(app, "owner:p0077"), _key(cell)
    return found


def _key(cell: Program, presses: int = 20) -> float:
    """Milliseconds of a key of the one-cell app, the median of so many."""
    return statistics.median(_done(cell, "space", 0.05) for _ in range(presses))


def _typed(app: Program, text: str) -> float:
    """The time from the last key of a text typed without a pause to the rows it finds."""
    for key in text[:-1]:
        app.key(key)
    return _done(app, text[-1])


def _set(app: Program, value: int) -> float:
    """The time from Enter to the last change of the screen: committed, rolled up and painted."""
    for key in str(10 + value):
        app.key(key)
    return _done(app, "enter")


def _done(app: Program, key: str, gap: float = SETTLED) -> float:
    """Milliseconds from a key to the last change of the screen. Raises NotShownError when there is none."""
    press = app.key(key, gap=gap)
    if press.done is None:
        raise NotShownError(f"{key!r} changed nothing:\n{app.text()[:400]}")
    return press.done * 1000


def _shown(app: Program, wanted: re.Pattern[str]) -> None:
    if not wanted.search(app.text()):
        raise NotShownError(f"{wanted.pattern!r} not on the screen:\n{app.text()[:400]}")
