"""Remembering that somebody looked at Today; on its own, because every start of the app writes it.

The other verbs of people need their tables mapped, which takes 1 MB.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.store.handlers import handles
from models.store.unit import Done, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Remember that I have looked at Today now ("since you looked")."""


@handles(Look)
def look(unit: Unit, verb: Look) -> Done:
    """Remember when I last looked at Today; no undo step of its own matters here."""
    unit.run("UPDATE person SET looked_at = :now WHERE id = :me", now=unit.now, me=unit.me.id)
    return Done("")
