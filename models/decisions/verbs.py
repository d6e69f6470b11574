"""What can be done about decisions, commitments and guardrails: plain values, checked by the handlers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Note a decision. A text ending in `?` is a decision needed, any other one is made (interface.md 2).

    team, owner: reference, handle or name; "" is the origin's or my own team, and me for a decision made.
    lane: commitment, guardrail, autonomy or "". needed_by: a day. origin_ref: what it came from ("H7", "I31").
    review: id of the review it was made in. needed: overrides what the `?` says.
    """

    text: str
    team: str | int = ""
    owner: str | int = ""
    lane: str = ""
    because: str = ""
    context: str = ""
    needed_by: str = ""
    origin_ref: str = ""
    review: int | None = None
    private: bool = False
    needed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDecision:
    """Make a needed decision: what was chosen and why.

    option: id of the option that was chosen, whose title serves when `chosen` is empty. lane "" leaves it.
    In the commitment lane it waits for the approval of an executive other than the author (product.md 5).
    """

    ref: str
    chosen: str = ""
    because: str = ""
    lane: str = ""
    option: int | None = None
    consequences: str = ""
    expected: str = ""
    revisit_on: str = ""
    review: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOption:
    """Add one of the ways considered in the decision `ref`."""

    ref: str
    title: str
    pro: str = ""
    con: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOption:
    """Change an option by id; None leaves a field as it is, archive takes the option away."""

    option: int
    title: str | None = None
    pro: str | None = None
    con: str | None = None
    archive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteMemo:
    """Write a whole memo in one step: a new decision when `ref` is "", else the parts that differ.

    options: (title, pro, con, chosen) in order. affects: (team, effect). owner and team as in Decide. What is
    chosen makes a needed decision; a memo without it stays needed. None leaves a part as it is.
    """

    ref: str = ""
    title: str
    team: str | None = None
    owner: str | None = None
    lane: str | None = None
    needed_by: str | None = None
    revisit_on: str | None = None
    context: str | None = None
    chosen: str | None = None
    because: str | None = None
    consequences: str | None = None
    options: tuple[tuple[str, str, str, bool], ...] | None = None
    affects: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supersede:
    """Put the new decision `text` in the place of the made decision `ref`."""

    ref: str
    text: str
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse:
    """Take a made decision back, with the reason; nothing takes its place."""

    ref: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """Date decisions: made ones are revisited on that day, needed ones are needed by it; "" takes the date away."""

    refs: tuple[str, ...]
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLane:
    """Put decisions in a lane; "" takes it away."""

    refs: tuple[str, ...]
    lane: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPrivate:
    """Hide decisions from other teams, or show them again."""

    refs: tuple[str, ...]
    private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Affect:
    """Say that the decision `ref` touches a team, and how; `gone` takes the team off the list."""

    ref: str
    team: str | int
    effect: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Note that affected teams were told; no team means all of them."""

    ref: str
    team: str | int = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Acknowledge for a team that it has seen the decision that affects it."""

    ref: str
    team: str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Approve what waits at `ref`: a decision in the commitment lane (D9) or a change of a commitment (L2)."""

    ref: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLaneItem:
    """Add a commitment or a guardrail; a commitment waits for approval. The limit is on a measure, if given."""

    kind: str
    text: str
    team: str | int = ""
    measure: str | int = ""
    operator: str = ""
    limit: str | float | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLaneItem:
    """Change a commitment or guardrail; a commitment's change waits for approval (product.md 5).

    None leaves a field as it is, "" clears it. archive takes the item off the list.
    """

    ref: str
    text: str | None = None
    measure: str | int | None = None
    operator: str | None = None
    limit: str | float | None = None
    archive: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropProposal:
    """Take back the proposed change of a commitment."""

    ref: str
