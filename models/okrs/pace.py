"""Pace, confidence, lateness and health of a key result (product.md 3), and until when each verdict holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from typing import NamedTuple

from models.errors import Refused
from models.okrs.rules import SLACK, WORST_FIRST, StepFacts, clamp, kr_progress, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceSettings:
    """The thresholds of product.md 3 with their defaults; shares and ratios are fractions, the rest days or digits."""

    stretch_factor: float = 0.7
    ok_ratio: float = 0.9
    risk_ratio: float = 0.7
    early_share: float = 0.1
    late_days: int = 3
    step_off_days: int = 14
    stretch_off: int = 2
    stretch_risk: int = 3
    committed_off: int = 3
    committed_risk: int = 6


DEFAULTS = PaceSettings()


class KeyResultFacts(NamedTuple):
    """Everything a verdict about one key result rests on; a tuple, since a day roll makes 150,000 of them.

    first, last: the days it runs, both inside: its own dates where it has them, else the cycle's.
    intent: "stretch" or "committed", of its objective. value: of the newest check-in or the linked measure, None
    when there is none; confidence and word ("off", "risk") of that check-in.
    met: closed periods of a threshold, oldest first, None for a missing one. path: own glide path as (day, value
    in the unit), oldest first. measure_status: of the linked measure. period_end: last day of the running period,
    when the verdict rests on closed periods. check_in_due: the day the next owed check-in is (or was) due.
    """

    kind: str
    first: date
    last: date
    intent: str = "stretch"
    start: float | None = None
    target: float | None = None
    value: float | None = None
    confidence: int | None = None
    word: str | None = None
    met: tuple[bool | None, ...] = ()
    steps: tuple[StepFacts, ...] = ()
    path: tuple[tuple[date, float], ...] = ()
    measure_status: str | None = None
    period_end: date | None = None
    check_in_due: date | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultVerdict:
    """What every screen shows of a key result.

    raw: progress as it is, None for "not set"; progress: clamped, 0.0 when not set, what rollups take.
    expected: the progress pace asks for today, None where pace is not a line. pace, health: status words.
    late: a check-in is owed for too long; with health "off" it shows as `x OFF ~`.
    holds_until: the last day all of this stays true unless somebody writes; None when no date changes it.
    """

    raw: float | None
    progress: float
    expected: float | None
    pace: str
    health: str
    late: bool
    holds_until: date | None


def elapsed_share(first: date, last: date, today: date) -> float:
    """Return elapsed days / days of the cycle, within 0..1: on 16 August 46 of the 92 days from 1 July are over."""
    return min(1.0, max(0, (today - first).days) / _length(first, last))


def is_early(first: date, last: date, today: date, settings: PaceSettings = DEFAULTS) -> bool:
    """Return True in the first 10 % of the days, when it is too early to say (product.md 3)."""
    return elapsed_share(first, last, today) < settings.early_share - SLACK


def expected_progress(facts: KeyResultFacts, today: date, settings: PaceSettings = DEFAULTS) -> float:
    """Return the progress pace asks for: the elapsed share, times 0.7 for stretch (product.md 3).

    An own glide path replaces the straight line of elapsed days, not the factor: a stretch target is still
    expected to be reached by about 0.7.
    """
    planned = _path_progress(facts, today) if facts.path else elapsed_share(facts.first, facts.last, today)
    return planned if facts.intent == "committed" else planned * settings.stretch_factor


def ratio_status(progress: float, expected: float, settings: PaceSettings = DEFAULTS) -> str:
    """Return the pace of progress against what is expected: "ok" from 0.9 of it, "risk" from 0.7, else "off"."""
    if progress >= min(settings.ok_ratio * expected, expected) - SLACK:
        return "ok"
    return "risk" if progress >= settings.risk_ratio * expected - SLACK else "off"


def threshold_pace(met: Sequence[bool | None]) -> str:
    """Return the pace of a threshold: last closed period met is ok, one missed risk, two in a row off.

    A missing period is neither: it makes the verdict late and never turns a red one green.
    """
    known = [one for one in met if one is not None]
    if not known:
        return "none"
    if known[-1]:
        return "ok"
    return "off" if len(known) > 1 and not known[-2] else "risk"


def milestone_pace(steps: Sequence[StepFacts], last: date, today: date, settings: PaceSettings = DEFAULTS) -> str:
    """Return the pace of steps: one overdue is risk, by 14 days off. A step without a date is due on the last day."""
    overdue = max((((today - (step.due or last)).days) for step in steps if not step.done), default=0)
    if overdue >= settings.step_off_days:
        return "off"
    return "risk" if overdue > 0 else "ok"


def kr_pace(facts: KeyResultFacts, today: date, settings: PaceSettings = DEFAULTS) -> str:
    """Return the pace of a key result of any kind; a linked one takes its measure's status (product.md 3)."""
    if facts.measure_status is not None:
        return facts.measure_status
    raw = _raw(facts)
    if is_early(facts.first, facts.last, today, settings):
        return "none" if raw is None else "early"
    if facts.kind == "milestone":
        done = raw is not None and raw >= 1
        steps = facts.steps or (StepFacts(due=facts.last, done=done),)
        pace = milestone_pace(steps, facts.last, today, settings)
        return "none" if raw is None and pace == "ok" else pace
    if raw is None:
        return "none"
    if facts.kind == "threshold":
        return threshold_pace(facts.met)
    if facts.kind == "boolean":
        if raw >= 1:
            return "ok"
        return "off" if today > facts.last else facts.word or "ok"
    return ratio_status(raw, expected_progress(facts, today, settings), settings)


