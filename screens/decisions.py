"""The decision log: needed, made, the memo beside it, and (v) commitments and guardrails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from models.decisions import lane_reads, reads
from models.decisions.lane_reads import LaneItemView
from models.decisions.views import DecisionView, LogView
from screens import decisions_rows as rows
from screens.commands import Command
from screens.decisions_change import DecisionVerbs
from screens.frame import PEEK_DELAY
from screens.text import Spans
from screens.widgets.lines import Lines
from screens.widgets.rows import Column, ListSource, RowTable

EMPTY = """No decision is noted yet. What was decided in the corridor is argued again in March.

For example: "Partner pipeline counts from W35", or "Which discount floor?" for one that is needed.

D notes the first one."""
EMPTY_LANES = """No commitments and no guardrails yet.

A commitment is a promise that only an executive's approval changes: "NRR stays above 110 %".
A guardrail is a limit within which everybody decides alone: "No discount over 15 %".

Space g adds a guardrail, Space c a commitment."""
NOTHING = "Nothing answers that filter. / changes it, Esc takes it away."


def _row(
    word: str, key: str, title: str, help: str, footer: int = 0, *, when: str = "can_change", **more: Any
) -> Command:
    return Command(id=f"decisions.{word}", key=key, title=title, help=help, footer=footer, when=when, **more)


class DecisionsScreen(DecisionVerbs):
    """The log of decisions."""

    CSS_PATH = "decisions.tcss"
    crumb = "Decisions"
    areas = frozenset({"decisions", "people", "scorecard", "strategy"})
    has_peek = True
    empty = EMPTY
    lanes_first = False
    commands = (
        Command(id="row.open", key="enter", title="memo", help="Open the memo: options, what was chosen and why",
                when="has_row", footer=1),
        Command(id="app.decision", key="D", title="new", group="Everywhere", call="add:decision", when="can_note",
                help="Note a decision; a text ending in ? is a decision needed", footer=2),
        _row("done", "e", "make", "Make it: what was chosen, and why", 3, when="can_make"),
        _row("owner", "o", "owner", "Give it to somebody", 4, when="can_decide", repeat=True),
        _row("lane", "L", "lane", "Commitment, guardrail or autonomy", 5, when="can_decide", repeat=True),
        _row("revisit", "s", "date", "Needed by; for a made one, when to look at it again", 6, when="can_decide",
             repeat=True),
        _row("approve", "A", "approve", "Approve a commitment, as an executive", 7),
        _row("edit", "E", "edit", "Edit every field", 8, when="can_edit"),
        _row("path", "p", "choice", "The choice of the brief that this decision touches", when="has_row"),
        _row("view", "v", "view", "Decisions, or commitments and guardrails", 9, when=""),
        Command(id="app.filter", key="/", title="filter", group="Everywhere", footer=10,
                help="owner:mei lane:auto late revisit; other words search the memos"),
        _row("menu", "space", "menu", "More for this row", when="", children=(
            _row("option", "o", "option", "Add an option", when="can_decide"),
            _row("supersede", "s", "supersede", "Put a new decision in its place", when="is_made"),
            _row("reverse", "r", "take back", "Take the decision back, with the reason", when="is_made"),
            _row("affects", "f", "affects", "A team it touches", when="can_decide"),
            _row("told", "t", "told", "The affected teams were told", when="can_decide"),
            _row("private", "p", "private", "Only the team sees it, or everybody", when="can_decide"),
            _row("archive", "a", "archive", "Hide it; undo brings it back"),
            _row("commitment", "c", "new commitment", "A promise that only an executive's approval changes",
                 when="can_note"),
            _row("guardrail", "g", "new guardrail", "A limit within which everybody decides alone", when="can_note"),
            _row("drop", "x", "drop proposal", "Take a proposed change back"),
        )),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.lanes = self.lanes_first
        self.views: dict[int, DecisionView] = {}
        self.items: dict[int, LaneItemView] = {}
        self._below_timer: Timer | None = None

    # ---- the frame

    def body(self) -> ComposeResult:
        """A tally, the list, the lanes' figures on wide screens, the memo below on others."""
        self.tally = Lines(self.look, id="tally")
        self.speed = Lines(self.look, id="speed")
        self.below = Lines(self.look, id="below")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="log"):
            yield self.tally
            yield self.table
            yield self.speed
            yield self.below

    def make_source(self) -> ListSource:
        """Return the rows; which ones depends on the view."""
        self.source = ListSource(self._columns)
        self._read()
        return self.source

    def _columns(self, width: int) -> Sequence[Column]:
        return rows.lane_columns(width) if self.lanes else rows.log_columns(width)

    def _read(self) -> LogView:
        store = self.store
        today = store.clock.today()
        log = reads.decision_log(store.reader, today, zone=store.clock.zone)
        self.views = {one.id: one for one in log.everything if not (self.present and one.private)}
        self.items = {-one.id: one for one in lane_reads.lane_items(store.reader, today)}
        if self.lanes:
            self.source.set(rows.lane_rows(tuple(self.items.values()), self.wanted))
        else:
            words = rows.search_words(self.wanted)
            found = reads.search(store.reader, words) if words else None
            shown = [one for one in self.views.values() if rows.matches(one, self.wanted, found)]
            self.source.set(rows.log_rows(log, shown, self.look.glyphs))
        return log

    def on_mount(self) -> None:
        """Fill what is around the list."""
        super().on_mount()
        self.refresh_view()

    def refresh_view(self) -> None:
        """Read the log again and patch the list."""
        log = self._read()
        empty = EMPTY_LANES if self.lanes else EMPTY
        self.table.empty = NOTHING if self.wanted and (self.items if self.lanes else self.views) else empty
        self.table.reload()
        self.tally.show(rows.tally(log, self.wanted) if not self.lanes else self._lane_tally())
        self.speed.show((), *rows.speed(log))
        self._show_below()

    def _lane_tally(self) -> Spans:
        waiting = sum(bool(one.proposal) for one in self.items.values())
        breached = sum(one.breached for one in self.items.values())
        parts: Spans = ((f" Commitments and guardrails {len(self.items)}", "bold"),)
        return (*parts, (f"   breached {breached}", "off" if breached else ""), (f"   to approve {waiting}", ""))

    def draw_anew(self) -> None:
        """Present mode hides what is private."""
        super().draw_anew()
        self.refresh_view()

    def headline(self) -> str:
        """Say which of the two lists is shown."""
        return "Commitments and guardrails" if self.lanes else self.crumb

    # ---- the memo beside or below the list

    def peek(self) -> Sequence[Spans]:
        """The memo of the row."""
        return self._panel(38)

    def _panel(self, width: int, *, brief: bool = False) -> Sequence[Spans]:
        key, store = self.table.key, self.store
        if key in self.views and key is not None and not self.lanes:
            memo = reads.memo(store.reader, key, store.clock.today(), zone=store.clock.zone)
            return rows.memo_lines(memo, width, brief=brief)
        if key in self.items and key is not None:
            lines = rows.lane_lines(self.items[key], lane_reads.lane_log(store.reader, -key), width)
            return lines[:6] if brief else lines
        return ()

    @on(RowTable.Moved)
    def _follow_below(self) -> None:
        if self.size.width >= 100:
            return
        if self._below_timer is not None:
            self._below_timer.stop()
        self._below_timer = self.set_timer(PEEK_DELAY, self._show_below)

    def _show_below(self) -> None:
        if self.size.width and self.size.width < 100:
            line = ((self.look.glyphs.line_h * self.size.width, "muted"),)
            panel = self._panel(self.size.width - 2, brief=True)[:5]
            self.below.show(line, *(((" ", ""), *part) for part in panel))

    # ---- moving around

    def do_view(self) -> None:
        """Change between decisions and commitments with guardrails."""
        self.lanes = not self.lanes
        self.table.home()
        self.refresh_view()
        self.table.home()
        self.update_frame()
        self.update_peek()

    def filter_rows(self, text: str) -> None:
        """Show the rows that answer `text`."""
        self.wanted = text.strip()
        self.refresh_view()

    def ref_at(self, key: int) -> str:
        """Return the reference of a decision, or of a commitment or guardrail."""
        one = self.items.get(key) if self.lanes else self.views.get(key)
        return one.ref if one is not None else ""

    def show_ref(self, ref: str) -> bool:
        """Put the cursor on a row, whatever filter there is."""
        if self.wanted:
            self.filter_rows("")
        return super().show_ref(ref)


class CommitmentsScreen(DecisionsScreen):
    """The same screen, opened on commitments and guardrails (`g v`)."""

    crumb = "Commitments and guardrails"
    lanes_first = True
