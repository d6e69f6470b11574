"""Carrying an objective over into a later cycle, or extending it, with its history left where it is (M19)."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import refs
from models.cycles import rules
from models.cycles.reads import after, cycle, overlapping
from models.cycles.verbs import CarryOver
from models.errors import Refused
from models.numbers import format_number
from models.okrs.facts import KeyResultState, key_results
from models.okrs.rules import kr_progress
from models.okrs.tables import Cycle, Goal, KeyResult, Step
from models.okrs.tree import keep_path
from models.store.unit import Done, Unit
from models.writes import place

TEXTS = ("title", "team_id", "owner_id", "owner_text", "integrator_id", "choice_lineage", "intent", "contributes",
         "weight", "why", "what", "how")  # fmt: skip
OF_RESULT = ("title", "kind", "unit", "start", "target", "low", "high", "weight", "owner_id", "owner_text",
             "measure_id", "controlled")  # fmt: skip
FROM = ("closing", "closed", "active")


def carry_over(unit: Unit, verb: CarryOver) -> Done:
    """Make the objective anew in a later cycle; raises Refused when it is there already or nothing is left to do.

    What was reached stays behind unless the objective is extended. A key result begins where it got to: progress
    starts anew in every cycle, and the old one keeps its own (product.md 3: a count counts inside the cycle).
    """
    old = unit.get(Goal, verb.goal)
    reference = refs.ref("objective", verb.goal)
    if old.kind != "objective" or old.cycle_id is None:
        raise Refused(f"{reference} is in no cycle", "Only an objective of a cycle is carried over")
    source = unit.get(Cycle, old.cycle_id)
    if source.state not in FROM:
        raise Refused(f"{source.name} is still planned", "Move the objective instead: `oar edit O12 cycle=Q4`")
    target = _target(unit, verb, source)
    again = unit.read.value(
        "SELECT id FROM goal WHERE copied_from = :goal AND cycle_id = :cycle AND archived_at IS NULL",
        goal=verb.goal,
        cycle=target.id,
    )
    if again:
        raise Refused(f"{reference} goes on in {target.name} already, as O{again}", "Nothing was changed")
    results = _results(unit, verb)
    made = unit.add(_goal(unit, old, target))
    place(unit, made)
    keep_path(unit, made)
    _take_children(unit, old, made)
    for row, state in results:
        _carry_result(unit, row, state, made, source, extend=verb.extend)
    new = refs.ref("objective", made.id or 0)
    count = f"{len(results)} key result{'' if len(results) == 1 else 's'}"
    word = "is extended" if verb.extend else "goes on"
    return Done(f"{reference} {word} in {target.name} as {new}, with {count}", (new, reference), made.id)


def _target(unit: Unit, verb: CarryOver, source: Cycle) -> Cycle:
    """Return the cycle in planning to go on in, made after the source when there is none."""
    number = verb.into or after(unit.read, cycle(unit.read, source.id or 0))
    if number is None:
        return _next_cycle(unit, source)
    target = unit.get(Cycle, number)
    if target.id == source.id:
        raise Refused(f"It is in {source.name} already", "Name a later cycle")
    if target.state != "planning":
        raise Refused(f"{target.name} is {target.state}", "Only a cycle in planning takes an objective over")
    if target.start_on < source.start_on:
        raise Refused(f"{target.name} is earlier than {source.name}", "Name a later cycle")
    return target


def _next_cycle(unit: Unit, source: Cycle) -> Cycle:
    first, last = rules.next_days(date.fromisoformat(source.start_on), date.fromisoformat(source.end_on))
    beside = overlapping(unit.read, first.isoformat(), last.isoformat(), cycle(unit.read, source.id or 0))
    if beside:
        raise Refused(
            f"No cycle after {source.name} is in planning, and {rules.listed(beside, 2)} has its days",
            "Add one: `oar cycle add NAME START END`",
        )
    name = rules.next_name(source.name, first, last)
    return unit.add(Cycle(name=name, start_on=first.isoformat(), end_on=last.isoformat(), team_id=source.team_id))


def _results(unit: Unit, verb: CarryOver) -> list[tuple[KeyResult, KeyResultState]]:
    """Return the key results that go on: all when extended, else those that were not reached."""
    numbers = [
        number
        for (number,) in unit.read.rows(
            "SELECT id FROM key_result WHERE goal_id = :goal AND archived_at IS NULL ORDER BY rank, id", goal=verb.goal
        )
    ]
    states = {one.id: one for one in key_results(unit.read, settings=unit.settings, today=unit.today, only=numbers)}
    found = [(unit.get(KeyResult, number), states[number]) for number in numbers]
    going = [one for one in found if verb.extend or not _reached(one[1])]
    if found and not going:
        raise Refused(
            f"Every key result of O{verb.goal} was reached, nothing is left to carry over",
            "Extend it to aim further: x in its menu, or `oar cycle carry --extend`",
        )
    return going


def _reached(state: KeyResultState) -> bool:
    return state.facts.kind != "threshold" and (_raw(state) or 0.0) >= 1.0


def _raw(state: KeyResultState) -> float | None:
    facts = state.facts
    return kr_progress(
        facts.kind, facts.value, start=facts.start, target=facts.target, met=facts.met, steps=facts.steps
    )


def _goal(unit: Unit, old: Goal, target: Cycle) -> Goal:
    return Goal(
        **{name: getattr(old, name) for name in TEXTS},
        kind="objective",
        cycle_id=target.id,
        parent_id=_parent(unit, old, target),
        copied_from=old.id,
    )


def _parent(unit: Unit, old: Goal, target: Cycle) -> int | None:
    """Return where the new one hangs: what the parent goes on as, else the next goal above without a cycle."""
    for number in reversed([int(part) for part in old.path.split("/") if part][:-1]):
        row = unit.read.row("SELECT cycle_id, archived_at FROM goal WHERE id = :id", id=number)
        if row is None or row[1] is not None:
            continue
        if row[0] is None or row[0] == target.id:
            return number
        onward = unit.read.value(
            "SELECT id FROM goal WHERE copied_from = :goal AND cycle_id = :cycle AND archived_at IS NULL",
            goal=number,
            cycle=target.id,
        )
        if onward:
            return int(onward)
    return None


def _take_children(unit: Unit, old: Goal, made: Goal) -> None:
    """Hang what was carried over before from below the old objective under the new one."""
    for (number,) in unit.read.rows(
        "SELECT n.id FROM goal n JOIN goal o ON o.id = n.copied_from WHERE o.parent_id = :old"
        " AND n.cycle_id = :cycle AND n.archived_at IS NULL",
        old=old.id,
        cycle=made.cycle_id,
    ):
        child = unit.get(Goal, number)
        child.parent_id = made.id
        unit.session.flush()
        keep_path(unit, child)


def _carry_result(
    unit: Unit, row: KeyResult, state: KeyResultState, made: Goal, source: Cycle, *, extend: bool
) -> None:
    values: dict[str, Any] = {name: getattr(row, name) for name in OF_RESULT}
    values |= _begins(row, state, source, extend=extend)
    new = unit.add(KeyResult(**values, goal_id=made.id or 0, copied_from=row.id))
    place(unit, new)
    if row.kind == "milestone":
        _carry_steps(unit, row, new, made, extend=extend)


def _begins(row: KeyResult, state: KeyResultState, source: Cycle, *, extend: bool) -> dict[str, Any]:
    """Return where a key result begins anew: at the value it got to; one that was reached aims as far again."""
    value = state.facts.value
    if row.kind == "count":
        return {"baseline_text": f"{format_number(value or 0.0, row.unit)} in {source.name}"[:200]}
    if row.kind not in ("increase", "decrease") or value is None or row.start is None or row.target is None:
        return {}
    if value == row.target or (value > row.target) == (row.target > row.start):
        return {"start": value, "target": value + (row.target - row.start)} if extend else {}
    return {"start": value}


def _carry_steps(unit: Unit, row: KeyResult, new: KeyResult, made: Goal, *, extend: bool) -> None:
    """Take the open steps along; a date before the new cycle is over and is left out."""
    start = unit.read.value("SELECT start_on FROM cycle WHERE id = :id", id=made.cycle_id)
    for number, title, weight, due in unit.read.rows(
        "SELECT rank, title, weight, due_on FROM step WHERE key_result_id = :id AND archived_at IS NULL"
        f"{'' if extend else ' AND done_at IS NULL'} ORDER BY rank, id",
        id=row.id,
    ):
        later = due if due and due >= start else None
        unit.add(Step(key_result_id=new.id or 0, rank=number, title=title, weight=weight, due_on=later))
