"""Verbs that serve every kind of models/kinds.py. Fields are given as text or plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Verb = Any  # any frozen dataclass registered with models.store.handlers.handles


class TakesCase:
    """A verb that may change what is guarded inside an active cycle: `case` says why it does (product.md 5)."""

    __slots__ = ()
    case: Case | None


class TakesMine:
    """A verb that may be in conflict with what somebody else wrote since: `mine` puts it on top of theirs."""

    __slots__ = ()
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Add(TakesCase):
    """Add a row of `kind`; fields by name as in models/kinds.py. `case` is for active cycles."""

    kind: str
    fields: Mapping[str, Any]
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(TakesCase, TakesMine):
    """Change fields of `ref`; `base` holds the values the form opened with, for conflicts by value.

    A field whose base is given and whose value in the database is another one is a conflict, unless
    `mine` is set (product.md 5). `case` carries the reason of a guarded change, `note` why there is a new owner.
    """

    ref: str
    fields: Mapping[str, Any]
    base: Mapping[str, Any] = field(default_factory=dict)
    mine: bool = False
    case: Case | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Why a guarded field changes inside an active cycle (product.md 5)."""

    reason: str
    case: str
    evidence: str = ""
    agreed_by: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive(TakesCase):
    """Hide `ref` (several at once are one undo step)."""

    refs: tuple[str, ...]
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOwner:
    """Give the rows of `refs` to the person with `handle`; "" leaves them without owner.

    note: why; needed where an objective or a key result changes hands in an active cycle (product.md 5).
    """

    refs: tuple[str, ...]
    handle: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(TakesCase):
    """Hang `ref` under `parent` ("" for the top), at `rank` among its siblings if given."""

    ref: str
    parent: str
    rank: int | None = None
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder:
    """Move `ref` up (-1) or down (+1) among its siblings."""

    ref: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Write a comment or a why at `ref`."""

    ref: str
    text: str
    kind: str = "comment"
    period: int | None = None
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Several verbs as one action and one undo step."""

    verbs: tuple[Verb, ...]
    summary: str = ""


def parts(verb: Verb) -> tuple[Verb, ...]:
    """Return the verbs of a batch, or the one verb there is."""
    return verb.verbs if isinstance(verb, Batch) else (verb,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Undo my last action, or the action with this id."""

    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redo:
    """Do again what my last undo took back."""
