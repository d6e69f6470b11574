"""Harbor Pay's key results and what was said about them.

Numbers in `said` are (days ago, value, confidence, note); the newest one is what the tree shows.
"""

from __future__ import annotations

from dataclasses import dataclass

Said = tuple[int, float | None, int | None, str]

DEFAULT, NAMED, TRIAL, DAY3, LEAVE = (
    "Default choice for compliance-heavy mid-market",
    "Sales: every mid-market lead reaches a named team",
    "Product: a trial that is not SMB self-serve",
    "New accounts reconcile on day three",
    "Leave low-margin partnerships without losing logos",
)


@dataclass(frozen=True, slots=True)
class Result:
    """A key result with its check-ins; `measure` names the scorecard line it takes its value from."""

    key: str
    goal: str
    title: str
    owner: str
    kind: str
    said: tuple[Said, ...]
    unit: str = ""
    start: float | None = None
    target: float | None = None
    measure: str = ""
    baseline: str = ""
    controlled: bool = True


RESULTS = (
    Result(
        "share", DEFAULT, "Mid-market share of new bookings", "priya", "increase", unit="%", start=4, target=17,
        measure="Mid-market share of bookings",
        said=(
            (52, None, 5, ""),
            (38, None, 5, ""),
            (24, None, 6, ""),
            (10, None, 5, ""),
            (3, None, 5, "two logos in legal"),
        ),
    ),
    Result(
        "approvals", DEFAULT, "Price approvals under 50k, days", "omar", "decrease", unit="d", start=5, target=1,
        measure="Sub-50k price approval",
        said=(
            (51, None, 5, ""),
            (37, None, 5, ""),
            (23, None, 6, ""),
            (9, None, 6, ""),
            (2, None, 6, "the own queue works"),
        ),
    ),
    Result(
        "trial", DEFAULT, "Trial to first transaction in 7 days", "mei", "increase", unit="%", start=23, target=45,
        said=(
            (50, 23, 6, ""),
            (43, 25, 6, ""),
            (36, 26, 5, ""),
            (29, 29, 5, ""),
            (22, 31, 5, ""),
            (9, 31, 4, "stopped moving when the data feed broke"),
        ),
    ),
    Result(
        "routed", NAMED, "Mid-market leads auto-routed by segment", "tomas", "increase", unit="%", start=10, target=95,
        said=(
            (49, 10, 5, ""),
            (42, 22, 5, ""),
            (35, 38, 6, ""),
            (28, 51, 6, ""),
            (21, 60, 7, ""),
            (14, 66, 7, ""),
            (7, 69, 7, ""),
            (1, 70, 7, "partner leads are the rest"),
        ),
    ),
    Result(
        "called", NAMED, "Lead to first call, median hours", "tomas", "decrease", unit="h", start=41, target=8,
        measure="Lead to first call",
        said=(
            (49, None, 5, ""),
            (28, None, 6, ""),
            (8, None, 6, ""),
            (1, None, 6, ""),
        ),
    ),
    Result(
        "copied", NAMED, "Mid-market share of new bookings", "tomas", "increase", unit="%", start=4, target=17,
        measure="Mid-market share of bookings", controlled=False,
        said=(
            (49, None, 5, ""),
            (15, None, 5, ""),
            (1, None, 5, ""),
        ),
    ),
    Result(
        "guided", TRIAL, "Guided trial live for 3 segments", "mei", "count", target=3, baseline="was 0",
        said=(
            (48, 0, 6, ""),
            (34, 1, 6, "lenders live"),
            (27, 1, 4, ""),
            (19, 1, 2, "no engineers left"),
            (12, 1, 2, "segment 2 slipped again"),
        ),
    ),
    Result(
        "pack", TRIAL, "Compliance pack accepted first time", "ines", "increase", unit="%", start=40, target=80,
        said=(
            (47, 40, 5, ""),
            (40, 44, 5, ""),
            (33, 47, 6, ""),
            (26, 50, 6, ""),
            (18, 53, 6, ""),
            (11, 56, 6, ""),
            (4, 58, 6, "two auditors now take the short form"),
        ),
    ),
    Result(
        "churn", DAY3, "Early churn, 90 days", "mei", "decrease", unit="%", start=12, target=7,
        measure="Early churn (90 d)",
        said=(
            (46, None, 5, ""),
            (30, None, 6, ""),
            (16, None, 6, ""),
            (2, None, 6, ""),
        ),
    ),
    Result(
        "import", DAY3, "First import succeeds, accounts >10k rows", "lena", "increase", unit="%", start=62, target=95,
        said=(
            (45, 62, 6, ""),
            (38, 65, 6, ""),
            (31, 69, 6, ""),
            (23, 73, 6, ""),
            (9, 75, 6, ""),
            (2, 74, 4, "two big accounts failed"),
        ),
    ),
    Result(
        "tickets", DAY3, "Tickets per 100 new accounts", "jonas", "decrease", start=40, target=28,
        measure="Tickets per 100 new accounts",
        said=(
            (44, None, 5, ""),
            (17, None, 5, ""),
            (3, None, 5, "queue doubled after release 4.2"),
        ),
    ),
    Result(
        "login", DAY3, "Contract to first login, days", "lena", "decrease", unit="d", start=8, target=1,
        measure="Contract to first login",
        said=(
            (45, None, 6, ""),
            (20, None, 7, ""),
            (2, None, 8, ""),
        ),
    ),
    Result(
        "exits", LEAVE, "Low-margin partners exited", "sam", "count", target=8, baseline="was none",
        said=(
            (43, 0, 7, ""),
            (36, 1, 7, ""),
            (29, 2, 7, ""),
            (22, 3, 7, ""),
            (11, 4, 7, ""),
            (5, 4, 7, "no logo lost so far"),
        ),
    ),
    Result(
        "audit", TRIAL, "Trial passes its outside audit", "ines", "milestone",
        said=((46, None, 6, ""), (25, None, 6, ""), (3, None, 7, "the auditor has the papers")),
    ),
)  # fmt: skip

STEPS = (
    ("Data room agreed with two auditors", 1, -34, 36), ("Sandbox without real accounts", 1, -13, 16),
    ("Outside audit passed", 2, 12, None),
)  # fmt: skip
"""Steps of the audit: title, weight, days from today it is due, days ago it was done."""

LATECOMER = Result(
    "discount", LEAVE, "Deals discounted over 15%", "ana", "decrease", (), "%", 22, 12,
)  # fmt: skip
"""Added in the cycle with its case; its owner has never said a number."""
