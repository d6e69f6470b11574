"""The rows of the OKR tree for the row table: windows of a tree of any size, views and filters."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from models.okrs import branch_checks, filter_reads, reads, row_reads
from models.okrs.checks import SILENT_DAYS
from models.okrs.filter_reads import Filter
from models.okrs.pace import PaceSettings
from models.okrs.row_reads import RowView
from screens import okr_cells as cells
from screens.text import Spans
from screens.widgets.sources import Column, Row, TreeSource
from themes.glyphs import Glyphs

SMALL = 400
"""Up to so many key results everything is open at the start, beyond it the first two levels."""

MANY_OPEN = 60
"""From so many open branches on, two statements for all rows cost less than one for each branch."""


class OkrSource(TreeSource):
    """Goals by their id and key results by their negated id.

    person: whose rows the view "mine" shows. wide: whether there is room for the wide columns; when that changes
    the rows have to be patched, since they hold one cell for each column.
    """

    def __init__(
        self,
        reader: Any,
        *,
        today: Any,
        person: int,
        pace: PaceSettings,
        glyphs: Glyphs,
        wide: Callable[[], bool],
        silent_days: int = SILENT_DAYS,
    ) -> None:
        self.reader = reader
        self.today = today
        self.person = person
        self.pace = pace
        self.glyphs = glyphs
        self.wide = wide
        self.view = "all"
        self.filter = Filter()
        self.cycles = reads.cycles(reader)
        self.scope = reads.scope_of(self.cycles, self.view)
        self.views: dict[int, RowView] = {}
        self.silent_days = silent_days
        self._parents: set[int] = set()
        self._folded: dict[int, tuple[array[int], bytearray]] = {}
        super().__init__()
        self._open_at_start()

    # ---- what is shown

    @property
    def narrowed(self) -> bool:
        """Whether only matching rows and what is above them is shown."""
        return not self.filter.empty or self.view == "mine"

    def show(self, *, view: str | None = None, wanted: Filter | None = None) -> None:
        """Choose a view ("all", "mine", "orphans", "everything", a cycle such as "Q3") or a filter."""
        if view is not None:
            self.view = view
            self.scope = reads.scope_of(self.cycles, view)
        if wanted is not None:
            self.filter = wanted
        if self.narrowed:
            self.rebuild()
        else:
            self.rebuild()
            if not self.opened & set(self.keys):
                self._open_at_start()

    def _open_at_start(self) -> None:
        if (self.reader.value("SELECT max(id) FROM key_result") or 0) <= SMALL:
            self.unfold_all()
            return
        self.opened = {key for key, has in reads.roots(self.reader, self.scope) if has}
        self.rebuild()

    def matched(self) -> Collection[int]:
        """Return the keys that view and filter ask for."""
        found: set[int] | None = None
        if self.view == "mine":
            found = set(reads.mine(self.reader, self.person))
        if not self.filter.empty:
            matching = set(filter_reads.matching(self.reader, self.filter, self.scope))
            found = matching if found is None else found & matching
        return found or set()

    def go_to_branch(self, key: int) -> None:
        """Open everything above a row, so that the table can go to it."""
        self.opened |= set(reads.path_of(self.reader, key)[:-1])
        self.rebuild()

    # ---- the tree

    def roots(self) -> Sequence[int]:
        """Return the top level."""
        return self._noted(reads.roots(self.reader, self.scope))

    def children(self, key: int) -> Sequence[int]:
        """Return key results first, then child goals."""
        return self._noted(reads.children(self.reader, key, self.scope)) if key > 0 else ()

    def _noted(self, rows: Sequence[tuple[int, bool]]) -> list[int]:
        self._parents.update(key for key, has in rows if has)
        return [key for key, _ in rows]

    def has_children(self, key: int) -> bool:
        """Say whether something hangs below; known from when the row became visible."""
        return key in self._parents

    def everything(self) -> tuple[array[int], bytearray, set[int]]:
        """Return the whole tree in two statements."""
        keys, depths, parents = reads.whole_order(self.reader, self.scope)
        self._parents = set(parents)
        return keys, depths, parents

    def rebuild(self) -> None:
        """Read the visible rows anew; what was open stays open."""
        self._folded.clear()
        self.views.clear()
        if self.narrowed:
            self.keys, self.depths, parents = reads.branch_order(self.reader, self.matched())
            self._parents, self.opened = set(parents), set(parents)
            return
        self._parents = set()
        if len(self.opened) <= MANY_OPEN:
            super().rebuild()
            return
        keys, depths, _ = self.everything()
        self._keep_open(keys, depths)

    def _keep_open(self, keys: array[int], depths: bytearray) -> None:
        """Keep the rows of the whole order whose parents are all open."""
        kept, levels, hidden = array("q"), bytearray(), 256
        for key, depth in zip(keys, depths, strict=True):
            if depth > hidden:
                continue
            hidden = 256
            kept.append(key)
            levels.append(depth)
            if key not in self.opened:
                hidden = depth
        self.keys, self.depths = kept, levels

    def fold(self, index: int) -> int:
        """Hide a branch and keep its rows at hand: opening it again costs no reading."""
        assert self.depths is not None
        end = self._end(index)
        self._folded[self.keys[index]] = (self.keys[index + 1 : end], self.depths[index + 1 : end])
        return super().fold(index)

    def unfold(self, index: int) -> int:
        """Show a branch, from what was folded when nothing has changed since."""
        assert self.depths is not None
        key = self.keys[index]
        known = self._folded.pop(key, None)
        if known is None:
            return super().unfold(index)
        self.opened.add(key)
        self.keys[index + 1 : index + 1] = known[0]
        self.depths[index + 1 : index + 1] = known[1]
        return len(known[0])

    # ---- the rows

    def columns(self, width: int) -> Sequence[Column]:
        """Return the columns: with room for it a sparkline and wider bars."""
        wide = self.wide()
        bar = cells.WIDE_BAR if wide else cells.NARROW_BAR
        found = [
            Column("Imperative / annual goal / objective / key result", tree=True, minimum=20),
            Column("Conf" if wide else "Cf", cells.CONFIDENCE),
            Column("Progress" if wide else "Prog", bar + 1 + cells.PERCENT),
            Column("Now > goal", cells.WIDE_NOW if wide else cells.NOW),
        ]
        if wide:
            found.append(Column("8 weeks", cells.SPARK))
        return [*found, Column("Owner", 8 if wide else 6), Column("Age", 4, "right")]

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of a window."""
        found = row_reads.rows(self.reader, keys, today=self.today, pace=self.pace)
        if len(self.views) > 5000:
            self.views.clear()
        self.views.update(found)
        odd = branch_checks.marks(self.reader, keys, today=self.today, silent_days=self.silent_days)
        return {key: self._row(view, odd=key in odd) for key, view in found.items()}

    def _row(self, view: RowView, *, odd: bool) -> Row:
        glyphs = self.glyphs
        bar = cells.WIDE_BAR if self.wide() else cells.NARROW_BAR
        name = cells.title(view)
        if odd:  # plain to see while planning, only a quiet mark once the cycle runs (product.md 6)
            name = ((f"{glyphs.dot} ", "risk" if view.cycle_state == "planning" else "muted"), *name)
        row: list[str | Spans] = [name, cells.state(view, glyphs), cells.progress(view, bar, glyphs)]
        row.append(cells.now_and_goal(view))
        if self.wide():
            row.append(cells.spark(view, glyphs))
        second = f"{view.ref}  {view.owner}  {view.counted} of {view.total}" if not view.is_key_result else view.ref
        return Row((*row, view.owner, cells.age(view)), second=second)

    def view_of(self, key: int) -> RowView | None:
        """Return what is known of a row, reading it if needed."""
        if key not in self.views:
            self.views.update(row_reads.rows(self.reader, [key], today=self.today, pace=self.pace))
        return self.views.get(key)
