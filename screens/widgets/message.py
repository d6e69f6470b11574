"""The message line: a notice, or the prompt where a value, a filter or a text is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from models.errors import OarError
from screens.shell import Result
from screens.text import Spans, wrap
from screens.widgets.edit import LineEdit
from screens.widgets.lines import Lines
from themes.cells import pad, truncate, width

if TYPE_CHECKING:
    from typing import Self

    from textual.geometry import Region

    from screens.look import Look

LEAST_ROOM = 12
"""Cells that are left to type in, whatever is said beside them."""
CLOSED_AFTER = 0.03
"""Seconds a prompt that was answered stays seen. What a change did is mostly told sooner, and then painted once."""


class Prompt:
    """A question for a line of text; see OarScreen.prompt. error: why its last answer was refused.

    complete: called by Tab to put more of a word into `edit`, None when there is nothing to complete.
    """

    __slots__ = ("cancelled", "changed", "complete", "edit", "error", "hint", "label", "then")

    def __init__(
        self,
        label: str,
        edit: LineEdit,
        then: Callable[[str], Result],
        hint: str = "",
        changed: Callable[[str], None] | None = None,
        cancelled: Callable[[], Result] | None = None,
    ) -> None:
        self.label = label
        self.edit = edit
        self.then = then
        self.hint = hint
        self.changed = changed
        self.cancelled = cancelled
        self.complete: Callable[[Prompt], None] | None = None
        self.error = ""


MOST = 3
"""Lines that long words take at most."""


class MessageLine(Lines):
    """The line under the body; what is longer than a line takes up to MOST.

    `say` shows a notice; `ask` opens a prompt, which then gets every key.

    answered: the prompt whose answer is being acted on. typing: hears of every change of the text, and of its end.
    """

    def __init__(self, look: Look, *, id: str) -> None:
        super().__init__(look, id=id)
        self._prompt: Prompt | None = None
        self._drawn: Prompt | None = None
        self.answered: Prompt | None = None
        self.typing: Callable[[Prompt | None], None] | None = None
        self._tall = 1

    def refresh(self, *regions: Region, **options: bool) -> Self:
        """Draw anew, with as many lines as the words need."""
        self._drawn = self._prompt
        tall = len(self._rows(self.size.width)) if self.size.width else 1
        if tall != self._tall:
            self._tall = tall
            self.styles.height = tall
        return super().refresh(*regions, **options)

    def on_resize(self) -> None:
        """Break the words anew."""
        self.refresh()

    @property
    def asking(self) -> bool:
        """Whether a prompt is open."""
        return self._prompt is not None

    @property
    def prompt(self) -> Prompt | None:
        """The open prompt, None without one."""
        return self._prompt

    @property
    def typed(self) -> str:
        """The text in the open prompt."""
        return self._prompt.edit.text if self._prompt is not None else ""

    def say(self, text: str, kind: str = "notice") -> None:
        """Show a notice in the token `kind`; an open prompt keeps the line and shows it at the right."""
        if self._prompt is not None:
            self._prompt.error = text
            self.refresh()
        else:
            self.show(((" ", ""), (text, kind)))

    def clear(self) -> None:
        """Take the notice away."""
        self.show()

    def take_back(self, text: str) -> None:
        """Take a notice away if it is still the one shown."""
        if self.content and self.content[0][-1][0] == text:
            self.clear()

    def ask(self, prompt: Prompt) -> None:
        """Open a prompt."""
        self.content = ()
        self._prompt = prompt
        self.refresh()

    def press(self, key: str) -> Result:
        """Give a key to the open prompt."""
        prompt = self._prompt
        assert prompt is not None
        if key == "enter":
            return self._submit(prompt)
        if key == "escape":
            self._prompt = None
            self.refresh()
            self._heard(None)
            if prompt.cancelled is not None:
                return prompt.cancelled()
        elif key == "tab" and prompt.complete is not None:
            prompt.complete(prompt)
            self._edited(prompt)
        elif prompt.edit.press(key):
            self._edited(prompt)
        return None

    def paste(self, text: str) -> None:
        """Insert pasted text, cleaned, newlines as blanks; it never submits."""
        if self._prompt is not None:
            self._prompt.edit.insert(text)
            self._edited(self._prompt)

    def _edited(self, prompt: Prompt) -> None:
        prompt.error = ""
        self.refresh()
        self._heard(prompt)
        if prompt.changed is not None:
            prompt.changed(prompt.edit.text)

    def _submit(self, prompt: Prompt) -> Result:
        self._prompt, self.answered = None, prompt
        try:
            result = prompt.then(prompt.edit.text)
        except OarError as error:
            # What was typed stays, to be corrected.
            self._prompt = prompt
            prompt.error = error.line()
            self.refresh()
            return None
        finally:
            self.answered = None
        self.set_timer(CLOSED_AFTER, self._draw_closed)
        self._heard(None)
        return result

    def _draw_closed(self) -> None:
        """Draw the line without the prompt, unless what was said since has done so."""
        if self._drawn is not self._prompt:
            self.refresh()

    def _heard(self, prompt: Prompt | None) -> None:
        if self.typing is not None:
            self.typing(prompt)

    def line(self, y: int, cells: int) -> Spans:
        """Return a line of the prompt, or of the notice."""
        rows = self._rows(cells)
        return pad(rows[y] if y < len(rows) else (), cells, glyphs=self.look.glyphs)

    def _rows(self, cells: int) -> Sequence[Spans]:
        if self._prompt is not None:
            return self._prompt_rows(self._prompt, cells)
        words = self.content[0] if self.content else ()
        if width(words) <= cells:
            return (words,)
        return self._broken("".join(text for text, _ in words), words[-1][1], cells, MOST)

    def _prompt_rows(self, prompt: Prompt, cells: int) -> Sequence[Spans]:
        """Return the prompt; what is wrong with its answer stands at the right, or below where that is too narrow."""
        glyphs = self.look.glyphs
        head: Spans = ((f" {prompt.label}  ", "prompt"),) if prompt.label else ((" ", ""),)
        head = truncate(head, cells // 2, glyphs)
        note = prompt.error or prompt.hint
        tail: Spans = ((f"  {note} ", "error" if prompt.error else "muted"),) if note else ()
        least = max(LEAST_ROOM, min(len(prompt.edit.text) + 2, cells // 3))
        below: Sequence[Spans] = ()
        if prompt.error and width(tail) > cells - width(head) - least:
            tail, below = (), self._broken(prompt.error, "error", cells, MOST - 1)
        if not prompt.error and width(((prompt.edit.text, ""),)) >= cells - width(head) - width(tail):
            tail = ()  # a hint gives way to what is typed
        tail = truncate(tail, max(0, cells - width(head) - LEAST_ROOM), glyphs)
        room = cells - width(head) - width(tail)
        return ((*head, *pad(prompt.edit.spans(room), room, glyphs=glyphs), *tail), *below)

    def _broken(self, text: str, token: str, cells: int, most: int) -> list[Spans]:
        """Return words as lines, those that are too many cut off."""
        lines = wrap(text.strip(), max(8, cells - 2))
        if len(lines) > most:
            lines[most - 1] = f"{lines[most - 1]} {lines[most]}"  # longer than the line: it ends with a mark
        return [truncate(((f" {line}", token),), cells, self.look.glyphs) for line in lines[:most]]
