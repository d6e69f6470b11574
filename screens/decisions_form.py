"""The fields of the edit form of commitments and guardrails."""

from __future__ import annotations

from models.decisions.lane_reads import LaneItemView
from screens.dialogs.form import FormField

OPERATORS = tuple((sign, sign) for sign in ("", "<", "<=", ">", ">=", "="))


def item_fields(one: LaneItemView) -> list[FormField]:
    """Return the fields of a commitment or guardrail."""
    return [
        FormField("text", one.kind.capitalize(), value=one.text),
        FormField("measure", "Measure", value=f"M{one.measure_id}" if one.measure_id else "", help="M7, or its name"),
        FormField("operator", "Must be", "choice", one.operator, OPERATORS),
        FormField("limit", "Limit", value="" if one.bound is None else f"{one.bound:g}"),
        FormField("because", "Because", help="Why it changes; it is kept in the change log"),
    ]
