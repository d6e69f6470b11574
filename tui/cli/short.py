"""The words of `oar glance` and `oar status` for the help; tui/glance.py does the work, without a parser."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui import glance as short
from tui.cli.context import Context


def glance_arguments(parser: ArgumentParser) -> None:
    """--team, --weeks."""
    parser.add_argument("--team", metavar="T", default="", help="a team and those below it")
    parser.add_argument("--weeks", metavar="N", default="", help="how many weeks the sparkline shows")


def glance(context: Context, options: Namespace) -> int:
    """Print the scorecard."""
    given = {"--team": options.team, "--weeks": options.weeks}
    words = [word for name, value in given.items() if value for word in (name, value)]
    return short.main("glance", words, context.options)


def status_arguments(parser: ArgumentParser) -> None:
    """Nothing."""


def status(context: Context, options: Namespace) -> int:
    """Print one line for prompts and tmux: measures off and at risk, hot items, what I owe."""
    return short.main("status", [], context.options)
