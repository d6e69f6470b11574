"""Filtering and finding in the tree (interface.md 2): the rows that answer a filter, saved filters, completion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from models import refs
from models.errors import Refused
from models.numbers import echo
from models.okrs.filter_words import (
    FLAGS,
    INTENTS,
    KINDS,
    LEVELS,
    NAMES,
    STATUSES,
    TYPES,
    Filter,
    last_part,
    parse_filter,
    quoted,
)
from models.okrs.reads import EVERYTHING, Scope, imperatives
from models.store.protocol import Reads
from models.text import literal

__all__ = ["STATUSES", "Filter", "matching", "parse_filter"]

JUDGED = " JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
FOUND = 2000
"""Rows that a filter shows at most; who gets more types one more word."""

OFFERED = 40
FEW = 50
"""Branches without a path to an imperative that are looked through one by one."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter under a name. mine: whether it is the person's own; shared: whether everybody has it."""

    id: int
    name: str
    text: str
    mine: bool
    shared: bool
    owner: str

    @property
    def ref(self) -> str:
        """Its reference, such as SF3."""
        return refs.ref("saved_filter", self.id)


def saved_filters(reader: Reads, person: int) -> list[SavedView]:
    """Return the filters that a person has: their own and the shared ones, by name, their own first."""
    rows = reader.rows(
        "SELECT s.id, s.name, s.text, s.owner_id, s.shared, p.handle FROM saved_filter s JOIN person p"
        " ON p.id = s.owner_id WHERE s.archived_at IS NULL AND (s.owner_id = :me OR s.shared = 1)"
        " ORDER BY s.name, CASE s.owner_id WHEN :me THEN 0 ELSE 1 END, s.id",
        me=person,
    )
    return [SavedView(row[0], row[1], row[2], row[3] == person, bool(row[4]), row[5]) for row in rows]


def expanded(reader: Reads, wanted: Filter, person: int) -> Filter:
    """Return a filter with its saved ones put in their place. Raises Refused for a name that there is not."""
    if not wanted.saved:
        return wanted
    known: dict[str, SavedView] = {}
    for one in saved_filters(reader, person):
        known.setdefault(one.name.lower(), one)
    found = replace(wanted, saved=())
    for name in wanted.saved:
        hits = [known[key] for key in known if key == name.lower()] or [
            known[key] for key in known if key.startswith(name.lower())
        ]
        if not hits:
            names = ", ".join(known) or "none yet; Space f saves one"
            raise Refused(f"There is no saved filter {echo(name)}", f"There are: {names}")
        found = _both(found, replace(parse_filter(hits[0].text), saved=()))
    return found


def check(reader: Reads, wanted: Filter, person: int) -> None:
    """Raise Refused for a saved filter, a team or a cycle that there is not; no row of the tree is read."""
    wanted = expanded(reader, wanted, person)
    for table, names in (("team", wanted.teams), ("cycle", wanted.cycles)):
        for name in names:
            _named(reader, table, name)


def _both(one: Filter, other: Filter) -> Filter:
    def both(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name))))

    return Filter(
        owners=both("owners"),
        teams=both("teams"),
        statuses=both("statuses"),
        words=both("words"),
        cycles=both("cycles"),
        kinds=both("kinds"),
        mine=one.mine or other.mine,
        orphan=one.orphan or other.orphan,
    )


def pattern(word: str) -> str:
    """Return a word as what LIKE finds anywhere, with `\\` before its wildcards."""
    return f"%{literal(word)}%"


@dataclass(slots=True)
class _Query:
    """Conditions composed from fragments (architecture.md: never `:x IS NULL OR`)."""

    parts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def like(self, columns: Iterable[str], word: str) -> str:
        name = f"w{len(self.values)}"
        self.values[name] = pattern(word)
        return "(" + " OR ".join(f"lower({one}) LIKE lower(:{name}) ESCAPE '\\'" for one in columns) + ")"

    def any_of(self, conditions: Iterable[str]) -> None:
        known = list(conditions)
        if known:
            self.parts.append(f"({' OR '.join(known)})")

    def where(self) -> str:
        return "".join(f" AND {part}" for part in self.parts)


