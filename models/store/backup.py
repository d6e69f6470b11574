"""Backups: whole copies by SQLite itself, since copying the file misses commits (sharing.md 4)."""

from __future__ import annotations

import os
import shutil
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
    if path.exists():
        raise Refused(f"{path} is there already", "Nothing was overwritten; name another file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with closing(driver.connect(location)) as source:
            source.execute("VACUUM INTO ?", (str(path),))
        os.chmod(path, 0o600)
    except OSError as error:
        raise Unreachable(f"{path} cannot be written: {error.strerror}", "Name another file") from error
    except driver.sqlite.Error as error:
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
    """Replace the database by the copy `source`; the old file is kept aside, its path is returned."""
    verify(source)
    aside = ""
    if os.path.exists(location):
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
        aside = f"{location}.before-restore-{stamp}"
        with closing(driver.connect(location)) as connection:
            connection.execute("VACUUM INTO ?", (aside,))
        os.chmod(aside, 0o600)
    _copy_into(source, location)
    return aside


def _copy_into(source: str, location: str) -> None:
    """Copy page by page through SQLite, so that apps that have the file open see a whole database."""
    if not os.path.exists(location):
        shutil.copyfile(source, location)
        os.chmod(location, 0o600)
        return
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
