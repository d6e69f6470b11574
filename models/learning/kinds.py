"""The fields of learning."""

from __future__ import annotations

from models.kind import LOOSE_TEAM, Field, Kind, titled

KINDS = (
    Kind(
        "learning",
        "learning",
        "learning",
        (
            titled(),
            Field("kind", "choice", "Kind", choices=("defect", "experiment", "postmortem", "retrospective")),
            Field("facts", "note", "Facts"),
            Field("factors", "note", "Contributing factors"),
            Field("change", "note", "Change to the system"),
            LOOSE_TEAM,
        ),
    ),
)
