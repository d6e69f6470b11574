"""Figures of the OKR tree that are commands of their own, measured against reading what they have to read."""

from __future__ import annotations

import sys

from tests.bench.line import Line
from tests.bench.process import seconds
from tests.bench.workbench import Workbench

READ_ALL = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    for table in ("team", "cycle", "goal", "key_result", "check_in", "rollup"):
        for row in database.execute(f"SELECT * FROM {table}"):
            pass
"""
"""Every row of the tree, read by the driver and thrown away."""


def read_all(bench: Workbench) -> float:
    """Return how many seconds it takes to read all rows of the generated company's tree."""
    return seconds([sys.executable, "-c", READ_ALL, str(bench.big)], bench.environment)


def lint(bench: Workbench, runs: int) -> list[Line]:
    """`oar lint` on the generated company against reading all rows of its tree.

    It ends with exit code 1, because there are findings.
    """
    argv = bench.oar(bench.big, "lint")

    def pair() -> tuple[float, float]:
        return seconds(argv, bench.environment, expected=1) * 1000, read_all(bench) * 1000

    pair()
    pairs = tuple(pair() for _ in range(max(1, runs // 3)))
    return [Line(f"oar lint, {bench.objectives:,} objectives", 5.0, "ms", pairs)]
