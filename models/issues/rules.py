"""When something is hot (product.md 4): pure predicates over plain values.

Each returns a `Heat` or None. Severity is a whole number, larger is worse: the rule's base plus 0-9 steps that grow
with what got worse, never with the mere passing of a day, so that "worsens" means `new > old`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from models.numbers import format_number
from models.scorecard.rules import held, holds, shortfall, trend
from models.weeks import working_days_late

WEEKLY_LIMIT = 12
BASE = {
    "guardrail": 90,
    "trigger": 80,
    "escalated": 75,
    "raised": 70,
    "measure": 60,
    "decision": 55,
    "worsening": 50,
    "milestone": 50,
    "dependency": 50,
    "kr": 45,
    "confidence": 45,
    "promise": 40,
    "owes": 35,
    "exclusion": 30,
    "trigger_near": 30,
    "opportunity": 25,
    "planning": 20,
}


@dataclass(frozen=True, slots=True)
class Heat:
    """A rule that found something hot: the rule's name, how bad it is, the evidence in words for the row."""

    rule: str
    severity: int
    evidence: str


def measure_off(
    statuses: Sequence[str],
    value: float | None,
    plan: float | None,
    direction: str,
    off_at: float | None,
    periods: int = 2,
    unit: str = "",
) -> Heat | None:
    """Return heat for a measure off in its last `periods` closed periods that have a reading.

    statuses: of the closed periods, oldest first. A missing period in between hides nothing. It is hot once until
    it recovered (see `returns`) and worsens with each further off-at distance it falls.
    """
    known = [status for status in statuses if status not in ("late", "none")]
    run = _run(known, "off")
    if run < max(1, periods):
        return None
    short = shortfall(value, plan, direction) if value is not None and plan is not None else 0.0
    shown = f", {format_number(value, unit)} against {format_number(plan, unit)}" if value is not None else ""
    return _heat("measure", short / off_at - 1 if off_at else 0, f"off for {_periods(run)}{shown}")


def measure_worsening(
    values: Sequence[float | None],
    direction: str,
    off_at: float | None,
    status: str,
    periods: int = 3,
    unit: str = "",
) -> Heat | None:
    """Return heat for a measure worse 3 periods running, the fall beyond its off-at distance, and not ok."""
    periods = max(1, periods)
    last = values[-periods - 1 :]
    if len(last) < periods + 1 or status == "ok" or direction == "within" or not off_at:
        return None
    first, now = last[0], last[-1]
    worse = all(trend(b, a, direction) == "worse" for a, b in pairwise(last))
    if not worse or first is None or now is None or abs(now - first) <= off_at:
        return None
    fall = abs(now - first)
    return _heat(
        "worsening",
        fall / off_at - 1,
        f"worse {_periods(periods)} running, {format_number(first, unit)} to {format_number(now, unit)}",
    )


def measure_opportunity(
    values: Sequence[float | None],
    plans: Sequence[float | None],
    direction: str,
    off_at: float | None,
    periods: int = 3,
    unit: str = "",
) -> Heat | None:
    """Return heat for a measure better than plan by more than the off-at distance for 3 periods."""
    periods = max(1, periods)
    pairs = list(zip(values, plans, strict=True))[-periods:]
    if len(pairs) < periods or not off_at or direction == "within":
        return None
    gains = [-shortfall(v, p, direction) for v, p in pairs if v is not None and p is not None]
    if len(gains) < periods or min(gains) <= off_at:
        return None
    gain = format_number(min(gains), unit)
    return _heat("opportunity", 0, f"better than plan by {gain} or more for {_periods(periods)}")


def kr_opportunity(raw: float | None, elapsed: float, share: float = 0.8) -> Heat | None:
    """Return heat for a key result past its target (raw above 1) before 80 % of the cycle."""
    if raw is None or raw <= 1 + 1e-9 or elapsed >= share:
        return None
    return _heat("opportunity", 0, f"past its target after {elapsed * 100:.0f} % of the cycle")


def trigger(run: int, periods: int, action: str = "", fired: str = "") -> Heat | None:
    """Return heat for a trigger that fired, or is one period short of it.

    run: consecutive periods the condition has held (`scorecard.rules.held`). fired: the period it fired with, "" when
    it is armed; a fired one stays hot until somebody says that its action is under way. One that asks for a single
    period has no "one short": it would always be hot.
    """
    if fired:
        then = f": {action}" if action else ""
        how = f"held for {_periods(run)}" if run >= periods else "holds no more"
        return _heat("trigger", 0, f"fired in {fired}, {how}{then}")
    if run and run == periods - 1:
        return _heat("trigger_near", 0, f"one period short, held {run} of {periods}")
    return None


def kr_off(healths: Sequence[str]) -> Heat | None:
    """Return heat for a key result off track at its last 2 check-ins. healths: at each check-in, oldest first."""
    run = _run(healths, "off")
    return _heat("kr", 0, f"off at {run} check-ins running") if run >= 2 else None


def kr_confidence(before: int | None, now: int | None) -> Heat | None:
    """Return heat for a confidence down by 2 or more between two check-ins, ending at 4 or less."""
    if before is None or now is None or before - now < 2 or now > 4:
        return None
    return _heat("confidence", 4 - now, f"confidence {before} to {now}")


def team_planning(without_owner: int, without_path: int) -> Heat | None:
    """Return heat for a team in planning: objectives without owner or path to an imperative, one row per team."""
    parts = []
    if without_owner:
        parts.append(f"{without_owner} without owner")
    if without_path:
        parts.append(f"{without_path} without path to an imperative")
    return _heat("planning", 0, "objectives " + ", ".join(parts)) if parts else None


