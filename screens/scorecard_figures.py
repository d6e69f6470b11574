"""Present mode's reading of one measure: its number and its plan large, since when it is so, and who is on it."""

from __future__ import annotations

from models.numbers import format_number
from models.scorecard.verdict import Judged
from screens.look import Look
from screens.text import Spans
from screens.widgets.lines import Lines
from themes.cells import badge, pad, trend
from themes.figures import HEIGHT, large
from themes.width import cell_width

LEAST_LINES = 20
"""Lines of a window below which the list needs them all."""
GAP = "    "


class LargeReading(Lines):
    """The measure under the cursor, below the list."""

    DEFAULT_CSS = "LargeReading { height: 4; display: none; }"

    def follow(self, one: Judged | None) -> None:
        """Show this measure, nothing for None or where the window is low."""
        self.display = one is not None and self.screen.size.height >= LEAST_LINES
        if one is not None and self.display:
            cells = self.screen.size.width
            name = f"{self.look.glyphs.line_h} {one.name} "
            rule = self.look.glyphs.line_h * max(0, cells - 1 - cell_width(name))
            self.show(((name, "title"), (rule, "muted")), *figure_lines(one, self.look, cells))


def figure_lines(one: Judged, look: Look, cells: int) -> list[Spans]:
    """Return the three lines of figures: the judged value, the plan, and words at their right."""
    token = one.status if one.value is not None else "muted"
    value = one.value if one.value is not None else one.last[1] if one.last else None
    now = large(format_number(value, one.unit), look.glyphs)
    plan = large(format_number(one.plan, one.unit), look.glyphs)
    beside: tuple[Spans, ...] = (
        (*badge(one.status, glyphs=look.glyphs), (f" {_since(one)}", "bold")),
        ((one.owner or "nobody", "bold"),),
        trend(one.trend, one.change, look.glyphs) if one.trend else (),
    )
    out: list[Spans] = []
    for at in range(HEIGHT):
        word = f"{GAP}plan " if at == HEIGHT - 1 else " " * (cell_width(GAP) + 5)
        line: Spans = ((f" {now[at]}", token), (word, ""), (plan[at], ""), (GAP, ""), *beside[at])
        out.append(pad(line, cells, glyphs=look.glyphs))
    return out


def _since(one: Judged) -> str:
    """Return for how many periods running the measure has had its status, "for 3 weeks"; "" where that says nothing."""
    if one.status in ("none", "early"):
        return ""
    run = next((at for at, word in enumerate(reversed(one.statuses)) if word != one.status), len(one.statuses))
    more = "+" if run == len(one.statuses) else ""
    return f"for {run}{more} {one.cadence}{'s' if run > 1 else ''}"
