"""The number grid: this week's numbers of a whole team typed with Tab, or pasted as a column from a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical

from models import weeks
from models.refs import parse
from models.scorecard import board_reads, reads
from models.scorecard.glance_reads import in_view
from models.scorecard.reads import MeasureView
from models.store.store import Store
from screens.commands import Command
from screens.reading_cells import Cell, GridPanel
from screens.reading_paste import Target, read_paste, told
from screens.shell import Result
from screens.typing_grid import NUMBERS, TypingGrid
from screens.widgets.edit import LineEdit
from screens.widgets.lines import Lines

YES_NO = frozenset("yn")


class ReadingGrid(TypingGrid[Cell]):
    """views: the measures in the order they are shown. start: the one to begin with. pasted: a column to place.

    typed: what was typed and not saved before, by reference, and its week and month.
    """

    CSS_PATH = "scorecard.tcss"
    crumb = "Scorecard  numbers"
    areas = frozenset({"scorecard"})
    commands = (
        Command(id="grid.next", key="tab", also=("enter", "down"), show="Tab", title="next", footer=1,
                help="Take the number and go on; on the last line Enter saves", call="on:1"),
        Command(id="grid.before", key="shift+tab", also=("up",), show="Up", title="back", footer=2, call="on:-1",
                help="Back to the number before"),
        Command(id="grid.parent", key="<", title="period before", footer=3, help="Type for the week or month before",
                call="period:-1"),
        Command(id="grid.child", key=">", title="period after", footer=4, help="Type for the week or month after",
                call="period:1"),
        Command(id="grid.done", key="e", title="save", footer=5, help="Save all numbers as one action",
                when="can_save"),
    )  # fmt: skip

    def __init__(
        self,
        views: Sequence[MeasureView],
        *,
        start: int = 0,
        pasted: str = "",
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        today = self.store.clock.today()
        self.worked_out = board_reads.worked_out(self.store.reader)
        shown = sorted(
            (view for view in views if view.one.id not in self.worked_out),
            key=lambda view: weeks.monthly(view.one.cadence),
        )
        periods = {
            cadence: _period((typed or {}).get(cadence, ""), today, cadence) for cadence in (weeks.WEEK, weeks.MONTH)
        }
        self.lines = [Cell(view, periods[view.one.cadence], mine=self._mine(view)) for view in shown]
        self._start = next((place for place, view in enumerate(shown) if view.one.id == start), 0)
        self._pasted = pasted
        self._load(first=True)
        if typed:
            self._start = self.retype(typed)

    def _mine(self, view: MeasureView) -> bool:
        me = self.store.me
        return bool(me.admin or view.one.owner_id == me.id or me.at_least(view.one.team_id, "member"))

    def body(self) -> ComposeResult:
        """What is typed for, and the lines."""
        self.said = Lines(self.look, id="tally")
        self.panel = GridPanel(self.look, self.lines, id="grid")
        self.panel.at = self._start if not self._pasted else 0
        with Vertical(id="score"):
            yield self.said
            yield self.panel

    def on_mount(self) -> None:
        """Place what was pasted before the grid opened."""
        super().on_mount()
        if self._pasted:
            self.paste(self._pasted)
        self.keep()
        self.draw()

    # ---- what was typed before

    def target(self) -> str:
        """Return what a draft of this grid belongs to."""
        return "numbers"

    def periods(self) -> dict[str, str]:
        """Return the week and the month that are typed for."""
        return {cell.view.one.cadence: weeks.format_period(cell.period, cell.view.one.cadence) for cell in self.lines}

    # ---- what is there

    def _load(self, first: bool = False) -> None:
        """Read what the periods hold now; `met` stays what they held when their period was chosen."""
        periods = {cell.period for cell in self.lines}
        periods |= {weeks.previous_period(cell.period, cell.view.one.cadence) for cell in self.lines}
        found = board_reads.entered(self.store.reader, [cell.view.one.id for cell in self.lines], periods)
        for cell in self.lines:
            number, cadence = cell.view.one.id, cell.view.one.cadence
            before = found.get((number, weeks.previous_period(cell.period, cadence)))
            cell.entered, cell.before = found.get((number, cell.period)), before.value if before else None
            if first or not cell.text:
                cell.met = cell.entered

    def refresh_view(self) -> None:
        """Show what others entered meanwhile; what was typed stays."""
        self._load()
        self.draw()

    def draw_anew(self) -> None:
        """Leave out what is private in present mode, unless something was typed there."""
        super().draw_anew()
        if self.present and any(cell.view.one.private and not cell.text for cell in self.lines):
            self.lines[:] = [cell for cell in self.lines if cell.text or not cell.view.one.private]
            self.panel.at = min(self.panel.at, len(self.lines))
        self.draw()

    def draw(self) -> None:
        """Draw the periods that are typed for, and the lines."""
        cadences = dict.fromkeys(cell.view.one.cadence for cell in self.lines)
        words = "   ".join(self._named(cadence) for cadence in cadences)
        out = f"   {len(self.worked_out)} worked out from others" if self.worked_out else ""
        self.said.show(((f" {words}", "title"), ("   < > changes it", "muted"), (out, "muted")))
        self.panel.refresh()

    def _named(self, cadence: str) -> str:
        """Return the period of a cadence in words, so that nobody types for another one than meant."""
        period = next(cell.period for cell in self.lines if cell.view.one.cadence == cadence)
        running = weeks.period_of(self.store.clock.today(), cadence)
        back = weeks.count_between(period, running, cadence)
        words = ["still running", "just closed"][back] if back < 2 else f"{back} {cadence}s ago"
        return f"{cadence} {weeks.format_period(period, cadence)}, {words}"

    # ---- keys

    def edit_of(self, line: Cell) -> LineEdit:
        """Return the one cell of a line."""
        return line.edit

    def takes(self, line: Cell, key: str) -> bool:
        """Return whether a character is text of the cell: at its beginning what begins a number.

        A letter of a command stays one in a full cell that was only arrived at: `e` behind a paste saves.
        """
        if key in ("<", ">") and " " not in line.text:
            return False
        if not self.typing and key.isalpha() and line.text and self.keymap.find(key) is not None:
            return False
        begins = NUMBERS | YES_NO if line.view.one.unit == "yes/no" else NUMBERS
        return bool(line.edit.text) or key in begins or key.isdecimal()

    def do_on(self, by: str) -> Result:
        """Go on to the next cell or back; Enter on the last line saves."""
        return self.step(int(by))

    def do_period(self, by: str) -> None:
        """Type for another period of the cadence the cursor is in."""
        cell = self.here or (self.lines[-1] if self.lines else None)
        if cell is None:
            return
        cadence = cell.view.one.cadence
        wanted = weeks.shift(cell.period, int(by), cadence)
        if wanted > weeks.period_of(self.store.clock.today(), cadence):
            self.notice(f"{weeks.format_period(wanted, cadence)} is in the future")
            return
        for one in self.lines:
            if one.view.one.cadence == cadence:
                one.period = wanted
        self._load(first=True)
        self.keep()
        self.draw()

    def paste(self, text: str) -> Result:
        """Place a pasted column, or a piece of text within the cell; nothing is saved."""
        if self.asking:
            return super().paste(text)
        cell = self.here
        plain = text.strip("\r\n")
        if cell is not None and cell.edit.text and not any(char in plain for char in "\t\r\n"):
            cell.edit.insert(plain)
            self.typing = True
            cell.read()
            self.keep()
            self.draw()
            return None
        targets = [
            Target(one.view.one.name, f"M{one.view.one.id}", one.period, one.view.one.cadence) for one in self.lines
        ]
        pasted = read_paste(text, targets, min(self.panel.at, max(0, len(self.lines) - 1)))
        for place, typed in pasted.cells:
            self.lines[place].edit.set(typed)
            self.lines[place].read()
        bad = [place for place, _ in pasted.cells if self.lines[place].error]
        self.panel.at = bad[0] if bad else len(self.lines) if pasted.cells else self.panel.at
        self.panel.left = pasted.left
        self.typing = False
        self.keep()
        self.draw()
        unread = f"{len(bad)} cannot be read. " if bad else ""
        self.notice(unread + told(pasted, targets), "warn" if pasted.left or bad else "notice")
        return None

    def summary(self, ready: Sequence[Cell]) -> str:
        """Return how many numbers are saved for which periods."""
        periods = dict.fromkeys(weeks.format_period(cell.period, cell.view.one.cadence, short=True) for cell in ready)
        return f"Saved {self.counted(len(ready))} for {' and '.join(periods)}"


def _period(said: str, today: date, cadence: str) -> int:
    """Return the period that was typed for before, the usual one when nothing was."""
    running = weeks.period_of(today, cadence)
    return weeks.parse_period(said, running, cadence) if said else weeks.default_period(today, cadence)


def views_for(store: Store, typed: Mapping[str, str]) -> list[MeasureView]:
    """Return the measures a person looks at and those that something was typed for, worst first."""
    some, found = in_view(store.reader, store.me.id), map(parse, typed)
    if some is not None:
        some |= {number for kind, number in filter(None, found) if kind == "measure"}
    views = reads.measure_rows(store.reader, store.clock.today(), measures=some)
    return sorted(views, key=lambda view: view.one.badness())
