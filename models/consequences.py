"""What follows from what was written, in one fixed order: measure, linked KR, rollups, triggers, hot items.

Each area keeps its own part in `models/<area>/consequences.py`: `follow(unit)` after a write, `refresh(unit)`
when the day has changed. This module alone looks across the areas.
"""

from __future__ import annotations

from models.issues import consequences as issues
from models.okrs import consequences as okrs
from models.scorecard import consequences as scorecard
from models.store.unit import Unit


def follow(unit: Unit) -> None:
    """Work out what follows from the rows a unit touched.

    Readings and triggers come first, since linked key results rest on them; hot items last, on all of it.
    """
    scorecard.follow(unit)
    okrs.follow(unit)
    issues.follow(unit)


def refresh(unit: Unit) -> None:
    """Work out what the calendar has changed since the last day roll."""
    scorecard.refresh(unit)
    okrs.refresh(unit)
    issues.refresh(unit)
