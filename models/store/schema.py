"""Which schema this program was made for; checked by plain SQL at every open."""

from __future__ import annotations

STAMP = "0002"
KNOWN = ("0001", "0002")  # every revision, oldest first


def mismatch(stamp: str, path: str) -> tuple[str, str]:
    """Return message and hint for a database whose stamp is not STAMP."""
    if stamp in KNOWN:
        return (
            f"{path} has the older schema {stamp}",
            "Run `oar doctor`: it keeps a backup copy and migrates",
        )
    return (
        f"{path} was written by a newer Oarlock (schema {stamp or 'unknown'}, this one knows {STAMP})",
        "Nothing was changed; install the newer version",
    )
