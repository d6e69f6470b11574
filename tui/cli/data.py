"""Where the data lives: init, backup, restore, doctor."""

from __future__ import annotations

import os
import sys
import uuid
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import date

from models.clock import Clock, zone
from models.errors import NotPermitted, Refused, Unreachable
from models.store.location import handle_of
from tui.cli.context import Context

ORGANISATION = "Our organisation"


def init_arguments(parser: ArgumentParser) -> None:
    """What the first person would be asked."""
    parser.add_argument("--demo", action="store_true", help="fill it with the demo company")
    parser.add_argument("--org", metavar="NAME", default="", help="what the organisation is called")
    parser.add_argument("--name", metavar="NAME", default="", help="your name")
    parser.add_argument("--handle", metavar="HANDLE", default="", help="your handle; the login name by default")
    parser.add_argument("--zone", metavar="ZONE", default="", help="the time zone that closes days, Europe/Berlin say")


def init(context: Context, options: Namespace) -> int:
    """Create the database and the first person; an existing one is never touched."""
    location = context.location
    if not location.startswith(("postgresql://", "postgres://")) and os.path.lexists(location):
        hint = "Nothing was changed; open it with `oar`, or name another with --db"
        raise Refused(f"{location} is there already", hint)
    handle = handle_of(options.handle) if options.handle else context.handle
    if options.demo:
        return _demo(context, handle)
    asked = _asked(context, options, handle)
    return _begin(context, location, handle, *asked)


def _asked(context: Context, options: Namespace, handle: str) -> tuple[str, str, str]:
    """Return organisation, name and zone: from the options, else asked on a terminal, else the defaults."""
    asking = sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty() and not context.json

    def one(given: str, label: str, default: str) -> str:
        return given or (context.ask(label, default) if asking else default)

    organisation = one(options.org, "Organisation", ORGANISATION)
    name = one(options.name, "Your name", handle)
    place = one(options.zone, "Time zone", local_zone())
    zone(place)
    return organisation, name, place


def local_zone() -> str:
    """Return this machine's time zone by name, UTC when it has none."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in (named, link):
        try:
            if name:
                zone(name)
                return name
        except Refused:
            continue
    return "UTC"


def _begin(context: Context, location: str, handle: str, organisation: str, name: str, place: str) -> int:
    from models.people.verbs import Begin
    from models.store import migrate
    from models.store.writer import Writer

    migrate.create(location)
    writer = Writer(location, "", Clock(place))
    try:
        verb = Begin(organisation=organisation, handle=handle, name=name, zone=place)
        done = writer.write(verb, action=uuid.uuid4().hex, trusted=True)
    except BaseException:
        writer.close()
        migrate.remove(location)
        raise
    writer.close()
    return _made(context, location, handle, done.message)


def _demo(context: Context, handle: str) -> int:
    from models.demo import company

    company.build(context.location, date.today())
    who = join_demo(context.location, handle)
    return _made(context, context.location, who, f"The demo company is ready; you are @{who}")


def join_demo(location: str, handle: str) -> str:
    """Return the handle under which a login meets the demo company: their own, or its first admin's.

    Raises Unreachable when the company has no admin.
    """
    from models.people.reads import first_admin
    from models.store.reader import open_current, viewer_id

    with closing(open_current(location)) as reader:
        if viewer_id(reader, handle):
            return handle
        found = first_admin(reader)
    if not found:
        raise Unreachable("The demo company has nobody in it")
    return found


def _made(context: Context, location: str, handle: str, message: str) -> int:
    context.say(message)
    context.say(f"The database is {location}")
    mine = "" if handle == context.handle else f"OAR_USER={handle} "
    named = f" --db {location}" if context.options.db else ""
    context.say(f"Open it with `{mine}oar{named}`, see `oar --help` for the rest")
    context.dump({"message": message, "database": location, "handle": handle})
    return 0


def backup_arguments(parser: ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", metavar="FILE", nargs="?", default="", help="a new file; a dated one by default")


def backup(context: Context, options: Namespace) -> int:
    """Copy the database as it stands: into its own folder for anybody, elsewhere for an admin.

    A copy holds what is private to every team; beside the database it is as closed as the database itself.
    """
    from models.store import backup as copies

    location = context.location
    if not location.startswith("postgres"):
        copies.verify(location)
    if options.file:
        _only_admins(context, "copy the database elsewhere", "Leave out FILE to copy it beside the database")
    path = copies.make(location, options.file)
    size = os.path.getsize(path)
    context.say(f"Backup made: {path} ({size / 1e6:.1f} MB)")
    context.dump({"file": path, "bytes": size})
    return 0


def restore_arguments(parser: ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", metavar="FILE", help="a backup made by `oar backup` or the daily one")


def restore(context: Context, options: Namespace) -> int:
    """Put a backup back; the old file is kept aside."""
    from models.store import backup as copies

    if context.location.startswith("postgres"):
        raise Refused("PostgreSQL is restored with pg_restore", "Nothing was changed")
    if context.options.read_only:
        raise Unreachable("The database is named read-only", "Nothing was changed; leave out --read-only")
    _only_admins(context, "restore", "`oar people` lists the admins")
    aside = copies.put_back(options.file, context.location)
    context.say(f"Restored {options.file}")
    if aside:
        context.say(f"What was there before is kept: {aside}")
    context.dump({"restored": options.file, "kept": aside})
    return 0


def _only_admins(context: Context, what: str, hint: str) -> None:
    """Raise NotPermitted unless an admin asks; a database that cannot be opened has nobody to ask."""
    from models.people import me
    from models.store.reader import open_current

    try:
        reader = open_current(context.location)
    except Unreachable:
        return
    with closing(reader):
        if not me.load(reader, context.handle).admin:
            raise NotPermitted(f"Only an admin may {what}", f"Nothing was changed. {hint}")


def doctor_arguments(parser: ArgumentParser) -> None:
    """--fix."""
    parser.add_argument("--fix", action="store_true", help="put right what is safe: rights, schema, derived numbers")


def doctor(context: Context, options: Namespace) -> int:
    """Check the database and where it lives; exit code 1 with findings."""
    from models.store import doctor as checks

    if options.fix and context.options.read_only:
        raise Refused("--fix and --read-only exclude each other", "Nothing was changed")
    results = checks.examine(context.location, fix=options.fix)
    marks = {"ok": "ok", "fixed": "done", "finding": "off"}
    rows = [
        (badge(context, marks[one.state]), one.what, f"{one.message}{'. ' + one.hint if one.hint else ''}")
        for one in results
    ]
    context.table(("", "", ""), rows)
    found = [one for one in results if one.state == "finding"]
    context.say(f"{len(found)} finding{'s' if len(found) != 1 else ''}" if found else "All is well")
    context.dump(
        {
            "findings": len(found),
            "checks": [
                {"what": one.what, "state": one.state, "message": one.message, "hint": one.hint} for one in results
            ],
        }
    )
    return 1 if found else 0


def badge(context: Context, status: str) -> tuple[tuple[str, str], ...]:
    """Return a check's state as shape and word."""
    glyph = context.glyphs.status(status)
    word = {"ok": "ok", "done": "fixed", "off": "look"}[status]
    return ((f"{glyph} {word}", status),)
