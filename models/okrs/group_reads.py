"""The tree by team and by owner: groups with what is theirs below them, each row once.

A group's key is its id beyond all ids of goals; 0 stands for what has no team or no owner.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from models.okrs.reads import EVERYTHING, Scope, ordered
from models.store.protocol import Reads

TEAMS, OWNERS = 1 << 40, 1 << 41
BY = {"team": TEAMS, "owner": OWNERS}
"""View -> the number that its groups' keys begin at."""

COUNTED = 100
"""Rows of a group up to which its statuses are counted: a screenful of groups is read while a key is pressed."""

WORDS = ("off", "risk", "late", "none", "early", "ok", "done")


@dataclass(frozen=True, slots=True)
class GroupView:
    """A team or a person above what is theirs. count: objectives of a team, rows of a person.

    statuses: key results at or below its rows by status word; empty for a large group.
    """

    key: int
    name: str
    count: int
    statuses: Mapping[str, int]


def is_group(key: int) -> bool:
    """Return whether a key is that of a group."""
    return key >= TEAMS


def _base(key: int) -> int:
    return OWNERS if key >= OWNERS else TEAMS


def groups(reader: Reads, by: str, scope: Scope = EVERYTHING) -> list[int]:
    """Return the keys of the groups that have rows: teams as they are nested, people by name, nobody first."""
    base, live = BY[by], f"g.archived_at IS NULL{scope.where('g')}"
    if by == "team":
        found = reader.rows(
            "SELECT t.id, t.parent_id, t.name FROM team t WHERE t.archived_at IS NULL ORDER BY lower(t.name), t.id"
        )
        used = {
            team or 0
            for (team,) in reader.rows(f"SELECT DISTINCT g.team_id FROM goal g WHERE g.kind = 'objective' AND {live}")
        }
        below: dict[int, list[int]] = {}
        known = {number for number, _, _ in found}
        for number, parent, _ in found:
            below.setdefault(parent if parent in known else 0, []).append(number)
        nested, _, _ = ordered(below.pop(0, []), below)
        return [base + number for number in ([0] if 0 in used else []) + [one for one in nested if one in used]]
    rows = reader.rows(
        "SELECT p.id FROM person p WHERE EXISTS (SELECT 1 FROM goal g WHERE g.owner_id = p.id AND g.kind = 'objective'"
        f" AND {live}) OR EXISTS (SELECT 1 FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE k.owner_id = p.id"
        f" AND k.archived_at IS NULL AND {live}) ORDER BY lower(p.name), p.id"
    )
    nobody = [0] if _of_owner(reader, 0, scope, 1) else []
    return [base + number for number in [*nobody, *(number for (number,) in rows)]]


def members(reader: Reads, key: int, scope: Scope = EVERYTHING) -> list[tuple[int, bool]]:
    """Return (key, has rows below) of what a group holds: objectives of a team, objectives and key results of a person.

    An objective of the team view opens to its key results; in the owner view every row stands alone.
    """
    number = key - _base(key)
    if key >= OWNERS:
        return [(one, False) for one in _of_owner(reader, number, scope)]
    rows = reader.rows(
        "SELECT g.id, CASE WHEN EXISTS (SELECT 1 FROM key_result k WHERE k.goal_id = g.id AND k.archived_at IS NULL)"
        f" THEN 1 ELSE 0 END FROM goal g WHERE {_is('g.team_id', number)} AND g.kind = 'objective'"
        f" AND g.archived_at IS NULL{scope.where('g')} ORDER BY g.path"
    )
    return [(one, bool(has)) for one, has in rows]


def key_results_of(reader: Reads, goal: int) -> list[tuple[int, bool]]:
    """Return the keys of the key results of an objective in their order."""
    rows = reader.rows(
        "SELECT -id FROM key_result WHERE goal_id = :goal AND archived_at IS NULL ORDER BY rank, id", goal=goal
    )
    return [(key, False) for (key,) in rows]


