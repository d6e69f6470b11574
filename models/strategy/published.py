"""Published briefs stay as they are (product.md 5): corrections are new versions."""

from __future__ import annotations

from typing import Any

from models.store.unit import Changed, Unit
from models.strategy.tables import Brief

PUBLISHING = ("state", "published_at", "published_by")
JUDGEMENTS = ("still_holds", "lifted_at")
"""What people say about a sentence later on; its words stay."""


def forbids_change(unit: Unit, changed: Changed) -> tuple[str, str] | None:
    """Return (message, hint) when a change touches a published brief or what is in it, None when it may stand.

    Publishing itself and the undoing of it are the only changes of a brief that is published before or after.
    """
    row: Any = changed.row
    brief = row if isinstance(row, Brief) else unit.session.get(Brief, row.brief_id)
    if brief is None or not _published_before(unit, brief):
        return None
    if (brief is row and changed.field in PUBLISHING) or changed.field in JUDGEMENTS:
        return None
    hint = "Start a new version (Space d on the brief), or `oar brief draft`"
    return f"Version {brief.version} of the brief is published and stays as it is", hint


def _published_before(unit: Unit, brief: Brief) -> bool:
    for changed in unit.changes:
        if changed.row is brief and changed.field in ("state", ""):
            return changed.field == "state" and changed.before == "published"
    return brief.state == "published"
