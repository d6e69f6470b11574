"""What a measure was judged by stays: no edited field turns its past from hit to miss (product.md 3)."""

from __future__ import annotations

from models import weeks
from models.refs import ref
from models.scorecard.tables import Measure
from models.store.unit import Changed, Unit

JUDGED_BY = {"direction": "better", "cadence": "read by the"}
"""Fields that every period is judged by, and how they are said; a plan has its own first period, these have none."""


def forbids_change(unit: Unit, changed: Changed) -> tuple[str, str] | None:
    """Return why a changed field of a measure must stay, and the way that is open; None when it may change.

    The day a measure was added, a mistake may still be corrected.
    """
    row = changed.row
    if changed.field not in JUDGED_BY or not isinstance(row, Measure) or row.created_at[:10] == unit.now[:10]:
        return None
    cadence = str(changed.before) if changed.field == "cadence" else row.cadence
    judged = unit.read.value(
        "SELECT count(*) FROM reading r WHERE r.measure_id = :measure AND r.archived_at IS NULL AND r.period <= :closed"
        " AND EXISTS (SELECT 1 FROM plan p WHERE p.measure_id = r.measure_id AND p.archived_at IS NULL"
        " AND p.from_period <= r.period)",
        measure=row.id,
        closed=weeks.last_closed(unit.today, cadence),
    )
    if not judged:
        return None
    many = f"{judged} {cadence}" + "s" * (judged != 1)
    said = f"{JUDGED_BY[changed.field]} {changed.before}"
    return (
        f"{row.name} was judged in {many} as {said}, and the past keeps what it was judged by",
        f"Retire {ref('measure', row.id or 0)} with a reason, and add one that counts anew",
    )
