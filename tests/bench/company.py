"""A generated company of any size, written straight into a database that `oar init` has made.

5 imperatives of 5 annual goals each carry the objectives; below each annual goal an objective has up to
10 children, and every objective has its key results. With 50,000 objectives of 3 key results an
imperative holds 40,000 rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

COLUMNS = {
    "person": ("id", "created_at", "handle", "name", "active"),
    "team": ("id", "created_at", "name", "parent_id", "level", "review_weekday", "review_time"),
    "cycle": ("id", "created_at", "name", "start_on", "end_on", "state"),
    "goal": (
        "id", "created_at", "kind", "parent_id", "path", "rank", "title", "team_id", "owner_id", "cycle_id",
        "intent", "contributes", "weight", "state",
    ),
    "key_result": (
        "id", "created_at", "goal_id", "rank", "title", "kind", "unit", "start", "target", "weight",
        "owner_id", "controlled",
    ),
    "check_in": ("created_at", "key_result_id", "at", "by_id", "period", "value", "confidence"),
    "rollup": (
        "created_at", "node", "node_id", "progress", "raw", "pace", "health", "late", "value", "confidence",
        "trail", "counted", "total", "children", "off", "risk", "ok", "late_count", "none", "early", "done",
        "holds_until",
    ),
}  # fmt: skip
"""The only place that knows the columns; `fill` refuses when a table has another idea of them."""

IMPERATIVES, ANNUALS, CHILDREN = 5, 5, 10
LEADERS = 5_000
"""People who own the objectives and their key results in turn, all but the first few."""
OWN = 8
"""Key results that belong to the person who made the database and wait for a check-in: what Today shows."""
FAR = "2999-12-31"
Row = tuple[object, ...]


class ColumnsError(Exception):
    """The tables have changed and COLUMNS has not."""


def fill(database: sqlite3.Connection, *, objectives: int, key_results: int = 3, today: date) -> None:
    """Write `objectives` objectives with `key_results` key results each, in one transaction.

    Raises ColumnsError when a column is missing, or one that must be set is not in COLUMNS.
    """
    for table, columns in COLUMNS.items():
        _check(database, table, columns)
    with database:
        company = _Company(database, objectives, key_results, today)
        for table, rows in company.tables():
            names = ", ".join(f'"{name}"' for name in COLUMNS[table])
            marks = ", ".join("?" * len(COLUMNS[table]))
            database.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def _check(database: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> None:
    known = {row[1]: row for row in database.execute(f"PRAGMA table_info({table})")}
    if missing := set(columns) - set(known):
        raise ColumnsError(f"{table} has no column {', '.join(sorted(missing))}")
    needed = {name for name, row in known.items() if row[3] and row[4] is None and not row[5]}
    if unset := needed - set(columns):
        raise ColumnsError(f"{table} needs {', '.join(sorted(unset))}")


class _Company:
    """The rows, table by table."""

    def __init__(self, database: sqlite3.Connection, objectives: int, key_results: int, today: date) -> None:
        self.me = _value(database, "SELECT min(id) FROM person WHERE archived_at IS NULL")
        self.root = _value(database, "SELECT min(id) FROM team WHERE parent_id IS NULL")
        self.person = _value(database, "SELECT max(id) FROM person")
        self.team = _value(database, "SELECT max(id) FROM team")
        self.first = _value(database, "SELECT max(id) FROM goal")
        self.first_kr = _value(database, "SELECT max(id) FROM key_result")
        self.cycle = _value(database, "SELECT max(id) FROM cycle") + 1
        self.objectives, self.key_results, self.today = objectives, key_results, today
        self.made = _instant(today - timedelta(days=40))
        self.goals = list(self._goals())

    def tables(self) -> Iterator[tuple[str, Iterator[Row]]]:
        """Each table with its rows, in the order of the foreign keys."""
        yield "person", self._people()
        yield "team", self._teams()
        yield "cycle", self._cycles()
        yield "goal", iter(self.goals)
        yield "key_result", self._key_results()
        yield "check_in", self._check_ins()
        yield "rollup", self._rollups()

    def _people(self) -> Iterator[Row]:
        for number in range(1, LEADERS + 1):
            yield (self.person + number, self.made, f"p{number:04}", f"Person {number:04}", 1)

    def _teams(self) -> Iterator[Row]:
        for number in range(1, IMPERATIVES * ANNUALS + 1):
            yield (
                self.team + number,
                self.made,
                f"Team {number:02}",
                self.root or None,
                "department",
                1,
                "10:00",
            )

    def _cycles(self) -> Iterator[Row]:
        start, end = self.today - timedelta(days=45), self.today + timedelta(days=46)
        yield (self.cycle, self.made, "Generated", start.isoformat(), end.isoformat(), "active")

    def _goals(self) -> Iterator[Row]:
        number = self.first
        per_annual, more = divmod(self.objectives, IMPERATIVES * ANNUALS)
        for imperative in range(IMPERATIVES):
            number += 1
            top, top_path = number, f"/{number}/"
            yield self._goal(
                top, "imperative", None, top_path, imperative, f"Imperative {imperative + 1}", None
            )
            for annual in range(ANNUALS):
                number += 1
                nth = imperative * ANNUALS + annual
                team = self.team + nth + 1
                path = f"{top_path}{number}/"
                yield self._goal(number, "annual", top, path, annual, f"Annual goal {nth + 1:02}", team)
                count = per_annual + (nth < more)
                yield from self._objectives(number, path, count, team)
                number += count

    def _objectives(self, annual: int, annual_path: str, count: int, team: int) -> Iterator[Row]:
        paths: list[str] = []
        for i in range(count):
            number = annual + 1 + i
            if i < CHILDREN:
                parent, above, rank = annual, annual_path, i
            else:
                above_nth, rank = divmod(i - CHILDREN, CHILDREN)
                parent, above = annual + 1 + above_nth, paths[above_nth]
            paths.append(f"{above}{number}/")
            yield self._goal(
                number, "objective", parent, paths[-1], rank, f"Objective {number:05} of the many", team
            )

    def _goal(
        self, number: int, kind: str, parent: int | None, path: str, rank: int, title: str, team: int | None
    ) -> Row:
        objective = kind == "objective"
        cycle, intent = (self.cycle, "stretch") if objective else (None, None)
        return (
            number, self.made, kind, parent, path, rank, title, team or self.root or None,
            self.person + number % LEADERS + 1 if objective else self.me or None,
            cycle, intent, 0, 1.0, "open",
        )  # fmt: skip

    def _numbered(self) -> Iterator[tuple[int, int, int]]:
        """Each key result's id, its objective's id and its rank."""
        number = self.first_kr
        for goal in self.goals:
            if goal[2] == "objective":
                for rank in range(self.key_results):
                    number += 1
                    yield number, int(str(goal[0])), rank

    def _key_results(self) -> Iterator[Row]:
        for number, goal, rank in self._numbered():
            owner = self.me or None if number <= self.first_kr + OWN else self.person + goal % LEADERS + 1
            title = f"Key result {number:06} rises"
            yield (number, self.made, goal, rank, title, "increase", "%", 0.0, 100.0, 1.0, owner, 1)

    def _check_ins(self) -> Iterator[Row]:
        if not self.me:
            return
        fresh, old = self.today - timedelta(days=1), self.today - timedelta(days=15)
        for number, _, _ in self._numbered():
            # The person's own are owed again, so that Today has them to show.
            day = old if number <= self.first_kr + OWN else fresh
            year, week, _ = day.isocalendar()
            at = _instant(day)
            yield (at, number, at, self.me, year * 100 + week, float(_points(number)), 6)

    def _rollups(self) -> Iterator[Row]:
        has_children = {goal[3] for goal in self.goals}
        for goal in self.goals:
            counts = (0, 0, self.key_results, 0, 0, 0, 0) if goal[2] == "objective" else (0,) * 7
            total = self.key_results if goal[2] == "objective" else 0
            yield (
                self.made, "goal", goal[0], 0.5 if total else None, 0.5 if total else None, "ok", "ok", 0,
                None, None, "", total, total, int(goal[0] in has_children), *counts, FAR,
            )  # fmt: skip
        for number, _, _ in self._numbered():
            share = _points(number) / 100
            yield (
                self.made, "key_result", number, share, share, "ok", "ok", 0, share * 100, 6, "", 0, 0, 0,
                0, 0, 1, 0, 0, 0, 0, FAR,
            )  # fmt: skip


def _instant(day: date) -> str:
    return f"{day.isoformat()}T06:00:00.000Z"


def _points(number: int) -> int:
    return number * 37 % 101


def _value(database: sqlite3.Connection, query: str) -> int:
    return int(database.execute(query).fetchone()[0] or 0)
