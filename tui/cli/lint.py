"""`oar lint`: the live checks over everything that is open; exit code 1 with findings."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from models.find import resolve
from models.live_checks import live_checks
from models.scorecard.glance_reads import below_team
from tui.cli.context import Context
from tui.cli.printer import Column

SHOWN = 500
"""Findings that are printed: nobody reads more, and a table of 200,000 lines takes longer than finding them."""


def lint_arguments(parser: ArgumentParser) -> None:
    """--team."""
    parser.add_argument("--team", metavar="T", default="", help="a team and those below it")


def lint(context: Context, options: Namespace) -> int:
    """Print what the live checks found, what matters most first."""
    store = context.store
    teams = None
    if options.team:
        team = resolve(store.reader, options.team, write=False, kinds=("team",))
        teams = below_team(store.reader, team.id)
    found = live_checks(store.reader, store.clock.today(), teams=teams, settings=store.settings)
    rows = [
        (((one.ref, "ref"),), one.title, ((one.finding.message, "risk"),), ((one.finding.fix, "muted"),))
        for one in found[:SHOWN]
    ]
    if rows:
        columns = ("Ref", Column("Title", flexible=True), "What is odd", Column("What would settle it", flexible=True))
        context.table(columns, rows)
    more = f", the first {SHOWN} shown; --team narrows, --json lists all" if len(found) > SHOWN else ""
    context.say(f"{len(found)} finding{'' if len(found) == 1 else 's'}{more}" if found else "Nothing is odd")
    context.dump(
        {
            "findings": [
                {
                    "ref": one.ref,
                    "title": one.title,
                    "team": one.team,
                    "rule": one.finding.rule,
                    "rank": one.finding.rank,
                    "message": one.finding.message,
                    "fix": one.finding.fix,
                }
                for one in found
            ]
        }
    )
    return 1 if found else 0
