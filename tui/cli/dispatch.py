"""From words to a command: its module, its arguments, its exit code."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from models.errors import Refused
from tui.arguments import Options
from tui.cli.context import Context
from tui.cli.printer import Printer
from tui.cli.table import COMMANDS

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.cli.parser import Parser


def main(options: Options, words: Sequence[str]) -> int:
    """Run the command that `words` begin with and return its exit code. Raises OarError."""
    name = words[0] if words else ""
    if options.version or name == "version":
        name, words = "version", ["version"]
    if (not name and options.help) or name == "help":
        return _help(options, words[1:])
    if not name:
        name, words = "open", ["open"]
    if name not in COMMANDS:
        raise _unknown(name)
    parser, command = load(name)
    if options.help:
        words = [name, *[word for word in words[1:] if not word.startswith("-")], "--help"]
    parsed = _parse(parser, words[1:])
    if parsed is None:
        return 0
    context = Context(options, name)
    try:
        _collect()
        return command(context, parsed)
    finally:
        context.close()


def _collect() -> None:
    """Collect garbage again, but rarely: most commands end before they made any."""
    import gc

    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def load(name: str) -> tuple[Parser, Callable[[Context, Any], int]]:
    """Import a command's module and return its parser and its function."""
    from tui.cli.parser import Parser

    module = importlib.import_module(f"tui.cli.{COMMANDS[name].module}")
    parser = Parser(prog=f"oar {name}", description=COMMANDS[name].help)
    getattr(module, f"{name}_arguments")(parser)
    function = getattr(module, name, None) or getattr(module, f"{name}_command")
    return parser, function


def _parse(parser: Parser, words: Sequence[str]) -> Namespace | None:
    """Return the parsed arguments, None when help was asked for and given."""
    try:
        try:
            return parser.parse_intermixed_args(words)
        except TypeError:  # a parser with commands of its own
            return parser.parse_args(words)
    except SystemExit:
        return None


def _unknown(name: str) -> Refused:
    from difflib import get_close_matches

    near = get_close_matches(name[:40], COMMANDS, n=1)
    hint = f"Did you mean `oar {near[0]}`?" if near else "`oar --help` lists the commands"
    return Refused(f"There is no command {name[:40]!r}", hint)


def _help(options: Options, words: Sequence[str]) -> int:
    if words and words[0] in COMMANDS:
        return main(options, [words[0], *words[1:], "--help"])
    printer = Printer(sys.stdout, plain=options.plain)
    printer.say("oar [COMMAND] [--db PATH|URL] [--as HANDLE] [--json] [--plain] [--read-only] [--version] [--help]")
    group = ""
    for name, entry in COMMANDS.items():
        if entry.group != group:
            group = entry.group
            printer.say()
            printer.say(((group, "title"),))
        printer.say(((f"  {name:<10}", "key"), (entry.help, "")))
    printer.say()
    printer.say("`oar COMMAND --help` shows a command's own words. Exit codes: 0 done, 1 findings, 2 wrong usage or")
    printer.say("refused, 3 unknown or ambiguous reference, 4 conflict, 5 database out of reach, 6 not permitted.")
    return 0
