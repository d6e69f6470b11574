"""Which version of the brief is written: the draft, or a new one as a copy of what is published."""

from __future__ import annotations

from models.base import Row
from models.errors import Refused
from models.store.unit import Unit
from models.strategy.tables import Assumption, Brief, BriefMeasure, Choice, Exclusion

PARTS: tuple[type[Row], ...] = (Choice, Exclusion, Assumption, BriefMeasure)
COPIED_NOT = {"id", "created_at", "archived_at", "brief_id"}


def start(unit: Unit) -> Brief:
    """Start the next version as a copy of the published one, lineages kept; an empty first one without it."""
    old = published_or_none(unit)
    if old is None:
        return unit.add(Brief(version=_next_version(unit), team_id=None))
    row = unit.add(
        Brief(
            team_id=old.team_id,
            version=_next_version(unit),
            title=old.title,
            vision=old.vision,
            elephants=old.elephants,
        )
    )
    for table in PARTS:
        for (number,) in unit.read.rows(
            f"SELECT id FROM {table.__tablename__} WHERE brief_id = :brief AND archived_at IS NULL ORDER BY rank, id",
            brief=old.id,
        ):
            kept = {k: v for k, v in unit.get(table, number).model_dump().items() if k not in COPIED_NOT}
            kept["brief_id"] = row.id
            unit.add(table(**kept))
    return row


def _next_version(unit: Unit) -> int:
    last = unit.read.value("SELECT max(version) FROM brief WHERE archived_at IS NULL")
    return int(last or 0) + 1


def draft_or_none(unit: Unit) -> Brief | None:
    """Return the draft, None without one."""
    number = unit.read.value(
        "SELECT id FROM brief WHERE state = 'draft' AND archived_at IS NULL ORDER BY version DESC LIMIT 1"
    )
    return unit.get(Brief, number) if number is not None else None


def published_or_none(unit: Unit) -> Brief | None:
    """Return the published version, None without one."""
    number = unit.read.value(
        "SELECT id FROM brief WHERE state = 'published' AND archived_at IS NULL ORDER BY version DESC LIMIT 1"
    )
    return unit.get(Brief, number) if number is not None else None


def draft_of(unit: Unit) -> Brief:
    """Return the draft. Raises Refused when only a published version is there, or none."""
    row = draft_or_none(unit)
    if row is None:
        old = published_or_none(unit)
        said = f"Version {old.version} of the brief is published and stays as it is" if old else "There is no brief yet"
        raise Refused(said, "Start a new version: Space d on the brief, or `oar brief draft`")
    return row


def published_of(unit: Unit) -> Brief:
    """Return the published version. Raises Refused without one."""
    row = published_or_none(unit)
    if row is None:
        raise Refused("No version of the brief is published yet", "Publish the draft first")
    return row
