"""The trim report: measures that change nothing, so that taking one off is as easy as adding it (M92)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from models.scorecard import followed_reads, reads
from models.scorecard.followed_reads import FollowedView
from models.scorecard.glance_reads import below_team
from models.scorecard.reads import MeasureView
from screens.commands import Command
from screens.scorecard_commands import ON_A_MEASURE
from screens.scorecard_verbs import MeasureVerbs
from screens.text import Spans
from screens.widgets.lines import Lines
from screens.widgets.rows import Column, ListSource, Row, RowTable
from themes.cells import sparkline

EMPTY = (
    "Nothing to trim.\n\n"
    "trim?  off or risk for 4 weeks and no issue, change or decision followed\n"
    "quiet  ok for 13 weeks: is it still worth a line?\n"
    "Measures tied to the brief, a trigger, a guardrail or a commitment are never here."
)
GROUPS = (
    ("trim?", "TRIM?", "short of plan for 4 weeks and more, and nothing followed"),
    ("quiet", "QUIET", "ok for 13 weeks: still worth a line?"),
    ("", "NEVER INFORMED A DECISION", "the others without one"),
)


class TrimScreen(MeasureVerbs):
    """scope: a team, 0 for all."""

    CSS_PATH = "scorecard.tcss"
    crumb = "Scorecard  trim"
    areas = frozenset({"scorecard", "issues", "decisions", "people", "strategy"})
    empty = EMPTY
    commands = (
        Command(id="row.open", key="enter", title="measure", help="Everything about this measure", when="has_row",
                footer=1),
        Command(id="trim.close", key="e", title="retire", help="Take it off the scorecard and say why; its past stays",
                when="writable_row", call="retire", footer=2),
        *ON_A_MEASURE,
    )  # fmt: skip
    without = frozenset({"app.filter"})

    def __init__(self, scope: int = 0) -> None:
        self._scope = scope if scope > 0 else 0
        self.views: dict[int, MeasureView] = {}
        super().__init__()

    # ---- rows

    def make_source(self) -> ListSource:
        """Read the report."""
        self.source: ListSource = ListSource(self._columns)
        self._fill()
        return self.source

    def body(self) -> ComposeResult:
        """A line that says how many there are, and the rows."""
        self.tally = Lines(self.look, id="tally")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="score"):
            yield self.tally
            yield self.table
        self._say_tally()

    @staticmethod
    def _columns(width: int) -> Sequence[Column]:
        owner = 12 if width >= 96 else 7
        return [
            Column("Measure", minimum=14), Column("For", 9), Column("13 weeks", 13), Column("Iss", 3, "right"),
            Column("Chg", 3, "right"), Column("Dec", 3, "right"), Column("Last", 10), Column("Owner", owner),
        ]  # fmt: skip

    def refresh_view(self) -> None:
        """Read again."""
        key = self.table.key
        self._fill()
        self.table.rows_changed(key)
        self._say_tally()

    def _fill(self) -> None:
        reader = self.store.reader
        below = below_team(reader, self._scope) if self._scope else None
        found = reads.measure_rows(reader, self.store.clock.today(), teams=below)
        if self.present:
            found = [view for view in found if not view.one.private]
        self.total = len(found)
        after = followed_reads.followed(reader, found)
        self.views = {view.one.id: view for view in found if view.hint or not after[view.one.id].decisions}
        self.source.set(self._rows(after))

    def _rows(self, after: dict[int, FollowedView]) -> Iterable[tuple[int, Row]]:
        for place, (hint, title, said) in enumerate(GROUPS):
            members = [view for view in self.views.values() if view.hint == hint]
            if not members:
                continue
            yield -1 - place, Row((((title, "head"), (f" {len(members)}  {said}", "muted")),), heading=True)
            for view in sorted(members, key=lambda one: -after[one.one.id].run):
                yield view.one.id, self._row(view, after[view.one.id])

    def _row(self, view: MeasureView, after: FollowedView) -> Row:
        one = view.one
        word, token = ("ok", "ok") if after.fine else ("short", "risk")
        run: Spans = ((f"{word} {after.run}{one.cadence[0]}", token),)
        counts = [str(many) if many else "-" for many in (after.issues, after.changes, after.decisions)]
        spark = sparkline(one.begun, 13, one.status, self.look.glyphs)
        owner = one.owner.partition(" ")[0] or "nobody"
        return Row((one.name, run if after.run else "", spark, *counts, after.last or "never", owner))

    def _say_tally(self) -> None:
        trim = sum(view.hint == "trim?" for view in self.views.values())
        quiet = sum(view.hint == "quiet" for view in self.views.values())
        self.tally.show(
            ((f" {trim} to trim", "bold"), (f"   {quiet} quiet   of {self.total} measures", ""),
             ("   what followed from each: issues, changes, decisions", "muted"))
        )  # fmt: skip

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

    async def do_open(self) -> None:
        """Open the measure."""
        from screens.measure import MeasureScreen

        await self.shell.open_screen(MeasureScreen(self.here.one.id))

    def went_to(self, done: Any) -> None:
        """A measure that was just added is not in this report."""
