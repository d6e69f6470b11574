"""The OKR tree as screens and commands read it: order, branches, and the rows of a window.

A row's *key* is the id of a goal, or the negated id of a key result, so that one list holds both.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from models import refs
from models.store.protocol import Reads


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the tree is shown.

    left_out: ids of the cycles that are left out. orphans: only branches without an imperative above them. cycle: the
    one that is looked at alone, 0 for none.
    """

    left_out: tuple[int, ...] = ()
    orphans: bool = False
    cycle: int = 0

    def where(self, goal: str) -> str:
        """Return the condition on a goal's alias, beginning with AND; "" shows everything."""
        if not self.left_out:
            return ""
        numbers = ", ".join(str(int(one)) for one in self.left_out)
        return f" AND ({goal}.cycle_id IS NULL OR {goal}.cycle_id NOT IN ({numbers}))"


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class CycleView:
    """A planning period. start_on, end_on: its first and its last day."""

    id: int
    name: str
    start_on: str
    end_on: str
    state: str

    @property
    def ref(self) -> str:
        """Its reference, such as Q3."""
        return refs.ref("cycle", self.id)


def cycles(reader: Reads) -> list[CycleView]:
    """Return all cycles, the newest first."""
    rows = reader.rows(
        "SELECT id, name, start_on, end_on, state FROM cycle WHERE archived_at IS NULL ORDER BY start_on DESC, id DESC"
    )
    return [CycleView(*row) for row in rows]


def scope_of(known: Iterable[CycleView], view: str) -> Scope:
    """Return the scope of a view: a cycle's "Q3", "everything", "orphans"; else the cycles that are not closed."""
    if view.startswith("Q"):
        left_out = tuple(one.id for one in known if one.ref != view)
        return Scope(left_out, cycle=next((one.id for one in known if one.ref == view), 0))
    if view == "everything":
        return EVERYTHING
    return Scope(tuple(one.id for one in known if one.state == "closed"), orphans=view == "orphans")


_HERE = "archived_at IS NULL"
_LIVE_BELOW = (
    "EXISTS (SELECT 1 FROM key_result b WHERE b.goal_id = g.id AND b.archived_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM goal b WHERE b.parent_id = g.id AND b.archived_at IS NULL{scope})"
)
_RANKED = "CASE g.kind WHEN 'imperative' THEN 0 WHEN 'annual' THEN 1 ELSE 2 END, g.rank, g.id"


def imperatives(reader: Reads) -> list[int]:
    """Return the ids of the imperatives; what has none of them on its path is an orphan (M5)."""
    return [number for (number,) in reader.rows(f"SELECT id FROM goal WHERE kind = 'imperative' AND {_HERE}")]


def roots(reader: Reads, scope: Scope = EVERYTHING) -> list[tuple[int, bool]]:
    """Return (key, has rows below) of the top level in order: imperatives first, then what has no path to one.

    A goal whose parent is left out by the scope is a root as well: nothing may vanish with a closed cycle.
    """
    orphan = "".join(f" AND g.path NOT LIKE '/{number}/%'" for number in imperatives(reader)) if scope.orphans else ""
    below = _LIVE_BELOW.format(scope=scope.where("b"))
    found = reader.rows(
        f"SELECT g.id, CASE WHEN {below} THEN 1 ELSE 0 END FROM goal g"
        f" WHERE g.parent_id IS NULL AND g.archived_at IS NULL{scope.where('g')}{orphan} ORDER BY {_RANKED}"
    )
    if scope.left_out:
        numbers = ", ".join(str(int(one)) for one in scope.left_out)
        found += reader.rows(
            f"SELECT g.id, CASE WHEN {below} THEN 1 ELSE 0 END FROM goal p JOIN goal g ON g.parent_id = p.id"
            f" WHERE p.cycle_id IN ({numbers}) AND g.archived_at IS NULL{scope.where('g')}{orphan} ORDER BY {_RANKED}"
        )
    return [(key, bool(has)) for key, has in found]


def count_orphans(reader: Reads, scope: Scope = EVERYTHING) -> int:
    """Return how many annual goals and objectives lead up to no imperative (M5: shown and counted)."""
    tops = reader.rows(
        f"SELECT path FROM goal WHERE parent_id IS NULL AND kind <> 'imperative' AND {_HERE} ORDER BY id"
    )
    return sum(
        int(
            reader.value(
                "SELECT count(*) FROM goal g WHERE g.path >= :first AND g.path < :last AND g.archived_at IS NULL"
                f"{scope.where('g')}",
                first=path,
                last=f"{path[:-1]}0",  # the character after / is 0
            )
        )
        for (path,) in tops
    )