def matching(reader: Reads, wanted: Filter, scope: Scope = EVERYTHING, person: int = 0) -> list[int]:
    """Return the keys of the rows that answer a filter; a status asks for key results only.

    person: whose `mine` it is, and whose saved filters. Raises Refused for a team, cycle or person there is not.
    """
    wanted = expanded(reader, wanted, person)
    if wanted.cycles:
        scope = EVERYTHING
    found: list[int] = []
    if not set(wanted.kinds) or set(wanted.kinds) & {"kr", "linked", *TYPES, *INTENTS}:
        found += _rows(reader, wanted, scope, person, key_results=True)
    goals = not wanted.kinds or set(wanted.kinds) & {*LEVELS[:3], *INTENTS}
    if not wanted.statuses and goals:
        found += _rows(reader, wanted, scope, person, key_results=False)
    return found


def _rows(reader: Reads, wanted: Filter, scope: Scope, person: int, *, key_results: bool) -> list[int]:
    row = "k" if key_results else "g"
    query = _query(reader, wanted, row, person)
    if key_results:
        select = f"SELECT -k.id FROM key_result k JOIN goal g ON g.id = k.goal_id{JUDGED if wanted.statuses else ''}"
        live = "k.archived_at IS NULL AND g.archived_at IS NULL"
        words = [f"r.health = '{word}'" for word in wanted.statuses]
        query.any_of([*words, *(["r.late = 1"] if "late" in wanted.statuses else [])])
    else:
        select, live = "SELECT g.id FROM goal g", "g.archived_at IS NULL"
    sql = f"{select} WHERE {live}{scope.where('g')}{query.where()} ORDER BY {row}.id LIMIT {FOUND}"
    return [key for (key,) in reader.rows(sql, **query.values)]


def _query(reader: Reads, wanted: Filter, row: str, person: int) -> _Query:
    query = _Query()
    query.any_of(_owned(reader, query, owner, row) for owner in wanted.owners)
    query.any_of(f"g.team_id IN ({_numbers(_named(reader, 'team', team))})" for team in wanted.teams)
    query.any_of(f"g.cycle_id IN ({_numbers(_named(reader, 'cycle', cycle))})" for cycle in wanted.cycles)
    query.any_of(_kind(kind, row) for kind in wanted.kinds)
    query.parts += [query.like((f"{row}.title",), word) for word in wanted.words]
    if wanted.mine:
        query.parts.append(f"{row}.owner_id = {int(person)}")
    if wanted.orphan:
        query.parts.append(_orphaned(reader))
    return query


def _orphaned(reader: Reads) -> str:
    """Return the condition that a goal has no imperative on its path (M5)."""
    tops = reader.rows(
        "SELECT path FROM goal WHERE parent_id IS NULL AND kind <> 'imperative' AND archived_at IS NULL ORDER BY id"
    )
    if len(tops) > FEW:
        return " AND ".join(f"g.path NOT LIKE '/{number}/%'" for number in imperatives(reader)) or "1 = 1"
    # The character after / is 0: a branch is one range of paths.
    ranges = [f"g.path >= '{path}' AND g.path < '{path[:-1]}0'" for (path,) in tops]
    return f"({' OR '.join(ranges)})" if ranges else "1 = 0"


def _owned(reader: Reads, query: _Query, owner: str, row: str) -> str:
    """Return the condition of an owner: people by handle or name, else the words that an import had."""
    if not owner:
        return f"({row}.owner_id IS NULL AND {row}.owner_text IS NULL)"
    found = reader.rows(
        "SELECT id, handle FROM person WHERE lower(handle) LIKE lower(:word) ESCAPE '\\'"
        " OR lower(name) LIKE lower(:word) ESCAPE '\\' ORDER BY id LIMIT 400",
        word=pattern(owner),
    )
    exact = [number for number, handle in found if handle.lower() == owner.lower()]
    numbers = exact or [number for number, _ in found]
    if exact:
        return f"{row}.owner_id IN ({_numbers(numbers)})"
    said = f"({row}.owner_id IS NULL AND {query.like((f'{row}.owner_text',), owner)})"
    return f"({row}.owner_id IN ({_numbers(numbers)}) OR {said})" if numbers else said


