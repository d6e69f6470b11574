"""House rules that a reader of one file cannot see: sizes, leftovers, and user text in markup."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("models", "themes", "screens", "tui")
LONGEST_MODULE = 400
"""Lines; a module that reaches 300 is due to become two, named after what they do."""
MIGRATIONS = ROOT / "models" / "store" / "migrations" / "versions"
"""Written by a generator, read once."""

MARKUP_FIRST = {
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Link", "TabPane", "Tab", "Collapsible",
    "notify", "update", "add_option", "from_markup", "Tooltip",
}  # fmt: skip
"""Callables that read their first argument as markup when it is a plain string."""
MARKUP_LISTS = {"OptionList", "SelectionList", "RadioSet"}
"""Callables that read every positional argument so."""
MARKUP_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "placeholder"}
SAFE_CALLS = {"Content", "Text", "styled", "assemble", "from_text", "from_markup"}
LEFTOVER = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|home/\w+|root|Users/\w+)/[\w.-]")


def _tracked() -> list[Path]:
    """Every text file that git knows, or every file of the four floors and the tests without git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        return sorted(path for floor in (*FLOORS, "tests") for path in (ROOT / floor).rglob("*.py"))
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def _text(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", "replace")


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{_shown(path)}:{number}"
        for path in _tracked()
        if path != Path(__file__).resolve()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert not _lines_with(MACHINE_PATH)


def test_nothing_is_left_for_later_in_a_comment() -> None:
    assert not _lines_with(LEFTOVER)


def test_no_module_is_too_long_to_read() -> None:
    modules = [path for path in _tracked() if path.suffix == ".py" and path.parent != MIGRATIONS]
    sizes = {_shown(path): len(_text(path).splitlines()) for path in modules}
    assert not {name: size for name, size in sizes.items() if size > LONGEST_MODULE}


# ---- user text and markup (sharing.md 6)


def _name(call: ast.expr) -> str:
    return call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""


def _safe(value: ast.expr, trusted: frozenset[str]) -> bool:
    """Whether an expression is literal text, Content or Text, or a name bound to such in this module."""
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Name):
        return value.id in trusted or value.id.isupper()
    if isinstance(value, ast.Call):
        return _name(value.func) in SAFE_CALLS
    if isinstance(value, ast.IfExp):
        return _safe(value.body, trusted) and _safe(value.orelse, trusted)
    if isinstance(value, ast.BinOp):
        return _safe(value.left, trusted) and _safe(value.right, trusted)
    return False


def _trusted(tree: ast.AST) -> frozenset[str]:
    """Names that are only ever bound to safe values, and arguments declared as Content or Text."""
    bound: dict[str, list[ast.expr]] = {}
    declared = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    bound.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            name = node.arg if isinstance(node, ast.arg) else _name(node.target)
            if ast.unparse(node.annotation) in ("Content", "Text"):
                declared.add(name)
    none = frozenset[str]()
    return frozenset(declared | {name for name, values in bound.items() if all(_safe(v, none) for v in values)})


def _plain(call: ast.Call) -> bool:
    """Whether the call turns markup off."""
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )


def bare_markup(source: str) -> list[int]:
    """The lines on which text that is not known to be harmless reaches a markup-taking callable."""
    tree = ast.parse(source)
    trusted = _trusted(tree)
    wrong: list[int] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not _plain(node):
            wrong += [value.lineno for value in _markup_arguments(node) if not _safe(value, trusted)]
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                titled = isinstance(target, ast.Attribute) and target.attr in MARKUP_ATTRIBUTES
                if titled and not _safe(node.value, trusted):
                    wrong.append(node.lineno)
    return sorted(wrong)


def _markup_arguments(call: ast.Call) -> list[ast.expr]:
    name = _name(call.func)
    if name == "update" and not _updates_a_widget(call):
        return []
    if name in MARKUP_LISTS:
        return [value for value in call.args if not isinstance(value, ast.Starred)]
    return call.args[:1] if name in MARKUP_FIRST else []


def _updates_a_widget(call: ast.Call) -> bool:
    """`widget.update(text)`, told from `dict.update(pairs)` by what is handed over."""
    return bool(call.args) and isinstance(call.args[0], ast.JoinedStr | ast.Constant)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "screens").rglob("*.py")) + sorted((ROOT / "tui").rglob("*.py")), ids=_shown
)
def test_no_bare_user_text_reaches_markup(path: Path) -> None:
    lines = bare_markup(path.read_text(encoding="utf-8"))
    assert not lines, f"{_shown(path)}, lines {lines}: use Content(text) or markup=False"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("Static('fixed')", []),
        ("Static(kr.title)", [1]),
        ("Static(kr.title, markup=False)", []),
        ("Static(kr.title, markup=True)", [1]),
        ("Static(Content(kr.title))", []),
        ("Static(f'{kr.title}!')", [1]),
        ("Static()", []),
        ("self.notify(message)", [1]),
        ("self.notify(error.message, markup=False)", []),
        ("OptionList('one', kr.title)", [1]),
        ("line = Content(title)\nLabel(line)", []),
        ("line = Content(title)\nline = title\nLabel(line)", [3]),
        ("def show(line: Content):\n    Label(line)", []),
        ("self.border_title = goal.title", [1]),
        ("self.border_title = 'Goals'", []),
        ("Content.from_markup(goal.title)", [1]),
        ("Content.from_markup('[b]$t[/]', t=goal.title)", []),
        ("Static(Content.from_markup('[b]$t[/]', t=goal.title))", []),
        ("Static(Content.from_markup(goal.title))", [1]),
        ("seen.update(rows)", []),
        ("widget.update(f'{rows}')", [1]),
        ("Button('yes' if sure else 'no')", []),
    ],
)
def test_markup_check_tells_user_text_from_our_own(source: str, lines: list[int]) -> None:
    assert bare_markup(source) == lines
