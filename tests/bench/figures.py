"""The figures the product promises, each a ratio to a baseline measured in the same run.

Every function takes the workbench and the number of pairs, and returns its lines. A pair is ours and
the baseline, one right after the other, so that a busy moment of the machine hits both.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench import okr_figures, readings_figures, tree_figures
from tests.bench.line import Line
from tests.bench.measure import KeyPress, NotShownError, Program
from tests.bench.process import seconds
from tests.bench.workbench import GENERATED, Workbench

OPEN_TREE = ("open", "okrs")
OPEN_ALL: tuple[str, ...] = ("space", "+")
"""Keys that open every row of the tree: a large one starts with its upper levels only."""
PRESSES = 40
IDLE_SECONDS = 5.0
ORM_LIBRARY = "pydantic_core"
"""A compiled library that comes with SQLModel and with nothing else the app loads."""


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]


def _interleaved(
    runs: int, ours: Callable[[], float], base: Callable[[], float]
) -> tuple[tuple[float, float], ...]:
    """`runs` pairs after one pair that warms the caches."""
    ours(), base()
    return tuple((ours(), base()) for _ in range(runs))


# ---- start


def start(bench: Workbench, runs: int) -> list[Line]:
    """First data frame on the demo company against the first frame of an empty app."""
    return [_first_frame(bench, runs, "first data frame, demo", 1.10, bench.demo, bench.demo_text())]


def start_big(bench: Workbench, runs: int) -> list[Line]:
    """The same on the generated company."""
    name = f"first data frame, {bench.objectives:,} objectives"
    return [_first_frame(bench, runs, name, 1.20, bench.big, GENERATED)]


def _first_frame(
    bench: Workbench, runs: int, name: str, limit: float, database: Path, shows: re.Pattern[str]
) -> Line:
    def frame(argv: list[str], wanted: re.Pattern[str] | None) -> float:
        with Program(argv, bench.environment) as program:
            return program.first_frame(wanted) * 1000

    pairs = _interleaved(
        runs,
        lambda: frame(bench.oar(database), shows),
        lambda: frame(bench.yardstick("empty_app"), None),
    )
    return Line(name, limit, "ms", pairs)


# ---- whole commands


def glance(bench: Workbench, runs: int) -> list[Line]:
    """`oar glance` against an interpreter that imports re and sqlite3."""
    return [_command(bench, runs * 3, "oar glance", 1.30, "import re, sqlite3", ("glance",))]


def status(bench: Workbench, runs: int) -> list[Line]:
    """`oar status` against the same."""
    return [_command(bench, runs * 3, "oar status", 1.30, "import re, sqlite3", ("status",))]


def set_value(bench: Workbench, runs: int) -> list[Line]:
    """`oar set` against an interpreter that imports sqlmodel."""
    target = bench.numbers(1)[0]
    return [_command(bench, runs, "oar set", 1.60, "import sqlmodel", ("set", target, "3"))]


def _command(bench: Workbench, runs: int, name: str, limit: float, code: str, words: tuple[str, ...]) -> Line:
    argv, base = bench.oar(bench.demo, *words), bench.python(code)
    pairs = _interleaved(
        runs,
        lambda: seconds(argv, bench.environment) * 1000,
        lambda: seconds(base, bench.environment) * 1000,
    )
    return Line(name, limit, "ms", pairs)


# ---- keys


def keys(bench: Workbench, runs: int) -> list[Line]:
    """Cursor, page, scroll and fold in the open tree against the median key of a one-cell app."""
    measured: dict[str, list[tuple[list[KeyPress], float]]] = {}
    for _ in range(max(1, runs // 3)):
        with Program(bench.yardstick("one_cell_app"), bench.environment) as one_cell:
            one_cell.first_frame(None)
            base = statistics.median(_times(_press(one_cell, "space", PRESSES)))
        for what, presses in _tree_keys(bench).items():
            measured.setdefault(what, []).append((presses, base))
    limits = {"cursor down": 3.0, "page down": 12.0, "scroll by cursor": 12.0, "fold and unfold": 12.0}
    lines = []
    for what, rounds in measured.items():
        pairs = tuple((p95(_times(presses)), base) for presses, base in rounds)
        still = sum(press.done is None for presses, _ in rounds for press in presses)
        note = f"{still} keys changed nothing" if still else ""
        lines.append(Line(f"{what}, p95", limits[what], "ms", pairs, note=note))
    written = tuple(
        (p95([press.written for press in presses]), 0.0) for presses, _ in measured["cursor down"]
    )
    return [*lines, Line("cursor down, bytes p95", 1024, "bytes", written, per_pair=False)]


def _tree_keys(bench: Workbench) -> dict[str, list[KeyPress]]:
    with Program(bench.oar(bench.big, *OPEN_TREE), bench.environment) as tree:
        tree.first_frame(re.compile(r"Imperative|Objective \d{5}"))
        tree.wait_loaded(ORM_LIBRARY)
        tree.quiet(0.5)
        _press_untimed(tree, *OPEN_ALL, "home")
        measured = {"cursor down": []} | {"page down": _press(tree, "pgdn", PRESSES)}
        for _ in range(PRESSES // 20):
            _press_untimed(tree, "home")
            measured["cursor down"] += _press(tree, "down", 20)
        _press_untimed(tree, *["down"] * 30)
        measured["scroll by cursor"] = _press(tree, "down", PRESSES)
        _press_untimed(tree, "home")
        measured["fold and unfold"] = _press(tree, "z", PRESSES // 2)
    return measured


def _press(program: Program, key: str, times: int) -> list[KeyPress]:
    return [program.key(key) for _ in range(times)]


def _press_untimed(program: Program, *names: str) -> None:
    for name in names:
        program.key(name)
    program.quiet(0.2)


def _times(presses: list[KeyPress]) -> list[float]:
    """Milliseconds of the presses that changed something.

    Raises NotShownError when most of them did not: then something else was measured than was meant.
    """
    times = [press.done * 1000 for press in presses if press.done is not None]
    if 2 * len(times) < len(presses):
        raise NotShownError(f"{len(presses) - len(times)} of {len(presses)} keys changed nothing")
    return times


# ---- at rest


def memory(bench: Workbench, runs: int) -> list[Line]:
    """Resident memory after start, with the ORM loaded, against an empty app."""
    missing = 0

    def resident(argv: list[str], wanted: re.Pattern[str] | None) -> float:
        nonlocal missing
        with Program(argv, bench.environment) as program:
            program.first_frame(wanted)
            if wanted is not None:
                missing += not program.wait_loaded(ORM_LIBRARY)
            program.quiet(1.5)
            return program.resident() / 1024

    pairs = _interleaved(
        max(1, runs // 3),
        lambda: resident(bench.oar(bench.demo), bench.demo_text()),
        lambda: resident(bench.yardstick("empty_app"), None),
    )
    note = "ORM NOT loaded" if missing else "ORM loaded"
    return [Line("resident memory after start", 2.1, "MiB", pairs, note=note)]


def idle(bench: Workbench, _runs: int) -> list[Line]:
    """Bytes written in a second without a key."""
    with Program(bench.oar(bench.demo), bench.environment) as program:
        program.first_frame(bench.demo_text())
        program.wait_loaded(ORM_LIBRARY)
        program.quiet(1.0)
        written = program.idle_bytes(IDLE_SECONDS) / IDLE_SECONDS
    return [Line("idle", 0, "bytes/s", ((written, 0.0),), per_pair=False)]


FIGURES: dict[str, Callable[[Workbench, int], list[Line]]] = {
    "start": start,
    "start-big": start_big,
    "glance": glance,
    "status": status,
    "set": set_value,
    "lint": okr_figures.lint,
    "keys": keys,
    "memory": memory,
    "idle": idle,
    "tree": tree_figures.tree,
    "day": tree_figures.day,
    **readings_figures.FIGURES,
}
