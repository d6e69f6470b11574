"""What the hot rules share: what they find, which sources they look at, how days and ids are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.issues.rules import Heat
from models.store.ids import within
from models.store.unit import Unit
from models.text import TITLE_LIMIT, clean

Numbers = Collection[int] | None
"""Ids of the sources to look at; None is all of them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A source that is hot now. title: what the row says, the source's name and the evidence in one line."""

    source: str
    rule: str
    severity: int
    title: str
    evidence: str
    team_id: int | None
    owner_id: int | None
    private: int = 0


def finding(
    source: str, name: str, heat: Heat, team: int | None, owner: int | None, *, private: int = 0, plain: bool = False
) -> Finding:
    """Return a finding; `plain` keeps the evidence out of the title."""
    room = TITLE_LIMIT - len(heat.evidence) - 2
    said = clean(name) if plain or room < 20 else f"{clean(name)[:room]}: {heat.evidence}"
    return Finding(source, heat.rule, heat.severity, said[:TITLE_LIMIT], heat.evidence, team, owner, int(private))


def rows_of(unit: Unit, sql: str, column: str, numbers: Numbers, **values: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query narrowed to ids in `column`, in statements of bearable length."""
    for where, ids in within(column, numbers):
        yield from unit.read.rows(f"{sql} AND {where}", **values, **ids)


def rows_by_source(unit: Unit, sql: str, sources: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query of hot items narrowed to these sources, in statements of bearable length."""
    for at in range(0, len(sources), 500):
        part = {f"source{place}": one for place, one in enumerate(sources[at : at + 500])}
        named = ", ".join(f":{name}" for name in part)
        yield from unit.read.rows(f"{sql} AND source IN ({named}) ORDER BY id", **part)


def local_day(unit: Unit, instant: str) -> date:
    """Return the day of an instant (or of a day) in the organisation's zone."""
    if len(instant) == 10 or unit.settings.zone == "UTC":
        return date.fromisoformat(instant[:10])
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(unit.settings.zone)).date()


def day_or_none(given: str | None) -> date | None:
    """Return a stored day, None where there is none."""
    return date.fromisoformat(given[:10]) if given else None


def ended(values: list[float | None]) -> list[float | None]:
    """Return values up to the newest known one: a number not typed yet hides nothing."""
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return values[:end]
