"""What the figures are measured on: the installed commands, a throw-away home, the databases."""

from __future__ import annotations

import compileall
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import date
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import TracebackType

from tests.bench import company
from tests.bench.process import check
from tests.pty.driver import clean_environment

ROOT = Path(__file__).resolve().parents[2]
YARDSTICKS = Path(__file__).with_name("yardsticks")
OBJECTIVES = 50_000
GENERATED = re.compile(r"(Objective|Key result) \d{5}")


class MissingError(Exception):
    """Something that a figure needs is not there yet."""


class Workbench:
    """Commands, environment and databases; everything it makes goes away with it.

    Args:
        objectives: how many the generated company has; each has three key results.
    """

    def __init__(self, objectives: int = OBJECTIVES) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="oarlock-bench-"))
        self.objectives = objectives
        beside = Path(sys.executable).parent
        self.environment = clean_environment(self._folder)
        self.environment["PATH"] = f"{beside}{os.pathsep}{self.environment['PATH']}"
        self._oar = beside / "oar"

    def __enter__(self) -> Workbench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def oar(self, database: Path, *words: str) -> list[str]:
        """The installed `oar` on a database.

        Raises MissingError when it is not installed or has no program yet.
        """
        if not self._oar.exists():
            raise MissingError(f"not there yet: {self._oar.name} beside {Path(sys.executable).name}")
        if not (ROOT / "tui" / "__main__.py").exists():
            raise MissingError("not there yet: tui/__main__.py")
        return [str(self._oar), "--db", str(database), *words]

    def python(self, code: str) -> list[str]:
        """The interpreter that runs `oar`, with a line of code."""
        return [sys.executable, "-c", code]

    def yardstick(self, name: str) -> list[str]:
        """A yardstick program by its file name without the ending."""
        return [sys.executable, str(YARDSTICKS / f"{name}.py")]

    @cached_property
    def demo(self) -> Path:
        """The demo company's database."""
        return self._made("demo.db", "--demo")

    @cached_property
    def big(self) -> Path:
        """The generated company's database."""
        path = self._made("big.db")
        with closing(sqlite3.connect(path)) as database:
            company.fill(database, objectives=self.objectives, today=date.today())
        return path

    def file(self, name: str) -> Path:
        """A place for a file that goes away with the workbench."""
        return self._folder / name

    def _made(self, name: str, *words: str) -> Path:
        """A database that `oar init` makes; what an earlier try left behind is removed first."""
        path = self._folder / name
        for left in self._folder.glob(f"{name}*"):
            left.unlink()
        check(self.oar(path, "init", *words), self.environment)
        return path

    def demo_text(self) -> re.Pattern[str]:
        """What only the demo company's data can have put on the screen: the beginning of any title."""
        titles = "SELECT title FROM key_result UNION SELECT name FROM measure UNION SELECT title FROM todo"
        with closing(sqlite3.connect(self.demo)) as database:
            found = [str(row[0])[:14] for row in database.execute(titles)]
        return re.compile("|".join(re.escape(title) for title in found))

    def numbers(self, count: int) -> list[str]:
        """References of `count` demo key results whose value is typed in by hand."""
        query = """SELECT k.id FROM key_result k JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id
                   WHERE k.archived_at IS NULL AND k.measure_id IS NULL AND c.state <> 'closed'
                   AND k.kind IN ('increase', 'decrease', 'count') AND k.unit <> '%' ORDER BY k.id LIMIT ?"""
        with closing(sqlite3.connect(self.demo)) as database:
            found = [f"KR{row[0]}" for row in database.execute(query, (count,))]
        if not found:
            raise MissingError("the demo company has no key result to set by hand")
        return found


def compile_first() -> None:
    """Compile the project's bytecode, as an installer does."""
    for folder in ("models", "themes", "screens", "tui", "tests/bench/yardsticks"):
        compileall.compile_dir(ROOT / folder, quiet=2)


def installed_how() -> str:
    """Whether `oar` is installed from a wheel or as an editable install, in words."""
    try:
        found = distribution("oarlock")
    except PackageNotFoundError:
        return "not installed"
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    editable = origin.get("dir_info", {}).get("editable", False)
    return f"oarlock {found.version}, " + ("editable install" if editable else "installed from a wheel")
