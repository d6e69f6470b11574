"""Which hot items follow from what was written (product.md 4)."""

from __future__ import annotations

from models.store.unit import Unit


def follow(unit: Unit) -> None:
    """Look again at the rules whose sources the unit touched."""


def refresh(unit: Unit) -> None:
    """Look again at all rules, once a day."""
