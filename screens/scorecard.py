"""The scorecard: measures worst first, a digit sets this week's number, Enter opens the chart."""

from __future__ import annotations

import asyncio
import importlib
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from models import weeks
from models.numbers import format_number
from models.scorecard import reads
from models.scorecard.glance_reads import ORDER, below_team
from models.scorecard.reads import DetailView
from screens.scorecard_commands import COMMANDS
from screens.scorecard_rows import ScoreSource
from screens.scorecard_verbs import MeasureVerbs
from screens.shell import Result
from screens.text import Spans
from screens.widgets.chart import ChartPanel, Series
from screens.widgets.lines import Lines
from screens.widgets.rows import RowTable
from themes.cells import cell_width
from themes.glyphs import STATUS_WORDS

EMPTY = (
    "No measures yet.\n\n"
    "A scorecard is at most 10 numbers that change what you do next week.\n"
    "Start with one result and the two things that move it.\n\n"
    "a m  add a measure, for example:  Net revenue retention, plan >=110%\n"
    "     or: oar import measures.csv"
)
NOTHING_FITS = "Nothing here fits. / filters, T shows all again, < goes up to all teams."


class ScorecardScreen(MeasureVerbs):
    """Measures with plan, trend and chart (product.md 3)."""

    CSS_PATH = "scorecard.tcss"
    crumb = "Scorecard"
    areas = frozenset({"scorecard", "issues", "decisions", "people", "strategy"})
    empty = EMPTY
    commands = COMMANDS

    def __init__(self) -> None:
        super().__init__()
        self._detail: DetailView | None = None

    # ---- rows

    def make_source(self) -> ScoreSource:
        """Read the measures and show them worst first."""
        self.source = ScoreSource(self.look)
        self.teams: list[tuple[int, str]] = []
        self._read()
        return self.source

    def body(self) -> ComposeResult:
        """A tally, the table, the chart below it when one is open."""
        self.tally = Lines(self.look, id="tally")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        self.chart = ChartPanel(self.look, id="chart")
        with Vertical(id="score"):
            yield self.tally
            yield self.table
            yield self.chart
        self._say_tally()

    def _read(self) -> None:
        reader = self.store.reader
        self.teams = reads.teams_with_measures(reader)
        scope = self._scope if self._scope in [number for number, _ in self.teams] else 0
        self._scope = scope
        views = reads.measure_rows(reader, self.store.clock.today(), teams=below_team(reader, scope) if scope else None)
        if self.present:
            views = [view for view in views if not view.one.private]
        self.source.show(views)

    def refresh_view(self) -> None:
        """Read again; cursor, marks and chart stay."""
        self.source.look = self.look
        before = self.table.key
        self._read()
        self.table.empty = NOTHING_FITS if self.source.views else EMPTY
        self.table.reload()
        if before is not None and before != self.table.key:
            self.table.go_to(before)  # worst first: a new number may have moved the row
        self._say_tally()
        if self._detail is not None:
            self._show_detail()

    def _say_tally(self) -> None:
        views = self.source.views.values()
        words = [view.one.status for view in views]
        glyphs = self.look.glyphs
        tally: list[tuple[str, str]] = []
        for word in [word for word in ORDER if word in words]:
            tally.append((f" {glyphs.status(word)} {STATUS_WORDS[word]} {words.count(word)} ", word))
        many = "1 measure" if len(words) == 1 else f"{len(words)} measures"
        shown = len(self.source.keys)
        some = f"   {shown} shown" if shown != len(words) else ""
        order = "worst first" if self.source.worst else "plan order"
        trim = "   only trim? and quiet" if self.source.trim else ""
        self.tally.show((*tally, (f"  {many}{some}  {order}{trim}", "muted")))

    def headline(self) -> str:
        """Name the team whose scorecard it is."""
        name = dict(self.teams).get(self._scope, "") if hasattr(self, "teams") else ""
        return f"Scorecard  {name}" if name else "Scorecard"

    def on_resize(self, event: Any) -> None:
        """Take the columns that fit the new width."""
        super().on_resize(event)
        self.table.reload()

    def filter_rows(self, text: str) -> None:
        """Show the measures that answer `text`."""
        self.source.wanted = text
        self.refresh_view()

    # ---- views

    def do_order(self) -> None:
        """Change between worst first and plan order."""
        self.source.worst = not self.source.worst
        self.refresh_view()

    def do_trim(self) -> None:
        """Show only measures that change nothing, or all again."""
        self.source.trim = not self.source.trim
        self.refresh_view()

    def do_parent(self) -> None:
        """Go towards the scorecard of all teams."""
        self._walk(-1)

    def do_child(self) -> None:
        """Go on to the next team's scorecard."""
        self._walk(1)

    def _walk(self, by: int) -> None:
        scopes = [0, *[number for number, _ in self.teams]]
        at = scopes.index(self._scope) + by
        if not 0 <= at < len(scopes):
            self.notice("All teams are shown" if by < 0 else "There is no further team with measures")
            return
        self._scope = scopes[at]
        self.refresh_view()
        self.update_frame()

    def do_present(self) -> None:
        """Switch present mode: larger rows, nothing private."""
        super().do_present()
        self.refresh_view()

    # ---- chart

    async def do_open(self) -> None:
        """Open the chart of the measure under the cursor, or close it."""
        if self._detail is not None:
            self._close_detail()
            return
        await asyncio.to_thread(importlib.import_module, "plotext")
        self.add_class("-detail")
        self._show_detail()

    def _close_detail(self) -> None:
        self._detail = None
        self.remove_class("-detail")

    def do_back(self) -> Result:
        """Close the chart, then leave the screen."""
        if self._detail is not None:
            self._close_detail()
            return None
        return super().do_back()

    @on(RowTable.Moved)
    def _chart_follows(self) -> None:
        """Let the chart follow the cursor."""
        if self._detail is not None:
            self._show_detail()

    def _show_detail(self) -> None:
        if self.table.key is None:
            self._close_detail()
            return
        self._detail = detail = reads.measure_detail(self.store.reader, self.store.clock.today(), self.table.key)
        one = detail.one
        labels = [weeks.format_period(period, one.cadence, short=True) for period in one.periods]
        first = next((place for place, value in enumerate(one.values) if value is not None), 0)
        series = Series(
            labels[first:], one.values[first:], one.plan_values[first:], lambda value: format_number(value, one.unit)
        )
        self.chart.show_chart(self._head(detail), series)

    def _head(self, detail: DetailView) -> list[Spans]:
        one, glyphs = detail.one, self.look.glyphs
        now, plan = format_number(one.value, one.unit), format_number(one.plan, one.unit)
        rule = glyphs.line_h
        title = f"{rule} {one.name}  {now}  plan {plan}  goal {detail.goal or '-'}   {one.owner} "
        rest = max(0, self.size.width - 1 - cell_width(title))
        lines: list[Spans] = [((title, "title"), (rule * rest, "muted"))]
        said = _said(detail)
        if self.size.width >= 100:
            lines += said[:5]
        elif said:
            lines.append(tuple(part for line in said[:2] for part in line))
        return lines


