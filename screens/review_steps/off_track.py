"""Step 3: what is off track, why, and what changes by next week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.okrs.plan_change_reads import PlanChangeView
from models.reviews.line_reads import LineView
from models.reviews.verbs import Capture
from models.weeks import format_week, next_period
from screens.commands import Command
from screens.review_steps.lines import LineStep
from screens.review_steps.step import Part, say_day
from screens.text import Spans, wrap
from screens.widgets.rows import Row

INDENT = "       "


class OffTrackStep(LineStep):
    """Prepared lines are read; `w` and `c` for the others."""

    number = 3
    empty = "Nothing is off track. Say so, and go on: n"
    commands = (
        Command(id="review-offtrack.why", key="w", title="why", help="Say why, in one line", when="on_line", footer=1),
        Command(id="review-offtrack.change", key="c", title="change", when="on_line", footer=2,
                help="Change by next week: count partner pipeline @ana by W35"),
        Command(id="review-offtrack.issue", key="i", title="to issues", help="Send this line to issues",
                when="on_row", footer=3),
        Command(id="review-offtrack.todo", key="t", title="to-do", help="The same as a change by next week",
                call="change", when="on_line"),
        Command(id="row.open", key="enter", title="why or change", group="Everywhere", when="on_line", call="enter",
                help="Ask for what is still missing: the why, then the change"),
    )  # fmt: skip

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield the lines, below each what was said about it; then what was changed in the plan since last time."""
        for one in self.record.off_track:
            yield one.ref, one
            for place, (text, by, _private) in enumerate(one.whys):
                said = ((f"{INDENT}why     ", "muted"), (text, ""), (f"  {by}", "muted"))
                yield f"{one.ref} why {place}", self.words(said)
            for place, (title, owner, due, _private) in enumerate(one.changes):
                who = f"  {owner or 'no owner'}, by {say_day(due)}"
                said = ((f"{INDENT}change  ", "muted"), (title, ""), (who, "muted"))
                yield f"{one.ref} change {place}", self.words(said)
        if self.record.plan_changes:
            yield "plan", self.heading("PLAN CHANGED IN THE CYCLE", "does it hold?  i sends it to issues")
        for change in self.record.plan_changes:
            yield f"plan {change.id}", change
            why = ((f"{INDENT}case    ", "muted"), (change.case, ""), (f"  {change.reason.lower()}", "muted"))
            yield f"plan {change.id} case", self.words(why)

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of a line."""
        if isinstance(item, PlanChangeView):
            agreed = f"agreed {item.agreed_by}" if item.agreed_by else ""
            what: Part = (((f"{item.ref} ", "ref"), (f"{item.title}: ", ""), (item.what, "bold")), 0)
            return self.line(width, what, (item.by, 8), (agreed, 16))
        return self.draw_line(item, width) if isinstance(item, LineView) else super().draw(item, width)

    def detail(self, width: int) -> Sequence[Spans]:
        """Return the whole case of the change of the plan under the cursor."""
        one = self.item
        if not isinstance(one, PlanChangeView):
            return super().detail(width)
        told = f" Told: {one.told}." if one.told else ""
        said = f"{one.reason}. {one.case} Evidence: {one.evidence}.{told}"
        return [((f" {line}", ""),) for line in wrap(said, max(20, width - 2))]

    @property
    def on_row(self) -> bool:
        """Whether a line, or a change of the plan, is under the cursor (for `when`)."""
        return self.on_line or isinstance(self.item, PlanChangeView)

    def do_why(self) -> None:
        """Ask why."""
        review, ref = self.review, self.ref
        self.capture(f"why {ref}", lambda text: Capture(review=review, step=3, kind="why", text=text, ref=ref))

    def do_change(self) -> None:
        """Ask for the change by next week; the cursor goes on."""
        review, one = self.review, self.item
        week = format_week(next_period(self.record.review.week), short=True)
        self.capture(
            f"change by {week}",
            lambda text: Capture(review=review, step=3, kind="change", text=text, ref=one.ref),
            hint=f"@who, else {one.owner}" if one.owner else "what @who",
            then=self.down,
        )

    def do_enter(self) -> None:
        """Ask for what is missing."""
        if self.item.whys:
            self.do_change()
        else:
            self.do_why()
