"""The weekly review: seven steps, one facilitator, everybody else follows (interface.md 4).

The state is in the database: the step, its clocks, every line. Leaving and coming back goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from models.errors import OarError
from models.reviews import reads, record
from models.reviews.reads import ReviewView
from models.reviews.record import RecordView
from models.reviews.rules import WEEKLY
from models.reviews.verbs import JoinReview, Pause
from models.weeks import format_week
from screens.commands import Command
from screens.keymap import Keymap
from screens.review_steps.clockline import clock_line
from screens.review_steps.panel import panel
from screens.review_steps.registry import keys_of, step_class
from screens.review_steps.step import Step
from screens.review_steps.talk import ReviewTalk
from screens.text import Spans
from screens.widgets.lines import Lines, ends
from screens.widgets.rows import GUTTER, SCROLL_MARK, Column, ListSource, Row, RowTable


class StepSource(ListSource):
    """The rows of the step that is shown, drawn when they are seen."""

    def __init__(self, screen: WeeklyScreen) -> None:
        super().__init__([Column()])
        self.screen = screen

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of these keys in the width of the table."""
        step, width = self.screen.step, max(20, self.screen.rows_width)
        return {key: step.draw(step.items[key], width) for key in keys if key in step.items}


class WeeklyScreen(ReviewTalk):
    """The review that is open, or the page that starts one."""

    crumb = "Weekly review"
    areas = frozenset({"reviews", "issues", "scorecard", "okrs", "decisions", "plan", "learning", "people"})
    has_peek = True
    without = frozenset({"row.mark", "row.mark-all", "row.fold", "app.filter"})
    commands = (
        Command(id="review.next", key="n", title="next step", help="Go to the next step", when="in_review", footer=20),
        Command(id="review.step-back", key="b", title="back", help="The step before", when="in_review", footer=21),
        Command(id="review.borrow", key="+", title="2 min", help="Borrow two minutes from Issues", when="leads",
                footer=22),
        Command(id="review.follow", key="F", title="follow", help="Follow the facilitator, or look around by yourself",
                when="can_follow", footer=23),
        Command(id="row.open", key="enter", title="open", group="Everywhere", help="Open this row", when="in_review"),
    )  # fmt: skip

    DEFAULT_CSS = """
    WeeklyScreen #review { width: 1fr; height: 1fr; }
    WeeklyScreen #clock { height: 1; }
    WeeklyScreen #detail { height: auto; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.team = 0
        self.record: RecordView | None = None
        self.following = True
        self.shown = -1
        self.clock = Lines(self.look, layout=ends, id="clock")
        self.detail = Lines(self.look, under="panel", id="detail")
        self.step: Step = step_class(0)(self)
        self.number = 0
        self._at: dict[int, int] = {}

    @classmethod
    def pages(cls) -> dict[str, Any]:
        """Return what holds the keys of each page, by its name, for the key table."""
        names = {0: "start", **{place: f"{place} {step}" for place, (step, _) in enumerate(WEEKLY, 1)}, 8: "closed"}
        return {name: keys_of(number) for number, name in names.items()}

    # ---- reading

    def make_source(self) -> StepSource:
        """Read the review and return its rows."""
        self.source = StepSource(self)
        self._read()
        return self.source

    def body(self) -> ComposeResult:
        """Yield clock line, rows and what is said below them."""
        self.table = RowTable(self.make_source(), self.look, empty=self.step.empty, id="table")
        with Vertical(id="review"):
            yield self.clock
            yield self.table
            yield self.detail

    def on_mount(self) -> None:
        """Show the step, and tick: only the clock line is drawn again, once a second."""
        super().on_mount()
        self._drawn()
        self.set_interval(1.0, self.tick)
        review = self.record.review if self.record else None
        if review is not None and review.open and not self.store.read_only:
            self._arrive(review)

    def _arrive(self, review: ReviewView) -> None:
        """Be there, and let the clock that stood run on when I lead."""
        mine = [one for one in self.record.people if one.id == self.store.me.id] if self.record else []
        if review.leads(self.store.me.id):
            self.write(Pause(review=review.id, on=False), told=False)
        elif review.team_id in self.store.me.own and not mine:
            self.write(JoinReview(review=review.id))

    def on_unmount(self) -> None:
        """Let the clock stand when who leads leaves; it runs on when they come back."""
        review = self.record.review if self.record else None
        if review is None or not self.can_drive or self.store.read_only:
            return
        with suppress(OarError):
            self.store.write(Pause(review=review.id))

    def refresh_view(self) -> None:
        """Read again; a follower goes where the facilitator went, a half-typed line stays as it is."""
        self._read()
        self._drawn()

    def _read(self) -> None:
        store = self.store
        view = self._view()
        if view is None:
            self.record, self.number = None, 0
            self.show_step(0)
            self.source.keys = _array(self.step.read())
            return
        self.number = view.id
        found = record.load(store.reader, view.id, store.clock.today(), now=store.clock.now(), me=store.me.id)
        self.record = record.public(found) if self.present else found
        if not view.open:
            self.show_step(8)
        elif self.following or not 1 <= self.shown <= 7:
            self.show_step(view.step)
        self.source.keys = _array(self.step.read())

    def _view(self) -> ReviewView | None:
        if self.number:
            with suppress(OarError):
                return reads.review(self.store.reader, self.number)
        me = self.store.me
        teams = (self.team,) if self.team else (*me.own, *sorted(set(me.access) - set(me.own)))
        return reads.open_review(self.store.reader, teams)

    def show_step(self, number: int) -> None:
        """Show another step: its keys, its rows, the cursor where it was there."""
        wanted = step_class(number)
        if type(self.step) is wanted and self.shown == number:
            return
        if self.has_table:
            self._at[self.shown] = self.table.cursor
            self.table.cursor = self._at.get(number, 0)
            self.table.empty = wanted.empty
        self.shown, self.step = number, wanted(self)
        self.keymap = Keymap(self.shell.keys.commands(keys_of(number)), self.shell.keys.layout)
        self.close_keys()
        self._question = None

    def forget_cursors(self) -> None:
        """Begin every page at its first row again."""
        self._at.clear()

    def _drawn(self) -> None:
        """Draw rows, clock, detail, panel and footer."""
        if not self.has_table or not self.table.is_attached:
            return
        self.table.reload()
        self.tick()
        self._draw_detail()
        self.update_frame()
        self.update_peek()

    def draw_anew(self) -> None:
        """Take over theme and present mode: what is private goes or comes back."""
        super().draw_anew()
        self.refresh_view()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the new width."""
        super().on_resize(event)
        self.call_after_refresh(self._drawn)

    @on(RowTable.Moved)
    def _moved(self) -> None:
        self._draw_detail()
        self.update_frame()  # what Enter does depends on the row

    def _draw_detail(self) -> None:
        lines = tuple(self.step.detail(self.rows_width)) if self.has_table else ()
        self.detail.display = bool(lines)
        if len(lines) != self.detail.size.height:
            self.detail.styles.height = len(lines)
        self.detail.show(*lines)

    def tick(self) -> None:
        """Draw the clock line; nothing else changes with the second."""
        if self.is_attached and self.is_current:
            self.clock.show(*clock_line(self))

    @property
    def rows_width(self) -> int:
        """The cells a row of the table has."""
        width = self.table.size.width if self.has_table and self.table.size.width else self.app.size.width
        return max(20, width - GUTTER - SCROLL_MARK)

    def peek(self) -> Sequence[Spans]:
        """Return the side panel: steps, what was captured, who is here, the minutes as they grow."""
        return panel(self)

    def headline(self) -> str:
        """Return what the header says."""
        if self.record is None:
            return self.crumb
        review = self.record.review
        team = "" if review.team == self.shell.facts.organisation else f"  {review.team}"
        return f"{review.kind.capitalize()} review {format_week(review.week, short=True)}{team}"


def _array(keys: list[int]) -> Any:
    from array import array

    return array("q", keys)
