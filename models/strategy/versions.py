"""Versions of the brief and what changed from one to the next, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any

from models.decisions.reads import local_day
from models.errors import Unknown
from models.store.protocol import Reads
from models.strategy.sheet import limit_text

PARTS = {
    "choice": ("statement", "rather_than", "because", "consequence"),
    "exclusion": ("statement", "elephant", "condition"),
    "assumption": ("statement", "measure"),
}
NAMES = {"rather_than": "rather than", "consequence": "so", "condition": "until"}
FROM = {
    "choice": "choice p",
    "exclusion": "exclusion p LEFT JOIN measure m ON m.id = p.measure_id",
    "assumption": "assumption p LEFT JOIN measure m ON m.id = p.measure_id",
}
COLUMNS = {"measure": "m.name", "condition": "m.name, p.measure_id, p.operator, p.bound, p.periods"}
"""Fields that are no column of their own."""
WORDS = {"choice": "We choose", "exclusion": "We will not", "assumption": "We assume", "brief": "Brief"}


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version: number, state, when and by whom it was published."""

    id: int
    version: int
    state: str
    published_on: date | None
    published_by: str


@dataclass(frozen=True, slots=True)
class DiffView:
    """One difference. part: "We choose", "We will not" ...; before or after is "" for what came or went.

    about: the sentence as it stands now, when it is something below it that differs.
    """

    part: str
    field: str
    before: str
    after: str
    about: str = ""

    @property
    def label(self) -> str:
        """Say what differs: "We choose", "We choose, because of Mid-market"."""
        if self.about:
            return f"{self.part}, {self.field} of {self.about}"
        return self.part if self.sign != "~" else f"{self.part}, {self.field}"

    @property
    def sign(self) -> str:
        """`+` came, `-` went, `~` changed."""
        if self.about:
            return "~"
        return "+" if not self.before else "-" if not self.after else "~"


def versions(reader: Reads, *, zone: tzinfo = UTC) -> tuple[VersionView, ...]:
    """Return the versions, newest first."""
    rows = reader.rows(
        "SELECT b.id, b.version, b.state, b.published_at, p.name FROM brief b LEFT JOIN person p"
        " ON p.id = b.published_by WHERE b.archived_at IS NULL ORDER BY b.version DESC, b.id DESC"
    )
    return tuple(
        VersionView(number, version, state, local_day(at, zone) if at else None, by or "")
        for number, version, state, at, by in rows
    )


def diff(reader: Reads, old: int, new: int) -> tuple[DiffView, ...]:
    """Return what differs between two versions by number: texts, then parts by lineage in the new order.

    Raises Unknown for a version that is not there.
    """
    before, after = _id(reader, old), _id(reader, new)
    found: list[DiffView] = []
    for name in ("title", "vision", "elephants"):
        query = f"SELECT {name} FROM brief WHERE id = :id"
        was, now = (str(reader.value(query, id=one) or "") for one in (before, after))
        if was != now:
            found.append(DiffView(WORDS["brief"], name, was, now))
    for kind, fields in PARTS.items():
        found += _parts(reader, kind, fields, before, after)
    found += _measures(reader, before, after)
    return tuple(found)


def _id(reader: Reads, version: int) -> int:
    number = reader.value(
        "SELECT id FROM brief WHERE version = :version AND archived_at IS NULL ORDER BY id DESC LIMIT 1",
        version=version,
    )
    if number is None:
        raise Unknown(f"The brief has no version {version}", "`oar brief diff` shows the last two")
    return int(number)


def _parts(reader: Reads, kind: str, fields: tuple[str, ...], before: int, after: int) -> list[DiffView]:
    old, new = _by_lineage(reader, kind, fields, before), _by_lineage(reader, kind, fields, after)
    found = []
    for lineage, values in new.items():
        if lineage not in old:
            found.append(DiffView(WORDS[kind], fields[0], "", values[0]))
            continue
        for name, was, now in zip(fields, old[lineage], values, strict=True):
            if was != now:
                about = values[0] if name != fields[0] else ""
                found.append(DiffView(WORDS[kind], NAMES.get(name, name), was, now, about))
    found += [DiffView(WORDS[kind], fields[0], values[0], "") for key, values in old.items() if key not in new]
    was_order, now_order = [key for key in old if key in new], [key for key in new if key in old]
    if was_order != now_order:
        words = ("; ".join(new[key][0] for key in order) for order in (was_order, now_order))
        found.append(DiffView(WORDS[kind], "order", *words))
    return found


def _by_lineage(reader: Reads, kind: str, fields: tuple[str, ...], brief: int) -> dict[str, tuple[str, ...]]:
    columns = ", ".join(COLUMNS.get(name, f"p.{name}") for name in fields)
    rows = reader.rows(
        f"SELECT p.lineage, {columns} FROM {FROM[kind]}"
        " WHERE p.brief_id = :brief AND p.archived_at IS NULL ORDER BY p.rank, p.id",
        brief=brief,
    )
    whole = len(fields) - ("condition" in fields)
    return {row[0]: (*(value or "" for value in row[1 : whole + 1]), *_condition(row[whole + 1 :])) for row in rows}


def _condition(parts: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the lifting condition in words, in a tuple of its own; none for a kind that has none."""
    if not parts:
        return ()
    name, measure, operator, bound, periods = parts
    if not measure or not operator or bound is None:
        return ("",)
    return (f"{name or 'a measure'} {operator} {limit_text(bound)} for {periods}",)


def _measures(reader: Reads, before: int, after: int) -> list[DiffView]:
    names = [
        dict(
            reader.rows(
                "SELECT m.id, m.name FROM brief_measure b JOIN measure m ON m.id = b.measure_id"
                " WHERE b.brief_id = :brief AND b.archived_at IS NULL ORDER BY b.rank, b.id",
                brief=one,
            )
        )
        for one in (before, after)
    ]
    came = [DiffView("Measure", "name", "", name) for one, name in names[1].items() if one not in names[0]]
    return came + [DiffView("Measure", "name", name, "") for one, name in names[0].items() if one not in names[1]]
