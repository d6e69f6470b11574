"""The JSON of `oar glance`, as docs/recipes.md describes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from models import weeks
from models.refs import ref
from models.scorecard.verdict import Judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1


def document(
    rows: Iterable[Judged], today: date, periods: int, *, at: str | None = None, all_measures: bool = True
) -> dict[str, Any]:
    """Return measures with their last `periods` periods. at: the week of --at. all_measures: none were left out."""
    return {
        "version": VERSION,
        "command": "glance",
        "week": weeks.format_week(weeks.last_closed(today)),
        "at": at,
        "all": all_measures,
        "measures": [
            {
                "ref": ref("measure", one.id),
                "name": one.name,
                "team": ref("team", one.team_id),
                "owner": one.handle,
                "status": one.status,
                "period": weeks.format_period(one.period, one.cadence),
                "unit": one.unit,
                "value": one.value,
                "plan": one.plan,
                "off_at": one.off_at,
                "so_far": one.so_far,
                "change": one.change,
                "trend": one.trend or None,
                "hit": _hits(one.statuses[-periods:]),
                "leading": bool(one.leads),
                "periods": [weeks.format_period(period, one.cadence) for period in one.periods[-periods:]],
                "values": one.values[-periods:],
                "statuses": one.statuses[-periods:],
            }
            for one in rows
        ],
    }


def _hits(words: Sequence[str]) -> list[int]:
    return [words.count("ok"), sum(word in ("ok", "risk", "off") for word in words)]
