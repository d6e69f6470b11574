"""What the tree changes: adding below a row, archiving, weight, the owner's word, moving, order."""

from __future__ import annotations

from typing import Any

from models.okrs import pick_reads, reads
from models.okrs.row_reads import RowView
from models.okrs.verbs import AddSteps, CheckIn
from models.verbs import Archive, Edit
from screens.okr_entry import KeyResultEntry
from screens.okr_places import OkrPlaces
from screens.shell import Result

MANY = 10
"""Rows from which a bulk verb is confirmed (interface.md 1)."""


class OkrTreeChanges(KeyResultEntry, OkrPlaces):
    """The changing half of OkrsScreen (okrs.py)."""

    def row_view(self) -> RowView | None:
        """Return what is known of the row under the cursor."""
        raise NotImplementedError

    def show_row(self, key: int) -> None:
        """Put the cursor on a row."""
        raise NotImplementedError

    def entry_row(self) -> RowView | None:
        """Return the row under the cursor."""
        return self.row_view()

    @property
    def on_record(self) -> bool | str:
        """Whether the cursor is on a goal or key result, not on the team or person above them."""
        if not self.has_row:
            return False
        return True if self.row_view() is not None else "That is a heading of this view; go down to a row"

    @property
    def can_change(self) -> bool | str:
        """Whether there is a row that may be changed, or why not."""
        on_record = self.on_record
        return self.can_write if on_record is True else on_record

    @property
    def on_key_result(self) -> bool | str:
        """Whether the row is a key result that may be changed, or why not."""
        return self.can_change if (self.table.key or 0) < 0 else "Only a key result has that"

    async def do_edit(self) -> None:
        """Open the edit form of the row."""
        if self.table.key is not None:
            await self.edit_row(self.table.key)

    def do_add(self, kind: str) -> Result:
        """Add below the row under the cursor: a key result to its objective, an objective to its parent."""
        if kind not in ("key_result", "objective"):
            return super().do_add(kind)
        row = self.row_view()
        goal = None if row is None else row.goal if row.is_key_result else row.key
        if kind == "key_result" and goal is None:
            self.notice("A key result belongs to an objective: a o adds one first", "warn")
            return None
        given = {}
        if goal is not None:
            reader = self.store.reader
            if kind == "objective" and row is not None and row.is_key_result:
                goal = reads.parent_of(reader, goal)
            if goal is not None:
                given = {"goal" if kind == "key_result" else "parent": reads.ref_of(reader, goal)}
        return self.add_row(kind, given, lambda done: self.show_row(reads.key_of(done.refs[0]) or 0))

    def do_archive(self) -> Result:
        """Archive the rows with what is below them; u brings them back. Many are confirmed (interface.md 1)."""
        refs = self.refs_chosen()
        count = len(refs) + pick_reads.count_below(self.store.reader, self.table.chosen)
        if count > MANY:
            return self._confirm_archive(refs, count)
        return self.change(Archive(refs=refs))

    async def _confirm_archive(self, refs: tuple[str, ...], count: int) -> None:
        from screens.dialogs.confirm import ConfirmDialog

        which = refs[0] if len(refs) == 1 else f"{len(refs)} rows"
        question = f"Archive {which} and all that is below, {count} rows together? u brings them back."
        dialog = ConfirmDialog("Archive", question, key="y", verb="archive")
        await self.shell.open_dialog(dialog, lambda yes: self.change(Archive(refs=refs)) if yes else None)

    def do_weight(self) -> None:
        """Change the weight of the row: 0 leaves it out of the progress above."""
        row = self.row_view()
        if row is not None:
            then = lambda text: self.change(Edit(ref=row.ref, fields={"weight": text}))  # noqa: E731
            self.prompt(f"weight {row.ref}", f"{row.weight:g}", then, hint="0 leaves it out", offered=True)

    def do_steps(self, typed: str = "") -> Result:
        """Add, change and tick the steps of a milestone. typed: a new step to start with."""
        row = self.row_view()
        if row is None or row.kind != "milestone":
            self.notice("Only a milestone has steps: E changes the kind", "warn")
            return None
        from screens.okr_steps import StepsDialog

        write = lambda verb: self.write(verb, refused=lambda _: None, told=False)  # noqa: E731
        dialog = StepsDialog(self.store, row, write, typed)
        return self.shell.open_dialog(dialog, lambda verb: None if verb is None else self._change_steps(verb))

    async def _change_steps(self, verb: Any) -> None:
        """Write what needs its case; Escape there leads back to the steps, with the one that was typed."""
        typed = verb.steps[0] if isinstance(verb, AddSteps) else ""
        await self.write(verb, edit=lambda: self.do_steps(typed)).finished.wait()

    def do_contributes(self) -> Result:
        """Let a goal count in its parent, or only support it."""
        row = self.row_view()
        if row is None or row.kind != "objective":
            self.notice("Only an objective supports or contributes", "warn")
            return None
        return self.change(Edit(ref=row.ref, fields={"contributes": "no" if row.contributes else "yes"}))

    def do_word(self, word: str) -> None:
        """Mark the key result worse than the rule says; the word holds until the next check-in."""
        row = self.row_view()
        if row is not None:
            self.prompt(f"{row.ref} is {word.upper()} because", "", lambda text: self._say_word(row, word, text))

    def _say_word(self, row: RowView, word: str, note: str) -> None:
        self.write(CheckIn(kr=-row.key, word=word, note=note))

    def do_fold_all(self) -> None:
        """Close every branch."""
        self.table.unfold_all(False)
