"""What a row of the tree may hang under, be copied to or take its value from: lists for pickers, by words."""

from __future__ import annotations

from collections.abc import Iterable

from models import refs
from models.okrs.filter_reads import pattern
from models.store.protocol import Reads

MOST = 2000
"""Things a picker holds at once; beyond it the database finds them by the words that are typed."""

FOUND = 60


def parents(reader: Reads, key: int, text: str = "", limit: int = MOST) -> list[tuple[str, str]]:
    """Return (reference, title with its team and cycle) of the goals that a row may hang under, best first.

    key: the row, as in models/okrs/reads.py. text: words that the title must hold. Where it hangs, its own branch and
    what is closed are left out; a key result goes under objectives and goals, an annual goal under imperatives.
    """
    if key > 0:
        row = reader.row("SELECT kind, parent_id, path FROM goal WHERE id = :id", id=key)
    else:
        row = reader.row("SELECT 'key_result', goal_id, '' FROM key_result WHERE id = :id", id=-key)
    if row is None or row[0] == "imperative":
        return []
    kind, present, path = row
    own = f" AND g.id <> {int(present or 0)}" + (f" AND g.path NOT LIKE '{path}%'" if path else "")
    level = " AND g.kind = 'imperative'" if kind == "annual" else ""
    values = {f"w{place}": pattern(word) for place, word in enumerate(text.split())}
    words = "".join(f" AND lower(g.title) LIKE lower(:{name}) ESCAPE '\\'" for name in values)
    rows = reader.rows(
        "SELECT g.id, g.kind, g.title, t.name, c.name FROM goal g LEFT JOIN team t ON t.id = g.team_id"
        " LEFT JOIN cycle c ON c.id = g.cycle_id WHERE g.archived_at IS NULL AND g.state = 'open'"
        f" AND (c.id IS NULL OR c.state <> 'closed'){level}{own}{words}"
        " ORDER BY CASE g.kind WHEN 'objective' THEN 0 WHEN 'annual' THEN 1 ELSE 2 END, g.path"
        f" LIMIT {int(limit)}",
        **values,
    )
    return [(ref, f"{ref}  {title}{_where(team, cycle)}") for ref, title, team, cycle in map(_named, rows)]


def _named(row: tuple[int, str, str, str | None, str | None]) -> tuple[str, str, str | None, str | None]:
    number, kind, title, team, cycle = row
    return refs.ref("objective" if kind == "objective" else "goal", number), title, team, cycle


def _where(*names: str | None) -> str:
    known = ", ".join(name for name in names if name)
    return f"  ({known})" if known else ""


def measures(reader: Reads) -> list[tuple[str, str]]:
    """Return (reference, name with its team) of the measures that a key result may take its value from."""
    rows = reader.rows(
        "SELECT m.id, m.name, t.name FROM measure m LEFT JOIN team t ON t.id = m.team_id"
        " WHERE m.archived_at IS NULL AND m.retired_at IS NULL ORDER BY lower(m.name), m.id"
    )
    return [(refs.ref("measure", number), f"M{number}  {name}{_where(team)}") for number, name, team in rows]


def cycles_to_copy_to(reader: Reads, key: int) -> list[tuple[str, str]]:
    """Return (reference, name with its days) of the cycles that a row may be copied to, those in planning first."""
    goal = key
    if key < 0:
        goal = reader.value("SELECT goal_id FROM key_result WHERE id = :id", id=-key) or 0
    rows = reader.rows(
        "SELECT id, name, start_on, end_on, state FROM cycle WHERE archived_at IS NULL AND state IN ('planning',"
        " 'active') AND id <> coalesce((SELECT g.cycle_id FROM goal g WHERE g.id = :goal), 0)"
        " ORDER BY CASE state WHEN 'planning' THEN 0 ELSE 1 END, start_on, id",
        goal=goal,
    )
    return [(refs.ref("cycle", row[0]), f"{row[1]}  {row[2]} to {row[3]}, {row[4]}") for row in rows]


def beside(reader: Reads, key: int) -> tuple[int | None, int | None, int | None]:
    """Return (parent, grandparent, goal right above among its siblings) of a row, None where there is none.

    For a key result the parent is its goal, and nothing is above it to hang under.
    """
    if key < 0:
        row = reader.row(
            "SELECT k.goal_id, g.parent_id FROM key_result k JOIN goal g ON g.id = k.goal_id WHERE k.id = :id", id=-key
        )
        return (row[0], row[1], None) if row is not None else (None, None, None)
    row = reader.row(
        "SELECT g.parent_id, p.parent_id, g.rank FROM goal g LEFT JOIN goal p ON p.id = g.parent_id WHERE g.id = :id",
        id=key,
    )
    if row is None:
        return None, None, None
    parent, grandparent, rank = row
    above = reader.value(
        f"SELECT id FROM goal WHERE parent_id {'IS NULL' if parent is None else '= ' + str(int(parent))}"
        " AND archived_at IS NULL AND (rank < :rank OR (rank = :rank AND id < :id))"
        " ORDER BY rank DESC, id DESC LIMIT 1",
        rank=rank,
        id=key,
    )
    return parent, grandparent, above


def steps(reader: Reads, key_result: int) -> list[tuple[int, str, float, str | None, bool]]:
    """Return (id, title, weight, due day, whether it is done) of the steps of a milestone in their order."""
    rows = reader.rows(
        "SELECT id, title, weight, due_on, done_at FROM step WHERE key_result_id = :id AND archived_at IS NULL"
        " ORDER BY rank, id",
        id=key_result,
    )
    return [(number, title, weight, due, done is not None) for number, title, weight, due, done in rows]


def count_below(reader: Reads, keys: Iterable[int]) -> int:
    """Return how many goals and key results hang below these rows, those among them not counted twice."""
    goals = [key for key in keys if key > 0]
    numbers = ", ".join(str(int(one)) for one in goals) or "0"
    paths = [path for (path,) in reader.rows(f"SELECT path FROM goal WHERE id IN ({numbers}) ORDER BY path")]
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    found = 0
    for path in tops:
        inside = "g.path >= :first AND g.path < :last AND g.archived_at IS NULL"
        values = {"first": path, "last": f"{path[:-1]}0"}  # the character after / is 0
        found += int(reader.value(f"SELECT count(*) FROM goal g WHERE {inside}", **values) or 0)
        found += int(
            reader.value(
                f"SELECT count(*) FROM goal g JOIN key_result k ON k.goal_id = g.id WHERE {inside}"
                " AND k.archived_at IS NULL",
                **values,
            )
            or 0
        )
    return max(0, found - len(goals))
