"""Formulas over measures, `M3 / M4 * 100`: read by Python's own grammar, of which only arithmetic is let through."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from models import weeks
from models.errors import Refused
from models.numbers import LARGEST, echo
from models.scorecard.rules import Value, aggregate

LONGEST = 200
"""Characters; nobody can check a longer one by looking at it."""

_SAFE = re.compile(r"[0-9M.+\-*/() ]+")
_REFERENCE = re.compile(r"M([1-9][0-9]{0,8})")
_SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "m": "M"})
HINT = "Type one such as M3 / M4 * 100, with + - * / and parentheses"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was understood. text: in canonical form, as it is stored. inputs: ids of the measures it names."""

    text: str
    inputs: tuple[int, ...]
    tree: ast.expr


def parse(text: str) -> Formula:
    """Return the formula that a person typed. Raises Refused, saying what can be typed."""
    typed = " ".join(text.split()).translate(_SIGNS)
    if len(typed) > LONGEST:
        raise Refused(f"A formula has at most {LONGEST} characters", "Make a measure of a part of it")
    if not _SAFE.fullmatch(typed):
        raise Refused(f"{echo(text)} is no formula", HINT)
    try:
        tree = ast.parse(typed, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Refused(f"{echo(text)} is no formula", HINT) from error
    inputs = tuple(sorted(set(_inputs(tree, text))))
    if not inputs:
        raise Refused(f"{echo(text)} names no measure", HINT)
    return Formula(ast.unparse(tree), inputs, tree)


def named(text: str) -> set[int]:
    """Return the ids of the measures that a stored formula names, without reading the rest of it."""
    return {int(number) for number in _REFERENCE.findall(text)}


def _inputs(node: ast.expr, text: str) -> Iterable[int]:
    """Yield the measures below a node; refuse whatever is not arithmetic."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        yield from _inputs(node.left, text)
        yield from _inputs(node.right, text)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        yield from _inputs(node.operand, text)
    elif isinstance(node, ast.Name) and _REFERENCE.fullmatch(node.id):
        yield int(node.id[1:])
    elif not (isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value <= LARGEST):
        raise Refused(f"{echo(text)} is no formula", HINT)


def worked_out(formula: Formula, values: Mapping[int, Value]) -> Value:
    """Return the formula's value for one period; None when an input is missing or something is divided by 0.

    values: of the inputs by id; one that is not there is missing.
    """
    found = _value(formula.tree, values)
    if found is None or not isfinite(found) or abs(found) > LARGEST:
        return None
    return float(f"{found:.12g}") + 0.0


def _value(node: ast.expr, values: Mapping[int, Value]) -> Value:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return values.get(int(node.id[1:]))
    if isinstance(node, ast.UnaryOp):
        found = _value(node.operand, values)
        return found if found is None or isinstance(node.op, ast.UAdd) else -found
    assert isinstance(node, ast.BinOp)
    left, right = _value(node.left, values), _value(node.right, values)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Add):
        return left + right
    if isinstance(node.op, ast.Sub):
        return left - right
    if isinstance(node.op, ast.Mult):
        return left * right
    return left / right if right else None


def by_cadence(readings: Mapping[int, float], cadence: str, how: str, wanted: str) -> dict[int, float]:
    """Return an input's readings by the periods of the measure that is worked out from it.

    Weeks become the month of their Thursday, taken together by the input's own rule `how`; months do not become
    weeks, so they are all missing there.
    """
    if weeks.monthly(cadence) == weeks.monthly(wanted):
        return dict(readings)
    if weeks.monthly(cadence):
        return {}
    months: dict[int, list[Value]] = {}
    for week in sorted(readings):
        months.setdefault(weeks.month_of_period(week), []).append(readings[week])
    found = {month: aggregate(values, how) for month, values in months.items()}
    return {month: value for month, value in found.items() if value is not None}


def worked_out_by_period(formula: Formula, inputs: Mapping[int, Mapping[int, float]]) -> dict[int, float]:
    """Return the value of every period in which it can be worked out; inputs: readings by id and period."""
    periods = {period for readings in inputs.values() for period in readings}
    found = {
        period: worked_out(formula, {number: readings.get(period) for number, readings in inputs.items()})
        for period in periods
    }
    return {period: value for period, value in sorted(found.items()) if value is not None}


def ring(start: int, formulas: Mapping[int, Iterable[int]]) -> Sequence[int]:
    """Return the way on which a measure is worked out from itself, `[9, 4, 9]`; empty when it is not.

    formulas: ids of the inputs by the id of the measure that is worked out from them.
    """
    waiting: list[list[int]] = [[start]]
    seen: set[int] = set()
    while waiting:
        way = waiting.pop()
        for number in sorted(formulas.get(way[-1], ())):
            if number == start:
                return [*way, start]
            if number not in seen:
                seen.add(number)
                waiting.append([*way, number])
    return []
