"""The fields of the tree: cycles, goals, key results, steps."""

from __future__ import annotations

from models.kind import LOOSE_TEAM, OWNER, Field, Kind, titled

_WEIGHT = "1 when left empty; 0 counts nothing"

_GOAL = (
    titled(),
    Field("parent", "goal", "Parent", guarded=True),
    LOOSE_TEAM,
    OWNER,
    Field("integrator", "person", "Integrator"),
    Field("cycle", "cycle", "Cycle", guarded=True),
    Field(
        "intent",
        "choice",
        "Stretch or committed",
        choices=("stretch", "committed"),
        guarded=True,
        help="Stretch: 60 to 70 % is a good result. Committed: all of it is expected",
    ),
    Field("contributes", "flag", "Contributes to the parent", guarded=True, help="yes counts with its weight"),
    Field("weight", "number", "Weight", guarded=True, help=_WEIGHT),
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
            Field("start", "day", "Starts", column="start_on", required=True, guarded=True),
            Field("end", "day", "Ends", column="end_on", required=True, guarded=True),
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
                help="Increase, decrease: from start to target. Count: from 0. Threshold: within bounds."
                " Milestone: by steps. Boolean: yes or no",
            ),
            Field("unit", "unit", "Unit", help="Such as %, EUR or days; empty for a plain number"),
            Field("start", "number", "Start", guarded=True, help="Where it stands at the beginning; a count has none"),
            Field("target", "number", "Target", guarded=True, help="Of increase, decrease and count"),
            Field(
                "plan",
                "glide",
                "Own glide path",
                column="plan_json",
                guarded=True,
                help="Instead of a straight line: 9 by 2026-08-15, 13 by W35",
            ),
            Field("low", "number", "At least", guarded=True, help="Of a threshold: one bound, or both to stay within"),
            Field("high", "number", "At most", guarded=True, help="Of a threshold: one bound, or both to stay within"),
            Field("baseline", "title", "Was", column="baseline_text", help="Such as 2 a quarter: shown, never counted"),
            Field("weight", "number", "Weight", guarded=True, help=_WEIGHT),
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
