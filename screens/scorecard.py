"""The scorecard: measures worst first, a digit sets this week's number, Enter opens the chart."""

from __future__ import annotations

import asyncio
import importlib
from typing import Any

from textual import on
from textual.app import ComposeResult

from models.scorecard import board_reads, reads
from models.scorecard.glance_reads import below_team, in_view
from models.scorecard.reads import DetailView
from screens.frame import Body
from screens.scorecard_chart import head_lines, series_of
from screens.scorecard_commands import COMMANDS
from screens.scorecard_figures import LargeReading
from screens.scorecard_rows import ORDERS, ScoreSource, tally
from screens.scorecard_verbs import MeasureVerbs
from screens.shell import Result
from screens.widgets.chart import ChartPanel
from screens.widgets.lines import Lines
from screens.widgets.rows import RowTable

EMPTY = (
    "No measures yet.\n\n"
    "A scorecard is at most 10 numbers that change what you do next week.\n"
    "Start with one result and the two things that move it.\n\n"
    "a m  add a measure, from a template or from nothing,\n"
    "     for example:  Net revenue retention, plan >=110% by W39\n"
    "     or from a sheet: oar import measures.csv  (name, owner, target)\n"
    "     `oar demo` shows a full one and does not touch your data"
)
NOTHING_FITS = "Nothing here fits. / filters, < goes up to all teams."
NOTHING_ON_TOP = (
    "Nothing is on the top dashboard yet.\n\n"
    "It holds the few numbers of any team that everybody should look at.\n"
    "Go on to a team with >, and put one here with Space d."
)
ALL, TOP = 0, -1
"""Scopes besides the ids of teams: every measure there is, and the one top-level dashboard (M14)."""


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
        self.chart: ChartPanel | None = None
        self._some = False
        self._folded: bool | None = None

    @staticmethod
    def pages() -> dict[str, Any]:
        """Return the screens behind this one, whose keys are listed with it."""
        from screens.measure import MeasureScreen
        from screens.reading_grid import ReadingGrid
        from screens.triggers import TriggersScreen
        from screens.trim import TrimScreen

        return {"measure": MeasureScreen, "numbers": ReadingGrid, "triggers": TriggersScreen, "reports": TrimScreen}

    # ---- rows

    def make_source(self) -> ScoreSource:
        """Read the measures and show them worst first."""
        source = self.source = ScoreSource(self.look)
        self.teams: list[tuple[int, str]] = []
        self._read()
        return source

    def body(self) -> ComposeResult:
        """A tally, the table, the chart below it when one is open, in present mode one measure large."""
        self.tally = Lines(self.look, id="tally")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        self.large = LargeReading(self.look, id="large") if self.present else None
        with Body(id="score"):
            yield self.tally
            yield self.table
            if self.large is not None:
                yield self.large
        self._say_tally()

    def _read(self) -> None:
        reader = self.store.reader
        if self._scope not in (ALL, TOP):
            self.teams = reads.teams_with_measures(reader)
            if self._scope not in [number for number, _ in self.teams]:
                self._scope = ALL
        below = below_team(reader, self._scope) if self._scope > 0 else None
        some = in_view(reader, self.store.me.id) if self._scope in (ALL, TOP) else None
        self._some = some is not None
        views = reads.measure_rows(reader, self.store.clock.today(), teams=below, measures=some)
        self.has_top = any(view.one.on_top for view in views) or self._scope == TOP
        if self._scope == TOP:
            views = [view for view in views if view.one.on_top]
        source = self.source
        source.present = self.present
        source.folded = self.present if self._folded is None else self._folded
        if self.present:
            views = [view for view in views if not view.one.private]
            source.beside = board_reads.beside(reader, [view.one.id for view in views if view.one.status != "ok"])
        source.show(views)

    def refresh_view(self) -> None:
        """Read again; cursor, marks and chart stay. Rows that keep their places are drawn only where they changed."""
        self.source.look = self.look
        before, keys, present = self.table.key, self.source.keys, self.source.present
        self._read()
        if keys and (self.source.keys, self.source.present) == (keys, present):
            self.table.patch(keys)
            self._say_tally()
        else:
            self._arranged(before)
        if self._detail is not None:
            self._show_detail()

    def _arranged(self, before: int | None) -> None:
        """Draw the rows anew after they were put in order, the cursor on the row it was on."""
        nothing = NOTHING_ON_TOP if self._scope == TOP else EMPTY
        self.table.empty = NOTHING_FITS if self.source.views else nothing
        self.table.reload()
        if before is not None and before != self.table.key:
            self.table.go_to(before)  # worst first: a new number may have moved the row
        self._say_tally()

    def _say_tally(self) -> None:
        limit = self.store.settings.measure_limit
        self.tally.show(tally(self.source, team=max(0, self._scope), limit=limit, some=self._some))
        self._show_large()

    def headline(self) -> str:
        """Name the team whose scorecard it is."""
        names = {TOP: "Top dashboard", **dict(getattr(self, "teams", ()))}
        name = names.get(self._scope, "")
        return f"Scorecard  {name}" if name else "Scorecard"

    def ref_at(self, key: int) -> str:
        """Return the reference of a measure."""
        return f"M{key}" if key in self.source.views else ""

    def filter_rows(self, text: str) -> None:
        """Show the measures that answer `text`."""
        self.wanted = self.source.wanted = text
        before = self.table.key
        self.source.arrange()
        self._arranged(before)

    # ---- views

    def do_order(self) -> None:
        """Go on to the next order: worst first, by plan, by owner, by area."""
        orders = [*ORDERS]
        before = self.table.key
        self.source.order = orders[(orders.index(self.source.order) + 1) % len(orders)]
        self.source.arrange()
        self._arranged(before)

    def do_fold(self) -> None:
        """Put the measures that are ok into one line, or show them again."""
        before = self.table.key
        self._folded = self.source.folded = not self.source.folded
        self.source.arrange()
        self._arranged(before)

    async def do_trim(self) -> None:
        """Open the report of measures that change nothing."""
        from screens.trim import TrimScreen

        await self.shell.open_screen(TrimScreen(self._scope))

    def do_parent(self) -> None:
        """Go towards the scorecard of all teams."""
        self._walk(-1)

    def do_child(self) -> None:
        """Go on to the top dashboard, then to single teams."""
        self._walk(1)

    def _walk(self, by: int) -> None:
        self.teams = reads.teams_with_measures(self.store.reader)
        scopes = [ALL, TOP, *[number for number, _ in self.teams]]
        at = scopes.index(self._scope) + by
        if not 0 <= at < len(scopes):
            self.notice("All teams are shown" if by < 0 else "There is no further team with measures")
            return
        self._scope = scopes[at]
        self.refresh_view()
        self.update_frame()

    async def do_present(self) -> None:
        """Switch present mode: larger rows, nothing private, the measure under the cursor large."""
        self._folded = None
        super().do_present()
        if self.large is None:
            self.large = LargeReading(self.look, id="large")
            await self.query_one("#score").mount(self.large)
        self.refresh_view()

    # ---- all numbers at once

    async def do_numbers(self) -> None:
        """Type the numbers of all rows shown, one after another."""
        await self._open_grid("")

    def paste(self, text: str) -> Result:
        """Take a pasted column of numbers into the grid, unless a prompt is open."""
        if self.message.asking:
            return super().paste(text)
        if self.why_not_grid:
            self.notice(self.why_not_grid, "warn")
            return None
        return self._open_grid(text)

    @property
    def can_type(self) -> bool | str:
        """Whether there are rows whose numbers may be typed (for `when`)."""
        return self.why_not_grid or True

    @property
    def why_not_grid(self) -> str:
        """Why no numbers can be typed here, "" when they can."""
        if self.can_write is not True:
            return str(self.can_write)
        return "" if any(key in self.source.views for key in self.source.keys) else "There is no measure to type for"

    async def _open_grid(self, pasted: str) -> None:
        from screens.reading_grid import ReadingGrid

        shown = [self.source.views[key] for key in self.source.keys if key in self.source.views]
        folded = [] if not self.source.folded else [v for v in self.source.views.values() if v not in shown]
        await self.shell.open_screen(ReadingGrid([*shown, *folded], start=self.table.key or 0, pasted=pasted))

    # ---- chart

    async def do_open(self) -> None:
        """Open the chart of the measure under the cursor; once it is open, everything about the measure."""
        await asyncio.to_thread(importlib.import_module, "plotext")
        if self._detail is not None:
            from screens.measure import MeasureScreen

            await self.shell.open_screen(MeasureScreen(self.here.one.id))
            return
        if self.chart is None:  # most look at the rows alone
            self.chart = ChartPanel(self.look, id="chart")
            await self.query_one("#score").mount(self.chart)
        self.add_class("-detail")
        self._show_detail()
        self._show_large()

    def _close_detail(self) -> None:
        self._detail = None
        self.remove_class("-detail")
        self._show_large()

    def on_resize(self, event: Any) -> None:
        """Show what is large where there is room for it."""
        super().on_resize(event)
        self._show_large()

    def _show_large(self) -> None:
        """Show the measure under the cursor large while presenting, unless its chart is open."""
        if self.large is not None:
            here = self.source.views.get(self.table.key or 0) if self.present and self._detail is None else None
            self.large.follow(here.one if here is not None else None)

    def do_back(self) -> Result:
        """Close the chart, then leave the screen."""
        if self._detail is not None:
            self._close_detail()
            return None
        return super().do_back()

    @on(RowTable.Moved)
    def _chart_follows(self) -> None:
        """Let the chart, and what is large, follow the cursor."""
        if self._detail is not None:
            self._show_detail()
        self._show_large()

    def _show_detail(self) -> None:
        if self.table.key not in self.source.views:
            self._close_detail()
            return
        reader, today = self.store.reader, self.store.clock.today()
        self._detail = detail = reads.measure_detail(reader, today, self.here.one.id)
        self.set_class(self.present, "-large")
        lines = head_lines(detail, self.look, self.size.width, large=self.present)
        assert self.chart is not None
        self.chart.show_chart(lines, series_of(reader, detail))
