"""What can be done in reviews: plain values. `review` is the number of a review (6 of R6), people are handles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StartReview:
    """Start a team's review and lead it; when one of the kind is open already, join that one.

    team: reference or name, "" is my own first one. scribe: a handle, "" nobody.
    """

    team: str = ""
    kind: str = "weekly"
    scribe: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinReview:
    """Be there from now on; late joiners too."""

    review: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSeat:
    """Give a seat of the review, `facilitator` or `scribe`, to a person ("" is me)."""

    review: int
    seat: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoToStep:
    """Go to a step, 1 to 7: its clock runs, the one before stops."""

    review: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Stop the clock of the running step, or start it again."""

    review: int
    on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """Take up a row, such as the issue "I31": its own clock runs; "" puts it down."""

    review: int
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrow:
    """Give a step two minutes of those for Issues."""

    review: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPresent:
    """Say who is away, or here after all."""

    review: int
    person: str
    away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Write down one line at a step.

    kind: `why`, `change`, `headline`, `win`, `note`, `tell`. ref: what it is about ("M7"). by: whose it is, "" mine.
    A change ("count partner pipeline @ana by W35") becomes a to-do, a tell ("Support: shift pending") names a team.
    """

    review: int
    step: int
    kind: str
    text: str
    ref: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureDecision:
    """Note a decision in a review; one that ends in `?` is needed. `@handle` in it names the owner."""

    review: int
    step: int
    text: str
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendToIssues:
    """Send a row ("M7", "KR40"), or a captured line (entry), to the issues of the review's team."""

    review: int
    step: int
    ref: str = ""
    entry: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryPromise:
    """Carry a promised change to the next review; `due` is a day, "" the day of that review."""

    review: int
    todo: str
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDependency:
    """Say that a dependency stands as it is, or that it is promised for another day."""

    review: int
    dependency: int
    promised_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeTell:
    """Say that our team has heard what another team told it."""

    tell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Rate the review 1 to 10; hidden until everybody here has rated or the ratings are revealed.

    person: whose rating it is, "" mine; facilitator and scribe enter those of people without a screen.
    value None keeps it and sets the why.
    """

    review: int
    value: int | None = None
    person: str = ""
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """Show all ratings."""

    review: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReview:
    """Close the review: clocks stop, the minutes are saved, nothing of it changes any more (product.md 5)."""

    review: int
