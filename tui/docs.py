"""Makes the reference pages under docs/ from the tables that the program itself runs on.

    python -m tui.docs           writes docs/commands.md, docs/keys.md, docs/settings.md
    python -m tui.docs --check   exit code 1 when one of them is not what it would write
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from models.kinds import KINDS
from models.settings import NAMES, Settings
from tui import config
from tui.cli import settings
from tui.cli.dispatch import load
from tui.cli.parser import Parser
from tui.cli.table import COMMANDS

if TYPE_CHECKING:
    from screens.keymap import Line

FOLDER = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Made by `python -m tui.docs`; change the program, not this file. -->"

GLOBAL = (
    ("`--db PATH|URL`", "The database; else `OAR_DB`, the file `database` in the config folder, the data folder"),
    ("`--as HANDLE`", "Who is asking; else `OAR_USER`, the login name"),
    ("`--json`", 'One JSON document on stdout: `{"version": 1, "command": "show", ...}`'),
    ("`--plain`", "No colour and no cut lines, also on a terminal"),
    ("`--read-only`", "Nothing can be written"),
    ("`--version`, `--help`", ""),
)

CODES = (
    ("0", "done, an empty list included"),
    ("1", "findings (`lint`, `doctor`)"),
    ("2", "wrong usage or a refused value"),
    ("3", "ambiguous or unknown reference; the candidates are printed"),
    ("4", "conflict with a newer change (`--mine`, `--theirs` settle it)"),
    ("5", "database unreachable, busy, read-only, newer, damaged or full"),
    ("6", "not permitted"),
    ("70", "an error in Oarlock itself; the line names a file with the details, without your data"),
    ("130", "Ctrl+C"),
)

VARIABLES = (
    ("`OAR_DB`", "Path or URL of the database"),
    ("`OAR_USER`", "Your handle"),
    ("`OAR_ASCII`", "1 for glyphs of ASCII only, 0 for Unicode"),
    ("`OAR_BUSY_MS`", "How long a write waits for another one, in ms (30000)"),
    ("`NO_COLOR`", "No escape sequence in any output"),
)


def commands() -> str:
    """Return docs/commands.md."""
    lines = ["# Commands", "", MADE, "", "`oar` alone opens the app on Today.", ""]
    lines += ["## Before or after any command", ""]
    lines += _table(("Option", "Does"), GLOBAL)
    lines += ["", "## Exit codes", "", *_table(("Code", "Means"), CODES)]
    lines += ["", "Errors are one line on stderr: what failed, what was kept, what to do.", ""]
    group = ""
    for name, entry in COMMANDS.items():
        if entry.group != group:
            group = entry.group
            lines += [f"## {group}", ""]
        lines += [f"### oar {name}", "", f"{entry.help}.", "", *_arguments(load(name)[0]), ""]
    lines += ["## Kinds and their fields", "", "What `oar add` and `oar edit` take.", ""]
    for kind in KINDS.values():
        given = [f"`{one.name}`{' (needed)' if one.required else ''}" for one in kind.fields]
        lines.append(f"- **{kind.name}**: {', '.join(given)}")
    return "\n".join(lines) + "\n"


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield a parser's usage, and its arguments as a table; those of its own commands below."""
    usage = " ".join(_plain(parser).format_usage().removeprefix("usage: ").split())
    yield f"`{usage}`"
    rows = []
    below: list[tuple[str, argparse.ArgumentParser, str]] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {one.dest: one.help or "" for one in action._choices_actions}
            below += [(name, one, helps.get(name, "")) for name, one in action.choices.items()]
        elif not isinstance(action, argparse._HelpAction):
            names = ", ".join(action.option_strings) or str(action.metavar or action.dest)
            named = action.choices is not None and action.metavar is None
            choices = f"one of {', '.join(map(str, action.choices or ()))}" if named else ""
            rows.append((f"`{names}`", "; ".join(part for part in (action.help or "", choices) if part)))
    if rows:
        yield ""
        yield from _table(("Argument", "Is"), rows)
    for name, one, says in below:
        yield ""
        yield f"**{parser.prog} {name}**: {says}"
        yield ""
        yield from _arguments(one)


def _plain(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Return the parser with a width that no environment changes."""
    parser.formatter_class = _Wide
    return parser


class _Wide(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=10_000)


def keys() -> str:
    """Return docs/keys.md."""
    from screens.keymap import key_table
    from screens.registry import PLACES

    lines = ["# Keys", "", MADE, "", "`oar keys` prints them as your config file has them.", ""]
    table = key_table()
    screens = list(dict.fromkeys(line.screen for line in table))
    every = [line for line in table if all(_has(table, screen, line.id, line.key) for screen in screens)]
    common = list({line.id: line for line in every}.values())
    lines += ["## On every screen", "", *_keys(common), ""]
    known = {(line.id, line.key) for line in common}
    for screen in screens:
        own = [line for line in table if line.screen == screen and (line.id, line.key) not in known]
        title = PLACES[screen].title if screen in PLACES else screen
        lines += [f"## {title}", "", *(_keys(own) if own else ["Nothing of its own."]), ""]
    return "\n".join(lines).rstrip() + "\n"


def _has(table: Iterable[Line], screen: str, identifier: str, key: str) -> bool:
    wanted = (screen, identifier, key)
    return any((one.screen, one.id, one.key) == wanted for one in table)


def _keys(lines: Iterable[Line]) -> list[str]:
    rows = [(f"`{one.key}`" if one.key else "", f"`{one.id}`", one.help or one.title) for one in lines]
    return list(_table(("Key", "Command", "Does"), rows))


def settings_page() -> str:
    """Return docs/settings.md."""
    plain = Settings()
    shared = [(f"`{name}`", f"`{getattr(plain, name)}`", settings.WORDS[name]) for name in NAMES]
    personal = [(f"`{name}`", says) for name, says in config.HELP.items()]
    lines = ["# Settings", "", MADE, "", "## Of the organisation", ""]
    lines += ["In the database; an admin sets them with `oar config NAME VALUE`.", ""]
    lines += _table(("Name", "Default", "Means"), shared)
    lines += ["", "## Personal", "", "In `config.toml` of the config folder (`~/.config/oarlock` on Linux):", ""]
    lines += _table(("Name", "Takes"), personal)
    lines += ["", "Own themes are TOML files in `themes` beside it. A mistake in the file is one line that names the"]
    lines += ["line and the key.", "", "## Environment", "", *_table(("Variable", "Means"), VARIABLES)]
    return "\n".join(lines) + "\n"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield a Markdown table; pipes inside cells are escaped."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


PAGES = {"commands.md": commands, "keys.md": keys, "settings.md": settings_page}


def main(argv: list[str]) -> int:
    """Write the pages, or with --check say which are not up to date."""
    parser = Parser(prog="python -m tui.docs", description="Make the reference pages under docs/")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a page is old")
    options = parser.parse_args(argv)
    old = []
    for name, make in PAGES.items():
        path, text = FOLDER / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        old.append(name)
        if not options.check:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in old:
        sys.stdout.write(f"{'old' if options.check else 'written'}: docs/{name}\n")
    return int(options.check and bool(old))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
