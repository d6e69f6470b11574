"""Harbor Pay's OKR tree: its goals of the year above one running cycle, and eight weeks of check-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.cycles.verbs import AddCycle, StartCycle
from models.demo.agenda import Agenda, Ids
from models.demo.key_results import DAY3, DEFAULT, LATECOMER, LEAVE, NAMED, RESULTS, STEPS, TRIAL, Result
from models.demo.last_cycle import CARRIED, NOW, asked, carry_on, done, live_last_cycle, ready, step
from models.okrs.verbs import CheckIn
from models.verbs import Add, AddNote, Case, Edit

C1, C2 = "Regulated mid-market over generic SMB", "Margin over top line this year"
"""The choices that the tree hangs on (models/demo/brief.py); from the third one nothing flows."""


@dataclass(frozen=True, slots=True)
class Top:
    """An imperative or an annual goal."""

    kind: str
    title: str
    parent: str = ""
    owner: str = ""
    choice: str = ""
    measure: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective. because: why it supports the strategy, as it was answered before the start."""

    title: str
    parent: str
    owner: str
    team: str = "T1"
    intent: str = "stretch"
    integrator: str = ""
    why: str = ""
    because: str = ""


WIN, FIX, EARN = (
    "Win regulated mid-market merchants",
    "Fix the first 14 days",
    "Margin over top line this year",
)
REVENUE, CHURN, MARGIN = "Net revenue +20% this year", "Early churn 12% to 7%", "Gross margin 62% or better"
TOPS = (
    Top("imperative", WIN, owner="ana", choice=C1, why="Compliance-heavy work is where we win and keep accounts."),
    Top("annual", REVENUE, WIN, "ana", C1, "Net revenue, year on year"),
    Top("imperative", FIX, owner="mei", choice=C1, why="Who does not reconcile in two weeks leaves in ninety days."),
    Top("annual", CHURN, FIX, "mei", C1, "Early churn (90 d)"),
    Top("imperative", EARN, owner="sam", choice=C2, why="Volume without margin bought us nothing in two years."),
    Top("annual", MARGIN, EARN, "sam", C2, "Gross margin"),
)

AIMS = (
    Aim(
        DEFAULT, REVENUE, "priya", integrator="priya",
        why="Three things stand in the way: approvals that take a week, leads without a team, a trial for shops.",
        because="It is the first choice, as merchants would see it",
    ),
    Aim(
        NAMED, DEFAULT, "tomas", "Sales", why="Half of the mid-market leads wait two days for a call.",
        because="A lead that is called is the first choice",
    ),
    Aim(
        TRIAL, DEFAULT, "mei", "Product", why="A regulated merchant cannot try us with a credit card.",
        because="Regulated firms try before they sign",
    ),
    Aim(
        DAY3, CHURN, "mei", integrator="mei", why="Accounts that reconcile on day three stay.",
        because="Who stays is whom the choice is for",
    ),
    Aim(
        LEAVE, MARGIN, "sam", "Finance", "committed", "sam", "Six partners bring 3% of revenue and cost 9% of margin.",
        because="It is the second choice, word by word",
    ),
)  # fmt: skip

GOES_ON = "routed"
"""The key result that was begun in the last cycle."""

LEARNED = Case(
    reason="learned",
    case="The partners we leave were not where the margin went: one deal in five is discounted over 15%.",
    evidence="List of all deals of the quarter, by Finance",
    agreed_by="sam",
    told="Sales and Finance, in the weekly review",
)

MOVED = Case(
    reason="opportunity",
    case="Two of the eight partners merged and renegotiated at our margin: exiting them now would lose money.",
    evidence="New contract of the merged partner: 64% margin from next month.",
    agreed_by="ana",
    told="Board letter, leadership review",
)


def plan_year(agenda: Agenda) -> None:
    """Add the imperatives and annual goals, 26 weeks ago."""
    at = agenda.calendar.monday(-26, 14)
    for top in TOPS:
        fields: dict[str, Any] = {
            "title": top.title, "parent": top.parent, "team": "T1", "owner": top.owner, "choice": top.choice,
            "measure": top.measure, "why": top.why, "supports_strategy": "yes",
        }  # fmt: skip
        agenda.add(at, "ana", Add(kind=top.kind, fields=fields), keep=top.title)


def plan_cycle(agenda: Agenda) -> None:
    """Plan the cycle in the week before it, start it on its Monday, and check in from then on."""
    calendar = agenda.calendar
    live_last_cycle(agenda)
    agenda.known[f"kr {GOES_ON}"] = CARRIED
    start, end = calendar.cycle
    named = AddCycle(name=calendar.named(start, end), start=start.isoformat(), end=end.isoformat())
    agenda.add(calendar.monday(-9, 10), "ana", named)
    for place, aim in enumerate(AIMS):
        at = calendar.monday(-9, 11, place)
        if aim.title == NAMED:
            carry_on(agenda, at, NAMED, _aim(aim), target=95)
        else:
            agenda.add(at, "ana", Add(kind="objective", fields=_aim(aim)), keep=aim.title)
        agenda.add(calendar.monday(-9, 15), "ana", asked(aim.title, aim.because))
    for result in RESULTS:
        if result.key != GOES_ON:
            agenda.add(calendar.monday(-9, 13), "ana", _result(result), keep=f"kr {result.key}")
        for ago, value, confidence, note in result.said:
            agenda.add(calendar.at(-ago, 15), result.owner, _said(result, value, confidence, note))
    _step_by_step(agenda)
    ready(agenda, NOW, -9)
    agenda.add(calendar.monday(-8, 8), "ana", StartCycle(cycle=NOW))
    moved = {"target": 6}
    agenda.add(calendar.at(-25, 11), "sam", lambda ids: Edit(ref=f"KR{ids['kr exits']}", fields=moved, case=MOVED))
    agenda.add(calendar.at(-22, 12), "ana", _result(LATECOMER, LEARNED), keep="kr discount")
    blocked = "Approvals, unnamed leads, the trial: each has an owner and a key result of its own."
    agenda.add(calendar.at(-40, 12), "priya", lambda ids: AddNote(ref=f"O{ids[DEFAULT]}", text=blocked, kind="why"))


def _step_by_step(agenda: Agenda) -> None:
    """Name the steps of the audit while the cycle is planned, and do them as they were done."""
    calendar = agenda.calendar
    for title, weight, due, ago in STEPS:
        agenda.add(calendar.monday(-9, 14), "ana", step("kr audit", title, weight, calendar.iso(due)), keep=title)
        if ago is not None:
            agenda.add(calendar.at(-ago, 16), "ines", done(title))


def _aim(aim: Aim) -> dict[str, Any]:
    return {
        "title": aim.title, "parent": aim.parent, "team": aim.team, "owner": aim.owner, "intent": aim.intent,
        "integrator": aim.integrator, "why": aim.why, "cycle": f"Q{NOW}",
    }  # fmt: skip


def _result(result: Result, case: Case | None = None) -> Callable[[Ids], Add]:
    fields: dict[str, Any] = {
        "title": result.title, "kind": result.kind, "unit": result.unit, "start": result.start,
        "target": result.target, "owner": result.owner, "measure": result.measure, "baseline": result.baseline,
        "controlled": result.controlled,
    }  # fmt: skip
    return lambda ids: Add(kind="key_result", fields={**fields, "goal": ids[result.goal]}, case=case)


def _said(result: Result, value: float | None, confidence: int | None, note: str) -> Callable[[Ids], CheckIn]:
    return lambda ids: CheckIn(kr=ids[f"kr {result.key}"], value=value, confidence=confidence, note=note)
