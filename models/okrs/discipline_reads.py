"""How each owner keeps the check-ins of their key results: on time, late, missed (product.md 3, "Discipline")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from models.decisions.reads import local_day
from models.okrs.facts import OWED_IN
from models.people.rules import LATE, MISSED, ON_TIME, WEEK, checked_in, due_days, due_weekday
from models.refs import ref
from models.settings import load
from models.store.protocol import Reads

WEEKS = 13


@dataclass(slots=True)
class DisciplineView:
    """One owner. due: check-ins that were owed; of these on time, late (up to 6 days), missed."""

    owner: str
    name: str
    key_results: int = 0
    due: int = 0
    on_time: int = 0
    late: int = 0
    missed: int = 0
    worst: list[tuple[str, str, int]] = field(default_factory=list)
    """(reference, title, check-ins missed) of the key results with misses, most first."""

    @property
    def share(self) -> float | None:
        """The share of check-ins on time, 0 to 1; None when none was owed yet."""
        return self.on_time / self.due if self.due else None


def discipline_rows(reader: Reads, today: date, *, teams: Iterable[int] | None = None) -> list[DisciplineView]:
    """Return the owners of key results in running cycles over the last 13 due days, the least punctual first.

    A key result that takes its value from a measure owes no check-in: its numbers count with the measure.
    """
    first = today - WEEKS * WEEK
    within = "" if teams is None else f" AND g.team_id IN ({', '.join(str(int(team)) for team in teams) or '0'})"
    live = (
        "FROM key_result k JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id"
        " LEFT JOIN team t ON t.id = g.team_id LEFT JOIN person p ON p.id = k.owner_id WHERE k.archived_at IS NULL"
        f" AND g.archived_at IS NULL AND k.measure_id IS NULL AND c.state IN {OWED_IN}{within}"
    )
    zone = ZoneInfo(load(reader).zone)
    said = _days(reader, live, first, zone)
    owners: dict[str, DisciplineView] = {}
    for number, title, handle, name, written, begins, ends, made, review in reader.rows(
        "SELECT k.id, k.title, p.handle, p.name, k.owner_text, coalesce(k.starts_on, c.start_on),"
        f" coalesce(k.due_on, c.end_on), k.created_at, t.review_weekday {live} ORDER BY k.id"
    ):
        who = name or written or "nobody"
        view = owners.setdefault(handle or who, DisciplineView(handle or "", who))
        since = max(date.fromisoformat(begins), local_day(made, zone), first)
        last = min(date.fromisoformat(ends), today)
        _count(view, number, title, said.get(number, []), due_days(since, last, due_weekday(review or 1)), today)
    for view in owners.values():
        view.worst.sort(key=lambda missed: -missed[2])
    return sorted(owners.values(), key=lambda one: (1.0 if one.share is None else one.share, -one.missed, one.name))


def _days(reader: Reads, live: str, first: date, zone: ZoneInfo) -> dict[int, list[date]]:
    """Return the days of check-ins by key result, the oldest first, from a week before the first due day."""
    found: dict[int, list[date]] = {}
    for number, at in reader.rows(
        "SELECT s.key_result_id, s.at FROM check_in s WHERE s.archived_at IS NULL AND s.at >= :since"
        f" AND s.key_result_id IN (SELECT k.id {live}) ORDER BY s.key_result_id, s.at",
        since=(first - WEEK).isoformat(),
    ):
        found.setdefault(number, []).append(local_day(at, zone))
    return found


def _count(view: DisciplineView, number: int, title: str, days: list[date], dues: Iterable[date], today: date) -> None:
    view.key_results += 1
    kinds = [checked_in(due, days, today) for due in dues]
    missed = kinds.count(MISSED)
    view.due += sum(kind != "" for kind in kinds)
    view.on_time += kinds.count(ON_TIME)
    view.late += kinds.count(LATE)
    view.missed += missed
    if missed:
        view.worst.append((ref("key_result", number), title, missed))
