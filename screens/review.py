"""The weekly review: seven steps, one facilitator, everybody else follows (interface.md 4).

The state is in the database: the step, its clocks, every line. Leaving and coming back goes on where it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from models.errors import OarError
from models.issues.verbs import RaiseHot, RaiseIssue
from models.reviews import reads, record
from models.reviews.reads import ReviewView
from models.reviews.record import RecordView
from models.reviews.verbs import Borrow, Capture, CaptureDecision, GoToStep, JoinReview, Pause, StartReview
from models.verbs import Add
from models.weeks import format_week
from screens.base import OarScreen
from screens.commands import Command
from screens.keymap import Keymap
from screens.review_steps.clockline import clock_line
from screens.review_steps.panel import panel
from screens.review_steps.registry import keys_of, step_class
from screens.review_steps.step import Step
from screens.shell import Result
from screens.text import Spans
from screens.widgets.lines import Ends, Lines
from screens.widgets.rows import Column, ListSource, Row, RowTable

GUTTER = 2


class StepSource(ListSource):
    """The rows of the step that is shown, drawn when they are seen."""

    def __init__(self, screen: WeeklyScreen) -> None:
        super().__init__([Column()])
        self.screen = screen

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of these keys in the width of the table."""
        step, width = self.screen.step, max(20, self.screen.rows_width)
        return {key: step.draw(step.items[key], width) for key in keys if key in step.items}


