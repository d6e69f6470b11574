"""Harbor Pay's people, teams and roles."""

from __future__ import annotations

from models.demo.agenda import Agenda
from models.people.verbs import Begin, Invite, SetAccess
from models.verbs import Add, Edit

NAME = "Harbor Pay"
FIRST = "ana"

PEOPLE = (
    ("ana", "Ana", "", "CEO", True),
    ("ines", "Ines", "Compliance", "Compliance", False),
    ("jonas", "Jonas", "Support", "Support", False),
    ("lena", "Lena", "Provisioning", "Provisioning", False),
    ("mei", "Mei", "Product", "Product", False),
    ("omar", "Omar", "RevOps", "RevOps", False),
    ("priya", "Priya", "", "Programs", False),
    ("sam", "Sam", "Finance", "Finance", True),
    ("tomas", "Tomas", "Sales", "Sales", False),
)
"""Handle, name, the team they lead ("" is the leadership team alone), seat, whether it is executive."""

TEAMS = ("Sales", "RevOps", "Product", "Provisioning", "Support", "Finance", "Compliance")

PURPOSES = {
    "CEO": "Strategy, sales compensation, the weekly review",
    "Compliance": "What regulators and auditors may rely on",
    "Support": "An answer a merchant can act on, within hours",
    "Provisioning": "From signature to first login",
    "Product": "A product a regulated merchant can try in a week",
    "RevOps": "Routing, pricing approvals, compensation plans",
    "Programs": "What crosses departments and has no other owner",
    "Finance": "Margin, cash, the commitments to the board",
    "Sales": "Mid-market pipeline and its named teams",
}


def arrive(agenda: Agenda) -> None:
    """Begin the company, its teams, people and seats, 27 weeks ago."""
    calendar = agenda.calendar
    start = calendar.monday(-27)
    agenda.add(start, "", Begin(organisation=NAME, handle=FIRST, name="Ana"), trusted=True)
    top = {"review_weekday": calendar.review_day.isoweekday(), "review_time": "10:00"}
    settle = calendar.monday(-27, 9, 10)
    agenda.add(settle, FIRST, Edit(ref="T1", fields=top))
    for name in TEAMS:
        fields = {"name": name, "parent": "T1", "level": "department", **top}
        agenda.add(settle, FIRST, Add(kind="team", fields=fields), keep=name)
    hired = calendar.monday(-27, 9, 30)
    for handle, name, team, _, _ in PEOPLE[1:]:
        agenda.add(hired, FIRST, Invite(handle=handle, name=name, email=f"{handle}@harborpay.example"), keep=handle)
        if team:
            agenda.add(hired, FIRST, SetAccess(handle=handle, team=team, access="lead"))
    agenda.add(hired, FIRST, SetAccess(handle="omar", team="Sales", access="member"))
    for handle, _, team, seat, executive in PEOPLE:
        fields = {
            "name": seat, "team": team or "T1", "purpose": PURPOSES[seat], "person": handle, "on_leadership": True,
            "executive": executive, "facilitates": handle in ("ana", "priya"),
        }  # fmt: skip
        agenda.add(hired, FIRST, Add(kind="role", fields=fields))
    vacant = {"name": "Reporting lead", "team": "Product", "purpose": "The reporting module, once it has a team"}
    agenda.add(hired, FIRST, Add(kind="role", fields=vacant))