def milestone(
    stage: str,
    *,
    days_in_stage: int,
    has_decision_owner: bool,
    due: date | None,
    slips: int,
    today: date,
    decide_days: int = 7,
) -> Heat | None:
    """Return heat for a milestone over 7 days in `decide` without a decision owner, 3 working days past due, or
    slipped twice; of several the first named.
    """
    if stage in ("done", "killed"):
        return None
    late = working_days_late(due, today) if due is not None else 0
    steps = (1 if late >= 3 else 0) + late // 5 + max(slips - 1, 0)
    if stage == "decide" and days_in_stage > decide_days and not has_decision_owner:
        return _heat("milestone", steps, f"{days_in_stage} days in decide without a decision owner")
    if late >= 3:
        return _heat("milestone", steps, f"{late} working days past due")
    return _heat("milestone", steps, f"slipped {slips} times") if slips >= 2 else None


def dependency(needed_on: date, promised_on: date | None, *, done: bool, today: date) -> Heat | None:
    """Return heat for a dependency 3 working days late, or whose two ends disagree on the date."""
    if done:
        return None
    late = working_days_late(needed_on, today)
    if late >= 3:
        return _heat("dependency", late // 5, f"{late} working days late")
    if promised_on is not None and promised_on > needed_on:
        return _heat("dependency", 0, f"needed {needed_on.isoformat()}, promised {promised_on.isoformat()}")
    return None


def promise(misses: int) -> Heat | None:
    """Return heat for a change promised in a review and missed twice."""
    return _heat("promise", misses - 2, f"promised and missed {misses} times") if misses >= 2 else None


def todo_misses(misses: int, due: date, today: date) -> int:
    """Return how often a to-do was missed: when it was carried, and once for every week it has been due since."""
    return misses + max(0, (today - due).days + 6) // 7


def decision(
    state: str,
    *,
    asked_on: date,
    needed_by: date | None,
    revisit_on: date | None,
    today: date,
    old_days: int = 14,
) -> Heat | None:
    """Return heat for a decision needed and past its date or older than 14 days, or to be revisited."""
    if state == "made":
        if revisit_on is None or today < revisit_on:
            return None
        return _heat("decision", 0, f"to be revisited since {revisit_on.isoformat()}")
    if state != "needed":
        return None
    if needed_by is not None and today > needed_by:
        days = (today - needed_by).days
        return _heat("decision", 1 + days // 7, f"{days} {'day' if days == 1 else 'days'} past its date")
    age = (today - asked_on).days
    return _heat("decision", (age - old_days) // 7, f"needed for {age} days") if age > old_days else None


def exclusion(values: Sequence[float | None], operator: str, limit: float, periods: int) -> Heat | None:
    """Return heat for an exclusion whose lifting condition held for enough consecutive periods."""
    run = held(values, operator, limit)
    return _heat("exclusion", 0, f"lifting condition met {periods} of {periods}") if run >= periods else None


def limit_breached(value: float | None, operator: str, limit: float, off_at: float | None = None) -> Heat | None:
    """Return heat for a guardrail or commitment whose measure breaches its limit, at once.

    `operator` and `limit` say what is promised: "<= 5" is breached by 6.
    """
    if value is None or holds(value, operator, limit):
        return None
    beyond = abs(value - limit) / off_at if off_at else 0
    shown = f"{format_number(value)}, promised {operator} {format_number(limit)}"
    return _heat("guardrail", beyond, shown)


def escalated(from_team: str) -> Heat:
    """Return heat for an issue escalated to this team, at once."""
    return _heat("escalated", 0, f"escalated by {from_team}")


def raised(by: str) -> Heat:
    """Return heat for what a person raised by hand, at once."""
    return _heat("raised", 0, f"raised by {by}")


def missed_check_ins(first_owed: date, today: date) -> int:
    """Return how many due days running were missed, the first owed one and each week after it.

    One is missed once its six days are over (models/people/rules.py).
    """
    return max(0, (today - first_owed).days) // 7


def owes(check_ins: int, readings: int, todos: int) -> Heat | None:
    """Return heat for what one person owes, as one row per owner.

    Each number counts the things of that sort that were missed at least twice running; what was missed once stays
    on that person's Today.
    """
    named = ((check_ins, "check-in"), (readings, "reading"), (todos, "to-do"))
    parts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in named if n]
    return _heat("owes", sum(n for n, _ in named) - 1, "owes " + ", ".join(parts)) if parts else None


def returns(state: str, severity: int, acted_severity: float | None, *, until: date | None = None, today: date) -> bool:
    """Return True when a hot item that was acted on is to be open again (product.md 4).

    A snoozed one returns on its date or when its source worsens; a dropped or done one only when it worsens.
    Whether a source recovered in between is told by the state "cleared": then it starts anew.
    """
    if state in ("open", "cleared"):
        return True
    if acted_severity is not None and severity > acted_severity:
        return True
    return state == "snoozed" and until is not None and today >= until


def loudest(severities: Sequence[int], limit: int = WEEKLY_LIMIT) -> tuple[list[int], int]:
    """Return (places of the items to show, worst first, how many quieter ones are left): "n more, quieter"."""
    order = sorted(range(len(severities)), key=lambda place: (-severities[place], place))
    return order[:limit], max(0, len(order) - limit)


def _heat(rule: str, steps: float, evidence: str) -> Heat:
    return Heat(rule, BASE[rule] + min(9, max(0, int(steps + 1e-9))), evidence)


def _run(found: Sequence[str], word: str) -> int:
    run = 0
    for one in reversed(found):
        if one != word:
            break
        run += 1
    return run


def _periods(count: int) -> str:
    return "1 period" if count == 1 else f"{count} periods"
