"""The fields of the tree: cycles, goals, key results, steps."""

from __future__ import annotations

from models.kind import LOOSE_TEAM, OWNER, Field, Kind, titled

_GOAL = (
    titled(),
    Field("parent", "goal", "Parent", guarded=True),
    LOOSE_TEAM,
    OWNER,
    Field("integrator", "person", "Integrator"),
    Field("cycle", "cycle", "Cycle", guarded=True),
    Field("intent", "choice", "Stretch or committed", choices=("stretch", "committed"), guarded=True),
    Field("contributes", "flag", "Contributes to the parent", guarded=True, help="yes counts with its weight"),
    Field("weight", "number", "Weight", guarded=True),
    Field("measure", "measure", "Measure"),
    Field("choice", "lineage", "Follows from choice", column="choice_lineage"),
    Field("why", "note", "Why"),
    Field("what", "note", "What"),
    Field("how", "note", "How"),
    Field("supports_strategy", "choice", "Supports the strategy", choices=("yes", "no")),
    Field("supports_reason", "note", "Because"),
)

KINDS = (
    Kind(
        "cycle",
        "okrs",
        "cycle",
        (
            titled("name", "Name"),
            Field("start", "day", "Starts", column="start_on", required=True),
            Field("end", "day", "Ends", column="end_on", required=True),
            Field("state", "choice", "State", choices=("planning", "active", "closing")),
            LOOSE_TEAM,
        ),
        title="name",
    ),
    Kind("objective", "okrs", "goal", _GOAL, defaults={"kind": "objective"}),
    Kind("annual", "okrs", "goal", _GOAL, word="annual goal", defaults={"kind": "annual"}),
    Kind("imperative", "okrs", "goal", _GOAL, defaults={"kind": "imperative"}),
    Kind(
        "key_result",
        "okrs",
        "key_result",
        (
            titled(),
            Field("goal", "goal", "Objective", required=True, guarded=True),
            Field(
                "kind",
                "choice",
                "Kind",
                choices=("increase", "decrease", "count", "threshold", "milestone", "boolean"),
                guarded=True,
            ),
            Field("unit", "unit", "Unit"),
            Field("start", "number", "Start", guarded=True),
            Field("target", "number", "Target", guarded=True),
            Field(
                "plan",
                "glide",
                "Own glide path",
                column="plan_json",
                guarded=True,
                help="Instead of a straight line: 9 by 2026-08-15, 13 by W35",
            ),
            Field("low", "number", "At least", guarded=True),
            Field("high", "number", "At most", guarded=True),
            Field("baseline", "title", "Was", column="baseline_text"),
            Field("weight", "number", "Weight", guarded=True),
            OWNER,
            Field("measure", "measure", "Measure", guarded=True),
            Field("controlled", "flag", "Owner controls it"),
            Field("starts_on", "day", "Starts"),
            Field("due_on", "day", "Due"),
        ),
        word="key result",
    ),
    Kind(
        "step",
        "okrs",
        "step",
        (
            titled(),
            Field("key_result", "key_result", "Key result", required=True),
            Field("weight", "number", "Weight"),
            Field("due_on", "day", "Due"),
            Field("done_at", "day", "Done"),
        ),
    ),
)
