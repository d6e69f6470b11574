"""The screens of the program: name, key after `g`, title and where the class lives.

Only the screen that is shown is imported (fast start), so classes are named here by text.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from screens.base import OarScreen


class Place(NamedTuple):
    """One screen: the letter after `g`, its title, `module:Class`."""

    key: str
    title: str
    target: str


PLACES: dict[str, Place] = {
    "today": Place("t", "Today", "screens.today:TodayScreen"),
    "brief": Place("b", "Brief", "screens.brief:BriefScreen"),
    "okrs": Place("o", "OKRs", "screens.okrs:OkrsScreen"),
    "scorecard": Place("s", "Scorecard", "screens.scorecard:ScorecardScreen"),
    "triage": Place("h", "Hot items", "screens.triage:TriageScreen"),
    "issues": Place("i", "Issues", "screens.issues:IssuesScreen"),
    "decisions": Place("d", "Decisions", "screens.decisions:DecisionsScreen"),
    "commitments": Place("v", "Commitments and guardrails", "screens.decisions:CommitmentsScreen"),
    "cycles": Place("y", "Cycles", "screens.cycles:CyclesScreen"),
    "weekly": Place("w", "Weekly review", "screens.review:WeeklyScreen"),
}
"""The screens by name; `oar open NAME` takes these names."""

HOME = "today"

ELSEWHERE: dict[str, str] = {
    "p": "The plan has no screen yet. a n adds an initiative, : finds one",
    "r": "People and roles are kept in the shell: oar people",
    "l": "Learning has no screen yet. `oar add learning` notes it, : finds it",
    "c": "The change log is read in the shell: oar log, or oar log KR40",
    "m": "Of the reviews only the weekly one is held here so far: g w",
    "q": "Of the reviews only the weekly one is held here so far: g w",
    ",": "Settings are made in the shell: oar config",
}
"""Letters after `g` that interface.md names and that lead to no screen: where to do it instead."""


def load(target: str) -> type[OarScreen]:
    """Import and return the screen class that `module:Class` names."""
    module, _, name = target.partition(":")
    return cast("type[OarScreen]", getattr(importlib.import_module(module), name))


def all_screens() -> dict[str, type[OarScreen]]:
    """Import every registered screen, for the key table and for checking `[keys]`; not for the app's start.

    The steps of a review have keys of their own: they are listed behind their screen ("weekly 3 off track").
    """
    from importlib.util import find_spec

    found = {
        name: load(place.target)
        for name, place in PLACES.items()
        if find_spec(place.target.partition(":")[0]) is not None
    }
    for name, screen in list(found.items()):
        pages: dict[str, type[OarScreen]] = getattr(screen, "pages", dict)()
        found |= {f"{name} {page}": keys for page, keys in pages.items()}
    return found
