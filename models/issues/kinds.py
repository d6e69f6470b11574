"""The fields of issues, to-dos and hot items."""

from __future__ import annotations

from models.kind import LOOSE_TEAM, OWNER, PRIVATE, TEAM, Field, Kind, titled

KINDS = (
    Kind(
        "issue",
        "issues",
        "issue",
        (
            titled(),
            TEAM,
            OWNER,
            Field("forum", "choice", "Forum", choices=("weekly", "monthly", "quarterly")),
            Field("kind", "choice", "Kind", choices=("general", "product")),
            Field("measure", "measure", "Impacted measure"),
            Field("ref", "title", "About"),
            Field("estimate", "whole", "Minutes"),
            Field("real_issue", "title", "Real issue"),
            Field("discussion", "note", "Discussion"),
            Field("solution", "note", "Solution"),
            PRIVATE,
        ),
    ),
    Kind(
        "todo",
        "issues",
        "todo",
        (titled(), OWNER, LOOSE_TEAM, Field("due_on", "day", "Due", required=True), PRIVATE),
        word="to-do",
    ),
    Kind(
        "hot_item",
        "issues",
        "hot_item",
        (titled(), OWNER, LOOSE_TEAM, PRIVATE),
        word="hot item",
        defaults={"rule": "raised", "source": "", "severity": 70.0},
    ),
)
