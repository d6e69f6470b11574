"""What may not simply change any more (product.md 5): published briefs, approved commitments, closed reviews.

Asked by the unit of work for every change of every verb, undo included, so that no verb goes around it.
"""

from __future__ import annotations

from models.errors import Refused
from models.store.unit import Unit

COMMITMENTS = ("decision", "lane_item")
REVIEWS = ("review", "present", "step_run", "entry", "rating", "tell")
BRIEFS = ("brief", "choice", "exclusion", "assumption", "brief_measure")


def check(unit: Unit) -> None:
    """Raise Refused with the way that is open when a change of this unit touches what has to stay."""
    for changed in unit.changes:
        table = str(changed.row.__tablename__)
        reason = None
        if table in COMMITMENTS:
            from models.decisions.approvals import forbids_change

            reason = forbids_change(unit, changed)
        elif table in BRIEFS:
            from models.strategy.published import forbids_change as published

            reason = published(unit, changed)
        elif table in REVIEWS:
            from models.reviews.closed import forbids_change as closed

            reason = closed(unit, changed)
        if reason:
            raise Refused(*reason)
