"""What the reads of the decision log return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.decisions import rules
from models.refs import ref


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One line of the log. needed_by, revisit_on: days or ""; made_on is None while it is needed.

    waits: something was chosen and an executive has yet to approve it. status: off, risk or ok while needed.
    revisit: its day to be looked at again has come. follows: the reference of what superseded it, or "".
    """

    id: int
    title: str
    state: str
    lane: str
    owner: str
    handle: str
    team_id: int
    team: str
    needed_by: str
    asked_on: date
    made_on: date | None
    revisit_on: str
    chosen: str
    private: bool
    waits: bool
    status: str
    age: int
    overdue: int
    revisit: bool
    follows: str

    @property
    def ref(self) -> str:
        """The reference, `D9`."""
        return ref("decision", self.id)

    @property
    def days(self) -> int | None:
        """Days from needed to made, None while it is needed."""
        return None if self.made_on is None else rules.decision_days(self.asked_on, self.made_on)


@dataclass(frozen=True, slots=True)
class LogView:
    """The decision log: needed ones worst first, made ones newest first, past ones (superseded, taken back).

    lanes: (how many, per cent) of the decisions made this quarter per lane; median: their days, None for none.
    """

    needed: tuple[DecisionView, ...]
    made: tuple[DecisionView, ...]
    past: tuple[DecisionView, ...]
    lanes: dict[str, tuple[int, int]]
    median: dict[str, float | None]

    @property
    def to_revisit(self) -> int:
        """How many made decisions are to be looked at again."""
        return sum(one.revisit for one in self.made)

    @property
    def everything(self) -> tuple[DecisionView, ...]:
        """All of them in the order of the list."""
        return (*self.needed, *self.made, *self.past)


@dataclass(frozen=True, slots=True)
class OptionView:
    """One of the ways considered."""

    id: int
    title: str
    pro: str
    con: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AffectsView:
    """A team a decision touches; told_on and seen_on are None until then."""

    team_id: int
    team: str
    effect: str
    told_on: date | None
    seen_on: date | None


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a change log: when, who ("" for the program), what."""

    on: date
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class MemoView:
    """One decision in full. measure: (reference, name) or None. origin, supersedes: (reference, title) or None.

    median: days of decisions in its lane this quarter. approved: who approved it.
    """

    one: DecisionView
    context: str
    because: str
    consequences: str
    expected: str
    author: str
    options: tuple[OptionView, ...]
    affects: tuple[AffectsView, ...]
    log: tuple[LineView, ...]
    measure: tuple[str, str] | None
    origin: tuple[str, str] | None
    supersedes: tuple[str, str] | None
    approved: tuple[str, ...]
    median: float | None
    choice: str
