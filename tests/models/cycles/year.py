"""A small tree in the cycle 2026-Q3, for tests of what happens to a cycle.

O2 (stretch) has KR1 4 > 17 at 9, KR2 count 10 at 12, KR3 milestone with 2 of 3 steps; O3 (committed) has KR4 >= 95.
"""

from __future__ import annotations

from models.cycles.verbs import BeginClosing, Score
from models.okrs.verbs import CheckIn, CompleteStep
from models.store.store import Store
from models.verbs import Add, Edit

KEY_RESULTS = (
    {"title": "Share of bookings", "goal": "O2", "start": 4, "target": 17, "unit": "%"},
    {"title": "Logos signed", "goal": "O2", "kind": "count", "target": 10, "baseline": "2 a quarter"},
    {"title": "Trial ready", "goal": "O2", "kind": "milestone"},
    {"title": "Uptime", "goal": "O3", "kind": "threshold", "low": 95, "unit": "%"},
)
STEPS = (("Plan", "2026-07-20"), ("Build", "2026-08-10"), ("Launch", "2026-09-25"))
REFS = ("KR1", "KR2", "KR3", "KR4", "O2", "O3")


def plan(store: Store) -> None:
    """Put the cycle back into planning and plan it: an imperative, two objectives, four key results."""
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="imperative", fields={"title": "Mid-market"}))
    wanted = {"parent": "G1", "owner": "ana", "team": "T1"}
    store.write(Add(kind="objective", fields={"title": "Default choice", "intent": "stretch", **wanted}))
    store.write(Add(kind="objective", fields={"title": "Keep the lights on", "intent": "committed", **wanted}))
    for fields in KEY_RESULTS:
        store.write(Add(kind="key_result", fields={**fields, "owner": "ben"}))
    for title, due in STEPS:
        store.write(Add(kind="step", fields={"title": title, "key_result": "KR3", "due_on": due}))


def run(store: Store) -> None:
    """Plan the cycle, start it and check in: KR1 5/13, KR2 12/10, KR3 2/3, KR4 one week of two met."""
    plan(store)
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    store.write(CheckIn(kr=1, value=9))
    store.write(CheckIn(kr=2, value=12))
    for step in (1, 2):
        store.write(CompleteStep(step=step))
    store.write(CheckIn(kr=4, value=96, period=202631))
    store.write(CheckIn(kr=4, value=90, period=202632))


def score_all(store: Store) -> None:
    """Begin the closing and give every score with reason and cause, as the arithmetic proposes."""
    store.write(BeginClosing(cycle=1))
    for ref in REFS:
        store.write(Score(ref=ref, reason="as it came", cause="legal took three weeks"))
