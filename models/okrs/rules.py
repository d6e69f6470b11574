"""Progress, rollups and scores of the OKR tree (product.md 3): pure functions over plain values.

Progress is a fraction: 0.385 is 38.5 %. *Raw* progress is shown as it is (-0.25, 1.25); rollups clamp it to 0..1.
Pace and health are in models/okrs/pace.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.errors import Refused
from models.numbers import format_number

WORST_FIRST = ("off", "risk", "late", "none", "early", "ok", "done")
SLACK = 1e-9  # two progress values closer than this are the same


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step of a milestone key result: its weight, when it is due, whether it is done."""

    weight: float = 1.0
    due: date | None = None
    done: bool = False


class Part(NamedTuple):
    """One thing that counts into a rollup: progress (None for an objective without any), weight."""

    progress: float | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Share:
    """A rolled-up progress (None for "none") and what it counted: "4 of 6"."""

    progress: float | None
    counted: int
    total: int

    def text(self) -> str:
        """Return what was counted, as "4 of 6"."""
        return f"{self.counted} of {self.total}"


@dataclass(frozen=True, slots=True)
class CycleVerdict:
    """How a cycle ended: mean score of the stretch key results with its verdict, and the committed ones apart.

    verdict: "none", "below the band", "target band", "above the band" or "too safe".
    """

    stretch: float | None
    verdict: str
    committed_met: int
    committed: int


def clamp(progress: float) -> float:
    """Return progress as rollups count it: within 0..1."""
    return min(1.0, max(0.0, progress))


def line_progress(start: float, current: float, target: float) -> float:
    """Return raw progress on the way from start to target: (c - s) / (t - s); refuses s = t (product.md 3)."""
    if start == target:
        raise _no_way(start)
    return (current - start) / (target - start)


def count_progress(current: float, target: float) -> float:
    """Return raw progress of a count, which starts from 0 inside the cycle: c / t (product.md 3)."""
    if target <= 0:
        raise Refused("A count needs a target above 0", "It counts from 0 inside the cycle")
    return current / target


def threshold_progress(met: Sequence[bool | None]) -> float | None:
    """Return periods met / periods closed, None before the first; a missing period (None) counts as not met."""
    return sum(one is True for one in met) / len(met) if met else None


def milestone_progress(steps: Sequence[StepFacts]) -> float:
    """Return the weighted share of the steps that are done; steps that all weigh 0 count alike."""
    total = sum(step.weight for step in steps)
    if total <= 0:
        return sum(step.done for step in steps) / len(steps) if steps else 0.0
    return sum(step.weight for step in steps if step.done) / total


def kr_progress(
    kind: str,
    value: float | None,
    *,
    start: float | None = None,
    target: float | None = None,
    met: Sequence[bool | None] = (),
    steps: Sequence[StepFacts] = (),
) -> float | None:
    """Return raw progress of a key result of any kind, or None when it is not set (product.md 3).

    value: of the newest check-in, or of the linked measure. met: closed periods of a threshold, oldest first. A
    milestone without steps and a boolean take the value as the fraction done. "Not set" counts 0 in rollups.
    """
    if kind == "threshold":
        return threshold_progress(met) if any(one is not None for one in met) else None
    if kind == "milestone" and steps:
        return milestone_progress(steps) if value is not None or any(step.done for step in steps) else None
    if value is None:
        return None
    if kind == "boolean":
        return 1.0 if value >= 1 else 0.0
    if kind == "milestone":
        return value
    if target is None or (start is None and kind != "count"):
        return None
    return count_progress(value, target) if kind == "count" else line_progress(start or 0.0, value, target)


def weighted_mean(parts: Iterable[Part]) -> Share:
    """Return sum(w * p) / sum(w) of the clamped parts; without progress or with weight 0 a part is left out."""
    reached = weights = 0.0
    counted = everything = 0
    for part in parts:
        everything += 1
        if part.weight < 0:
            raise Refused("A weight is below 0", "Use 0 to leave something out")
        if part.progress is not None and part.weight > 0:
            reached += clamp(part.progress) * part.weight
            weights += part.weight
            counted += 1
    return Share(reached / weights if counted else None, counted, everything)


def objective_progress(own: Iterable[Part], contributing: Iterable[Part] = ()) -> Share:
    """Return the progress of an objective over its own key results and its contributing children (product.md 3).

    A key result that is not set (None) counts 0; a contributing child that is "none" is left out; children that
    only support are not passed in. An objective with neither is None, not 0.
    """
    counted = [part if part.progress is not None else Part(0.0, part.weight) for part in own]
    return weighted_mean([*counted, *contributing])


def work_mean(children: Iterable[Part]) -> Share:
    """Return the *work* column: of an annual goal over its objectives, of an imperative over its goals' work.

    Children that are "none" are left out of the mean and still in the total: "2 of 3" (product.md 3).
    """
    return weighted_mean(children)


def worst(statuses: Iterable[str]) -> str:
    """Return the worst status, "none" for nothing at all. Silence is never green: late and none are worse than ok."""
    return min(statuses, key=WORST_FIRST.index, default="none")


def final_score(progress: float | None) -> float:
    """Return the score 0.00-1.00 that is frozen when the cycle closes; nothing set is 0."""
    return _hundredths(clamp(progress or 0.0))


def needs_cause(score: float, intent: str) -> bool:
    """Return True when a final score wants its cause: below 0.6 (stretch) or below 1.0 (committed)."""
    return _hundredths(score) < (1.0 if intent == "committed" else 0.6)


def score_text(score: float, original: float | None = None) -> str:
    """Return "0.66", or "0.66 (0.41 on the original)" when the target was changed in the cycle (product.md 3)."""
    shown = f"{_hundredths(score):.2f}"
    return shown if original is None else f"{shown} ({_hundredths(original):.2f} on the original)"


def cycle_verdict(stretch: Sequence[float], committed: Sequence[float] = ()) -> CycleVerdict:
    """Return how a cycle ended (product.md 3): 0.60-0.70 is the target band of stretch, > 0.85 is too safe.

    Committed key results are apart and expect 1.0.
    """
    mean = _hundredths(sum(stretch) / len(stretch)) if stretch else None
    met = sum(_hundredths(score) >= 1.0 for score in committed)
    if mean is None:
        verdict = "none"
    elif mean > 0.85:
        verdict = "too safe"
    elif mean > 0.70:
        verdict = "above the band"
    else:
        verdict = "target band" if mean >= 0.60 else "below the band"
    return CycleVerdict(mean, verdict, met, len(committed))


def _no_way(start: float) -> Refused:
    return Refused(f"Start and target are both {format_number(start)}", "Give a target other than the start")


def _hundredths(score: float) -> float:
    """Round half up to the two digits that are shown, so that the band fits them; only all of it is 1.00."""
    shown = int(score * 100 + 0.5 + SLACK) / 100
    return 0.99 if shown >= 1.0 and score < 1.0 - SLACK else shown
