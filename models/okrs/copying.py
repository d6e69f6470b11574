"""Copying a branch into another cycle: it keeps where it came from, its progress starts anew, nothing old changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from models import refs
from models.errors import Refused
from models.kinds import KINDS
from models.numbers import format_number
from models.okrs import guard
from models.okrs.tables import Cycle, Goal, KeyResult, Step
from models.okrs.verbs import CopyBranch
from models.store.handlers import handles
from models.store.unit import Done, Unit
from models.verbs import Case

GOAL_KEPT = (
    "kind", "title", "team_id", "owner_id", "owner_text", "integrator_id", "choice_lineage", "measure_id", "intent",
    "contributes", "weight", "why", "what", "how",
)  # fmt: skip
KEY_RESULT_KEPT = (
    "title", "kind", "unit", "start", "target", "low", "high", "weight", "owner_id", "owner_text", "measure_id",
    "controlled", "baseline_text",
)  # fmt: skip
LEFT_BEHIND = {
    "check-in": "SELECT count(*) FROM check_in WHERE archived_at IS NULL AND key_result_id = :id",
    "initiative": "SELECT count(*) FROM initiative WHERE archived_at IS NULL AND key_result_id = :id",
}
"""What belongs to a key result and stays with the old one, and how it is counted."""


class _Copy:
    """One copy on its way: what was made, and what was left behind, by word."""

    def __init__(self, unit: Unit, cycle: Cycle, case: Case | None) -> None:
        self.unit, self.cycle, self.case = unit, cycle, case
        self.made: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.reached: list[str] = []

    def goal(self, old: Any, parent: int | None) -> Any:
        """Copy a goal with its key results and the goals below it that were in the same cycle."""
        new = Goal(
            **{name: getattr(old, name) for name in GOAL_KEPT},
            parent_id=parent,
            cycle_id=self.cycle.id,
            copied_from=old.id,
        )
        self._add("objective", new)
        if old.supports_strategy:
            self.left["answer to the strategy question"] += 1
        for number in _numbers(self.unit, "key_result", "goal_id", old.id):
            self.key_result(self.unit.get(KeyResult, number), new.id)
        for number in _numbers(self.unit, "goal", "parent_id", old.id):
            child = self.unit.get(Goal, number)
            if child.cycle_id == old.cycle_id and not _copied(self.unit, "goal", number, self.cycle.id or 0):
                self.goal(child, new.id)
            else:
                self.left["objective of another cycle or copied before"] += 1
        return new

    def key_result(self, old: Any, goal: int | None) -> Any:
        """Copy a key result; a line starts where the old one ended, when there is still a way to go."""
        new = KeyResult(**{name: getattr(old, name) for name in KEY_RESULT_KEPT}, goal_id=goal or 0, copied_from=old.id)
        value = self.unit.read.value("SELECT value FROM rollup WHERE node = 'key_result' AND node_id = :id", id=old.id)
        if old.kind in ("increase", "decrease") and value is not None and old.measure_id is None:
            self._start(old, new, value)
        if old.plan_json:
            self.left["glide path"] += 1
        for name in ("starts_on", "due_on"):
            day = getattr(old, name)
            if day and self.cycle.start_on <= day <= self.cycle.end_on:
                setattr(new, name, day)
            elif day:
                self.left["date outside of the new cycle"] += 1
        for word, sql in LEFT_BEHIND.items():
            self.left[word] += int(self.unit.read.value(sql, id=old.id) or 0)
        self._add("key_result", new)
        self._steps(old, new)
        return new

    def _start(self, old: Any, new: Any, value: float) -> None:
        if min(old.start, old.target) < value < max(old.start, old.target):
            new.start = value
            new.baseline_text = f"{format_number(value, old.unit)} at the end of the cycle before"
        elif value != old.start and (value > old.start) == (old.target > old.start):
            self.reached.append(refs.ref("key_result", new.copied_from or 0))

    def _steps(self, old: Any, new: Any) -> None:
        """Copy the steps that are still open; all of them when none is."""
        steps = [self.unit.get(Step, number) for number in _numbers(self.unit, "step", "key_result_id", old.id)]
        todo = [step for step in steps if not step.done_at] or steps
        self.left["done step"] += len(steps) - len(todo)
        for rank, step in enumerate(todo, 1):
            due = step.due_on if step.due_on and self.cycle.start_on <= step.due_on[:10] <= self.cycle.end_on else None
            self.left["date outside of the new cycle"] += int(bool(step.due_on) and due is None)
            self.unit.add(Step(key_result_id=new.id, rank=rank, title=step.title, weight=step.weight, due_on=due))

    def _add(self, kind: str, row: Any) -> None:
        from models.writes import after_place, place

        case = guard.check_added(self.unit, KINDS[kind], row, self.case)
        place(self.unit, row)
        self.unit.add(row)
        if case is not None:
            guard.write_added(self.unit, row, row.title, case)
        after_place(self.unit, row)
        self.made[kind.replace("_", " ")] += 1


@handles(CopyBranch)
def copy_branch(unit: Unit, verb: CopyBranch) -> Done:
    """Copy an objective with what is below it, or one key result, to another cycle (M19, M97).

    Below an annual goal or an imperative the objectives of the newest other cycle are copied. Raises Refused.
    """
    from models.writes import find

    cycle = unit.get(Cycle, verb.cycle)
    kind, row = find(unit, verb.ref)
    if kind.table not in ("goal", "key_result"):
        raise Refused(f"A {kind.word or kind.name} is not planned by cycle", "Copy an objective or a key result")
    if cycle.state == "closed":
        raise Refused(f"{cycle.name} is closed and stays as it is", "Copy into a cycle that is planned")
    under = find(unit, verb.under)[1] if verb.under else None
    copy = _Copy(unit, cycle, verb.case)
    if kind.table == "key_result":
        made = [copy.key_result(row, _home(unit, verb, row, under, cycle))]
    elif kind.name == "objective":
        _refuse_again(unit, "goal", row, cycle)
        parent = under.id if under is not None else _parent(unit, row, cycle)
        made = [copy.goal(row, parent)]
    else:
        made = [copy.goal(one, _parent(unit, one, cycle)) for one in _tops(unit, row, cycle)]
    names = tuple(refs.ref(kind.name if kind.table == "key_result" else "objective", one.id or 0) for one in made)
    return Done(_told(verb.ref.upper(), str(getattr(row, kind.title)), cycle.name, names, copy), names, made[0].id)


def _numbers(unit: Unit, table: str, column: str, number: int | None) -> list[int]:
    rows = unit.read.rows(
        f"SELECT id FROM {table} WHERE {column} = :id AND archived_at IS NULL ORDER BY rank, id", id=number
    )
    return [one for (one,) in rows]


def _copied(unit: Unit, table: str, number: int | None, cycle: int) -> int:
    """Return the copy of a row that there is in a cycle already, 0 for none."""
    goal = "x" if table == "goal" else "g"
    joined = "" if table == "goal" else " JOIN goal g ON g.id = x.goal_id AND g.archived_at IS NULL"
    return int(
        unit.read.value(
            f"SELECT x.id FROM {table} x{joined} WHERE x.copied_from = :id AND x.archived_at IS NULL"
            f" AND {goal}.cycle_id = :cycle ORDER BY x.id LIMIT 1",
            id=number,
            cycle=cycle,
        )
        or 0
    )


def _refuse_again(unit: Unit, table: str, row: Any, cycle: Cycle) -> None:
    own = guard.cycle_of(unit, row)
    name = refs.ref("objective" if table == "goal" else table, row.id)
    if own is not None and own[0] == cycle.id:
        raise Refused(f"{name} is in {cycle.name} already", "Name another cycle")
    there = _copied(unit, table, row.id, cycle.id or 0)
    if there:
        other = refs.ref("objective" if table == "goal" else table, there)
        raise Refused(f"{name} was copied to {cycle.name} already: {other}", f"Archive {other} first to copy it anew")


def _parent(unit: Unit, row: Any, cycle: Cycle) -> int | None:
    """Return where a copied objective hangs: under the copy of its parent, else the nearest goal above cycles."""
    above: Any = row
    while above.parent_id:
        above = unit.get(Goal, above.parent_id)
        if above.cycle_id is None:
            return int(above.id)
        there = _copied(unit, "goal", above.id, cycle.id or 0)
        if there:
            return there
    return None


def _home(unit: Unit, verb: CopyBranch, row: Any, under: Any, cycle: Cycle) -> int:
    """Return the objective of the new cycle that a single key result is copied to. Raises Refused."""
    _refuse_again(unit, "key_result", row, cycle)
    there = under.id if under is not None else _copied(unit, "goal", row.goal_id, cycle.id or 0)
    if not there:
        hint = f"Name one with --under, or copy {refs.ref('objective', row.goal_id)} as a whole"
        raise Refused(f"Which objective of {cycle.name} takes {verb.ref.upper()}?", hint)
    home = unit.get(Goal, there)
    if home.cycle_id != cycle.id:
        raise Refused(f"{refs.ref('objective', there)} is not in {cycle.name}", "Name an objective of that cycle")
    return int(there)


def _tops(unit: Unit, row: Any, cycle: Cycle) -> Iterator[Any]:
    """Yield the highest objectives below a goal, of the newest cycle but the one that is copied to."""
    newest = unit.read.value(
        "SELECT c.id FROM goal g JOIN cycle c ON c.id = g.cycle_id WHERE g.path LIKE :below AND g.archived_at IS NULL"
        " AND c.id <> :cycle ORDER BY c.start_on DESC, c.id DESC LIMIT 1",
        below=f"{row.path}%",
        cycle=cycle.id,
    )
    found = unit.read.rows(
        "SELECT g.id FROM goal g LEFT JOIN goal p ON p.id = g.parent_id WHERE g.path LIKE :below"
        " AND g.archived_at IS NULL AND g.cycle_id = :cycle AND (p.cycle_id IS NULL OR p.cycle_id <> :cycle)"
        " ORDER BY g.path",
        below=f"{row.path}%",
        cycle=newest or 0,
    )
    rows = [number for (number,) in found if not _copied(unit, "goal", number, cycle.id or 0)]
    if not rows:
        hint = "Name an objective, or add one there: a o"
        raise Refused(f"Nothing below {row.title[:40]} is left to copy to {cycle.name}", hint)
    for number in rows:
        yield unit.get(Goal, number)


def _told(ref: str, title: str, cycle: str, names: tuple[str, ...], copy: _Copy) -> str:
    counted = listed({word: count for word, count in copy.made.items() if count})
    text = f"Copied {ref} {title[:40]} to {cycle} as {', '.join(names[:3])}{'...' if len(names) > 3 else ''}: {counted}"
    left = listed({word: count for word, count in copy.left.items() if count})
    if left:
        text += f". Not copied: {left}"
    if copy.reached:
        text += f". {', '.join(copy.reached[:3])} had reached the target: give new numbers"
    return text


def listed(counts: dict[str, int]) -> str:
    """Return counts in words: `1 objective, 3 key results`."""
    return ", ".join(f"{count} {word if count == 1 else _plural(word)}" for word, count in counts.items())


def _plural(word: str) -> str:
    """Return several of a word: its first part, or the whole of "key result", takes the s."""
    first, blank, rest = word.partition(" ")
    return f"{word}s" if word in ("key result", "done step", "glide path") else f"{first}s{blank}{rest}"
