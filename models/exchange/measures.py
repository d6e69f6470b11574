"""From what a table says about measures to what is imported: targets in words become plans."""

from __future__ import annotations

from models.exchange.csv_rows import MeasureRow
from models.exchange.okrs import unit_for
from models.exchange.targets import Target
from models.exchange.verbs import NewMeasure
from models.text import NOTE_LIMIT, TITLE_LIMIT, clean


def from_rows(rows: tuple[MeasureRow, ...]) -> tuple[NewMeasure, ...]:
    """Return the measures of a table; a target that is not understood stays as it was written."""
    return tuple(_measure(row) for row in rows)


def _measure(row: MeasureRow) -> NewMeasure:
    target = row.target
    unit = row.unit or unit_for(target.unit, target.currency)
    fields: dict[str, object] = {
        "name": clean(row.name).strip()[:TITLE_LIMIT],
        "unit": unit,
        "direction": target.direction or row.direction or "up",
        "cadence": row.cadence or "week",
        "on_top": row.key,
    }
    for name, value in (("area", row.area), ("aggregate", row.aggregate), ("definition", row.definition)):
        if value:
            fields[name] = clean(value, multiline=True)[:NOTE_LIMIT]
    if row.leading:
        fields["leading"] = row.leading
    plan, off_at = plan_for(target), "" if row.off_at is None else f"{row.off_at:g}"
    if plan and not off_at and target.value == 0:
        off_at = "1"  # product.md 3: for plan 0 the distance must be given
    return NewMeasure(
        fields={name: value for name, value in fields.items() if value not in (None, "")},
        team=clean(row.team).strip()[:TITLE_LIMIT],
        plan=plan,
        off_at=off_at,
        owner_text=clean(row.owner).strip()[:TITLE_LIMIT],
        target_text=clean(target.text).strip(),
    )


def plan_for(target: Target) -> str:
    """Return a target as the plan the scorecard reads, "" when it was not understood."""
    if target.direction == "within" and target.low is not None and target.high is not None:
        return f"{target.low:.12g}..{target.high:.12g}"
    if target.value is None or not target.direction:
        return ""
    return f"{'<=' if target.direction == 'down' else '>='}{target.value:.12g}"
