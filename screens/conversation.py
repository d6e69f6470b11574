"""How a screen talks: keys in, questions, prompts, notices, and changes on their way to the store."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from models.errors import Busy, Conflict, Guarded, OarError, Unreachable
from screens.commands import Command
from screens.drafts import LEAST
from screens.shell import Result
from screens.widgets.edit import LineEdit
from screens.widgets.message import Prompt
from screens.writer import SAVING_AFTER, Writing

if TYPE_CHECKING:
    from screens.frame import Frame
else:
    Frame = object  # only OarScreen is a Textual screen: every class below Screen costs the start a millisecond

BLIND = frozenset({"q", "escape", "ctrl+c", "u"})
"""Keys that still act in a window too narrow to show the rows: leave, copy, undo. Others would change unseen things."""
SAVING = "saving..."
WAITING = "Waiting for another program that is writing. What you typed is kept"
PATIENCE = 3.0
"""Seconds the next key waits for a change that may open a dialog."""

NOTHING: Mapping[str, str] = MappingProxyType({})
Choices = Sequence[tuple[str, str]]
"""Keys of a question and their words."""


class Conversation(Frame):
    """The talking half of OarScreen (base.py)."""

    def __init__(self) -> None:
        super().__init__()
        self._question: tuple[dict[str, str], Callable[[str], Result], Mapping[str, str]] | None = None
        self._caught: tuple[frozenset[str], Callable[[str], Result]] | None = None
        self._repeatable = False
        self._last: Callable[[], Result] | None = None
        self._delicate: list[Writing] = []
        self.pressed = ""

    # ---- asking and telling

    @property
    def asking(self) -> bool:
        """Whether a question or a prompt is open."""
        return self._question is not None or self.message.asking

    def ask(
        self, title: str, choices: Choices, then: Callable[[str], Result], why_not: Mapping[str, str] = NOTHING
    ) -> None:
        """Ask for one more key: `then(key)` gets one of the choices' keys; any other key cancels.

        why_not: for keys that are no choice, what is said to them.
        """
        self._question = (dict(choices), then, why_not)
        self.ask_key(title, choices)

    def prompt(
        self,
        label: str,
        value: str,
        then: Callable[[str], Result],
        *,
        hint: str = "",
        offered: bool = False,
        changed: Callable[[str], None] | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Ask for a line of text: Enter calls `then(text)`, Escape cancels.

        value: the text to start with; `offered` lets the first character replace it. hint: shown at the
        right. changed: called after every key. When `then` raises OarError the text stays to be corrected.
        """
        brought = self.shell.drafts.take_along()
        edit = LineEdit(brought or value, replace=offered and not brought)
        answered = partial(self._answered, self._repeatable, then)
        self.message.ask(Prompt(label, edit, answered, hint, changed, cancelled))

    def catch(self, keys: str, then: Callable[[str], Result]) -> None:
        """Give the next key to `then` if it is one of `keys`; any other key does its own job."""
        self._caught = (frozenset(keys), then)

    # ---- changing things

    def write(
        self,
        verb: Any,
        *,
        join: Writing | None = None,
        then: Callable[[Any], None] | None = None,
        told: bool = True,
        edit: Callable[[], Result] | None = None,
        refused: Callable[[Exception], None] | None = None,
    ) -> Writing:
        """Queue a change; returns at once. The store's message or error is said when it is done.

        join: an earlier `write` whose undo step this one belongs to; refused with it. then: gets the Done, on the event
        loop, after the screen has been refreshed. told=False leaves the message out. refused: gets the error instead
        of the message line.

        A Conflict opens the table of was, theirs and yours, a Guarded change the question for its case; both write the
        verb again when they are answered. edit: what `e` does there, by default the form of what the verb changes.
        Keys typed after a change that may be asked about wait for it, so that none goes into the wrong place.
        """
        from models.verbs import TakesCase, TakesMine, parts

        store = self.store

        def work() -> Any:
            if join is not None and join.error is not None:
                return None  # what it belongs to was refused, and that has been said
            return store.write(verb, join=join.action or "" if join is not None else "")

        writing = self.submit(work, then=then, told=told, refused=refused)
        if any(isinstance(one, TakesCase | TakesMine) for one in parts(verb)):
            self._delicate.append(writing)
        writing.settle = partial(self.settle, writing, verb, partial(self.write, then=then, told=told, edit=edit), edit)
        return writing

    async def settle(
        self, writing: Writing, verb: Any, again: Callable[[Any], Writing], edit: Callable[[], Result] | None
    ) -> None:
        """Open what settles a refused change; see settling.py."""
        from screens.settling import settle

        await settle(self, writing.error, verb, again, edit)

    def submit(
        self,
        work: Callable[[], Any],
        *,
        then: Callable[[Any], None] | None = None,
        told: bool = True,
        refused: Callable[[Exception], None] | None = None,
    ) -> Writing:
        """Queue any call of the store on the writer's thread, as `write` does for verbs."""
        answered = self.message.answered

        def after(writing: Writing) -> None:
            if writing.error is not None:
                self._refused(writing, refused, answered)
                return
            if self.is_attached:
                self.shell.poll()
                if told and writing.done is not None and writing.done.message:
                    self.notice(writing.done.message)
                else:
                    self._no_longer_saving()
            if then is not None:
                then(writing.done)

        writing = self.shell.writer.submit(work, after)
        self.set_timer(SAVING_AFTER, lambda: self._still_saving(writing))
        return writing

    def _refused(
        self, writing: Writing, refused: Callable[[Exception], None] | None, answered: Prompt | None
    ) -> None:
        """Hand a failed change to who settles it, else say it; text that was typed for it is kept."""
        error = writing.error
        assert error is not None
        self._no_longer_saving()
        if refused is not None:
            refused(error)
            return
        if writing.settle is not None and isinstance(error, Conflict | Guarded) and self.is_attached:
            writing.settling = self.app.run_worker(writing.settle(), group="settle", exit_on_error=True).wait()
            return
        if isinstance(error, Unreachable) and not isinstance(error, Busy):
            self.shell.lost(error)
        # What the rules refused is typed again in no time when it is short; what found no way in was right as it was.
        least = 1 if isinstance(error, Unreachable) else LEAST
        if answered is not None and len(answered.edit.text) >= least and isinstance(error, OarError):
            self.shell.drafts.keep(self.headline(), answered)
            error = OarError(error.line(), "R brings back what you typed")
        self.failed(error)

    async def edit_record(self, ref: str, *, typed: Mapping[str, str] | None = None) -> None:
        """Open the edit form of a row; see records.py."""
        raise NotImplementedError

    def _still_saving(self, writing: Writing) -> None:
        if not writing.finished.is_set() and self.is_attached and not self.message.asking:
            self.notice(SAVING)

    def _no_longer_saving(self) -> None:
        self.message.take_back(SAVING)
        self.message.take_back(WAITING)

    def say_waiting(self) -> None:
        """Say that what is being saved waits for another program."""
        if not self.message.asking:
            self.notice(WAITING)

    def failed(self, error: Exception) -> None:
        """Say what went wrong in one line; anything but an OarError is a bug and ends the program."""
        if not isinstance(error, OarError):
            raise error
        if self.is_attached:
            self.notice(error.line(), "error")

    # ---- keys

    def press(self, key: str) -> Result:
        """Take one key. Returns something to wait for when the next key must wait."""
        self.pressed = key
        if self._question is not None:
            return self._choose(key)
        if self.message.asking:
            return self._safely(partial(self.message.press, key))
        if self.too_narrow and key not in BLIND:
            return None
        self.message.clear()
        caught, self._caught = self._caught, None
        if caught is not None and key in caught[0]:
            return self._safely(partial(caught[1], key))
        command = self.keymap.find(key)
        return None if command is None else self.run(command)

    def run(self, command: Command) -> Result:
        """Run a command as if its key had been pressed; the palette does so too."""
        reason = self.why_not(command)
        if reason:
            self.notice(reason, "warn")
            return None
        if command.children:
            self._prefix(command)
            return None
        name, arguments = command.handler
        handler = partial(self.named(name), *arguments)
        self._repeatable = command.repeat
        if command.repeat:
            self._last = handler
        return self._safely(handler)

    def why_not(self, command: Command) -> str:
        """Return "" when a command can be used now, else the reason in words."""
        if not command.when:
            return ""
        answer = self.named(command.when)
        answer = answer() if callable(answer) else answer
        if answer is True:
            return ""
        return answer if isinstance(answer, str) else f"{command.shown_key} {command.title} does nothing here".strip()

    def named(self, name: str) -> Any:
        """Return the method or property that a command names; a screen made of parts looks in the part it shows."""
        return getattr(self, name)

    def paste(self, text: str) -> Result:
        """Take pasted text: into the prompt when there is one, otherwise nowhere."""
        if self.message.asking:
            self.message.paste(text)
        else:
            self.notice("Nothing takes text here: open a prompt first, then paste", "warn")
        return None

    def repeat_last(self) -> Result:
        """Do the last repeatable verb again, with the same answer (`.`)."""
        if self._last is None:
            self.notice("Nothing to repeat yet")
            return None
        return self._safely(self._last)

    def _prefix(self, command: Command) -> None:
        children = {child.key: child for child in command.children if child.key}
        reasons = {key: self.why_not(child) for key, child in children.items()}
        words = [(key, child.title) for key, child in children.items() if not reasons[key]]
        self.ask(command.title, words, lambda key: self.run(children[key]), {**command.elsewhere, **reasons})

    def _choose(self, key: str) -> Result:
        assert self._question is not None
        choices, then, why_not = self._question
        self._question = None
        self.close_keys()
        key = key if key in choices else self.keymap.here(key)
        if key not in choices:
            if key != "escape":
                self.notice(why_not.get(key) or f"{key} is none of these", "warn")
            return None
        return self._safely(partial(self._answered, self._repeatable, then, key))

    def _answered(self, repeatable: bool, then: Callable[[str], Result], answer: str) -> Result:
        if repeatable:
            self._last = partial(then, answer)
        return then(answer)

    def _safely(self, call: Callable[[], Result]) -> Result:
        """Run a handler; an OarError becomes a notice, an awaitable is returned to be waited for."""
        try:
            result = call()
        except OarError as error:
            self.tell(error)
            return None
        delicate, self._delicate = self._delicate, []
        waiting = inspect.isawaitable(result)
        return self._finished(result if waiting else None, delicate) if waiting or delicate else None

    async def _finished(self, result: Awaitable[Any] | None, delicate: Sequence[Writing]) -> None:
        """Wait for a handler, and for changes that may open a dialog: the next key may be meant for it."""
        try:
            if result is not None:
                await result
            for writing in (*delicate, *self._delicate):
                with suppress(TimeoutError):
                    await asyncio.wait_for(writing.finished.wait(), PATIENCE)
                    await asyncio.sleep(0)
                if writing.settling is not None:
                    await writing.settling
        except OarError as error:
            self.tell(error)
        finally:
            self._delicate = []

    def tell(self, error: OarError) -> None:
        """Say what went wrong, and that the store does not answer when that is it."""
        if isinstance(error, Unreachable) and not isinstance(error, Busy):
            self.shell.lost(error)
        self.failed(error)
