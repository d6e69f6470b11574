"""What can be done about the strategy brief: plain values, checked by the handlers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.strategy.sheet import Sheet
from models.verbs import TakesMine


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDraft:
    """Start the next version of the brief as a copy of the published one, or the first version, empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToDraft:
    """Add a choice, exclusion or assumption to the draft; fields by name as in models/kinds.py.

    The first one ever starts version 1.
    """

    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBrief(TakesMine):
    """Write texts of the draft; None leaves one as it is. base: what the form opened with, for conflicts by value.

    mine: write mine on top of what somebody else wrote since.
    """

    title: str | None = None
    vision: str | None = None
    elephants: str | None = None
    base: Mapping[str, str] = field(default_factory=dict)
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteBrief:
    """Write the whole brief anew: what `wanted` has other than `base` has, and nothing else.

    It goes into the draft; without one into the next version. A brief that is not as in `base` any more is a Conflict.
    """

    base: Sheet
    wanted: Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMeasure:
    """Name a measure among the few that matter in the draft; `gone` takes it off."""

    measure: str | int
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Publish the draft: from then on it never changes (product.md 5). version: refuse another one than this.

    base: its words as they were looked at; a draft that says something else by now is a Conflict.
    """

    version: int | None = None
    base: Sheet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    """Throw the draft away; the published version stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Say that I have read the published brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSentence:
    """Say which sentence of the published brief changes my team's week, and how.

    sentence: its reference (C4), or its key as voice_reads.py gives it. An earlier mark of mine for the team is
    replaced; an empty text takes it back.
    """

    sentence: str
    text: str
    team: str | int = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtIt:
    """Doubt a choice, an exclusion, an assumption or another record; open until it is answered."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDoubt(TakesMine):
    """Answer a doubt by its reference (DB3). base: the answer it had when I was asked; another one is a Conflict."""

    ref: str
    answer: str
    base: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Say whether a choice or an assumption still holds; `holds` None takes the word back."""

    ref: str
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """Lift an exclusion whose time has come, or put it back (`back`)."""

    ref: str
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recite:
    """Add what was typed from memory to the total of my team; it is counted, never kept."""

    choices: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
