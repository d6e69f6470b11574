"""The row table: lists and trees of any length as one widget over Textual's line API (architecture.md).

Rows come by window from a RowSource (sources.py). A cursor move repaints two lines; a change of rows is
`patch`ed by key, keeping cursor and scroll. The table takes no keys itself: OarScreen's commands call it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from models.errors import Unreachable
from screens.look import Look
from screens.text import Spans, plain, spans, wrap
from screens.widgets.lines import strip_of
from screens.widgets.row_cursor import RowCursor
from screens.widgets.sources import Column, ListSource, Row, RowSource, TreeSource
from themes.cells import pad
from themes.width import cell_width

if TYPE_CHECKING:
    from screens.shell import Shell

__all__ = ["Column", "ListSource", "Row", "RowSource", "RowTable", "TreeSource"]

ROWS_KEPT = 4000
GUTTER = 2
SCROLL_MARK = 1
"""Cells at the right edge, where a line shows which part of a long list is seen."""


class RowTable(RowCursor, can_focus=True, inherit_css=False):
    """A list or tree. source: the rows. empty: what to say when there are none (may have newlines).

    Posts `Moved` when the cursor is on another row and `Opened` when a row is clicked twice. Moving,
    folding and marking are in row_cursor.py.
    """

    DEFAULT_CSS = """
    RowTable {
        width: 1fr; height: 1fr; overflow: hidden;
    }
    """

    def __init__(
        self, source: RowSource, look: Look, *, empty: str = "Nothing here.", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.source = source
        self.look = look
        self.empty = empty
        self._rows: dict[int, Row] = {}
        self._strips: dict[int, dict[tuple[int, ...], Strip]] = {}
        self._columns: list[tuple[Column, int]] = []
        self._width = 0
        self._filled = 0
        self._top = 0
        self._mark = range(0)
        self._header: Strip | None = None

    # ---- what is where

    def text_of(self, key: int) -> str:
        """Return the cells of a row as text, two blanks between them, as it is copied."""
        row = self.row_of(key)
        return "  ".join(text for cell in row.cells if (text := plain(cell).strip())) if row else ""

    def row_of(self, key: int) -> Row | None:
        """Return a row by its key, None when the source does not know it."""
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
        try:
            self._rows.update(self.source.fetch(wanted))
        except Unreachable as error:
            # What cannot be read is drawn blank; what was read stays.
            cast("Shell", self.app).lost(error)

    def fetch_seen(self) -> None:
        """Read the rows that are seen."""
        first = max(0, int(self.scroll_offset.y) // self.row_lines)
        self._fetch(self.source.keys[first : first + self.page_rows + 2])

    # ---- drawing

    def on_mount(self) -> None:
        """Put the cursor on the first row that can have it."""
        self.settle_cursor()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the columns out for the new width."""
        self._layout_columns()
        self.keep_in_view()

    def _layout_columns(self) -> None:
        width = self.size.width - SCROLL_MARK
        if self._width != width:  # rows hold what there was room for
            self._width = width
            self._rows.clear()
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
        self.header_lines = 1 if any(column.title for column in columns) else 0
        self._filled = GUTTER + sum(cells for _, cells in self._columns) + max(0, len(self._columns) - 1)
        self._header = None
        self._strips.clear()
        self.update_height()

    def update_height(self) -> None:
        """Take note of how many lines there are; only a table as high as its rows is laid out anew for it."""
        size = Size(self._width, len(self.source.keys) * self.row_lines + self.header_lines)
        if self.virtual_size == size:
            return
        self.set_reactive(RowTable.virtual_size, size)
        self.scroll_y = self.validate_scroll_y(self.scroll_y)
        if self.styles.is_auto_height:
            self.refresh(layout=True)

    def set_look(self, look: Look) -> None:
        """Draw in another theme."""
        self.look = look
        self._header = None
        self._strips.clear()
        self.refresh()

    def set_present(self, present: bool) -> None:
        """Give every row two lines (present mode) or one."""
        self.row_lines = 2 if present else 1
        self._strips.clear()
        self.update_height()
        self.keep_in_view()
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines asked for, each with the app's filters.

        The table has no border, padding or links: Textual's way around those took half the time of a page.
        """
        if self._width != self.size.width - SCROLL_MARK:  # painted before the resize is heard of
            self._layout_columns()
        self._mark = self.mark_lines()
        self._top = int(self.scroll_offset.y)
        filters, background = self.get_line_filters(), self.background_colors[1]
        strips = []
        for y in crop.line_range:
            strip = self.render_line(y)
            for one in filters:
                strip = strip.apply_filter(one, background)
            strips.append(strip)
        left, right = crop.column_span
        return strips if (left, right) == (0, self.size.width) else [strip.crop(left, right) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Draw one line of the widget (Textual's line API); `render_lines` says where the list stands."""
        cells = self._width
        if not self.source.keys:
            return self._draw_empty(y, cells + SCROLL_MARK)
        line = y - self.header_lines
        if line < 0:
            return self._draw_header(cells + SCROLL_MARK)
        index, part = divmod(line + self._top, self.row_lines)
        if index >= len(self.source.keys):
            return strip_of(self.look, ((" " * (cells + SCROLL_MARK), ""),), cells + SCROLL_MARK)
        return self._draw_row(index, part, cells, line in self._mark)

    def _draw_empty(self, y: int, cells: int) -> Strip:
        lines = wrap(self.empty, max(10, cells - 4))
        text = lines[y - 1] if 0 < y <= len(lines) else ""
        return strip_of(self.look, pad(((f"  {text}", "muted"),), cells), cells)

    def _draw_header(self, cells: int) -> Strip:
        if self._header is not None and self._header.cell_length == cells:
            return self._header
        parts: list[tuple[str, str]] = [(" " * GUTTER, "head")]
        for column, width in self._columns:
            if len(parts) > 1:
                parts.append((" ", "head"))
            parts.extend(pad(((column.title, "head"),), width, right=column.align == "right"))
        line = pad(tuple((text, "head") for text, _ in parts), cells)
        self._header = strip_of(self.look, ((text, "head") for text, _ in line), cells)
        return self._header

    def _draw_row(self, index: int, part: int, cells: int, scroll_mark: bool) -> Strip:
        key = self.source.keys[index]
        depth = self.source.depths[index] if self.source.depths is not None else 0
        is_open = self.source.is_open(key)
        fold = 2 if is_open is None else int(is_open)
        state = (index == self.cursor, key in self.marks, depth, fold, part, scroll_mark)
        known = self._strips.get(key)
        if known is not None and state in known:
            return known[state]
        if key not in self._rows:
            self.fetch_seen()
        row = self.row_of(key)
        parts: Iterable[tuple[str, str]]
        parts = self._second(row, depth) if part else self._parts(row, state[1], depth, fold)
        # The cells of a row are as wide as their columns; whatever else a row shows is fitted here.
        if part or row is None or row.heading or len(row.cells) < len(self._columns) or self._filled > cells:
            parts = pad(parts, cells)
        elif self._filled < cells:
            parts = (*parts, (" " * (cells - self._filled), ""))
        if state[0]:
            parts = [(text, "cursor") for text, _ in parts]
        edge = (self.look.glyphs.line_v, "muted") if scroll_mark else (" ", "")
        strip = strip_of(self.look, (*parts, edge), cells + SCROLL_MARK)
        self._strips.setdefault(key, {})[state] = strip
        return strip

    def _parts(self, row: Row | None, marked: bool, depth: int, fold: int) -> list[tuple[str, str]]:
        glyphs = self.look.glyphs
        parts: list[tuple[str, str]] = [(glyphs.mark, "marked") if marked else (" ", ""), (" ", "")]
        if row is None:
            return parts
        if row.heading:
            return [*parts, *spans(row.cells[0] if row.cells else "", row.token or "title")]
        last = len(row.cells) - 1 if len(row.cells) < len(self._columns) else -1
        for place, ((column, width), cell) in enumerate(zip(self._columns, row.cells, strict=False)):
            if place == last:  # the last cell of a short row has the columns without a cell too
                width += sum(cells + 1 for _, cells in self._columns[place + 1 :])
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

    # ---- changes of the data

    def patch(self, keys: Iterable[int]) -> None:
        """Read these rows again and repaint those that are seen and look different; order, cursor and scroll stay."""
        before = {key: self._rows.pop(key, None) for key in set(keys)}
        first = int(self.scroll_offset.y) // self.row_lines
        seen = self.source.keys[first : first + self.page_rows + 2]
        self.fetch_seen()
        alike = {key for key in seen if before.get(key) is not None and before[key] == self._rows.get(key)}
        for key in before.keys() - alike:
            self._strips.pop(key, None)
        self.refresh_rows(*(first + place for place, key in enumerate(seen) if key in before and key not in alike))

    def reload(self) -> None:
        """Read everything again, rows may have come or gone; the cursor stays on its row, the scroll too."""
        key = self.key
        if isinstance(self.source, TreeSource):
            self.source.rebuild()
        self.rows_changed(key)

    def rows_changed(self, key: int | None) -> None:
        """Draw everything anew, the cursor on `key` when it is still there."""
        self._rows.clear()
        self._strips.clear()
        keys = self.source.keys
        self.marks &= set(keys) if self.marks else set()
        place = self.cursor if self.cursor < len(keys) and keys[self.cursor] == key else None
        if place is None and key is not None and key in keys:
            place = keys.index(key)
        if place is not None:
            self.cursor = place
        self.settle_cursor()
        if self.size.width:
            self._layout_columns()
            self.keep_in_view()
        self.refresh()
        if self.key != key:
            self.post_message(self.Moved(self.key))
