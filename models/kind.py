"""How kinds of things are described, field by field; each area describes its own in its `kinds.py`.

One description feeds the generic verbs, the command line (`oar add`, `oar edit`), the edit form and the
help. A field's `type` says how its text is read: title, note, number, whole, day, flag, choice, week, unit,
glide (points by day), lineage (a choice of the brief), or a kind of record (person, team, goal, cycle,
measure ...) that is given by reference, handle or name.
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

    @property
    def said(self) -> str:
        """The field as a message names it: its label in quotes, which may be any words ("We choose"), or its name."""
        return f"'{self.label}'" if self.label else self.name

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
    fields: tuple[Field, ...]
    title: str = "title"
    word: str = ""
    defaults: dict[str, object] = field(default_factory=dict)

    def field(self, name: str) -> Field | None:
        """Return the field called `name`, None when there is none."""
        return next((one for one in self.fields if name in (one.name, one.stored())), None)


def titled(name: str = "title", label: str = "Title", guarded: bool = False) -> Field:
    return Field(name, "title", label, required=True, guarded=guarded)


OWNER = Field("owner", "person", "Owner")
TEAM = Field("team", "team", "Team", required=True)
LOOSE_TEAM = Field("team", "team", "Team")
PRIVATE = Field("private", "flag", "Private to the team")
OPERATORS = ("<", "<=", ">", ">=", "=")