def whole_order(reader: Reads, by: str, scope: Scope = EVERYTHING) -> tuple[array[int], bytearray, set[int]]:
    """Return all groups with all that is below them: keys, depths, keys that have rows below; a few statements."""
    base, live = BY[by], f"g.archived_at IS NULL{scope.where('g')}"
    column = "team_id" if by == "team" else "owner_id"
    below: dict[int, list[int]] = {}
    for owner, number in reader.rows(
        f"SELECT coalesce(g.{column}, 0), g.id FROM goal g WHERE g.kind = 'objective' AND {live} ORDER BY g.path"
    ):
        below.setdefault(base + owner, []).append(number)
    for owner, goal, number in reader.rows(
        f"SELECT coalesce(k.owner_id, 0), k.goal_id, k.id FROM key_result k JOIN goal g ON g.id = k.goal_id"
        f" WHERE k.archived_at IS NULL AND g.kind = 'objective' AND {live} ORDER BY k.goal_id, k.rank, k.id"
    ):
        below.setdefault(goal if by == "team" else base + owner, []).append(-number)
    return ordered(groups(reader, by, scope), below)


def _is(column: str, number: int) -> str:
    return f"{column} = {int(number)}" if number else f"{column} IS NULL"


def _of_owner(reader: Reads, number: int, scope: Scope, most: int = 0) -> list[int]:
    live, limit = f"g.archived_at IS NULL{scope.where('g')}", f" LIMIT {most}" if most else ""
    goals = reader.rows(
        f"SELECT g.id FROM goal g WHERE {_is('g.owner_id', number)} AND g.kind = 'objective' AND {live}"
        f" ORDER BY g.path{limit}"
    )
    own = reader.rows(
        f"SELECT -k.id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE {_is('k.owner_id', number)}"
        f" AND k.archived_at IS NULL AND g.kind = 'objective' AND {live} ORDER BY k.goal_id, k.rank, k.id{limit}"
    )
    return [key for (key,) in [*goals, *own]]


def group_rows(reader: Reads, keys: Collection[int], scope: Scope = EVERYTHING) -> dict[int, GroupView]:
    """Return the groups among these keys with their names and counts."""
    return {key: _group(reader, key, scope) for key in keys if is_group(key)}


def _group(reader: Reads, key: int, scope: Scope) -> GroupView:
    number, live = key - _base(key), f"g.archived_at IS NULL{scope.where('g')}"
    team = key < OWNERS
    table, column = ("team", "g.team_id") if team else ("person", "g.owner_id")
    name = reader.value(f"SELECT name FROM {table} WHERE id = :id", id=number) if number else None
    whose = f"{_is(column, number)} AND g.kind = 'objective' AND {live}"
    own = f"{_is('k.owner_id', number)} AND k.archived_at IS NULL AND g.kind = 'objective' AND {live}"
    count = int(reader.value(f"SELECT count(*) FROM goal g WHERE {whose}") or 0)
    if not team:
        sql = f"SELECT count(*) FROM key_result k JOIN goal g ON g.id = +k.goal_id WHERE {own}"
        count += int(reader.value(sql) or 0)
    statuses = _statuses(reader, whose, "" if team else own) if count <= COUNTED else {}
    return GroupView(key, str(name or ("No team" if team else "Nobody")), count, statuses)


def _statuses(reader: Reads, whose: str, own: str) -> dict[str, int]:
    """Return how many key results at or below the rows of a group have each status, each once.

    An objective below counts what hangs under it, whosever that is; so does its group, or the two would contradict.
    whose, own: conditions on the objectives and, for a person, on the key results.
    """
    found: Counter[str] = Counter()
    columns = ", ".join(f"coalesce(r.{'late_count' if word == 'late' else word}, 0)" for word in WORDS)
    rows = reader.rows(
        f"SELECT g.path, {columns} FROM goal g LEFT JOIN rollup r ON r.node = 'goal' AND r.node_id = g.id WHERE {whose}"
    )
    tops = ["-"]
    for path, *counts in sorted(rows):
        if not path.startswith(tops[-1]):
            tops.append(path)
            found.update(dict(zip(WORDS, counts, strict=True)))
    if own:
        rows = reader.rows(
            "SELECT g.path, coalesce(r.health, 'none') FROM key_result k JOIN goal g ON g.id = +k.goal_id"
            f" LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id WHERE {own}"
        )
        found.update(health for path, health in rows if not path.startswith(tuple(tops)))
    return {word: found[word] for word in WORDS if found[word]}
