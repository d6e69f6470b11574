"""What is changed on the screen of one goal or key result: steps, corrections, work, decisions, the owner's word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.errors import Refused
from models.okrs.around_reads import AboutView, WorkView
from models.okrs.detail_reads import CheckInView, DetailView, StepView
from models.okrs.verbs import AddSteps, CheckIn, CompleteStep, Correct
from models.verbs import Archive
from screens.capture import owner_in, todo
from screens.commands import Command
from screens.dialogs.form import FormDialog, FormField
from screens.okr_change import OkrChanges
from screens.okr_entry import KeyResultEntry
from screens.shell import Result
from screens.writer import Writing

COMMANDS = (
    Command(id="okr.comment", key="c", title="comment", help="Write a comment", when="can_write", footer=30),
    Command(id="okr.why", key="w", title="why", help="Write why", when="can_write"),
    Command(id="okr.done", key="e", title="step done", help="Complete the step under the cursor, or open it again",
            when="on_step", footer=35),
    Command(id="okr.edit", key="E", title="edit", footer=40, when="can_write",
            help="Edit this line: my last check-in (as a correction), a step, an initiative; else the row itself"),
    Command(id="okr.owner", key="o", title="owner", help="Give it to somebody", when="can_write"),
    Command(id="okr.path", key="p", title="path", help="From here up to the strategy", footer=60),
    Command(id="okr.checks", key="L", title="live checks", help="Live checks of this branch"),
    Command(id="okr.issue", key="i", title="to issues", help="Send it to Issues", when="can_write"),
    Command(id="okr.todo", key="t", title="to-do", help="To-do from this", when="can_write"),
    Command(id="okr.menu", key="space", title="menu", help="What else can be done with this", footer=45, children=(
        Command(id="okr.menu.hypothesis", key="h", title="hypothesis", when="can_write",
                help="We believe that X will move this"),
        Command(id="okr.menu.correct", key="c", title="correct my check-in", when="can_correct",
                help="Correct my last check-in; the old one stays to be seen"),
        Command(id="okr.menu.step", key="s", title="add a step", when="on_milestone", help="Add a step to a milestone"),
        Command(id="okr.menu.off", key="o", title="my word: OFF", call="word:off", when="on_key_result"),
        Command(id="okr.menu.risk", key="r", title="my word: RISK", call="word:risk", when="on_key_result"),
        Command(id="okr.menu.archive", key="a", title="archive", help="Archive it", when="can_write"),
    )),
)  # fmt: skip


class KeyResultChanges(KeyResultEntry, OkrChanges):
    """The changing half of KeyResultScreen (key_result.py)."""

    key: int
    detail: DetailView | None

    @property
    def about(self) -> Any:
        """What the line under the cursor is about."""
        raise NotImplementedError

    @property
    def last_of_mine(self) -> CheckInView | None:
        """My last check-in, when nobody said anything after it."""
        raise NotImplementedError

    @property
    def on_step(self) -> bool | str:
        """Whether the cursor is on a step that may be changed."""
        return self.can_write if isinstance(self.about, StepView) else "Only a step is done here"

    @property
    def on_key_result(self) -> bool | str:
        """Whether this is a key result that may be changed."""
        return self.can_write if self.key < 0 else "Only a key result has that"

    @property
    def on_milestone(self) -> bool | str:
        """Whether this is a milestone that may be changed."""
        row = self.entry_row()
        return self.can_write if row is not None and row.kind == "milestone" else "Only a milestone has steps"

    @property
    def can_correct(self) -> bool | str:
        """Whether the last check-in is mine, so that I may correct it."""
        return self.can_write if self.last_of_mine is not None else "Only my own last check-in can be corrected"

    # ---- forms

    async def do_edit(self) -> None:
        """Open the form of what the line is about: my last check-in, a step, an initiative; else of the row."""
        about = self.about
        if isinstance(about, CheckInView):
            mine = self.last_of_mine
            if mine is None or mine.id != about.id:
                raise Refused("Only my own last check-in can be corrected", "Type a new value: it counts from now on")
            await self.do_correct()
        elif isinstance(about, StepView):
            await self.edit_record(f"ST{about.id}", names=("title", "weight", "due_on"))
        elif isinstance(about, WorkView | AboutView):
            await self.edit_record(about.ref)
        else:
            await self.edit_row(self.key)

    async def do_correct(self) -> None:
        """Open the form that corrects my last check-in."""
        row, mine = self.entry_row(), self.last_of_mine
        if row is None or mine is None:
            raise Refused("Only my own last check-in can be corrected")
        takes = row.measure is None and not row.steps[1]
        value = "" if mine.value is None else f"{mine.value * (100 if row.kind == 'milestone' else 1):.15g}"
        words = (("", "none"), ("risk", "RISK"), ("off", "OFF"))
        fields = [
            FormField("value", "Value", "number", value, help="What it should have been"),
            FormField("confidence", "Confidence", "number", "" if mine.confidence is None else str(mine.confidence),
                      help="0 to 10"),
            FormField("word", "My word", "choice", mine.word or "", words, help="Worse than the rule, never better"),
            FormField("note", "Note", "note", mine.note),
        ]  # fmt: skip
        fields = [field for field in fields if takes or field.name != "value"]
        save = lambda given: self._correct(given)  # noqa: E731
        dialog = FormDialog(f"Correct {row.ref}: what was said stays below it", fields, save=save)
        await self.shell.open_dialog(dialog)

    def _correct(self, given: Mapping[str, str]) -> Writing:
        """Write the correction of what was changed in the form. Raises Refused for what is no value."""
        from models.okrs.entry import read_correction

        row = self.entry_row()
        assert row is not None
        verb: Correct = read_correction(given, kr=-row.key, kind=row.kind, unit=row.unit)
        return self.write(verb, refused=_heard)

    # ---- adding

    def do_add(self, kind: str) -> Result:
        """Add something that belongs to this row: work, a key result, an objective, an issue, a decision."""
        row = self.entry_row()
        if row is None or kind not in ("initiative", "key_result", "objective"):
            return super().do_add(kind)
        if kind == "initiative":
            return self.add_record("initiative", {"key_result" if self.key < 0 else "goal": row.ref})
        goal = self._goal_here()
        if goal is None:
            return super().do_add(kind)
        return self.add_row(kind, {"goal" if kind == "key_result" else "parent": goal}, lambda _: None)

    def _goal_here(self) -> str | None:
        """Return the goal that something new hangs under: this one, or that of the key result."""
        from models.okrs.reads import ref_of

        row = self.entry_row()
        if row is None or self.key > 0:
            return row.ref if row is not None else None
        return ref_of(self.store.reader, row.goal) if row.goal else None

    def add(self, kind: str, text: str) -> Result:
        """Add an issue, a decision, a to-do or a hot item about this row."""
        said, owner = owner_in(text)
        ref = self.refs_chosen()[0]
        if kind == "issue":
            from models.issues.verbs import RaiseIssue

            self.write(RaiseIssue(title=said, owner=owner, ref=ref))
        elif kind == "decision":
            from models.decisions.verbs import Decide

            self.write(Decide(text=said, owner=owner, origin_ref=ref))
        elif kind == "todo":
            self.write(todo(text, ref=ref))
        else:
            return super().add(kind, text)
        return None

    def do_hypothesis(self) -> None:
        """Write what we believe will move this: it becomes an initiative of that kind, to be proved."""
        row = self.entry_row()
        if row is not None:
            self.prompt(f"we believe (moves {row.ref})", "", self._believe, hint="that demos with a person double it")

    def _believe(self, text: str) -> None:
        from models.text import TITLE_LIMIT
        from models.verbs import Add

        said, owner = owner_in(text)
        if not said.strip():
            raise Refused("Write what you believe will move it")
        words = said.strip()
        title = words.removeprefix("that ").strip()[:TITLE_LIMIT]
        where = {"key_result" if self.key < 0 else "goal": self.refs_chosen()[0]}
        believed = words if words.lower().startswith("we believe") else f"We believe {words}"
        fields = {"title": title, "kind": "hypothesis", "hypothesis": believed, **where}
        self.write(Add(kind="initiative", fields={**fields, "owner": owner or self.store.me.handle}))

    # ---- small changes

    def do_done(self) -> Result:
        """Complete the step under the cursor, or open it again."""
        step = self.about
        return self.change(CompleteStep(step=step.id, done=step.done_at is None))

    def do_step(self) -> None:
        """Add a step to a milestone."""
        self.prompt("step", "", lambda text: self.change(AddSteps(kr=-self.key, steps=(text,))), hint="Pilot by fri")

    def do_word(self, word: str) -> None:
        """Mark it worse than the rule says; the word holds until the next check-in."""
        ref = self.refs_chosen()[0]
        self.prompt(f"{ref} is {word.upper()} because", "", lambda text: self._say_word(word, text))

    def _say_word(self, word: str, note: str) -> None:
        self.write(CheckIn(kr=-self.key, word=word, note=note))

    def do_archive(self) -> Result:
        """Archive it."""
        return self.change(Archive(refs=self.refs_chosen()))


def _heard(error: Exception) -> None:
    """The form itself shows what was refused."""
