"""Where a row table gets its rows from: the protocol, rows in memory, and trees.

A source knows the order of its rows as numbers (keys) and hands out the rows of a window when the table
draws it. A key is any integer of yours that names a row for as long as it exists: a record's id, and a
negated or shifted id for a second kind in the same list.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from screens.text import Spans


class Column(NamedTuple):
    """A column of a row table.

    title: shown in the header line. width: cells; 0 shares what is left with the other flexible ones, by
    `flex`. align: "left" or "right". minimum: a flexible one is not made narrower than this.
    tree: the column that carries indentation and fold mark; one per table, in a tree.
    """

    title: str = ""
    width: int = 0
    align: str = "left"
    flex: int = 1
    minimum: int = 8
    tree: bool = False


class Row(NamedTuple):
    """What a row shows: one cell per column, each a string or Spans; the last of fewer cells takes the rest.

    token: style of cells that are bare strings. heading: True for a section heading: it takes the whole
    line from its first cell and the cursor passes over it. second: the lower line in present mode.
    """

    cells: tuple[str | Spans, ...]
    token: str = ""
    heading: bool = False
    second: str | Spans = ""


class RowSource(Protocol):
    """What the table asks. `keys` are the visible rows top to bottom; depths are levels of a tree or None."""

    keys: array[int]
    depths: bytearray | None

    def columns(self, width: int) -> Sequence[Column]:
        """Return the columns for a table `width` cells wide; rows hold their cells in the same order."""

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of these keys; fast (under 5 ms for a screenful). A missing one is drawn blank."""

    def is_open(self, key: int) -> bool | None:
        """Say whether a row is unfolded; None for a row without children."""

    def fold(self, index: int) -> int:
        """Hide what is under row `index`; return how many rows went."""

    def unfold(self, index: int) -> int:
        """Show the children of row `index`; return how many rows came."""


class ListSource:
    """Rows in memory: `set` them as (key, Row) pairs. layout: the columns, or a function of the width."""

    def __init__(
        self, layout: Sequence[Column] | Callable[[int], Sequence[Column]], rows: Mapping[int, Row] | None = None
    ) -> None:
        self.layout = layout
        self.rows: dict[int, Row] = dict(rows or {})
        self.keys: array[int] = array("q")
        self.depths: bytearray | None = None

    def set(self, rows: Iterable[tuple[int, Row]]) -> None:
        """Show these rows in this order; call the table's `reload()` afterwards."""
        self.rows = dict(rows)
        self.keys = array("q", self.rows)

    def columns(self, width: int) -> Sequence[Column]:
        """Return the columns for this width."""
        return self.layout(width) if callable(self.layout) else self.layout

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of these keys."""
        return {key: self.rows[key] for key in keys if key in self.rows}

    def is_open(self, key: int) -> bool | None:
        """A list has no children."""
        return None

    def fold(self, index: int) -> int:
        """A list has nothing to fold."""
        return 0

    def unfold(self, index: int) -> int:
        """A list has nothing to unfold."""
        return 0


class TreeSource:
    """A tree of any size: subclass it and say where roots, children and rows come from.

    Only keys and depths of the visible rows are kept (9 bytes each). `everything` may be overridden with
    one query for "unfold all"; the default walks the tree through `children`.
    """

    def __init__(self) -> None:
        self.opened: set[int] = set()
        self.keys: array[int] = array("q")
        self.depths: bytearray | None = bytearray()
        self.rebuild()

    def columns(self, width: int) -> Sequence[Column]:
        """Return the columns for this width; one has tree=True."""
        raise NotImplementedError

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of these keys."""
        raise NotImplementedError

    def roots(self) -> Sequence[int]:
        """Return the keys of the top level in order."""
        raise NotImplementedError

    def children(self, key: int) -> Sequence[int]:
        """Return the keys right below `key` in order."""
        raise NotImplementedError

    def has_children(self, key: int) -> bool:
        """Say whether something hangs below `key`; asked for every row drawn, so answer from memory."""
        raise NotImplementedError

    def everything(self) -> tuple[array[int], bytearray, set[int]]:
        """Return all keys in tree order, their depths, and the keys that have children."""
        keys, depths, parents = array("q"), bytearray(), set[int]()
        todo = [(key, 0) for key in reversed(self.roots())]
        while todo:
            key, depth = todo.pop()
            keys.append(key)
            depths.append(min(depth, 255))
            if self.has_children(key):
                parents.add(key)
                todo.extend((child, depth + 1) for child in reversed(self.children(key)))
        return keys, depths, parents

    def rebuild(self) -> None:
        """Read the visible rows anew, what was open stays open; the table's `reload()` calls it."""
        keys, depths = array("q"), bytearray()
        todo = [(key, 0) for key in reversed(self.roots())]
        while todo:
            key, depth = todo.pop()
            keys.append(key)
            depths.append(min(depth, 255))
            if key in self.opened:
                todo.extend((child, depth + 1) for child in reversed(self.children(key)))
        self.keys, self.depths = keys, depths

    def is_open(self, key: int) -> bool | None:
        """Say whether a row is unfolded; None for a leaf."""
        return key in self.opened if self.has_children(key) else None

    def _end(self, index: int) -> int:
        assert self.depths is not None
        below = re.compile(b"[\\x00-\\x%02x]" % self.depths[index])  # a search: 40,000 rows one by one take 5 ms
        found = below.search(self.depths, index + 1)
        return found.start() if found else len(self.depths)

    def fold(self, index: int) -> int:
        """Hide what is under row `index`; return how many rows went."""
        assert self.depths is not None
        end = self._end(index)
        self.opened.discard(self.keys[index])
        del self.keys[index + 1 : end]
        del self.depths[index + 1 : end]
        return end - index - 1

    def unfold(self, index: int) -> int:
        """Show the children of row `index`, themselves as they were; return how many rows came."""
        assert self.depths is not None
        key, depth = self.keys[index], self.depths[index]
        keys, depths = array("q"), bytearray()
        todo = [(child, depth + 1) for child in reversed(self.children(key))]
        while todo:
            child, level = todo.pop()
            keys.append(child)
            depths.append(min(level, 255))
            if child in self.opened:
                todo.extend((below, level + 1) for below in reversed(self.children(child)))
        self.opened.add(key)
        self.keys[index + 1 : index + 1] = keys
        self.depths[index + 1 : index + 1] = depths
        return len(keys)

    def unfold_all(self) -> None:
        """Open every row."""
        self.keys, self.depths, self.opened = self.everything()

    def fold_all(self) -> None:
        """Close every row."""
        self.opened = set()
        self.rebuild()
