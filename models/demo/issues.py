"""What Harbor Pay talks about: issues, one private, one escalated and answered, what was raised by hand, learnings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.demo.agenda import Agenda, Ids
from models.issues.verbs import (
    AddTodo,
    AnswerIssue,
    Discuss,
    Identify,
    RaiseHot,
    RaiseIssue,
    Rank,
    RouteIssue,
    SnoozeIssue,
    Solve,
    SolveIssue,
    Vote,
)
from models.people.looked import Look
from models.verbs import Add, AddNote

RAISED: tuple[tuple[str, int, str, dict[str, Any]], ...] = (
    ("cover", 14, "ana", {"title": "Pipeline coverage below 3x for weeks", "owner": "ana", "estimate": 6}),
    ("feed", 6, "tomas", {"title": "Trial data feed late: Sales waits on Product", "owner": "mei", "estimate": 5}),
    ("tier2", 6, "jonas", {"title": "Tier-2 response worse six weeks running", "owner": "jonas", "estimate": 4}),
    ("stage", 2, "tomas", {"title": "Reps reject the new stage 'commit'", "owner": "tomas"}),
    ("comp", 4, "sam", {"title": "Compensation plan table blocks the letters", "owner": "omar"}),
    ("german", 8, "tomas", {"title": "Germany lead asks for a pilot", "owner": "tomas"}),
    ("script", 31, "lena", {"title": "Provisioning script fails on shared accounts", "owner": "lena"}),
    (
        "offer", 4, "sam",
        {"title": "Our controller has an offer from a competitor", "team": "Finance", "owner": "sam", "private": True},
    ),
    ("audit", 19, "ines", {"title": "Auditors ask for a retention date we cannot name", "team": "Compliance"}),
)  # fmt: skip
"""Key, days ago, by whom, what."""

ABOUT = {"cover": "cover", "tier2": "tier2"}
VOTES = {"cover": ("ana", "tomas", "sam", "priya"), "feed": ("tomas", "priya", "omar"), "tier2": ("jonas", "lena")}

LEARNED = (
    (
        33, "lena", "postmortem", "Two large imports failed on the same night",
        "Both files had more than 10k rows and no checksum; retries doubled the load.",
        "No limit in the tool, no alarm, one person on call.",
        "Imports over 10k rows are guided, and the tool stops at the first bad block.",
    ),
    (
        18, "omar", "experiment", "Approval without a second signature under 20k",
        "Forty deals in two weeks; one would have been changed.", "The second signature came after the customer's no.",
        "Under 20k one signature is enough.",
    ),
    (
        62, "priya", "retrospective", "Last cycle: routing worked, the trial had no owner",
        "Routing by segment went from 0 to 10%.", "The trial sat between three teams.",
        "Every key result has an integrator who signs it.",
    ),
)  # fmt: skip

WHYS = (
    ("cover", "ana", 7, "Two reps out; pipeline from partners is not counted."),
    ("tier2", "jonas", 6, "The queue doubled after release 4.2."),
    ("adopt", "mei", 6, "Flat since the data feed broke."),
)


def talk(agenda: Agenda) -> None:
    """Raise, vote, discuss, escalate and answer, each on its day."""
    calendar = agenda.calendar
    for key, ago, who, given in RAISED:
        agenda.add(calendar.at(-ago, 11, 10), who, _raise(key, given), keep=f"issue {key}")
    for key, voters in VOTES.items():
        for place, handle in enumerate(voters):
            agenda.add(calendar.at(-3, 12, place), handle, _on(key, lambda ref: Vote(issue=ref)))
    _discuss(agenda)
    _escalate(agenda)
    for key, who, ago, text in WHYS:
        agenda.add(calendar.at(-ago, 15, 30), who, _why(key, text))
    for ago, who, kind, title, facts, factors, change in LEARNED:
        fields = {"title": title, "kind": kind, "facts": facts, "factors": factors, "change": change, "team": "T1"}
        agenda.add(calendar.at(-ago, 16, 40), who, Add(kind="learning", fields=fields))
    hot = "Harbour Clinics cannot export its audit log"
    agenda.add(calendar.at(-1, 11), "ines", RaiseHot(text=hot, owner="jonas"))
    agenda.add(calendar.at(-5, 9), "ana", AddTodo(title="Answer the board on the hiring plan", due=calendar.iso(0)))
    agenda.add(calendar.at(-6, 9), "mei", AddTodo(title="Name an owner for the trial schema", due=calendar.iso(2)))
    _look(agenda)


def _discuss(agenda: Agenda) -> None:
    calendar = agenda.calendar
    at = calendar.at(-8, 10, 40)
    real = "Partner-sourced pipeline is not counted, and nobody owns it."
    agenda.add(at, "ana", _on("cover", lambda ref: Identify(issue=ref, text=real)))
    for minute, handle, said in (
        (41, "ana", "Coverage counts only direct deals."),
        (42, "tomas", "Partners send a third of the leads."),
        (43, "sam", "Margin on those is fine."),
    ):
        agenda.add(calendar.at(-8, 10, minute), handle, _line("cover", said))
    agenda.add(calendar.at(-3, 13), "ana", _on("cover", lambda ref: Rank(issue=ref, place=1)))
    until = calendar.iso(14)
    agenda.add(calendar.at(-7, 13), "tomas", _on("german", lambda ref: SnoozeIssue(issues=(ref,), until=until)))
    fixed = "The script asks for the account owner first."
    agenda.add(calendar.at(-22, 11), "lena", _on("script", lambda ref: Solve(issue=ref, text=fixed)))
    agenda.add(calendar.at(-22, 11, 5), "lena", _on("script", lambda ref: SolveIssue(issues=(ref,))))


def _escalate(agenda: Agenda) -> None:
    calendar = agenda.calendar
    answer = "Ten years for ledgers, ninety days for tickets; Legal signed it."
    agenda.add(calendar.at(-18, 9), "ines", _on("audit", lambda ref: RouteIssue(issues=(ref,), team="T1")))
    agenda.add(calendar.at(-9, 10, 50), "ana", _on("audit", lambda ref: AnswerIssue(issue=ref, text=answer)))
    agenda.add(calendar.at(-9, 10, 55), "ana", _on("audit", lambda ref: SolveIssue(issues=(ref,))))


def _look(agenda: Agenda) -> None:
    """Everybody has opened Today before; Ana last did three days ago, so others have done something since."""
    calendar = agenda.calendar
    for handle in ("ines", "jonas", "lena", "mei", "omar", "priya", "sam", "tomas"):
        agenda.add(calendar.at(-2, 7, 30), handle, Look())
    agenda.add(calendar.at(-3, 16, 10), "ana", Look())


def _raise(key: str, given: dict[str, Any]) -> Callable[[Ids], RaiseIssue]:
    fields = {"team": "T1", **given}
    return lambda ids: RaiseIssue(**fields, ref=f"M{ids[ABOUT[key]]}" if key in ABOUT else "")


def _on(key: str, build: Callable[[str], Any]) -> Callable[[Ids], Any]:
    return lambda ids: build(f"I{ids[f'issue {key}']}")


def _line(key: str, text: str) -> Callable[[Ids], Any]:
    return _on(key, lambda ref: Discuss(issue=ref, text=text))


def _why(key: str, text: str) -> Callable[[Ids], AddNote]:
    return lambda ids: AddNote(ref=f"M{ids[key]}", text=text, kind="why")