def children(reader: Reads, goal: int, scope: Scope = EVERYTHING) -> list[tuple[int, bool]]:
    """Return (key, has rows below) right below a goal: its key results in their order, then its child goals."""
    own = reader.rows(
        "SELECT -id FROM key_result WHERE goal_id = :goal AND archived_at IS NULL ORDER BY rank, id", goal=goal
    )
    below = _LIVE_BELOW.format(scope=scope.where("b"))
    goals = reader.rows(
        f"SELECT g.id, CASE WHEN {below} THEN 1 ELSE 0 END FROM goal g"
        f" WHERE g.parent_id = :goal AND g.archived_at IS NULL{scope.where('g')} ORDER BY g.rank, g.id",
        goal=goal,
    )
    return [*((key, False) for (key,) in own), *((key, bool(has)) for key, has in goals)]


def whole_order(reader: Reads, scope: Scope = EVERYTHING) -> tuple[array[int], bytearray, set[int]]:
    """Return all keys in tree order, their depths, and the keys that have rows below: two statements."""
    below: dict[int, list[int]] = {}
    for number, goal in reader.rows(
        "SELECT id, goal_id FROM key_result WHERE archived_at IS NULL ORDER BY goal_id, rank, id"
    ):
        below.setdefault(goal, []).append(-number)
    for number, parent in reader.rows(
        "SELECT g.id, g.parent_id FROM goal g WHERE g.parent_id IS NOT NULL AND g.archived_at IS NULL"
        f"{scope.where('g')} ORDER BY g.parent_id, g.rank, g.id"
    ):
        below.setdefault(parent, []).append(number)
    return ordered((key for key, _ in roots(reader, scope)), below)


def ordered(tops: Iterable[int], below: dict[int, list[int]]) -> tuple[array[int], bytearray, set[int]]:
    """Return keys, depths and parents of the tree that hangs from `tops` by `below` (which is used up)."""
    keys, depths, parents = array("q"), bytearray(), set[int]()
    todo = [(key, 0) for key in reversed(list(tops))]
    while todo:
        key, depth = todo.pop()
        keys.append(key)
        depths.append(min(depth, 255))
        under = below.pop(key, None) if key > 0 else None
        if under:
            parents.add(key)
            depth += 1
            todo.extend((one, depth) for one in reversed(under))
    return keys, depths, parents


def branch_order(reader: Reads, matched: Collection[int]) -> tuple[array[int], bytearray, set[int]]:
    """Return the tree of the matched keys with everything above them, in tree order."""
    own = _among(reader, "SELECT id, goal_id, rank FROM key_result WHERE id", [-key for key in matched if key < 0])
    wanted = {key for key in matched if key > 0} | {row[1] for row in own}
    paths = _among(reader, "SELECT path FROM goal WHERE id", wanted)
    above = {int(part) for (path,) in paths for part in path.split("/") if part}
    live = "SELECT g.id, g.parent_id, g.rank, g.kind FROM goal g WHERE g.archived_at IS NULL AND g.id"
    goals = _among(reader, live, above)
    kinds = {number: kind for number, _, _, kind in goals}
    below: dict[int, list[int]] = {}
    for number, goal, _ in sorted(own, key=lambda row: (row[2], row[0])):
        below.setdefault(goal, []).append(-number)
    tops = []
    for number, parent, _, _ in sorted(goals, key=lambda row: (row[2], row[0])):
        if parent in kinds:
            below.setdefault(parent, []).append(number)
        else:
            tops.append(number)
    first = {"imperative": 0, "annual": 1}
    return ordered(sorted(tops, key=lambda number: first.get(kinds[number], 2)), below)


def cut(order: tuple[array[int], bytearray, set[int]], top: int) -> tuple[array[int], bytearray, set[int]]:
    """Return the part of an order that is a row and what is below it; nothing when the row is not in it."""
    keys, depths, parents = order
    if top not in keys:
        return array("q"), bytearray(), set()
    first = keys.index(top)
    last = first + 1
    while last < len(keys) and depths[last] > depths[first]:
        last += 1
    return keys[first:last], bytearray(depth - depths[first] for depth in depths[first:last]), parents


