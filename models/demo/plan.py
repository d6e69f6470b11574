"""Harbor Pay's operating plan: initiatives, milestones, dependencies, who is how busy, and one critical flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.demo.agenda import Agenda, Ids
from models.demo.key_results import DEFAULT
from models.demo.verbs import Amend, Record
from models.verbs import Add, Edit

INITIATIVES: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("Sub-50k approval queue", 82, {"owner": "omar", "team": "RevOps", "kr": "approvals", "end": 9, "core": True}),
    ("Segment routing", 54, {"owner": "tomas", "team": "Sales", "kr": "routed", "end": 25, "core": True}),
    (
        "Guided trial", 55,
        {
            "owner": "mei", "team": "T1", "kr": "guided", "end": 30, "kind": "hypothesis", "core": True,
            "hypothesis": "We believe that a trial with a person in it doubles first transactions within seven days.",
        },
    ),
    ("Partner lead rules", 40, {"owner": "priya", "team": "T1", "goal": DEFAULT, "end": 28}),
    ("Assisted import v2", 50, {"owner": "lena", "team": "Provisioning", "kr": "import", "end": 20, "core": True}),
    ("Quick-start call", 24, {"owner": "mei", "team": "Product", "kr": "login", "end": 18}),
    ("Compliance pack 2", 47, {"owner": "ines", "team": "Compliance", "kr": "pack", "end": 12}),
    ("Reporting module", 60, {"owner": "mei", "team": "Product", "end": 60}),
    ("Compensation plan", 35, {"owner": "omar", "team": "RevOps", "end": 15}),
    ("Second tier-2 shift", 6, {"owner": "jonas", "team": "Support", "kr": "tickets", "end": 35}),
)  # fmt: skip
"""Title, days ago it began, and what is known of it."""

LEADS = {title: known["owner"] for title, _, known in INITIATIVES}

MILESTONES: tuple[tuple[str, str, str, int, int, str, str, int], ...] = (
    ("Sub-50k approval queue", "Queue live in the CRM", "launch", 20, 9, "omar", "", 0),
    ("Segment routing", "Partner leads in the same list", "build", 14, 16, "tomas", "", 0),
    ("Guided trial", "Segment 1, lenders", "done", 48, -34, "mei", "", 0),
    ("Guided trial", "Segment 2, insurers", "build", 33, 6, "mei", "", 2),
    ("Guided trial", "Segment 3, clinics", "build", 30, 27, "mei", "", 0),
    ("Partner lead rules", "Which segment owns partner leads", "decide", 11, 12, "", "", 0),
    ("Assisted import v2", "Import API in the sandbox", "build", 22, 13, "lena", "", 0),
    ("Quick-start call", "Script and calendar", "done", 22, -15, "mei", "", 0),
    ("Compliance pack 2", "Short form with two auditors", "launch", 18, 12, "ines", "", 0),
    ("Reporting module", "Ledger export, first module", "build", 55, 41, "mei", "", 1),
    ("Compensation plan", "Table for the letters", "build", 30, 8, "omar", "", 0),
    ("Second tier-2 shift", "Shift or automation", "decide", 2, 10, "jonas", "jonas", 0),
)
"""Initiative, title, stage, days ago it entered it, days until due, owner, decision owner, slips."""

BUSY = (
    ("mei", "Guided trial", 60), ("mei", "Reporting module", 50), ("mei", "Quick-start call", 25),
    ("lena", "Assisted import v2", 70), ("omar", "Sub-50k approval queue", 40), ("omar", "Compensation plan", 40),
    ("tomas", "Segment routing", 30), ("ines", "Compliance pack 2", 50), ("priya", "Partner lead rules", 30),
    ("jonas", "Second tier-2 shift", 20),
)  # fmt: skip

DEPENDENCIES = (
    ("Sales", "Product", "Trial data feed for the routing", -7, None, "mei", "tomas"),
    ("Finance", "RevOps", "Compensation plan table", 3, 3, "omar", "sam"),
    ("Provisioning", "Product", "Import API keys in the sandbox", 11, 11, "mei", "lena"),
    ("Support", "Compliance", "Rules for exports of tickets", 9, 9, "ines", "jonas"),
)
"""Who waits, for whom, for what, days until needed, days until promised, owner, who wrote it down."""

FLOW = "Contract to first login"
STEPS = (
    ("Contract signed", "tomas", "CRM", 1, 4, False),
    ("Company and owners verified", "ines", "KYC desk", 3, 30, True),
    ("Account opened", "lena", "Ledger", 1, 6, False),
    ("First import", "lena", "Import tool", 4, 26, True),
    ("Reconciled with the bank", "jonas", "Ledger", 2, 8, False),
    ("First login of the merchant", "mei", "Portal", 1, 2, False),
)
"""Step, owner, system, hours of work, hours of waiting, whether it is one of the two bottlenecks."""


def operate(agenda: Agenda) -> None:
    """Write the plan down as it came about."""
    calendar = agenda.calendar
    for title, ago, known in INITIATIVES:
        agenda.add(calendar.at(-ago, 13), known["owner"], _initiative(agenda, title, known), keep=f"plan {title}")
        if "kr" in known or "goal" in known:
            at = max(calendar.at(-ago, 13, 30), calendar.monday(-8, 10))
            agenda.add(at, known["owner"], _serve(title, known))
    for project, title, stage, entered, due, owner, decides, slips in MILESTONES:
        fields = {
            "title": title, "stage": stage, "due_on": calendar.iso(due), "owner": owner, "decision_owner": decides,
        }  # fmt: skip
        key = f"step {project} {title}"
        agenda.add(calendar.at(-entered, 14), LEADS[project], _milestone(project, fields), keep=key)
        if slips:
            agenda.add(calendar.at(-9, 14, 30), LEADS[project], _slip(key, slips), trusted=True)
    for person, project, percent in BUSY:
        agenda.add(calendar.at(-5, 18), "priya", _busy(agenda, person, project, percent), trusted=True)
    for waits, on, what, needed, promised, owner, who in DEPENDENCIES:
        fields = {
            "what": what, "from_team": waits, "to_team": on, "needed_on": calendar.iso(needed), "owner": owner,
            "promised_on": calendar.iso(promised) if promised is not None else "",
        }  # fmt: skip
        agenda.add(calendar.at(-28, 15), who, Add(kind="dependency", fields=fields))
    _flow(agenda)


def _initiative(agenda: Agenda, title: str, known: dict[str, Any]) -> Callable[[Ids], Add]:
    fields: dict[str, Any] = {
        "title": title, "kind": known.get("kind", "project"), "owner": known["owner"], "team": known["team"],
        "hypothesis": known.get("hypothesis", ""), "end_on": agenda.calendar.iso(known["end"]),
        "core": known.get("core", False), "integrator": known["owner"],
    }  # fmt: skip
    return lambda _ids: Add(kind="initiative", fields=fields)


def _serve(title: str, known: dict[str, Any]) -> Callable[[Ids], Edit]:
    """Hang an initiative on its key result or objective, once the cycle has one."""

    def build(ids: Ids) -> Edit:
        fields = {"key_result": ids[f"kr {known['kr']}"]} if "kr" in known else {"goal": ids[known["goal"]]}
        return Edit(ref=f"N{ids[f'plan {title}']}", fields=fields)

    return build


def _milestone(project: str, fields: dict[str, Any]) -> Callable[[Ids], Add]:
    return lambda ids: Add(kind="milestone", fields={**fields, "initiative": ids[f"plan {project}"]})


def _slip(key: str, slips: int) -> Callable[[Ids], Amend]:
    return lambda ids: Amend(table="milestone", row=ids[key], values={"slips": slips})


def _busy(agenda: Agenda, person: str, project: str, percent: int) -> Callable[[Ids], Record]:
    start, end = agenda.calendar.cycle
    return lambda ids: Record(
        table="allocation",
        values={
            "person_id": ids[person], "initiative_id": ids[f"plan {project}"], "percent": percent,
            "starts_on": start.isoformat(), "ends_on": end.isoformat(),
        },
    )  # fmt: skip


def _flow(agenda: Agenda) -> None:
    calendar = agenda.calendar
    at = calendar.at(-75, 14)
    agenda.add(at, "ana", Add(kind="flow", fields={"name": FLOW, "owner": "lena"}), keep="flow")
    for rank, (name, owner, system, touch, wait, worst) in enumerate(STEPS, 1):
        fields = {
            "name": name, "owner": owner, "system": system, "touch_hours": touch, "wait_hours": wait,
            "bottleneck": worst, "due_on": calendar.iso(30) if worst else "",
        }  # fmt: skip
        agenda.add(at, "ana", _flow_step(fields), keep=f"flow {rank}")
    finished = {"end_on": calendar.iso(-15)}
    agenda.add(calendar.at(-15, 16), "mei", lambda ids: Edit(ref=f"N{ids['plan Quick-start call']}", fields=finished))


def _flow_step(fields: dict[str, Any]) -> Callable[[Ids], Add]:
    return lambda ids: Add(kind="flow_step", fields={**fields, "flow": FLOW})
