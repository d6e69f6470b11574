"""The kinds of things people add, edit and archive, field by field.

One description feeds the generic verbs, the command line (`oar add`, `oar edit`), the edit form and the
help. A field's `type` says how its text is read: title, note, number, whole, day, flag, choice, week, unit,
or a kind of record (person, team, goal, cycle, measure ...) that is given by reference, handle or name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

RECORDS = (
    "person",
    "team",
    "goal",
    "cycle",
    "key_result",
    "measure",
    "brief",
    "initiative",
    "decision",
    "issue",
    "flow",
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `name` as people type it, `column` as stored, `guarded` inside an active cycle."""

    name: str
    type: str
    label: str = ""
    column: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    guarded: bool = False
    help: str = ""

    def stored(self) -> str:
        """Return the column's name."""
        if self.column:
            return self.column
        return f"{self.name}_id" if self.type in RECORDS else self.name


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: `table` of `area`; `title` is the field that names a row."""

    name: str
    area: str
    table: str
    class_name: str
    fields: tuple[Field, ...]
    title: str = "title"
    word: str = ""
    defaults: dict[str, object] = field(default_factory=dict)

    def field(self, name: str) -> Field | None:
        """Return the field called `name`, None when there is none."""
        return next((one for one in self.fields if name in (one.name, one.stored())), None)


def _title(name: str = "title", label: str = "Title", guarded: bool = False) -> Field:
    return Field(name, "title", label, required=True, guarded=guarded)


OWNER = Field("owner", "person", "Owner")
TEAM = Field("team", "team", "Team", required=True)
LOOSE_TEAM = Field("team", "team", "Team")
PRIVATE = Field("private", "flag", "Private to the team")
OPERATORS = ("<", "<=", ">", ">=", "=")

_GOAL = (
    _title(),
    Field("parent", "goal", "Parent", guarded=True),
    LOOSE_TEAM,
    OWNER,
    Field("integrator", "person", "Integrator"),
    Field("cycle", "cycle", "Cycle"),
    Field("intent", "choice", "Stretch or committed", choices=("stretch", "committed"), guarded=True),
    Field("contributes", "flag", "Contributes to the parent", guarded=True, help="yes counts with its weight"),
    Field("weight", "number", "Weight", guarded=True),
    Field("measure", "measure", "Measure"),
    Field("choice", "title", "Follows from choice", column="choice_lineage"),
    Field("why", "note", "Why"),
    Field("what", "note", "What"),
    Field("how", "note", "How"),
    Field("supports_strategy", "choice", "Supports the strategy", choices=("yes", "no")),
    Field("supports_reason", "note", "Because"),
)

_KINDS = (
    Kind(
        "team",
        "people",
        "team",
        "Team",
        (
            _title("name", "Name"),
            Field("parent", "team", "Part of"),
            Field("level", "choice", "Level", choices=("company", "department", "team")),
            Field("review_weekday", "whole", "Review day (1 Monday)"),
            Field("review_time", "title", "Review time"),
        ),
        title="name",
    ),
    Kind(
        "person",
        "people",
        "person",
        "Person",
        (
            Field("handle", "title", "Handle", required=True),
            _title("name", "Name"),
            Field("email", "title", "E-mail"),
        ),
        title="name",
    ),
    Kind(
        "role",
        "people",
        "role",
        "Role",
        (
            _title("name", "Name"),
            TEAM,
            Field("purpose", "note", "Purpose"),
            Field("person", "person", "Held by"),
            Field("on_leadership", "flag", "On the leadership team"),
            Field("executive", "flag", "Executive"),
            Field("facilitates", "flag", "Facilitates"),
        ),
        title="name",
    ),
    Kind(
        "choice",
        "strategy",
        "choice",
        "Choice",
        (
            _title("statement", "We choose"),
            Field("brief", "brief", "Brief", required=True),
            Field("rather_than", "title", "Rather than"),
            Field("because", "note", "Because"),
            Field("consequence", "note", "So"),
        ),
        title="statement",
    ),
    Kind(
        "exclusion",
        "strategy",
        "exclusion",
        "Exclusion",
        (
            _title("statement", "We will not"),
            Field("brief", "brief", "Brief", required=True),
            Field("measure", "measure", "Until measure"),
            Field("operator", "choice", "Is", choices=OPERATORS),
            Field("limit", "number", "Limit", column="bound"),
            Field("periods", "whole", "For periods"),
        ),
        title="statement",
    ),
    Kind(
        "assumption",
        "strategy",
        "assumption",
        "Assumption",
        (
            _title("statement", "We assume"),
            Field("brief", "brief", "Brief", required=True),
            Field("measure", "measure", "Measure"),
            Field("still_holds", "choice", "Still holds", choices=("yes", "no")),
        ),
        title="statement",
    ),
    Kind(
        "cycle",
        "okrs",
        "cycle",
        "Cycle",
        (
            _title("name", "Name"),
            Field("start", "day", "Starts", column="start_on", required=True),
            Field("end", "day", "Ends", column="end_on", required=True),
            Field("state", "choice", "State", choices=("planning", "active", "closing")),
            LOOSE_TEAM,
        ),
        title="name",
    ),
    Kind("objective", "okrs", "goal", "Goal", _GOAL, defaults={"kind": "objective"}),
    Kind("annual", "okrs", "goal", "Goal", _GOAL, word="annual goal", defaults={"kind": "annual"}),
    Kind("imperative", "okrs", "goal", "Goal", _GOAL, defaults={"kind": "imperative"}),
    Kind(
        "key_result",
        "okrs",
        "key_result",
        "KeyResult",
        (
            _title(),
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
        "Step",
        (
            _title(),
            Field("key_result", "key_result", "Key result", required=True),
            Field("weight", "number", "Weight"),
            Field("due_on", "day", "Due"),
            Field("done_at", "day", "Done"),
        ),
    ),
    Kind(
        "measure",
        "scorecard",
        "measure",
        "Measure",
        (
            _title("name", "Name"),
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
        "Trigger",
        (
            _title("action", "Then"),
            Field("measure", "measure", "Measure", required=True),
            Field("of", "choice", "Of", choices=("value", "change", "mean4")),
            Field("operator", "choice", "Is", choices=OPERATORS, required=True),
            Field("limit", "number", "Limit", column="bound", required=True),
            Field("periods", "whole", "For periods"),
            OWNER,
        ),
        title="action",
    ),
    Kind(
        "issue",
        "issues",
        "issue",
        "Issue",
        (
            _title(),
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
        "Todo",
        (_title(), OWNER, LOOSE_TEAM, Field("due_on", "day", "Due", required=True), PRIVATE),
        word="to-do",
    ),
    Kind(
        "hot_item",
        "issues",
        "hot_item",
        "HotItem",
        (_title(), OWNER, LOOSE_TEAM, PRIVATE),
        word="hot item",
        defaults={"rule": "raised", "source": "", "severity": 70.0},
    ),
    Kind(
        "decision",
        "decisions",
        "decision",
        "Decision",
        (
            _title(),
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
            Field("choice", "title", "Choice", column="choice_lineage"),
            Field("needed_by", "day", "Needed by"),
            Field("revisit_on", "day", "Revisit"),
            PRIVATE,
        ),
    ),
    Kind(
        "lane_item",
        "decisions",
        "lane_item",
        "LaneItem",
        (
            _title("text", "Text"),
            Field("kind", "choice", "Kind", choices=("commitment", "guardrail"), required=True),
            TEAM,
            Field("measure", "measure", "Measure"),
            Field("operator", "choice", "Is", choices=OPERATORS),
            Field("limit", "number", "Limit", column="bound"),
        ),
        title="text",
        word="commitment or guardrail",
    ),
    Kind(
        "initiative",
        "plan",
        "initiative",
        "Initiative",
        (
            _title(),
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
        "Milestone",
        (
            _title(),
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
        "Dependency",
        (
            _title("what", "What"),
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
        "Flow",
        (_title("name", "Name"), OWNER),
        title="name",
    ),
    Kind(
        "flow_step",
        "plan",
        "flow_step",
        "FlowStep",
        (
            _title("name", "Step"),
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
    Kind(
        "learning",
        "learning",
        "learning",
        "Learning",
        (
            _title(),
            Field("kind", "choice", "Kind", choices=("defect", "experiment", "postmortem", "retrospective")),
            Field("facts", "note", "Facts"),
            Field("factors", "note", "Contributing factors"),
            Field("change", "note", "Change to the system"),
            LOOSE_TEAM,
        ),
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
WORDS = {
    "kr": "key_result",
    "o": "objective",
    "obj": "objective",
    "goal": "annual",
    "annual-goal": "annual",
    "to-do": "todo",
    "hot": "hot_item",
    "hypothesis": "initiative",
    "commitment": "lane_item",
    "guardrail": "lane_item",
}


def kind_named(word: str) -> Kind | None:
    """Return the kind that people call `word` ("kr", "key-result", "objective"), None if there is none."""
    name = word.strip().lower().replace(" ", "_").replace("-", "_")
    name = WORDS.get(word.strip().lower(), name)
    return KINDS.get(name)


def kind_of_ref(kind: str) -> Kind:
    """Return the description behind a reference's kind; a `goal` reference may be any of three."""
    return KINDS["annual" if kind == "goal" else kind]
