"""The cursor of a row table: moving over rows, folding, marking, keeping in view."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.scroll_view import ScrollView

from screens.widgets.lines import OwnColours
from screens.widgets.sources import Row, RowSource, TreeSource

WHEEL = 3
"""Rows that one notch of the wheel moves the cursor."""
OVERLAP = 2
"""Rows still seen above the cursor when a move turns the page: pages, not lines, are scrolled."""


class RowCursor(OwnColours, ScrollView):
    """The moving half of RowTable (rows.py)."""

    source: RowSource

    class Moved(Message):
        """The cursor went to another row."""

        def __init__(self, key: int | None) -> None:
            super().__init__()
            self.key = key

    class Opened(Message):
        """A row was clicked that already had the cursor."""

        def __init__(self, key: int) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = 0
        self.marks: set[int] = set()
        self.row_lines = 1
        self.header_lines = 0

    @property
    def key(self) -> int | None:
        """The key of the row under the cursor, None in an empty table."""
        return self.source.keys[self.cursor] if 0 <= self.cursor < len(self.source.keys) else None

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        key = self.key
        return None if key is None else self.row_of(key)

    @property
    def chosen(self) -> list[int]:
        """The keys a verb is for: the marked rows in their order, else the one under the cursor."""
        if self.marks:
            return [key for key in self.source.keys if key in self.marks]
        return [] if self.key is None else [self.key]

    @property
    def page_rows(self) -> int:
        """How many whole rows one page shows."""
        return max(1, (self.size.height - self.header_lines) // self.row_lines)

    # ---- what RowTable does

    def row_of(self, key: int) -> Row | None:
        """Return a row by its key."""
        raise NotImplementedError

    def fetch_seen(self) -> None:
        """Read the rows that are seen."""
        raise NotImplementedError

    def rows_changed(self, key: int | None) -> None:
        """Draw all rows anew, the cursor on `key`."""
        raise NotImplementedError

    def update_height(self) -> None:
        """Tell Textual how many lines there are."""
        raise NotImplementedError

    def is_heading(self, key: int) -> bool:
        """Say whether a row is a section heading; trees have none, and asking would read the row."""
        if self.source.depths is not None:
            return False
        row = self.row_of(key)
        return row is not None and row.heading

    # ---- the cursor

    def move(self, by: int) -> None:
        """Move the cursor by rows, passing over headings."""
        self.go(self.cursor + by, 1 if by > 0 else -1)

    def page(self, by: int) -> None:
        """Move by pages."""
        self.go(self.cursor + by * self.page_rows, 1 if by > 0 else -1)

    def home(self) -> None:
        """Move to the first row."""
        self.go(0, 1)

    def end(self) -> None:
        """Move to the last row."""
        self.go(len(self.source.keys) - 1, -1)

    def go_to(self, key: int) -> bool:
        """Put the cursor on a row by its key; False when it is not visible."""
        try:
            index = self.source.keys.index(key)
        except ValueError:
            return False
        self.go(index, 1)
        return True

    def go(self, index: int, step: int) -> None:
        """Put the cursor on row `index`, or the next one that is no heading in direction `step`."""
        total = len(self.source.keys)
        if not total:
            return
        index = max(0, min(total - 1, index))
        found = self._selectable(index, step)
        if found is None:
            found = self._selectable(index, -step)
        if found is None or found == self.cursor:
            if found is not None:
                self.keep_in_view()
            return
        old, self.cursor = self.cursor, found
        if self.keep_in_view():
            self.fetch_seen()  # now, in one go: whoever hears of the move asks for the row under the cursor
        else:
            self.refresh_rows(old, found)
        self.post_message(self.Moved(self.key))

    def _selectable(self, index: int, step: int) -> int | None:
        total = len(self.source.keys)
        while 0 <= index < total:
            if not self.is_heading(self.source.keys[index]):
                return index
            index += step
        return None

    def settle_cursor(self) -> None:
        """Bring the cursor back inside the rows, off headings."""
        self.cursor = max(0, min(self.cursor, len(self.source.keys) - 1))
        found = self._selectable(self.cursor, 1)
        self.cursor = found if found is not None else self._selectable(self.cursor, -1) or 0

    def keep_in_view(self) -> bool:
        """Scroll so that the cursor is seen; True when it scrolled. Whole pages: few repaints, few bytes."""
        height = self.size.height - self.header_lines
        if height <= 0:
            return False
        top, line = int(self.scroll_offset.y), self.cursor * self.row_lines
        above = min(OVERLAP, max(0, height // self.row_lines - 1)) * self.row_lines
        if line < top:
            wanted = line + self.row_lines - height + above
            # The first row may follow a heading that nobody could reach otherwise.
            wanted = max(0, wanted)
        elif line + self.row_lines > top + height:
            wanted = line - above
        else:
            return False
        self.scroll_to(y=min(wanted, self.max_scroll_y), animate=False, force=True, immediate=True)
        return int(self.scroll_offset.y) != top

    def mark_lines(self) -> range:
        """Return the lines below the header beside which the mark of a long list stands: where what is seen lies."""
        height, total = self.size.height - self.header_lines, len(self.source.keys) * self.row_lines
        if height <= 0 or total <= height:
            return range(0)
        length = max(1, height * height // total)
        first = round((height - length) * int(self.scroll_offset.y) / (total - height))
        return range(first, first + length)

    def refresh_rows(self, *indexes: int) -> None:
        """Repaint the rows at these places and nothing else."""
        top = int(self.scroll_offset.y) - self.header_lines
        for index in indexes:
            self.refresh(Region(0, index * self.row_lines - top, self.size.width, self.row_lines))

    # ---- marks and folds

    def mark(self) -> None:
        """Mark or unmark the row under the cursor and move on."""
        if self.key is None:
            return
        self.marks ^= {self.key}
        self.refresh_rows(self.cursor)
        self.move(1)

    def mark_all(self) -> None:
        """Mark every row that can have the cursor, or none when some are marked."""
        if self.marks:
            self.marks = set()
        else:
            self.marks = {key for key in self.source.keys if not self.is_heading(key)}
        self.refresh()

    def toggle(self) -> None:
        """Fold or unfold the row under the cursor; on a leaf, fold its parent."""
        key = self.key
        if key is None:
            return
        is_open = self.source.is_open(key)
        if is_open is None:
            self.to_parent()
            if self.key != key:
                self.toggle()
            return
        self.source.fold(self.cursor) if is_open else self.source.unfold(self.cursor)
        self._changed_from(self.cursor)

    def open_branch(self) -> None:
        """Unfold the row, or go to its first child when it is open."""
        if self.key is None:
            return
        state = self.source.is_open(self.key)
        if state is False:
            self.toggle()
        elif state:
            self.move(1)

    def close_branch(self) -> None:
        """Fold the row, or go to its parent when there is nothing to fold."""
        if self.key is not None and self.source.is_open(self.key):
            self.toggle()
        else:
            self.to_parent()

    def to_parent(self) -> None:
        """Move to the row this one hangs under."""
        depths = self.source.depths
        if depths is None or self.key is None or not depths[self.cursor]:
            return
        index, depth = self.cursor, depths[self.cursor]
        while index and depths[index] >= depth:
            index -= 1
        self.go(index, -1)

    def unfold_all(self, unfold: bool = True) -> None:
        """Open or close every branch of a tree; the cursor stays on its row, or goes to the first one."""
        if isinstance(self.source, TreeSource):
            key = self.key
            self.source.unfold_all() if unfold else self.source.fold_all()
            self.rows_changed(key)

    def _changed_from(self, index: int) -> None:
        """Repaint from row `index` down after rows came or went below it, all of it where the mark moved."""
        before = self.mark_lines()
        self.update_height()
        if self.keep_in_view():
            return
        top = index * self.row_lines - int(self.scroll_offset.y) + self.header_lines
        if self.mark_lines() != before:
            top = self.header_lines
        self.refresh(Region(0, top, self.size.width, max(0, self.size.height - top)))

    # ---- the mouse

    @property
    def _held(self) -> bool:
        """Whether a question is open: it is about the row under the cursor, which stays."""
        return bool(getattr(self.screen, "asking", False))

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor, and with it what is seen."""
        event.stop()
        event.prevent_default()
        if not self._held:
            self.move(WHEEL)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor back."""
        event.stop()
        event.prevent_default()
        if not self._held:
            self.move(-WHEEL)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row, a click on the cursor's row opens it."""
        if self._held:
            return
        line = event.y - self.header_lines + int(self.scroll_offset.y)
        index = line // self.row_lines
        if event.y < self.header_lines or not 0 <= index < len(self.source.keys):
            return
        if event.x == self.size.width - 1 and self.mark_lines():  # beside the rows: to that part of the list
            self.go((event.y - self.header_lines) * len(self.source.keys) // self.page_rows, 1)
            return
        if index == self.cursor:
            self.post_message(self.Opened(self.source.keys[index]))
        else:
            self.go(index, 1)
