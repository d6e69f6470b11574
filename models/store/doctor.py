"""Checking a database and where it lives (sharing.md 4): what is found, what can safely be put right."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from models.clock import Clock, instant
from models.errors import Unreachable
from models.store import driver, schema
from models.store.protocol import OpenReader, Reads

SAFE_SQLITE = (3, 51, 3)
"""The first release without the bug that lost acknowledged commits (sharing.md 4)."""
LEAST_FREE = 100_000_000
"""Bytes of free disk below which a review is at risk."""

ORPHANS = (
    ("key results below an archived goal", "key_result", "goal", "goal_id"),
    ("goals below an archived goal", "goal", "goal", "parent_id"),
    ("steps of an archived key result", "step", "key_result", "key_result_id"),
    ("triggers of an archived measure", "trigger", "measure", "measure_id"),
    ("milestones of an archived initiative", "milestone", "initiative", "initiative_id"),
    ("options of an archived decision", "option", "decision", "decision_id"),
    ("teams below an archived team", "team", "team", "parent_id"),
)
"""Words, the table, its parent's table, the column between them: a row that counts below one that does not."""

NEEDS_TEAM = ("issue", "decision", "note", "measure", "review", "todo", "hot_item")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. state: ok, finding or fixed."""

    what: str
    state: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Recompute:
    """Work out every derived number again; only `examine` asks for it."""


def examine(location: str, *, fix: bool = False, clock: Clock | None = None) -> list[Check]:
    """Look at everything and return what was seen; with `fix` put right what is safe.

    Raises Unreachable when there is no database to look at, or one of a newer schema.
    """
    if location.startswith(("postgresql://", "postgres://")):
        return _examine_postgres(location, fix, clock)
    with closing(driver.connect(location, read_only=True)):
        pass
    checks = [_library(), _rights(location, fix), _folder(location), _mount(location), _space(location)]
    checks.append(_versions(location, fix))
    checks.append(_integrity(location))
    if checks[-1].state == "finding" or checks[-2].state == "finding":
        return checks
    checks.append(_keys(location))
    checks.append(_journal(location, fix))
    from models.store.reader import Reader

    with closing(Reader(location, read_only=True)) as reader:
        checks += _contents(reader, location, fix, clock)
    return checks


def _examine_postgres(location: str, fix: bool, clock: Clock | None) -> list[Check]:
    from models.store.postgres import PostgresReader

    reader = PostgresReader(location)
    try:
        if not reader.current():
            if not fix or reader.stamp not in schema.KNOWN:
                raise Unreachable(*schema.mismatch(reader.stamp, "The database"))
            from models.store import migrate

            migrate.upgrade(location)
            return [Check("schema", "fixed", f"Migrated to {schema.STAMP}"), *_contents(reader, location, fix, clock)]
        return [Check("schema", "ok", schema.STAMP), *_contents(reader, location, fix, clock)]
    finally:
        reader.close()


def _library() -> Check:
    version = driver.sqlite.sqlite_version
    if driver.sqlite.sqlite_version_info < SAFE_SQLITE:
        hint = "Install pysqlite3, or share the database through PostgreSQL"
        return Check("SQLite", "finding", f"{version} can lose commits when several people write", hint)
    return Check("SQLite", "ok", version)


def _rights(location: str, fix: bool) -> Check:
    mode = stat.S_IMODE(os.stat(location).st_mode)
    shared = stat.S_IMODE(os.stat(os.path.dirname(os.path.abspath(location))).st_mode) & stat.S_ISGID
    allowed = 0o660 if shared else 0o600
    if not mode & ~allowed:
        return Check("permissions", "ok", f"{mode:04o}")
    if fix:
        try:
            os.chmod(location, mode & allowed)
        except OSError as error:
            hint = "Ask the owner of the file"
            return Check("permissions", "finding", f"{mode:04o} cannot be changed: {error.strerror}", hint)
        return Check("permissions", "fixed", f"{mode:04o} is {mode & allowed:04o} now")
    return Check("permissions", "finding", f"{mode:04o} lets others in", f"--fix makes it {mode & allowed:04o}")


def _folder(location: str) -> Check:
    folder = os.path.dirname(os.path.abspath(location))
    mode = stat.S_IMODE(os.stat(folder).st_mode)
    if mode & 0o002:
        return Check("folder", "finding", f"Anybody may put files into {folder}", "Keep the database in its own folder")
    if not os.access(folder, os.W_OK):
        return Check("folder", "finding", f"{folder} cannot be written", "SQLite needs to write beside the database")
    return Check("folder", "ok", folder)


def _mount(location: str) -> Check:
    return Check("mount", "ok", driver.file_system(location) or "unknown")  # a network mount was refused before


def _space(location: str) -> Check:
    free = shutil.disk_usage(os.path.dirname(os.path.abspath(location))).free
    if free < LEAST_FREE:
        return Check("disk", "finding", f"{free / 1e6:.0f} MB free", "Free some space before the next review")
    return Check("disk", "ok", f"{free / 1e9:.1f} GB free")


def _versions(location: str, fix: bool) -> Check:
    from models.store.reader import Reader

    with closing(Reader(location, read_only=True)) as reader:
        stamp, current = reader.stamp, reader.current()
    if current:
        return Check("schema", "ok", stamp)
    if stamp not in schema.KNOWN:
        raise Unreachable(*schema.mismatch(stamp, location))
    if not fix:
        hint = "--fix migrates, after a backup copy"
        return Check("schema", "finding", f"{stamp} is older than {schema.STAMP}", hint)
    from models.store import migrate

    copy = migrate.upgrade(location)
    return Check("schema", "fixed", f"Migrated from {stamp} to {schema.STAMP}; the old file is {copy}")


def _integrity(location: str) -> Check:
    with closing(driver.connect(location, read_only=True)) as connection:
        try:
            lines = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
        except driver.sqlite.DatabaseError as error:
            lines = [str(error)]
    if lines == ["ok"]:
        return Check("integrity", "ok", "whole")
    first = lines[0].replace("\n", " ")
    return Check("integrity", "finding", f"The file is damaged: {first}", "Put a backup back with `oar restore FILE`")


def _keys(location: str) -> Check:
    with closing(driver.connect(location, read_only=True)) as connection:
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if not broken:
        return Check("links", "ok", "every link leads somewhere")
    tables = ", ".join(sorted({str(row[0]) for row in broken}))
    hint = "Put a backup back with `oar restore FILE`, or send this line to whoever looks after it"
    return Check("links", "finding", f"{len(broken)} rows of {tables} point at nothing", hint)


def _journal(location: str, fix: bool) -> Check:
    with closing(driver.connect(location, read_only=not fix)) as connection:
        mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
        if mode == "wal":
            return Check("journal", "ok", mode)
        if not fix:
            return Check("journal", "finding", f"{mode} makes readers wait for writers", "--fix switches to WAL")
        try:
            now = str(connection.execute("PRAGMA journal_mode=WAL").fetchone()[0])
        except driver.sqlite.Error as error:
            raise driver.unreachable(error, location) from error
    return Check("journal", "fixed", f"{mode} is {now} now")


def _contents(reader: OpenReader, location: str, fix: bool, clock: Clock | None) -> list[Check]:
    """Look at what is stored; without the hidden rows of a person, because nothing of it is shown."""
    from models import settings

    stored = _stored(reader)
    if stored.state == "finding":
        return [stored]
    known = settings.load(reader)
    time = clock or Clock(known.zone)
    return [
        stored,
        _orphans(reader),
        _private(reader),
        _admins(reader),
        _time(reader, time),
        _rollups(reader, location, fix, time),
    ]


def _stored(reader: OpenReader) -> Check:
    from models.store.stored import unreadable

    found = unreadable(reader)
    if not found:
        return Check("values", "ok", "all can be read")
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    hint = "Another program wrote them; put them right there, or put a backup back with `oar restore FILE`"
    return Check("values", "finding", f"Not what it should be: {', '.join(found[:3])}{more}", hint)


def _orphans(reader: Reads) -> Check:
    found = []
    for words, table, parent, column in ORPHANS:
        count = reader.value(
            f"SELECT count(*) FROM {table} c JOIN {parent} p ON p.id = c.{column}"
            " WHERE c.archived_at IS NULL AND p.archived_at IS NOT NULL"
        )
        if count:
            found.append(f"{count} {words}")
    if not found:
        return Check("orphans", "ok", "none")
    return Check("orphans", "finding", "; ".join(found), "Archive them, or undo the archiving above them")


def _private(reader: Reads) -> Check:
    found = []
    for table in NEEDS_TEAM:
        count = reader.value(f"SELECT count(*) FROM {table} WHERE private = 1 AND team_id IS NULL")
        if count:
            found.append(f"{count} of {table}")
    if not found:
        return Check("private rows", "ok", "each has its team")
    return Check("private rows", "finding", f"Nobody sees {', '.join(found)}: they lack a team", "Give them one")


def _admins(reader: Reads) -> Check:
    count = reader.value(
        "SELECT count(DISTINCT p.id) FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.access = 'admin' AND m.archived_at IS NULL AND p.active = 1"
    )
    if not count:
        return Check("admins", "finding", "Nobody is admin", "Put a backup back with `oar restore FILE`")
    return Check("admins", "ok", str(count))


def _time(reader: Reads, clock: Clock) -> Check:
    last = reader.value("SELECT max(at) FROM action") or ""
    now = instant(clock.now())
    if last > now:
        hint = "Set this machine's clock; the order of things depends on it"
        return Check("clock", "finding", f"The last change is from {last}, it is {now} here", hint)
    rolled = reader.value("SELECT value FROM setting WHERE name = 'rolled_on'") or "never"
    said = str(rolled).strip('"')
    return Check("clock", "ok", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, day rolled {said}")


def _rollups(reader: OpenReader, location: str, fix: bool, clock: Clock) -> Check:
    from models.okrs import consequences

    differ = consequences.check(reader, clock.today())
    if not differ:
        return Check("derived numbers", "ok", "as recomputed")
    node, number, column, stored, right = differ[0]
    first = f"{node} {number} says {column} {stored}, recomputed {right}"
    if not fix:
        return Check("derived numbers", "finding", f"{len(differ)} differ: {first}", "--fix works them out again")
    recompute(location, clock)
    left = consequences.check(reader, clock.today())
    if left:
        return Check("derived numbers", "finding", f"{len(left)} still differ: {first}", "Please report this")
    return Check("derived numbers", "fixed", f"{len(differ)} worked out again")


def recompute(location: str, clock: Clock) -> None:
    """Work every derived number out again, in one unit of work."""
    import uuid

    from models.okrs import consequences
    from models.store.handlers import handles
    from models.store.unit import Done, Unit
    from models.store.writer import Writer

    @handles(Recompute)
    def work_out(unit: Unit, verb: Recompute) -> Done:
        return Done(f"Worked out {consequences.recompute_all(unit)} numbers again")

    writer = Writer(location, "", clock)
    try:
        writer.write(Recompute(), action=uuid.uuid4().hex, trusted=True)
    finally:
        writer.close()
