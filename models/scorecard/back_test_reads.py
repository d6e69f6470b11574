"""Back-test of decisions (M89): what was expected of a measure when it was decided, and what the measure did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import weeks
from models.errors import Refused, Unknown
from models.numbers import parse_value
from models.refs import ref
from models.scorecard import rules
from models.store.protocol import Reads

_NUMBER = r"[-+−]?[€$£]?\d[\d.,']*\s?(?:%|k\b|M\b)?"
_PATH = re.compile(rf"(?P<start>{_NUMBER})\s*\w*\s*(?:->|→|\bto\b)\s*(?P<goal>{_NUMBER})", re.IGNORECASE)
_STEP = re.compile(r"(?<![\w.])[-+−]\s?\d[\d.,]*")
_PERIOD = re.compile(r"\bby\s+\S+|\b(?:\d{4}-?)?W\d{1,2}\b|\b\d{4}-\d{2}(?:-\d{2})?\b", re.IGNORECASE)

MET, PART, SAME, WORSE, BETTER, MISSING, UNSAID = "met", "part", "same", "worse", "better", "no reading", "not measured"


@dataclass(frozen=True, slots=True)
class BackTestView:
    """One decision against its measure. expected: as written; goal: the number in it, None when there is none.

    before: the value when it was made (period `since`). after: the newest value up to the revisit date, or up to today
    while that is still to come (period `until`, `early`). share: how much of the expected way was gone, 1 is all.
    verdict: met, part (some of the way), same, worse; better or worse where no number was expected; no reading; not
    measured (the decision names no measure).
    """

    ref: str
    title: str
    owner: str
    made_on: str
    revisit_on: str
    measure: str
    name: str
    unit: str
    direction: str
    expected: str
    goal: float | None
    before: float | None
    since: str
    after: float | None
    until: str
    share: float | None
    verdict: str
    early: bool


def expectation(text: str, unit: str, before: float | None) -> float | None:
    """Return the number that a decision expected of its measure, None when its words hold none or several.

    "62% or better", ">=62%", "from 5 days to 1", "4 -> 17 by W39" are the value to arrive at; "+2" and "-1.5" change
    the value there was.
    """
    said = _PERIOD.sub(" ", text)
    path = _PATH.search(said)
    if path is not None:
        return _parsed(path["goal"], unit)
    step = _STEP.search(said)
    if step is not None:
        by = _parsed(step[0].replace(" ", ""), "")
        return None if by is None or before is None else float(f"{before + by:.12g}")
    numbers = re.findall(_NUMBER, said)
    return _parsed(numbers[0], unit) if len(numbers) == 1 else None


def _parsed(text: str, unit: str) -> float | None:
    try:
        return parse_value(text.strip().rstrip(".,'"), unit)
    except Refused:
        return None


def back_tests(reader: Reads, today: date, *, teams: Iterable[int] | None = None) -> list[BackTestView]:
    """Return the made decisions that name a measure, those due for a look first; of `teams` alone when given."""
    where = "" if teams is None else f" AND d.team_id IN ({', '.join(str(int(one)) for one in teams) or 'NULL'})"
    rows = reader.rows(f"{_SELECT} AND d.state = 'made' AND d.measure_id IS NOT NULL{where} ORDER BY d.id")
    found = [_tested(reader, row, today) for row in rows]
    return sorted(found, key=lambda one: (one.early, one.revisit_on or "9", one.made_on))


def back_tests_of(reader: Reads, today: date, measure: int) -> dict[str, BackTestView]:
    """Return the made decisions that name one measure, by reference."""
    rows = reader.rows(f"{_SELECT} AND d.state = 'made' AND d.measure_id = :measure", measure=measure)
    return {one.ref: one for one in (_tested(reader, row, today) for row in rows)}


def back_test(reader: Reads, today: date, decision: int) -> BackTestView:
    """Return one decision against its measure. Raises Unknown for none, Refused for one that is not made yet."""
    row = reader.row(f"{_SELECT} AND d.id = :id", id=decision)
    if row is None:
        raise Unknown(f"There is no {ref('decision', decision)}")
    if row[3] is None:
        raise Refused(f"{ref('decision', decision)} is not made yet", "There is nothing to look back on")
    return _tested(reader, row, today)


_SELECT = (
    "SELECT d.id, d.title, p.name, d.made_at, d.revisit_on, d.expected, m.id, m.name, m.unit, m.direction, m.cadence"
    " FROM decision d LEFT JOIN person p ON p.id = d.owner_id"
    " LEFT JOIN measure m ON m.id = d.measure_id AND m.archived_at IS NULL WHERE d.archived_at IS NULL"
)


def _tested(reader: Reads, row: Sequence[Any], today: date) -> BackTestView:
    number, title, owner, made, revisit, expected, measure, name, unit, direction, cadence = row
    made_on = date.fromisoformat(made[:10])
    ends = date.fromisoformat(revisit) if revisit else today
    early = ends > today or not revisit
    before = after = goal = None
    since, until = "", ""
    if measure is not None:
        first = weeks.last_closed(made_on, cadence)
        last = weeks.last_closed(min(ends, today), cadence)
        before, since = _value(reader, measure, 0, first, cadence)
        after, until = _value(reader, measure, first + 1, last, cadence)
        goal = expectation(expected or "", unit, before)
    share, verdict = judge(before, after, goal, direction or "up")
    return BackTestView(
        ref=ref("decision", number),
        title=title,
        owner=str(owner or ""),
        made_on=made_on.isoformat(),
        revisit_on=str(revisit or ""),
        measure=ref("measure", measure) if measure is not None else "",
        name=str(name or ""),
        unit=str(unit or ""),
        direction=str(direction or ""),
        expected=str(expected or ""),
        goal=goal,
        before=before,
        since=since,
        after=after,
        until=until,
        share=share,
        verdict=UNSAID if measure is None else verdict,
        early=early,
    )


def _value(reader: Reads, measure: int, first: int, last: int, cadence: str) -> tuple[float | None, str]:
    row = reader.row(
        "SELECT value, period FROM reading WHERE measure_id = :measure AND archived_at IS NULL AND period >= :first"
        " AND period <= :last ORDER BY period DESC LIMIT 1",
        measure=measure,
        first=first,
        last=last,
    )
    return (row[0], weeks.format_period(row[1], cadence)) if row else (None, "")


def judge(
    before: float | None, after: float | None, goal: float | None, direction: str = "up"
) -> tuple[float | None, str]:
    """Return (share of the expected way, verdict) of a measure that went from `before` to `after`.

    Without a number to arrive at it is better, same or worse in the measure's good direction. One that was at its
    goal already is expected to stay there.
    """
    if after is None:
        return None, MISSING
    if goal is None:
        return None, rules.trend(after, before, direction) or MISSING
    side = "down" if direction == "down" else "up"
    there = before is None or rules.shortfall(before, goal, side) <= 0
    if there and direction != "within":  # it was at goal already: what was expected is that it stays
        slack = 1e-9 * max(1.0, abs(goal))
        return None, MET if rules.shortfall(after, goal, side) <= slack else PART if before is None else WORSE
    if before is None or before == goal:
        return None, MET if after == goal else WORSE
    share = float(f"{(after - before) / (goal - before):.6g}")
    if share >= 1 - 1e-9:
        return share, MET
    return share, PART if share > 1e-9 else SAME if share > -1e-9 else WORSE
