"""What the arithmetic proposes as scores of a cycle, and what was said about each objective and key result.

The same lines serve the closing, the look at a running cycle ("if it ended today") and a closed one for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from json import loads
from typing import Any

from models import refs
from models.cycles import rules
from models.okrs.facts import KeyResultState, key_results
from models.okrs.pace import kr_verdict
from models.okrs.reads import ordered
from models.okrs.rules import CycleVerdict, Part, final_score
from models.settings import Settings
from models.store.ids import within
from models.store.protocol import Reads

DEFINITION = ("kind", "start", "target", "low", "high")
"""What a key result is measured by; a change of it inside the cycle leaves two scores (product.md 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """An objective or a key result of a cycle with its score.

    key: as in models/okrs/reads.py. proposed: what the arithmetic says, None when there is nothing to score.
    first: the same on the definition that the cycle began with, None when that was not changed. score: what was given,
    None until then. original: what stands beside the score, else `first`. missing: what it needs before the cycle may
    close. worked, did_not: lines of an objective's retrospective. into: (reference, name of the cycle) of where it
    goes on. of: where it came from.
    """

    key: int
    ref: str
    title: str
    depth: int
    owner: str
    team: str
    intent: str
    weight: float
    proposed: float | None
    first: float | None = None
    original: float | None = None
    score: float | None = None
    reason: str = ""
    cause: str = ""
    missing: tuple[str, ...] = ()
    worked: tuple[str, ...] = ()
    did_not: tuple[str, ...] = ()
    into: tuple[str, str] | None = None
    of: tuple[str, str] | None = None

    @property
    def is_key_result(self) -> bool:
        """Whether the line is a key result."""
        return self.key < 0


@dataclass(frozen=True, slots=True)
class ScoresView:
    """The scores of a cycle: its lines in tree order, and the verdict on what is given, else proposed."""

    lines: tuple[LineView, ...]
    verdict: CycleVerdict

    @property
    def unfinished(self) -> tuple[LineView, ...]:
        """The lines that need something before the cycle may close."""
        return tuple(line for line in self.lines if line.missing)


def scores(
    reader: Reads,
    cycle: int,
    *,
    settings: Settings,
    today: date,
    teams: Collection[int] | None = None,
    below: str = "",
) -> ScoresView:
    """Return the scores of a cycle; of the objectives of `teams`, or of the branch with the path `below`, alone."""
    goals = _goals(reader, cycle, teams, below)
    results = _results(reader, [row[0] for row in goals])
    proposals = propose(reader, [row[0] for row in results], settings=settings, today=today)
    said = _said(reader, cycle)
    onward, before = _lineage(reader, cycle)
    lines = {-row[0]: _result_line(row, proposals) for row in results}
    own: dict[int, list[LineView]] = {}
    for row in results:
        own.setdefault(row[1], []).append(lines[-row[0]])
    shares: dict[int, tuple[float | None, float | None]] = {}
    children: dict[int, list[tuple[Any, ...]]] = {}
    for row in goals:
        children.setdefault(row[1] or 0, []).append(row)
    for row in sorted(goals, key=lambda one: -str(one[12]).count("/")):
        shares[row[0]] = _shares(own.get(row[0], []), [one for one in children.get(row[0], []) if one[7]], shares)
        words = said.get(row[0], ((), ()))
        lines[row[0]] = _goal_line(row, shares[row[0]], words, onward.get(row[0]), before.get(row[0]))
    return ScoresView(_in_order(reader, goals, results, lines), _verdict(lines.values()))


def walking_order(lines: Iterable[LineView]) -> list[LineView]:
    """Return the lines of a tree as a closing walks them: an objective comes after all that it rests on."""
    found: list[LineView] = []
    above: list[LineView] = []
    for line in lines:
        while above and above[-1].depth >= line.depth:
            found.append(above.pop())
        (found if line.is_key_result else above).append(line)
    return [*found, *reversed(above)]


def propose(
    reader: Reads, numbers: Collection[int], *, settings: Settings, today: date
) -> dict[int, tuple[float | None, float | None]]:
    """Return (score, score on the first definition) that the arithmetic proposes for key results.

    The second is None where the definition was not changed in the cycle. One that was never set scores 0.
    """
    states = key_results(reader, settings=settings, today=today, only=numbers) if numbers else []
    first = definitions(reader, numbers)
    found: dict[int, tuple[float | None, float | None]] = {state.id: (_score(state, today), None) for state in states}
    if first:
        again = key_results(reader, settings=settings, today=today, only=first, instead=first)
        found |= {state.id: (found[state.id][0], _score(state, today)) for state in again if state.id in found}
    return found


def definitions(reader: Reads, numbers: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what key results were measured by before their first change inside the cycle, where that differs.

    Corrections in the first tenth of a cycle are no changes of the plan (product.md 5).
    """
    found: dict[int, dict[str, Any]] = {}
    wanted = set(numbers)
    for ref, name, before in reader.rows(
        "SELECT ref, field, before FROM plan_change WHERE archived_at IS NULL AND reason <> 'correction'"
        " ORDER BY at DESC, id DESC"
    ):
        parsed = refs.parse(ref)
        if parsed is None or parsed[0] != "key_result" or parsed[1] not in wanted or name.lower() not in DEFINITION:
            continue
        found.setdefault(parsed[1], {})[name.lower()] = loads(before) if before is not None else None
    return found


def _score(state: KeyResultState, today: date) -> float:
    verdict = kr_verdict(state.facts, min(today, state.facts.last))
    return final_score(verdict.raw)


def _goals(reader: Reads, cycle: int, teams: Collection[int] | None, below: str) -> list[tuple[Any, ...]]:
    where = "" if teams is None else f" AND g.team_id IN ({', '.join(str(int(team)) for team in teams) or '0'})"
    return reader.rows(
        "SELECT g.id, g.parent_id, g.title, coalesce(p.handle, g.owner_text, ''), coalesce(t.name, ''), g.intent,"
        " g.weight, g.contributes, g.final_score, g.final_original, g.final_reason, g.cause, g.path, g.kind FROM goal g"
        " LEFT JOIN person p ON p.id = g.owner_id LEFT JOIN team t ON t.id = g.team_id"
        f" WHERE g.cycle_id = :cycle AND g.path LIKE :below AND g.archived_at IS NULL{where} ORDER BY g.rank, g.id",
        cycle=cycle,
        below=f"{below}%",
    )


def _results(reader: Reads, goals: Collection[int]) -> list[tuple[Any, ...]]:
    return [
        row
        for where, ids in within("k.goal_id", goals)
        for row in reader.rows(
            "SELECT k.id, k.goal_id, k.title, coalesce(p.handle, k.owner_text, ''), coalesce(t.name, ''), g.intent,"
            " k.weight, k.final_score, k.final_original, k.final_reason, k.cause FROM key_result k"
            " JOIN goal g ON g.id = k.goal_id LEFT JOIN person p ON p.id = k.owner_id"
            f" LEFT JOIN team t ON t.id = g.team_id WHERE k.archived_at IS NULL AND {where} ORDER BY k.rank, k.id",
            **ids,
        )
    ]


def _result_line(row: tuple[Any, ...], proposals: Mapping[int, tuple[float | None, float | None]]) -> LineView:
    number, _, title, owner, team, intent, weight, score, kept, reason, cause = row
    proposed, original = proposals.get(number, (None, None))
    return LineView(
        key=-number,
        ref=refs.ref("key_result", number),
        title=title,
        depth=1,
        owner=owner,
        team=team,
        intent=intent or "stretch",
        weight=weight,
        proposed=proposed,
        first=original,
        original=original if score is None else kept,
        score=score,
        reason=reason or "",
        cause=cause or "",
        missing=rules.missing(score, reason, cause, intent or "stretch"),
    )


def _goal_line(
    row: tuple[Any, ...],
    shares: tuple[float | None, float | None],
    said: tuple[tuple[str, ...], tuple[str, ...]],
    into: tuple[str, str] | None,
    of: tuple[str, str] | None,
) -> LineView:
    number, _, title, owner, team, intent, weight, _, score, kept, reason, cause, _, kind = row
    return LineView(
        key=number,
        ref=refs.ref("objective" if kind == "objective" else "goal", number),
        title=title,
        depth=0,
        owner=owner,
        team=team,
        intent=intent or "stretch",
        weight=weight,
        proposed=shares[0],
        first=shares[1],
        original=shares[1] if score is None else kept,
        score=score,
        reason=reason or "",
        cause=cause or "",
        missing=rules.missing(score, reason, cause, intent or "stretch"),
        worked=said[0],
        did_not=said[1],
        into=into,
        of=of,
    )


def _shares(
    own: Iterable[LineView],
    contributing: Iterable[tuple[Any, ...]],
    known: Mapping[int, tuple[float | None, float | None]],
) -> tuple[float | None, float | None]:
    """Return (score, score on the first definitions) proposed for an objective from what is below it."""
    now, first, changed = [], [], False
    for line in own:
        score = line.score if line.score is not None else line.proposed
        now.append(Part(score, line.weight))
        first.append(Part(score if line.first is None else line.first, line.weight))
        changed = changed or line.first is not None
    below, before = [], []
    for row in contributing:
        score, original = known.get(row[0], (None, None))
        score = row[8] if row[8] is not None else score
        below.append(Part(score, row[6]))
        before.append(Part(score if original is None else original, row[6]))
        changed = changed or original is not None
    original = rules.proposed_for_objective(first, before) if changed else None
    return rules.proposed_for_objective(now, below), original


def _said(reader: Reads, cycle: int) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return (what worked, what did not) by objective; 0 is the cycle as a whole."""
    found: dict[int, tuple[list[str], list[str]]] = {}
    for ref, outcome, line in reader.rows(
        "SELECT ref, outcome, title FROM learning WHERE cycle_id = :cycle AND archived_at IS NULL ORDER BY id",
        cycle=cycle,
    ):
        parsed = refs.parse(ref or "")
        number = parsed[1] if parsed is not None and parsed[0] in ("objective", "goal") else 0
        found.setdefault(number, ([], []))[0 if outcome == "worked" else 1].append(line)
    return {number: (tuple(well), tuple(badly)) for number, (well, badly) in found.items()}


def _lineage(reader: Reads, cycle: int) -> tuple[dict[int, tuple[str, str]], dict[int, tuple[str, str]]]:
    """Return where the objectives of a cycle go on, and where they came from, as (reference, cycle's name)."""
    onward = reader.rows(
        "SELECT g.id, n.id, c.name FROM goal g JOIN goal n ON n.copied_from = g.id AND n.archived_at IS NULL"
        " JOIN cycle c ON c.id = n.cycle_id WHERE g.cycle_id = :cycle AND n.cycle_id <> g.cycle_id ORDER BY n.id DESC",
        cycle=cycle,
    )
    before = reader.rows(
        "SELECT n.id, g.id, c.name FROM goal n JOIN goal g ON g.id = n.copied_from JOIN cycle c ON c.id = g.cycle_id"
        " WHERE n.cycle_id = :cycle AND n.cycle_id <> g.cycle_id",
        cycle=cycle,
    )
    return (
        {number: (refs.ref("objective", other), name) for number, other, name in onward},
        {number: (refs.ref("objective", other), name) for number, other, name in before},
    )


def _in_order(
    reader: Reads, goals: Collection[tuple[Any, ...]], results: Iterable[tuple[Any, ...]], lines: Mapping[int, LineView]
) -> tuple[LineView, ...]:
    """Return the lines as the tree has them: an objective, its key results, the objectives below it."""
    below: dict[int, list[int]] = {}
    for row in results:
        below.setdefault(row[1], []).append(-row[0])
    here = {row[0] for row in goals}
    tops = []
    for row in goals:
        if row[1] in here:
            below.setdefault(row[1], []).append(row[0])
        else:
            tops.append(row)
    keys, depths, _ = ordered(_by_place(reader, tops), below)
    return tuple(replace(lines[key], depth=depth) for key, depth in zip(keys, depths, strict=True))


def _by_place(reader: Reads, tops: Collection[tuple[Any, ...]]) -> list[int]:
    """Return the ids of a cycle's topmost objectives in the order of the goals they hang from."""
    ways = {row[0]: [int(part) for part in row[12].split("/") if part] for row in tops}
    above = {number for way in ways.values() for number in way}
    ranks = dict(
        row
        for where, ids in within("id", above)
        for row in reader.rows(f"SELECT id, rank FROM goal WHERE {where}", **ids)
    )
    return sorted(ways, key=lambda number: [(ranks[one], one) for one in ways[number]])


def _verdict(lines: Iterable[LineView]) -> CycleVerdict:
    counted = [line for line in lines if line.is_key_result]
    return rules.verdict(
        (line.score if line.score is not None else line.proposed, line.intent, line.weight) for line in counted
    )
