"""The one policy (product.md 5, sharing.md 3): who may make or change which row.

`viewer` reads; `member` writes what is in their teams or owned by them and raises issues and hot items
anywhere; `lead` everything in their team and below; `admin` people and settings. The facilitator and
the scribe of an open review may assign to anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.base import Row
from models.people.me import READS

if TYPE_CHECKING:
    from models.store.unit import Unit

ADMIN_ONLY = ("team", "person", "membership", "role", "ssh_key", "setting")
ANYWHERE = (
    "hot_item",
    "issue",
    "vote",
    "note",
    "doubt",
    "ack",
    "link",
    "win",
    "learning",
    "tell",
    "rating",
    "approval",
    "saved_filter",
)
PERSONAL = ("vote", "rating", "ack")
PARENT = {
    "key_result": ("goal", "goal_id"),
    "step": ("key_result", "key_result_id"),
    "check_in": ("key_result", "key_result_id"),
    "plan": ("measure", "measure_id"),
    "reading": ("measure", "measure_id"),
    "reading_history": ("measure", "measure_id"),
    "trigger": ("measure", "measure_id"),
    "option": ("decision", "decision_id"),
    "affects": ("decision", "decision_id"),
    "choice": ("brief", "brief_id"),
    "exclusion": ("brief", "brief_id"),
    "assumption": ("brief", "brief_id"),
    "brief_measure": ("brief", "brief_id"),
    "milestone": ("initiative", "initiative_id"),
    "allocation": ("initiative", "initiative_id"),
    "flow_step": ("flow", "flow_id"),
    "present": ("review", "review_id"),
    "step_run": ("review", "review_id"),
    "entry": ("review", "review_id"),
    "rating": ("review", "review_id"),
    "dependency": ("team", "from_team_id"),
}
OTHER_TEAM = {"dependency": "to_team_id", "tell": "to_team_id"}
"""Rows between two teams: the team they point at may answer too."""
TOUCHED = ("affects",)
"""Tables whose team is the one that is told: what counts is the team of the decision itself."""
OWN_MADE = ("todo", "decision", "entry", "plan_change")
"""Tables in which anybody may make a row of their own anywhere: a promise, a decision, a line of a review."""
OWNERS = ("owner_id", "integrator_id", "raised_by", "by_id", "facilitator_id", "scribe_id", "decision_owner_id")


def forbids(
    unit: Unit, row: Row, *, made: bool, before: Mapping[str, Any] | None = None, back: bool = False
) -> tuple[str, str] | None:
    """Return (message, hint) when the unit's person may not make or change `row`, None when they may.

    before: the fields of the row that this unit changed, as they were: nobody gets at a row by taking it over.
    back: this takes back what the person did before; then it is enough that the row is theirs again.
    """
    if unit.trusted or unit.me.admin:
        return None
    table = str(row.__tablename__)
    if table == "ack" and getattr(row, "person_id", None) == unit.me.id:
        return None  # who may read may say that they have read
    if table in ADMIN_ONLY:
        if table == "person" and row.id == unit.me.id:
            return None
        return (f"Only an admin may change a {table.replace('_', ' ')}", who_can(unit, None))
    if table in ("approval", "decision", "lane_item") and _approves(unit, row):
        return None  # an executive role approves, whatever the access (product.md 5)
    if not unit.me.writes:
        return (READS, who_can(unit, None))
    was = {} if before is None else before
    if table in ANYWHERE and (made or _owned(unit, row, was) or getattr(row, "person_id", None) == unit.me.id):
        return None
    if _allowed(unit, row, was, made=made) or _facilitates(unit, row, made=made):
        return None
    if back and _allowed(unit, row, {}, made=made):
        return None
    team = was.get("team_id") or _team(unit, row)
    return (f"You may not change {_named(unit, team)}", who_can(unit, team))


def _approves(unit: Unit, row: Row) -> bool:
    from models.decisions.approvals import approves

    return approves(unit, row)


def _allowed(unit: Unit, row: Row, was: Mapping[str, Any], *, made: bool) -> bool:
    """Return whether a row, or what it belongs to, is the person's or in one of their teams.

    That one made a row is no reason to make it: a reading belongs to its measure, a key result to its objective.
    """
    table = str(row.__tablename__)
    other = OTHER_TEAM.get(table)
    if other is not None and unit.me.at_least(_value(row, other, was), "member"):
        return True
    if _owned(unit, row, was) and (not made or table in OWN_MADE or _loose(row)):
        return True
    here = row
    for _ in range(6):
        team = None if str(here.__tablename__) in TOUCHED else _value(here, "team_id", was)
        if str(here.__tablename__) == "team":
            team = here.id
        if team is not None:
            return unit.me.at_least(team, "member")
        parent = _parent(unit, here, was)
        if parent is None:
            break
        here, was = parent, {}
        if _owned(unit, here, {}):
            return True
    return unit.me.leads


def _loose(row: Row) -> bool:
    """Return whether a row belongs to no team and to nothing else."""
    return getattr(row, "team_id", None) is None and str(row.__tablename__) not in PARENT


def _value(row: Row, column: str, was: Mapping[str, Any]) -> Any:
    return was[column] if column in was else getattr(row, column, None)


def _owned(unit: Unit, row: Row, was: Mapping[str, Any]) -> bool:
    if str(row.__tablename__) in PERSONAL and getattr(row, "person_id", None) == unit.me.id:
        return True
    return any(_value(row, column, was) == unit.me.id for column in OWNERS)


def _parent(unit: Unit, row: Row, was: Mapping[str, Any]) -> Row | None:
    from models.store.registry import table_class

    table = str(row.__tablename__)
    if table not in PARENT:
        return None
    parent, column = PARENT[table]
    number = _value(row, column, was)
    return unit.load(table_class(parent), number) if number else None


def _team(unit: Unit, row: Row | None) -> int | None:
    depth = 0
    while row is not None and depth < 6:
        team = getattr(row, "team_id", None)
        if team is not None:
            return int(team)
        row, depth = _parent(unit, row, {}), depth + 1
    return None


def _facilitates(unit: Unit, row: Row, *, made: bool) -> bool:
    """Return whether the person leads or writes an open review: then they assign to anyone, and settle its team's."""
    if str(row.__tablename__) not in ("todo", "decision", "issue", "hot_item", "option", "affects"):
        return False
    teams = unit.read.rows(
        "SELECT team_id FROM review WHERE state = 'open' AND archived_at IS NULL"
        " AND (facilitator_id = :me OR scribe_id = :me)",
        me=unit.me.id,
    )
    return bool(teams) and (made or _team(unit, row) in {team for (team,) in teams})


def _named(unit: Unit, team: int | None) -> str:
    name = unit.read.value("SELECT name FROM team WHERE id = :id", id=team) if team else None
    return f"what belongs to {name}" if name else "this"


def who_can(unit: Unit, team: int | None) -> str:
    """Return the hint that names up to three people who may do it."""
    where = "m.access = 'admin'"
    values: dict[str, Any] = {}
    if team is not None:
        where = "(m.access = 'admin' OR (m.access IN ('lead', 'member') AND m.team_id = :team))"
        values["team"] = team
    rows = unit.read.rows(
        "SELECT DISTINCT p.handle, CASE m.access WHEN 'lead' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END AS strength"
        " FROM membership m JOIN person p ON p.id = m.person_id"
        f" WHERE {where} AND p.active = 1 AND m.archived_at IS NULL AND p.id <> :me ORDER BY strength, p.handle",
        me=unit.me.id,  # who gives an access to themselves has it in this transaction, and is refused it
        **values,
    )
    names = list(dict.fromkeys(row[0] for row in rows))[:3]
    return f"{', '.join(names)} can" if names else "Ask an admin"
