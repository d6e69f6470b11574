"""Step 4: what we wait for, and who waits for us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.reviews.dependencies import DependencyView
from models.reviews.verbs import SendToIssues, SettleDependency
from screens.commands import Command
from screens.review_steps.step import Part, Step, say_day
from screens.shell import Result
from screens.widgets.rows import Row


class DependenciesStep(Step):
    """`e` fine, `s` another day."""

    number = 4
    empty = "Nobody waits for anybody. That can be true.\n\n`oar add dependency` adds one."
    commands = (
        Command(id="review-dependencies.fine", key="e", title="fine", help="It stands as it is", when="has_item",
                footer=1),
        Command(id="review-dependencies.date", key="s", title="date", help="Promise another day", when="has_item",
                footer=2),
        Command(id="review-dependencies.issue", key="i", title="to issues", help="It needs talk", when="has_item",
                footer=3),
    )  # fmt: skip

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield what we wait for, then who waits for us, then which of our teams wait for each other."""
        known = self.record.dependencies
        parts = (
            ("WE WAIT FOR", [one for one in known if one.waits and not one.inside]),
            ("WAITING FOR US", [one for one in known if not one.waits and not one.inside]),
            ("AMONG OUR TEAMS", [one for one in known if one.inside]),
        )
        for title, found in parts:
            if found:
                yield title, self.heading(title)
            for one in found:
                yield one.ref, one

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of a dependency."""
        if not isinstance(item, DependencyView):
            return super().draw(item, width)
        glyphs = self.screen.look.glyphs
        mark = glyphs.done if item.settled else glyphs.off if item.late else glyphs.none
        token = "ok" if item.settled else "off" if item.late else "none"
        day = f"promised {say_day(item.promised_on)}" if item.promised_on else f"needed {say_day(item.needed_on)}"
        late = f"{item.late}d late" if item.late else item.settled
        team: Part = (item.team, 25 if item.inside else 14)
        return self.line(width, (((mark, token),), 1), (item.what, 0), team, (day, 19), (late, 9))

    def do_fine(self) -> Result:
        """It stands as it is; on to the next."""
        return self.save(SettleDependency(review=self.review, dependency=self.item.id), then=self.down)

    def do_date(self) -> None:
        """Ask for the day it is promised for."""
        review, number = self.review, self.item.id
        self.capture(
            "promised for",
            lambda text: SettleDependency(review=review, dependency=number, promised_on=text),
            hint="fri, +2w, W48 or 24.12.",
            then=self.down,
        )

    def do_issue(self) -> Result:
        """It needs talk."""
        return self.save(SendToIssues(review=self.review, step=4, ref=self.ref), then=self.down)
