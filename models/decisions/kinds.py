"""The fields of the decision log: decisions, commitments, guardrails."""

from __future__ import annotations

from models.kind import OPERATORS, OWNER, PRIVATE, TEAM, Field, Kind, titled

KINDS = (
    Kind(
        "decision",
        "decisions",
        "decision",
        (
            titled(),
            TEAM,
            OWNER,
            Field("state", "choice", "State", choices=("needed", "made")),
            Field("lane", "choice", "Lane", choices=("commitment", "guardrail", "autonomy")),
            Field("context", "note", "Context"),
            Field("chosen", "note", "Chosen"),
            Field("because", "note", "Because"),
            Field("consequences", "note", "Consequences"),
            Field("expected", "title", "Expected effect"),
            Field("measure", "measure", "On measure"),
            Field("choice", "lineage", "Choice", column="choice_lineage"),
            Field("needed_by", "day", "Needed by"),
            Field("revisit_on", "day", "Revisit"),
            PRIVATE,
        ),
    ),
    Kind(
        "lane_item",
        "decisions",
        "lane_item",
        (
            titled("text", "Text"),
            Field("kind", "choice", "Kind", choices=("commitment", "guardrail"), required=True),
            TEAM,
            Field("measure", "measure", "Measure"),
            Field("operator", "choice", "Is", choices=OPERATORS),
            Field("limit", "number", "Limit", column="bound"),
        ),
        title="text",
        word="commitment or guardrail",
    ),
)
