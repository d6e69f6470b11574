"""The one place that picks the SQLite module and opens its connections (architecture.md).

Two SQLite libraries in one process drop each other's file locks, so the engine and the reader both
come here. `pysqlite3` bundles a library without the WAL-reset bug of SQLite 3.7.0 to 3.51.2.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from models import text
from models.errors import Busy, Unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    try:
        from pysqlite3 import dbapi2 as sqlite
    except ImportError:  # no wheel for this platform: the interpreter's own library serves
        import sqlite3 as sqlite

__all__ = ["APPLICATION_ID", "connect", "file_system", "refuse_network", "sqlite", "unreachable"]

BUSY_MS = 30_000
"""How long a write waits for another one, in ms; the variable OAR_BUSY_MS shortens it."""
SHORT_BUSY_MS = 1_500
"""How long the short commands wait for a lock, in ms: they run in prompts, which wait with them."""
APPLICATION_ID = 0x6F61726B  # "oark": tells our files from other SQLite databases
NETWORK_FILE_SYSTEMS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "fuse.rclone")


def file_system(path: str, table: str = "/proc/mounts") -> str:
    """Return the type of the file system that `path` lies on, "" where the mount table is unknown."""
    try:
        with open(table, encoding="utf-8", errors="replace") as mounts:
            lines = [line.split() for line in mounts]
    except OSError:
        return ""
    real = os.path.realpath(path)
    best, kind = "", ""
    for words in lines:
        if len(words) < 3:
            continue
        point = words[1].replace("\\040", " ")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, words[2]
    return kind


def busy_ms() -> int:
    """Return how long to wait for another writer, in ms: BUSY_MS, or what OAR_BUSY_MS says."""
    said = os.environ.get("OAR_BUSY_MS", "")
    return min(int(said), BUSY_MS) if said.isascii() and said.isdigit() else BUSY_MS


def refuse_network(path: str) -> None:
    """Raise Unreachable for a file on a network file system: acknowledged writes get lost there."""
    kind = file_system(path)
    if kind in NETWORK_FILE_SYSTEMS:
        raise Unreachable(
            f"{path} lies on a network file system ({kind}), where SQLite loses acknowledged changes",
            "Keep the file on a local disk and share it with `oar host`, or use PostgreSQL",
        )


def connect(
    path: str, *, read_only: bool = False, decode: Callable[[bytes], str] = text.decode, wait_ms: int = BUSY_MS
) -> sqlite.Connection:
    """Open `path` as every part of the product does; the file must exist.

    read_only opens without the right to write. decode turns stored bytes into text; the default
    cleans it (sharing.md 6). wait_ms: at most so long for a lock. Raises Unreachable with one
    line when the file cannot be used.
    """
    if not os.path.exists(path):
        raise missing(path)
    if os.path.isdir(path):
        raise Unreachable(f"{path} is a folder, not a database", "Name the file in it with --db")
    refuse_network(path)
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    mode = "ro" if read_only else "rw"
    try:
        connection = sqlite.connect(
            f"file:{quoted}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=min(wait_ms, busy_ms()) / 1000,
        )
        connection.text_factory = decode
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
    except sqlite.Error as error:
        raise unreachable(error, path) from error
    return connection


def identity(path: str) -> tuple[int, int]:
    """Return which file lies at `path`: one that was replaced is another one. Raises Unreachable when none does."""
    try:
        found = os.stat(path)
    except OSError as error:
        raise missing(path) from error
    return found.st_dev, found.st_ino


def missing(path: str) -> Unreachable:
    """Return the error for a file that is not there."""
    return Unreachable(f"There is no database at {path}", "Create one with `oar init`, or look around with `oar demo`")


def replaced(path: str) -> Unreachable:
    """Return the error for a file that is another one than was opened."""
    return Unreachable(f"{path} was replaced by another file", "Nothing was changed; leave and open it again")


def unreachable(error: Exception, path: str) -> Unreachable:
    """Turn an error of the SQLite module into one line for people."""
    said = str(error).lower()
    if "not a database" in said or "malformed" in said or "file is encrypted" in said:
        return Unreachable(
            f"{path} is not a usable Oarlock database",
            "Restore a backup with `oar restore FILE`, or name another with --db",
        )
    if "locked" in said or "busy" in said:
        return Busy.of(path)
    if "readonly" in said or "read-only" in said:
        if os.access(path, os.W_OK) and os.access(os.path.dirname(os.path.abspath(path)), os.W_OK):
            return replaced(path)
        return Unreachable(f"{path} is read-only", "Nothing was changed; ask its owner for the right to write")
    if "unable to open" in said:
        return Unreachable(
            f"{path} cannot be opened: no right to it or to its folder", "Nothing was changed; ask its owner"
        )
    if "disk i/o" in said:
        return Unreachable("The disk failed to write, or is full", "Nothing was changed; free some space and try again")
    if "full" in said:
        return Unreachable("The disk is full", "Nothing was changed; free some space and try again")
    if "no such table" in said:
        return Unreachable(
            f"{path} is not an Oarlock database", "Name another with --db, or create one with `oar init`"
        )
    return Unreachable(f"{path} cannot be used: {error}", "Run `oar doctor`")
