"""The cells of the check-in grid: value, confidence and note of each key result, how they read and how they look."""

from __future__ import annotations

from collections.abc import Sequence

from models.errors import OarError, Refused
from models.numbers import echo
from models.okrs.entry import read_check_in
from models.okrs.team_reads import EntryRowView
from models.okrs.verbs import CheckIn
from models.prompt import parse_confidence
from screens import okr_cells
from screens.key_result_lines import shown_value
from screens.look import Look
from screens.okr_entry import refuse_early
from screens.text import Spans
from screens.widgets.edit import LineEdit
from screens.widgets.lines import Lines
from themes.cells import badge, pad

VALUE, SURE, NOTE = range(3)
COLUMNS = 3
MARK, NOW, ENTRY, CONFIDENCE = 2, 15, 10, 5
LEAST_NOTE, NOTE_WIDE = 14, 36
NOT_YOURS = "Only its team or its owner says how it stands"


class CheckInRow:
    """One key result of the grid. period: the week typed for. edits: value, confidence, note.

    error: why they cannot be taken, "" when they can.
    """

    __slots__ = ("edits", "error", "period", "verb", "view")

    def __init__(self, view: EntryRowView, period: int) -> None:
        self.view = view
        self.period = period
        self.edits = (LineEdit(), LineEdit(), LineEdit())
        self.error = ""
        self.verb: CheckIn | None = None

    @property
    def name(self) -> str:
        """The reference of its key result."""
        return self.view.row.ref

    @property
    def typed(self) -> bool:
        """Whether anything was typed."""
        return any(edit.text.strip() for edit in self.edits)

    @property
    def ready(self) -> bool:
        """Whether it holds something that can be saved."""
        return self.verb is not None and not self.error

    def read(self) -> None:
        """Take what was typed as a check-in of a week; what cannot be taken says so in `error` and stays."""
        self.verb, self.error = None, ""
        if not self.typed:
            return
        try:
            if not self.view.mine:
                raise Refused(NOT_YOURS)
            self.verb = self._check_in()
            refuse_early(self.view.row, self.verb)
        except OarError as error:
            self.verb, self.error = None, error.line()

    @property
    def kept(self) -> tuple[str, str]:
        """The reference of its key result, and what was typed, a tab between value, confidence and note."""
        return self.name, "\t".join(edit.text.strip() for edit in self.edits)

    def retype(self, text: str) -> None:
        """Take back what was typed in it before."""
        for edit, part in zip(self.edits, text.split("\t"), strict=False):
            edit.set(part)
        self.read()

    def unread(self) -> None:
        """Forget what was wrong with it, because more is being typed."""
        self.error = ""

    def clear(self) -> None:
        """Empty it once it is saved."""
        for edit in self.edits:
            edit.set("")
        self.read()

    def write(self) -> CheckIn:
        """Return the verb that saves it."""
        assert self.verb is not None
        return self.verb

    def _check_in(self) -> CheckIn:
        value, sure, note = (edit.text.strip() for edit in self.edits)
        row = self.view.row
        if not value:
            confidence = parse_confidence(sure) if sure else None
            return CheckIn(kr=-row.key, confidence=confidence, note=note, period=self.period)
        if value.startswith("+"):
            raise Refused(f"{echo(value)} would nudge; the grid takes the value itself", "Type it without +")
        typed = f"={value}" if value[:1] in ("-", "−") else value
        said = read_check_in(typed, kr=-row.key, kind=row.kind, unit=row.unit, period=self.period)
        if sure and said.confidence is not None:
            raise Refused("The confidence is given twice", "Once is enough")
        confidence = parse_confidence(sure) if sure else said.confidence
        words = "  ".join(part for part in (said.note, note) if part)
        return CheckIn(kr=-row.key, value=said.value, confidence=confidence, note=words, period=self.period)


