"""Reading the fields of models/kinds.py: text or plain values in, what the columns hold out."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import numbers, refs, text
from models.base import Row
from models.errors import Ambiguous, Refused, Unknown
from models.kinds import Field, Kind
from models.okrs import glide, sound
from models.store.unit import Unit
from models.strategy.rules import lifting_periods

YES = ("yes", "y", "1", "true", "on")
NO = ("no", "n", "0", "false", "off")
RECORD_TABLES = {
    "goal": ("goal", "title"),
    "cycle": ("cycle", "name"),
    "key_result": ("key_result", "title"),
    "measure": ("measure", "name"),
    "brief": ("brief", "title"),
    "initiative": ("initiative", "title"),
    "decision": ("decision", "title"),
    "issue": ("issue", "title"),
    "flow": ("flow", "name"),
    "team": ("team", "name"),
}


def read(unit: Unit, field: Field, given: Any, others: dict[str, Any]) -> Any:
    """Return what the field's column holds for `given`; None and "" clear it. Raises Refused or Unknown.

    others: the row's columns, from which a number learns its unit.
    """
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if field.type == "title":
        return text.title(str(given), field.said)
    if field.type == "lineage":
        return lineage(unit, str(given))
    if field.type == "note":
        return text.note(str(given), field.said)
    if field.type == "person":
        return given if isinstance(given, int) else person(unit, str(given))
    if field.type in RECORD_TABLES:
        return given if isinstance(given, int) else record(unit, field.type, str(given))
    if field.type == "glide":
        return glide.read_path(str(given), str(others.get("unit") or ""), unit.today)
    readers = {"number": _number, "whole": _whole, "day": _day, "flag": _flag, "choice": _choice, "unit": _unit}
    return readers[field.type](field, given, others)


def _number(field: Field, given: Any, others: dict[str, Any]) -> float:
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return numbers.parse_value(repr(float(given)), "")
    plain = field.name == "weight"
    typed = str(given).strip().removeprefix("=")  # as at a prompt, where a bare -5 is a step
    try:
        return numbers.parse_value(typed, "" if plain else str(others.get("unit") or ""))
    except Refused as error:  # a form and a command line hold several numbers
        raise Refused(f"{field.label or field.name}: {error.message}", error.hint) from error


def _whole(field: Field, given: Any, _others: dict[str, Any]) -> int:
    try:
        return int(str(given).strip())
    except ValueError as error:
        raise Refused(f"{field.said} takes a whole number, not {str(given)[:40]!r}") from error


def _day(field: Field, given: Any, _others: dict[str, Any]) -> str:
    try:
        return date.fromisoformat(str(given).strip()[:10]).isoformat()
    except ValueError as error:
        raise Refused(f"{field.said} takes a day such as 2026-11-21, not {str(given)[:40]!r}") from error


def _flag(field: Field, given: Any, _others: dict[str, Any]) -> int:
    word = str(given).strip().lower()
    if word in YES or given is True:
        return 1
    if word in NO or given is False:
        return 0
    raise Refused(f"{field.said} takes yes or no, not {word[:40]!r}")


def _choice(field: Field, given: Any, _others: dict[str, Any]) -> str:
    word = str(given).strip().lower()
    found = [one for one in field.choices if one == word] or [one for one in field.choices if one.startswith(word)]
    if len(found) != 1:
        raise Refused(f"{field.said} is one of {', '.join(field.choices)}, not {word[:40]!r}")
    return found[0]


def _unit(_field: Field, given: Any, _others: dict[str, Any]) -> str:
    return numbers.unit_of(text.title(str(given), "unit"))


def person(unit: Unit, handle: str) -> int:
    """Return the id of the active person with a handle or a unique name prefix. Raises Unknown or Ambiguous."""
    word = handle.strip().lstrip("@")
    parsed = refs.parse(word)
    if parsed and parsed[0] == "person":
        word = str(unit.read.value("SELECT handle FROM person WHERE id = :id", id=parsed[1]) or word)
    rows = unit.read.rows(
        "SELECT id, handle, name FROM person WHERE active = 1 AND archived_at IS NULL"
        " AND (lower(handle) = lower(:word) OR lower(name) LIKE lower(:prefix) ESCAPE '\\') ORDER BY handle",
        word=word,
        prefix=f"{text.literal(word)}%",
    )
    exact = [row for row in rows if row[1].lower() == word.lower()]
    found = exact or rows
    if not found:
        raise Unknown(f"Nobody here is called {word!r}", "`oar people` lists everybody")
    if len(found) > 1:
        raise Ambiguous(f"{word!r} may be several people", tuple((row[1], row[2]) for row in found))
    return int(found[0][0])


def record(unit: Unit, kind: str, given: str) -> int:
    """Return the id behind a reference or a unique prefix of the title. Raises Unknown or Ambiguous.

    What is private to other teams is not there, and no candidate either.
    """
    table, title = RECORD_TABLES[kind]
    parsed = refs.parse(given)
    if parsed is not None and (parsed[0] == kind or (kind == "goal" and parsed[0] == "objective")):
        number = parsed[1]
        there = f"SELECT id FROM {table} WHERE id = :id AND archived_at IS NULL AND {unit.seen(table)}"
        if unit.read.value(there, id=number) is None:
            raise Unknown(f"There is no {given.strip().upper()}")
        return number
    rows = unit.read.rows(
        f"SELECT id, {title} FROM {table} WHERE archived_at IS NULL AND lower({title}) LIKE lower(:prefix) ESCAPE '\\'"
        f" AND {unit.seen(table)} ORDER BY id",
        prefix=f"{text.literal(given.strip())}%",
    )
    exact = [row for row in rows if row[1].lower() == given.strip().lower()]
    found = exact or rows
    if not found:
        raise Unknown(f"There is no {kind.replace('_', ' ')} {given.strip()!r}")
    if len(found) > 1:
        prefix = refs.PREFIXES.get(kind, "")
        raise Ambiguous(f"{given.strip()!r} may be several", tuple((f"{prefix}{row[0]}", row[1]) for row in found[:9]))
    return int(found[0][0])


def complete(unit: Unit, kind: Kind, values: dict[str, Any]) -> None:
    """Fill in what a new row of `kind` gets by itself, and check it against its own rules."""
    if kind.field("team") and not values.get("team_id") and kind.name not in ("cycle",):
        values["team_id"] = inherited_team(unit, values) or (unit.me.own[0] if unit.me.own else None)
    if kind.table == "goal":
        _complete_goal(unit, values)
    if kind.name == "key_result" and "owner_id" not in values:  # until somebody else takes it
        values["owner_id"] = unit.read.value("SELECT owner_id FROM goal WHERE id = :id", id=values.get("goal_id"))
    if kind.name == "decision":
        values.setdefault("asked_at", unit.now)
        if values.get("state") == "made":
            values.setdefault("made_at", unit.now)
            values.setdefault("made_by", unit.me.id)
    if kind.area == "decisions":
        from models.decisions import approvals

        approvals.complete(unit, kind.name, values)
    if kind.name == "issue":
        values.setdefault("raised_by", unit.me.id)
    if kind.name == "hot_item":
        values.setdefault("found_at", unit.now)
        values.setdefault("by_id", unit.me.id)
        values.setdefault("evidence", f"raised by {unit.me.name}")
    if kind.name == "milestone":
        values.setdefault("entered_at", unit.now)
    if kind.area == "strategy":
        if not values.get("brief_id"):
            from models.strategy.drafting import draft_of

            values["brief_id"] = draft_of(unit).id
        values.setdefault("lineage", _lineage(unit, kind.table))
    if kind.name == "exclusion" and values.get("measure_id") and not values.get("periods"):
        cadence = unit.read.value("SELECT cadence FROM measure WHERE id = :id", id=values["measure_id"])
        values["periods"] = lifting_periods(None, str(cadence))
    check_values(kind, values)
    sound.check_with_others(unit, kind.name, values)


def _lineage(unit: Unit, table: str) -> str:
    """Return a new identity for a part of a brief: it keeps it from version to version."""
    last = unit.read.value(f"SELECT max(id) FROM {table}")
    return f"{table[0]}{int(last or 0) + 1}-{unit.action[:8]}"


def lineage(unit: Unit, given: str) -> str | None:
    """Return the lineage of a choice given by reference (C2), lineage or the beginning of its words.

    Raises Unknown or Ambiguous.
    """
    word = given.strip()
    parsed = refs.parse(word)
    if parsed is not None and parsed[0] == "choice":
        found = unit.read.rows("SELECT DISTINCT lineage FROM choice WHERE id = :id", id=parsed[1])
    else:
        found = unit.read.rows(
            "SELECT DISTINCT lineage FROM choice WHERE archived_at IS NULL"
            " AND (lineage = :word OR lower(statement) LIKE lower(:prefix) ESCAPE '\\')",
            word=word,
            prefix=f"{text.literal(word)}%",
        )
    if not found:
        raise Unknown(f"There is no choice {word[:40]!r}", "`oar brief` shows them")
    if len(found) > 1:
        raise Ambiguous(f"{word[:40]!r} may be several choices", (), "Give its reference, such as C2")
    return str(found[0][0])


def _complete_goal(unit: Unit, values: dict[str, Any]) -> None:
    if values.get("kind") == "objective":
        if not values.get("cycle_id"):
            values["cycle_id"] = unit.read.value(
                "SELECT id FROM cycle WHERE archived_at IS NULL AND state <> 'closed'"
                " ORDER BY CASE state WHEN 'active' THEN 0 WHEN 'planning' THEN 1 ELSE 2 END, start_on LIMIT 1"
            )
        if not values.get("intent"):
            raise Refused(
                "Is this objective stretch or committed?", "intent=stretch aims high, intent=committed is a promise"
            )


def inherited_team(unit: Unit, values: dict[str, Any]) -> int | None:
    """Return the team of the parent that `values` name, None when there is none."""
    for column, table in (("parent_id", "goal"), ("goal_id", "goal"), ("measure_id", "measure")):
        if values.get(column):
            found = unit.read.value(f"SELECT team_id FROM {table} WHERE id = :id", id=values[column])
            if found:
                return int(found)
    return None


def check_row(unit: Unit, kind: Kind, row: Row) -> None:
    """Check a changed row against its own rules, and against those beside it. Raises Refused."""
    values = row.model_dump()
    check_values(kind, values)
    sound.check_with_others(unit, kind.name, values, row.id)


def check_values(kind: Kind, values: dict[str, Any]) -> None:
    """Refuse values that contradict each other (product.md 3). Raises Refused."""
    sound.check_values(kind.name, values)
    if kind.name in ("issue", "initiative") and values.get("kind") == "product" and not values.get("measure_id"):
        raise Refused("Anything of kind product needs the measure it touches", "Give measure=M7, say")
    if kind.name in ("exclusion", "lane_item") and values.get("operator") and values.get("bound") is None:
        raise Refused("A condition needs a limit", "Give limit=8, say")
