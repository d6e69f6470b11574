"""Live checks of the operating plan (product.md 6): they warn and never block."""

from __future__ import annotations

from models.findings import Finding


def check_initiative(*, has_owner: bool, has_end: bool) -> list[Finding]:
    """Return what an initiative lacks: an owner, an end date."""
    found = []
    if not has_owner:
        found.append(Finding("initiative.no-owner", 1, "No owner", "Give it one person with o"))
    if not has_end:
        found.append(Finding("initiative.no-end", 4, "No end date", "Give the day it is over or stopped"))
    return found
