"""The planning of a cycle as it stands: four weeks of lines to tick, with what the data says about each (M97)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from models import refs
from models.cycles import reads, rules
from models.cycles.reads import CycleView, LackView, LearningView
from models.cycles.rules import Item
from models.okrs.checks import FEWEST_KRS, MOST_KRS
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the checklist. by, on: who ticked it and the day, "" while it is open. seen: what the data says.

    number: from 1. open: how many things the data still misses for it.
    """

    number: int
    item: Item
    by: str
    on: str
    seen: str
    open: int


@dataclass(frozen=True, slots=True)
class WeekView:
    """One week of planning with its days and lines."""

    title: str
    first: date
    last: date
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """An objective and the answer to the review question; supports is "" until it was asked (M117)."""

    id: int
    title: str
    owner: str
    team: str
    supports: str
    reason: str
    of: str

    @property
    def ref(self) -> str:
        """Its reference, such as O12."""
        return refs.ref("objective", self.id)


@dataclass(frozen=True, slots=True)
class PlanningView:
    """The planning of one cycle. week: 1 to 4, 0 before its time, 5 when the cycle should have begun."""

    week: int
    weeks: tuple[WeekView, ...]
    questions: tuple[QuestionView, ...]
    lack: LackView
    learnings: tuple[LearningView, ...]

    @property
    def done(self) -> int:
        """How many lines are ticked."""
        return sum(bool(line.by) for week in self.weeks for line in week.lines)

    @property
    def answered(self) -> int:
        """How many objectives were asked."""
        return sum(bool(one.supports) for one in self.questions)


def planning(reader: Reads, view: CycleView, today: date) -> PlanningView:
    """Return how far the planning of a cycle is."""
    previous = reads.before(reader, view)
    lack = reads.not_ready(reader, view.id)
    taught = tuple(reads.learnings(reader, [previous] if previous else []))
    asked = questions(reader, view.id)
    seen = _seen(reader, view, lack, taught, asked)
    ticks = {
        item: (by, at[:10])
        for item, by, at in reader.rows(
            "SELECT k.item, p.handle, k.at FROM planning_tick k JOIN person p ON p.id = k.by_id"
            " WHERE k.cycle_id = :cycle AND k.archived_at IS NULL ORDER BY k.id",
            cycle=view.id,
        )
    }
    start = date.fromisoformat(view.start_on)
    number, weeks = 0, []
    for week, (first, last) in zip(rules.CHECKLIST, rules.planning_days(start), strict=True):
        lines = []
        for item in week.items:
            number += 1
            lines.append(LineView(number, item, *ticks.get(item.key, ("", "")), *seen.get(item.key, ("", 0))))
        weeks.append(WeekView(week.title, first, last, tuple(lines)))
    return PlanningView(rules.planning_week(start, today), tuple(weeks), asked, lack, taught)


def questions(reader: Reads, cycle: int) -> tuple[QuestionView, ...]:
    """Return the objectives of a cycle in tree order, with their answers to the review question."""
    rows = reader.rows(
        "SELECT g.id, g.title, coalesce(p.handle, g.owner_text, ''), coalesce(t.name, ''),"
        " coalesce(g.supports_strategy, ''), coalesce(g.supports_reason, ''), coalesce(c.name, '') FROM goal g"
        " LEFT JOIN person p ON p.id = g.owner_id LEFT JOIN team t ON t.id = g.team_id"
        " LEFT JOIN goal o ON o.id = g.copied_from LEFT JOIN cycle c ON c.id = o.cycle_id"
        " WHERE g.cycle_id = :cycle AND g.kind = 'objective' AND g.archived_at IS NULL ORDER BY g.path",
        cycle=cycle,
    )
    return tuple(QuestionView(*row) for row in rows)


def _seen(
    reader: Reads,
    view: CycleView,
    lack: LackView,
    taught: tuple[LearningView, ...],
    asked: tuple[QuestionView, ...],
) -> dict[str, tuple[str, int]]:
    """Return by line what the data says about it and how much it still misses."""
    badly = sum(one.outcome == "did_not" for one in taught)
    thin, crowded = _wrong_size(reader, view.id)
    teams = _teams_without(reader, view.id)
    waiting, late = _dependencies(reader)
    no = sum(one.supports == "no" for one in asked)
    return {
        "learnings": (f"{_count(len(taught), 'line', '')}, {badly} did not work" if taught else "nothing was said", 0),
        "choices": (_count(int(reader.value(_CHOICES) or 0), "choice", "in the brief"), 0),
        "draft": (_count(lack.objectives, "objective", "so far"), int(not lack.objectives)),
        "dependencies": (_count(waiting, "open dependency", "named", "open dependencies"), 0),
        "conflicts": (_count(late, "promise", "later than needed"), late),
        "teams": (_count(teams, "team", "without an objective"), teams),
        "results": (
            _missing((len(lack.empty), "without any"), (thin, "with one"), (crowded, f"with more than {MOST_KRS}")),
            len(lack.empty) + thin + crowded,
        ),
        "owners": (
            _missing((len(lack.ownerless), "without owner"), (len(lack.pathless), "without path")),
            len({*lack.ownerless, *lack.pathless}),
        ),
        "review": (
            f"{len(asked) - len(lack.unanswered)} of {len(asked)} asked" + (f", {no} of them: no" if no else ""),
            len(lack.unanswered),
        ),
    }


def _missing(*found: tuple[int, str]) -> str:
    """Say how many objectives something is wrong with."""
    return ", ".join(f"{count} {words}" for count, words in found if count) or "nothing is missing"


_CHOICES = (
    "SELECT count(*) FROM choice WHERE archived_at IS NULL AND brief_id = (SELECT max(id) FROM brief"
    " WHERE archived_at IS NULL AND state = 'published')"
)


def _count(count: int, word: str, rest: str, many: str = "") -> str:
    return f"{count or 'no'} {word if count == 1 else many or word + 's'} {rest}".strip()


def _wrong_size(reader: Reads, cycle: int) -> tuple[int, int]:
    """Return how many objectives have too few key results, but some, and nothing below; and how many have too many."""
    row = reader.row(
        "SELECT count(CASE WHEN held < :fewest AND nested = 0 THEN 1 END), count(CASE WHEN held > :most THEN 1 END)"
        " FROM (SELECT count(*) AS held, max(CASE WHEN EXISTS (SELECT 1 FROM goal o WHERE o.parent_id = g.id"
        " AND o.archived_at IS NULL) THEN 1 ELSE 0 END) AS nested FROM key_result k JOIN goal g ON g.id = k.goal_id"
        " WHERE g.cycle_id = :cycle AND g.archived_at IS NULL AND k.archived_at IS NULL GROUP BY k.goal_id) AS sized",
        cycle=cycle,
        fewest=FEWEST_KRS,
        most=MOST_KRS,
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _teams_without(reader: Reads, cycle: int) -> int:
    return int(
        reader.value(
            "SELECT count(*) FROM team t WHERE t.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM goal g"
            " WHERE g.team_id = t.id AND g.cycle_id = :cycle AND g.archived_at IS NULL)",
            cycle=cycle,
        )
        or 0
    )


def _dependencies(reader: Reads) -> tuple[int, int]:
    """Return how many dependencies are open, and how many of them are promised later than they are needed."""
    row: tuple[Any, ...] | None = reader.row(
        "SELECT count(*), count(CASE WHEN promised_on > needed_on THEN 1 END) FROM dependency"
        " WHERE archived_at IS NULL AND state = 'open'"
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)
