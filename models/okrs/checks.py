"""Live checks of objectives and key results (product.md 6): they warn and never block.

Calibrated on real outlines: a check that half of a real company's key results trip is wrong. What the words of a
title mean is asked of `wording`, what is stored comes as facts.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.findings import Finding, most_important
from models.okrs.wording import NUMBERLESS, counts, lacks_number, nearly_same, open_number, reads_like_task, two_owners

MOST_OBJECTIVES = 5
FEWEST_KRS, MOST_KRS = 2, 4
SILENT_DAYS = 14

_OWNER_FIX = "Give it one person with o"
_NO_OWNER = {what: Finding(f"{what}.no-owner", 1, "No owner", _OWNER_FIX) for what in ("objective", "kr")}
_TWO_OWNERS = {
    what: Finding(f"{what}.two-owners", 6, "Two owners", "Choose one with o; the other helps")
    for what in ("objective", "kr")
}
_ORPHAN = Finding(
    "objective.orphan", 2, "Leads to no imperative", "Hang it below a parent with > or say why it stands alone"
)
_COPIES_PARENT = Finding(
    "objective.copies-parent",
    6,
    "Title is nearly that of its parent",
    "Say what this team changes, or work on the parent directly",
)
_ONE_KR = Finding("objective.few-krs", 7, "Only one key result", "Add one that keeps it honest, such as its quality")
_NO_KR = Finding(
    "objective.few-krs", 4, "No key result", "Add a number that would prove it, and one that keeps it honest"
)
_ITSELF_A_KR = Finding(
    "objective.few-krs",
    4,
    "No key result, and the title is one",
    "Make it a key result of the objective above, or say what it is for",
)
_NO_NUMBER = Finding("kr.no-number", 3, "No number", "Give start and target, or make it a milestone")
_OPEN_NUMBER = Finding("kr.no-number", 3, "The number is still open", "Put in the numbers that the title waits for")
_TASK = Finding("kr.task", 9, "Reads like a task", "Say what is different when it is done; the task is an initiative")
_TOO_EASY = Finding(
    "kr.too-easy", 5, "Already past its target at the start", "Raise the target before the cycle starts"
)
_COPIES_OBJECTIVE = Finding(
    "kr.copies-objective", 8, "Says the same as its objective", "Say by which number one would see it"
)
_NOT_CONTROLLED = Finding(
    "kr.not-controlled",
    7,
    "The owner does not control the measure",
    "Add a key result beside it that the owner can move",
)


@dataclass(slots=True, kw_only=True)
class KrFacts:
    """What the checks look at in one key result.

    owner_text: the owner as an import wrote it. objective: the title above. has_target: it has a target, a bound or
    a linked measure with a plan. share_done: it only runs from 0 to 100 % done. raw_at_start: raw progress when the
    cycle began, None when unknown. days_silent: since its last check-in (or since it was due to begin), None
    outside an active cycle. controlled: the owner can move the measure; controlled_beside: another one in the same
    objective can be moved.
    """

    title: str
    kind: str
    has_owner: bool
    owner_text: str = ""
    objective: str | None = None
    has_target: bool = True
    share_done: bool = False
    raw_at_start: float | None = None
    days_silent: int | None = None
    controlled: bool = True
    controlled_beside: bool = True


@dataclass(slots=True, kw_only=True)
class ObjectiveFacts:
    """What the checks look at in one objective. has_path: it hangs below an imperative."""

    title: str
    has_owner: bool
    has_path: bool
    key_results: int
    owner_text: str = ""
    children: int = 0
    parent_title: str | None = None


def check_team(objectives: int, most: int = MOST_OBJECTIVES, cycle: str = "this cycle") -> list[Finding]:
    """Return what is odd about the number of objectives of one team in one cycle: 1 to `most` are fine."""
    if objectives < 1:
        return [Finding("team.no-objective", 4, f"No objective in {cycle}", "Add the one that matters most")]
    if objectives > most:
        message = f"{objectives} objectives in {cycle}, more than {most} are not a choice"
        return [Finding("team.many-objectives", 5, message, "Leave out or move to the next cycle")]
    return []


def check_objective(facts: ObjectiveFacts) -> list[Finding]:
    """Return what is odd about one objective, what matters most first."""
    found = []
    if not facts.has_owner:
        found.append(_NO_OWNER["objective"])
    if two_owners(facts.title, facts.owner_text):
        found.append(_TWO_OWNERS["objective"])
    if not facts.has_path:
        found.append(_ORPHAN)
    if nearly_same(facts.title, facts.parent_title):
        found.append(_COPIES_PARENT)
    if facts.key_results > MOST_KRS:
        message = f"{facts.key_results} key results, more than {MOST_KRS}"
        found.append(Finding("objective.many-krs", 8, message, "Keep those that prove the objective"))
    elif facts.key_results < FEWEST_KRS and not facts.children:
        found.append(_few(facts))
    return most_important(found) if len(found) > 1 else found


def _few(facts: ObjectiveFacts) -> Finding:
    if facts.key_results:
        return _ONE_KR
    return _ITSELF_A_KR if counts(facts.title) else _NO_KR


def check_key_result(facts: KrFacts, silent_days: int = SILENT_DAYS) -> list[Finding]:
    """Return what is odd about one key result, what matters most first."""
    found = []
    if not facts.has_owner:
        found.append(_NO_OWNER["kr"])
    if two_owners(facts.title, facts.owner_text):
        found.append(_TWO_OWNERS["kr"])
    if (words := _wording(facts)) is not None:
        found.append(words)
    if facts.raw_at_start is not None and facts.raw_at_start >= 1:
        found.append(_TOO_EASY)
    if facts.days_silent is not None and facts.days_silent > silent_days:
        message = f"No check-in for {facts.days_silent} days"
        found.append(Finding("kr.silent", 4, message, "Check in, even when nothing moved"))
    if not facts.controlled and not facts.controlled_beside:
        found.append(_NOT_CONTROLLED)
    return most_important(found) if len(found) > 1 else found


def _wording(facts: KrFacts) -> Finding | None:
    """Return the one thing about the words that matters most."""
    title = facts.title
    if lacks_number(title, facts.kind, facts.has_target):
        return _OPEN_NUMBER if open_number(title) else _NO_NUMBER
    measured = facts.has_target and facts.kind not in NUMBERLESS and not facts.share_done
    if not measured and reads_like_task(title):
        return _TASK
    return _COPIES_OBJECTIVE if nearly_same(title, facts.objective) else None
