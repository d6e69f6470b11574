"""The measures that a file of readings may name, by reference or by name with or without its team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models import refs, text, weeks
from models.numbers import unit_of
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class KnownMeasure:
    """What reading a file needs of a measure. cadence: "week" or "month"."""

    id: int
    unit: str
    cadence: str
    percent: bool


class Known:
    """Finds measures for one import. Their names are read once: a file may name fifty thousand of them.

    team: the one that is meant where a file names none.
    """

    def __init__(self, reader: Reads, team: str = "") -> None:
        self._team = team
        self._rows: dict[int, tuple[Any, ...]] = {}
        self._named: dict[str, list[int]] = {}
        for row in reader.rows(
            "SELECT m.id, m.name, m.unit, m.cadence, m.retired_at, m.formula, m.team_id, t.name FROM measure m"
            " JOIN team t ON t.id = m.team_id WHERE m.archived_at IS NULL ORDER BY m.id"
        ):
            self._rows[row[0]] = row
            self._named.setdefault(row[1].casefold(), []).append(row[0])

    def find(self, name: str, team: str = "") -> KnownMeasure | str:
        """Return the measure called `name` (of `team`, by name or reference), or one line why there is none."""
        word = text.clean(name).strip()
        if not word:
            return "the row has no measure"
        parsed = refs.parse(word)
        number = parsed[1] if parsed and parsed[0] == "measure" else 0
        numbers = [number] if number in self._rows else self._named.get(word.casefold(), [])
        rows = [self._rows[one] for one in numbers]
        if team or self._team:
            rows = [row for row in rows if _is_team(team or self._team, row[6], row[7])]
        current = [row for row in rows if row[4] is None]
        if not current:
            return "that measure is retired" if rows else "there is no such measure"
        if len(current) > 1:
            return f"{len(current)} measures are called so; add a column team, or use references such as M7"
        _, _, unit, cadence, _, formula, _, _ = current[0]
        if formula:
            return "that measure is worked out by a formula"
        span = weeks.MONTH if weeks.monthly(cadence) else weeks.WEEK
        return KnownMeasure(current[0][0], unit_of(unit), span, unit_of(unit) == "%")


def _is_team(given: str, number: int, name: str) -> bool:
    parsed = refs.parse(given)
    same = str(name).casefold() == text.clean(given).strip().casefold()
    return same or (parsed is not None and parsed == ("team", number))
