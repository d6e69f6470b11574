"""Harbor Pay's last cycle, from its planning to its closing: read for good, and one objective of it goes on.

Routing worked, the trial had no owner, and Finance got to know what its partners cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.cycles.rules import ITEMS
from models.cycles.verbs import (
    AnswerReview,
    BeginClosing,
    CarryOver,
    CloseCycle,
    Learn,
    Score,
    StartCycle,
    TickPlanning,
)
from models.demo.agenda import Agenda, Ids
from models.demo.calendar import CYCLE_AGE, CYCLE_WEEKS
from models.okrs.verbs import CheckIn, CompleteStep
from models.verbs import Add, Case, Edit

LAST, NOW = 1, 2
"""The ids of the last cycle and of the running one."""

BEGAN = -CYCLE_AGE - CYCLE_WEEKS
"""The week of its first Monday, counted from the running one."""

ROUTED, SANDBOX, COSTS = (
    "Sales: every mid-market lead has a team that calls it",
    "Product: a sandbox that a regulator may look at",
    "Know what every partner costs",
)


@dataclass(frozen=True, slots=True)
class Past:
    """A key result of the last cycle. said: values of its weeks 1, 4, 7 and 10; why, cause: of its score."""

    key: str
    aim: str
    title: str
    owner: str
    fields: dict[str, Any]
    said: tuple[float, ...]
    why: str
    cause: str = ""


PASTS = (
    Past(
        "past routed", ROUTED, "Mid-market leads auto-routed by segment", "tomas",
        {"kind": "increase", "unit": "%", "start": 0, "target": 20}, (0, 3, 6, 10),
        "Two segments of four are routed", "Partner leads sit in a list of their own",
    ),
    Past(
        "past named", ROUTED, "Accounts given to a named team", "tomas", {"kind": "count", "target": 40},
        (6, 17, 30, 42), "Every team took its list within a month",
    ),
    Past(
        "past licence", SANDBOX, "Lenders who signed the trial contract", "mei", {"kind": "count", "target": 3},
        (0, 0, 1, 1), "One signed, one waits for its board", "The contract was written for shops",
    ),
    Past(
        "past signup", SANDBOX, "Steps from sign-up to sandbox", "mei",
        {"kind": "decrease", "start": 14, "target": 6}, (14, 12, 10, 9), "Five steps went, the bank's three stayed",
    ),
    Past(
        "past sandbox", SANDBOX, "Sandbox open to the first regulator", "lena", {"kind": "milestone"}, (),
        "Built and filled, nobody was invited", "It sat between three teams",
    ),
    Past(
        "past sheets", COSTS, "Partners with a full cost sheet", "sam", {"kind": "count", "target": 8},
        (1, 4, 6, 8), "All eight, the last one in week ten",
    ),
    Past(
        "past invoices", COSTS, "Partner invoices with a named owner", "sam",
        {"kind": "increase", "unit": "%", "start": 60, "target": 100}, (60, 71, 84, 92),
        "92 of 100: the rest are from before the ledger", "The old ledger has no field for an owner",
    ),
)  # fmt: skip

STEPS = (("Ledger copied without names", 1, 25), ("Filled with a year of test firms", 1, 60), ("Visited", 1, 85))
"""Steps of the sandbox: title, weight, days into the cycle it was due; all but the last one were done."""

AIMS = (
    (ROUTED, "Net revenue +20% this year", "tomas", "Sales", "stretch", "A lead that is called is the first choice"),
    (SANDBOX, "Net revenue +20% this year", "mei", "Product", "stretch", "Regulated firms try before they sign"),
    (COSTS, "Gross margin 62% or better", "sam", "Finance", "committed", "Margin first needs to be seen"),
)
"""Title, annual goal above it, owner, team, intent, why it supports the strategy."""

WENT = Case(
    reason="opportunity",
    case="One of the three lenders was bought by a bank that signs no trials.",
    evidence="Letter of the lender's new owner, in the deal folder",
    agreed_by="ana",
    told="Sales and Product, in the weekly review",
)

LESSONS = (
    (ROUTED, "worked", "One list a team: nobody asks whose lead it is"),
    (SANDBOX, "did_not", "The trial sat between three teams and had no owner"),
    (COSTS, "worked", "A sheet a week, read aloud by Finance"),
)

CARRIED = len(PASTS) + 1
"""The id of the key result that goes on: they are numbered as they are added."""


def live_last_cycle(agenda: Agenda) -> None:
    """Plan it, start it, check in every third week, change one target, score it and close it for good."""
    calendar = agenda.calendar
    start, end = calendar.last_cycle
    named = {"name": calendar.named(start, end), "start": start.isoformat(), "end": end.isoformat()}
    agenda.add(calendar.monday(BEGAN - 1, 10), "ana", Edit(ref=f"Q{LAST}", fields=named))
    for title, parent, owner, team, intent, because in AIMS:
        fields = {"title": title, "parent": parent, "owner": owner, "team": team, "intent": intent, "cycle": f"Q{LAST}"}
        agenda.add(calendar.monday(BEGAN - 1, 11), "ana", Add(kind="objective", fields=fields), keep=title)
        agenda.add(calendar.monday(BEGAN - 1, 15), "ana", asked(title, because))
    for past in PASTS:
        agenda.add(calendar.monday(BEGAN - 1, 13), "ana", _result(past), keep=past.key)
        for turn, value in enumerate(past.said):
            agenda.add(calendar.monday(BEGAN + 3 * turn, 15), past.owner, _said(past, value))
    _step_by_step(agenda)
    ready(agenda, LAST, BEGAN - 1)
    agenda.add(calendar.monday(BEGAN, 8), "ana", StartCycle(cycle=LAST))
    less = {"target": 2}
    changed = calendar.monday(BEGAN + 6, 11)
    agenda.add(changed, "mei", lambda ids: Edit(ref=f"KR{ids['past licence']}", fields=less, case=WENT))
    _close(agenda)


def ready(agenda: Agenda, cycle: int, week: int) -> None:
    """Tick every line of a cycle's checklist on the Friday of a week."""
    friday = agenda.calendar.monday(week, 16) + timedelta(days=4)
    for item in ITEMS:
        agenda.add(friday, "priya", TickPlanning(cycle=cycle, item=item.key))


