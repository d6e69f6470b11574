"""The fields of the scorecard: measures and triggers."""

from __future__ import annotations

from models.kind import OPERATORS, OWNER, PRIVATE, TEAM, Field, Kind, titled

KINDS = (
    Kind(
        "measure",
        "scorecard",
        "measure",
        (
            titled("name", "Name"),
            TEAM,
            OWNER,
            Field(
                "area",
                "choice",
                "Area",
                choices=("growth", "operations", "finance", "talent", "culture", "innovation"),
            ),
            Field("leading", "flag", "Leading", column="leads"),
            Field("drives", "measure", "Drives"),
            Field("unit", "unit", "Unit"),
            Field("direction", "choice", "Better is", choices=("up", "down", "within")),
            Field("aggregate", "choice", "Aggregate", choices=("sum", "mean", "last", "min", "max")),
            Field("cadence", "choice", "Every", choices=("week", "month")),
            Field("controlled", "flag", "Owner controls it"),
            Field("beside", "measure", "Controllable one beside it", column="beside_id"),
            Field("definition", "note", "Definition"),
            Field("on_top", "flag", "On the top dashboard"),
            PRIVATE,
        ),
        title="name",
    ),
    Kind(
        "trigger",
        "scorecard",
        "trigger",
        (
            titled("action", "Then"),
            Field("measure", "measure", "Measure", required=True),
            Field("of", "choice", "Of", choices=("value", "change", "mean4")),
            Field("operator", "choice", "Is", choices=OPERATORS, required=True),
            Field("limit", "number", "Limit", column="bound", required=True),
            Field("periods", "whole", "For periods"),
            OWNER,
        ),
        title="action",
    ),
)
