"""Versions of the brief and what changed from one to the next, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from models.decisions.reads import local_day
from models.errors import Unknown
from models.store.protocol import Reads

PARTS = {
    "choice": ("statement", "rather_than", "because", "consequence"),
    "exclusion": ("statement",),
    "assumption": ("statement",),
}
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
    """One difference. part: "We choose", "We will not" ...; before or after is "" for what came or went."""

    part: str
    field: str
    before: str
    after: str

    @property
    def sign(self) -> str:
        """`+` came, `-` went, `~` changed."""
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
                found.append(DiffView(WORDS[kind], name.replace("_", " "), was, now))
    found += [DiffView(WORDS[kind], fields[0], values[0], "") for key, values in old.items() if key not in new]
    return found


def _by_lineage(reader: Reads, kind: str, fields: tuple[str, ...], brief: int) -> dict[str, tuple[str, ...]]:
    rows = reader.rows(
        f"SELECT lineage, {', '.join(fields)} FROM {kind}"
        " WHERE brief_id = :brief AND archived_at IS NULL ORDER BY rank, id",
        brief=brief,
    )
    return {row[0]: tuple(value or "" for value in row[1:]) for row in rows}


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
