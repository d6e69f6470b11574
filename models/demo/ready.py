"""A ready copy of the demo company per day and version, so that only the first demo of a day has to be made."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from models.store import schema


def cache_folder(env: Mapping[str, str]) -> Path:
    """Return the program's cache folder; it need not be there."""
    base = env.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(env.get("HOME") or os.path.expanduser("~"), ".cache")
    return Path(base) / "oarlock"


def copy(location: str, today: date, cache: Path) -> None:
    """Put Harbor Pay of `today` at `location`: the ready copy of `cache` if it has one, else one is made and kept.

    A cache that cannot be written is done without. Raises Refused when `location` is there already.
    """
    from models.demo import company

    kept = cache / f"demo-{today.isoformat()}-{_version()}.db"
    if kept.is_file() and not os.path.lexists(location):
        shutil.copyfile(kept, location)
        return
    company.build(location, today)
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in cache.glob("demo-*.db"):
            old.unlink()
        half = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(location, half)
        os.replace(half, kept)


def _version() -> str:
    """Return a word that changes when the story or the schema does."""
    whole = hashlib.sha256(schema.STAMP.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]
