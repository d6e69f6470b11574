"""`oar people`: list, add, access, deactivate, activate, forget."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from models.find import resolve
from models.people import reads, verbs
from models.people.me import RANKS
from tui.cli.context import Context


def people_arguments(parser: ArgumentParser) -> None:
    """The commands below `oar people`; none lists everybody."""
    commands = parser.add_subparsers(dest="what", metavar="COMMAND")
    listing = commands.add_parser("list", help="everybody with their access")
    listing.add_argument("--all", action="store_true", help="with those who are deactivated")
    adding = commands.add_parser("add", help="add a person")
    adding.add_argument("handle", metavar="HANDLE")
    adding.add_argument("name", metavar="NAME", nargs="?", default="")
    adding.add_argument("--team", default="", help="a team; the whole organisation by default")
    adding.add_argument("--access", choices=RANKS, default="member")
    adding.add_argument("--email", default="")
    access = commands.add_parser("access", help="give, change or take away an access in a team")
    access.add_argument("handle", metavar="HANDLE")
    access.add_argument("team", metavar="TEAM")
    access.add_argument("access", metavar="ACCESS", choices=(*RANKS, "none"), help=", ".join((*RANKS, "none")))
    for name, says in (
        ("deactivate", "close a person's account"),
        ("activate", "open it again"),
        ("forget", "blank name and address; their changes stay under the handle"),
    ):
        one = commands.add_parser(name, help=says)
        one.add_argument("handle", metavar="HANDLE")


def people(context: Context, options: Namespace) -> int:
    """List people or change who may do what."""
    if options.what in (None, "list"):
        return _list(context, everybody=bool(getattr(options, "all", False)))
    return context.done(context.store.write(_verb(context, options)))


def _verb(context: Context, options: Namespace) -> Any:
    handle = options.handle.strip().lstrip("@")
    if options.what == "add":
        team = _team(context, options.team) if options.team else ""
        return verbs.Invite(handle=handle, name=options.name, team=team, access=options.access, email=options.email)
    if options.what == "access":
        given = "" if options.access == "none" else options.access
        return verbs.SetAccess(handle=handle, team=_team(context, options.team), access=given)
    if options.what == "forget":
        return verbs.Forget(handle=handle)
    return verbs.Deactivate(handle=handle, active=options.what == "activate")


def _team(context: Context, given: str) -> str:
    return resolve(context.store.reader, given, write=True, kinds=("team",)).ref


def _list(context: Context, *, everybody: bool) -> int:
    found = reads.people(context.store.reader, everybody=everybody)
    rows = [
        (
            ((f"@{one.handle}", "ref"),),
            one.name if one.active else f"{one.name} (deactivated)",
            ", ".join(f"{access.access} of {access.name} ({access.team})" for access in one.access),
        )
        for one in found
    ]
    context.table(("Handle", "Name", "Access"), rows)
    context.dump(
        {
            "people": [
                {
                    "ref": one.ref,
                    "handle": one.handle,
                    "name": one.name,
                    "email": one.email,
                    "active": one.active,
                    "access": [
                        {"team": access.team, "name": access.name, "access": access.access} for access in one.access
                    ],
                }
                for one in found
            ]
        }
    )
    return 0
