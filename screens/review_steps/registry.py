"""The pages of a review by number: 0 before it, 1 to 7 its steps, 8 when it is closed. Imported when shown."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from screens.review_steps.step import Step

PAGES = {
    0: "start:StartPage",
    1: "scorecard:ScorecardStep",
    2: "promises:PromisesStep",
    3: "off_track:OffTrackStep",
    4: "dependencies:DependenciesStep",
    5: "headlines:HeadlinesStep",
    6: "issues:IssuesStep",
    7: "close:CloseStep",
    8: "closed:ClosedPage",
}


def step_class(number: int) -> type[Step]:
    """Import and return the class of a page."""
    module, _, name = PAGES[number].partition(":")
    return cast("type[Step]", getattr(importlib.import_module(f"screens.review_steps.{module}"), name))


@cache
def keys_of(number: int) -> Any:
    """Return a class that holds the commands of the screen and of a page, for `commands_of` and the key table."""
    from screens.review import WeeklyScreen

    page = step_class(number)
    return type(f"{page.__name__}Keys", (page, WeeklyScreen), {"commands": page.commands, "without": page.without})