def _named(reader: Reads, table: str, given: str) -> list[int]:
    """Return the ids of the teams or cycles that a word names. Raises Refused when there is none."""
    parsed = refs.parse(given)
    found = []
    if parsed is not None and parsed[0] == table:
        found = reader.rows(f"SELECT id FROM {table} WHERE id = :id", id=parsed[1])
    if not found:  # Q4 is the fourth cycle, and when there is none a part of a name such as 2026-Q4
        sql = f"SELECT id FROM {table} WHERE archived_at IS NULL AND lower(name) LIKE lower(:word) ESCAPE '\\'"
        found = reader.rows(f"{sql} ORDER BY id", word=pattern(given))
    if not found:
        known = reader.rows(f"SELECT name FROM {table} WHERE archived_at IS NULL ORDER BY id DESC LIMIT 6")
        raise Refused(f"There is no {table} {echo(given)}", f"There are {', '.join(name for (name,) in known)}")
    return [number for (number,) in found]


def _kind(kind: str, row: str) -> str:
    if kind in INTENTS:
        return f"g.intent = '{kind}'"
    if row == "g":
        return f"g.kind = '{kind}'"
    if kind == "linked":
        return "k.measure_id IS NOT NULL"
    return "k.id > 0" if kind == "kr" else f"k.kind = '{kind}'"


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in numbers) or "0"


def of_team(reader: Reads, team: int, scope: Scope = EVERYTHING) -> list[int]:
    """Return the keys of the goals of a team with their key results."""
    live = f"g.team_id = :team AND g.archived_at IS NULL{scope.where('g')}"
    goals = reader.rows(f"SELECT g.id FROM goal g WHERE {live} ORDER BY g.id", team=team)
    own = reader.rows(
        f"SELECT -k.id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE k.archived_at IS NULL AND {live}",
        team=team,
    )
    return [key for (key,) in [*goals, *own]]


def completions(reader: Reads, text: str, person: int) -> list[str]:
    """Return what the last part of a filter may become, each as the whole text; the likeliest first."""
    head, name, begun = last_part(text)
    if not name:
        words = [*(f"{one}:" for one in NAMES), *STATUSES, *FLAGS]
        return [f"{head}{word}" for word in words if begun and word.startswith(begun.lower())]
    return [f"{head}{name}:{quoted(word)}" for word in _values(reader, name, begun, person)]


def _values(reader: Reads, name: str, begun: str, person: int) -> list[str]:
    if name == "kind":
        return [one for one in KINDS if one.startswith(begun.lower())]
    if name == "saved":
        return [one.name for one in saved_filters(reader, person) if one.name.lower().startswith(begun.lower())]
    prefix = pattern(begun)[1:]
    if name == "owner":
        rows = reader.rows(
            "SELECT handle FROM person WHERE active = 1 AND archived_at IS NULL AND (lower(handle) LIKE lower(:begun)"
            f" ESCAPE '\\' OR lower(name) LIKE lower(:begun) ESCAPE '\\') ORDER BY handle LIMIT {OFFERED}",
            begun=prefix,
        )
        return [handle for (handle,) in rows]
    if name not in ("team", "cycle"):
        return []
    rows = reader.rows(
        f"SELECT name FROM {name} WHERE archived_at IS NULL AND lower(name) LIKE lower(:begun) ESCAPE '\\'"
        f" ORDER BY name LIMIT {OFFERED}",
        begun=prefix,
    )
    return list(dict.fromkeys(one for (one,) in rows))
