"""The life of a cycle as plain rules: four weeks of planning, scores, what a closing still needs (M97, M9, M103)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

from models.errors import Refused
from models.numbers import plain
from models.okrs.rules import CycleVerdict, Part, cycle_verdict, final_score, needs_cause, objective_progress

LEAD = 28
"""Days before its first day that the planning of a cycle begins."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the planning checklist. how: what to do, said to whoever opens it."""

    key: str
    title: str
    how: str


@dataclass(frozen=True, slots=True)
class Week:
    """One week of planning and its lines."""

    title: str
    items: tuple[Item, ...]


CHECKLIST = (
    Week(
        "Leadership drafts",
        (
            Item("learnings", "Read what the last cycle taught", "Read its lines aloud; keep two to act on."),
            Item("choices", "Look at the choices of the brief again", "Which of them does this cycle serve?"),
            Item("draft", "Draft the company's objectives", "Three to five. Leave out how: teams will say."),
        ),
    ),
    Week(
        "Input, dependencies, conflicts",
        (
            Item("input", "Every team said what it thinks of the draft", "Ask each lead for one objection."),
            Item("dependencies", "Dependencies between teams are named", "Who waits for whom, for what, until when?"),
            Item("conflicts", "Conflicts are settled", "Two teams pull one number apart? Decide now, not in week 9."),
        ),
    ),
    Week(
        "Departments plan",
        (
            Item("teams", "Every team has its objectives", "One to five each, supporting one of the company's."),
            Item("results", "Two to four key results for each objective", "Start, target, owner. A number each."),
            Item("owners", "Every objective has one owner and a path", "One name each, up to an imperative."),
        ),
    ),
    Week(
        "Finalise and kick off",
        (
            Item("review", "Every objective was asked for the strategy", "Does it support it? Yes or no, and because."),
            Item("checks", "The live checks were read", "oar lint lists them; a warning may stand, on purpose."),
            Item("kickoff", "Kicked off: everybody saw the tree", "Twenty minutes, all teams, the whole path."),
        ),
    ),
)
"""The four-week planning calendar of M97."""

ITEMS = tuple(item for week in CHECKLIST for item in week.items)


def item_named(word: str) -> Item:
    """Return the checklist line by its number from 1, its key or the beginning of it. Raises Refused."""
    given = word.strip().lower()
    if given.isascii() and given.isdigit() and 0 < int(given[:4]) <= len(ITEMS):
        return ITEMS[int(given) - 1]
    found = [item for item in ITEMS if given and item.key.startswith(given)]
    if len(found) != 1:
        names = ", ".join(item.key for item in ITEMS)
        raise Refused(f"{word[:30]!r} is no line of the checklist", f"1 to {len(ITEMS)}: {names}")
    return found[0]


def planning_days(start: date) -> tuple[tuple[date, date], ...]:
    """Return first and last day of each of the four weeks before a cycle's first day."""
    first = start - timedelta(days=LEAD)
    return tuple(
        (first + timedelta(days=7 * week), first + timedelta(days=7 * week + 6)) for week in range(len(CHECKLIST))
    )