def _said(detail: DetailView) -> list[Spans]:
    """Return what is known about a measure besides its numbers: why, changes, triggers, what it serves."""
    lines: list[Spans] = []
    why = next((note for note in detail.notes if note.kind == "why"), None)
    if why is not None:
        lines.append((("  why: ", "muted"), (" ".join(why.text.split()), ""), (f"  {why.by}", "muted")))
    for _, title, owner, due in detail.changes[:1]:
        lines.append((("  change by ", "muted"), (f"{due}: {title}", ""), (f" ({owner or 'nobody'})", "muted")))
    for one in detail.triggers:
        token = "warn" if one.state == "fired" else "muted"
        lines.append((("  trigger ", "muted"), (f"{one.condition}: {one.action}", ""), (f"  {one.state}", token)))
    serves = ", ".join(f"{reference} {title}" for reference, title in detail.serves)
    if serves or detail.drives:
        lines.append((("  serves: ", "muted"), (serves or detail.drives, "")))
    if detail.one.so_far is not None:
        lines.append((("  so far: ", "muted"), (format_number(detail.one.so_far, detail.one.unit), "")))
    for note in detail.notes:
        if note.kind == "comment" and len(lines) < 5:
            lines.append((("  note: ", "muted"), (" ".join(note.text.split()), ""), (f"  {note.by}", "muted")))
    return lines
