"""`oar import` of readings as a process of its own: killed and taken up, with a bar, with bad cells."""

from __future__ import annotations

import io
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from models import weeks
from models.clock import FrozenClock
from models.scorecard.verbs import AddMeasure
from models.store import driver
from models.store.store import Store
from tests.models.conftest import NOW
from tests.tui.conftest import ROOT, Oar
from tui.arguments import Options
from tui.cli import readings_import
from tui.cli.context import Context

MEASURES, WEEKS = 300, 400
CODE = "import sys; from tui.__main__ import run; sys.exit(run())"
PEAK = "import sys; from tui.__main__ import main; main(); sys.stderr.write(open('/proc/self/status').read())"
"""The same, and at the end what the kernel knows of the process; its memory is counted from its own start."""


@pytest.fixture
def scorecard(company: str) -> str:
    store = Store(company, handle="ana", clock=FrozenClock(NOW))
    store.write(AddMeasure(fields={"name": "Uptime", "unit": "%", "team": "T1"}, plan=">=99%"))
    store.close()
    return company


@pytest.fixture
def long_file(company: str, tmp_path: Path) -> Path:
    """Return a file of 120,000 readings of measures that the company has."""
    with closing(driver.sqlite.connect(company)) as database, database:
        database.executemany(
            "INSERT INTO measure (created_at, team_id, rank, name, area, leads, unit, direction, aggregate, cadence,"
            " controlled, on_top, private) VALUES ('2020-01-01T00:00:00.000Z', 1, 0, ?, 'operations', 0, '', 'up',"
            " 'last', 'week', 1, 0, 0)",
            [(f"Measure {number}",) for number in range(MEASURES)],
        )
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("measure,week,value\n")
        for period in weeks.periods_back(202530, WEEKS):
            week = weeks.format_week(period)
            file.writelines(f"Measure {number},{week},{number % 100}.5\n" for number in range(MEASURES))
    return path


def start(path: Path, code: str = CODE) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", code, "import", str(path)],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def counted(database: str) -> tuple[int, int, int]:
    with closing(driver.sqlite.connect(database)) as sql, sql:
        readings = sql.execute("SELECT count(*), count(DISTINCT measure_id * 1000000 + period) FROM reading").fetchone()
        batches = sql.execute("SELECT count(*) FROM reading_batch").fetchone()
    return readings[0], readings[1], batches[0]


def test_killed_import_is_taken_up_and_doubles_nothing(company: str, long_file: Path, home: Path) -> None:
    folder = home / ".local" / "state" / "oarlock" / "imports"
    process, seen = start(long_file), 0
    while process.poll() is None and not seen:
        for stage in folder.glob("*.stage"):
            copy = stage.with_suffix(".copy")
            shutil.copyfile(stage, copy)
            try:
                with closing(driver.sqlite.connect(copy)) as sql, sql:
                    seen = sql.execute("SELECT rows FROM done").fetchone()[0]
            except (driver.sqlite.Error, TypeError):
                continue
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert 0 < seen < MEASURES * WEEKS
    assert counted(company) == (0, 0, 0)
    out, err = start(long_file).communicate(timeout=300)
    assert b"Going on behind row" in out, err
    assert b"Imported 120,000 readings of 300 measures" in out
    assert counted(company) == (120_000, 120_000, 1)
    assert not list(folder.glob("*.stage"))
    out, _ = start(long_file).communicate(timeout=300)
    assert b"are there already" in out
    assert counted(company) == (120_000, 120_000, 1)


@pytest.mark.parametrize("wait", [0.6, 1.0, 1.4, 1.8, 2.4])
def test_kill_at_any_moment_leaves_all_or_nothing(company: str, long_file: Path, home: Path, wait: float) -> None:
    process = start(long_file)
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert counted(company) in ((0, 0, 0), (120_000, 120_000, 1))
    again = start(long_file)
    _, err = again.communicate(timeout=300)
    assert again.returncode == 0, err
    assert counted(company) == (120_000, 120_000, 1)


def peak_memory(path: Path) -> int:
    """Return the most bytes of memory that an import of this file ever held, as the kernel counted them."""
    said = start(path, PEAK).communicate(timeout=300)[1].decode()
    found = re.search(r"VmHWM:\s*(\d+) kB", said)
    assert found, said
    return int(found[1]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel tells the peak of a process in /proc")
def test_ten_times_the_rows_are_not_held_in_memory(company: str, long_file: Path, home: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.csv"
    with long_file.open(encoding="utf-8") as rows:
        short.write_text("".join(itertools.islice(rows, 1 + MEASURES * WEEKS // 10)), encoding="utf-8")
    little, much = peak_memory(short), peak_memory(long_file)
    assert counted(company)[0] == MEASURES * WEEKS
    assert much - little < 16e6, f"{much / 1e6:.0f} MB for ten times the rows of {little / 1e6:.0f} MB"


def test_a_long_import_is_one_undo(company: str, long_file: Path, oar: Oar) -> None:
    assert oar("import", str(long_file)).code == 0
    assert oar("undo").code == 0
    with closing(driver.sqlite.connect(company)) as sql, sql:
        assert sql.execute("SELECT count(*) FROM reading WHERE archived_at IS NULL").fetchone() == (0,)
    assert oar("redo").code == 0
    with closing(driver.sqlite.connect(company)) as sql, sql:
        assert sql.execute("SELECT count(*) FROM reading WHERE archived_at IS NULL").fetchone() == (120_000,)


class Terminal(io.StringIO):
    """A terminal that keeps what was written."""

    def isatty(self) -> bool:
        return True


def test_bar_is_drawn_on_a_terminal_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings_import, "PATIENCE", 0.0)
    for stream, plain in ((Terminal(), False), (Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        options = Options()
        options.plain = plain
        drawn = readings_import.Bar(Context(options, "import"))
        drawn.show(500_000, 0.5)
        drawn.show(1_000_000, 1.0)
        drawn.clear()
        shown = stream.getvalue()
        if plain or not stream.isatty():
            assert shown == ""
        else:
            assert "100%  1,000,000 rows" in shown
            assert shown.endswith(" \r")
            assert "\n" not in shown and "\x1b" not in shown


def test_dry_run_says_what_it_understood(scorecard: str, oar: Oar, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("measure,week,value\nUptime,2026-W30,99\n", encoding="utf-8")
    ran = oar("import", str(path), "--dry-run", "--json")
    assert ran.json["shape"] == "readings long"
    assert (ran.json["rows"], ran.json["readings"], ran.json["bad"]) == (1, 1, 0)
    assert counted(scorecard) == (0, 0, 0)


def test_bad_cells_import_nothing_until_the_good_rows_are_wanted(scorecard: str, oar: Oar, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("measure,2026-W30,2026-W31,2026-W52\nUptime,99,0.98,98\nOther,1,2,\n", encoding="utf-8")
    ran = oar("import", str(path))
    assert ran.code == 2
    assert "3 bad cells" in ran.err
    assert "row 2, 2026-W31" in ran.out
    assert counted(scorecard) == (0, 0, 0)
    ran = oar("import", str(path), "--good-rows", "--json")
    assert ran.code == 0
    assert ran.json["message"] == "Imported 1 reading of 1 measure"
    assert [(cell["row"], cell["column"]) for cell in ran.json["bad_cells"]] == [
        (2, "2026-W31"), (2, "2026-W52"), (3, "measure"),
    ]  # fmt: skip
