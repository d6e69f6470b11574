"""The cells of the number grid: what was typed for each measure, how it reads, and how its line is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from models import prompt, weeks
from models.errors import OarError, Refused
from models.numbers import echo, format_number
from models.refs import ref
from models.scorecard.board_reads import EnteredView
from models.scorecard.reads import MeasureView
from models.scorecard.verbs import EnterReading
from screens.look import Look
from screens.text import Spans
from screens.widgets.edit import LineEdit
from screens.widgets.lines import Lines
from themes.cells import pad, truncate

ENTRY, BEFORE = 16, 8
LEFT_SHOWN = 6
"""Lines of a pasted text that went nowhere and are named; the others are counted."""
NOT_YOURS = "Only its team or its owner sets this"


class Cell:
    """One measure of the grid. period: what is typed for. entered: what the period holds now, met: when it opened.

    error: why what was typed cannot be taken, "" when it can.
    """

    __slots__ = ("before", "edit", "entered", "error", "met", "mine", "note", "period", "value", "view")

    def __init__(self, view: MeasureView, period: int, *, mine: bool) -> None:
        self.view = view
        self.mine = mine
        self.period = period
        self.edit = LineEdit()
        self.entered: EnteredView | None = None
        self.met: EnteredView | None = None
        self.before: float | None = None
        self.error = ""
        self.value: float | None = None
        self.note = ""

    @property
    def name(self) -> str:
        """The name of its measure."""
        return self.view.one.name

    @property
    def text(self) -> str:
        """What was typed."""
        return self.edit.text.strip()

    @property
    def typed(self) -> bool:
        """Whether anything was typed."""
        return bool(self.text)

    @property
    def ready(self) -> bool:
        """Whether it holds a number that can be saved."""
        return bool(self.text) and not self.error

    def read(self) -> None:
        """Take what was typed as a number and a note; what cannot be taken says so in `error` and stays."""
        self.value, self.note, self.error = None, "", ""
        if not self.text:
            return
        try:
            if not self.mine:
                raise Refused(NOT_YOURS)
            self.value, self.note = read_number(self.text, self.view.one.unit)
        except OarError as error:
            self.error = error.line()

    @property
    def kept(self) -> tuple[str, str]:
        """The reference of its measure, and what was typed."""
        return ref("measure", self.view.one.id), self.text

    def retype(self, text: str) -> None:
        """Take back what was typed in it before."""
        self.edit.set(text)
        self.read()

    def unread(self) -> None:
        """Forget how it was read, because more is being typed."""
        self.error, self.value = "", None

    def clear(self) -> None:
        """Empty it once it is saved."""
        self.edit.set("")
        self.read()

    def write(self) -> EnterReading:
        """Return the verb that saves it."""
        assert self.value is not None
        return EnterReading(measure=self.view.one.id, value=self.value, period=self.period, note=self.note)

    def spans(self, look: Look, cells: int, *, here: bool) -> Spans:
        """Return the line of this cell."""
        one, glyphs = self.view.one, look.glyphs
        name_room = max(14, min(34, (cells - ENTRY - BEFORE - 6) * 3 // 5))
        rest = max(0, cells - name_room - BEFORE - ENTRY - 6)
        mark = (glyphs.cursor if here else " ", "key")
        name = pad(((one.name, "title" if here else ""),), name_room, glyphs=glyphs)
        before = pad(((format_number(self.before, one.unit), "muted"),), BEFORE, right=True, glyphs=glyphs)
        if here:
            entry = pad((("[", "key"), *self.edit.spans(ENTRY - 2), ("]", "key")), ENTRY, glyphs=glyphs)
        elif self.text:
            entry = pad(((f" {self.text}", "error" if self.error else "bold"),), ENTRY, glyphs=glyphs)
        else:
            shown = format_number(self.entered.value, one.unit) if self.entered else glyphs.gap
            entry = pad(((f" {shown}", "muted"),), ENTRY, glyphs=glyphs)
        said = truncate((self._said(here),), rest, glyphs)
        return (mark, (" ", ""), *name, (" ", ""), *before, ("  ", ""), *entry, (" ", ""), *said)

    def _said(self, here: bool) -> tuple[str, str]:
        """Return what stands behind the number: what is wrong, how it is read, who set what is there."""
        unit = self.view.one.unit
        if self.error:
            return self.error, "error"
        if self.text and self.entered != self.met and self.entered is not None:
            who = self.entered.by.partition(" ")[0] or self.entered.source
            return f"{format_number(self.entered.value, unit)} by {who} meanwhile", "warn"
        if self.value is not None and self.text:
            was = f", was {format_number(self.entered.value, unit)}" if self.entered else ""
            return f"{format_number(self.value, unit)}{was}{'  note' if self.note else ''}", "muted"
        if self.entered is not None:
            now = f"{format_number(self.entered.value, unit)} " if here else ""
            return f"{now}by {self.entered.by or self.entered.source}", "muted"
        return ("" if self.mine else NOT_YOURS), "muted"


def read_number(text: str, unit: str) -> tuple[float, str]:
    """Return (value, note) of a cell. As in a spreadsheet `-5` is a negative; raises Refused for what is no number."""
    if text.startswith("+"):
        raise Refused(f"{echo(text)} would nudge; the grid takes the value itself", "Type it without +")
    typed = f"={text}" if text[:1] in ("-", "−") else text
    value, confidence, note = prompt.parse_update(typed, unit)
    if value is None or confidence is not None:
        raise Refused("A measure takes a number and a note", "Confidence belongs to key results")
    return value, note


class GridPanel(Lines):
    """The lines of the grid; the last one saves. at: the line typed in, len(cells) is the one that saves."""

    DEFAULT_CSS = "GridPanel { height: 1fr; }"

    def __init__(self, look: Look, cells: Sequence[Cell], *, id: str | None = None) -> None:
        super().__init__(look, id=id)
        self.cells = cells
        self.at = 0
        self.top = 0
        self.left: Sequence[tuple[str, str]] = ()

    def rows(self, cells: int) -> list[Spans]:
        """Return heading lines, a line for each measure, and the one that saves."""
        out: list[Spans] = []
        cadence = ""
        for place, cell in enumerate(self.cells):
            if cell.view.one.cadence != cadence:
                cadence = cell.view.one.cadence
                if place:
                    out.append(())
                out.append(self._heading(cell, cells))
            out.append(cell.spans(self.look, cells, here=place == self.at))
        return [*out, (), self._save_line(), *self._left_lines()]

    def _left_lines(self) -> list[Spans]:
        """Return what of a pasted text went nowhere, and why."""
        if not self.left:
            return []
        rest = len(self.left) - LEFT_SHOWN
        lines: list[Spans] = [
            (("  Left out: ", "muted"), (echo(what), ""), (f"  {why}", "muted")) for what, why in self.left[:LEFT_SHOWN]
        ]
        return [(), *lines, *([((f"  and {rest} more", "muted"),)] if rest > 0 else [])]

    def _heading(self, cell: Cell, cells: int) -> Spans:
        period = weeks.format_period(cell.period, cell.view.one.cadence)
        name_room = max(14, min(34, (cells - ENTRY - BEFORE - 6) * 3 // 5))
        return (
            ("  ", ""), *pad(((f"Measure, {cell.view.one.cadence} {period}", "head"),), name_room),
            (" ", ""), *pad((("before", "head"),), BEFORE, right=True), ("   ", ""), (period, "head"),
        )  # fmt: skip

    def _save_line(self) -> Spans:
        ready = sum(cell.ready for cell in self.cells)
        bad = sum(bool(cell.error) for cell in self.cells)
        many = "1 number" if ready == 1 else f"{ready} numbers"
        keeps = f", keep {bad} that cannot be read" if bad else ""
        words = f" Save {many}{keeps} " if ready or bad else " Nothing typed yet "
        return (("  ", ""), (words, "cursor" if self.at == len(self.cells) else "bold" if ready else "muted"))

    def line(self, y: int, cells: int) -> Spans:
        """Return row `y` of what is seen; the line typed in always is."""
        rows = self.rows(cells)
        here = self._row_of(self.at) if self.at < len(self.cells) else len(rows) - 1
        height = max(1, self.size.height)
        self.top = max(0, min(self.top, len(rows) - height), here - height + 1)
        self.top = min(self.top, max(0, here - 1))
        at = self.top + y
        return pad(rows[at] if at < len(rows) else (), cells, glyphs=self.look.glyphs)

    def _row_of(self, place: int) -> int:
        """Return the line of a measure: headings stand above each cadence."""
        row, cadence = -1, ""
        for index in range(place + 1):
            if self.cells[index].view.one.cadence != cadence:
                cadence = self.cells[index].view.one.cadence
                row += 2 if index else 1
            row += 1
        return row

    def place_at(self, y: int) -> int | None:
        """Return the measure whose line is drawn at `y`, None for another line."""
        rows = {self._row_of(place): place for place in range(len(self.cells))}
        return rows.get(self.top + y)
