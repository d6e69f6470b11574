"""The number grid: this week's numbers of a whole team typed with Tab, or pasted as a column from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from models import weeks
from models.scorecard import board_reads
from models.scorecard.reads import MeasureView
from models.verbs import Batch
from screens.base import OarScreen
from screens.commands import Command
from screens.reading_cells import Cell, GridPanel
from screens.reading_paste import Target, read_paste, told
from screens.shell import Result
from screens.widgets.lines import Lines
from screens.writer import Writing

NUMBERS = frozenset("0123456789+-=.,€$£¥₹−'")
"""Characters that begin a number; at an empty cell any other key is a command."""
YES_NO = frozenset("yn")
DROPPED = (
    "row.open", "row.mark", "row.mark-all", "row.fold", "row.edit", "app.go", "app.add", "app.hot", "app.decision",
    "app.filter", "app.palette", "app.repeat", "app.copy", "app.retry", "move.down", "move.up", "move.left",
    "move.right", "move.page-down", "move.page-up", "move.home", "move.end",
)  # fmt: skip


class ReadingGrid(OarScreen):
    """views: the measures in the order they are shown. start: the one to begin with. pasted: a column to place."""

    CSS_PATH = "scorecard.tcss"
    crumb = "Scorecard  numbers"
    areas = frozenset({"scorecard"})
    without = frozenset(DROPPED)
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
                when="can_write"),
    )  # fmt: skip

    def __init__(self, views: Sequence[MeasureView], *, start: int = 0, pasted: str = "") -> None:
        super().__init__()
        today = self.store.clock.today()
        self.worked_out = board_reads.worked_out(self.store.reader)
        typed = sorted(
            (view for view in views if view.one.id not in self.worked_out),
            key=lambda view: weeks.monthly(view.one.cadence),
        )
        self.cells = [
            Cell(view, weeks.default_period(today, view.one.cadence), mine=self._mine(view)) for view in typed
        ]
        self._start = next((place for place, view in enumerate(typed) if view.one.id == start), 0)
        self._pasted = pasted
        self._load(first=True)

    def _mine(self, view: MeasureView) -> bool:
        me = self.store.me
        return bool(me.admin or view.one.owner_id == me.id or me.at_least(view.one.team_id, "member"))

    def body(self) -> ComposeResult:
        """What is typed for, and the lines."""
        self.said = Lines(self.look, id="tally")
        self.panel = GridPanel(self.look, self.cells, id="grid")
        self.panel.at = self._start if not self._pasted else 0
        with Vertical(id="score"):
            yield self.said
            yield self.panel

    def on_mount(self) -> None:
        """Place what was pasted before the grid opened."""
        super().on_mount()
        if self._pasted:
            self.paste(self._pasted)
        self._draw()

    # ---- what is there

    def _load(self, first: bool = False) -> None:
        """Read what the periods hold now; `met` stays what they held when their period was chosen."""
        periods = {cell.period for cell in self.cells}
        periods |= {weeks.previous_period(cell.period, cell.view.one.cadence) for cell in self.cells}
        found = board_reads.entered(self.store.reader, [cell.view.one.id for cell in self.cells], periods)
        for cell in self.cells:
            number, cadence = cell.view.one.id, cell.view.one.cadence
            before = found.get((number, weeks.previous_period(cell.period, cadence)))
            cell.entered, cell.before = found.get((number, cell.period)), before.value if before else None
            if first or not cell.text:
                cell.met = cell.entered

    def refresh_view(self) -> None:
        """Show what others entered meanwhile; what was typed stays."""
        self._load()
        self._draw()

    def draw_anew(self) -> None:
        """Leave out what is private in present mode, unless something was typed there."""
        super().draw_anew()
        if self.present and any(cell.view.one.private and not cell.text for cell in self.cells):
            self.cells[:] = [cell for cell in self.cells if cell.text or not cell.view.one.private]
            self.panel.at = min(self.panel.at, len(self.cells))
        self._draw()

    @property
    def here(self) -> Cell | None:
        """The cell typed in, None on the line that saves."""
        return self.cells[self.panel.at] if self.panel.at < len(self.cells) else None

    @property
    def ready(self) -> list[Cell]:
        """The cells that can be saved."""
        return [cell for cell in self.cells if cell.ready]

    def _draw(self) -> None:
        cadences = dict.fromkeys(cell.view.one.cadence for cell in self.cells)
        words = "   ".join(self._named(cadence) for cadence in cadences)
        out = f"   {len(self.worked_out)} worked out from others" if self.worked_out else ""
        self.said.show(((f" {words}", "title"), ("   < > changes it", "muted"), (out, "muted")))
        self.panel.refresh()

    def _named(self, cadence: str) -> str:
        """Return the period of a cadence in words, so that nobody types for another one than meant."""
        period = next(cell.period for cell in self.cells if cell.view.one.cadence == cadence)
        running = weeks.period_of(self.store.clock.today(), cadence)
        back = weeks.count_between(period, running, cadence)
        words = ["still running", "just closed"][back] if back < 2 else f"{back} {cadence}s ago"
        return f"{cadence} {weeks.format_period(period, cadence)}, {words}"

    # ---- keys

    def press(self, key: str) -> Result:
        """A number goes into its cell; any other key does its own job while the cell is empty."""
        cell = self.here
        if self.asking or self.too_narrow or cell is None:
            return super().press(key)
        if self._types(cell, key):
            self.message.clear()
            cell.edit.press(key)
            cell.error, cell.value = "", None
            self.panel.refresh()
            return None
        return super().press(key)

    @staticmethod
    def _types(cell: Cell, key: str) -> bool:
        if len(key) > 1 and key != "space":
            return key in ("backspace", "delete", "left", "right", "home", "end", "ctrl+w", "ctrl+u")
        if key in ("<", ">") and " " not in cell.text:
            return False
        begins = NUMBERS | YES_NO if cell.view.one.unit == "yes/no" else NUMBERS
        return bool(cell.edit.text) or key in begins or key.isdecimal()

    def do_on(self, by: str) -> Result:
        """Go on to the next cell or back; Enter on the last line saves."""
        panel = self.panel
        if panel.at == len(self.cells) and self.pressed == "enter":
            return self.do_done()
        self._leave()
        panel.at = max(0, min(panel.at + int(by), len(self.cells)))
        if (here := self.here) is not None:
            here.edit.set(here.edit.text)
            if here.error:
                self.notice(f"{here.view.one.name}: {here.error}", "error")
        self._draw()
        return None

    def _leave(self) -> None:
        """Read the cell that is left, so that a bad one is marked at once."""
        if self.here is not None:
            self.here.read()
            if self.here.error:
                self.notice(f"{self.here.view.one.name}: {self.here.error}", "error")

    def do_period(self, by: str) -> None:
        """Type for another period of the cadence the cursor is in."""
        cell = self.here or (self.cells[-1] if self.cells else None)
        if cell is None:
            return
        cadence = cell.view.one.cadence
        wanted = weeks.shift(cell.period, int(by), cadence)
        if wanted > weeks.period_of(self.store.clock.today(), cadence):
            self.notice(f"{weeks.format_period(wanted, cadence)} is in the future")
            return
        for one in self.cells:
            if one.view.one.cadence == cadence:
                one.period = wanted
        self._load(first=True)
        self._draw()

    def paste(self, text: str) -> Result:
        """Place a pasted column, or a piece of text within the cell; nothing is saved."""
        if self.asking:
            return super().paste(text)
        cell = self.here
        plain = text.strip("\r\n")
        if cell is not None and cell.edit.text and not any(char in plain for char in "\t\r\n"):
            cell.edit.insert(plain)
            cell.read()
            self._draw()
            return None
        targets = [
            Target(one.view.one.name, f"M{one.view.one.id}", one.period, one.view.one.cadence) for one in self.cells
        ]
        pasted = read_paste(text, targets, min(self.panel.at, max(0, len(self.cells) - 1)))
        for place, typed in pasted.cells:
            self.cells[place].edit.set(typed)
            self.cells[place].read()
        bad = [place for place, _ in pasted.cells if self.cells[place].error]
        self.panel.at = bad[0] if bad else len(self.cells) if pasted.cells else self.panel.at
        self.panel.left = pasted.left
        self._draw()
        unread = f"{len(bad)} cannot be read. " if bad else ""
        self.notice(unread + told(pasted, targets), "warn" if pasted.left or bad else "notice")
        return None

    def on_click(self, event: events.Click) -> None:
        """Type in the line that is clicked."""
        place = self.panel.place_at(event.screen_y - self.panel.region.y)
        if place is not None:
            self._leave()
            self.panel.at = place
            self._draw()

    # ---- saving

    async def do_done(self) -> None:
        """Save what can be read as one action; cells that cannot be read stay, else the grid closes."""
        for cell in self.cells:
            cell.read()
        ready = self.ready
        bad = [place for place, cell in enumerate(self.cells) if cell.error]
        self._draw()
        if not ready:
            self._nothing(bad)
            return
        writing = self._write(ready)
        await writing.finished.wait()
        if writing.error is not None:
            return
        for cell in ready:
            cell.edit.set("")
            cell.read()
        message = str(writing.done.message)
        if bad:
            self.panel.at = bad[0]
            self.refresh_view()
            self.notice(f"{message}. {len(bad)} cannot be read and stay here", "warn")
            return
        await self.shell.back()
        cast(Any, self.app.screen).notice(f"{message}. u takes them back")

    def _nothing(self, bad: Sequence[int]) -> None:
        if bad:
            self.panel.at = bad[0]
            self.notice(f"{self.cells[bad[0]].view.one.name}: {self.cells[bad[0]].error}", "error")
        else:
            self.notice("Nothing was typed: numbers first, then save")
        self._draw()

    def _write(self, ready: Sequence[Cell]) -> Writing:
        periods = dict.fromkeys(weeks.format_period(cell.period, cell.view.one.cadence, short=True) for cell in ready)
        many = "1 number" if len(ready) == 1 else f"{len(ready)} numbers"
        summary = f"Saved {many} for {' and '.join(periods)}"
        return self.write(Batch(verbs=tuple(cell.verb() for cell in ready), summary=summary), told=False)

    def do_back(self) -> Result:
        """Leave; numbers that are not saved are asked about first."""
        typed = [cell for cell in self.cells if cell.text]
        if not typed:
            return super().do_back()
        many = "1 number" if len(typed) == 1 else f"{len(typed)} numbers"
        self.ask(f"{many} not saved", [("s", "save"), ("d", "drop them")], self._leaving)
        return None

    def _leaving(self, key: str) -> Result:
        if key == "s":
            return self.do_done()
        return self.shell.back() if key == "d" else None
