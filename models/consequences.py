"""What follows from what was written, in one fixed order: measure, linked KR, rollups, triggers, hot items."""

from __future__ import annotations

from models.store.unit import Unit


def follow(unit: Unit) -> None:
    """Work out what follows from the rows a unit touched."""
