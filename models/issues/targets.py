"""What the handlers of this area share: rows behind references, days, people and teams."""

from __future__ import annotations

from dataclasses import dataclass

from models import fields, refs, text
from models.base import Row
from models.days import read_day
from models.errors import Refused, Unknown
from models.issues.tables import HotItem, Issue, Todo
from models.store.privacy import covering_teams
from models.store.unit import Unit
from models.writes import find

TABLES: dict[str, type[Row]] = {"hot_item": HotItem, "issue": Issue, "todo": Todo}
WORDS = {"hot_item": "hot item", "issue": "issue", "todo": "to-do"}


@dataclass(frozen=True, slots=True)
class Source:
    """What a row says of itself when something is made of it: title, owner, team, whether private."""

    ref: str
    title: str
    owner_id: int | None
    team_id: int | None
    private: int
    hot: HotItem | None = None


def rows(unit: Unit, kind: str, references: tuple[str, ...]) -> list[Row]:
    """Return the rows behind exact references of one kind. Raises Unknown, Refused when there are none."""
    if not references:
        raise Refused(f"Which {WORDS[kind]}?", "Mark rows or put the cursor on one")
    found = []
    for reference in dict.fromkeys(references):
        parsed = refs.parse(reference)
        if parsed is None or parsed[0] != kind:
            raise Unknown(f"{reference[:40]!r} is no {WORDS[kind]}", f"Use one such as {refs.PREFIXES[kind]}7")
        found.append(unit.get(TABLES[kind], parsed[1]))
    return found


def hot_items(unit: Unit, references: tuple[str, ...], *, open_only: bool = True) -> list[HotItem]:
    """Return hot items. Raises Refused for one that is not open (any more)."""
    found = [row for row in rows(unit, "hot_item", references) if isinstance(row, HotItem)]
    for item in found:
        if open_only and item.state != "open":
            raise Refused(f"H{item.id} is {item.state} already", "Undo brings it back")
    return found


def issues(unit: Unit, references: tuple[str, ...]) -> list[Issue]:
    """Return issues."""
    return [row for row in rows(unit, "issue", references) if isinstance(row, Issue)]


def todos(unit: Unit, references: tuple[str, ...]) -> list[Todo]:
    """Return to-dos."""
    return [row for row in rows(unit, "todo", references) if isinstance(row, Todo)]


def source(unit: Unit, reference: str) -> Source:
    """Return what any row says of itself. Raises Unknown."""
    parsed = refs.parse(reference)
    if parsed is not None and parsed[0] == "hot_item":
        item = hot_items(unit, (reference,))[0]
        return Source(f"H{item.id}", item.title, item.owner_id, item.team_id, item.private, item)
    kind, row = find(unit, reference)
    name = text.title(str(getattr(row, kind.title))[: text.TITLE_LIMIT])
    owner, team = getattr(row, "owner_id", None), getattr(row, "team_id", None)
    goal = getattr(row, "goal_id", None)
    if team is None and goal is not None:
        team = unit.read.value("SELECT team_id FROM goal WHERE id = :goal", goal=goal)
    covering = covering_teams(unit, (row,))[id(row)]
    return Source(reference.upper(), name, owner, covering or team, int(bool(covering)))


def day(unit: Unit, given: str, *, past: bool = False) -> str:
    """Return the ISO day that `given` means (models/days.py).

    Raises Refused for anything else and, unless `past`, for a day that is over.
    """
    found = read_day(given, unit.today)
    if not past and found <= unit.today:
        raise Refused(f"{found.isoformat()} is not in the future", "Give a later day")
    return found.isoformat()


def person(unit: Unit, handle: str) -> int | None:
    """Return the id of a person by handle, None for ""."""
    return fields.person(unit, handle) if handle.strip() else None


def team(unit: Unit, given: str) -> int:
    """Return the id of a team, for "" my own first one or the top team. Raises Refused without any team."""
    if given.strip():
        return fields.record(unit, "team", given)
    return home(unit)


def home(unit: Unit) -> int:
    """Return my own first team, or the top team."""
    if unit.me.own:
        return unit.me.own[0]
    found = unit.read.value("SELECT id FROM team WHERE parent_id IS NULL AND archived_at IS NULL ORDER BY id LIMIT 1")
    if found is None:
        raise Refused("There is no team yet", "Add one with `oar add team NAME`")
    return int(found)


def receiver(unit: Unit, reference: str, row: HotItem | Issue, given: str) -> int:
    """Return the team that a row is handed to: the one named `given`, for "" the one above its own.

    Raises Refused for a private row, for the team it is with already, and where no team is above.
    """
    if row.private:
        raise Refused(f"{reference} is private to its team", "Raise it there in words that others may read")
    team = fields.record(unit, "team", given) if given.strip() else _above(unit, row.team_id)
    if team == row.team_id:
        raise Refused(f"{reference} is there already", "Choose another team")
    return team


def _above(unit: Unit, own: int | None) -> int:
    parent = unit.read.value("SELECT parent_id FROM team WHERE id = :id", id=own) if own else None
    if parent is None:
        raise Refused("There is no team above", "Name a team")
    return int(parent)


def name_of(unit: Unit, table: str, number: int | None) -> str:
    """Return the name of a team or person, "" without one."""
    if number is None:
        return ""
    return str(unit.read.value(f"SELECT name FROM {table} WHERE id = :id", id=number) or "")


def told(word: str, titles: list[str], many: str) -> str:
    """Return one line for one or several rows: "Done: title" or "Done: 3 hot items"."""
    return f"{word} {titles[0]}" if len(titles) == 1 else f"{word} {len(titles)} {many}"
