"""The check-in grid: value, confidence and note of a whole team's key results, typed with Tab, saved as one action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from models import weeks
from models.okrs import team_reads
from models.verbs import Batch
from screens.base import OarScreen
from screens.check_in_cells import COLUMNS, NOTE, SURE, VALUE, CheckInPanel, CheckInRow
from screens.commands import Command
from screens.shell import Result
from screens.widgets.lines import Lines

NUMBERS = frozenset("0123456789+-=.,€$£¥₹−'")
"""Characters that begin a value; at an empty cell any other key is a command."""
WORDS = frozenset("ynd")
"""Characters that begin the word of a yes or no: yes, no, done."""
EDITING = ("backspace", "delete", "left", "right", "home", "end", "ctrl+w", "ctrl+u")
DROPPED = (
    "row.open", "row.mark", "row.mark-all", "row.fold", "row.edit", "app.go", "app.add", "app.hot", "app.decision",
    "app.filter", "app.palette", "app.repeat", "app.copy", "app.retry", "move.down", "move.up", "move.left",
    "move.right", "move.page-down", "move.page-up", "move.home", "move.end",
)  # fmt: skip
NOBODY = "No key result of a running cycle is yours or your team's to enter.\n\nq goes back. g o shows the tree."


class CheckInGrid(OarScreen):
    """start: the key of the row to begin with, which says the team too; 0 for the first of my teams."""

    crumb = "OKRs  check-ins"
    areas = frozenset({"okrs", "scorecard"})
    without = frozenset(DROPPED)
    commands = (
        Command(id="checkins.next", key="tab", show="Tab", title="next", footer=1, call="on:1",
                help="The next cell: value, confidence, note, then the next key result"),
        Command(id="checkins.before", key="shift+tab", title="cell before", help="The cell before", call="on:-1"),
        Command(id="checkins.row", key="enter", also=("down",), title="next row", footer=2, call="row:1",
                help="The key result below; on the last line Enter saves"),
        Command(id="checkins.row-before", key="up", title="row before", help="The key result above", call="row:-1"),
        Command(id="checkins.parent", key="<", title="week before", footer=4, help="Type for the week before",
                call="week:-1"),
        Command(id="checkins.child", key=">", title="week after", footer=5, help="Type for the week after",
                call="week:1"),
        Command(id="checkins.view", key="v", title="next team", footer=6, help="The next team, at last what is mine"),
        Command(id="checkins.done", key="e", title="save", footer=3, help="Save all check-ins as one action",
                when="can_write"),
    )  # fmt: skip

    DEFAULT_CSS = """
    CheckInGrid #grid-box { width: 1fr; height: 1fr; }
    CheckInGrid #said { height: 1; }
    """

    def __init__(self, *, start: int = 0) -> None:
        super().__init__()
        store = self.store
        team = team_reads.team_of(store.reader, start) if start else 0
        self.week = weeks.default_week(store.clock.today())
        self.teams = team_reads.teams(store.reader, store.me)
        self.place = next((at for at, one in enumerate(self.teams) if one.id == team and team), 0)
        self.rows: list[CheckInRow] = []
        self._load()
        self._start = next((at for at, row in enumerate(self.rows) if row.view.row.key == start), 0)

    def body(self) -> ComposeResult:
        """Whose numbers for which week, and the lines."""
        self.said = Lines(self.look, id="said")
        self.panel = CheckInPanel(self.look, self.rows, id="grid")
        self.panel.at = self._start
        with Vertical(id="grid-box"):
            yield self.said
            yield self.panel

    def on_mount(self) -> None:
        """Draw the first time."""
        super().on_mount()
        self._draw()

    # ---- what is there

    def _load(self) -> None:
        """Read the rows of the team; what was typed stays in its row."""
        store, known = self.store, {row.view.row.key: row for row in self.rows}
        team = self.teams[self.place].id if self.teams else 0
        found = team_reads.entry_rows(store.reader, team, store.me, today=store.clock.today()) if self.teams else []
        rows = []
        for view in found:
            row = known.get(view.row.key) or CheckInRow(view)
            row.view = view
            rows.append(row)
        gone = [row for row in self.rows if row.typed and row not in rows]
        self.rows[:] = [*rows, *gone]

    def refresh_view(self) -> None:
        """Show what others said meanwhile; what was typed stays."""
        here = self.here
        self._load()
        self.panel.at = self.rows.index(here) if here in self.rows else min(self.panel.at, len(self.rows))
        self._draw()

    @property
    def here(self) -> CheckInRow | None:
        """The row typed in, None on the line that saves."""
        return self.rows[self.panel.at] if self.panel.at < len(self.rows) else None

    def _draw(self) -> None:
        if not self.teams:
            self.said.show(((f" {NOBODY.splitlines()[0]}", "muted"),))
            self.panel.refresh()
            return
        team, running = self.teams[self.place], weeks.week_of(self.store.clock.today())
        back = weeks.count_between(self.week, running)
        ago = ["still running", "just closed"][back] if back < 2 else f"{back} weeks ago"
        name = "My key results" if not team.id else team.name
        more = f"   v {len(self.teams) - 1} more" if len(self.teams) > 1 else ""
        words = f" {name}, week {weeks.format_week(self.week)}, {ago}"
        self.said.show(((words, "title"), (f"   < > changes the week{more}", "muted")))
        self.panel.refresh()

    # ---- keys

    def press(self, key: str) -> Result:
        """What fits goes into its cell; any other key does its own job while the cell is empty."""
        row = self.here
        if self.asking or self.too_narrow or row is None:
            return super().press(key)
        if not self._types(row, key):
            return super().press(key)
        self.message.clear()
        row.edits[self.panel.column].press(key)
        row.error = ""
        self.panel.refresh()
        return None

    def _types(self, row: CheckInRow, key: str) -> bool:
        """Return whether a key is text of the cell: a note takes any character, a number what begins one."""
        text = row.edits[self.panel.column].text
        if len(key) > 1 and key != "space":
            return key in EDITING
        if self.panel.column == NOTE:
            return bool(text) or key not in ("<", ">", "?", "space")
        if key in ("<", ">"):
            return " " in text
        begins = WORDS | NUMBERS if row.view.row.kind == "boolean" else NUMBERS
        if self.panel.column == SURE:
            begins = frozenset("c")
        return bool(text) or key in begins or key.isdecimal()

    def do_on(self, by: str) -> Result:
        """Go to the next cell, or back."""
        panel = self.panel
        place = panel.at * COLUMNS + (panel.column if panel.at < len(self.rows) else 0) + int(by)
        self._leave()
        place = max(0, min(place, len(self.rows) * COLUMNS))
        panel.at, panel.column = divmod(place, COLUMNS)
        self._arrive()
        return None

    def do_row(self, by: str) -> Result:
        """Go to the row below or above, in the same column; Enter on the last line saves."""
        panel = self.panel
        if panel.at == len(self.rows) and self.pressed == "enter":
            return self.do_done()
        self._leave()
        panel.at = max(0, min(panel.at + int(by), len(self.rows)))
        self._arrive()
        return None

    def _leave(self) -> None:
        """Read the row that is left, so that a bad cell is marked at once."""
        if self.here is not None:
            self.here.read(self.week)

    def _arrive(self) -> None:
        row = self.here
        if row is not None:
            row.edits[self.panel.column].set(row.edits[self.panel.column].text)
            if row.error:
                self.notice(f"{row.view.row.ref}: {row.error}", "error")
        self._draw()

    def do_week(self, by: str) -> None:
        """Type for another week."""
        wanted = weeks.shift(self.week, int(by))
        if wanted > weeks.week_of(self.store.clock.today()):
            self.notice(f"{weeks.format_week(wanted)} has not begun yet")
            return
        self.week = wanted
        for row in self.rows:
            row.read(self.week)
        self._draw()

    def do_view(self) -> None:
        """Show the next team; what was typed stays until it is saved or dropped."""
        if len(self.teams) < 2:
            self.notice("There is no other team whose key results you enter")
            return
        self._leave()
        self.place = (self.place + 1) % len(self.teams)
        self._load()
        self.panel.at, self.panel.column, self.panel.top = 0, VALUE, 0
        self._draw()

    def paste(self, text: str) -> Result:
        """Put a pasted text into the cell."""
        row = self.here
        if self.asking or row is None:
            return super().paste(text)
        row.edits[self.panel.column].insert(" ".join(text.split()))
        row.read(self.week)
        self._draw()
        return None

    def on_click(self, event: events.Click) -> None:
        """Type in the row that is clicked."""
        place = self.panel.place_at(event.screen_y - self.panel.region.y)
        if place is not None:
            self._leave()
            self.panel.at = place
            self._arrive()

    # ---- saving

    async def do_done(self) -> None:
        """Save what can be read as one action; rows that cannot be read stay, else the grid closes."""
        for row in self.rows:
            row.read(self.week)
        ready = [row for row in self.rows if row.ready]
        bad = [row for row in self.rows if row.error]
        if not ready:
            self._nothing(bad)
            return
        many = f"{len(ready)} key result{'' if len(ready) == 1 else 's'}"
        summary = f"Checked in {many} for {weeks.format_week(self.week, short=True)}"
        verbs = tuple(row.verb for row in ready)
        writing = self.write(Batch(verbs=verbs, summary=summary), told=False)
        await writing.finished.wait()
        if writing.error is not None:
            return
        for row in ready:
            for edit in row.edits:
                edit.set("")
            row.read(self.week)
        if bad:
            self.refresh_view()
            self.panel.at = self.rows.index(bad[0])
            self._draw()
            self.notice(f"{summary}. {len(bad)} cannot be read and stay here", "warn")
            return
        await self.shell.back()
        cast(Any, self.app.screen).notice(f"{summary}. u takes them back")

    def _nothing(self, bad: Sequence[CheckInRow]) -> None:
        if bad:
            self.panel.at = self.rows.index(bad[0])
            self.notice(f"{bad[0].view.row.ref}: {bad[0].error}", "error")
        else:
            self.notice("Nothing was typed: numbers first, then save")
        self._draw()

    def do_back(self) -> Result:
        """Leave; what is not saved is asked about first."""
        typed = [row for row in self.rows if row.typed]
        if not typed:
            return super().do_back()
        many = f"{len(typed)} check-in{'' if len(typed) == 1 else 's'}"
        self.ask(f"{many} not saved", [("s", "save"), ("d", "drop them")], self._leaving)
        return None

    def _leaving(self, key: str) -> Result:
        if key == "s":
            return self.do_done()
        return self.shell.back() if key == "d" else None
