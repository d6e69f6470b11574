"""The one policy (product.md 5, sharing.md 3): who may make or change which row.

`viewer` reads; `member` writes what is in their teams or owned by them and raises issues and hot items
anywhere; `lead` everything in their team and below; `admin` people and settings. The facilitator and
the scribe of an open review may assign to anyone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.base import Row

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
OWNERS = ("owner_id", "integrator_id", "raised_by", "by_id", "facilitator_id", "scribe_id", "decision_owner_id")


def forbids(unit: Unit, row: Row, *, made: bool) -> tuple[str, str] | None:
    """Return (message, hint) when the unit's person may not make or change `row`, None when they may."""
    if unit.trusted or unit.me.admin:
        return None
    table = str(row.__tablename__)
    if table in ADMIN_ONLY:
        if table == "person" and row.id == unit.me.id:
            return None
        return (f"Only an admin may change a {table.replace('_', ' ')}", who_can(unit, None))
    if table in ("approval", "decision", "lane_item") and _approves(unit, row):
        return None  # an executive role approves, whatever the access (product.md 5)
    if not any(unit.me.at_least(team, "member") for team in unit.me.access):
        return ("You may read here, not write", who_can(unit, None))
    if table in ANYWHERE and (made or _owned(unit, row) or getattr(row, "person_id", None) == unit.me.id):
        return None
    if _allowed(unit, row) or _facilitates(unit, table):
        return None
    team = _team(unit, row)
    return (f"You may not change {_named(unit, team)}", who_can(unit, team))


def _approves(unit: Unit, row: Row) -> bool:
    from models.decisions.approvals import approves

    return approves(unit, row)


def _allowed(unit: Unit, row: Row | None) -> bool:
    depth = 0
    other = OTHER_TEAM.get(str(row.__tablename__)) if row is not None else None
    if other is not None and unit.me.at_least(getattr(row, other), "member"):
        return True
    while row is not None and depth < 6:
        if _owned(unit, row):
            return True
        team = None if str(row.__tablename__) in TOUCHED else getattr(row, "team_id", None)
        if str(row.__tablename__) == "team":
            team = row.id
        if team is not None:
            return unit.me.at_least(team, "member")
        row, depth = _parent(unit, row), depth + 1
    return any(access in ("lead", "admin") for access in unit.me.access.values())


def _owned(unit: Unit, row: Row) -> bool:
    if str(row.__tablename__) in PERSONAL and getattr(row, "person_id", None) == unit.me.id:
        return True
    return any(getattr(row, column, None) == unit.me.id for column in OWNERS)


def _parent(unit: Unit, row: Row) -> Row | None:
    from models.store.registry import table_class

    table = str(row.__tablename__)
    if table not in PARENT:
        return None
    parent, column = PARENT[table]
    number: Any = getattr(row, column)
    return unit.session.get(table_class(parent), number) if number else None


def _team(unit: Unit, row: Row | None) -> int | None:
    depth = 0
    while row is not None and depth < 6:
        team = getattr(row, "team_id", None)
        if team is not None:
            return int(team)
        row, depth = _parent(unit, row), depth + 1
    return None


def _facilitates(unit: Unit, table: str) -> bool:
    if table not in ("todo", "decision", "issue", "hot_item", "option", "affects"):
        return False
    return bool(
        unit.read.value(
            "SELECT count(*) FROM review WHERE state = 'open' AND archived_at IS NULL"
            " AND (facilitator_id = :me OR scribe_id = :me)",
            me=unit.me.id,
        )
    )


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
        f" WHERE {where} AND p.active = 1 AND m.archived_at IS NULL ORDER BY strength, p.handle",
        **values,
    )
    names = list(dict.fromkeys(row[0] for row in rows))[:3]
    return f"{', '.join(names)} can" if names else "Ask an admin"
