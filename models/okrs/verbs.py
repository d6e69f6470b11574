"""What can be done in the OKR tree beyond adding, editing, moving and archiving (models/verbs.py)."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from models.errors import Refused
from models.text import note as clean_note
from models.verbs import Case, TakesCase

WORDS = ("off", "risk", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One dated update of a key result (product.md 1).

    kr: its id. value: in its unit, None keeps the one there is. nudge: how much to add to the value there is
    when the write happens, so that two fast nudges both count. confidence: 0-10, None carries it over. word: the
    owner's own word, "off" or "risk", gone at the next check-in. period: ISO week, None for the one that is due.
    """

    kr: int
    value: float | None = None
    nudge: float | None = None
    confidence: int | None = None
    note: str = ""
    word: str | None = None
    period: int | None = None

    def __post_init__(self) -> None:
        """Refuse what can be seen to be wrong without the database. Raises Refused."""
        for number in (self.value, self.nudge):
            if number is not None and not isfinite(number):
                raise Refused("That is not a number", "Type one such as 95, 1.2M or =-5")
        if self.value is not None and self.nudge is not None:
            raise Refused("Either a value or a step, not both")
        check_confidence(self.confidence)
        if self.word is not None and self.word not in WORDS:
            raise Refused(f"{self.word[:20]!r} is no word for a key result", "Use off or risk")
        clean_note(self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Complete the check-in that was just made: written with `join=` its action it stays one undo step."""

    kr: int
    confidence: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a confidence outside 0-10. Raises Refused."""
        check_confidence(self.confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteStep:
    """Mark a step of a milestone key result done, or not done. step: its id."""

    step: int
    done: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyBranch(TakesCase):
    """Copy an objective with what is below it, or a key result, to another cycle; its progress starts anew.

    ref: what is copied; below an annual goal or an imperative, the objectives of its newest other cycle. cycle: id of
    the new cycle. under: reference of the new parent, "" for the place that answers the old one. case: for a cycle
    that runs.
    """

    ref: str
    cycle: int
    under: str = ""
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSteps(TakesCase):
    """Add steps to a milestone. kr: its id. steps: one line each, `Pilot with 3 banks x2 by 2026-08-31`."""

    kr: int
    steps: tuple[str, ...]
    case: Case | None = None

    def __post_init__(self) -> None:
        """Refuse a list of no steps. Raises Refused."""
        if not any(line.strip() for line in self.steps):
            raise Refused("There is no step in that list", "One a line: Pilot with 3 banks x2 by 2026-08-31")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFilter:
    """Keep a filter of the tree under a name. shared: for everybody, not only for me."""

    name: str
    text: str
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFilter:
    """Let a saved filter go. filter: its id."""

    filter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeRollups:
    """Work out every rollup again (`oar doctor --fix`)."""


def check_confidence(confidence: int | None) -> None:
    """Raise Refused unless a confidence is a whole number from 0 to 10 (product.md 3)."""
    if confidence is not None and (
        isinstance(confidence, bool) or not 0 <= confidence <= 10 or confidence != int(confidence)
    ):
        raise Refused(f"{str(confidence)[:20]} is not a confidence", "Give 0 to 10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """Correct my own last check-in of a key result: it stays to be seen, the correction counts in its place.

    kr: its id. What is None stays as it was said; word "ok" takes the owner's word back.
    """

    kr: int
    value: float | None = None
    confidence: int | None = None
    note: str | None = None
    word: str | None = None

    def __post_init__(self) -> None:
        """Refuse what can be seen to be wrong without the database. Raises Refused."""
        CheckIn(kr=self.kr, value=self.value, confidence=self.confidence, note=self.note or "", word=self.word)
