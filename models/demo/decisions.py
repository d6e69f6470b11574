"""Harbor Pay's twelve decisions in all lanes, its commitments and guardrails, with their approvals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.decisions.verbs import (
    AddLaneItem,
    AddOption,
    Affect,
    Approve,
    Decide,
    MakeDecision,
    Revisit,
    Tell,
)
from models.demo.agenda import Agenda, Ids
from models.demo.brief import MARGIN, MID_MARKET, REPORTING
from models.verbs import Edit


@dataclass(frozen=True, slots=True)
class Told:
    """One decision: asked and made so many days ago (None: still needed)."""

    key: str
    title: str
    lane: str
    who: str
    asked: int
    made: int | None
    chosen: str = ""
    because: str = ""
    context: str = ""
    options: tuple[tuple[str, str, str], ...] = ()
    by: int | None = None
    owner: str | None = None
    measure: str = ""
    choice: str = ""
    expected: str = ""
    revisit: int | None = None
    approved_by: str = ""
    affects: tuple[tuple[str, str], ...] = ()


DECISIONS = (
    Told(
        "partners", "Leave eight low-margin partners", "commitment", "sam", 176, 166, "Exit all eight by contract date",
        "They bring 3% of revenue and cost 9% of margin.", choice=MARGIN, measure="Gross margin",
        expected="Gross margin 62% or better", approved_by="ana", affects=(("Sales", "eight partner routes close"),),
    ),
    Told(
        "segments", "Which regulated segments first?", "autonomy", "priya", 155, 153, "Lenders, insurers, clinics",
        "Their auditors ask for the same evidence.", choice=MID_MARKET,
        options=(
            ("All of them", "no one is refused", "four packs at once"), ("Lenders, insurers, clinics", "one pack", ""),
        ),
    ),
    Told(
        "germany", "Pause Germany until early churn is below 10%", "commitment", "ana", 126, 119,
        "No German contract before four weeks below 10%", "We would sell what we cannot keep.",
        measure="Early churn (90 d)", approved_by="sam", affects=(("Sales", "two German leads wait"),),
    ),
    Told(
        "queue", "Deals under 50k get their own approval queue", "guardrail", "omar", 96, 84,
        "An own queue: Omar says yes or no within three days", "They wait behind whales: five days for a price of 20k.",
        "Every price goes through one queue of four approvers. Nine of ten small deals were never changed.",
        (
            ("Raise the limit to 10k", "no new queue", "helps one deal in five"),
            ("Own queue under 50k, Omar decides", "five days become two", "Omar is away in summer"),
            ("No approval under 50k", "fastest", "margin guardrail is blind"),
        ),
        measure="Sub-50k price approval", choice=MID_MARKET, expected="From 5 days to 1", revisit=21,
        affects=(("Sales", "ask in the new queue"), ("Finance", "sees a weekly list instead of each deal")),
    ),
    Told(
        "reporting", "Twelve engineers to the reporting module", "commitment", "mei", 68, 61,
        "Twelve, from both squads", "Auditors want our ledger.", choice=REPORTING, approved_by="ana",
        affects=(("Product", "guided trial keeps two engineers"),), revisit=36,
    ),
    Told(
        "import", "Guided import for accounts over 10k rows", "autonomy", "mei", 46, 44, "Guided, with a person",
        "Four of ten large imports fail unattended.", affects=(("Provisioning", "one hour an account"),),
    ),
    Told(
        "call", "Quick-start call over 10k rows", "autonomy", "mei", 26, 24, "A call on day one",
        "Accounts that got one logged in two days earlier.", measure="Contract to first login", revisit=14,
    ),
    Told(
        "fifteen", "Discounts over 15% need Sam's yes", "guardrail", "sam", 22, 17, "From 15% on Sam says yes or no",
        "One deal in five goes out above 15%.", choice=MARGIN, measure="Deals discounted over 15%",
    ),
    Told(
        "half", "Partner pipeline counts at half its value", "autonomy", "ana", 13, 8, "At 50% from next week",
        "Partner win rate is half of direct.", "Coverage fell ten weeks; partner deals are in no number.",
        (("At 100%", "looks well", "is not"), ("At 50%", "matches the win rate", ""), ("Not at all", "", "blind")),
        measure="Expansion pipeline coverage", affects=(("Sales", "routes partner leads into the same list"),),
    ),
    Told(
        "floor", "Discount floor for multi-year deals?", "commitment", "ana", 20, None, by=-6, owner="ana",
        context="Two three-year offers wait for it.", choice=MARGIN,
        options=(("12%", "margin holds", "both offers are at 14%"), ("15%", "both close", "half a point of margin")),
    ),
    Told(
        "leads", "Which segment owns partner-sourced leads?", "autonomy", "priya", 11, None, owner="",
        context="A third of mid-market leads come through partners and belong to nobody.",
    ),
    Told(
        "shift", "Add a second tier-2 shift?", "autonomy", "jonas", 2, None, by=5, owner="jonas",
        context="Response is 6.2 hours against a plan of 4.", measure="Tier-2 support response",
    ),
)  # fmt: skip

ITEMS: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (161, "lena", "ana", {
        "kind": "commitment", "text": "Merchants are settled on time", "team": "Provisioning",
        "measure": "On-time settlement", "operator": ">=", "limit": 99.5, "because": "Contracts say so",
    }),
    (160, "sam", "ana", {
        "kind": "commitment", "text": "Gross margin at 62% at year's end", "team": "Finance",
        "because": "Promised to the board",
    }),
    (140, "ines", "", {
        "kind": "guardrail", "text": "No personal data leaves the support tool", "team": "T1",
        "measure": "Support exports with personal data", "operator": "<=", "limit": 0,
    }),
    (83, "omar", "", {
        "kind": "guardrail", "text": "Deals under 50k are answered within three days", "team": "RevOps",
        "measure": "Sub-50k price approval", "operator": "<=", "limit": 5,
    }),
    (17, "sam", "", {"kind": "guardrail", "text": "No discount over 15% without Finance", "team": "Finance"}),
)  # fmt: skip


def decide(agenda: Agenda) -> None:
    """Ask, weigh, decide, approve and tell, each on its day; then agree on commitments and guardrails."""
    for told in DECISIONS:
        _ask(agenda, told)
        if told.made is not None:
            _make(agenda, told, told.made)
    calendar = agenda.calendar
    for ago, who, approves, given in ITEMS:
        key = f"item {given['text']}"
        agenda.add(calendar.at(-ago, 10), who, AddLaneItem(**given), keep=key)
        if approves:
            agenda.add(calendar.at(-ago + 2, 10), approves, _approve(key, "L", "Stands"))


def _ask(agenda: Agenda, told: Told) -> None:
    calendar = agenda.calendar
    asked = calendar.at(-told.asked, 10, 20)
    owner = told.who if told.owner is None else told.owner
    needed_by = calendar.iso(told.by) if told.by is not None else ""
    agenda.add(
        asked, told.who,
        Decide(
            text=told.title, team="T1", owner=owner, lane=told.lane, context=told.context, needed_by=needed_by,
            needed=True,
        ),
        keep=f"decision {told.key}",
    )  # fmt: skip
    fields = {"measure": told.measure, "choice": told.choice, "expected": told.expected}
    links = {name: value for name, value in fields.items() if value}
    if links:
        agenda.add(calendar.at(-told.asked, 10, 30), told.who, _on(told.key, lambda ref: Edit(ref=ref, fields=links)))
    for title, pro, con in told.options:
        agenda.add(calendar.at(-told.asked, 10, 40), told.who, _option(told.key, title, pro, con))
    for team, effect in told.affects:
        agenda.add(calendar.at(-told.asked, 10, 50), told.who, _affect(told.key, team, effect))


def _make(agenda: Agenda, told: Told, ago: int) -> None:
    calendar = agenda.calendar
    agenda.add(
        calendar.at(-ago, 11), told.who,
        _on(told.key, lambda ref: MakeDecision(ref=ref, chosen=told.chosen, because=told.because)),
    )  # fmt: skip
    if told.approved_by:
        approve = _approve(f"decision {told.key}", "D", "Agreed in the leadership review")
        agenda.add(calendar.at(-ago, 16), told.approved_by, approve)
    if told.affects:
        agenda.add(calendar.at(-ago + 1, 9), told.who, _on(told.key, lambda ref: Tell(ref=ref)))
    if told.revisit is not None:
        until = calendar.iso(told.revisit)
        agenda.add(calendar.at(-ago + 1, 9), told.who, _on(told.key, lambda ref: Revisit(refs=(ref,), on=until)))


def _on(key: str, build: Callable[[str], Any]) -> Callable[[Ids], Any]:
    return lambda ids: build(f"D{ids[f'decision {key}']}")


def _option(key: str, title: str, pro: str, con: str) -> Callable[[Ids], Any]:
    return _on(key, lambda ref: AddOption(ref=ref, title=title, pro=pro, con=con))


def _affect(key: str, team: str, effect: str) -> Callable[[Ids], Any]:
    return _on(key, lambda ref: Affect(ref=ref, team=team, effect=effect))


def _approve(key: str, letter: str, text: str) -> Callable[[Ids], Any]:
    return lambda ids: Approve(ref=f"{letter}{ids[key]}", text=text)
