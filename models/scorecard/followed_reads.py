"""What followed from each measure, and which were taken off: the facts of the trim report (M92)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.scorecard.reads import MeasureView
from models.store.protocol import Reads

SHORT = ("off", "risk")


@dataclass(frozen=True, slots=True)
class FollowedView:
    """What followed from one measure. last: day of the newest issue, change or decision, "" for never.

    run: how many closed periods running it is short of plan, or ok when `fine`.
    """

    issues: int = 0
    changes: int = 0
    decisions: int = 0
    last: str = ""
    run: int = 0
    fine: bool = False


def followed(reader: Reads, views: list[MeasureView]) -> dict[int, FollowedView]:
    """Return what followed from these measures, by id."""
    issues = _counted(reader, "issue", "measure_id", "ref")
    changes = _counted(reader, "todo", "NULL", "origin_ref")
    made = _counted(reader, "decision", "measure_id", "origin_ref")
    found = {}
    for view in views:
        number = view.one.id
        days = [one[1] for one in (issues.get(number), changes.get(number), made.get(number)) if one]
        run, fine = _run(view.one.closed)
        found[number] = FollowedView(
            issues=issues.get(number, (0, ""))[0],
            changes=changes.get(number, (0, ""))[0],
            decisions=view.decisions,
            last=max(days, default="")[:10],
            run=run,
            fine=fine,
        )
    return found


def _counted(reader: Reads, table: str, column: str, reference: str) -> dict[int, tuple[int, str]]:
    """Return how many rows of a table are about each measure, and when the newest was made."""
    found: dict[int, tuple[int, str]] = {}
    for measure, about, at in reader.rows(
        f"SELECT {column}, {reference}, created_at FROM {table} WHERE archived_at IS NULL"
        f" AND ({reference} LIKE 'M%' OR {column} IS NOT NULL)"
    ):
        number = measure or (int(about[1:]) if about and about[:1] == "M" and about[1:].isdigit() else 0)
        if number:
            many, newest = found.get(number, (0, ""))
            found[number] = (many + 1, max(newest, str(at)))
    return found


def _run(statuses: list[str]) -> tuple[int, bool]:
    """Return for how many closed periods running a measure is short of plan, or ok; a missing one ends it."""
    if not statuses or statuses[-1] not in (*SHORT, "ok"):
        return 0, False
    fine = statuses[-1] == "ok"
    run = 0
    for status in reversed(statuses):
        if (status == "ok") != fine or status not in (*SHORT, "ok"):
            break
        run += 1
    return run, fine


@dataclass(frozen=True, slots=True)
class RetiredView:
    """A measure that was taken off the scorecard: the day, why, whose it was."""

    id: int
    name: str
    team: str
    owner: str
    on: str
    because: str


def retired(reader: Reads, teams: Iterable[int] | None = None) -> list[RetiredView]:
    """Return the retired measures, the newest first; of `teams` alone when given."""
    where = "" if teams is None else f" AND m.team_id IN ({', '.join(str(int(one)) for one in teams) or 'NULL'})"
    rows = reader.rows(
        "SELECT m.id, m.name, t.name, p.name, m.retired_at, m.retired_because FROM measure m"
        " JOIN team t ON t.id = m.team_id LEFT JOIN person p ON p.id = m.owner_id"
        f" WHERE m.archived_at IS NULL AND m.retired_at IS NOT NULL{where} ORDER BY m.retired_at DESC, m.id DESC"
    )
    return [
        RetiredView(number, name, team, str(owner or ""), at[:10], str(because or ""))
        for number, name, team, owner, at, because in rows
    ]
