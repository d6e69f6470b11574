"""What can be done with a cycle: plan it, start it, score it, carry on from it, close it."""

from __future__ import annotations

from dataclasses import dataclass

from models.cycles import rules
from models.errors import Refused

OUTCOMES = ("worked", "did_not")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCycle:
    """Plan a new cycle. start, end: its first and last day. team: whose it is, "" for everybody's.

    beside: it overlaps another cycle of the same teams on purpose (M7: several cycles side by side).
    """

    name: str
    start: str
    end: str
    team: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TickPlanning:
    """Tick a line of a cycle's planning checklist, or take the tick away. item: its key (rules.CHECKLIST)."""

    cycle: int
    item: str
    done: bool = True

    def __post_init__(self) -> None:
        """Refuse a line that there is not."""
        rules.item_named(self.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReview:
    """Answer for an objective whether it supports the overall strategy, with the reason (M117)."""

    goal: int
    supports: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCycle:
    """Put a cycle from planning into work: its checks fall silent, its guards begin. cycle: its id.

    beside: another cycle of the same teams may go on running.
    """

    cycle: int
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginClosing:
    """Begin the closing of an active cycle: from now on scores are given. cycle: its id."""

    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Score an objective (O12) or a key result (KR40) while its cycle closes (M103).

    score: 0.0 to 1.0, None takes what the arithmetic proposes unless one was given before. reason, cause: one line
    each, None leaves them as they are.
    """

    ref: str
    score: float | None = None
    reason: str | None = None
    cause: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no score."""
        if self.score is not None:
            rules.check_score(self.score)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learn:
    """Say what worked, or did not, in a cycle; the next one begins with it (M9).

    ref: an objective (O12), or the cycle as a whole (Q3). outcome: "worked" or "did_not".
    """

    ref: str
    text: str
    outcome: str

    def __post_init__(self) -> None:
        """Refuse an outcome that there is not."""
        if self.outcome not in OUTCOMES:
            raise Refused(f"{self.outcome[:20]!r} is no outcome", "It worked or it did_not")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver:
    """Let an objective go on in a later cycle; its own history stays where it is (M19).

    goal: its id. into: id of a cycle in planning, None for the next one, which is made when there is none.
    extend: what was reached goes on too, as far again; else only what was not reached.
    """

    goal: int
    into: int | None = None
    extend: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCycle:
    """Close a cycle for good: every score has its reason, nothing of it changes any more. cycle: its id."""

    cycle: int
