"""Issues: ranked by votes, heat and age; identify, discuss, solve in one line each (interface.md 2 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from models.issues import reads
from models.issues.reads import IssueView
from models.reviews.rules import ISSUES, weekly_agenda
from screens import issues_rows as rows
from screens.commands import Command
from screens.frame import PEEK_DELAY
from screens.issues_verbs import IssueVerbs
from screens.text import Spans
from screens.widgets.lines import Lines
from screens.widgets.rows import ListSource, RowTable

EMPTY = (
    "Nothing to discuss. That can be true.\n\n"
    "Hot items also come from measures off two weeks, stale key results\n"
    "and overdue decisions: g h shows them, i sends one here.\n\n"
    "a i raises an issue, for example:  Pipeline coverage below 3x @ana"
)
NONE_SNOOZED = "Nothing is snoozed. v shows the next list."
NONE_SOLVED = "Nothing is solved yet. v shows the next list."
NO_MATCH = "Nothing answers that filter. / changes it, Esc takes it away."
STATES = ("open", "snoozed", "solved")


def _row(word: str, key: str, title: str, said: str, footer: int = 0, **more: Any) -> Command:
    more.setdefault("when", "can_change")
    return Command(id=f"issues.{word}", key=key, title=title, help=said, footer=footer, **more)


class IssuesScreen(IssueVerbs):
    """The issues of my teams; `v` shows what is snoozed and solved, Space a those of all teams."""

    CSS_PATH = "issues.tcss"
    crumb = "Issues"
    areas = frozenset({"issues", "decisions", "people", "scorecard"})
    has_peek = True
    empty = EMPTY
    commands = (
        Command(id="row.open", key="enter", title="next", footer=1, when="has_row",
                help="Identify, discuss, solve: one line each, then the whole story"),
        _row("place", "1", "rank", "Discuss it in this place; 0 lets the votes decide", 2, also=tuple("234567890"),
             show="1-9"),
        _row("vote", "V", "vote", "Vote for it, or take my vote back", 3, repeat=True),
        _row("todo", "t", "to-do", "A to-do from this issue; @handle owns it", 4),
        Command(id="app.decision", key="D", title="decision", call="decision", when="can_write", footer=5,
                help="A decision on this issue; a text ending in ? is still needed"),
        _row("route", "r", "route", "To another team, hot there at once, or to another review", 6),
        _row("snooze", "s", "snooze", "Put it away until a day", 7, repeat=True),
        _row("solve", "e", "solved", "Close it; an escalated one takes its answer back", 8),
        _row("owner", "o", "owner", "Give it to somebody", 9, repeat=True),
        _row("comment", "c", "discuss", "Add a line to the discussion"),
        _row("path", "p", "choice", "The choice of the brief that this issue touches", when="has_row"),
        _row("number", "=", "minutes", "How many minutes it takes"),
        Command(id="issues.view", key="v", title="view", help="To discuss, snoozed, solved", footer=10),
        _row("menu", "space", "menu", "More for this issue", children=(
            _row("do", "d", "do", "It is worth doing"),
            _row("defer", "f", "defer", "Not now: until when, and why"),
            _row("decline", "n", "decline", "No, and why"),
            _row("answer", "w", "answer", "Answer the team that escalated it"),
            _row("private", "p", "private", "Show it to its team only, or to everybody"),
            _row("reopen", "o", "open again", "Open a snoozed or solved issue again"),
            _row("teams", "a", "all teams", "Issues of my teams, or of all teams", when=""),
            _row("archive", "x", "archive", "Hide it; u brings it back"),
        )),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[int, IssueView] = {}
        self.state = "open"
        self.everywhere = False
        self._detail_timer: Timer | None = None

    # ---- rows

    def make_source(self) -> ListSource:
        """Read the issues."""
        self.source = ListSource(rows.columns)
        self.refresh_view(first=True)
        return self.source

    def body(self) -> ComposeResult:
        """A tally, the rows, and below them a few lines about the row on a narrow window."""
        self.tally = Lines(self.look, id="tally")
        self.detail = Lines(self.look, id="detail")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="list"):
            yield self.tally
            yield self.table
            yield self.detail
        self._say_tally()

    def refresh_view(self, first: bool = False) -> None:
        """Read again what is shown."""
        store = self.store
        found = reads.issues(
            store.reader,
            today=store.clock.today(),
            me=store.me.id,
            teams=None if self.everywhere else store.me.own or None,
            states=STATES,
        )
        if self.present:
            found = [view for view in found if not view.private]
        self.counts = {state: sum(view.state == state for view in found) for state in STATES}
        some = [view for view in found if view.state == self.state and rows.fits(view, self.wanted)]
        self.views = {view.id: view for view in some}
        minutes = dict(weekly_agenda(store.settings.weekly_minutes)).get(ISSUES, 0)
        key = None if first else self.table.key
        self.source.set(rows.rows(some, teams=self.everywhere, minutes=minutes, state=self.state))
        if not first:
            self.table.empty = self._empty_words()
            self.table.rows_changed(key)
            self._say_tally()
            self._say_detail()

    def _empty_words(self) -> str:
        if self.wanted:
            return NO_MATCH
        return {"open": EMPTY, "snoozed": NONE_SNOOZED, "solved": NONE_SOLVED}[self.state]

    def _say_tally(self) -> None:
        self.tally.show(rows.tally(self.counts, self.state, self.everywhere, self.wanted))

    def _say_detail(self) -> None:
        view = self.here
        if view is None or self.size.width >= 100:
            self.detail.show()
            return
        self.detail.show(*rows.short_panel(view, reads.results(self.store.reader, view.ref)))

    def update_peek(self) -> None:
        """Draw the side panel, or the lines below the list."""
        super().update_peek()
        self._say_detail()

    @on(RowTable.Moved)
    def _detail_follows(self) -> None:
        if self._detail_timer is not None:
            self._detail_timer.stop()
        self._detail_timer = self.set_timer(PEEK_DELAY, self._say_detail)

    def draw_anew(self) -> None:
        """Take over the theme, and leave out what is private in present mode."""
        super().draw_anew()
        self.refresh_view()

    def peek(self) -> Sequence[Spans]:
        """Return the story of the issue under the cursor."""
        return () if self.here is None else self.story(max(20, self.side.size.width - 3))

    def ref_at(self, key: int) -> str:
        """Return the reference of a row."""
        return self.views[key].ref if key in self.views else ""

    def filter_rows(self, text: str) -> None:
        """Show the issues that answer `text`."""
        self.wanted = text
        self.refresh_view()

    def do_view(self) -> None:
        """Go on to the next list: to discuss, snoozed, solved."""
        self.state = STATES[(STATES.index(self.state) + 1) % len(STATES)]
        self.refresh_view()
        self.update_peek()

    def do_teams(self) -> None:
        """Change between my teams and all teams."""
        self.everywhere = not self.everywhere
        self.refresh_view()
