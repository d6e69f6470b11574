"""What flows from a choice: goals that name it, and the key results below them in open cycles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.refs import ref
from models.store.protocol import Reads

OPEN = "(c.id IS NULL OR c.state <> 'closed')"


@dataclass(frozen=True, slots=True)
class FlowView:
    """A goal or key result that follows from a choice. depth: 0 for the goal that names it."""

    ref: str
    kind: str
    title: str
    owner: str
    team: str
    cycle: str
    depth: int


def counts_below(reader: Reads, lineages: Iterable[str], *, most: int = 0) -> dict[str, tuple[int, int]]:
    """Return (key results, goals naming it) per lineage; a key result counts once for a choice.

    most: stop counting there, 0 counts all; 150,000 take half a second.
    """
    end = f" LIMIT {int(most)}" if most else ""
    found: dict[str, tuple[int, int]] = {}
    for lineage, paths in tops(reader, set(lineages)).items():
        where, values = below(reader, paths)
        count = reader.value(
            "SELECT count(*) FROM (SELECT k.id FROM key_result k JOIN goal g ON g.id = k.goal_id"
            " LEFT JOIN cycle c ON c.id = g.cycle_id"
            f" WHERE k.archived_at IS NULL AND g.archived_at IS NULL AND {OPEN} AND ({where}){end}) AS counted",
            **values,
        )
        found[lineage] = int(count or 0), len(paths)
    return found


def flow(reader: Reads, lineage: str, *, most: int = 0) -> tuple[FlowView, ...]:
    """Return what flows from a choice, each goal before what is below it, key results included.

    most: read so many goals, 0 reads all.
    """
    paths = tops(reader, {lineage}).get(lineage, [])
    if not paths:
        return ()
    where, values = _first(reader, paths, most) if most else below(reader, paths)
    goals = reader.rows(
        "SELECT g.id, g.kind, g.title, p.name, g.owner_text, t.name, c.name, g.path FROM goal g"
        " LEFT JOIN person p ON p.id = g.owner_id LEFT JOIN team t ON t.id = g.team_id"
        f" LEFT JOIN cycle c ON c.id = g.cycle_id WHERE g.archived_at IS NULL AND {OPEN} AND ({where})",
        **values,
    )
    results = reader.rows(
        "SELECT k.goal_id, k.id, k.title, p.name, k.owner_text, t.name, c.name FROM key_result k"
        " JOIN goal g ON g.id = k.goal_id LEFT JOIN person p ON p.id = k.owner_id LEFT JOIN team t ON t.id = g.team_id"
        " LEFT JOIN cycle c ON c.id = g.cycle_id WHERE k.archived_at IS NULL AND g.archived_at IS NULL"
        f" AND {OPEN} AND ({where}) ORDER BY k.rank, k.id",
        **values,
    )
    results_of: dict[int, list[tuple[Any, ...]]] = {}
    for row in results:
        results_of.setdefault(row[0], []).append(row)
    found: list[FlowView] = []
    for number, kind, title, owner, text, team, cycle, path in sorted(goals, key=lambda row: path_order(row[7])):
        top = max((len(one) for one in paths if path.startswith(one)), default=len(path))
        depth = path[top:].count("/")
        name = "objective" if kind == "objective" else "goal"
        found.append(FlowView(ref(name, number), kind, title, owner or text or "", team or "", cycle or "", depth))
        for _, one, said, who, who_text, where_, when in results_of.get(number, ()):
            words = (said, who or who_text or "", where_ or "", when or "")
            found.append(FlowView(ref("key_result", one), "key_result", *words, depth + 1))
    return tuple(found)


def _first(reader: Reads, paths: list[str], most: int) -> tuple[str, dict[str, str]]:
    """Return the condition that a goal is among the first `most` in these branches."""
    ids: list[int] = []
    for path in paths:
        where, values = below(reader, [path])
        column = 'g.path COLLATE "C"' if reader.dialect == "postgresql" else "g.path"
        ids += [
            number
            for (number,) in reader.rows(
                f"SELECT g.id FROM goal g WHERE g.archived_at IS NULL AND {where}"
                f" ORDER BY {column} LIMIT {int(most) - len(ids)}",
                **values,
            )
        ]
        if len(ids) >= most:
            break
    return f"g.id IN ({', '.join(map(str, ids)) or '0'})", {}


def path_order(path: str) -> list[int]:
    """Return what to sort the path of a goal by, so that each stands before what is below it."""
    return [int(part) for part in path.split("/") if part]


def tops(reader: Reads, lineages: set[str]) -> dict[str, list[str]]:
    """Return the paths of the goals that name each lineage, without those that lie below another of the same."""
    rows = reader.rows(  # "> ''" where IS NOT NULL would look at every goal: the index serves a range only
        "SELECT g.choice_lineage, g.path FROM goal g LEFT JOIN cycle c ON c.id = g.cycle_id"
        f" WHERE g.choice_lineage > '' AND g.archived_at IS NULL AND {OPEN}"
    )
    found: dict[str, list[str]] = {}
    for lineage, path in sorted(rows, key=lambda row: (len(row[1]), row[1])):
        if lineage in lineages:
            known = found.setdefault(lineage, [])
            if not any(path.startswith(above) for above in known):
                known.append(path)
    return found


def below(reader: Reads, paths: list[str]) -> tuple[str, dict[str, str]]:
    """Return the condition that a goal lies in one of these branches; a range of paths, so that the index serves.

    A path ends in "/", and "0" follows "/": what begins with "/1/" lies between "/1/" and "/10".
    """
    column = 'g.path COLLATE "C"' if reader.dialect == "postgresql" else "g.path"
    parts: list[str] = []
    values: dict[str, str] = {}
    for number, path in enumerate(paths):
        parts.append(f"({column} >= :from{number} AND {column} < :to{number})")
        values |= {f"from{number}": path, f"to{number}": path[:-1] + "0"}
    return " OR ".join(parts), values