def carry_on(agenda: Agenda, at: datetime, title: str, fields: dict[str, Any], target: float) -> None:
    """Let the routing go on in the running cycle as the objective `title`, which aims further."""
    before = agenda.calendar.monday(-9, 10, 30)
    agenda.add(before, "ana", lambda ids: CarryOver(goal=ids[ROUTED], into=NOW), keep=title)
    agenda.add(at, "ana", lambda ids: Edit(ref=f"O{ids[title]}", fields=fields))
    agenda.add(at, "ana", Edit(ref=f"KR{CARRIED}", fields={"target": target}))


def step(result: str, title: str, weight: float, due: str) -> Callable[[Ids], Add]:
    """Return how a step is added to the key result that is remembered as `result`. due: a day as ISO text."""
    fields: dict[str, Any] = {"title": title, "weight": weight, "due_on": due}
    return lambda ids: Add(kind="step", fields={**fields, "key_result": ids[result]})


def done(title: str) -> Callable[[Ids], CompleteStep]:
    """Return how the step that is remembered as `title` is done."""
    return lambda ids: CompleteStep(step=ids[title])


def asked(title: str, because: str) -> Callable[[Ids], AnswerReview]:
    """Return the answer that the objective `title` supports the strategy."""
    return lambda ids: AnswerReview(goal=ids[title], supports=True, reason=because)


def _step_by_step(agenda: Agenda) -> None:
    calendar = agenda.calendar
    start, _ = calendar.last_cycle
    for title, weight, into in STEPS:
        due = (start + timedelta(days=into)).isoformat()
        agenda.add(calendar.monday(BEGAN - 1, 14), "ana", step("past sandbox", title, weight, due), keep=title)
    for title, _, into in STEPS[:-1]:
        agenda.add(calendar.monday(BEGAN, 16) + timedelta(days=into), "lena", done(title))


def _close(agenda: Agenda) -> None:
    """Begin the closing on its last Friday, and end it before the next one starts on Monday."""
    friday = agenda.calendar.monday(-CYCLE_AGE - 1, 14) + timedelta(days=4)
    agenda.add(friday, "ana", BeginClosing(cycle=LAST))
    for past in PASTS:
        agenda.add(friday + timedelta(minutes=10), "ana", _score("KR", past.key, past.why, past.cause))
    for aim in AIMS:
        cause = "Nobody owned all of it" if aim[0] != ROUTED else ""
        agenda.add(friday + timedelta(minutes=20), "ana", _score("O", aim[0], "As its key results", cause))
    for title, outcome, said in LESSONS:
        agenda.add(friday + timedelta(minutes=30), "ana", _learnt(title, outcome, said))
    agenda.add(agenda.calendar.monday(-CYCLE_AGE, 7, 30), "ana", CloseCycle(cycle=LAST))


def _result(past: Past) -> Callable[[Ids], Add]:
    fields = {"title": past.title, "owner": past.owner, **past.fields}
    return lambda ids: Add(kind="key_result", fields={**fields, "goal": ids[past.aim]})


def _said(past: Past, value: float) -> Callable[[Ids], CheckIn]:
    return lambda ids: CheckIn(kr=ids[past.key], value=value, confidence=6)


def _score(kind: str, key: str, why: str, cause: str) -> Callable[[Ids], Score]:
    return lambda ids: Score(ref=f"{kind}{ids[key]}", reason=why, cause=cause or None)


def _learnt(title: str, outcome: str, said: str) -> Callable[[Ids], Learn]:
    return lambda ids: Learn(ref=f"O{ids[title]}", text=said, outcome=outcome)
