"""Which sources of hot items a unit touched: the rows themselves and those that rest on them."""

from __future__ import annotations

from collections.abc import Collection

from models import refs
from models.issues.finding import rows_by_source, rows_of
from models.store.unit import Unit

OWN = (
    "measure",
    "trigger",
    "exclusion",
    "lane_item",
    "key_result",
    "milestone",
    "dependency",
    "todo",
    "decision",
    "issue",
)
SAID = ("check_in", "reading")
"""Tables of numbers: who adds one owes no more than before (product.md 4, "person")."""
Sources = dict[str, set[int] | None]


def touched_sources(unit: Unit) -> Sources:
    """Return the touched sources by kind; None is all of a kind."""
    touched: dict[str, set[int]] = {}
    for table, number in unit.touched:
        touched.setdefault(table, set()).add(number)
    found: Sources = {kind: set(touched.get(kind, ())) for kind in OWN}
    found["team"], found["person"] = set(), set()
    _measures(unit, touched, found)
    _key_results(unit, touched, found)
    _planning(unit, touched, found)
    for one in (("brief", "exclusion"), ("setting", "milestone"), ("setting", "decision"), ("setting", "measure")):
        if touched.get(one[0]):
            found[one[1]] = None
    if touched.get("initiative"):
        _grow(unit, found, "milestone", "SELECT id FROM milestone WHERE 1 = 1", "initiative_id", touched["initiative"])
    if touched.get("hot_item"):
        _hot_items(unit, touched["hot_item"], found)
    _owners(unit, touched, found)
    return found


def _measures(unit: Unit, touched: dict[str, set[int]], found: Sources) -> None:
    for table in ("plan", "reading"):
        if touched.get(table):
            _grow(unit, found, "measure", f"SELECT DISTINCT measure_id FROM {table} WHERE 1 = 1", "id", touched[table])
    measures = found["measure"]
    for table in ("trigger", "exclusion", "lane_item"):
        if measures:
            _grow(unit, found, table, f"SELECT id FROM {table} WHERE archived_at IS NULL", "measure_id", measures)


def _key_results(unit: Unit, touched: dict[str, set[int]], found: Sources) -> None:
    for table in ("check_in", "step"):
        if touched.get(table):
            sql = f"SELECT DISTINCT key_result_id FROM {table} WHERE 1 = 1"
            _grow(unit, found, "key_result", sql, "id", touched[table])
    below = "SELECT id FROM key_result WHERE archived_at IS NULL"
    if touched.get("goal"):
        _grow(unit, found, "key_result", below, "goal_id", touched["goal"])
    if found["measure"]:
        _grow(unit, found, "key_result", below, "measure_id", found["measure"])
    if touched.get("cycle"):
        found["key_result"] = found["person"] = None


def _planning(unit: Unit, touched: dict[str, set[int]], found: Sources) -> None:
    """An objective concerns its team; an imperative above concerns every team, and so does the cycle."""
    goals = touched.get("goal")
    if touched.get("cycle"):
        found["team"] = None
    elif goals:
        rows = list(rows_of(unit, "SELECT kind, team_id FROM goal WHERE 1 = 1", "id", goals))
        if any(kind != "objective" for kind, _ in rows):
            found["team"] = None
        else:
            found["team"] = {team for _, team in rows if team is not None} | _changed(unit, "goal", "team_id")


def _hot_items(unit: Unit, numbers: Collection[int], found: Sources) -> None:
    """What an undo opened again may have recovered meanwhile."""
    for (source,) in rows_of(unit, "SELECT source FROM hot_item WHERE rule <> 'raised'", "id", numbers):
        parsed = refs.parse(source)
        known = found.get(parsed[0]) if parsed is not None else None
        if parsed is not None and known is not None:
            known.add(parsed[1])


def _owners(unit: Unit, touched: dict[str, set[int]], found: Sources) -> None:
    """What people owe, of those who own or owned what was touched."""
    people = found["person"]
    if people is None:
        return
    for kind in ("key_result", "measure", "todo"):
        numbers = found[kind]
        if numbers is None:
            found["person"] = None
            return
        if numbers:
            sql = f"SELECT DISTINCT owner_id FROM {kind} WHERE owner_id IS NOT NULL"
            people |= {row[0] for row in rows_of(unit, sql, "id", numbers)}
            people |= _changed(unit, kind, "owner_id")
    people |= touched.get("person", set())
    if touched.keys() <= set(SAID) and all(not change.field for change in unit.changes):
        found["person"] = _already_hot(unit, people)


def _already_hot(unit: Unit, people: Collection[int]) -> set[int]:
    sources = [refs.ref("person", number) for number in sorted(people)]
    rows = rows_by_source(unit, "SELECT source FROM hot_item WHERE archived_at IS NULL", sources)
    return {int(source[len(refs.PREFIXES["person"]) :]) for (source,) in rows}


def _changed(unit: Unit, table: str, field: str) -> set[int]:
    """Return what a field of the unit's changed rows was before."""
    return {
        change.before
        for change in unit.changes
        if change.field == field and change.row.__tablename__ == table and change.before is not None
    }


def _grow(unit: Unit, found: Sources, kind: str, sql: str, column: str, numbers: Collection[int]) -> None:
    known = found[kind]
    if known is not None:
        known |= {row[0] for row in rows_of(unit, sql, column, numbers)}
