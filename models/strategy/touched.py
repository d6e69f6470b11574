"""Which choices a record touches (M118): the choice it names, or that of what it came from and hangs under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from models import refs
from models.store.protocol import Reads

DEEPEST = 6
"""Steps followed: a to-do from an issue about a decision that a hot item led to is four."""

Step = dict[int, tuple[set[str], set[str]]]
"""Id of a record -> (lineages it names itself, references to look at next)."""


def touched(reader: Reads, references: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the lineages of the choices that each record touches; records that touch none are left out."""
    names: dict[str, set[str]] = {}
    leads: dict[str, set[str]] = {}
    asked = {one.upper() for one in references}
    level = set(asked)
    for _ in range(DEEPEST):
        for one, (lineages, further) in _looked_at(reader, level).items():
            names[one], leads[one] = lineages, further
        level = {ref for one in level for ref in leads.get(one, ())} - names.keys()
        if not level:
            break
    found = {one: _reached(one, names, leads) for one in asked}
    return {one: tuple(sorted(lineages)) for one, lineages in found.items() if lineages}


def _reached(start: str, names: dict[str, set[str]], leads: dict[str, set[str]]) -> set[str]:
    """Return the lineages nearest to `start`: what a record names itself counts before what it came from."""
    seen, level = {start}, {start}
    while level:
        found = {lineage for one in level for lineage in names.get(one, ())}
        if found:
            return found
        level = {further for one in level for further in leads.get(one, ())} - seen
        seen |= level
    return set()


def _looked_at(reader: Reads, level: set[str]) -> dict[str, tuple[set[str], set[str]]]:
    kinds: dict[str, set[int]] = {}
    for one in level:
        parsed = refs.parse(one)
        if parsed is not None:
            kinds.setdefault({"objective": "goal"}.get(parsed[0], parsed[0]), set()).add(parsed[1])
    found: dict[str, tuple[set[str], set[str]]] = {}
    for kind, numbers in kinds.items():
        if kind not in _STEPS:
            continue
        for number, step in _STEPS[kind](reader, ", ".join(map(str, sorted(numbers)))).items():
            for word in ("goal", "objective") if kind == "goal" else (kind,):
                found[refs.ref(word, number)] = (step[0], set(step[1]))
    for start, end in reader.rows("SELECT from_ref, to_ref FROM link WHERE archived_at IS NULL"):
        if start in level:
            found.setdefault(start, (set(), set()))[1].add(end)
    return found


def _choices(reader: Reads, some: str) -> Step:
    return {n: ({lineage}, set()) for n, lineage in reader.rows(f"SELECT id, lineage FROM choice WHERE id IN ({some})")}


def _goals(reader: Reads, some: str) -> Step:
    rows = reader.rows(f"SELECT id, path FROM goal WHERE id IN ({some}) AND archived_at IS NULL")
    paths = {number: [int(part) for part in path.split("/") if part] for number, path in rows}
    above = {one for path in paths.values() for one in path}
    lineages = dict(
        reader.rows(
            f"SELECT id, choice_lineage FROM goal WHERE id IN ({', '.join(map(str, sorted(above)))})"
            " AND choice_lineage IS NOT NULL"
        )
        if above
        else ()
    )
    return {
        number: ({next((lineages[one] for one in reversed(path) if one in lineages), "")} - {""}, set())
        for number, path in paths.items()
    }


def _pointing(table: str, columns: Sequence[tuple[str, str]]) -> Callable[[Reads, str], Step]:
    """Return a step for rows that point at others. columns: (column, kind it holds ids of), "" for references."""

    def step(reader: Reads, some: str) -> Step:
        names = ", ".join(column for column, _ in columns)
        rows = reader.rows(f"SELECT id, {names} FROM {table} WHERE id IN ({some}) AND archived_at IS NULL")
        found: Step = {}
        for number, *values in rows:
            further = {
                refs.ref(kind, value) if kind else str(value).upper()
                for (_, kind), value in zip(columns, values, strict=True)
                if value
            }
            found[number] = (set(), further)
        return found

    return step


def _decisions(reader: Reads, some: str) -> Step:
    rows = reader.rows(f"SELECT id, choice_lineage, origin_ref FROM decision WHERE id IN ({some})")
    return {
        number: ({lineage} - {None}, {str(origin).upper()} if origin else set()) for number, lineage, origin in rows
    }


_STEPS: dict[str, Callable[[Reads, str], Step]] = {
    "choice": _choices,
    "goal": _goals,
    "decision": _decisions,
    "key_result": _pointing("key_result", (("goal_id", "goal"),)),
    "initiative": _pointing("initiative", (("goal_id", "goal"), ("key_result_id", "key_result"))),
    "milestone": _pointing("milestone", (("initiative_id", "initiative"),)),
    "issue": _pointing("issue", (("ref", ""),)),
    "hot_item": _pointing("hot_item", (("source", ""),)),
    "todo": _pointing("todo", (("origin_ref", ""),)),
}


def choice_ids(reader: Reads, lineages: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return (id, statement) of each lineage as the newest version has it, the published one before a draft."""
    wanted = set(lineages)
    rows = reader.rows(
        "SELECT c.lineage, c.id, c.statement FROM choice c JOIN brief b ON b.id = c.brief_id"
        " WHERE c.archived_at IS NULL AND b.archived_at IS NULL"
        " ORDER BY CASE b.state WHEN 'published' THEN 1 ELSE 0 END, b.version, c.id"
    )
    return {lineage: (number, statement) for lineage, number, statement in rows if lineage in wanted}
