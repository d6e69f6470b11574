"""Handlers for wins."""

from __future__ import annotations

from models import fields, refs, text
from models.learning.tables import Win
from models.learning.verbs import AddWin
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.weeks import week_of


@handles(AddWin)
def add_win(unit: Unit, verb: AddWin) -> Done:
    """Write down a win in the running week."""
    team = fields.record(unit, "team", verb.team) if verb.team else (unit.me.own[0] if unit.me.own else None)
    row = unit.add(
        Win(
            text=text.title(verb.text, "win"),
            by_id=fields.person(unit, verb.by) if verb.by else unit.me.id or None,
            team_id=team,
            review_id=verb.review,
            week=week_of(unit.today),
        )
    )
    return Done(f"Win: {row.text}", (refs.ref("win", row.id or 0),), row.id)
