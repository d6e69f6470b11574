"""One cycle: its planning as a checklist, or its scores; closing it is a walk from one line to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from models.cycles import planning, reads, scoring
from models.cycles.planning import PlanningView
from models.cycles.reads import CycleView
from models.cycles.scoring import LineView, ScoresView
from screens import cycle_rows as rows
from screens.commands import DIGITS, Command
from screens.cycle_scoring import walk_of
from screens.cycle_verbs import CycleVerbs
from screens.frame import PEEK_DELAY
from screens.text import Spans
from screens.widgets.lines import Lines
from screens.widgets.rows import Column, ListSource, RowTable

EMPTY = "No objectives in this cycle yet.\n\na o   adds one\n\nq goes back to the cycles"
READING = "Reading the cycle ..."
NONE_LEFT = "Nothing is missing here. v shows everything."
NO_MATCH = "Nothing answers that filter. / changes it, Esc takes it away."
MANY = 400
"""Objectives from which only those of my teams are shown at first."""

_MENU = (
    Command(id="cycle.menu.cause", key="c", title="cause", help="Why it fell short", when="can_score"),
    Command(id="cycle.menu.worked", key="w", title="worked", help="What worked: the next cycle begins with it",
            when="can_learn"),
    Command(id="cycle.menu.not", key="n", title="did not work", call="did-not", when="can_learn",
            help="What did not work: the next cycle begins with it"),
    Command(id="cycle.menu.carry", key="o", title="carry over", when="can_carry",
            help="What was not reached goes on in the next cycle"),
    Command(id="cycle.menu.extend", key="x", title="extend", when="can_carry",
            help="Go on with all of it in the next cycle; what was reached aims as far again"),
    Command(id="cycle.menu.detail", key="d", title="detail", help="Open the objective or key result", when="on_line"),
    Command(id="cycle.menu.teams", key="t", title="all teams", help="Objectives of my teams, or of all teams"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A cycle as it was read. everywhere: of all teams, not of mine alone. lines, walk: as in cycle_scoring.py."""

    view: CycleView
    plan: PlanningView | None
    scores: ScoresView | None
    everywhere: bool
    rows: list[rows.Keyed]
    lines: dict[int, LineView]
    walk: list[tuple[int, bool]]


