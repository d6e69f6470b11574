"""Published briefs stay as they are (product.md 5): corrections are new versions."""

from __future__ import annotations

from typing import Any

from models.store.unit import Changed, Unit
from models.strategy.tables import Brief

PUBLISHING = ("state", "published_at", "published_by")
JUDGEMENTS = ("still_holds", "lifted_at")
"""What people say about a sentence later on; its words stay."""
NEXT = "Start a new version (Space d on the brief), or `oar brief draft`"


def forbids_change(unit: Unit, changed: Changed) -> tuple[str, str] | None:
    """Return (message, hint) when a change touches a published brief or what is in it, None when it may stand.

    Publishing itself, and the undoing of it while nobody has read it, are the only changes of a brief that is published
    before or after.
    """
    row: Any = changed.row
    if isinstance(row, Brief):
        return _version(unit, row, changed)
    if changed.field in JUDGEMENTS:
        return None
    numbers = [row.brief_id, *([changed.before] if changed.field == "brief_id" else [])]
    for number in numbers:  # moved into another version, a sentence leaves the one it stood in
        brief = unit.load(Brief, number)
        if brief is not None and _published_before(unit, brief):
            return _stays(brief)
    return None


def _version(unit: Unit, brief: Brief, changed: Changed) -> tuple[str, str] | None:
    if changed.field == "state" and changed.before == "published":
        return _relied_on(unit, brief)
    if _published_before(unit, brief) and changed.field not in PUBLISHING:
        return _stays(brief)
    if brief.state == "draft" and brief.archived_at is None and changed.field in ("", "archived_at"):
        return _second(unit, brief)
    return None


def _stays(brief: Brief) -> tuple[str, str]:
    return f"Version {brief.version} of the brief is published and stays as it is", NEXT


def _relied_on(unit: Unit, brief: Brief) -> tuple[str, str] | None:
    """Say who stands on a publication that is taken back: what they read would be written anew under its number."""
    said = unit.read.value(
        "SELECT count(*) FROM (SELECT id FROM ack WHERE brief_id = :id AND archived_at IS NULL"
        " UNION ALL SELECT id FROM mark WHERE brief_id = :id AND archived_at IS NULL"
        " UNION ALL SELECT id FROM recall WHERE brief_id = :id) AS told",
        id=brief.id,
    )
    if said:
        return f"Version {brief.version} of the brief has been read since: it stays published", NEXT
    newer = unit.read.value(
        "SELECT max(version) FROM brief WHERE version > :version AND archived_at IS NULL", version=brief.version
    )
    if newer is None:
        return None
    return f"Version {newer} of the brief has followed version {brief.version}: that one stays published", NEXT


def _second(unit: Unit, brief: Brief) -> tuple[str, str] | None:
    """Refuse a draft beside another one."""
    other = unit.read.value(
        "SELECT version FROM brief WHERE state = 'draft' AND archived_at IS NULL AND id <> :id", id=brief.id
    )
    if other is None:
        return None
    return f"Version {other} of the brief is a draft already", "Publish that one, or throw it away first"


def _published_before(unit: Unit, brief: Brief) -> bool:
    for changed in unit.changes:
        if changed.row is brief and changed.field in ("state", ""):
            return changed.field == "state" and changed.before == "published"
    return brief.state == "published"
