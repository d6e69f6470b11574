"""Changing rows of the tree from a screen: forms, owners, comments, issues and to-dos."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.errors import Refused
from models.okrs import form_reads, reads
from models.verbs import Add, AddNote, SetOwner
from screens.base import OarScreen
from screens.capture import TODO_HINT, todo


class OkrChanges(OarScreen):
    """What the tree and the screen of one key result change alike. `refs_chosen` says which rows."""

    def refs_chosen(self) -> tuple[str, ...]:
        """Return the references of the rows that a verb is for."""
        raise NotImplementedError

    # ---- changes

    async def change(self, verb: Any, then: Callable[[Any], None] | None = None) -> None:
        """Write a verb and wait; a guarded one asks for its case, a conflict for a choice."""
        await self.write(verb, then=then).finished.wait()

    async def edit_row(self, key: int) -> None:
        """Open the edit form of a row."""
        reader = self.store.reader
        names = form_reads.SHOWN[form_reads.kind_of(reader, key).name]
        await self.edit_record(reads.ref_of(reader, key), names=names)

    async def add_row(self, kind: str, given: Mapping[str, str], then: Callable[[Any], None]) -> None:
        """Open the form for a new row; `given` are fields that are known already."""
        names = [name for name in form_reads.SHOWN[kind] if name not in ("baseline", "what", "how")]
        await self.add_record(kind, given, names=names, then=then)

    # ---- small changes

    def do_owner(self) -> None:
        """Give the rows to somebody."""
        refs = self.refs_chosen()
        self.ask_owner(lambda handle: self.change(SetOwner(refs=refs, handle=handle)))

    def do_comment(self) -> None:
        """Write a comment at the row."""
        self._say("comment", "comment")

    def do_why(self) -> None:
        """Write why."""
        self._say("why", "why")

    def _say(self, label: str, kind: str) -> None:
        ref = self.refs_chosen()[0]
        self.prompt(f"{label} {ref}", "", lambda text: self._noted(AddNote(ref=ref, text=text, kind=kind)))

    def _noted(self, verb: AddNote) -> None:
        if not verb.text.strip():
            raise Refused("The note is empty")
        self.write(verb)

    def do_issue(self) -> None:
        """Send the rows to Issues."""
        self._about("issue")

    def do_todo(self) -> None:
        """Make a to-do from the row."""
        ref = self.refs_chosen()[0]
        self.prompt(f"to-do from {ref}", "", lambda text: self._promise(ref, text), hint=TODO_HINT)

    def _promise(self, ref: str, text: str) -> None:
        self.write(todo(text, ref=ref))

    def _about(self, kind: str) -> None:
        from models.titles import title_of

        for ref in self.refs_chosen():
            self._add(kind, {"title": title_of(self.store.reader, ref), "ref": ref})

    def _add(self, kind: str, fields: dict[str, str]) -> None:
        self.write(Add(kind=kind, fields=fields))
