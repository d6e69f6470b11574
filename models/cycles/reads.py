"""Cycles as screens and commands read them: the list, what a start or a closing lacks, what was learned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from models import refs
from models.cycles import rules
from models.errors import Unknown
from models.okrs.rules import CycleVerdict
from models.store.protocol import Reads

NOWHERE = CycleVerdict(None, "none", 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleView:
    """A cycle in the list. start_on, end_on: its first and last day. team: its name, "" for everybody's.

    scored: of `lines` objectives and key results. ticks: lines of its planning checklist that are done. answered:
    objectives asked for the strategy. verdict: of what was scored.
    """

    id: int
    name: str
    start_on: str
    end_on: str
    state: str
    team: str
    team_id: int | None
    objectives: int = 0
    key_results: int = 0
    scored: int = 0
    answered: int = 0
    ticks: int = 0
    verdict: CycleVerdict = NOWHERE

    @property
    def ref(self) -> str:
        """Its reference, such as Q3."""
        return refs.ref("cycle", self.id)

    @property
    def lines(self) -> int:
        """How many scores its closing takes."""
        return self.objectives + self.key_results


@dataclass(frozen=True, slots=True)
class LackView:
    """What the objectives of a cycle lack before its start, by reference."""

    ownerless: tuple[str, ...]
    pathless: tuple[str, ...]
    empty: tuple[str, ...]
    unanswered: tuple[str, ...]
    objectives: int

    def text(self) -> str:
        """Return what is lacking in one line, "" when nothing is."""
        if not self.objectives:
            return "no objectives"
        parts = (
            (self.ownerless, "without owner"),
            (self.pathless, "without a path to an imperative"),
            (self.empty, "without key results"),
            (self.unanswered, "not asked whether it supports the strategy"),
        )
        return ", ".join(f"{len(found)} {words}" for found, words in parts if found)


@dataclass(frozen=True, slots=True)
class UnfinishedView:
    """What a closing still needs: references of lines without a score, a reason, a cause."""

    score: tuple[str, ...]
    reason: tuple[str, ...]
    cause: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many lines need something."""
        return len({*self.score, *self.reason, *self.cause})

    def text(self) -> str:
        """Return what is missing in one line: `2 scores, 3 reasons and 1 cause are missing`."""
        named = ((self.score, "score"), (self.reason, "reason"), (self.cause, "cause"))
        parts = [f"{len(found)} {word}{'s' if len(found) > 1 else ''}" for found, word in named if found]
        if not parts:
            return ""
        said = f"{', '.join(parts[:-1])} and {parts[-1]}" if parts[1:] else parts[0]
        return f"{said} {'is' if said.startswith('1 ') and not parts[1:] else 'are'} missing"

    def where(self) -> str:
        """Return the references that need something, for one line."""
        return rules.listed(list(dict.fromkeys((*self.score, *self.reason, *self.cause))))


@dataclass(frozen=True, slots=True)
class LearningView:
    """A line of a cycle's retrospective. outcome: "worked" or "did_not"; ref, title: the objective, "" for all."""

    id: int
    text: str
    outcome: str
    ref: str
    title: str
    by: str
    cycle: str


_TOP = "(SELECT min(id) FROM team WHERE parent_id IS NULL AND archived_at IS NULL)"
"""The organisation as a whole: what a cycle without a team is for."""

_LIST = (
    "SELECT c.id, c.name, c.start_on, c.end_on, c.state, CASE WHEN t.parent_id IS NULL THEN '' ELSE t.name END,"
    f" coalesce(c.team_id, {_TOP}) FROM cycle c LEFT JOIN team t ON t.id = c.team_id WHERE c.archived_at IS NULL"
)
_LIVE = "g.cycle_id IN ({wanted}) AND g.archived_at IS NULL"


def cycles(reader: Reads) -> list[CycleView]:
    """Return all cycles, the newest first."""
    rows = reader.rows(f"{_LIST} ORDER BY c.start_on DESC, c.id DESC")
    return _counted(reader, [_view(row) for row in rows])


def cycle(reader: Reads, number: int) -> CycleView:
    """Return one cycle. Raises Unknown when there is none."""
    return _counted(reader, [named(reader, number)])[0]


