"""Harbor Pay's strategy brief: a first version half a year ago, the second one when Germany was put off."""

from __future__ import annotations

from typing import Any

from models.demo.agenda import Agenda
from models.demo.people import PEOPLE
from models.strategy.verbs import (
    Acknowledge,
    AddToDraft,
    AnswerDoubt,
    DoubtIt,
    Judge,
    LinkMeasure,
    MarkSentence,
    Publish,
    StartDraft,
    WriteBrief,
)

VISION = "Regulated mid-market firms in Europe take payments through us because their auditors ask them to."
ELEPHANTS = "Sales still chases whales: 61% of pipeline is above 500k.\nNobody has said out loud that SMB stays flat."

MID_MARKET = "Regulated mid-market over generic SMB"
MARGIN = "Margin over top line this year"
REPORTING = "Build, not buy, reporting"

CHOICES: tuple[dict[str, Any], ...] = (
    {
        "statement": MID_MARKET, "rather_than": "Generic SMB self-serve",
        "because": "We win compliance-heavy work and keep it; shops leave for the cheapest fee.",
        "consequence": "Longer cycles; fewer, larger accounts. SMB growth stays flat this year.",
    },
    {
        "statement": MARGIN, "rather_than": "Volume through partners",
        "because": "Two years of volume brought no operating profit.",
        "consequence": "We leave low-margin partners and change how sales is paid.",
    },
    {
        "statement": REPORTING, "rather_than": "A bought reporting suite",
        "because": "Auditors want our ledger, not a copy of it.",
        "consequence": "Ships a quarter later and takes twelve engineers.",
    },
)  # fmt: skip

DISCOUNTS = {"statement": "Sign discounts over 15% without executive approval"}
GERMANY = {
    "statement": "Expand to Germany until early churn is below 10% for four weeks", "measure": "Early churn (90 d)",
    "operator": "<", "limit": 10, "periods": 4,
}  # fmt: skip

ASSUMPTIONS = (
    {"statement": "Regulators keep asking mid-market firms for the same evidence as banks", "still_holds": "yes"},
    {"statement": "A merchant that reconciles on day three stays", "measure": "Early churn (90 d)"},
)

NAMED = ("Net revenue, year on year", "Net revenue retention", "Mid-market share", "Early churn", "Gross margin")


MARKS = (
    ("tomas", "C4", "Sales", "Sub-50k approvals leave the whale queue."),
    ("mei", "C4", "Product", "We stop polishing SMB self-serve."),
    ("jonas", "C4", "Support", "Day three is where we lose them: we call on day two."),
)
"""Who marked which choice of the second version for which team, and how it changes their week."""


def choose(agenda: Agenda) -> None:
    """Publish both versions; everybody has read the second, one doubt is answered and one is open."""
    calendar = agenda.calendar
    drafted = calendar.monday(-27, 13)
    agenda.add(drafted, "ana", WriteBrief(vision=VISION, elephants=ELEPHANTS))
    for choice in CHOICES:
        agenda.add(drafted, "ana", AddToDraft(kind="choice", fields=choice))
    agenda.add(drafted, "ana", AddToDraft(kind="exclusion", fields=DISCOUNTS))
    for assumption in ASSUMPTIONS:
        agenda.add(drafted, "ana", AddToDraft(kind="assumption", fields=assumption))
    agenda.add(calendar.monday(-27, 17), "ana", Publish())
    again = calendar.at(-112, 13)
    agenda.add(again, "ana", StartDraft())
    agenda.add(again, "ana", AddToDraft(kind="exclusion", fields=GERMANY))
    for name in NAMED:
        agenda.add(again, "ana", LinkMeasure(measure=name))
    agenda.add(calendar.at(-111, 9), "ana", Publish(version=2))
    for place, person in enumerate(PEOPLE):
        agenda.add(calendar.at(-110 + place, 8, 30), person[0], Acknowledge())
    _doubt(agenda)
    for place, (handle, ref, team, said) in enumerate(MARKS):
        agenda.add(calendar.at(-1, 9 + place), handle, MarkSentence(sentence=ref, text=said, team=team))


def _doubt(agenda: Agenda) -> None:
    """The second version's choices are C4 to C6: they were copied in the order of the first's."""
    calendar = agenda.calendar
    whales, answer = "Whales pay the bills: two of them are the quarter.", "They may stay; no new one gets a discount."
    vendor = "The vendor's price fell 40% and module one is late."
    agenda.add(calendar.at(-80, 12), "tomas", DoubtIt(ref="C4", text=whales))
    agenda.add(calendar.at(-78, 9), "ana", AnswerDoubt(ref="DB1", answer=answer))
    agenda.add(calendar.at(-21, 12), "mei", DoubtIt(ref="C6", text=vendor))
    agenda.add(calendar.at(-20, 9), "ana", Judge(ref="C4", holds=True))
    agenda.add(calendar.at(-20, 9), "ana", Judge(ref="C5", holds=True))
