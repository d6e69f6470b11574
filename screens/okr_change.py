"""Changing rows of the tree from a screen: forms, owners, guarded changes with their case, conflicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from models.errors import Conflict, Guarded, Refused
from models.kinds import KINDS, Field
from models.okrs import form_reads, reads
from models.verbs import Add, AddNote, Edit, SetOwner
from screens.base import OarScreen
from screens.dialogs.form import FormDialog, FormField
from screens.shell import Result

NEAREST = 9
LETTERS = "abcdefghijklmnopqrstuvwxyz"
REASONS = (
    ("market", "market shift"),
    ("opportunity", "key customer opportunity"),
    ("learned", "something fundamental learned"),
    ("dependency", "a dependency failed"),
    ("harder", "harder than expected"),
    ("too-much", "too much at once"),
    ("one-more", "one more goal"),
)
"""The four reasons that count and the three that are offered and refused (product.md 5)."""


class OkrChanges(OarScreen):
    """What the tree and the screen of one key result change alike. `refs_chosen` says which rows."""

    def refs_chosen(self) -> tuple[str, ...]:
        """Return the references of the rows that a verb is for."""
        raise NotImplementedError

    # ---- one change, which may need its case or meet a conflict

    async def change(self, verb: Any, then: Callable[[Any], None] | None = None) -> None:
        """Write a verb and wait; a guarded one asks for its case, a conflict for a choice."""
        store = self.store

        def work() -> Any:
            try:
                return store.write(verb)
            except (Guarded, Conflict) as error:
                return error

        writing = self.submit(work, told=False)
        await writing.finished.wait()
        done = writing.done
        if isinstance(done, Guarded):
            await self._ask_case(verb, done, then)
        elif isinstance(done, Conflict):
            self._ask_conflict(verb, done)
        elif done is not None:
            self.notice(done.message)
            if then is not None:
                then(done)

    async def _ask_case(self, verb: Any, error: Guarded, then: Callable[[Any], None] | None) -> None:
        people = [(handle, f"{name} @{handle}") for handle, name in reads.everybody(self.store.reader)]
        dialog = FormDialog(
            f"{error.message}: why?",
            (
                FormField("reason", "Reason", "choice", choices=REASONS, help="Left and Right walk the reasons"),
                FormField("case", "The case", help="What has changed, in one or two sentences"),
                FormField("evidence", "Evidence", help="What shows it"),
                FormField("agreed_by", "Agreed by", "person", choices=tuple(people), help="Another leader"),
                FormField("told", "Whom we told"),
            ),
            save=_check_case,
        )

        def answered(given: Mapping[str, str] | None) -> Result:
            if not given:
                self.notice("Nothing was changed")
                return None
            from models.verbs import Case

            return self.change(replace(verb, case=Case(**given)), then)

        await self.shell.open_dialog(dialog, answered)

    def _ask_conflict(self, verb: Any, error: Conflict) -> None:
        name, base, theirs, mine = error.fields[0] if error.fields else ("", "", "", "")
        who = error.by or "somebody"

        def choose(key: str) -> Result:
            if key == "m":
                return self.change(replace(verb, mine=True))
            self.notice("Theirs stays; your text is not written")
            return None

        self.ask(
            f"{name}: was {base}, {who} made it {theirs}, yours {mine}", [("t", "theirs"), ("m", "mine on top")], choose
        )

    # ---- forms

    async def edit_row(self, key: int) -> None:
        """Open the edit form of a row."""
        reader = self.store.reader
        kind, ref = form_reads.kind_of(reader, key), reads.ref_of(reader, key)
        values = form_reads.form_values(reader, key)
        if not values:
            self.notice(f"{ref} is not there any more", "warn")
            return
        dialog = FormDialog(f"{ref} {values['title'][:50]}", self._fields(form_reads.fields_of(kind), values))

        def answered(given: Mapping[str, str] | None) -> Result:
            if not given:
                return None
            base = {name: dialog.base[name] for name in given}
            return self.change(Edit(ref=ref, fields=dict(given), base=base))

        await self.shell.open_dialog(dialog, answered)

    async def add_row(self, kind: str, given: Mapping[str, str], then: Callable[[Any], None]) -> None:
        """Open the form for a new row; `given` are fields that are known already."""
        wanted = [field for field in form_reads.fields_of(KINDS[kind]) if field.name not in ("baseline", "what", "how")]
        dialog = FormDialog(f"Add {KINDS[kind].word or kind.replace('_', ' ')}", self._fields(wanted, {}))

        def answered(changed: Mapping[str, str] | None) -> Result:
            if not changed:
                return None
            return self.change(Add(kind=kind, fields={**given, **changed}), then)

        await self.shell.open_dialog(dialog, answered)

    def _fields(self, fields: list[Field], values: Mapping[str, str]) -> list[FormField]:
        people = [(handle, f"{name} @{handle}") for handle, name in reads.everybody(self.store.reader)]
        found = []
        for field in fields:
            kind, choices = "text", tuple[tuple[str, str], ...]()
            if field.type == "choice":
                kind, choices = "choice", tuple((one, one) for one in field.choices)
            elif field.type == "flag":
                kind, choices = "choice", (("yes", "yes"), ("no", "no"))
            elif field.type == "person":
                kind, choices = "person", tuple(people)
            label, given = field.label or field.name, values.get(field.name, "")
            help_text = field.help or ("Guarded inside an active cycle" if field.guarded else "")
            found.append(FormField(field.name, label, kind, given, choices, help_text))
        return found

    # ---- small changes

    def do_owner(self) -> None:
        """Give the rows to somebody: letters for the nearest nine, / for everybody, - for nobody."""
        refs = self.refs_chosen()
        people = self._nearest()
        choices = [(letter, name) for letter, (_, name) in people.items()]

        def chosen(key: str) -> Result:
            if key == "/":
                self.prompt("owner", "", lambda text: self.change(SetOwner(refs=refs, handle=text.strip())))
                return None
            return self.change(SetOwner(refs=refs, handle="" if key == "-" else people[key][0]))

        self.ask("owner", [*choices, ("/", "everybody"), ("-", "nobody")], chosen)

    def _nearest(self) -> dict[str, tuple[str, str]]:
        """Return up to nine people by letter, me first; a letter of the own handle where it is free."""
        everybody = list(reads.everybody(self.store.reader))
        me = self.store.me.handle
        everybody.sort(key=lambda person: person[0] != me)
        found: dict[str, tuple[str, str]] = {}
        for handle, name in everybody[:NEAREST]:
            letter = next((one for one in [*handle.lower(), *LETTERS] if one in LETTERS and one not in found), "")
            if letter:
                found[letter] = (handle, name)
        return found

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
        due = self.store.clock.today().toordinal() + 7
        day = self.store.clock.today().fromordinal(due).isoformat()
        self.prompt(f"to-do from {ref}", "", lambda text: self._add("todo", {"title": text, "due_on": day}))

    def _about(self, kind: str) -> None:
        from models.find import title_of

        for ref in self.refs_chosen():
            self._add(kind, {"title": title_of(self.store.reader, ref), "ref": ref})

    def _add(self, kind: str, fields: dict[str, str]) -> None:
        self.write(Add(kind=kind, fields=fields))


def _check_case(given: Mapping[str, str]) -> None:
    """Refuse on the form what the store would refuse. Raises Refused."""
    from models.okrs.reasons import REFUSED

    reason = given.get("reason", "")
    if reason in REFUSED:
        raise Refused(REFUSED[reason])
    missing = [label for name, label in (("reason", "a reason"), ("case", "the case"), ("evidence", "the evidence"),
                                         ("agreed_by", "who agreed")) if not given.get(name)]  # fmt: skip
    if missing:
        raise Refused(f"Still missing: {', '.join(missing)}")
