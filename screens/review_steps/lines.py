"""What the steps about measures share: how a line is drawn, and sending it to issues."""

from __future__ import annotations

from models.reviews.line_reads import LineView
from models.reviews.verbs import SendToIssues
from screens.review_steps.step import Part, Step
from screens.shell import Result
from screens.widgets.rows import Row
from themes import cells

WIDE = 96


class LineStep(Step):
    """A step whose rows are measures and key results."""

    @property
    def on_line(self) -> bool:
        """Whether a measure or key result is under the cursor (for `when`)."""
        return isinstance(self.item, LineView)

    def draw_line(self, one: LineView, width: int) -> Row:
        """Return status, title, sparkline, value against plan, owner, trend."""
        glyphs, wide = self.screen.look.glyphs, width >= WIDE
        marks = (f" {glyphs.private}" if one.private else "") + (f" {glyphs.crumb}{one.issue}" if one.issue else "")
        size = 13 if wide else 8
        parts: list[Part] = [
            (cells.badge(one.status, glyphs=glyphs), 6),
            (one.title, 0),
            (cells.sparkline(one.spark, size, one.status, glyphs), size),
            (one.value, 8, True),
            (f"plan {one.plan}", 12),
            (one.owner, 12 if wide else 8),
        ]
        if wide:
            parts.append((one.trend, 7))
        room = max(1, width - sum(part[1] for part in parts) - len(parts) + 1 - cells.width(((marks, ""),)))
        parts[1] = ((*cells.truncate(((one.title, ""),), room, glyphs), (marks, "muted")), 0)
        return self.line(width, *parts)

    def do_issue(self) -> Result:
        """Send the line to issues and go on."""
        return self.save(SendToIssues(review=self.review, step=self.number, ref=self.ref), then=self.down)
