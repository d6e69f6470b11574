"""What is guarded inside an active cycle (product.md 5): a change needs one of four reasons and its case."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import text
from models.base import Row
from models.errors import Guarded, Refused
from models.kinds import Field, Kind
from models.okrs.reasons import REFUSED, VALID
from models.store.unit import Unit, as_json
from models.verbs import Case

GUARDED_STATES = ("active", "closing")


def cycle_of(unit: Unit, row: Row) -> tuple[Any, ...] | None:
    """Return (id, state, start, end) of the cycle a goal, key result or step belongs to, else None."""
    table = str(row.__tablename__)
    if table == "step":
        goal = unit.read.value("SELECT goal_id FROM key_result WHERE id = :id", id=row.key_result_id)  # type: ignore[attr-defined]
    elif table == "key_result":
        goal = row.goal_id  # type: ignore[attr-defined]
    elif table == "goal":
        number = row.cycle_id  # type: ignore[attr-defined]
        return (
            unit.read.row("SELECT id, state, start_on, end_on FROM cycle WHERE id = :id", id=number) if number else None
        )
    else:
        return None
    return unit.read.row(
        "SELECT c.id, c.state, c.start_on, c.end_on FROM goal g JOIN cycle c ON c.id = g.cycle_id WHERE g.id = :goal",
        goal=goal,
    )


def check_changed(unit: Unit, kind: Kind, row: Row, field: Field, before: Any, after: Any, case: Case | None) -> None:
    """Refuse a guarded change without its case, and write the case down. Raises Refused."""
    digits = field.type == "title" and field.name == "title" and _digits(before) != _digits(after)
    if not (field.guarded or digits):
        refuse_closed(unit, row)
        return
    _case(unit, row, field.label or field.name, before, after, case)


def check_added(unit: Unit, kind: Kind, row: Row, case: Case | None) -> bool:
    """Refuse adding to a closed cycle, and to an active one without a case.

    Returns whether the case has to be written down once the row has its id.
    """
    if kind.table not in ("goal", "key_result"):
        return False
    return _needs_case(unit, row, "adding", case)


def check_archived(unit: Unit, kind: Kind, row: Row, case: Case | None) -> None:
    """Refuse archiving in a closed cycle; in an active one it is guarded."""
    if kind.table in ("goal", "key_result"):
        _case(unit, row, "archive", None, "archived", case)


def refuse_closed(unit: Unit, row: Row) -> None:
    """Raise Refused when the row belongs to a closed cycle: that is immutable."""
    cycle = cycle_of(unit, row)
    if cycle is not None and cycle[1] == "closed":
        raise Refused("That cycle is closed and stays as it is", "Carry it over into a new cycle")


def _case(unit: Unit, row: Row, what: str, before: Any, after: Any, case: Case | None) -> None:
    if _needs_case(unit, row, what, case) and case is not None:
        write_case(unit, row, what, before, after, case)


def _needs_case(unit: Unit, row: Row, what: str, case: Case | None) -> bool:
    """Return whether this is a guarded change; raises Refused when its case is missing or not valid."""
    refuse_closed(unit, row)
    cycle = cycle_of(unit, row)
    if cycle is None or cycle[1] not in GUARDED_STATES or unit.trusted or _early(unit, cycle):
        return False
    if case is None:
        raise Guarded(
            f"{what} is guarded inside an active cycle",
            f"Give a reason ({', '.join(VALID)}), the case, the evidence and who agreed",
        )
    if case.reason in REFUSED:
        raise Refused(REFUSED[case.reason])
    if case.reason not in VALID:
        raise Refused(f"{case.reason!r} is no reason", f"One of {', '.join(VALID)}")
    return True


def write_case(unit: Unit, row: Row, what: str, before: Any, after: Any, case: Case) -> None:
    """Write down why a guarded field changed; another leader has to agree. Raises Refused."""
    from models.fields import person
    from models.okrs.tables import PlanChange
    from models.store.unit import naming

    if not case.case.strip() or not case.evidence.strip():
        raise Refused("The change needs its case in words and the evidence")
    agreed = person(unit, case.agreed_by) if case.agreed_by.strip() else None
    if agreed is None or agreed == unit.me.id:
        raise Refused("Another leader has to agree", "Name them")
    unit.add(
        PlanChange(
            ref=naming(type(row), row.id or 0),
            field=what,
            reason=case.reason,
            grounds=text.note(case.case),
            evidence=text.note(case.evidence),
            agreed_by=agreed,
            told=text.note(case.told) or None,
            before=as_json(before),
            after=as_json(after),
            by_id=unit.me.id,
            at=unit.now,
        )
    )


def _early(unit: Unit, cycle: tuple[Any, ...]) -> bool:
    """Return whether the cycle is in its first tenth, where a change is a logged correction."""
    start, end = date.fromisoformat(cycle[2]), date.fromisoformat(cycle[3])
    days = (end - start).days + 1
    return (unit.today - start).days < unit.settings.early_share * days


def _digits(value: Any) -> str:
    return "".join(one for one in str(value or "") if one.isdigit())
