"""Live checks of measures (product.md 6): they warn and never block."""

from __future__ import annotations

from collections.abc import Sequence

from models.findings import Finding, most_important

MOST_MEASURES = 10
TRIM_WEEKS = 4
QUIET_WEEKS = 13


def check_measure(
    *,
    has_owner: bool,
    has_goal: bool,
    controlled: bool = True,
    controlled_beside: bool = True,
    trim: bool = False,
) -> list[Finding]:
    """Return what is odd about one measure, what matters most first.

    has_goal: it has a plan. controlled_beside: another measure beside it can be moved by its owner. trim: see below.
    """
    found = []
    if not has_owner:
        found.append(Finding("measure.no-owner", 1, "No owner", "Give it one person with o"))
    if not has_goal:
        found.append(Finding("measure.no-goal", 2, "No goal", "Give a level to hold, or a start, a goal and a week"))
    if not controlled and not controlled_beside:
        fix = "Put a measure beside it that the owner can move"
        found.append(Finding("measure.not-controlled", 7, "The owner does not control it", fix))
    if trim:
        message = f"Short of plan for {TRIM_WEEKS} weeks, and nothing followed"
        found.append(Finding("measure.trim", 8, message, "Raise an issue or decide on it, else retire it"))
    return most_important(found)


def check_team(measures: int, most: int = MOST_MEASURES) -> list[Finding]:
    """Return a finding from the 11th measure of a team on; `most` is the organisation's setting."""
    if measures <= most:
        return []
    message = f"{measures} measures, more than {most}"
    return [Finding("team.many-measures", 5, message, "Retire those that change nothing")]


def trim(statuses: Sequence[str], *, acted: bool, tied: bool) -> str:
    """Return "trim?" or "quiet" for a measure that changes nothing, else "".

    statuses: of the closed weeks, oldest first. "trim?" is off or risk in the last 4 or more weeks without issue,
    change or decision (`acted`); "quiet" is ok for 13 weeks. Never for one `tied` to the brief, a trigger, a
    guardrail or a commitment (product.md 6).
    """
    if tied:
        return ""
    last = statuses[-TRIM_WEEKS:]
    if not acted and len(last) == TRIM_WEEKS and all(status in ("off", "risk") for status in last):
        return "trim?"
    quiet = statuses[-QUIET_WEEKS:]
    return "quiet" if len(quiet) == QUIET_WEEKS and all(status == "ok" for status in quiet) else ""
