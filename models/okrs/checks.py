"""Live checks of objectives and key results (product.md 6): they warn and never block.

Calibrated on real outlines: a check that half of a real company's key results trip is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from models.findings import Finding, most_important

MOST_OBJECTIVES = 5
FEWEST_KRS, MOST_KRS = 2, 4
SILENT_DAYS = 14
ALIKE = 0.85

_TASK_WORDS = (
    "analyze arrange ask attend book brainstorm call chat check collect compile conduct contact continue discuss "
    "draft email explore finalize follow gather investigate kickoff learn look meet organize prepare present "
    "research review schedule send setup share study support sync talk try update work write"
)
_TASKS = frozenset(_TASK_WORDS.split())
_NUMBERED = re.compile(r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|double|triple|half|zero|all)\b", re.I)
_NAME = r"[A-Z]\w*(?: [A-Z]\w*){0,2}"
_OWNERS = re.compile(rf"{_NAME}(?: and | ?[&/+] ?){_NAME}:")
_HANDLES = re.compile(r"(?<!\S)@\w+")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KrFacts:
    """What the checks look at in one key result.

    has_target: it has a target, a bound or a linked measure with a plan. raw_at_start: raw progress when the
    cycle began, None when unknown. days_silent: since its last check-in (or since it was due to begin), None
    outside an active cycle. controlled: the owner can move the measure; controlled_beside: another one in the
    same objective can be moved.
    """

    title: str
    kind: str
    has_owner: bool
    has_target: bool = True
    raw_at_start: float | None = None
    days_silent: int | None = None
    controlled: bool = True
    controlled_beside: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveFacts:
    """What the checks look at in one objective. has_path: it hangs below an imperative."""

    title: str
    has_owner: bool
    has_path: bool
    key_results: int
    children: int = 0
    parent_title: str | None = None


def check_team(objectives: int) -> list[Finding]:
    """Return what is odd about the number of objectives of one team in one cycle: 1 to 5 are fine."""
    if objectives < 1:
        return [Finding("team.no-objective", 4, "No objective in this cycle", "Add the one that matters most")]
    if objectives > MOST_OBJECTIVES:
        message = f"{objectives} objectives, more than {MOST_OBJECTIVES} are not a choice"
        return [Finding("team.many-objectives", 5, message, "Leave out or move to the next cycle")]
    return []


def check_objective(facts: ObjectiveFacts) -> list[Finding]:
    """Return what is odd about one objective, what matters most first."""
    found = [*_title_findings("objective", facts.title, facts.has_owner)]
    if not facts.has_path:
        fix = "Hang it below a parent with > or say why it stands alone"
        found.append(Finding("objective.orphan", 2, "Leads to no imperative", fix))
    if nearly_same(facts.title, facts.parent_title):
        fix = "Say what this team changes, or work on the parent directly"
        found.append(Finding("objective.copies-parent", 6, "Title is nearly that of its parent", fix))
    if facts.key_results > MOST_KRS:
        message = f"{facts.key_results} key results, more than {MOST_KRS}"
        found.append(Finding("objective.many-krs", 8, message, "Keep those that prove the objective"))
    elif facts.key_results < FEWEST_KRS and not facts.children:
        message = "No key result" if not facts.key_results else "Only one key result"
        fix = "Add a number that would prove it, and one that keeps it honest"
        found.append(Finding("objective.few-krs", 7 if facts.key_results else 4, message, fix))
    return most_important(found)


def check_key_result(facts: KrFacts) -> list[Finding]:
    """Return what is odd about one key result, what matters most first."""
    found = [*_title_findings("kr", facts.title, facts.has_owner)]
    if lacks_number(facts.title, facts.kind, facts.has_target):
        found.append(Finding("kr.no-number", 3, "No number", "Give start and target, or make it a milestone"))
    elif reads_like_task(facts.title):
        fix = "Say what is different when it is done; the task is an initiative"
        found.append(Finding("kr.task", 9, "Reads like a task", fix))
    if facts.raw_at_start is not None and facts.raw_at_start >= 1:
        fix = "Raise the target before the cycle starts"
        found.append(Finding("kr.too-easy", 5, "Already past its target at the start", fix))
    if facts.days_silent is not None and facts.days_silent > SILENT_DAYS:
        message = f"No check-in for {facts.days_silent} days"
        found.append(Finding("kr.silent", 4, message, "Check in, even when nothing moved"))
    if not facts.controlled and not facts.controlled_beside:
        fix = "Add a key result beside it that the owner can move"
        found.append(Finding("kr.not-controlled", 7, "The owner does not control the measure", fix))
    return most_important(found)


def nearly_same(title: str, parent: str | None) -> bool:
    """Return True when two titles are nearly the same words in nearly the same order."""
    if not parent:
        return False
    one, other = (" ".join(_WORDS.findall(text.casefold())) for text in (title, parent))
    return bool(one) and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def two_owners(title: str) -> bool:
    """Return True when a title names two owners: "CFO and CRO: ...", "Ana & Mei: ...", "@ana @mei"."""
    return bool(_OWNERS.match(title)) or len(set(_HANDLES.findall(title))) > 1


def lacks_number(title: str, kind: str, has_target: bool) -> bool:
    """Return True for a key result without any number; a milestone and a boolean need none."""
    return kind not in ("milestone", "boolean") and not has_target and not _NUMBERED.search(title)


def reads_like_task(title: str) -> bool:
    """Return True when a title starts with something people do, not with what changes, and has no number."""
    said = title.rpartition(": ")[2]
    word = _WORDS.search(said.casefold())
    return word is not None and word.group() in _TASKS and not _NUMBERED.search(said)


def _title_findings(what: str, title: str, has_owner: bool) -> list[Finding]:
    if not has_owner:
        return [Finding(f"{what}.no-owner", 1, "No owner", "Give it one person with o")]
    if two_owners(title):
        return [Finding(f"{what}.two-owners", 6, "Two owners in the title", "Choose one; the other helps")]
    return []
