"""Step 5: headlines about customers and people, one line each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.reviews.step_reads import SaidView, TellView
from models.reviews.verbs import AcknowledgeTell, Capture, SendToIssues
from screens.commands import Command
from screens.review_steps.step import Step
from screens.shell import Result
from screens.widgets.rows import Row


class HeadlinesStep(Step):
    """Enter and a line; `i` if it needs talk."""

    number = 5
    empty = "Customers, people: one line each.\n\nEnter writes a headline, such as: Acme renewed for two years"
    commands = (
        Command(id="row.open", key="enter", title="headline", group="Everywhere", help="Write a headline",
                call="enter", when="in_review", footer=1),
        Command(id="review-headlines.comment", key="c", title="headline", help="Write a headline", call="enter",
                when="in_review"),
        Command(id="review-headlines.issue", key="i", title="to issues", help="It needs talk", when="on_line",
                footer=2),
        Command(id="review-headlines.acknowledge", key="A", title="heard", help="Acknowledge what another team told",
                when="on_tell", footer=3),
    )  # fmt: skip

    @property
    def on_line(self) -> bool:
        """Whether a headline is under the cursor."""
        return isinstance(self.item, SaidView)

    @property
    def on_tell(self) -> bool:
        """Whether a line of another team is under the cursor."""
        return isinstance(self.item, TellView)

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield what other teams told, then the headlines."""
        waiting = [one for one in self.record.told if not one.seen]
        if waiting:
            yield "told", self.heading("TOLD BY OTHER TEAMS", "A heard")
        for tell in waiting:
            yield f"tell {tell.id}", tell
        for one in self.record.said:
            if one.kind == "headline":
                yield f"said {one.id}", one

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of a headline or a tell."""
        glyphs = self.screen.look.glyphs
        if isinstance(item, TellView):
            return self.line(width, (glyphs.none, 1), (f"{item.team}: {item.text}", 0))
        if isinstance(item, SaidView):
            issue = f"{glyphs.crumb} {item.result}" if item.result else ""
            return self.line(width, (glyphs.dot, 1), (item.text, 0), (issue, 7), (item.by, 12))
        return super().draw(item, width)

    def do_enter(self) -> None:
        """Ask for a headline."""
        review = self.review
        self.capture("headline", lambda text: Capture(review=review, step=5, kind="headline", text=text))

    def do_issue(self) -> Result:
        """It needs talk."""
        return self.save(SendToIssues(review=self.review, step=5, entry=self.item.id), then=self.down)

    def do_acknowledge(self) -> Result:
        """We have heard it."""
        return self.save(AcknowledgeTell(tell=self.item.id))