def confidence_status(confidence: int | None, intent: str, settings: PaceSettings = DEFAULTS) -> str | None:
    """Return what a confidence of 0-10 says by itself, None for no effect (product.md 3).

    Stretch: 0-2 off, 3 risk. Committed: 0-3 off, 4-6 risk.
    """
    if confidence is None:
        return None
    committed = intent == "committed"
    if confidence <= (settings.committed_off if committed else settings.stretch_off):
        return "off"
    return "risk" if confidence <= (settings.committed_risk if committed else settings.stretch_risk) else None


def check_word(word: str | None, rule: str) -> None:
    """Raise Refused when the owner's word is better than what the rules say (product.md 3)."""
    if word is None or rule == "none":
        return
    if word not in ("off", "risk", "ok"):
        raise Refused(f"{word[:20]} is no word for a key result", "Use off or risk")
    if WORST_FIRST.index(word) > WORST_FIRST.index(rule):
        raise Refused(f"The rule says {rule}, so it cannot be marked {word}", "It can be marked worse, never better")


def is_late(check_in_due: date | None, today: date, settings: PaceSettings = DEFAULTS) -> bool:
    """Return True when an owed check-in is more than 3 days past its due day (product.md 3)."""
    return check_in_due is not None and (today - check_in_due).days > settings.late_days


def health(pace: str, confidence: str | None, word: str | None, late: bool) -> str:
    """Return the health of an open key result: the worst of pace, confidence and the owner's word (product.md 3).

    Late replaces only ok; a worse verdict keeps its word and is shown with `~`. With nothing known it is "none".
    """
    known = [one for one in (pace, confidence, word) if one not in (None, "none", "late")]
    if not known:
        return "late" if pace == "late" else "none"
    found = worst(str(one) for one in known)
    return "late" if found == "ok" and (late or pace == "late") else found


def kr_verdict(facts: KeyResultFacts, today: date, settings: PaceSettings = DEFAULTS) -> KeyResultVerdict:
    """Return the whole verdict about a key result on a day, and until when it holds (product.md 3)."""
    raw = _raw(facts)
    pace, shown, late = _words(facts, today, settings)
    lined = facts.measure_status is None and facts.kind in ("increase", "decrease", "count")
    return KeyResultVerdict(
        raw=raw,
        progress=clamp(raw) if raw is not None else 0.0,
        expected=expected_progress(facts, today, settings) if lined else None,
        pace=pace,
        health=shown,
        late=late,
        holds_until=_holds_until(facts, today, settings, (pace, shown, late)),
    )


def _words(facts: KeyResultFacts, today: date, settings: PaceSettings) -> tuple[str, str, bool]:
    if facts.closed:
        return "done", "done", False
    pace = kr_pace(facts, today, settings)
    missing = facts.kind == "threshold" and facts.met[-1:] == (None,) and facts.measure_status is None
    late = missing or pace == "late" or is_late(facts.check_in_due, today, settings)
    sure = confidence_status(facts.confidence, facts.intent, settings)
    return pace, health(pace, sure, facts.word, late), late


def _holds_until(facts: KeyResultFacts, today: date, settings: PaceSettings, now: tuple[str, str, bool]) -> date | None:
    """Try only the days on which something can change, earliest first: a day roll has 150,000 of these to do."""
    ends = facts.period_end if facts.period_end and not facts.closed else None
    for day in sorted(day for day in set(_turning_days(facts, settings)) if day > today):
        if ends is not None and day > ends:
            break
        if _words(facts, day, settings) != now:
            return day - timedelta(days=1)
    return ends


def _turning_days(facts: KeyResultFacts, settings: PaceSettings) -> Iterator[date]:
    """Yield every day on which the words may differ from the day before; some more do no harm."""
    one = timedelta(days=1)
    if facts.check_in_due is not None:
        yield facts.check_in_due + timedelta(days=settings.late_days + 1)
    if facts.kind in ("milestone", "boolean"):
        dues = [step.due or facts.last for step in facts.steps if not step.done]
        for due in [*dues, facts.last]:
            yield due + one
            yield due + timedelta(days=settings.step_off_days)
    length = _length(facts.first, facts.last)
    yield from _around(facts.first, settings.early_share * length)
    if facts.path:
        yield from (facts.first + timedelta(days=n) for n in range((facts.path[-1][0] - facts.first).days + 2))
        return
    raw = _raw(facts)
    factor = 1.0 if facts.intent == "committed" else settings.stretch_factor
    for ratio in (settings.ok_ratio, settings.risk_ratio):
        if raw is not None and 0 <= raw <= factor * ratio:
            yield from _around(facts.first, raw * length / (factor * ratio))


def _around(first: date, days: float) -> Iterator[date]:
    for near in range(-1, 3):
        yield first + timedelta(days=floor(days) + near)


def _raw(facts: KeyResultFacts) -> float | None:
    return kr_progress(
        facts.kind, facts.value, start=facts.start, target=facts.target, met=facts.met, steps=facts.steps
    )


def _path_progress(facts: KeyResultFacts, today: date) -> float:
    """Return the progress the own glide path asks for: straight between its points, level after the last."""
    origin = 0.0 if facts.kind == "count" else facts.start or 0.0
    before, value = facts.first, origin
    for day, planned in facts.path:
        if today <= day and day > before:
            value += (planned - value) * max(0, (today - before).days) / (day - before).days
            break
        before, value = day, planned
    return kr_progress(facts.kind, value, start=facts.start, target=facts.target) or 0.0


def _length(first: date, last: date) -> int:
    return max(1, (last - first).days + 1)
