"""Where rows of the tree stand: hang them elsewhere, order them, copy them to another cycle, link a measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from models.okrs import pick_reads, reads
from models.okrs.row_reads import RowView
from models.okrs.verbs import CopyBranch
from models.refs import parse
from models.verbs import Edit, Move, Reorder
from screens.okr_change import OkrChanges
from screens.shell import Result

if TYPE_CHECKING:
    from screens.dialogs.pick import PickDialog

Choices = Sequence[tuple[str, str]]


class OkrPlaces(OkrChanges):
    """The part of OkrsScreen (okrs.py) that says where rows stand."""

    def row_view(self) -> RowView | None:
        """Return what is known of the row under the cursor."""
        raise NotImplementedError

    def show_row(self, key: int) -> None:
        """Put the cursor on a row."""
        raise NotImplementedError

    def pick(self, title: str, choices: Choices, then: Callable[[str], Result]) -> Result:
        """Ask for one of many by typing some of its name."""
        from screens.dialogs.pick import PickDialog

        return self._open_pick(PickDialog(title, choices), then)

    async def _open_pick(self, dialog: PickDialog, then: Callable[[str], Result]) -> None:
        await self.shell.open_dialog(dialog, lambda value: None if value is None else then(value))

    # ---- another parent

    def do_move_under(self) -> Result:
        """Hang the row under another one, of any team."""
        from screens.dialogs.pick import PickDialog
        from screens.okr_pick import FindDialog

        row = self.row_view()
        if row is None:
            return None
        reader, key = self.store.reader, row.key
        choices = pick_reads.parents(reader, key)
        if row.kind == "imperative":
            self.notice("An imperative stands at the top of the tree", "warn")
            return None
        if not choices and row.is_key_result:
            self.notice(f"There is no other goal to hang {row.ref} under", "warn")
            return None
        title = f"Move {row.ref} under"
        if len(choices) >= pick_reads.MOST:
            found = lambda text: pick_reads.parents(reader, key, text, pick_reads.FOUND)  # noqa: E731
            dialog: PickDialog = FindDialog(title, choices, found)
        else:
            top = [] if row.is_key_result else [("", "no parent: the top, without a path to the strategy")]
            dialog = PickDialog(title, [*choices, *top])
        return self._open_pick(dialog, lambda parent: self._move(row, parent))

    def do_parent(self) -> Result:
        """Hang the row one level higher, beside what it hangs under."""
        row = self.row_view()
        if row is None:
            return None
        parent, above, _ = pick_reads.beside(self.store.reader, row.key)
        if parent is None or (row.is_key_result and above is None):
            self.notice(f"{row.ref} is at the top already", "warn")
            return None
        return self._move(row, reads.ref_of(self.store.reader, above) if above is not None else "")

    def do_child(self) -> Result:
        """Hang the row under the one above it on the same level."""
        row = self.row_view()
        if row is None:
            return None
        _, _, before = pick_reads.beside(self.store.reader, row.key)
        if before is None:
            self.notice(f"There is no goal above {row.ref} to hang it under: Space m picks any", "warn")
            return None
        return self._move(row, reads.ref_of(self.store.reader, before))

    def _move(self, row: RowView, parent: str) -> Result:
        return self.change(Move(ref=row.ref, parent=parent), lambda _: self.show_row(row.key))

    # ---- order

    def do_move_down(self) -> Result:
        """Move the row down among its siblings."""
        return self._reorder(1)

    def do_move_up(self) -> Result:
        """Move the row up among its siblings."""
        return self._reorder(-1)

    def _reorder(self, by: int) -> Result:
        row = self.row_view()
        return self.change(Reorder(ref=row.ref, by=by)) if row is not None else None

    # ---- another cycle

    def do_copy_branch(self) -> Result:
        """Copy the row with what is below it to another cycle."""
        row = self.row_view()
        if row is None:
            return None
        choices = pick_reads.cycles_to_copy_to(self.store.reader, row.key)
        if not choices:
            self.notice("There is no other cycle that is planned or runs: oar cycle add NAME START END", "warn")
            return None
        return self.pick(f"Copy {row.ref} to", choices, lambda cycle: self._copy(row, cycle))

    def _copy(self, row: RowView, cycle: str) -> Result:
        parsed = parse(cycle)
        verb = CopyBranch(ref=row.ref, cycle=parsed[1] if parsed is not None else 0)
        return self.change(verb, lambda done: self.show_row(reads.key_of(done.refs[0]) or 0))

    # ---- a measure

    def do_link(self) -> Result:
        """Take value, plan and status from a measure, or no longer from one."""
        row = self.row_view()
        if row is None:
            return None
        choices = pick_reads.measures(self.store.reader)
        if row.measure:
            choices = [("", f"no measure: M{row.measure} gives the value no longer, check-ins do"), *choices]
        if not choices:
            self.notice("There is no measure yet: a m adds one", "warn")
            return None
        then = lambda measure: self.change(Edit(ref=row.ref, fields={"measure": measure}))  # noqa: E731
        return self.pick(f"{row.ref} takes its value from", choices, then)
