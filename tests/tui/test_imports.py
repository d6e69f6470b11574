"""What may be imported where: the short commands stay light, and pure modules stay pure.

Three floors of checks: what the source says (walked through the project's own imports), and what a
process that ran a short command has really loaded.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.driver import clean_environment

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("models", "themes", "screens", "tui")

PURE_ENDINGS = ("rules.py", "verbs.py", "reads.py")
"""In whichever area of models/ they stand; `glance_reads.py` is one too."""
PURE_MODULES = {
    "models/weeks.py",
    "models/numbers.py",
    "models/text.py",
    "models/refs.py",
    "themes/glyphs.py",
    "themes/cells.py",
}

SHORT_COMMAND_MODULES = {
    "tui/__main__.py",
    "tui/glance.py",
    "themes/glyphs.py",
    "themes/cells.py",
    "models/weeks.py",
    "models/text.py",
    "models/errors.py",
    "models/store/driver.py",
    "models/store/reader.py",
}
HEAVY = {
    "dataclasses", "inspect", "typing", "enum", "re", "tomllib", "json", "argparse", "platformdirs", "rich",
    "sqlalchemy", "sqlmodel", "pydantic", "textual", "logging", "pathlib", "click", "plotext", "alembic",
}  # fmt: skip
"""What `oar glance` and `oar status` cannot afford (architecture.md, Short commands)."""

CONSOLE_SCRIPT = "import sys; from tui.__main__ import run; sys.exit(run())"
"""What the installed `oar` does."""

standing = pytest.mark.skipif(
    not (ROOT / "tui" / "__main__.py").exists(), reason="there is no entry point to start from"
)


def _project_module(name: str) -> Path | None:
    """The file of a project module, `models.weeks` or a package of that name."""
    if name.partition(".")[0] not in FLOORS:
        return None
    path = ROOT.joinpath(*name.split("."))
    if path.with_suffix(".py").exists():
        return path.with_suffix(".py")
    return path / "__init__.py" if (path / "__init__.py").exists() else None


def imports(path: Path, *, everywhere: bool) -> Iterator[str]:
    """The full names a module imports; `everywhere` False leaves out those inside functions.

    Imports under `if TYPE_CHECKING:` do not run and are left out.
    """
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            waiting.extend(node.orelse)
        elif everywhere or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _known(path: Path) -> set[str]:
    return {name for name in imports(path, everywhere=True) if not _is_member(name)}


def _is_member(name: str) -> bool:
    """Whether a dotted name is a function or class inside a module, not a module."""
    if name.partition(".")[0] in FLOORS:
        return _project_module(name) is None
    return "." in name


def pure_modules() -> list[Path]:
    """Every module that promises to stand on the standard library alone."""
    found = [path for path in (ROOT / "models").rglob("*.py") if path.name.endswith(PURE_ENDINGS)]
    return sorted(found + [ROOT / name for name in PURE_MODULES if (ROOT / name).exists()])


def reached(start: Path) -> dict[Path, Path]:
    """Every project module that importing `start` runs, and the one that asked for it."""
    seen = {start: start}
    waiting = [start]
    while waiting:
        module = waiting.pop()
        for name in imports(module, everywhere=False):
            target = _project_module(name)
            if target and target not in seen:
                seen[target] = module
                waiting.append(target)
    return seen


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", pure_modules(), ids=_shown)
def test_pure_module_imports_the_standard_library_and_pure_modules_only(path: Path) -> None:
    pure = set(pure_modules())
    wrong = []
    for name in _known(path):
        module = _project_module(name)
        foreign = module is None and name.partition(".")[0] not in sys.stdlib_module_names
        if foreign or (module and module not in pure and not _stands_on_the_standard_library(module)):
            wrong.append(name)
    assert not wrong, f"{_shown(path)} imports {', '.join(sorted(wrong))}"


def _stands_on_the_standard_library(module: Path) -> bool:
    """Whether a helper module (errors, registries) leads to nothing outside the standard library either."""
    return all(
        name.partition(".")[0] in sys.stdlib_module_names or name.partition(".")[0] in FLOORS
        for reached_module in reached(module)
        for name in imports(reached_module, everywhere=True)
    )


@standing
@pytest.mark.parametrize("name", sorted(PURE_MODULES | SHORT_COMMAND_MODULES))
def test_listed_module_is_there(name: str) -> None:
    assert (ROOT / name).is_file(), f"{name} is gone: rename it in this test too, or its contract is lost"


@pytest.mark.parametrize("name", sorted(SHORT_COMMAND_MODULES - {"tui/__main__.py"}))
def test_module_of_the_short_commands_leads_to_nothing_heavy(name: str) -> None:
    if not (ROOT / name).exists():
        pytest.skip("test_listed_module_is_there says whether it should be")
    for module, asked_by in reached(ROOT / name).items():
        heavy = {found.partition(".")[0] for found in imports(module, everywhere=False)} & HEAVY
        assert not heavy, f"{_shown(module)} (imported by {_shown(asked_by)}) imports {', '.join(sorted(heavy))}"


@standing
def test_entry_point_imports_nothing_heavy_before_it_knows_the_command() -> None:
    for module in reached(ROOT / "tui" / "__main__.py"):
        heavy = {found.partition(".")[0] for found in imports(module, everywhere=False)} & HEAVY
        assert not heavy, f"{_shown(module)} imports {', '.join(sorted(heavy))}"


def test_every_package_file_is_empty() -> None:
    full = [_shown(path) for floor in FLOORS for path in (ROOT / floor).rglob("__init__.py") if path.stat().st_size]
    assert not full


@standing
@pytest.mark.parametrize("command", ["glance", "status"])
def test_short_command_loads_nothing_heavy(command: str, tmp_path: Path) -> None:
    environment = {
        **clean_environment(tmp_path),
        "OAR_DB": str(tmp_path / "company.db"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
    }
    made = _run(["-c", CONSOLE_SCRIPT, "init", "--demo"], environment)
    assert made.returncode == 0, made.stderr
    ran = _run(["-X", "importtime", "-c", CONSOLE_SCRIPT, command], environment)
    assert ran.returncode == 0, ran.stderr[-500:]
    before = _run(["-X", "importtime", "-c", "pass"], environment)
    loaded = _loaded(ran.stderr) - _loaded(before.stderr)
    assert "tui.__main__" in loaded
    assert not loaded & HEAVY


def _loaded(trace: str) -> set[str]:
    """The module names in what `-X importtime` wrote, packages of submodules included."""
    rows = [line.rpartition("|")[2].strip() for line in trace.splitlines() if line.startswith("import time:")]
    return set(rows) | {row.partition(".")[0] for row in rows}


def _run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