class CycleScreen(CycleVerbs):
    """number: the cycle's id."""

    CSS_PATH = "cycles.tcss"
    crumb = "Cycle"
    areas = frozenset({"okrs", "learning", "scorecard", "people", "strategy"})
    empty = EMPTY
    commands = (
        Command(id="row.open", key="enter", title="open", when="has_row", footer=1,
                help="Planning: how a line is done, or ask for the strategy. Closing: score the row"),
        Command(id="cycle.done", key="e", title="done", when="can_do", footer=2, repeat=True,
                help="Tick the line of the checklist, or score the row as proposed"),
        Command(id="cycle.score", key="0", also=DIGITS[1:], show="0-9", title="score", when="can_score", footer=3,
                help="Score the row: 0.7 two logos signed"),
        Command(id="cycle.next", key="n", title="next", when="has_row", footer=4,
                help="Go to the next row that something is missing of, and ask for it"),
        Command(id="cycle.why", key="w", title="why", when="can_score", help="The reason of the score"),
        Command(id="cycle.view", key="v", title="missing", footer=5, help="Everything, or only what is missing"),
        Command(id="cycle.stage-on", key=">", title="next stage", footer=6, when="can_go_on",
                help="Start it, begin its closing, close it for good"),
        Command(id="cycle.menu", key="space", title="menu", help="More for this row", footer=7, children=_MENU),
    )  # fmt: skip

    def __init__(self, number: int) -> None:
        self.number = number
        self.view: CycleView | None = None
        self.plan: PlanningView | None = None
        self.scores: ScoresView | None = None
        self.open_only = False
        self.everywhere: bool | None = None
        self.lines = {}
        self.walk = []
        self._detail_timer: Timer | None = None
        super().__init__()

    # ---- rows

    def make_source(self) -> ListSource:
        """Read the cycle, or what it is called where the rest takes long."""
        self.source = ListSource(self._columns)
        if self.is_large():
            self.view = reads.named(self.store.reader, self.number)
        else:
            self._fill(self.gather())
        return self.source

    def _columns(self, width: int) -> Sequence[Column]:
        if self.plan is not None or self.view is None:
            return rows.planning_columns(width)
        return rows.score_columns(width, self.view.state)

    def body(self) -> ComposeResult:
        """A tally, the rows, and below them what is known of the row under the cursor."""
        self.tally = Lines(self.look, id="tally")
        self.detail = Lines(self.look, id="detail")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="cycle"):
            yield self.tally
            yield self.table
            yield self.detail

    def on_mount(self) -> None:
        """Fill what is around the rows, and read those of a large company."""
        super().on_mount()
        self._say_around()
        if self.is_large():
            self.table.empty = READING
            self.read()

    def is_large(self) -> bool:
        """Return whether reading the cycle takes longer than a key may."""
        return reads.is_large(self.store.reader, self.number, most=MANY)

    def gather(self) -> Found:
        """Read the cycle."""
        store = self.store
        today, reader = store.clock.today(), store.reader
        view = reads.cycle(reader, self.number)
        everywhere = self.everywhere
        if everywhere is None:
            everywhere = view.objectives <= MANY or not store.me.own
        if view.state == "planning":
            plan = planning.planning(reader, view, today)
            shown = rows.planning_rows(plan, self.look.glyphs, self.wanted, open_only=self.open_only)
            return Found(view, plan, None, everywhere, list(shown), {}, walk_of(plan, None))
        teams = None if everywhere else store.me.own
        scores = scoring.scores(reader, view.id, settings=store.settings, today=today, teams=teams)
        taught = reads.learnings(reader, [view.id])
        shown = rows.score_rows(scores, taught, self.wanted, open_only=self.open_only, state=view.state)
        by_key = {line.key: line for line in scores.lines}
        return Found(view, None, scores, everywhere, list(shown), by_key, walk_of(None, scores))

    def take(self, found: Found) -> None:
        """Show the cycle."""
        self._fill(found)
        self.table.empty = NO_MATCH if self.wanted else NONE_LEFT if self.open_only else EMPTY
        self.table.reload()
        self._say_around()

    def _fill(self, found: Found) -> None:
        self.view, self.plan, self.scores, self.everywhere = found.view, found.plan, found.scores, found.everywhere
        self.lines, self.walk = found.lines, found.walk
        self.source.set(found.rows)

    def refresh_view(self) -> None:
        """Read the cycle again."""
        self.read()

    def _say_around(self) -> None:
        assert self.view is not None
        today = self.store.clock.today()
        if self.plan is not None:
            self.tally.show(rows.planning_tally(self.view, self.plan, today))
        elif self.scores is not None:
            self.tally.show(rows.score_tally(self.view, self.scores, today))
        self._say_detail()
        self.update_frame()

    @on(RowTable.Moved)
    def _detail_follows(self) -> None:
        if self._detail_timer is not None:
            self._detail_timer.stop()
        self._detail_timer = self.set_timer(PEEK_DELAY, self._say_detail)

    def _say_detail(self) -> None:
        width = self.size.width
        line: Spans = ((self.look.glyphs.line_h * width, "muted"),)
        self.detail.show(line, *self._detail_lines(width))

    def _detail_lines(self, width: int) -> list[Spans]:
        check, question, scored = self.check_here(), self.question_here(), self.line_here()
        if check is not None:
            return rows.check_detail(check, width)
        if question is not None:
            return rows.question_detail(question, width)
        return rows.score_detail(scored, width) if scored is not None else []

    def headline(self) -> str:
        """Return the cycle's name, state and days."""
        view = self.view
        if view is None:
            return self.crumb
        team = f"  {view.team}" if view.team else ""
        return f"{view.name}  {view.state}{team}"

    # ---- looking

    def filter_rows(self, text: str) -> None:
        """Show the rows that answer `text`."""
        self.wanted = text
        self.refresh_view()

    def do_view(self) -> None:
        """Change between everything and what is missing."""
        self.open_only = not self.open_only
        self.refresh_view()
        self.notice("View: only what is missing" if self.open_only else "View: everything")

    def do_teams(self) -> None:
        """Change between my teams and all teams."""
        self.everywhere = not self.everywhere
        self.refresh_view()
        self.notice("Objectives of all teams" if self.everywhere else "Objectives of my teams")
