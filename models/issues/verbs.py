"""What can be done about hot items, issues and to-dos: plain values.

`items`, `issues` and `todos` are references ("H7", "I31", "TD14"); several at once are one undo step.
People are given by handle, teams by reference or name, days as ISO text; "" leaves the choice to the handler.
"""

from __future__ import annotations

from dataclasses import dataclass

TODO_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseHot:
    """Raise a hot item by hand; `ref` is what it is about, "" nothing in particular."""

    text: str
    owner: str = ""
    ref: str = ""
    team: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToIssue:
    """Send rows to the issues list: hot items, which are done then, or any other rows ("M7", "KR40")."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTodo:
    """Make a to-do of each row, for its owner (or mine where it has none) and due in `days`."""

    items: tuple[str, ...]
    owner: str = ""
    days: int = TODO_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDecision:
    """Make a decision needed of each row, with its title."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneHot:
    """Close hot items; `outcome` says how, in a line."""

    items: tuple[str, ...]
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropHot:
    """Drop hot items: they return only when their source worsens."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHot:
    """Give hot items to a person; "" leaves them without owner."""

    items: tuple[str, ...]
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeHot:
    """Put hot items away until a day; they return then, or earlier when their source worsens."""

    items: tuple[str, ...]
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeHot:
    """Close hot items as the same thing as `into`."""

    items: tuple[str, ...]
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteHot:
    """Hand hot items to another team; "" is the team above."""

    items: tuple[str, ...]
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseIssue:
    """Raise an issue. `ref` is what it is about; a product issue needs the `measure` it touches (M25)."""

    title: str
    ref: str = ""
    team: str = ""
    measure: str = ""
    owner: str = ""
    kind: str = "general"
    forum: str = "weekly"
    estimate: int | None = None
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Vote for an issue, or take my vote back."""

    issue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Pin an issue to a place in its list, 1 the first; 0 lets votes, heat and age decide again."""

    issue: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """Say what the real issue is, in one line."""

    issue: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discuss:
    """Add one line to the discussion, under my name."""

    issue: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve:
    """Say how the issue is solved, in one line; `SolveIssue` closes it."""

    issue: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveIssue:
    """Close issues as solved. An escalated one takes `answer`, or its solution, back to the team it came from."""

    issues: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenIssue:
    """Open solved or snoozed issues again."""

    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeIssue:
    """Put issues away until a day."""

    issues: tuple[str, ...]
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteIssue:
    """Hand an issue to another team ("" is the team above) or another forum; to a team it is hot there at once."""

    issues: tuple[str, ...]
    team: str = ""
    forum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerIssue:
    """Answer an escalated issue, in one line, to the team it came from."""

    issue: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispose:
    """Decide what becomes of issues: do, defer (until a day), decline; the last two with a reason."""

    issues: tuple[str, ...]
    disposition: str
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTodo:
    """Add a to-do: mine and due in seven days unless said otherwise; `change` marks a change by next week."""

    title: str
    owner: str = ""
    due: str = ""
    ref: str = ""
    team: str = ""
    change: bool = False
    week: int | None = None
    review: int | None = None
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneTodo:
    """Tick to-dos off."""

    todos: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryTodo:
    """Carry to-dos on to `due` ("" is a week later); one that was due by now counts as missed."""

    todos: tuple[str, ...]
    due: str = ""
