"""The fields of the operating plan: initiatives, milestones, dependencies, flows."""

from __future__ import annotations

from models.kind import LOOSE_TEAM, OWNER, Field, Kind, titled

KINDS = (
    Kind(
        "initiative",
        "plan",
        "initiative",
        (
            titled(),
            Field("kind", "choice", "Kind", choices=("project", "hypothesis", "product")),
            LOOSE_TEAM,
            Field("goal", "goal", "Objective"),
            Field("key_result", "key_result", "Key result"),
            Field("measure", "measure", "Impacted measure"),
            Field("hypothesis", "note", "We believe"),
            OWNER,
            Field("integrator", "person", "Integrator"),
            Field("end_on", "day", "Ends"),
            Field("core", "flag", "Core"),
        ),
    ),
    Kind(
        "milestone",
        "plan",
        "milestone",
        (
            titled(),
            Field("initiative", "initiative", "Initiative", required=True),
            Field("stage", "choice", "Stage", choices=("decide", "build", "launch", "done", "killed")),
            Field("due_on", "day", "Due"),
            OWNER,
            Field("decision_owner", "person", "Decision owner"),
        ),
    ),
    Kind(
        "dependency",
        "plan",
        "dependency",
        (
            titled("what", "What"),
            Field("from_team", "team", "Who waits", required=True),
            Field("to_team", "team", "For whom", required=True),
            Field("needed_on", "day", "Needed on", required=True),
            Field("promised_on", "day", "Promised on"),
            OWNER,
        ),
        title="what",
    ),
    Kind(
        "flow",
        "plan",
        "flow",
        (titled("name", "Name"), OWNER),
        title="name",
    ),
    Kind(
        "flow_step",
        "plan",
        "flow_step",
        (
            titled("name", "Step"),
            Field("flow", "flow", "Flow", required=True),
            OWNER,
            Field("system", "title", "System"),
            Field("touch_hours", "number", "Touch hours"),
            Field("wait_hours", "number", "Waiting hours"),
            Field("bottleneck", "flag", "Bottleneck"),
            Field("due_on", "day", "Better by"),
        ),
        title="name",
    ),
)