def _among(reader: Reads, sql: str, numbers: Collection[int]) -> list[tuple[Any, ...]]:
    if not numbers:
        return []
    return reader.rows(f"{sql} IN ({', '.join(str(int(one)) for one in numbers)})")


def path_of(reader: Reads, key: int) -> list[int]:
    """Return the keys from the root down to a row, itself last; empty when it is gone."""
    goal = key
    if key < 0:
        goal = reader.value("SELECT goal_id FROM key_result WHERE id = :id AND archived_at IS NULL", id=-key) or 0
    path = reader.value("SELECT path FROM goal WHERE id = :id AND archived_at IS NULL", id=goal)
    if not path:
        return []
    above = [int(part) for part in str(path).split("/") if part]
    return [*above, key] if key < 0 else above


def copied_from(reader: Reads, key: int) -> list[tuple[str, str, str, float | None, float | None]]:
    """Return (reference, cycle, title, progress, final score) of what a row goes on from, the newest first."""
    found: list[tuple[str, str, str, float | None, float | None]] = []
    table, goal = ("key_result", "g.id = x.goal_id") if key < 0 else ("goal", "g.id = x.id")
    seen = {abs(key)}
    number = reader.value(f"SELECT copied_from FROM {table} WHERE id = :id", id=abs(key))
    while number and number not in seen:
        seen.add(number)
        row = reader.row(
            f"SELECT c.name, x.title, r.progress, x.final_score, x.copied_from FROM {table} x JOIN goal g ON {goal}"
            f" LEFT JOIN cycle c ON c.id = g.cycle_id LEFT JOIN rollup r ON r.node = '{table}' AND r.node_id = x.id"
            " WHERE x.id = :id",
            id=number,
        )
        if row is None:
            break
        kind = "key_result" if key < 0 else "objective"
        found.append((refs.ref(kind, number), row[0] or "no cycle", row[1], row[2], row[3]))
        number = row[4]
    return found


def how_many(reader: Reads) -> int:
    """Return about how many key results there are, archived ones too, at the cost of one look."""
    return int(reader.value("SELECT max(id) FROM key_result") or 0)


def parent_of(reader: Reads, goal: int) -> int | None:
    """Return the id of the goal above a goal, None at the top."""
    found = reader.value("SELECT parent_id FROM goal WHERE id = :id", id=goal)
    return None if found is None else int(found)


def ref_of(reader: Reads, key: int) -> str:
    """Return the reference of a key: KR40, O12 or G5."""
    if key < 0:
        return refs.ref("key_result", -key)
    kind = reader.value("SELECT kind FROM goal WHERE id = :id", id=key)
    return refs.ref("objective" if kind == "objective" else "goal", key)


def key_of(reference: str) -> int | None:
    """Return the key behind KR40, O12 or G5, None for another kind of reference."""
    parsed = refs.parse(reference)
    if parsed is None or parsed[0] not in ("key_result", "objective", "goal"):
        return None
    return -parsed[1] if parsed[0] == "key_result" else parsed[1]


def mine(reader: Reads, person: int) -> list[int]:
    """Return the keys of the key results and goals that a person owns, of cycles that are not closed."""
    open_cycle = "(c.id IS NULL OR c.state <> 'closed')"
    own = reader.rows(
        "SELECT -k.id FROM key_result k JOIN goal g ON g.id = +k.goal_id LEFT JOIN cycle c ON c.id = g.cycle_id"
        f" WHERE k.owner_id = :person AND k.archived_at IS NULL AND g.archived_at IS NULL AND {open_cycle}"
        " ORDER BY k.goal_id, k.rank",
        person=person,
    )
    goals = reader.rows(
        "SELECT g.id FROM goal g LEFT JOIN cycle c ON c.id = g.cycle_id"
        f" WHERE g.owner_id = :person AND g.archived_at IS NULL AND {open_cycle} ORDER BY g.id",
        person=person,
    )
    return [key for (key,) in [*own, *goals]]


def owers(reader: Reads) -> list[tuple[int, str]]:
    """Return (id, handle) of the active people, by handle."""
    found = reader.rows("SELECT id, handle FROM person WHERE active = 1 AND archived_at IS NULL ORDER BY handle")
    return [(number, handle) for number, handle in found]
