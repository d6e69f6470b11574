"""The demo company after colleagues who mean harm have been at it: every text field holds an attack string.

`by_verbs` writes through the same verbs as everybody; `by_force` writes past them into the file, as somebody
with the database in an editor would, so that what the door removes must be removed on the way out as well.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from models.clock import FrozenClock
from models.cycles.verbs import AnswerReview, Learn
from models.issues.verbs import Discuss, Identify, RaiseHot, Solve
from models.kinds import KINDS
from models.okrs.verbs import CheckIn
from models.reviews.verbs import Capture, CaptureDecision, StartReview
from models.scorecard.verbs import EnterReading
from models.store.store import Store
from models.strategy.verbs import AddToDraft, DoubtIt, Publish, StartDraft, WriteBrief
from models.verbs import Add, AddNote, Batch
from tests.hostile import HOSTILE
from tests.tui.journey import NOW

NEEDED: dict[str, dict[str, Any]] = {
    "team": {"parent": "T1"},
    "role": {"team": "T1", "on_leadership": True},
    "cycle": {"start": "2027-01-01", "end": "2027-03-31"},
    "objective": {"team": "T1", "intent": "stretch"},
    "annual": {"team": "T1"},
    "imperative": {"team": "T1"},
    "measure": {"team": "T1"},
    "trigger": {"measure": "M1", "operator": "<", "limit": "1"},
    "issue": {"team": "T1"},
    "todo": {"due_on": "2026-08-20", "owner": "ana"},
    "decision": {"team": "T1"},
    "lane_item": {"kind": "guardrail", "team": "T1"},
    "initiative": {"team": "T1"},
    "milestone": {"initiative": "N1"},
    "dependency": {"from_team": "T1", "to_team": "T2", "needed_on": "2026-08-21"},
    "flow": {},
    "flow_step": {},
    "learning": {"team": "T1"},
}
"""Kind -> the fields that have to be given besides texts."""

ELSEWHERE = {"review_time", "handle", "ref"}
"""Title fields that are not free text."""

FREE = frozenset(
    (
        "action", "answer", "baseline_text", "because", "cause", "change", "chosen", "con", "consequence",
        "consequences", "context", "definition", "discussion", "disposition_reason", "effect", "elephants", "email",
        "evidence", "expected", "factors", "facts", "final_reason", "formula", "grounds", "how", "hypothesis",
        "imported_note", "learned", "minutes", "name", "note", "outcome", "owner_text", "pro", "proposed_because",
        "purpose", "rather_than", "real_issue", "reason", "solution", "statement", "summary", "supports_reason",
        "system", "target_text", "text", "title", "told", "unit", "vision", "what", "why",
    )
)  # fmt: skip
"""Names of columns that hold what people typed."""


RUNNING = (
    "SELECT min(k.id) FROM key_result k JOIN goal g ON g.id = k.goal_id JOIN cycle c ON c.id = g.cycle_id"
    " WHERE c.state = 'active' AND k.measure_id IS NOT NULL"
)
"""A key result of the running cycle whose value a measure gives."""


def by_verbs(path: Path) -> None:
    """Write every attack string into every text field of every kind, through the verbs that people use."""
    store = Store(str(path), handle="ana", clock=FrozenClock(NOW, "Europe/Berlin"))
    try:
        store.write(StartDraft())
        review = int(store.write(StartReview(team="T1")).value)
        cycle = int(store.write(Add(kind="cycle", fields={"name": "Next", **NEEDED["cycle"]})).value)
        flow = int(store.write(Add(kind="flow", fields={"name": "Flow"})).value)
        result = int(store.reader.value(RUNNING))
        for attack in HOSTILE:
            title = attack[:190]
            made = store.write(Batch(verbs=tuple(_adds(attack, title, cycle, flow))))
            objective, issue = int(made.value[0]), int(made.value[1])
            store.write(Batch(verbs=tuple(_said(attack, title, review, objective, issue, result))))
        store.write(Publish())
    finally:
        store.close()


def _adds(attack: str, title: str, cycle: int, flow: int) -> list[Any]:
    """Return what adds one row of every kind; the objective comes first, the issue second."""
    found = []
    for name in sorted(NEEDED, key=lambda name: (name != "objective", name != "issue")):
        kind, needed = KINDS[name], dict(NEEDED[name])
        texts = {
            field.name: title if field.type == "title" else attack
            for field in kind.fields
            if field.type in ("title", "note") and field.name not in ELSEWHERE
        }
        if name == "objective":
            needed["cycle"] = f"Q{cycle}"
        if name == "cycle":  # each its own year
            year = 2028 + HOSTILE.index(attack)
            needed = {"start": f"{year}-01-01", "end": f"{year}-03-31"}
        if name == "flow_step":
            needed["flow"] = flow
        found.append(Add(kind=name, fields={**texts, **needed}))
    return found


def _said(attack: str, title: str, review: int, objective: int, issue: int, result: int) -> list[Any]:
    """Return what is said about a row that was added, in the brief and in a review."""
    captured = [
        Capture(review=review, step=3, kind=kind, text=title, ref="M1") for kind in ("why", "change", "headline", "win")
    ]
    return [
        Add(kind="key_result", fields={"title": title, "goal": objective, "kind": "boolean", "baseline": title}),
        AddNote(ref=f"O{objective}", text=attack),
        AnswerReview(goal=objective, supports=True, reason=title),
        Learn(ref="Q1", text=title, outcome="did_not"),
        AddNote(ref=f"O{objective}", text=attack, kind="why"),
        Identify(issue=f"I{issue}", text=title),
        Discuss(issue=f"I{issue}", text=title),
        Solve(issue=f"I{issue}", text=title),
        RaiseHot(text=title),
        CheckIn(kr=result, confidence=5, note=attack),
        EnterReading(measure=1, value=100, note=attack),
        WriteBrief(vision=attack, elephants=attack),
        AddToDraft(kind="choice", fields=dict.fromkeys(("statement", "rather_than", "because", "consequence"), title)),
        AddToDraft(kind="exclusion", fields={"statement": title}),
        AddToDraft(kind="assumption", fields={"statement": title}),
        DoubtIt(ref="C4", text=title),
        CaptureDecision(review=review, step=7, text=title),
        *captured,
    ]


def by_force(path: Path, turn: int = 0) -> None:
    """Put attack strings as they are into every free text of every row; `turn` gives each row another one."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            for place, column in enumerate(columns):
                if column in FREE and (table, column) not in STRUCTURE:
                    rows = connection.execute(f'SELECT rowid FROM "{table}" WHERE "{column}" IS NOT NULL').fetchall()
                    connection.executemany(
                        f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE rowid = ?',
                        [(_attack(table, number + place + turn), number) for (number,) in rows],
                    )
        organisation = json.dumps(HOSTILE[turn % len(HOSTILE)])
        connection.execute("UPDATE setting SET value = ? WHERE name = 'organisation'", (organisation,))
        connection.commit()


STRUCTURE = {
    ("setting", "name"), ("plan_change", "reason"), ("learning", "outcome"), ("measure", "unit"),
    ("key_result", "unit"),
}  # fmt: skip
"""Columns of those names that hold a word of the program."""


def _attack(table: str, number: int) -> str:
    """Return three attack strings in one: what does not fit on a row in one place is first in another."""
    if table == "person":  # names stand in the header, beside the screen's
        return HOSTILE[number % len(HOSTILE)]
    return " ".join(HOSTILE[(number + by) % len(HOSTILE)] for by in (0, 11, 22))
