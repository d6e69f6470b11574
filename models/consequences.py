"""What follows from what was written, in one fixed order: measure, linked KR, rollups, triggers, hot items.

Each area keeps its own part in `models/<area>/consequences.py`: `follow(unit)` after a write, `refresh(unit)`
when the day has changed. This module alone looks across the areas.
"""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

from models.store.unit import Unit

ORDER = ("scorecard", "okrs", "issues")
"""Readings and triggers first, since linked key results rest on them; hot items last, since they rest on all."""


def follow(unit: Unit) -> None:
    """Work out what follows from the rows a unit touched."""
    for part in parts():
        part.follow(unit)


def refresh(unit: Unit) -> None:
    """Work out what the calendar has changed since the last day roll."""
    for part in parts():
        part.refresh(unit)


def parts() -> list[ModuleType]:
    """Return the areas' consequences in their order."""
    names = (f"models.{area}.consequences" for area in ORDER)
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name) is not None]
