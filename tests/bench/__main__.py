"""Print the product's figures as ratios: `python -m tests.bench [NAME...] [--runs N] [--quick]`.

Nothing passes or fails here: ratios depend on the machine less than seconds do, yet they do. The exit
code is 0 whatever the numbers are; a figure that cannot be measured says why.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import sys

from tests.bench.company import ColumnsError
from tests.bench.figures import FIGURES
from tests.bench.line import Line
from tests.bench.measure import NotShownError
from tests.bench.process import RefusedError
from tests.bench.workbench import OBJECTIVES, MissingError, Workbench, compile_first, installed_how

HEADER = f"{'figure':36} {'limit':>7} {'median':>8} {'pairs':>15} {'ours':>10} {'baseline':>10}"


def main() -> int:
    """Measure what was asked for and print one line a figure; returns 0."""
    options = _options()
    gc.disable()
    compile_first()
    machine = f"Python {platform.python_version()}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"{installed_how()}; {machine}; bytecode compiled; medians of pairs\n")
    print(HEADER)
    with Workbench(1_000 if options.quick else OBJECTIVES) as bench:
        for name in options.names or FIGURES:
            try:
                for line in FIGURES[name](bench, options.runs):
                    print(_row(line), flush=True)
            except (MissingError, NotShownError, RefusedError, ColumnsError) as error:
                print(f"{name:36} not measured: {error}", flush=True)
            gc.collect()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FIGURES))
    parser.add_argument("--runs", type=int, default=9, help="pairs per figure (9)")
    parser.add_argument("--quick", action="store_true", help="2 pairs, and 1,000 objectives")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in FIGURES]:
        parser.error(f"no such figure: {', '.join(unknown)}; there are {', '.join(FIGURES)}")
    if options.quick:
        options.runs = 2
    options.runs = max(1, options.runs)
    return options


def _row(line: Line) -> str:
    ratios = line.ratios
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    ours = f"{statistics.median(ours for ours, _ in line.pairs):.1f} {line.unit}"
    base = f"{statistics.median(base for _, base in line.pairs):.1f} {line.unit}" if line.per_pair else "-"
    over = "  OVER" if line.result > line.limit else ""
    note = f"  ({line.note})" if line.note else ""
    return (
        f"{line.name:36} {line.limit:>7g} {line.result:>8.2f} {spread:>15} {ours:>10} {base:>10}{over}{note}"
    )


if __name__ == "__main__":
    sys.exit(main())