def named(reader: Reads, number: int) -> CycleView:
    """Return one cycle by its row alone, nothing counted. Raises Unknown when there is none."""
    row = reader.row(f"{_LIST} AND c.id = :id", id=number)
    if row is None:
        raise Unknown(f"There is no Q{number}", "`oar cycle` lists the cycles")
    return _view(row)


def is_large(reader: Reads, number: int | None = None, *, most: int = 400) -> bool:
    """Return whether a cycle, or all of them for None, holds more than `most` objectives; never counts further."""
    which = "cycle_id IS NOT NULL" if number is None else f"cycle_id = {int(number)}"
    found = reader.value(f"SELECT count(*) FROM (SELECT 1 FROM goal WHERE {which} LIMIT {most + 1}) AS held")
    return int(found or 0) > most


def _view(row: tuple[Any, ...]) -> CycleView:
    number, name, start, end, state, team, team_id = row
    return CycleView(id=number, name=name, start_on=start, end_on=end, state=state, team=team, team_id=team_id)


def _counted(reader: Reads, views: list[CycleView]) -> list[CycleView]:
    if not views:
        return []
    live = _LIVE.format(wanted=", ".join(str(view.id) for view in views))
    goals = {
        row[0]: row[1:]
        for row in reader.rows(
            f"SELECT g.cycle_id, count(*), count(g.final_score), count(g.supports_strategy) FROM goal g WHERE {live}"
            " GROUP BY g.cycle_id"
        )
    }
    results: dict[int, list[tuple[Any, ...]]] = {}
    for number, *row in reader.rows(
        "SELECT g.cycle_id, k.final_score, coalesce(g.intent, 'stretch'), k.weight, count(*) FROM key_result k"
        f" JOIN goal g ON g.id = k.goal_id WHERE {live} AND k.archived_at IS NULL"
        " GROUP BY g.cycle_id, k.final_score, coalesce(g.intent, 'stretch'), k.weight"
    ):
        results.setdefault(number, []).append(tuple(row))
    ticks = dict(
        reader.rows("SELECT cycle_id, count(*) FROM planning_tick WHERE archived_at IS NULL GROUP BY cycle_id")
    )
    return [_filled(view, goals.get(view.id, (0, 0, 0)), results.get(view.id, []), ticks) for view in views]


def _filled(
    view: CycleView, goals: tuple[Any, ...], results: list[tuple[Any, ...]], ticks: dict[int, int]
) -> CycleView:
    scores = [(score, intent, weight) for score, intent, weight, count in results for _ in range(count)]
    return replace(
        view,
        objectives=goals[0],
        key_results=len(scores),
        scored=goals[1] + sum(score is not None for score, _, _ in scores),
        answered=goals[2],
        ticks=ticks.get(view.id, 0),
        verdict=rules.verdict(scores),
    )


def overlapping(reader: Reads, start: str, end: str, view: CycleView) -> list[str]:
    """Return the names of the cycles of the same teams as this one that share a day with start..end."""
    others = ((row[1], row[2], row[3]) for row in reader.rows(_LIST) if row[6] == view.team_id)
    return rules.overlaps(start, end, others)


def everybody(reader: Reads) -> int | None:
    """Return the id of the team that is the whole organisation."""
    number = reader.value(f"SELECT {_TOP}")
    return int(number) if number else None


def running_beside(reader: Reads, view: CycleView) -> list[tuple[str, str]]:
    """Return (reference, name) of the active cycles of the same teams as this one."""
    return [
        (refs.ref("cycle", row[0]), row[1])
        for row in reader.rows(f"{_LIST} AND c.state = 'active'")
        if row[6] == view.team_id and row[0] != view.id
    ]