class WeeklyScreen(OarScreen):
    """The review that is open, or the page that starts one."""

    crumb = "Weekly review"
    areas = frozenset({"reviews", "issues", "scorecard", "okrs", "decisions", "plan", "learning", "people"})
    has_peek = True
    without = frozenset({"row.mark", "row.mark-all", "row.fold"})
    commands = (
        Command(id="review.next", key="n", title="next step", help="Go to the next step", when="in_review", footer=20),
        Command(id="review.step-back", key="b", title="back", help="Go to the step before", when="in_review", footer=21),
        Command(id="review.borrow", key="+", title="2 min", help="Borrow two minutes from Issues", when="can_drive",
                footer=22),
        Command(id="review.follow", key="F", title="follow", help="Follow the facilitator, or look around by yourself",
                when="in_review", footer=23),
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
        self.clock = Ends(self.look, id="clock")
        self.detail = Lines(self.look, under="panel", id="detail")
        self.step: Step = step_class(0)(self)
        self._number = 0
        self._at: dict[int, int] = {}

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
            self.record, self._number = None, 0
            self._show(0)
            self.source.keys = _array(self.step.read())
            return
        self._number = view.id
        found = record.load(store.reader, view.id, store.clock.today(), now=store.clock.now(), me=store.me.id)
        self.record = record.public(found) if self.present else found
        if not view.open:
            self._show(8)
        elif self.following or not 1 <= self.shown <= 7:
            self._show(view.step)
        self.source.keys = _array(self.step.read())

    def _view(self) -> ReviewView | None:
        if self._number:
            with suppress(OarError):
                return reads.review(self.store.reader, self._number)
        me = self.store.me
        teams = (self.team,) if self.team else (*me.own, *sorted(set(me.access) - set(me.own)))
        return reads.open_review(self.store.reader, teams)

    def _show(self, number: int) -> None:
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
        self.which_key.close()
        self._question = None

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
        return max(20, width - GUTTER)

    def peek(self) -> Sequence[Spans]:
        """Return the side panel: steps, what was captured, who is here, the minutes as they grow."""
        return panel(self)

    def headline(self) -> str:
        """Return what the header says."""
        if self.record is None:
            return self.crumb
        review = self.record.review
        return f"{review.kind.capitalize()} review {format_week(review.week, short=True)}  {review.team}"

    # ---- who may what

    @property
    def in_review(self) -> bool | str:
        """Whether a review is open here (for `when`)."""
        return True if self.record is not None and self.record.review.open else "No review is open: Enter starts one"

    @property
    def can_drive(self) -> bool:
        """Whether I lead the open review, or write for it."""
        return bool(self.record and self.record.review.open and self.record.review.leads(self.store.me.id))

    # ---- writing

    def named(self, name: str) -> Any:
        """Return what a command names: of the step first, then of the screen."""
        found = getattr(self.step, name, None)
        return found if found is not None else super().named(name)

    def save(
        self, verb: Any, *, then: Callable[[], Any] | None = None, again: Callable[[], None] | None = None
    ) -> Result:
        """Write `verb` and wait for it; `then` follows when it was written, `again` when it was refused."""
        return self._save(verb, then, again)

    async def _save(self, verb: Any, then: Callable[[], Any] | None, again: Callable[[], None] | None) -> None:
        writing = self.write(verb)
        await writing.finished.wait()
        if writing.error is not None:
            if again is not None:
                again()
                self.notice(cast(OarError, writing.error).line(), "error")
            return
        if then is not None:
            result = then()
            if asyncio.iscoroutine(result):
                await result

    def capture(
        self,
        label: str,
        verb: Callable[[str], Any],
        *,
        value: str = "",
        hint: str = "",
        then: Callable[[], Any] | None = None,
    ) -> None:
        """Ask for one line and write it. An empty one is nothing; a refused one comes back to be corrected."""

        def submit(typed: str) -> Result:
            if not typed.strip():
                return None
            again = lambda: self.capture(label, verb, value=typed, hint=hint, then=then)  # noqa: E731
            return self.save(verb(typed), then=then, again=again)

        self.prompt(label, value, submit, hint=hint)

    def do_add(self, kind: str) -> Result:
        """Ask for a line and add it to the review."""
        if self.record is None or not self.record.review.open:
            return super().do_add(kind)
        review, step, ref = self.record.review, self.shown, self.step.ref
        team = f"T{review.team_id}"
        verbs: dict[str, Callable[[str], Any]] = {
            "decision": lambda text: CaptureDecision(review=review.id, step=step, text=text, ref=ref),
            "todo": lambda text: Capture(review=review.id, step=step, kind="change", text=text, ref=ref),
            "win": lambda text: Capture(review=review.id, step=step, kind="win", text=text),
            "issue": lambda text: RaiseIssue(title=text, team=team, private=review.private),
            "hot_item": lambda text: RaiseHot(text=text, team=team, private=review.private),
        }
        hints = {"decision": "ends in ? when needed", "todo": "what @who by W35"}
        verb = verbs.get(kind, lambda text: Add(kind=kind, fields={"title": text}))
        self.capture(f"add {kind.replace('_', ' ')}", verb, hint=hints.get(kind, ""))
        return None

    def filter_rows(self, text: str) -> None:
        """A review shows everything: it has no filter."""
        self.notice("A review has no filter: it shows what there is", "warn")

    # ---- steps

    def start_review(self, team: int) -> Result:
        """Start the review of a team, or join the one that somebody else has just started."""
        self.team, self.following = team, True
        return self.save(StartReview(team=f"T{team}"), then=self.refresh_view)

    def read_review(self, number: int) -> None:
        """Show a review by its number; 0 goes to the page before the next one."""
        self._number = number
        self.following = True
        self._at.clear()
        self.refresh_view()

    async def do_next(self) -> None:
        """Next step."""
        await self._go(self.shown + 1)

    async def do_step_back(self) -> None:
        """Step before."""
        await self._go(self.shown - 1)

    async def _go(self, step: int) -> None:
        if not 1 <= step <= 7:
            self.notice("e closes the review" if step > 7 else "This is the first step")
            return
        if self.can_drive:
            assert self.record is not None
            self.following = True
            writing = self.write(GoToStep(review=self.record.review.id, step=step), told=False)
            await writing.finished.wait()
            return
        self.following = False
        self._show(step)
        self.refresh_view()
        self.notice("You look around by yourself; F follows again")

    def do_follow(self) -> None:
        """Follow the facilitator, or stop following."""
        self.following = not self.following or self.can_drive
        self.refresh_view()
        assert self.record is not None
        leads = self.record.review.facilitator or "nobody"
        self.notice(f"Following {leads}" if self.following else "You look around by yourself; F follows again")

    def do_borrow(self) -> Result:
        """Two minutes from Issues."""
        assert self.record is not None
        return self.save(Borrow(review=self.record.review.id, step=self.shown))

    def copied_text(self) -> str:
        """Return what `y` copies: the minutes on the last pages, else the row."""
        from models.reviews import minutes

        if self.record is not None and self.shown >= 7:
            saved = reads.saved_minutes(self.store.reader, self.record.review.id) if not self.present else ""
            return saved or minutes.build(self.record)
        return super().copied_text()


def _array(keys: list[int]) -> Any:
    from array import array

    return array("q", keys)
