"""One measure: its chart, and below it everything known about it; readings are corrected where they stand."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from models import weeks
from models.errors import Unknown
from models.scorecard import followed_reads, reads
from models.scorecard import measure_detail_reads as details
from models.scorecard.back_test_reads import back_tests_of
from models.scorecard.measure_detail_reads import ReadingView
from models.scorecard.reads import DetailView, MeasureView
from models.sources.reads import last_pulls
from screens import measure_rows as rows
from screens.base import OarScreen
from screens.commands import Command
from screens.scorecard_chart import head_lines, series_of
from screens.scorecard_commands import ON_A_MEASURE
from screens.scorecard_commands import row as row_command
from screens.scorecard_verbs import MeasureVerbs
from screens.shell import Result
from screens.text import Spans
from screens.widgets.chart import ChartPanel, Series
from screens.widgets.rows import ListSource, Row, RowTable

NEWEST = 13
"""Readings shown before what was said and decided; the earlier ones come last."""
MENU = next(command for command in ON_A_MEASURE if command.id == "scorecard.menu")


class MeasureScreen(MeasureVerbs):
    """measure: its id."""

    CSS_PATH = "scorecard.tcss"
    crumb = "Scorecard"
    areas = frozenset({"scorecard", "issues", "decisions", "okrs", "people", "strategy"})
    empty = "This measure is not there any more, or not for you.\n\nq goes back."
    commands = (
        Command(id="row.open", key="enter", title="open", footer=1, when="opens",
                help="Correct the reading, change the trigger, open the key result or decision"),
        *(command for command in ON_A_MEASURE if command is not MENU),
        MENU._replace(children=(
            *MENU.children,
            row_command("clear", "x", "no value", "Take the value of this period away: it counts as missing again"),
        )),
    )  # fmt: skip
    without = frozenset({"row.mark", "row.mark-all", "row.fold", "app.filter"})

    def __init__(self, measure: int) -> None:
        self.measure = measure
        self.detail: DetailView | None = None
        self.found: dict[int, ReadingView] = {}
        super().__init__()

    # ---- rows

    def make_source(self) -> ListSource:
        """Read everything about the measure."""
        self.source: ListSource = ListSource(rows.columns)
        self._fill()
        return self.source

    def body(self) -> ComposeResult:
        """The chart above, the lines below."""
        self.chart = ChartPanel(self.look, id="chart")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="measure"):
            yield self.chart
            yield self.table
        self._draw_chart()

    def _fill(self) -> None:
        reader, today = self.store.reader, self.store.clock.today()
        try:
            self.detail = reads.measure_detail(reader, today, self.measure)
        except Unknown:  # archived, or private to another team
            self.detail = None
        self.source.set(self._lines(self.detail) if self.detail is not None else ())

    def _lines(self, detail: DetailView) -> list[tuple[int, Row]]:
        reader, width = self.store.reader, self.size.width or self.app.size.width
        today = self.store.clock.today()
        found = details.readings(reader, detail.one)
        self.found = {reading.period: reading for reading in found}
        lines = [
            *self._source_lines(),
            *rows.readings(found[:NEWEST], detail, self.look),
            *rows.about(detail, width),
            *rows.goals(details.goals(reader, detail.one), detail),
            *rows.linked(detail, back_tests_of(reader, today, self.measure)),
            *rows.earlier(found[NEWEST:], detail, self.look),
        ]
        return [(place if key == rows.OTHER else key, row) for place, (key, row) in enumerate(lines, rows.OTHER)]

    def _source_lines(self) -> list[tuple[int, Row]]:
        """Return where the numbers come from, when, and who answers for them (M55)."""
        out = []
        for gone in followed_reads.retired(self.store.reader) if self.detail and self.detail.retired else ():
            if gone.id == self.measure:
                why = (f"{gone.because or 'no reason given'}", "")
                out.append((rows.OTHER, rows.text((f"taken off {gone.on}: ", "warn"), why)))
        for one in last_pulls(self.store.reader, (self.measure,)).get(self.measure, ()):
            pulled = f"{rows.day(one.pulled_at)} {self.clock_time(one.pulled_at)}".strip()
            out += rows.source(one, pulled, self.size.width or self.app.size.width)
        return out

    def refresh_view(self) -> None:
        """Read everything again; the cursor stays."""
        key = self.table.key
        self._fill()
        self.table.rows_changed(key)
        self._draw_chart()

    def draw_anew(self) -> None:
        """Draw in another theme, and leave out what is private in present mode."""
        super().draw_anew()
        self.refresh_view()

    def _draw_chart(self) -> None:
        self.chart.display = self.detail is not None
        self.set_class(self.present, "-large")
        if self.detail is not None:
            lines = head_lines(self.detail, self.look, self.app.size.width, large=self.present)
            series = series_of(self.store.reader, self.detail)
            self.chart.show_chart([*lines, legend(series)], series)

    def headline(self) -> str:
        """Return reference and name."""
        return f"Scorecard  M{self.measure}  {self.detail.one.name}" if self.detail else "Scorecard"

    # ---- what the verbs of a measure ask for

    @property
    def here(self) -> MeasureView:
        """The measure itself, wherever the cursor is."""
        assert self.detail is not None
        return MeasureView(self.detail.one, self.detail.goal, len(self.detail.decisions), "", self.detail.one.drives_id)

    @property
    def chosen_ids(self) -> tuple[int, ...]:
        """The measure itself."""
        return (self.measure,)

    @property
    def has_row(self) -> bool:
        """Whether the measure is there."""
        return self.detail is not None

    @property
    def reading(self) -> ReadingView | None:
        """The reading under the cursor."""
        return self.found.get(self.table.key) if self.table.key is not None else None

    def offered_period(self) -> int:
        """Return the period of the reading under the cursor, else the usual one."""
        return self.reading.period if self.reading is not None else super().offered_period()

    def said_period(self) -> int:
        """Return the period of the reading under the cursor, else the judged one."""
        return self.reading.period if self.reading is not None else super().said_period()

    def newest_value(self) -> float | None:
        """Return the value of the reading under the cursor, else the newest."""
        if self.reading is not None and self.reading.value is not None:
            return self.reading.value
        return super().newest_value()

    def do_issue(self) -> None:
        """Send the measure to the issues; the cursor stays."""
        at = self.table.key
        super().do_issue()
        if at is not None:
            self.table.go_to(at)

    @property
    def opens(self) -> bool | str:
        """Whether the row under the cursor opens something."""
        key = self.table.key or 0
        return key >= rows.TRIGGER or self.reading is not None or "Nothing opens here"

    async def do_open(self) -> None:
        """Open what the row under the cursor stands for."""
        key = self.table.key or 0
        if self.reading is not None:
            if self.can_write is True:
                self.do_number()
        elif key >= rows.SERVED:
            await self._open_served(key - rows.SERVED)
        elif key >= rows.DECISION:
            await open_memo(self, key - rows.DECISION)
        elif key >= rows.TRIGGER:
            from screens.trigger_form import open_edit

            await open_edit(self, key - rows.TRIGGER)

    async def _open_served(self, place: int) -> None:
        from models.okrs.reads import key_of
        from screens.key_result import KeyResultScreen

        assert self.detail is not None
        if (key := key_of(self.detail.serves[place][0])) is not None:
            await self.shell.open_screen(KeyResultScreen(key))

    def do_clear(self) -> Result:
        """Take the value of the reading under the cursor away: the period counts as missing again."""
        from models.scorecard.verbs import ClearReading

        one = self.reading
        if one is None or one.value is None:
            self.notice("Put the cursor on a reading first")
            return None
        self.write(ClearReading(measure=self.measure, period=one.period))
        return None

    def number_hint(self) -> str:
        """Say which key changes the period."""
        when = weeks.format_period(self._period, self.here.one.cadence)
        return f"{self.here.one.unit} for {when}, Tab: another".strip()


def legend(series: Series) -> Spans:
    """Return what the lines and letters of a chart mean, those that it has."""
    parts = [("  . . plan", "late")] if any(plan is not None for plan in series.plan) else []
    parts += [("   - - trigger", "warn")] if series.near_limits else []
    letters = {"w": "w why", "c": "c comment"}
    parts += [(f"   {letters[one]}", "key") for one in ("w", "c") if one in series.marks.values()]
    return (*parts, *([("   a gap: missing", "muted")] if None in series.values else []))


async def open_memo(screen: OarScreen, number: int) -> None:
    """Show a decision in full. Raises Unknown when there is none that may be seen."""
    from models.decisions import reads as decisions
    from screens.decisions_rows import memo_lines
    from screens.dialogs.lines import LinesDialog

    store = screen.store
    memo = decisions.memo(store.reader, number, store.clock.today(), zone=store.clock.zone)
    lines = memo_lines(memo, min(96, screen.size.width - 8))
    await screen.shell.open_dialog(LinesDialog(f"D{number}", lines))
