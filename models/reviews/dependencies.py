"""What step 4 of a review reads: who waits for whom, among the team and those below it (interface.md 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import refs, weeks
from models.reviews.reads import ReviewView
from models.reviews.step_reads import said
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class DependencyView:
    """One team waits for another. waits: we are the ones who wait. settled: "", "fine" or "moved".

    inside: one of our teams waits for another of ours; `team` then names both.
    """

    id: int
    what: str
    team: str
    waits: bool
    needed_on: str
    promised_on: str
    owner: str
    late: int
    settled: str
    inside: bool = False

    @property
    def ref(self) -> str:
        """Its reference."""
        return refs.ref("dependency", self.id)


def _below(reader: Reads, team: int) -> set[int]:
    """Return a team and all below it."""
    parents = dict(reader.rows("SELECT id, parent_id FROM team WHERE archived_at IS NULL"))
    found = {team}
    for one in parents:
        path, at = [], one
        while at is not None and at not in found and at not in path:
            path.append(at)
            at = parents.get(at)
        if at in found:
            found.update(path)
    return found


def dependencies(reader: Reads, view: ReviewView, today: date) -> list[DependencyView]:
    """Return open dependencies of the team and those below it, the latest first; settled ones stay in their place."""
    ours = _below(reader, view.team_id)
    among = ", ".join(str(int(one)) for one in sorted(ours))
    settled = {one.ref: one.kind for one in said(reader, view.id) if one.kind in ("fine", "moved")}
    rows = reader.rows(
        "SELECT d.id, d.what, d.from_team_id, d.to_team_id, f.name, t.name, d.needed_on, d.promised_on, p.name"
        " FROM dependency d"
        " JOIN team f ON f.id = d.from_team_id JOIN team t ON t.id = d.to_team_id"
        " LEFT JOIN person p ON p.id = d.owner_id WHERE d.archived_at IS NULL AND d.state = 'open'"
        f" AND (d.from_team_id IN ({among}) OR d.to_team_id IN ({among})) ORDER BY d.needed_on, d.id",
    )
    inside = {row[0] for row in rows if row[2] in ours and row[3] in ours and view.team_id not in row[2:4]}
    return [
        DependencyView(
            id=number,
            what=what,
            team=f"{who} waits for {to}" if number in inside else to if _waits(view, ours, one, two) else who,
            waits=_waits(view, ours, one, two),
            inside=number in inside,
            needed_on=needed,
            promised_on=str(promised or ""),
            owner=str(owner or ""),
            late=weeks.working_days_late(date.fromisoformat(max(needed, promised or needed)), today),
            settled=settled.get(refs.ref("dependency", number), ""),
        )
        for number, what, one, two, who, to, needed, promised, owner in rows
    ]


def _waits(view: ReviewView, ours: set[int], one: int, two: int) -> bool:
    """Return whether we are the side that waits in a dependency of team `one` on team `two`."""
    return one in ours and two != view.team_id
