"""The words of `oar glance` and `oar status` for the help; tui/glance.py does the work, without a parser."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui import glance as short
from tui.cli.context import Context
from tui.glance_words import FAIL_ON, WITH_VALUE


def glance_arguments(parser: ArgumentParser) -> None:
    """--team, --weeks, and what `oar status` takes too."""
    parser.add_argument("--team", metavar="T", default="", help="a team and those below it")
    parser.add_argument("--weeks", metavar="N", default="", help="how many weeks the sparkline shows")
    status_arguments(parser)


def glance(context: Context, options: Namespace) -> int:
    """Print the scorecard, the worst first."""
    return short.main("glance", _words("glance", options), context.options)


def status_arguments(parser: ArgumentParser) -> None:
    """--at, --watch, --every, --fail-on."""
    parser.add_argument("--at", metavar="WEEK", default="", help="as it was when that week had closed, 2026-W22 say")
    parser.add_argument("--watch", action="store_true", help="repaint in place until Ctrl+C or q")
    parser.add_argument("--every", metavar="SECONDS", default="", help="how often --watch looks (2)")
    words = ", ".join(FAIL_ON)
    parser.add_argument("--fail-on", metavar="STATUS", default="", help=f"exit 1 at that or worse: {words}")


def status(context: Context, options: Namespace) -> int:
    """Print one line for prompts and tmux: measures off and at risk, hot items, what I owe."""
    return short.main("status", _words("status", options), context.options)


def _words(command: str, options: Namespace) -> list[str]:
    values = {name: getattr(options, name[2:].replace("-", "_")) for name in WITH_VALUE[command]}
    given = [word for name, value in values.items() if value for word in (name, value)]
    return [*given, *["--watch"] * options.watch]
