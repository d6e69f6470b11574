"""What is guarded inside an active cycle (product.md 5): a change needs one of four reasons and its case."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import refs, text
from models.base import Row
from models.errors import Guarded, NeedsNote, Refused
from models.kinds import Field, Kind
from models.okrs.leaders import is_alone, other_leaders
from models.okrs.reasons import CORRECTION, EARLY, REFUSED, VALID, what_is_missing
from models.okrs.tables import Cycle, Goal, KeyResult, PlanChange, Step
from models.store.unit import Unit, as_json, naming
from models.verbs import Case

GUARDED_STATES = ("active", "closing")
OF_CYCLE = ("goal", "key_result", "step")
WEIGHED = "weight"
STEPS_OF = "key_result_id"
DIGITS = "title"

CycleRow = tuple[Any, ...]
"""(id, state, first day, last day) of a cycle."""

_CYCLE = "SELECT c.id, c.state, c.start_on, c.end_on FROM cycle c"


def cycle_of(unit: Unit, row: Row) -> CycleRow | None:
    """Return (id, state, start, end) of the cycle a goal, key result or step belongs to, or is, else None."""
    if isinstance(row, Cycle):
        return _cycle(unit, row.id)
    if isinstance(row, Step):
        goal = unit.read.value("SELECT goal_id FROM key_result WHERE id = :id", id=row.key_result_id)
        return _cycle_of_goal(unit, goal)
    if isinstance(row, KeyResult):
        return _cycle_of_goal(unit, row.goal_id)
    return _cycle(unit, row.cycle_id) if isinstance(row, Goal) else None


def _cycle(unit: Unit, number: int | None) -> CycleRow | None:
    return unit.read.row(f"{_CYCLE} WHERE c.id = :id", id=number) if number else None


def _cycle_of_goal(unit: Unit, goal: int) -> CycleRow | None:
    return unit.read.row(f"{_CYCLE} JOIN goal g ON g.cycle_id = c.id WHERE g.id = :goal", goal=goal)


def check_changed(unit: Unit, kind: Kind, row: Row, field: Field, before: Any, after: Any, case: Case | None) -> None:
    """Refuse a guarded change without its case, and write the case down. Raises Refused.

    What comes into a cycle that runs, or leaves one, is guarded on both sides. Steps are the target of a milestone:
    once it is under way their weight is guarded as its target is.
    """
    if isinstance(row, Step):
        if field.stored() == WEIGHED and is_under_way(unit, row.key_result_id):
            _case(unit, row, "step", _step(row), _step(row, after), case)
        elif field.stored() == STEPS_OF and (is_under_way(unit, before) or is_under_way(unit, after)):
            raise Refused(f"A step stays with KR{before}: it is part of what that aims at", "Archive it, add another")
        else:
            refuse_closed(unit, row)
        return
    renumbered = field.type == DIGITS and field.name == DIGITS and digits(before) != digits(after)
    if not (field.guarded or renumbered):
        refuse_closed(unit, row)
        return
    _case(unit, row, field.name, before, after, case, into=_into(unit, field, after))


def _into(unit: Unit, field: Field, after: Any) -> CycleRow | None:
    """Return the cycle that a row is moved to by this change, if any."""
    if after is None:
        return None
    if field.stored() == "cycle_id":
        return _cycle(unit, after)
    return _cycle_of_goal(unit, after) if field.stored() == "goal_id" else None


def check_added(unit: Unit, kind: Kind, row: Row, case: Case | None) -> Case | None:
    """Refuse adding to a closed cycle, and to an active one without a case.

    Returns the case that has to be written down once the row has its id, None for nothing to write.
    """
    if kind.table not in OF_CYCLE or (isinstance(row, Step) and not is_under_way(unit, row.key_result_id)):
        return None
    return _needed(unit, row, _word(row, "adding"), case)


def write_added(unit: Unit, row: Row, title: str, case: Case) -> None:
    """Write down why a row was added inside a cycle."""
    if isinstance(row, Step):
        write_case(unit, row, "step", None, _step(row), case)
    else:
        write_case(unit, row, "added", None, title, case)


def check_archived(unit: Unit, kind: Kind, row: Row, case: Case | None) -> None:
    """Refuse archiving in a closed cycle; in an active one it is guarded, and a running one itself is not archived."""
    if kind.table == "cycle":
        _keep_running(unit, row)
    elif kind.table in ("goal", "key_result"):
        _case(unit, row, "archive", None, "archived", case)
    elif isinstance(row, Step) and is_under_way(unit, row.key_result_id):
        _case(unit, row, "step", _step(row), None, case)


def _keep_running(unit: Unit, row: Row) -> None:
    """Refuse to hide a cycle that runs: its objectives would run on without one. Raises Refused."""
    cycle = cycle_of(unit, row)
    if cycle is not None and cycle[1] in GUARDED_STATES:
        held = unit.read.value("SELECT count(*) FROM goal WHERE cycle_id = :id AND archived_at IS NULL", id=row.id)
        if held:
            hint = f"`oar cycle close Q{row.id}` ends it, with its scores"
            raise Refused(f"Q{row.id} runs with {held} objective{'' if held == 1 else 's'}", hint)


def check_owner(unit: Unit, row: Row, owner: int | None, note: str) -> None:
    """Keep why a row gets the person with id `owner`; where it changes hands in an active cycle that is asked for.

    A row that had no owner may get one without a word, and so may one in the first tenth of its cycle.
    Raises NeedsNote.
    """
    from models.issues.tables import Note

    if not isinstance(row, Goal | KeyResult) or row.owner_id == owner:
        return
    before = row.owner_id
    name, said = naming(type(row), row.id or 0), text.note(note)
    if said:
        unit.add(Note(ref=name, kind="why", by_id=unit.me.id, at=unit.now, text=said, team_id=_team(unit, row)))
        return
    cycle = cycle_of(unit, row)
    running = cycle is not None and cycle[1] in GUARDED_STATES and not is_early(unit, cycle)
    if before is not None and running and not unit.trusted:
        raise NeedsNote(f"A new owner of {name} inside an active cycle needs a note", "Say why it changes hands")


def _team(unit: Unit, row: Goal | KeyResult) -> int | None:
    goal = row.id if isinstance(row, Goal) else row.goal_id
    team: int | None = unit.read.value("SELECT team_id FROM goal WHERE id = :id", id=goal)
    return team


def refuse_closed(unit: Unit, row: Row) -> None:
    """Raise Refused when the row belongs to a closed cycle: that is immutable."""
    _refuse_closed(cycle_of(unit, row))


def _refuse_closed(cycle: CycleRow | None) -> None:
    if cycle is not None and cycle[1] == "closed":
        raise Refused("That cycle is closed and stays as it is", "Carry it over into a new cycle")


def _case(
    unit: Unit, row: Row, what: str, before: Any, after: Any, case: Case | None, into: CycleRow | None = None
) -> None:
    needed = _needed(unit, row, _word(row, what), case, into)
    if needed is not None:
        write_case(unit, row, what, before, after, needed)


def _needed(unit: Unit, row: Row, what: str, case: Case | None, into: CycleRow | None = None) -> Case | None:
    """Return the case to write down for a change, None when it needs none; raises Refused when it is not valid.

    In the first tenth of the cycle a change is a correction, which is written down as one (product.md 5).
    """
    cycles = [cycle for cycle in (cycle_of(unit, row), into) if cycle is not None]
    for cycle in cycles:
        _refuse_closed(cycle)
    running = [cycle for cycle in cycles if cycle[1] in GUARDED_STATES]
    if unit.trusted or not running:
        return None
    if all(is_early(unit, cycle) for cycle in running):
        return Case(reason=CORRECTION, case=case.case if case is not None else EARLY)
    if case is None:
        raise Guarded(f"{what} is guarded inside an active cycle", what_is_missing(None))
    if case.reason in REFUSED:
        raise Refused(REFUSED[case.reason])
    if case.reason not in VALID:
        raise Refused(f"{case.reason!r} is no reason", f"One of {', '.join(VALID)}")
    return case


def write_case(unit: Unit, row: Row, what: str, before: Any, after: Any, case: Case) -> None:
    """Write down why a guarded field changed; another leader has to agree. Raises Refused for what is missing."""
    reference = refs.ref("key_result", row.key_result_id) if isinstance(row, Step) else naming(type(row), row.id or 0)
    unit.add(
        PlanChange(
            ref=reference,
            field=what,
            reason=case.reason,
            grounds=text.note(case.case),
            evidence=text.note(case.evidence) or None,
            agreed_by=None if case.reason == CORRECTION else _agreed(unit, case),
            told=text.note(case.told) or None,
            before=as_json(before),
            after=as_json(after),
            by_id=unit.me.id,
            at=unit.now,
        )
    )


def _agreed(unit: Unit, case: Case) -> int | None:
    """Return who agreed: a leader other than the author, as far as there is one. Raises Refused."""
    from models.fields import person

    leaders = other_leaders(unit.read, unit.me.id)
    missing = what_is_missing(case, alone=is_alone(unit.read, unit.me.id))
    if missing:
        raise Refused("The case is not complete", missing)
    if not case.agreed_by.strip():
        return None
    agreed = person(unit, case.agreed_by)
    names = ", ".join(handle for _, handle, _ in leaders[:3])
    if agreed == unit.me.id:
        raise Refused("Another leader has to agree, not who makes the change", f"{names} can" if names else "")
    if leaders and agreed not in {number for number, _, _ in leaders}:
        raise Refused(f"Another leader has to agree, and {case.agreed_by} leads no team", f"{names} can")
    return agreed


def is_early(unit: Unit, cycle: CycleRow) -> bool:
    """Return whether the cycle is in its first tenth, where a change is a logged correction."""
    start, end = date.fromisoformat(cycle[2]), date.fromisoformat(cycle[3])
    days = (end - start).days + 1
    return (unit.today - start).days < unit.settings.early_share * days


def is_under_way(unit: Unit, key_result: int) -> bool:
    """Return whether a milestone has begun: one of its steps is done."""
    return bool(
        unit.read.value(
            "SELECT count(*) FROM step WHERE key_result_id = :id AND done_at IS NOT NULL AND archived_at IS NULL",
            id=key_result,
        )
    )


def _step(row: Step, weight: float | None = None) -> list[Any]:
    """Return a step as a plan change holds it: id, title, weight."""
    return [row.id, row.title, row.weight if weight is None else weight]


def _word(row: Row, what: str) -> str:
    """Return what is about to be changed, in words: `Changing the target of KR40`."""
    if what == "adding" or row.id is None:
        return "Adding"
    if isinstance(row, Step):
        return f"Changing the steps of KR{row.key_result_id}"
    name = naming(type(row), row.id)
    return f"Archiving {name}" if what == "archive" else f"Changing the {what.replace('_', ' ')} of {name}"


def digits(value: Any) -> str:
    """Return the digits of a title: a number in it is part of the plan."""
    return "".join(one for one in str(value or "") if one.isdigit())