def not_ready(reader: Reads, number: int) -> LackView:
    """Return what the objectives of a cycle lack: owner, path, key results, the answer to the review question."""
    imperatives = reader.rows("SELECT id FROM goal WHERE kind = 'imperative' AND archived_at IS NULL")
    tops = {f"/{top}/" for (top,) in imperatives}
    rows = reader.rows(
        "SELECT g.id, CASE WHEN g.owner_id IS NULL AND coalesce(g.owner_text, '') = '' THEN 1 ELSE 0 END, g.path,"
        " CASE WHEN EXISTS (SELECT 1 FROM key_result k WHERE k.goal_id = g.id AND k.archived_at IS NULL) OR EXISTS"
        " (SELECT 1 FROM goal b WHERE b.parent_id = g.id AND b.archived_at IS NULL) THEN 0 ELSE 1 END,"
        " CASE WHEN g.supports_strategy IS NULL THEN 1 ELSE 0 END FROM goal g"
        " WHERE g.cycle_id = :cycle AND g.kind = 'objective' AND g.archived_at IS NULL ORDER BY g.id",
        cycle=number,
    )
    named = [(refs.ref("objective", row[0]), row) for row in rows]
    return LackView(
        ownerless=tuple(ref for ref, row in named if row[1]),
        pathless=tuple(ref for ref, row in named if tops and row[2][: row[2].find("/", 1) + 1] not in tops),
        empty=tuple(ref for ref, row in named if row[3]),
        unanswered=tuple(ref for ref, row in named if row[4]),
        objectives=len(rows),
    )


def unfinished(reader: Reads, number: int) -> UnfinishedView:
    """Return what the closing of a cycle still needs, key results first as they are walked."""
    found: dict[str, list[str]] = {"score": [], "reason": [], "cause": []}
    live = _LIVE.format(wanted=int(number))
    for kind, sql in (
        (
            "key_result",
            "SELECT k.id, k.final_score, k.final_reason, k.cause, coalesce(g.intent, 'stretch'), '' FROM key_result k"
            f" JOIN goal g ON g.id = k.goal_id WHERE k.archived_at IS NULL AND {live} ORDER BY k.id",
        ),
        (
            "objective",
            "SELECT g.id, g.final_score, g.final_reason, g.cause, coalesce(g.intent, 'stretch'), g.kind FROM goal g"
            f" WHERE {live} ORDER BY g.id",
        ),
    ):
        for row, score, reason, cause, intent, sort in reader.rows(sql):
            reference = refs.ref("goal" if sort not in ("", "objective") else kind, row)
            for needed in rules.missing(score, reason, cause, intent):
                found[needed].append(reference)
    return UnfinishedView(tuple(found["score"]), tuple(found["reason"]), tuple(found["cause"]))


def before(reader: Reads, view: CycleView) -> int | None:
    """Return the id of the cycle of the same teams before this one, None when it is the first."""
    number = reader.value(
        "SELECT c.id FROM cycle c WHERE c.archived_at IS NULL AND c.start_on < :start"
        f" AND coalesce(c.team_id, {_TOP}) = :team ORDER BY c.start_on DESC, c.id DESC LIMIT 1",
        start=view.start_on,
        team=view.team_id or 0,
    )
    return int(number) if number else None


def after(reader: Reads, view: CycleView) -> int | None:
    """Return the id of the next cycle in planning of the same teams, None when there is none yet."""
    number = reader.value(
        "SELECT c.id FROM cycle c WHERE c.archived_at IS NULL AND c.start_on > :start"
        f" AND coalesce(c.team_id, {_TOP}) = :team AND c.state = 'planning' ORDER BY c.start_on, c.id LIMIT 1",
        start=view.start_on,
        team=view.team_id or 0,
    )
    return int(number) if number else None


def learnings(reader: Reads, numbers: Collection[int]) -> list[LearningView]:
    """Return what these cycles taught, what did not work first."""
    if not numbers:
        return []
    rows = reader.rows(
        "SELECT l.id, l.title, l.outcome, coalesce(l.ref, ''), coalesce(p.handle, ''), c.name FROM learning l"
        " JOIN cycle c ON c.id = l.cycle_id LEFT JOIN person p ON p.id = l.by_id WHERE l.archived_at IS NULL"
        f" AND l.outcome IS NOT NULL AND l.cycle_id IN ({', '.join(str(int(one)) for one in numbers)})"
        " ORDER BY l.outcome, l.id"
    )
    wanted = [parsed[1] for row in rows if (parsed := refs.parse(row[3])) and parsed[0] != "cycle"]
    titles: dict[int, str] = {}
    if wanted:
        listed = ", ".join(str(int(one)) for one in wanted)
        titles = dict(reader.rows(f"SELECT id, title FROM goal WHERE id IN ({listed})"))
    found = []
    for number, said, outcome, ref, by, name in rows:
        parsed = refs.parse(ref)
        about = titles.get(parsed[1], "") if parsed is not None and parsed[0] != "cycle" else ""
        found.append(LearningView(number, said, outcome, ref if about else "", about, by, name))
    return found
