"""One goal or key result with all that belongs to it: the chart of its history, below it everything known about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from models.okrs import detail_reads, reads
from models.okrs.around_reads import AboutView, WorkView
from models.okrs.detail_reads import CheckInView, DetailView, StepView
from models.okrs.history import Results, load
from models.okrs.line_reads import LineView, line_of
from models.okrs.row_reads import RowView
from models.okrs.score_reads import ScoreView, score_of
from screens.commands import Command
from screens.key_result_changes import COMMANDS, KeyResultChanges
from screens.key_result_head import head_lines, legend, series_of
from screens.key_result_lines import LinesOf, whole_text
from screens.shell import Result
from screens.widgets.chart import ChartPanel
from screens.widgets.lines import Lines
from screens.widgets.rows import Column, ListSource, Row, RowTable

LOW, TALL = 9, 15
"""Lines of the chart in a window of 24 lines, and in one with room."""

ROOMY = 34
"""Lines of the window from which there is room for the tall chart."""


class KeyResultScreen(KeyResultChanges):
    """key: as in models/okrs/reads.py."""

    areas = frozenset({"okrs", "scorecard", "issues", "decisions", "people", "plan", "cycles"})
    empty = "That row is not there any more: somebody archived it.\n\nq goes back, u undoes my last action."
    commands = (
        Command(id="row.open", key="enter", title="open", help="Open what this line is about", when="has_row",
                footer=20),
        Command(id="okr.view", key="v", title="chart", help="Hide the chart, or show it again", footer=50),
        *COMMANDS,
    )  # fmt: skip
    without = frozenset({"row.mark", "row.mark-all", "row.fold", "app.filter"})

    DEFAULT_CSS = """
    KeyResultScreen #detail { width: 1fr; height: 1fr; }
    KeyResultScreen #chart { display: block; }
    """

    def __init__(self, key: int) -> None:
        self.key = key
        self.detail: DetailView | None = None
        self.line: LineView | None = None
        self.score: ScoreView | None = None
        self.past: Results | None = None
        self.charted = True
        self._subjects: dict[int, Any] = {}
        self._names: dict[str, int] = {}
        super().__init__()

    # ---- rows

    def make_source(self) -> ListSource:
        """Return the lines of the detail."""
        self.source = ListSource([Column("", minimum=40)])
        self._read()
        return self.source

    def body(self) -> ComposeResult:
        """The verdict, the chart of its history, the lines."""
        self.head = Lines(self.look, id="head")
        self.chart = ChartPanel(self.look, id="chart")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="detail"):
            yield self.head
            yield self.chart
            yield self.table
        self._lay_out()

    def refresh_view(self) -> None:
        """Read everything again; the cursor stays on its line."""
        key = self.table.key
        self._read()
        self.table.rows_changed(key)
        self._lay_out()

    def draw_anew(self) -> None:
        """Draw in another theme."""
        super().draw_anew()
        self.refresh_view()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap the lines for the new width, and give the chart what room there is."""
        self._fill()
        self.table.rows_changed(self.table.key)
        self._lay_out()

    def _read(self) -> None:
        store = self.store
        reader, today, settings = store.reader, store.clock.today(), store.settings
        self.detail = detail_reads.detail(reader, self.key, today=today)
        if self.detail is None or self.detail.row.hidden:
            self.line, self.score = None, None
        elif self.key < 0:
            self.line, self.score = self._work_out()
        else:
            self.run_worker(self._work_out_later(), exclusive=True, group="history")
        self.past = load(reader, [-self.key], settings=settings, today=today) if self.key < 0 else None
        self._fill()

    def _work_out(self) -> tuple[LineView | None, ScoreView | None]:
        """Return the line of the chart and both scores."""
        store, today = self.store, self.store.clock.today()
        return (
            line_of(store.reader, self.key, settings=store.settings, today=today),
            score_of(store.reader, self.key, settings=store.settings, today=today),
        )

    async def _work_out_later(self) -> None:
        """Work them out beside the event loop: below a goal there may be hundreds of key results."""
        self.line, self.score = await asyncio.to_thread(self._work_out)
        if self.is_attached:
            self._lay_out()

    def _fill(self) -> None:
        self._subjects = {}
        self.source.set(list(self._numbered()) if self.detail is not None else ())

    def _numbered(self) -> Iterator[tuple[int, Row]]:
        assert self.detail is not None
        width = max(40, self.app.size.width - 4)
        for name, about, row in LinesOf(self.detail, self.look, width, self.past).all():
            key = self._names.setdefault(name, len(self._names) + 1)
            self._subjects[key] = about
            yield key, row

    def _lay_out(self) -> None:
        """Draw what stands above the lines; without a line to draw the list has its room."""
        detail, line = self.detail, self.line
        self.head.display = detail is not None
        self.chart.display = self.charted and detail is not None and line is not None and line.drawn
        if detail is None:
            return
        lines = head_lines(detail.row, self.score, self.look, self.app.size.width)
        self.head.styles.height = len(lines)
        self.head.show(*lines)
        if line is not None and line.drawn:
            self.chart.styles.height = TALL if self.app.size.height >= ROOMY else LOW
            self.chart.show_chart([legend(line, detail.row)], series_of(line, detail.row))

    def headline(self) -> str:
        """Return what kind of row this is, with its reference."""
        row = self.entry_row()
        return f"OKRs  {row.ref}" if row is not None else "OKRs"

    def entry_row(self) -> RowView | None:
        """Return the row this screen is about."""
        return self.detail.row if self.detail is not None else None

    def refs_chosen(self) -> tuple[str, ...]:
        """Return its reference."""
        return (reads.ref_of(self.store.reader, self.key),)

    @property
    def about(self) -> Any:
        """What the line under the cursor is about, None for a line that is about nothing more."""
        return self._subjects.get(self.table.key) if self.table.key is not None else None

    # ---- looking

    async def do_open(self) -> None:
        """Open what the line under the cursor is about."""
        about = self.about
        if isinstance(about, RowView):
            await self.shell.open_screen(KeyResultScreen(about.key))
        elif isinstance(about, WorkView):
            await self.edit_record(about.ref)
        elif isinstance(about, AboutView):
            await self._open_about(about)
        elif isinstance(about, StepView):
            self.notice("e completes a step, E edits it")
        elif (text := whole_text(about)) is not None:
            from screens.dialogs.text_view import TextDialog

            await self.shell.open_dialog(TextDialog(*text))
        else:
            self.notice("Nothing opens here")

    async def _open_about(self, about: AboutView) -> None:
        """Show an issue or a decision on its own screen; a to-do opens its form."""
        place = {"I": "issues", "D": "decisions"}.get(about.ref.rstrip("0123456789"))
        if place is None:
            await self.edit_record(about.ref)
            return
        await self.shell.goto(place)
        table = getattr(self.app.screen, "table", None)
        if table is not None:
            table.go_to(int(about.ref.lstrip("ID")))

    async def do_path(self) -> None:
        """Show the way up to the strategy."""
        from screens.okr_dialogs import path_dialog

        await self.shell.open_dialog(path_dialog(self.store, self.key))

    async def do_checks(self) -> None:
        """Show the live checks of this branch."""
        from screens.okr_dialogs import checks_dialog

        await self.shell.open_dialog(await checks_dialog(self.store, self.key))

    def do_view(self) -> Result:
        """Hide the chart, or show it again."""
        if self.line is None or not self.line.drawn:
            self.notice("There is no line to draw yet" if self.line is not None else "Too much is below it for a chart")
            return None
        self.charted = not self.charted
        self._lay_out()
        return None

    @property
    def last_of_mine(self) -> CheckInView | None:
        """My last check-in, when nobody said anything after it."""
        found = [one for one in self.detail.check_ins if not one.corrected] if self.detail is not None else []
        return found[0] if found and found[0].by == self.store.me.handle else None
