"""Figures of the scorecard: short commands and the screen with 13 million readings, and the import of a million."""

from __future__ import annotations

import re
import sqlite3
import statistics
import time
from contextlib import closing
from datetime import date
from pathlib import Path

from models import weeks
from tests.bench import scorecard_company
from tests.bench.line import Line
from tests.bench.measure import NotShownError, Program
from tests.bench.process import check, peak, seconds
from tests.bench.workbench import Workbench

IMPORTED, IMPORT_WEEKS = 1_000_000, 250
FRESH = "readings.db"
PRESSES = 40
SHOWN = re.compile(r"› Scorecard.*Measure \d{5}", re.DOTALL)
COLUMNS = "created_at, measure_id, period, value, by_id, at, source, batch"


def database(bench: Workbench) -> Path:
    """Return the database with 13 million readings (260,000 in a quick run), made at its first use."""
    path = bench.file("scorecard.db")
    if not path.exists():
        check(bench.oar(path, "init"), bench.environment)
        measures = scorecard_company.MEASURES if bench.objectives >= 50_000 else scorecard_company.MEASURES // 50
        with closing(sqlite3.connect(path)) as made:
            scorecard_company.fill(made, measures=measures, today=date.today())
    return path


def glance_many(bench: Workbench, runs: int) -> list[Line]:
    """`oar glance` and `oar status` with 13 million readings against an interpreter that imports re and sqlite3."""
    path, base, lines = database(bench), bench.python("import re, sqlite3"), []
    for name in ("glance", "status"):
        argv = bench.oar(path, name)
        pairs = [(_ms(bench, argv), _ms(bench, base)) for _ in range(runs * 3 + 1)]
        lines.append(Line(f"oar {name}, 13 M readings", 1.30, "ms", tuple(pairs[1:])))
    return lines


def _ms(bench: Workbench, argv: list[str]) -> float:
    return seconds(argv, bench.environment) * 1000


def scorecard(bench: Workbench, runs: int) -> list[Line]:
    """The scorecard with 13 million readings: opening it, and typing a reading to its repaint, against one key."""
    path, opened, typed = database(bench), [], []
    for _ in range(max(1, runs // 3)):
        with Program(bench.yardstick("one_cell_app"), bench.environment) as one_cell:
            one_cell.first_frame(None)
            presses = [one_cell.key("space").done for _ in range(PRESSES)]
        base = statistics.median(done * 1000 for done in presses if done is not None)
        with Program(bench.oar(path, "open", "today"), bench.environment) as program:
            program.first_frame(re.compile(r"Today"))
            program.quiet(1.5)
            opened.append((_screen(program), base))
            typed.append((_reading(program), base))
    return [
        Line("scorecard opens, 13 M readings", 20.0, "ms", tuple(opened)),
        Line("reading to repaint, 13 M readings", 15.0, "ms", tuple(typed)),
    ]


def _screen(program: Program) -> float:
    """Milliseconds from the `s` of `g` `s` to the scorecard (median of some); a first time loads its code."""
    times = []
    for _ in range(4):
        program.key("g")
        times.append(program.until("s", SHOWN) * 1000)
        program.quiet(0.4)
        program.key("g")
        program.until("t", re.compile("› Today"))
        program.quiet(0.4)
    program.key("g")
    program.until("s", SHOWN)
    program.quiet(1.0)
    return statistics.median(times[1:])


def _reading(program: Program) -> float:
    """Milliseconds from Enter behind a typed number to its last repaint (median of some)."""
    times = []
    for number in range(60, 68):
        for digit in str(number):
            program.key(digit)
        done = program.key("enter", gap=0.6, limit=10).done
        if done is not None:
            times.append(done * 1000)
    if len(times) < 4:
        raise NotShownError(f"Enter behind a number changed nothing:\n{program.text().strip()[-300:]}")
    return statistics.median(times[1:])


def readings_import(bench: Workbench, runs: int) -> list[Line]:
    """`oar import` of a million readings: against bare `executemany` into the same table, and the memory it takes.

    1 / 0.3 of the time at most; no more memory than the first tenth of the rows, of as many measures.
    """
    count = IMPORTED if bench.objectives >= 50_000 else IMPORTED // 20
    periods = weeks.periods_back(weeks.last_closed(date.today()), IMPORT_WEEKS)
    measures = count // IMPORT_WEEKS
    file, tenth = bench.file("readings.csv"), bench.file("tenth.csv")
    _write(file, measures, periods)
    _write(tenth, measures, periods[: IMPORT_WEEKS // 10])
    pairs, memory = [], []
    for _ in range(max(1, runs // 3)):
        bare = _bare(_fresh(bench, measures), measures, periods)
        path = _fresh(bench, measures)
        pairs.append((seconds(bench.oar(path, "import", str(file)), bench.environment), bare))
        peaks = [
            peak(bench.oar(_fresh(bench, measures), "import", str(some)), bench.environment) for some in (file, tenth)
        ]
        memory.append((peaks[0], peaks[1]))
    return [
        Line(f"import of {count:,} readings", 1 / 0.3, "s", tuple(pairs)),
        Line(f"its memory : that of {count // 10:,}", 1.10, "MiB", tuple(memory)),
    ]


def _write(file: Path, measures: int, periods: list[int]) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write("measure,week,value\n")
        for period in periods:
            week = weeks.format_week(period)
            out.writelines(f"Measure {at:05},{week},{_percent(at, period):g}\n" for at in range(1, measures + 1))


def _percent(measure: int, period: int) -> float:
    """A value of 1 to 100: below 1 the import asks whether it is a percentage or a share."""
    return 1 + (measure * 37 + period) % 991 / 10


def _fresh(bench: Workbench, measures: int) -> Path:
    path = bench.file(FRESH)
    for left in path.parent.glob(f"{FRESH}*"):
        left.unlink()
    check(bench.oar(path, "init"), bench.environment)
    with closing(sqlite3.connect(path)) as made:
        scorecard_company.fill(made, measures=measures, span=1, today=date.today())
        with made:
            made.execute("DELETE FROM reading")
    return path


def _bare(path: Path, measures: int, periods: list[int]) -> float:
    """Seconds that the driver alone takes for the same rows in one transaction."""
    at = "2026-01-05T06:00:00.000Z"
    rows = [
        (at, measure, period, _percent(measure, period), 1, at, "import readings.csv", "0" * 32)
        for period in periods
        for measure in range(1, measures + 1)
    ]
    with closing(sqlite3.connect(path)) as made:
        began = time.perf_counter()
        with made:
            made.executemany(f"INSERT INTO reading ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return time.perf_counter() - began


FIGURES = {"glance-many": glance_many, "scorecard": scorecard, "readings-import": readings_import}
