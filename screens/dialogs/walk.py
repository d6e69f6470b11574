"""Walking what is late: one number after another, and for one that is OFF why, and what changes by next week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from models.errors import OarError
from models.okrs import walking
from models.today_reads import OwedView
from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans, wrap
from screens.widgets.edit import LineEdit
from screens.writer import Writing
from themes.cells import badge, truncate

if TYPE_CHECKING:
    from models.store.store import Store

NUMBER, WHY, CHANGE = "number", "why", "change"
LABELS = {NUMBER: "value", WHY: "why?", CHANGE: "change by next week?"}
HINTS = {NUMBER: "11 c6 note", WHY: "two reps out", CHANGE: "call ten @ben by W35"}

Write = Callable[..., Writing]


class WalkDialog(OarDialog):
    """owed: check-ins and readings, the oldest first. write: queues a verb. Closes with how many were written."""

    title_text = "What is late"

    def __init__(self, owed: Sequence[OwedView], store: Store, write: Write) -> None:
        super().__init__()
        self._owed = owed
        self._store = store
        self._write = write
        self._at = 0
        self._asks = NUMBER
        self._edit = LineEdit()
        self._said: list[Spans] = []
        self._error = ""
        self.written = 0

    @property
    def here(self) -> OwedView:
        """What is asked about."""
        return self._owed[self._at]

    def lines(self) -> Sequence[Spans]:
        """Return what was said so far, the question, the keys."""
        one, glyphs = self.here, self.look.glyphs
        place = f"{self._at + 1} of {len(self._owed)}  "
        head: Spans = ((place, "muted"), (f"{one.ref}  ", "ref"), (one.title, "title"))
        status = "off" if self._asks != NUMBER else one.status
        late = f"  {one.late}d late" if one.late else ""
        state: Spans = (*badge(status, glyphs=glyphs), (f"  {one.said}{late}", "muted"))
        label = LABELS[self._asks]
        room = max(8, self.room - len(label) - 2)
        out: list[Spans] = [truncate(line, self.room, glyphs) for line in self._said[-3:]]
        out += [()] if out else []
        out += [truncate(head, self.room, glyphs), truncate(state, self.room, glyphs), ()]
        out.append(((f"{label}  ", "prompt"), *self._edit.spans(room)))
        out += [((line, "error"),) for line in wrap(self._error, self.room)] if self._error else [
            ((HINTS[self._asks], "muted"),)
        ]
        skips = " skips this one" if self._asks == NUMBER else " says nothing"
        return [*out, (), (("Enter", "key"), (" writes, empty it", "muted"), (f"{skips}  ", "muted"),
                           ("Esc", "key"), (" that is all", "muted"))]  # fmt: skip

    def press(self, key: str) -> Result:
        """Type; Enter writes and goes on, and what comes next waits for it."""
        if key == "escape":
            return self.close(self.written)
        if key == "enter":
            return self._entered(self._edit.text.strip())
        if self._edit.press(key):
            self._error = ""
            self.draw()
        return None

    def paste(self, text: str) -> None:
        """Insert pasted text."""
        self._edit.insert(" ".join(text.split()))
        self.draw()

    async def _entered(self, text: str) -> None:
        if not text:
            await self._on(skipped=True)
            return
        try:
            writing = self._write(self._verb(text), refused=lambda error: None, told=False)
        except OarError as error:
            self._refused(error)
            return
        await writing.finished.wait()
        if writing.error is not None:
            if not isinstance(writing.error, OarError):
                raise writing.error
            self._refused(writing.error)
            return
        assert writing.done is not None
        self._said.append((("  ", ""), (writing.done.message, "muted")))
        await self._on(skipped=False)

    def _verb(self, text: str) -> Any:
        reader, today, ref = self._store.reader, self._store.clock.today(), self.here.ref
        if self._asks == WHY:
            return walking.why_verb(ref, text, today)
        if self._asks == CHANGE:
            return walking.change_verb(reader, ref, text, today, self._store.me.handle)
        return walking.number_verb(reader, ref, text, today)

    def _refused(self, error: OarError) -> None:
        self._error = error.line()
        self.draw()

    async def _on(self, *, skipped: bool) -> None:
        """Go on: after an OFF number to the why, then to the change, then to the next thing."""
        self._edit.set("")
        self._error = ""
        if self._asks == NUMBER and not skipped:
            self.written += 1
            if walking.status_of(self._store.reader, self.here.ref, self._store.clock.today()) == "off":
                self._asks = WHY
                self.draw()
                return
        if self._asks == WHY:
            self._asks = CHANGE
            self.draw()
            return
        self._asks = NUMBER
        self._at += 1
        if self._at == len(self._owed):
            self._at -= 1
            await self.shell.close_dialog(self.written)
            return
        self.draw()
