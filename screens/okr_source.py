"""The rows of the OKR tree for the row table: windows of a tree of any size, views and filters."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from models.errors import Refused
from models.okrs import branch_checks, cycle_work, filter_reads, group_reads, reads, row_reads
from models.okrs.checks import SILENT_DAYS
from models.okrs.filter_reads import Filter
from models.okrs.pace import PaceSettings
from models.okrs.row_reads import RowView
from models.store.protocol import Reads
from screens import okr_cells as cells
from screens.widgets.sources import Column, Row, TreeSource
from themes.glyphs import Glyphs

SMALL = 400
"""Up to so many key results everything is open at the start, beyond it the first two levels."""

MANY_OPEN = 60
"""From so many open branches on, two statements for all rows cost less than one for each branch."""


Order: TypeAlias = "tuple[array[int], bytearray, set[int]]"
"""Keys top to bottom, their depths, and the keys that have rows below."""


class OkrSource(TreeSource):
    """Goals by their id, key results by their negated id, teams and owners as models/okrs/group_reads.py numbers them.

    root: the one branch that is looked at, 0 for all. turn: counts what was chosen, opened and folded. orphans: how
    many goals lead up to no imperative. shown: the filter that the rows answer. person: whose rows "mine" shows.
    wide: whether there is room for the wide columns; when that changes the rows have to be patched, since they hold
    one cell for each column.
    """

    def __init__(
        self,
        reader: Reads,
        *,
        today: date,
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
        self.filter = self.shown = Filter()
        self.root = 0
        self.turn = 0
        self.orphans = 0
        self.cycles: list[reads.CycleView] = []
        self.running: tuple[str, ...] = ()
        self.cycles_changed(reads.cycles(reader))
        self.views: dict[int, RowView] = {}
        self.silent_days = silent_days
        self._parents: set[int] = set()
        self._folded: dict[int, tuple[array[int], bytearray]] = {}
        self._open_before: set[int] | None = None
        self._opened_in: dict[str, set[int]] = {}
        super().__init__()
        self._open_at_start()

    # ---- what is shown

    def cycles_changed(self, cycles: list[reads.CycleView]) -> None:
        """Take over the cycles there are, and count what leads up to no imperative (M5)."""
        self.cycles = cycles
        self.running = tuple(one.name for one in cycles if one.state == "active")
        self.scope = reads.scope_of(cycles, self.view)
        self.orphans = reads.count_orphans(self.reader, reads.scope_of(cycles, "all"))

    @property
    def narrowed(self) -> bool:
        """Whether only matching rows and what is above them is shown."""
        return not self.filter.empty or self.view == "mine"

    @property
    def grouped(self) -> bool:
        """Whether rows stand below their teams or owners instead of in the tree."""
        return self.view in group_reads.BY and self.filter.empty and not self.root

    def choose(self, wanted: Filter) -> None:
        """Take over a filter; the rows have to be read afterwards (`read_rows`, `take`)."""
        self.filter = wanted
        self.turn += 1
        self._open_as_before()

    def _open_as_before(self) -> None:
        """What a filter opened and hid closes with it: the tree is as it was left."""
        if not self.narrowed and self._open_before is not None:
            self.opened, self._open_before = self._open_before, None

    def show(self, *, view: str | None = None, wanted: Filter | None = None, root: int | None = None) -> None:
        """Choose a view, a filter, or a branch to look at alone (0 for none of them).

        view: "all", "mine", "orphans", "team", "owner", "everything", or a cycle such as "Q3". Raises Refused for a
        filter that names what there is not; then nothing has changed.
        """
        before = self.view, self.scope, self.filter, self.root
        if view is not None and view != self.view:
            self._change_view(view)
        self.filter = self.filter if wanted is None else wanted
        self.root = self.root if root is None else root
        self.turn += 1
        self._open_as_before()
        try:
            self.rebuild()
        except Refused:
            self.view, self.scope, self.filter, self.root = before
            raise
        if not self.narrowed and not self.opened & set(self.keys):
            self._open_at_start()

    def _change_view(self, view: str) -> None:
        """Go to another view; each keeps which branches are open."""
        self._opened_in[self.view] = self.opened if self._open_before is None else self._open_before
        self._open_before = None
        self.view, self.opened = view, set(self._opened_in.get(view, ()))
        self.scope = reads.scope_of(self.cycles, view)

    def _open_at_start(self) -> None:
        if self._few():
            self.unfold_all()
            return
        if self.grouped:
            return  # a team of a large company is long: its name says how long
        tops = self.roots()
        self.opened |= {key for key in tops if self.has_children(key)} if len(tops) < MANY_OPEN else set()
        self.rebuild()

    def _few(self) -> bool:
        return reads.how_many(self.reader) <= SMALL

    def matched(self) -> Collection[int]:
        """Return the keys that view and filter ask for."""
        found: set[int] | None = None
        if self.view == "mine":
            found = set(reads.mine(self.reader, self.person))
        if not self.filter.empty:
            matching = set(filter_reads.matching(self.reader, self.filter, self.scope, self.person))
            found = matching if found is None else found & matching
        return found or set()

    def open_all_below(self, key: int) -> None:
        """Open the branch that is looked at: all of it, or its first two levels when it is large."""
        self.turn += 1
        if self._few():
            self.opened |= self.read_everything()[2]
        else:
            self.opened |= {key, *(one for one in self.children(key) if self.has_children(one))}
        self.rebuild()

    def open_above(self, key: int) -> None:
        """Open everything above a row; the rows have to be read afterwards."""
        self.turn += 1
        self.opened |= set(reads.path_of(self.reader, key)[:-1])

    # ---- the tree

    def roots(self) -> Sequence[int]:
        """Return the top level: of the tree, of the branch that is looked at, or the groups."""
        if self.root:
            return self._noted([(self.root, bool(reads.children(self.reader, self.root, self.scope)))])
        if self.grouped:
            return self._noted([(key, True) for key in group_reads.groups(self.reader, self.view, self.scope)])
        return self._noted(reads.roots(self.reader, self.scope))

    def children(self, key: int) -> Sequence[int]:
        """Return key results first, then child goals; of a group what is its."""
        if group_reads.is_group(key):
            return self._noted(group_reads.members(self.reader, key, self.scope))
        if self.grouped:
            return self._noted(group_reads.key_results_of(self.reader, key)) if key > 0 else ()
        return self._noted(reads.children(self.reader, key, self.scope)) if key > 0 else ()

    def _noted(self, rows: Sequence[tuple[int, bool]]) -> list[int]:
        self._parents.update(key for key, has in rows if has)
        return [key for key, _ in rows]

    def has_children(self, key: int) -> bool:
        """Say whether something hangs below; known from when the row became visible."""
        return key in self._parents

    def everything(self) -> Order:
        """Return the whole tree, branch or list of groups in a few statements."""
        order = self.read_everything()
        self._parents = set(order[2])
        return order

    def read_everything(self) -> Order:
        """Return what `everything` does, without a trace: it may run on another thread."""
        if self.grouped:
            return group_reads.whole_order(self.reader, self.view, self.scope)
        order = reads.whole_order(self.reader, self.scope)
        return reads.cut(order, self.root) if self.root else order

    def read_rows(self) -> Order:
        """Return the visible rows anew, without a trace: it may run on another thread."""
        if self.narrowed:
            order = reads.branch_order(self.reader, self.matched())
            return reads.cut(order, self.root) if self.root else order
        keys, depths, parents = self.read_everything()
        return *self._open_rows(keys, depths), parents

    @property
    def dear(self) -> bool:
        """Whether reading the rows anew takes longer than a key may: a large tree that is open far down."""
        return not self._few() and (self.narrowed or len(self.opened) > MANY_OPEN)

    def take(self, order: Order) -> None:
        """Show rows that `read_rows` has read."""
        self._folded.clear()
        self.views.clear()
        self.shown = self.filter
        self.keys, self.depths, parents = order
        self._parents = set(parents)
        if self.narrowed:
            self._open_before = self.opened if self._open_before is None else self._open_before
            self.opened = set(parents)

    def rebuild(self) -> None:
        """Read the visible rows anew; what was open stays open."""
        if self.narrowed or len(self.opened) > MANY_OPEN:
            self.take(self.read_rows())
            return
        self._folded.clear()
        self.views.clear()
        self._parents = set()
        self.shown = self.filter
        super().rebuild()

    def _open_rows(self, keys: array[int], depths: bytearray) -> tuple[array[int], bytearray]:
        """Return the rows of the whole order whose parents are all open."""
        kept, levels, hidden = array("q"), bytearray(), 256
        for key, depth in zip(keys, depths, strict=True):
            if depth > hidden:
                continue
            hidden = 256
            kept.append(key)
            levels.append(depth)
            if key not in self.opened:
                hidden = depth
        return kept, levels

    def fold(self, index: int) -> int:
        """Hide a branch and keep its rows at hand: opening it again costs no reading."""
        assert self.depths is not None
        self.turn += 1
        end = self._end(index)
        self._folded[self.keys[index]] = (self.keys[index + 1 : end], self.depths[index + 1 : end])
        return super().fold(index)

    def unfold(self, index: int) -> int:
        """Show a branch, from what was folded when nothing has changed since."""
        assert self.depths is not None
        self.turn += 1
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
        return cells.columns(self.wide(), self.view if self.grouped else "")

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of a window."""
        known = [key for key in keys if not group_reads.is_group(key)]
        found = self._read(known)
        if len(self.views) > 5000:
            self.views.clear()
        self.views.update(found)
        odd = branch_checks.marks(self.reader, known, today=self.today, silent_days=self.silent_days)
        rows = {key: self._row(view, odd=key in odd) for key, view in found.items()}
        for key, group in group_reads.group_rows(self.reader, keys, self.scope).items():
            rows[key] = cells.group_row(group, self.glyphs, wide=self.wide())
        return rows

    def _row(self, view: RowView, *, odd: bool) -> Row:
        running = () if self.scope.cycle else self.running
        return cells.tree_row(view, self.glyphs, wide=self.wide(), odd=odd, running=running)

    @property
    def groups(self) -> list[int]:
        """The groups among the rows of the views by team and by owner; their counts rest on all that is below."""
        return [key for key in self.keys if group_reads.is_group(key)] if self.view in group_reads.BY else []

    def view_of(self, key: int) -> RowView | None:
        """Return what is known of a row, reading it if needed."""
        if group_reads.is_group(key):
            return None
        if key not in self.views:
            self.views.update(self._read([key]))
        return self.views.get(key)

    def _read(self, keys: Sequence[int]) -> dict[int, RowView]:
        found = row_reads.rows(self.reader, keys, today=self.today, pace=self.pace)
        return cycle_work.within_cycle(self.reader, found, self.scope.cycle)
