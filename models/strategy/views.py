"""What the reads of the strategy brief return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.refs import ref
from models.strategy import rules
from models.strategy.readiness import ReachView


@dataclass(frozen=True, slots=True)
class DoubtView:
    """A doubt about a record, and its answer, "" while it is open."""

    id: int
    ref: str
    title: str
    by: str
    on: date
    text: str
    answer: str
    answered_by: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A choice. krs: how many key results follow from it in open cycles; goals: how many goals name it.

    reach: who moves because of it this week and next.
    """

    id: int
    lineage: str
    number: int
    statement: str
    rather_than: str
    because: str
    consequence: str
    still_holds: str
    krs: int
    goals: int
    doubts: tuple[DoubtView, ...]
    reach: ReachView

    @property
    def ref(self) -> str:
        """The reference, `C2`."""
        return ref("choice", self.id)

    @property
    def key(self) -> str:
        """The key of its sentence for marks."""
        return f"choice:{self.lineage}"

    @property
    def sentence(self) -> str:
        """The choice in one sentence: X rather than Y."""
        return f"{self.statement} rather than {self.rather_than}" if self.rather_than else self.statement

    @property
    def untranslated(self) -> bool:
        """Whether nothing flows from it: no key result follows."""
        return not self.krs


@dataclass(frozen=True, slots=True)
class ExclusionView:
    """What we will not do. condition: when it is lifted, "" without one. met of needed periods in a row."""

    id: int
    lineage: str
    statement: str
    measure: str
    condition: str
    now: str
    met: int
    needed: int
    lifted_on: date | None
    elephant: str
    doubts: tuple[DoubtView, ...]

    @property
    def ref(self) -> str:
        """The reference, `X4`."""
        return ref("exclusion", self.id)

    @property
    def key(self) -> str:
        """The key of its sentence for marks."""
        return f"exclusion:{self.lineage}"

    @property
    def progress(self) -> str:
        """Say "met 1 of 4", or what it is instead."""
        if self.lifted_on:
            return "lifted"
        return rules.lifting_text(self.met, self.needed) if self.condition else ""

    @property
    def due(self) -> bool:
        """Whether the condition has held long enough for people to decide about it."""
        return bool(self.condition) and not self.lifted_on and rules.is_lifted(self.met, self.needed)


@dataclass(frozen=True, slots=True)
class AssumptionView:
    """What has to be true. now: the value of its measure, "" without one; status: its verdict, "" without one."""

    id: int
    lineage: str
    statement: str
    measure: str
    now: str
    status: str
    still_holds: str
    doubts: tuple[DoubtView, ...]

    @property
    def ref(self) -> str:
        """The reference, `A3`."""
        return ref("assumption", self.id)

    @property
    def key(self) -> str:
        """The key of its sentence for marks."""
        return f"assumption:{self.lineage}"


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One of the measures that matter: its value now, its goal in short, its verdict."""

    id: int
    name: str
    now: str
    goal: str
    status: str


@dataclass(frozen=True, slots=True)
class TriggerView:
    """If a measure does this, then that; fired, or armed with the value now."""

    id: int
    text: str
    action: str
    now: str
    fired: bool


@dataclass(frozen=True, slots=True)
class GoalView:
    """An imperative or annual goal. choice: the number of the choice it follows from, 0 for none.

    now, status: value and verdict of its own measure, "" without one. depth: 0 for a goal that stands under none.
    """

    id: int
    kind: str
    title: str
    owner: str
    choice: int
    now: str
    status: str
    depth: int

    @property
    def ref(self) -> str:
        """The reference, `G5`."""
        return ref("goal", self.id)


@dataclass(frozen=True, slots=True)
class MarkView:
    """The sentence that changes a team's week, in the team's own words.

    older: the version whose words it was said of, when the sentence has changed since; else 0.
    """

    id: int
    key: str
    team: str
    by: str
    text: str
    week: int
    older: int = 0


@dataclass(frozen=True, slots=True)
class ReaderView:
    """Somebody who is to read the brief, and the day they said that they did."""

    name: str
    handle: str
    team: str
    read_on: date | None


@dataclass(frozen=True, slots=True)
class BriefView:
    """One version of the brief. words, pages, minutes: its length. read_by of people have acknowledged it.

    unmarked: names of teams that have not said which sentence changes their week. mine: I have read it.
    draft: (id, version) of the draft, when this is not it; published: the published version's number, or 0.
    """

    id: int
    version: int
    state: str
    title: str
    vision: str
    elephants: str
    published_on: date | None
    published_by: str
    words: int
    choices: tuple[ChoiceView, ...]
    exclusions: tuple[ExclusionView, ...]
    assumptions: tuple[AssumptionView, ...]
    measures: tuple[MeasureView, ...]
    triggers: tuple[TriggerView, ...]
    goals: tuple[GoalView, ...]
    marks: tuple[MarkView, ...]
    unmarked: tuple[str, ...]
    read_by: int
    people: int
    mine: bool
    draft: tuple[int, int] | None
    published: int

    @property
    def pages(self) -> int:
        """How many pages it fills."""
        return rules.pages(self.words)

    @property
    def minutes(self) -> int:
        """How many minutes it takes to read."""
        return rules.reading_minutes(self.words)

    @property
    def too_long(self) -> bool:
        """Whether it is over two pages or five minutes."""
        return rules.too_long(self.words)

    @property
    def parts(self) -> tuple[ChoiceView | ExclusionView | AssumptionView, ...]:
        """Every choice, exclusion and assumption."""
        return (*self.choices, *self.exclusions, *self.assumptions)

    def words_of(self, key: str) -> str:
        """Return the sentence of a mark's key; the name of a longer text."""
        return next((one.statement for one in self.parts if one.key == key), key if ":" not in key else "")

    def marks_of(self, key: str) -> tuple[MarkView, ...]:
        """Return the marks of one sentence."""
        return tuple(one for one in self.marks if one.key == key)
