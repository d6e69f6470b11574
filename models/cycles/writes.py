"""Handlers of the verbs of a cycle: planned, started, scored, closed. Carrying over is in carrying.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import fields, refs, text
from models.cycles import rules, scoring
from models.cycles.carrying import carry_over
from models.cycles.reads import cycle as read_cycle
from models.cycles.reads import everybody, not_ready, running_beside, unfinished
from models.cycles.verbs import (
    AddCycle,
    AnswerReview,
    BeginClosing,
    CarryOver,
    CloseCycle,
    Learn,
    Score,
    StartCycle,
    TickPlanning,
)
from models.errors import Refused, Unknown
from models.learning.tables import Learning
from models.okrs import sound
from models.okrs.rules import final_score, score_text
from models.okrs.tables import Cycle, Goal, KeyResult, PlanningTick
from models.store.handlers import handles
from models.store.unit import Done, Unit

handles(CarryOver)(carry_over)

SHORT = 40
"""Characters of a title that a message has room for."""


@handles(AddCycle)
def add_cycle(unit: Unit, verb: AddCycle) -> Done:
    """Plan a new cycle. Raises Refused for reversed days and for an overlap that is not meant."""
    name = text.title(verb.name, "name of the cycle")
    start, end = _day(verb.start), _day(verb.end)
    if unit.read.value("SELECT id FROM cycle WHERE archived_at IS NULL AND lower(name) = lower(:name)", name=name):
        raise Refused(f"There is a cycle called {name} already", "Give it another name")
    team = fields.record(unit, "team", verb.team) if verb.team.strip() else everybody(unit.read)
    values = {"start_on": start, "end_on": end, "team_id": team}
    sound.check_values("cycle", values)
    if not verb.beside:
        _refuse_overlap(unit, values)
    cycle = unit.add(Cycle(name=name, start_on=start, end_on=end, team_id=team))
    reference = refs.ref("cycle", cycle.id or 0)
    return Done(f"Added {reference} {name}, {start} to {end}, in planning", (reference,), cycle.id)


def _refuse_overlap(unit: Unit, values: dict[str, Any]) -> None:
    """Refuse what every new cycle is refused, and say how it is meant nevertheless."""
    try:
        sound.check_with_others(unit, "cycle", values)
    except Refused as error:
        raise Refused(error.message, f"{error.hint}; --beside runs both on purpose") from error


def _day(given: str) -> str:
    try:
        return date.fromisoformat(given.strip()).isoformat()
    except ValueError as error:
        raise Refused(f"{given[:30]!r} is no day", "Write it as 2026-10-01") from error


@handles(TickPlanning)
def tick_planning(unit: Unit, verb: TickPlanning) -> Done:
    """Tick a line of the checklist, or take the tick away; ticking twice changes nothing."""
    cycle = _in_state(unit, verb.cycle, ("planning",), "its planning is over", "Only a cycle in planning is planned")
    item = rules.item_named(verb.item)
    reference = (refs.ref("cycle", verb.cycle),)
    number = unit.read.value(
        "SELECT id FROM planning_tick WHERE cycle_id = :cycle AND item = :item AND archived_at IS NULL",
        cycle=verb.cycle,
        item=item.key,
    )
    if verb.done and number is None:
        unit.add(PlanningTick(cycle_id=verb.cycle, item=item.key, by_id=unit.me.id, at=unit.now))
    elif not verb.done and number is not None:
        unit.archive(unit.get(PlanningTick, number))
    return Done(f"{cycle.name}: {item.title.lower()}: {'done' if verb.done else 'open again'}", reference)


@handles(AnswerReview)
def answer_review(unit: Unit, verb: AnswerReview) -> Done:
    """Answer whether an objective supports the strategy. Raises Refused without a reason or out of planning."""
    goal = unit.get(Goal, verb.goal)
    if goal.cycle_id is None:
        raise Refused(f"{refs.ref('objective', verb.goal)} is in no cycle", "Only an objective of a cycle is asked")
    _in_state(unit, goal.cycle_id, ("planning", "active"), "it is asked before", "Nothing was changed")
    goal.supports_reason = text.title(verb.reason, "reason")
    goal.supports_strategy = "yes" if verb.supports else "no"
    reference = refs.ref("objective", verb.goal)
    word = "supports the strategy" if verb.supports else "does not support the strategy"
    return Done(f"{reference} {goal.title[:SHORT]} {word}", (reference,), goal.id)


@handles(StartCycle)
def start_cycle(unit: Unit, verb: StartCycle) -> Done:
    """Begin a planned cycle; what it lacks is said, not forbidden. Raises Refused beside another one of its teams."""
    cycle = unit.get(Cycle, verb.cycle)
    if cycle.state != "planning":
        raise Refused(f"{cycle.name} is {cycle.state}, not in planning", "Nothing was changed")
    beside = running_beside(unit.read, read_cycle(unit.read, verb.cycle))
    if beside and not verb.beside:
        other, name = beside[0]
        raise Refused(
            f"{name} is still running for the same teams",
            f"`oar cycle close {other}` begins its closing; --beside runs both",
        )
    cycle.state = "active"
    lacking = not_ready(unit.read, verb.cycle).text()
    return Done(f"{cycle.name} has begun{f'; still {lacking}' if lacking else ''}", (refs.ref("cycle", verb.cycle),))


@handles(BeginClosing)
def begin_closing(unit: Unit, verb: BeginClosing) -> Done:
    """Begin the closing of a running cycle."""
    cycle = unit.get(Cycle, verb.cycle)
    if cycle.state != "active":
        said = {
            "planning": ("has not begun", f"`oar cycle start Q{verb.cycle}` begins it"),
            "closing": ("is being closed already", "Nothing was changed"),
        }.get(cycle.state, ("is closed", f"`oar cycle show Q{verb.cycle}` reads it"))
        raise Refused(f"{cycle.name} {said[0]}", said[1])
    cycle.state = "closing"
    count = unfinished(unit.read, verb.cycle).total
    return Done(f"{cycle.name} is being closed: {count} scores to give", (refs.ref("cycle", verb.cycle),))


@handles(Score)
def score(unit: Unit, verb: Score) -> Done:
    """Give a score with its reason and cause; what the arithmetic proposes where none is said."""
    parsed = refs.parse(verb.ref)
    if parsed is None or parsed[0] not in ("objective", "goal", "key_result"):
        raise Unknown(f"{verb.ref[:30]!r} is no objective and no key result", "Give one such as O12 or KR40")
    row: Any = unit.get(KeyResult if parsed[0] == "key_result" else Goal, parsed[1])
    goal = unit.get(Goal, row.goal_id) if parsed[0] == "key_result" else row
    if goal.cycle_id is None:
        raise Refused(f"{verb.ref.upper()} is in no cycle, so it gets no score")
    hint = f"`oar cycle close Q{goal.cycle_id}` begins the closing, then scores are given"
    _in_state(unit, goal.cycle_id, ("closing",), "scores are given while it closes", hint)
    if verb.score is not None:
        row.final_score = final_score(verb.score)
    proposed, original = _proposed(unit, row)
    if row.final_score is None:
        if proposed is None:
            raise Refused(f"{verb.ref.upper()} has nothing to score by itself", "Type its score, such as 0.5")
        row.final_score = proposed
    row.final_original = original
    if verb.reason is not None:
        row.final_reason = text.title(verb.reason, "reason")
    if verb.cause is not None:
        row.cause = text.title(verb.cause, "cause")
    needed = rules.missing(row.final_score, row.final_reason, row.cause, goal.intent or "stretch")
    more = f"; needs its {' and '.join(needed)}" if needed else ""
    shown = score_text(row.final_score, row.final_original)
    return Done(f"{verb.ref.upper()} {row.title[:SHORT]}: {shown}{more}", (verb.ref.upper(),), row.final_score)


def _proposed(unit: Unit, row: Any) -> tuple[float | None, float | None]:
    """Return (score, score on the first definition) that the arithmetic proposes for a row."""
    if isinstance(row, KeyResult):
        found = scoring.propose(unit.read, (row.id or 0,), settings=unit.settings, today=unit.today)
        return found[row.id or 0]
    view = scoring.scores(unit.read, row.cycle_id, settings=unit.settings, today=unit.today, below=row.path)
    line = next(line for line in view.lines if line.key == row.id)
    return line.proposed, line.first


@handles(Learn)
def learn(unit: Unit, verb: Learn) -> Done:
    """Write down what worked or did not in a cycle. Raises Refused for a cycle in planning."""
    parsed = refs.parse(verb.ref)
    if parsed is None or parsed[0] not in ("objective", "goal", "cycle"):
        raise Unknown(f"{verb.ref[:30]!r} is no objective and no cycle", "Give one such as O12 or Q3")
    goal = None if parsed[0] == "cycle" else unit.get(Goal, parsed[1])
    number = parsed[1] if goal is None else goal.cycle_id
    if number is None:
        raise Refused(f"{verb.ref.upper()} is in no cycle", "Say it about an objective of a cycle, or the cycle")
    cycle = unit.get(Cycle, number)
    if cycle.state == "planning":
        raise Refused(f"{cycle.name} is still planned, it has taught nothing yet", "Say it about the one before")
    row = unit.add(
        Learning(
            title=text.title(verb.text, "learning"),
            outcome=verb.outcome,
            ref=verb.ref.upper(),
            cycle_id=number,
            by_id=unit.me.id or None,
            team_id=goal.team_id if goal is not None else cycle.team_id,
        )
    )
    word = "Worked" if verb.outcome == "worked" else "Did not work"
    return Done(f"{word}: {row.title}", (refs.ref("learning", row.id or 0),), row.id)


@handles(CloseCycle)
def close_cycle(unit: Unit, verb: CloseCycle) -> Done:
    """Close a cycle for good. Raises Refused while a score, a reason or a cause is missing, and names them."""
    cycle = unit.get(Cycle, verb.cycle)
    reference = refs.ref("cycle", verb.cycle)
    if cycle.state == "closed":
        raise Refused(f"{cycle.name} is closed already", f"`oar cycle show {reference}` reads it")
    if cycle.state != "closing":
        raise Refused(f"{cycle.name} is {cycle.state}, its closing has not begun", "Scores and reasons come first")
    missing = unfinished(unit.read, verb.cycle)
    if missing.total:
        raise Refused(f"{cycle.name} cannot close yet: {missing.text()}", f"{missing.where()}; nothing was changed")
    view = scoring.scores(unit.read, verb.cycle, settings=unit.settings, today=unit.today)
    cycle.state = "closed"
    cycle.closed_on = unit.today.isoformat()
    return Done(f"{cycle.name} is closed: {rules.verdict_text(view.verdict)}", (reference,))


def _in_state(unit: Unit, number: int, states: tuple[str, ...], why: str, hint: str) -> Cycle:
    """Return a cycle in one of these states; raises Refused with why it has to be."""
    cycle = unit.get(Cycle, number)
    if cycle.state not in states:
        if cycle.state == "closed":
            raise Refused(f"{cycle.name} is closed and stays as it is", f"`oar cycle show Q{number}` reads it")
        raise Refused(f"{cycle.name} is {cycle.state}: {why}", hint)
    return cycle
