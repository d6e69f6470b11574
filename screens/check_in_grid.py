"""The check-in grid: value, confidence and note of a whole team's key results, typed with Tab, saved as one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from models import weeks
from models.okrs import team_reads
from screens.check_in_cells import COLUMNS, NOTE, SURE, VALUE, CheckInPanel, CheckInRow
from screens.commands import Command
from screens.shell import Result
from screens.typing_grid import NUMBERS, TypingGrid
from screens.widgets.edit import LineEdit
from screens.widgets.lines import Lines

WORDS = frozenset("ynd")
"""Characters that begin the word of a yes or no: yes, no, done."""
NOBODY = "No key result of a running cycle is yours or your team's to enter.\n\nq goes back. g o shows the tree."


class CheckInGrid(TypingGrid[CheckInRow]):
    """start: the key of the row to begin with, which says the team too; 0 for the first of my teams.

    typed: what was typed and not saved before, by reference, and its week.
    """

    crumb = "OKRs  check-ins"
    areas = frozenset({"okrs", "scorecard"})
    many = ("check-in", "check-ins")
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
                when="can_save"),
    )  # fmt: skip

    DEFAULT_CSS = """
    CheckInGrid #grid-box { width: 1fr; height: 1fr; }
    CheckInGrid #said { height: 1; }
    """

    def __init__(self, *, start: int = 0, typed: Mapping[str, str] | None = None) -> None:
        super().__init__()
        store = self.store
        team = team_reads.team_of(store.reader, start) if start else 0
        self.week = weeks.default_week(store.clock.today())
        self.teams = team_reads.teams(store.reader, store.me)
        self.place = next((at for at, one in enumerate(self.teams) if one.id == team and team), 0)
        self.lines: list[CheckInRow] = []
        if typed and typed.get("week"):
            self.week = weeks.parse_period(typed["week"], self.week)
        self._load()
        self._start = next((at for at, row in enumerate(self.lines) if row.view.row.key == start), 0)
        if typed:
            self._start = self._retyped(typed)

    def body(self) -> ComposeResult:
        """Whose numbers for which week, and the lines."""
        self.said = Lines(self.look, id="said")
        self.panel = CheckInPanel(self.look, self.lines, id="grid")
        self.panel.at = self._start
        with Vertical(id="grid-box"):
            yield self.said
            yield self.panel

    def on_mount(self) -> None:
        """Draw the first time."""
        super().on_mount()
        self.keep()
        self.draw()

    # ---- what was typed before

    def target(self) -> str:
        """Return what a draft of this grid belongs to: the first row that something was typed in."""
        return f"check-ins {next((row.view.row.key for row in self.lines if row.typed), 0)}"

    def periods(self) -> dict[str, str]:
        """Return the week that is typed for."""
        return {"week": weeks.format_week(self.week)}

    def _retyped(self, typed: Mapping[str, str]) -> int:
        """Take back what was typed before, in the rows of every team; return where to go on."""
        for place in (*range(len(self.teams)), self.place):
            self.place = place
            self._load()
            self.retype(typed)
        return self.retype(typed)

    # ---- what is there

    def _load(self) -> None:
        """Read the rows of the team; what was typed stays in its row."""
        store, known = self.store, {row.view.row.key: row for row in self.lines}
        team = self.teams[self.place].id if self.teams else 0
        found = team_reads.entry_rows(store.reader, team, store.me, today=store.clock.today()) if self.teams else []
        rows = []
        for view in found:
            row = known.get(view.row.key) or CheckInRow(view, self.week)
            row.view = view
            rows.append(row)
        gone = [row for row in self.lines if row.typed and row not in rows]
        self.lines[:] = [*rows, *gone]

    def refresh_view(self) -> None:
        """Show what others said meanwhile; what was typed stays."""
        here = self.here
        self._load()
        self.panel.at = self.lines.index(here) if here in self.lines else min(self.panel.at, len(self.lines))
        self.draw()

    def draw(self) -> None:
        """Draw whose numbers for which week are typed, and the lines."""
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

    def edit_of(self, line: CheckInRow) -> LineEdit:
        """Return the cell of the column typed in."""
        return line.edits[self.panel.column]

    def takes(self, line: CheckInRow, key: str) -> bool:
        """Return whether a character is text of the cell: a note takes any, an empty number what begins one."""
        text = self.edit_of(line).text
        if self.panel.column == NOTE:
            return bool(text) or key not in ("<", ">", "?", "space")
        if key in ("<", ">"):
            return " " in text
        begins = WORDS | NUMBERS if line.view.row.kind == "boolean" else NUMBERS
        if self.panel.column == SURE:
            begins = frozenset("c")
        return bool(text) or key in begins or key.isdecimal()

    def do_on(self, by: str) -> Result:
        """Go to the next cell, or back."""
        panel = self.panel
        place = panel.at * COLUMNS + (panel.column if panel.at < len(self.lines) else 0) + int(by)
        self.leave()
        at, panel.column = divmod(max(0, min(place, len(self.lines) * COLUMNS)), COLUMNS)
        self.arrive(at)
        return None

    def do_row(self, by: str) -> Result:
        """Go to the row below or above, in the same column; Enter on the last line saves."""
        return self.step(int(by))

    def do_week(self, by: str) -> None:
        """Type for another week."""
        wanted = weeks.shift(self.week, int(by))
        if wanted > weeks.week_of(self.store.clock.today()):
            self.notice(f"{weeks.format_week(wanted)} has not begun yet")
            return
        self.week = wanted
        for row in self.lines:
            row.period = wanted
            row.read()
        self.keep()
        self.draw()

    def do_view(self) -> None:
        """Show the next team; what was typed stays until it is saved or dropped."""
        if len(self.teams) < 2:
            self.notice("There is no other team whose key results you enter")
            return
        self.leave()
        self.place = (self.place + 1) % len(self.teams)
        self._load()
        self.panel.at, self.panel.column, self.panel.top = 0, VALUE, 0
        self.draw()

    def paste(self, text: str) -> Result:
        """Put a pasted text into the cell."""
        row = self.here
        if self.asking or row is None:
            return super().paste(text)
        self.edit_of(row).insert(" ".join(text.split()))
        row.read()
        self.keep()
        self.draw()
        return None

    def summary(self, ready: Sequence[CheckInRow]) -> str:
        """Return how many key results are checked in for which week."""
        many = f"{len(ready)} key result{'' if len(ready) == 1 else 's'}"
        return f"Checked in {many} for {weeks.format_week(self.week, short=True)}"