class CheckInPanel(Lines):
    """The lines of the grid; the last one saves. at: the row typed in, len(rows) is the line that saves."""

    DEFAULT_CSS = "CheckInPanel { height: 1fr; }"

    def __init__(self, look: Look, rows: Sequence[CheckInRow], *, id: str | None = None) -> None:
        super().__init__(look, id=id)
        self.rows = rows
        self.at = 0
        self.column = VALUE
        self.top = 0

    def note_room(self, cells: int) -> int:
        """Return the cells of the note: more in a wide window."""
        return max(LEAST_NOTE, min(NOTE_WIDE, (cells - MARK - NOW - ENTRY - CONFIDENCE - 5) * 2 // 5))

    def all_lines(self) -> list[tuple[int | None, Spans]]:
        """Return every line: (row, ()) for one of the rows or the line that saves, (None, what it says) for another."""
        out: list[tuple[int | None, Spans]] = [(None, ())]
        objective = ""
        for place, row in enumerate(self.rows):
            if row.view.objective != objective:
                objective = row.view.objective
                out.append((None, ((f" {objective}", "bold"),)))
            out.append((place, ()))
            if row.error:
                out.append((None, ((f"    {row.error}", "error"),)))
        return [*out, (None, ()), (len(self.rows), ())]

    def _heading(self, cells: int) -> Spans:
        note = self.note_room(cells)
        room = self._title_room(cells)
        parts = (("Key result", room), ("now", NOW), ("value", ENTRY), ("conf", CONFIDENCE), ("note", note))
        return (
            (" " * MARK, "head"),
            *(part for words, size in parts for part in (*pad(((words, "head"),), size), (" ", ""))),
        )

    def _title_room(self, cells: int) -> int:
        return max(10, cells - MARK - NOW - ENTRY - CONFIDENCE - self.note_room(cells) - 5)

    def _row(self, row: CheckInRow, cells: int, *, here: bool) -> Spans:
        view, glyphs = row.view.row, self.look.glyphs
        mark: Spans = ((glyphs.cursor, "key"),) if here else badge(view.health, view.late, word=False, glyphs=glyphs)
        title = pad(((view.title, "title" if here else ""),), self._title_room(cells), glyphs=glyphs)
        now = pad(okr_cells.now_and_goal(view), NOW, glyphs=glyphs)
        sizes = (ENTRY, CONFIDENCE, self.note_room(cells))
        entries: list[tuple[str, str]] = []
        for column, size in enumerate(sizes):
            entries += [*self._cell(row, column, size, here=here and column == self.column), (" ", "")]
        return (*pad(mark, MARK, glyphs=glyphs), *title, (" ", ""), *now, (" ", ""), *entries)

    def _cell(self, row: CheckInRow, column: int, size: int, *, here: bool) -> Spans:
        edit, glyphs = row.edits[column], self.look.glyphs
        if here:
            return pad((("[", "key"), *edit.spans(size - 2), ("]", "key")), size, glyphs=glyphs)
        if edit.text.strip():
            return pad(((f" {edit.text.strip()}", "error" if row.error else "bold"),), size, glyphs=glyphs)
        return pad(((f" {self._last(row, column)}", "muted"),), size, glyphs=glyphs)

    def _last(self, row: CheckInRow, column: int) -> str:
        """Return what an empty cell shows: what stays as it is."""
        view = row.view.row
        if column == VALUE:
            takes = f"M{view.measure}" if view.measure is not None else "steps" if view.steps[1] else ""
            return takes or (shown_value(view, view.value) if view.value is not None else self.look.glyphs.gap)
        if column == SURE:
            return self.look.glyphs.gap if view.confidence is None else str(view.confidence)
        return "" if row.view.mine else "not yours"

    def _save_line(self) -> Spans:
        ready = sum(row.typed and not row.error for row in self.rows)
        bad = sum(bool(row.error) for row in self.rows)
        many = f"{ready} check-in{'' if ready == 1 else 's'}"
        words = f" Save {many} " if ready else " Nothing typed yet "
        stays = f"  {bad} cannot be read and would stay here" if bad else ""
        token = "cursor" if self.at == len(self.rows) else "bold" if ready else "muted"
        return ((" " * MARK, ""), (words, token), (stays, "error"))

    def line(self, y: int, cells: int) -> Spans:
        """Return line `y` of what is seen; the heading stays, the line typed in always is seen."""
        if y == 0:
            return pad(self._heading(cells), cells, glyphs=self.look.glyphs)
        lines = self.all_lines()
        here = next((place for place, (row, _) in enumerate(lines) if row == self.at), len(lines) - 1)
        height = max(2, self.size.height)
        self.top = max(0, min(self.top, len(lines) - height, here - 2), here - height + 1)
        at = self.top + y
        return pad(self._drawn(*lines[at], cells) if at < len(lines) else (), cells, glyphs=self.look.glyphs)

    def _drawn(self, place: int | None, said: Spans, cells: int) -> Spans:
        if place is None:
            return said
        if place == len(self.rows):
            return self._save_line()
        return self._row(self.rows[place], cells, here=place == self.at)

    def place_at(self, y: int) -> int | None:
        """Return the row that is drawn at `y`, None for another line."""
        lines = self.all_lines()
        place = self.top + y
        return lines[place][0] if y > 0 and place < len(lines) else None
