"""What importing does, as plain data: trees of objectives, measures, readings, whole copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A dated step of a milestone to import; days as ISO text, "" for none."""

    title: str
    weight: float = 1.0
    due: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeyResult:
    """A key result to import. value: its first check-in, with `note`; both may be missing.

    glide: its own glide path as stored. measure: the name of the one it is linked to. whole: the file tells
    everything, so no owner comes from the objective and the note stays with the key result.
    """

    title: str
    kind: str = "boolean"
    unit: str = ""
    start: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    owner_text: str = ""
    value: float | None = None
    note: str = ""
    weight: float = 1.0
    confidence: int | None = None
    baseline: str = ""
    starts: str = ""
    due: str = ""
    controlled: bool = True
    measure: str = ""
    glide: str = ""
    whole: bool = False
    steps: tuple[NewStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObjective:
    """An objective to import. parent: its place in the import's list, None at the top.

    kind: objective, imperative or annual. team, cycle: by name where they are not those of the import; start, end:
    the days of that cycle.
    """

    title: str
    parent: int | None = None
    owner_text: str = ""
    note: str = ""
    key_results: tuple[NewKeyResult, ...] = ()
    kind: str = "objective"
    team: str = ""
    cycle: str = ""
    start: str = ""
    end: str = ""
    intent: str = "stretch"
    contributes: bool = False
    weight: float = 1.0
    why: str = ""
    what: str = ""
    how: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOkrs:
    """Import objectives with their key results into one cycle, as one action and one undo step.

    cycle: the name of a cycle that is still planned, or of a new one from `start` to `end` (days). team: by name
    or reference, "" for the importer's own. under: the goal they hang under, "" for the top of the tree.
    """

    objectives: tuple[NewObjective, ...]
    source: str
    cycle: str
    start: str
    end: str
    team: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasure:
    """A measure to import; plan as the scorecard reads it (">=95%"), target_text as written in the file."""

    fields: Mapping[str, Any]
    team: str = ""
    plan: str = ""
    off_at: str = ""
    owner_text: str = ""
    target_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMeasures:
    """Import measures as one action; one that its team has already is left alone and reported."""

    measures: tuple[NewMeasure, ...]
    source: str
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReadings:
    """Import the readings that wait in a stage (models/exchange/readings_stage.py), as one action and one undo step.

    stage: the stage's path, closed. source: the file's name; file_hash: its SHA-256; rows: how many readings it has.
    """

    stage: str
    source: str
    file_hash: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCopy:
    """Load a whole copy (models/exchange/copy.py) into an empty database."""

    tables: Mapping[str, list[dict[str, Any]]]
