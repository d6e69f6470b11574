"""Filtering and finding in the tree: `owner:mei off share` (interface.md 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from models.okrs.reads import EVERYTHING, Scope
from models.store.protocol import Reads
from models.text import clean

STATUSES = ("off", "risk", "ok", "late", "none", "early", "done")
JUDGED = " JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
FOUND = 2000
"""Rows that a filter shows at most; who gets more types one more word."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What was typed. owners: "" is nobody. statuses: status words, any of them. words: all of them in the title."""

    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.owners or self.teams or self.statuses or self.words)


def parse_filter(text: str) -> Filter:
    """Read a filter: `owner:mei`, `owner:-` for nobody, `team:sales`, status words, and words of the title."""
    owners, teams, statuses, words = list[str](), list[str](), list[str](), list[str]()
    for word in clean(text).split():
        name, colon, value = word.partition(":")
        if colon and name.lower() == "owner":
            owners.append("" if value in ("-", "none") else value.lstrip("@"))
        elif colon and name.lower() == "team":
            teams.append(value)
        elif word.lower() in STATUSES:
            statuses.append(word.lower())
        else:
            words.append(word)
    return Filter(tuple(owners), tuple(teams), tuple(statuses), tuple(words))


def pattern(word: str) -> str:
    """Return a word as what LIKE finds anywhere, with `\\` before its wildcards."""
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


@dataclass(slots=True)
class _Query:
    """Conditions composed from fragments (architecture.md: never `:x IS NULL OR`)."""

    parts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def like(self, columns: Iterable[str], word: str) -> str:
        name = f"w{len(self.values)}"
        self.values[name] = pattern(word)
        return "(" + " OR ".join(f"lower({one}) LIKE lower(:{name}) ESCAPE '\\'" for one in columns) + ")"

    def where(self) -> str:
        return "".join(f" AND {part}" for part in self.parts)


def matching(reader: Reads, wanted: Filter, scope: Scope = EVERYTHING) -> list[int]:
    """Return the keys of the rows that answer a filter; a status asks for key results only."""
    live, below = "k.archived_at IS NULL AND g.archived_at IS NULL", scope.where("g")
    joins = " LEFT JOIN person p ON p.id = {row}.owner_id LEFT JOIN team t ON t.id = g.team_id"
    query = _query(wanted, "k")
    if wanted.statuses:
        words = [f"r.health = '{word}'" for word in wanted.statuses]
        query.parts.append(f"({' OR '.join([*words, *(['r.late = 1'] if 'late' in wanted.statuses else [])])})")
    found = reader.rows(
        "SELECT -k.id FROM key_result k JOIN goal g ON g.id = k.goal_id"
        f"{JUDGED if wanted.statuses else ''}{joins.format(row='k')} WHERE {live}{below}{query.where()}"
        f" ORDER BY k.id LIMIT {FOUND}",
        **query.values,
    )
    if wanted.statuses:
        return [key for (key,) in found]
    query = _query(wanted, "g")
    found += reader.rows(
        f"SELECT g.id FROM goal g{joins.format(row='g')} WHERE g.archived_at IS NULL{scope.where('g')}{query.where()}"
        f" ORDER BY g.id LIMIT {FOUND}",
        **query.values,
    )
    return [key for (key,) in found]


def _query(wanted: Filter, row: str) -> _Query:
    query = _Query()
    for owner in wanted.owners:
        nobody = f"({row}.owner_id IS NULL AND {row}.owner_text IS NULL)"
        query.parts.append(query.like(("p.handle", "p.name", f"{row}.owner_text"), owner) if owner else nobody)
    query.parts += [query.like(("t.name",), team) for team in wanted.teams]
    query.parts += [query.like((f"{row}.title",), word) for word in wanted.words]
    return query


def search(reader: Reads, text: str, limit: int = 20) -> list[tuple[int, str]]:
    """Return (key, title) of goals and key results whose title holds every word of `text`, at most `limit`."""
    words = Filter(words=tuple(text.split()))
    if words.empty:
        return []
    found: list[tuple[int, str]] = []
    for table, row, sign in (("goal", "g", 1), ("key_result", "k", -1)):
        query = _query(words, row)
        rows = reader.rows(
            f"SELECT {row}.id, {row}.title FROM {table} {row} WHERE {row}.archived_at IS NULL{query.where()}"
            f" ORDER BY {row}.id DESC LIMIT {int(limit)}",
            **query.values,
        )
        found += [(sign * number, title) for number, title in rows]
    return found[:limit]


def of_team(reader: Reads, team: int, scope: Scope = EVERYTHING) -> list[int]:
    """Return the keys of the goals of a team with their key results."""
    live = f"g.team_id = :team AND g.archived_at IS NULL{scope.where('g')}"
    goals = reader.rows(f"SELECT g.id FROM goal g WHERE {live} ORDER BY g.id", team=team)
    own = reader.rows(
        f"SELECT -k.id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE k.archived_at IS NULL AND {live}",
        team=team,
    )
    return [key for (key,) in [*goals, *own]]
