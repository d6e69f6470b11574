"""A closed review does not change any more (product.md 5); other teams may still say that they heard its tells."""

from __future__ import annotations

from models.reviews.tables import Review
from models.store.unit import Changed, Unit

HEARD = ("seen_at", "seen_by", "done")


def forbids_change(unit: Unit, changed: Changed) -> tuple[str, str] | None:
    """Return (message, hint) when a change touches a review that was closed before this unit began."""
    table, row = str(changed.row.__tablename__), changed.row
    if table == "tell" and changed.field in HEARD:
        return None
    review = row if isinstance(row, Review) else unit.load(Review, getattr(row, "review_id", 0))
    if not isinstance(review, Review):
        return None
    before = next((one.before for one in unit.changes if one.row is review and one.field == "state"), review.state)
    made_here = any(one.row is review and one.field == "" for one in unit.changes)
    if before != "closed" or made_here:
        return None
    return f"R{review.id} is closed, it does not change any more", "Say it in the next review"