def planning_week(start: date, today: date) -> int:
    """Return which week of planning it is: 1 to 4, 0 before the first, 5 once the cycle should have begun."""
    days = (today - (start - timedelta(days=LEAD))).days
    return min(len(CHECKLIST) + 1, max(0, days // 7 + 1))


def parse_score(text: str) -> float:
    """Return a score typed as 0.7, 0,7 or 70 %. Raises Refused for what is no score of 0.0 to 1.0."""
    typed = plain(text).strip().replace(" ", "")
    share = typed.endswith("%")
    try:
        value = float(typed.rstrip("%").replace(",", ".", 1)) / (100 if share else 1)
    except ValueError:
        value = float("nan")
    if not typed or "_" in typed:
        value = float("nan")
    check_score(value, text)
    return final_score(value)


def check_score(value: float, typed: str = "") -> None:
    """Raise Refused unless this is a score: 0.0 to 1.0 (product.md 3)."""
    if not isfinite(value) or not 0 <= value <= 1:
        shown = typed.strip()[:20] or f"{value:g}"
        raise Refused(f"{shown!r} is no score", "A score is 0.0 to 1.0: type 0.7 or 70%")


def split_score(text: str) -> tuple[float | None, str]:
    """Read `0.7 two logos signed` as (0.7, "two logos signed"); words alone are (None, words)."""
    head, _, rest = text.strip().partition(" ")
    if rest.lstrip().startswith("%"):
        head, rest = f"{head}%", rest.lstrip()[1:]
    if head and (head[0].isdigit() or head[0] in ".,-+" or head.lower().rstrip("%") in ("nan", "inf")):
        return parse_score(head), rest.strip()
    return None, text.strip()


def missing(score: float | None, reason: str | None, cause: str | None, intent: str) -> tuple[str, ...]:
    """Return what a score still needs before its cycle may close: "score", "reason", "cause" (product.md 3)."""
    found = [] if score is not None else ["score"]
    if not (reason or "").strip():
        found.append("reason")
    if score is not None and needs_cause(score, intent) and not (cause or "").strip():
        found.append("cause")
    return tuple(found)


def proposed_for_objective(own: Iterable[Part], contributing: Iterable[Part] = ()) -> float | None:
    """Return the score the arithmetic proposes for an objective, None when nothing counts in it.

    own, contributing: the scores given so far, else the progress, of its key results and contributing children.
    """
    progress = objective_progress(own, contributing).progress
    return None if progress is None else final_score(progress)


def verdict(scores: Iterable[tuple[float | None, str, float]]) -> CycleVerdict:
    """Return how a cycle ended from (score, "stretch" or "committed", weight) of its key results.

    What weighs 0 is left out, as in every rollup; what has no score yet is too.
    """
    counted = [(score, intent) for score, intent, weight in scores if score is not None and weight > 0]
    return cycle_verdict(
        [score for score, intent in counted if intent != "committed"],
        [score for score, intent in counted if intent == "committed"],
    )


VERDICTS = {
    "none": "nothing to judge",
    "below the band": "below the band of 0.60 to 0.70",
    "target band": "in the target band of 0.60 to 0.70",
    "above the band": "above the band of 0.60 to 0.70",
    "too safe": "too safe: above 0.85 the targets were too easy",
}


def verdict_text(found: CycleVerdict) -> str:
    """Return a verdict in words: `stretch 0.66, in the target band of 0.60 to 0.70; committed 1 of 2 kept`."""
    parts = []
    if found.stretch is not None:
        parts.append(f"stretch {found.stretch:.2f}, {VERDICTS[found.verdict]}")
    if found.committed:
        parts.append(f"committed {found.committed_met} of {found.committed} kept")
    return "; ".join(parts) or VERDICTS["none"]


def overlaps(start: str, end: str, others: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return the names of the cycles, (name, first day, last day), that share a day with this one."""
    return [name for name, first, last in others if first <= end and start <= last]


def next_days(start: date, end: date) -> tuple[date, date]:
    """Return first and last day of the cycle after this one: whole months go on as whole months."""
    first = end + timedelta(days=1)
    if start.day == first.day == 1:
        months = (first.year - start.year) * 12 + first.month - start.month
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        return first, date(year, month + 1, 1) - timedelta(days=1)
    return first, first + (end - start)


def next_name(name: str, first: date, last: date) -> str:
    """Return a name for the cycle from `first` to `last` in the manner of the one before: "2026-Q4" or its months."""
    quarter = f"{first.year}-Q{(first.month + 2) // 3}"
    if len(name) == 7 and name[4:6] == "-Q" and name != quarter:
        return quarter
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    begins = months[first.month - 1] if first.year == last.year else f"{months[first.month - 1]} {first.year}"
    return f"{begins}-{months[last.month - 1]} {last.year}"


def listed(refs: Sequence[str], most: int = 6) -> str:
    """Return references for one line: `KR1, KR4 and 3 more`."""
    if len(refs) <= most:
        return ", ".join(refs)
    return f"{', '.join(refs[:most])} and {len(refs) - most} more"
