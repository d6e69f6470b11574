"""The row table: lists and trees of any length as one widget over Textual's line API (architecture.md).

Rows come by window from a RowSource (sources.py). A cursor move repaints two lines; a change of rows is
`patch`ed by key, keeping cursor and scroll. The table takes no keys itself: OarScreen's commands call it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.look import Look
from screens.text import Spans, plain, spans, wrap
from screens.widgets.lines import OwnColours, strip_of
from screens.widgets.sources import Column, ListSource, Row, RowSource, TreeSource
from themes.cells import cell_width, pad

__all__ = ["Column", "ListSource", "Row", "RowSource", "RowTable", "TreeSource"]

ROWS_KEPT = 4000
GUTTER = 2
OVERLAP = 2
"""Rows still seen above the cursor when a move turns the page: pages, not lines, are scrolled."""


class RowTable(OwnColours, ScrollView, can_focus=True):
    """A list or tree. source: the rows. empty: what to say when there are none (may have newlines).

    Posts `Moved` when the cursor is on another row and `Opened` when a row is clicked twice.
    """

    DEFAULT_CSS = """
    RowTable {
        width: 1fr; height: 1fr; overflow-x: hidden; scrollbar-gutter: stable; scrollbar-size-vertical: 1;
    }
    """

    @dataclass
    class Moved(Message):
        """The cursor went to another row."""

        key: int | None

    @dataclass
    class Opened(Message):
        """A row was clicked that already had the cursor."""

        key: int

    def __init__(self, source: RowSource, look: Look, *, empty: str = "Nothing here.", id: str | None = None) -> None:
        super().__init__(id=id)
        self.source = source
        self.look = look
        self.empty = empty
        self.cursor = 0
        self.marks: set[int] = set()
        self.row_lines = 1
        self._rows: dict[int, Row] = {}
        self._strips: dict[int, dict[tuple[int, ...], Strip]] = {}
        self._columns: list[tuple[Column, int]] = []
        self._width = 0
        self._header = 0

    # ---- what is where

    @property
    def key(self) -> int | None:
        """The key of the row under the cursor, None in an empty table."""
        return self.source.keys[self.cursor] if 0 <= self.cursor < len(self.source.keys) else None

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        key = self.key
        return None if key is None else self._row(key)

    @property
    def chosen(self) -> list[int]:
        """The keys a verb is for: the marked rows in their order, else the one under the cursor."""
        if self.marks:
            return [key for key in self.source.keys if key in self.marks]
        return [] if self.key is None else [self.key]

    @property
    def page_rows(self) -> int:
        """How many whole rows one page shows."""
        return max(1, (self.size.height - self._header) // self.row_lines)

    def text_of(self, key: int) -> str:
        """Return the cells of a row as text, two blanks between them, as it is copied."""
        row = self._row(key)
        return "  ".join(text for cell in row.cells if (text := plain(cell).strip())) if row else ""

    def _row(self, key: int) -> Row | None:
        if key not in self._rows:
            self._fetch((key,))
        return self._rows.get(key)

    def _fetch(self, keys: Iterable[int]) -> None:
        wanted = [key for key in keys if key not in self._rows]
        if not wanted:
            return
        if len(self._rows) + len(wanted) > ROWS_KEPT:
            self._rows.clear()
            self._strips.clear()
        self._rows.update(self.source.fetch(wanted))

    def _fetch_window(self) -> None:
        first = max(0, int(self.scroll_offset.y) // self.row_lines)
        self._fetch(self.source.keys[first : first + self.page_rows + 2])

    # ---- drawing

    def on_mount(self) -> None:
        """Put the cursor on the first row that can have it."""
        self._settle_cursor()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the columns out for the new width."""
        self._layout_columns()
        self._keep_in_view()

    def _layout_columns(self) -> None:
        self._width = self.size.width
        columns = self.source.columns(self._width)
        fixed = sum(column.width for column in columns) + max(0, len(columns) - 1)
        left = self._width - GUTTER - fixed
        shares = sum(column.flex for column in columns if not column.width)
        self._columns = []
        for column in columns:
            cells = column.width
            if not cells:
                cells = max(column.minimum, left * column.flex // shares)
                left, shares = left - cells, shares - column.flex
            self._columns.append((column, cells))
        self._header = 1 if any(column.title for column in columns) else 0
        self._strips.clear()
        self._resized()

    def _resized(self) -> None:
        lines = len(self.source.keys) * self.row_lines + self._header
        if self.virtual_size.height != lines or self.virtual_size.width != self._width:
            self.virtual_size = Size(self._width, lines)

    def set_look(self, look: Look) -> None:
        """Draw in another theme."""
        self.look = look
        self._strips.clear()
        self.refresh()

    def set_present(self, present: bool) -> None:
        """Give every row two lines (present mode) or one."""
        self.row_lines = 2 if present else 1
        self._strips.clear()
        self._resized()
        self._keep_in_view()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the widget (Textual's line API)."""
        cells = self._width = self.size.width
        if not self.source.keys:
            return self._draw_empty(y, cells)
        if y < self._header:
            return self._draw_header(cells)
        index, part = divmod(y - self._header + int(self.scroll_offset.y), self.row_lines)
        if index >= len(self.source.keys):
            return strip_of(self.look, ((" " * cells, ""),), cells)
        return self._draw_row(index, part, cells)

    def _draw_empty(self, y: int, cells: int) -> Strip:
        lines = wrap(self.empty, max(10, cells - 4))
        text = lines[y - 1] if 0 < y <= len(lines) else ""
        return strip_of(self.look, pad(((f"  {text}", "muted"),), cells), cells)

    def _draw_header(self, cells: int) -> Strip:
        parts: list[tuple[str, str]] = [(" " * GUTTER, "head")]
        for column, width in self._columns:
            if len(parts) > 1:
                parts.append((" ", "head"))
            parts.extend(pad(((column.title, "head"),), width, right=column.align == "right"))
        line = pad(tuple((text, "head") for text, _ in parts), cells)
        return strip_of(self.look, ((text, "head") for text, _ in line), cells)

    def _draw_row(self, index: int, part: int, cells: int) -> Strip:
        key = self.source.keys[index]
        depth = self.source.depths[index] if self.source.depths is not None else 0
        is_open = self.source.is_open(key)
        fold = 2 if is_open is None else int(is_open)
        state = (index == self.cursor, key in self.marks, depth, fold, part)
        known = self._strips.get(key)
        if known is not None and state in known:
            return known[state]
        if key not in self._rows:
            self._fetch_window()
        row = self._row(key)
        parts: Iterable[tuple[str, str]]
        parts = self._second(row, depth) if part else self._parts(row, state[1], depth, fold)
        # The cells of a row are as wide as their columns; whatever else a row shows is fitted here.
        width = sum(cell_width(text) for text, _ in parts)
        parts = (*parts, (" " * (cells - width), "")) if width <= cells else pad(parts, cells)
        if state[0]:
            parts = [(text, "cursor") for text, _ in parts]
        strip = strip_of(self.look, parts, cells)
        self._strips.setdefault(key, {})[state] = strip
        return strip

    def _parts(self, row: Row | None, marked: bool, depth: int, fold: int) -> list[tuple[str, str]]:
        glyphs = self.look.glyphs
        parts: list[tuple[str, str]] = [(glyphs.mark, "marked") if marked else (" ", ""), (" ", "")]
        if row is None:
            return parts
        if row.heading:
            return [*parts, *spans(row.cells[0] if row.cells else "", row.token or "title")]
        for (column, width), cell in zip(self._columns, row.cells, strict=False):
            content = spans(cell, row.token)
            if len(parts) > 2:
                parts.append((" ", ""))
            if column.tree:
                mark = (glyphs.fold_closed, glyphs.fold_open, " ")[fold]
                content = (("  " * min(depth, 12), ""), (mark, "fold"), (" ", ""), *content)
            used = 0
            for text, _token in content:
                used += cell_width(text)
            if used > width:
                parts.extend(pad(content, width, glyphs=glyphs))
            elif column.align == "right":
                parts.append((" " * (width - used), ""))
                parts.extend(content)
            else:
                parts.extend(content)
                parts.append((" " * (width - used), ""))
        return parts

    def _second(self, row: Row | None, depth: int) -> Spans:
        if row is None or not row.second:
            return ()
        return ((" " * (GUTTER + 2 + 2 * depth), ""), *spans(row.second, "muted"))

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
                self._keep_in_view()
            return
        old, self.cursor = self.cursor, found
        if not self._keep_in_view():
            self._refresh_rows(old, found)
        self.post_message(self.Moved(self.key))

    def _selectable(self, index: int, step: int) -> int | None:
        total = len(self.source.keys)
        while 0 <= index < total:
            row = self._row(self.source.keys[index])
            if row is None or not row.heading:
                return index
            index += step
        return None

    def _settle_cursor(self) -> None:
        self.cursor = max(0, min(self.cursor, len(self.source.keys) - 1))
        found = self._selectable(self.cursor, 1)
        self.cursor = found if found is not None else self._selectable(self.cursor, -1) or 0

    def _keep_in_view(self) -> bool:
        """Scroll so that the cursor is seen; True when it scrolled. Whole pages: few repaints, few bytes."""
        height = self.size.height - self._header
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

    def _refresh_rows(self, *indexes: int) -> None:
        top = int(self.scroll_offset.y) - self._header
        for index in indexes:
            self.refresh(Region(0, index * self.row_lines - top, self.size.width, self.row_lines))

    # ---- marks and folds

    def mark(self) -> None:
        """Mark or unmark the row under the cursor and move on."""
        if self.key is None:
            return
        self.marks ^= {self.key}
        self._refresh_rows(self.cursor)
        self.move(1)

    def mark_all(self) -> None:
        """Mark every row that can have the cursor, or none when some are marked."""
        if self.marks:
            self.marks = set()
        else:
            self._fetch(self.source.keys[:ROWS_KEPT])
            headings = {key for key, row in self._rows.items() if row.heading}
            self.marks = set(self.source.keys) - headings
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
            self._after_change(key)

    def _changed_from(self, index: int) -> None:
        """Repaint from row `index` down after rows came or went below it."""
        self._resized()
        if not self._keep_in_view():
            top = index * self.row_lines - int(self.scroll_offset.y) + self._header
            self.refresh(Region(0, top, self.size.width, max(0, self.size.height - top)))

    # ---- changes of the data

    def patch(self, keys: Iterable[int]) -> None:
        """Read these rows again and repaint those that are seen; order, cursor and scroll stay."""
        changed = set(keys)
        for key in changed:
            self._rows.pop(key, None)
            self._strips.pop(key, None)
        first = int(self.scroll_offset.y) // self.row_lines
        seen = self.source.keys[first : first + self.page_rows + 2]
        self._refresh_rows(*(first + place for place, key in enumerate(seen) if key in changed))

    def reload(self) -> None:
        """Read everything again, rows may have come or gone; the cursor stays on its row, the scroll too."""
        key = self.key
        if isinstance(self.source, TreeSource):
            self.source.rebuild()
        self._after_change(key)

    def _after_change(self, key: int | None) -> None:
        self._rows.clear()
        self._strips.clear()
        keys = self.source.keys
        self.marks &= set(keys) if self.marks else set()
        place = self.cursor if self.cursor < len(keys) and keys[self.cursor] == key else None
        if place is None and key is not None and key in keys:
            place = keys.index(key)
        if place is not None:
            self.cursor = place
        self._settle_cursor()
        if self.size.width:
            self._layout_columns()
            self._keep_in_view()
        self.refresh()
        if self.key != key:
            self.post_message(self.Moved(self.key))

    # ---- the mouse

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row, a click on the cursor's row opens it."""
        line = event.y - self._header + int(self.scroll_offset.y)
        index = line // self.row_lines
        if event.y < self._header or not 0 <= index < len(self.source.keys):
            return
        if index == self.cursor:
            self.post_message(self.Opened(self.source.keys[index]))
        else:
            self.go(index, 1)


def width_of(cell: str | Spans) -> int:
    """Return the cells a table cell takes, for columns as wide as their content."""
    return cell_width(plain(cell))
