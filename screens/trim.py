"""Behind `T`: what changes nothing (M92), who keeps their numbers (M85), what decisions did (M89), what was retired."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from models.okrs import discipline_reads
from models.okrs.discipline_reads import DisciplineView
from models.scorecard import back_test_reads, followed_reads, quality_reads, reads
from models.scorecard.glance_reads import below_team
from models.scorecard.quality_reads import QualityView
from models.scorecard.reads import MeasureView
from models.scorecard.verbs import Retire
from screens import trim_rows as rows
from screens.commands import Command
from screens.scorecard_commands import ON_A_MEASURE
from screens.scorecard_verbs import MeasureVerbs
from screens.text import Spans
from screens.widgets.lines import Lines
from screens.widgets.rows import Column, ListSource, RowTable

EMPTY = {
    "trim": (
        "Nothing to trim.\n\n"
        "trim?  off or risk for 4 weeks and no issue, change or decision followed\n"
        "quiet  ok for 13 weeks: is it still worth a line?\n"
        "Measures tied to the brief, a trigger, a guardrail or a commitment are never here."
    ),
    "owners": "Nobody owns a measure yet. o on the scorecard gives one to somebody.",
    "decisions": (
        "No decision names a measure yet.\n\n"
        "One that does is held against it when it is revisited: what was expected, what came of it.\n"
        "D on a measure of the scorecard notes one."
    ),
    "retired": "No measure was taken off yet. e in the first report does so, and says why.",
}
VIEWS = {
    "trim": "what changes nothing", "owners": "who keeps their numbers", "decisions": "what decisions did",
    "retired": "what was taken off",
}  # fmt: skip
"""The reports that `v` goes through."""
COLUMNS = {
    "trim": rows.trim_columns, "owners": rows.owner_columns, "decisions": rows.decision_columns,
    "retired": rows.retired_columns,
}  # fmt: skip
MENU = next(command for command in ON_A_MEASURE if command.id == "scorecard.menu")


class TrimScreen(MeasureVerbs):
    """scope: a team, 0 for all."""

    CSS_PATH = "scorecard.tcss"
    crumb = "Scorecard  reports"
    areas = frozenset({"scorecard", "okrs", "issues", "decisions", "people", "strategy"})
    empty = EMPTY["trim"]
    commands = (
        Command(id="row.open", key="enter", title="open", help="Everything about this measure; the decision's memo",
                when="opens", footer=1),
        Command(id="trim.close", key="e", title="retire", help="Take it off the scorecard and say why; its past stays",
                when="writable_row", call="retire", footer=2),
        Command(id="trim.view", key="v", title="next report", footer=3,
                help="What changes nothing, who keeps their numbers, what decisions did, what was taken off"),
        *(command for command in ON_A_MEASURE if command is not MENU),
        MENU._replace(when="", children=(
            *MENU.children,
            Command(id="trim.bring-back", key="b", title="bring back", when="on_retired",
                    help="Put a measure that was taken off on the scorecard again"),
        )),
    )  # fmt: skip
    without = frozenset({"app.filter"})

    def __init__(self, scope: int = 0) -> None:
        self._scope = max(0, scope)
        self.view = "trim"
        self.views: dict[int, MeasureView] = {}
        self._owners: list[QualityView] = []
        self._checked: list[DisciplineView] = []
        super().__init__()

    # ---- rows

    def make_source(self) -> ListSource:
        """Read the report."""
        source = self.source = ListSource(self._columns)
        self._fill()
        return source

    def body(self) -> ComposeResult:
        """A line that says which report it is, and the rows."""
        self.tally = Lines(self.look, id="tally")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="score"):
            yield self.tally
            yield self.table
        self.tally.show(self._said())

    def _columns(self, width: int) -> Sequence[Column]:
        return COLUMNS[self.view](width)

    def refresh_view(self) -> None:
        """Read again."""
        if self.view == "owners":
            self.run_worker(self._owners_anew(), group="owners", exclusive=True)
            return
        self._show()

    def _show(self) -> None:
        key = self.table.key
        self._fill()
        self.table.empty = EMPTY[self.view]
        self.table.rows_changed(key)
        self.tally.show(self._said())

    def _fill(self) -> None:
        reader, today = self.store.reader, self.store.clock.today()
        below = below_team(reader, self._scope) if self._scope else None
        self.views = {}
        if self.view == "owners":
            self.source.set(rows.owner_rows(self._owners, self._checked, self.look))
        elif self.view == "retired":
            self.source.set(rows.retired_rows(followed_reads.retired(reader, below)))
        elif self.view == "decisions":
            self.source.set(rows.decision_rows(back_test_reads.back_tests(reader, today, teams=below)))
        else:
            found = reads.measure_rows(reader, today, teams=below)
            if self.present:
                found = [view for view in found if not view.one.private]
            self.total = len(found)
            self.views = {view.one.id: view for view in found if view.hint or not view.decisions}
            self.source.set(rows.trim_rows(self.views, followed_reads.followed(reader, found), self.look))

    def _said(self) -> Spans:
        words: Spans = ((f" {VIEWS[self.view]}", "title"),)
        if self.view != "trim":
            return words
        trim = sum(view.hint == "trim?" for view in self.views.values())
        quiet = sum(view.hint == "quiet" for view in self.views.values())
        return (*words, (f"   {trim} to trim", "bold"), (f"   {quiet} quiet   of {self.total} measures", "muted"))

    def draw_anew(self) -> None:
        """Take over theme and present mode."""
        super().draw_anew()
        self.refresh_view()

    # ---- verbs

    @property
    def here(self) -> MeasureView:
        """The measure under the cursor."""
        assert self.table.key is not None
        return self.views[self.table.key]

    @property
    def has_row(self) -> bool:
        """Whether there is a measure under the cursor."""
        return self.has_table and self.table.key in self.views

    @property
    def opens(self) -> bool | str:
        """Whether the row under the cursor opens something."""
        if self.view == "owners":
            return "Nothing opens here: v shows the next report"
        return self.table.key is not None

    @property
    def on_retired(self) -> bool | str:
        """Whether the cursor is on a measure that was taken off and may come back."""
        return self.can_write if self.view == "retired" and self.table.key is not None else False

    def do_bring_back(self) -> None:
        """Put the chosen measures on the scorecard again."""
        self.write(Retire(measures=tuple(self.table.chosen), back=True))

    async def do_open(self) -> None:
        """Open the measure, or the memo of the decision."""
        from screens.measure import MeasureScreen, open_memo

        if self.view == "decisions" and self.table.key is not None:
            await open_memo(self, self.table.key)
        elif self.table.key is not None:
            await self.shell.open_screen(MeasureScreen(self.table.key))

    async def _read_owners(self) -> None:
        """Read who keeps their numbers away from the event loop: all of 13 weeks is looked at."""
        reader, today = self.store.reader, self.store.clock.today()
        below = below_team(reader, self._scope) if self._scope else None
        self._owners = await asyncio.to_thread(quality_reads.quality_rows, reader, today, teams=below)
        self._checked = await asyncio.to_thread(discipline_reads.discipline_rows, reader, today, teams=below)

    async def _owners_anew(self) -> None:
        await self._read_owners()
        if self.is_attached and self.view == "owners":
            self._show()

    async def do_view(self) -> None:
        """Go on to the next report."""
        names = [*VIEWS]
        self.view = names[(names.index(self.view) + 1) % len(names)]
        if self.view == "owners":
            await self._read_owners()
        self.table.marks = set()
        self._show()
        self.table.home()
        self.update_frame()

    def went_to(self, done: Any) -> None:
        """A measure that was just added is not in this report."""
