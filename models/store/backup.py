"""Backups: whole copies by SQLite itself, since copying the file misses commits (sharing.md 4)."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from models.errors import Refused, Unreachable
from models.store import driver, schema


def folder(location: str) -> Path:
    """Return the folder beside the database that keeps its backups."""
    return Path(location).absolute().parent / "backups"


def make(location: str, target: str = "", *, label: str = "") -> str:
    """Copy the database to `target`, or to a dated file in its backups folder; returns the path.

    Raises Refused when the target is there already.
    """
    if location.startswith("postgres"):
        raise Refused("PostgreSQL is backed up with pg_dump", "Run pg_dump, or `oar export` for a JSON copy")
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
    path = Path(target) if target else folder(location) / f"{Path(location).stem}-{stamp}{label}.db"
    if os.path.lexists(path):
        raise Refused(f"{path} is there already", "Nothing was overwritten; name another file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with closing(driver.connect(location)) as source:
            source.execute("VACUUM INTO ?", (str(path),))
        os.chmod(path, 0o600)
    except OSError as error:
        raise Unreachable(f"{path} cannot be written: {error.strerror}", "Name another file") from error
    except driver.sqlite.Error as error:
        path.unlink(missing_ok=True)
        if "unable to open" in str(error):
            raise Unreachable(f"{path} cannot be written", "Nothing was changed; name another file") from error
        raise driver.unreachable(error, location) from error
    return str(path)


def before_migration(location: str) -> str:
    """Copy the database before its schema changes; returns the path of the copy."""
    return make(location, label="-before-migration")


def verify(path: str) -> str:
    """Check that `path` is a whole Oarlock database; returns its schema stamp, raises Unreachable."""
    with closing(driver.connect(path, read_only=True)) as connection:
        try:
            if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise Unreachable(f"{path} is damaged", "Use another backup")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except driver.sqlite.Error as error:
            raise driver.unreachable(error, path) from error
    stamp = str(row[0]) if row else ""
    if stamp not in schema.KNOWN:
        raise Unreachable(*schema.mismatch(stamp, path))
    return stamp


def put_back(source: str, location: str) -> str:
    """Replace the database by the copy `source`; the old file is kept aside, its path is returned.

    A file that SQLite cannot read any more is kept aside as it is. Raises Unreachable, or Refused when the
    two are one file; nothing is changed then.
    """
    verify(source)
    if not os.path.exists(location):
        _fresh(source, location)
        return ""
    if os.path.samefile(source, location):
        raise Refused("That is the database itself, not a backup", "`oar backup` makes one")
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
    aside = f"{location}.before-restore-{stamp}"
    if _kept(location, aside):
        _copy_into(source, location)
    else:
        _set_aside(location, aside)
        _fresh(source, location)
    return aside


def _kept(location: str, aside: str) -> bool:
    """Copy the database to `aside`; False when it is too damaged for SQLite to copy."""
    try:
        with closing(driver.connect(location)) as connection:
            connection.execute("VACUUM INTO ?", (aside,))
        os.chmod(aside, 0o600)
    except Unreachable:
        return False
    except driver.sqlite.DatabaseError as error:
        if isinstance(error, driver.sqlite.OperationalError):
            raise driver.unreachable(error, location) from error
        return False
    return True


def _set_aside(location: str, aside: str) -> None:
    try:
        for ending in ("-wal", "-shm", ""):
            if os.path.exists(location + ending):
                os.replace(location + ending, aside + ending)
    except OSError as error:
        raise Unreachable(f"{location} cannot be moved aside: {error.strerror}", "Nothing was changed") from error


def _fresh(source: str, location: str) -> None:
    """Put a whole copy of `source` where no database is."""
    part = f"{location}.part"
    try:
        os.makedirs(os.path.dirname(os.path.abspath(location)), mode=0o700, exist_ok=True)
        with closing(driver.connect(source, read_only=True)) as connection:
            connection.execute("VACUUM INTO ?", (part,))
        os.chmod(part, 0o600)
        os.replace(part, location)
        with closing(driver.connect(location)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except OSError as error:
        raise Unreachable(f"{location} cannot be made: {error.strerror}", "Nothing was changed") from error
    except driver.sqlite.Error as error:
        raise driver.unreachable(error, location) from error


def _copy_into(source: str, location: str) -> None:
    """Copy page by page through SQLite, so that apps that have the file open see a whole database."""
    try:
        with closing(driver.connect(source, read_only=True)) as copy, closing(driver.connect(location)) as target:
            copy.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
    except driver.sqlite.Error as error:
        raise driver.unreachable(error, location) from error


def prune(location: str, kept: int) -> int:
    """Delete the oldest daily backups beyond `kept`; returns how many were deleted."""
    files = sorted(folder(location).glob(f"{Path(location).stem}-*-daily.db"))
    old = files[: max(0, len(files) - kept)]
    for path in old:
        path.unlink()
    return len(old)


def daily(location: str, kept: int) -> str:
    """Make today's backup once and prune old ones; returns its path, "" when there is one already."""
    today = datetime.now(UTC).strftime("%Y%m%d")
    if any(folder(location).glob(f"{Path(location).stem}-{today}-*-daily.db")):
        return ""
    path = make(location, label="-daily")
    prune(location, kept)
    return path
