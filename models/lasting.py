"""What may not simply change any more (product.md 5): published briefs, commitments, running cycles, what is over.

Asked by the unit of work for every change of every verb, undo included, so that no verb goes around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Refused
from models.store.unit import Unit

if TYPE_CHECKING:
    from models.okrs.running import Running

COMMITMENTS = ("decision", "lane_item")
REVIEWS = ("review", "present", "step_run", "entry", "rating", "tell")
CYCLES = ("cycle", "planning_tick", "goal", "key_result", "step", "check_in")
BRIEFS = ("brief", "choice", "exclusion", "assumption", "brief_measure")


def check(unit: Unit) -> None:
    """Raise Refused with the way that is open when a change of this unit touches what has to stay."""
    closed: dict[int, str] | None = None
    ran: Running | None = None
    for changed in unit.changes:
        table = str(changed.row.__tablename__)
        reason = None
        if table in COMMITMENTS:
            from models.decisions.approvals import forbids_change

            reason = forbids_change(unit, changed)
        elif table in BRIEFS:
            from models.strategy.published import forbids_change as published

            reason = published(unit, changed)
        elif table in CYCLES:
            from models.cycles import closed as cycles
            from models.okrs import running

            closed = cycles.closed_before(unit) if closed is None else closed
            reason = cycles.forbids_change(unit, changed, closed)
            if reason is None and running.may_be_guarded(changed):
                ran = running.running_before(unit) if ran is None else ran
                reason = running.forbids_change(unit, changed, ran)
        elif table == "measure":
            from models.scorecard.judged_past import forbids_change as judged_past

            reason = judged_past(unit, changed)
        elif table in REVIEWS:
            from models.reviews.closed import forbids_change as of_closed_review

            reason = of_closed_review(unit, changed)
        if reason:
            raise Refused(*reason)
