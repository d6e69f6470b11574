"""The steps of a milestone in a box: tick, add, change, order, archive; one line each, `Pilot x2 by 2026-08-31`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from models.errors import Guarded, OarError
from models.okrs import pick_reads
from models.okrs.glide import read_step, typed_step
from models.okrs.row_reads import RowView
from models.okrs.verbs import AddSteps, CompleteStep
from models.verbs import Archive, Edit, Reorder
from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans
from screens.widgets.edit import LineEdit
from screens.writer import Writing
from themes.cells import pad

if TYPE_CHECKING:
    from models.store.store import Store

KEYS = "e done   a add   E change   J K order   x archive   Esc"
EXAMPLE = "Pilot with 3 banks x2 by 2026-08-31"


class StepsDialog(OarDialog):
    """The steps of one milestone; closes with None, or with a verb that needs its case and is asked for outside.

    write: queues a verb and returns its Writing; it leaves what is refused to this dialog. typed: a new step to
    start with.
    """

    def __init__(self, store: Store, row: RowView, write: Callable[[Any], Writing], typed: str = "") -> None:
        super().__init__()
        self.title_text = f"{row.ref}  {row.title}"
        self._store, self._row, self._write = store, row, write
        self._edit = LineEdit(typed) if typed else None
        self._changing = 0
        self._at = 0
        self._error = ""
        self._steps = pick_reads.steps(store.reader, -row.key)

    def lines(self) -> Sequence[Spans]:
        """Return the steps, the line that is typed, and the keys."""
        glyphs, out = self.look.glyphs, list[Spans]()
        whole = sum(step[2] for step in self._steps)
        for place, (_, title, weight, due, done) in enumerate(self._steps):
            mark = glyphs.check_on if done else glyphs.check_off
            share = f"{weight / whole:4.0%}" if whole else ""
            name: Spans = ((f"{mark} ", ""), (title, "muted" if done else ""))
            line = (*pad(name, self.room - 18, glyphs=glyphs), (f" {due[:10] if due else '':10}  {share:>4}", "muted"))
            chosen = place == self._at and self._edit is None
            out.append(tuple((text, "cursor") for text, _ in line) if chosen else line)
        if not self._steps:
            out.append((("No steps yet. A milestone is done when its steps are: a adds the first.", "muted"),))
        out.append(())
        if self._edit is not None:
            out.append((("step  ", "prompt"), *self._edit.spans(self.room - 8)))
        out.append(((self._error, "error"),) if self._error else ((EXAMPLE if self._edit else KEYS, "muted"),))
        return out

    def press(self, key: str) -> Result:
        """Act on the step under the cursor, or edit the line that is typed."""
        self._error = ""
        result = self._type(key) if self._edit is not None else self._act(key)
        self.draw()
        return result

    def paste(self, text: str) -> None:
        """Insert pasted text."""
        if self._edit is not None:
            self._edit.insert(text)
            self.draw()

    def _type(self, key: str) -> Result:
        assert self._edit is not None
        if key == "escape":
            self._edit = None
        elif key == "enter":
            return self._submit(self._edit.text)
        else:
            self._edit.press(key)
        return None

    def _act(self, key: str) -> Result:
        if key in ("down", "j", "up", "k"):
            self._at = max(0, min(self._at + (1 if key in ("down", "j") else -1), len(self._steps) - 1))
            return None
        if self._store.read_only and key in ("a", "e", "enter", "E", "J", "K", "x"):
            self._error = "This is read only: nothing can be changed here"
            return None
        if key == "a":
            self._edit, self._changing = LineEdit(), 0
            return None
        if not self._steps or key not in ("e", "enter", "E", "J", "K", "x"):
            return super().press(key)
        number, title, weight, due, done = self._steps[self._at]
        if key == "E":
            self._edit, self._changing = LineEdit(typed_step(title, weight, due)), number
            return None
        verbs: dict[str, Any] = {"J": Reorder(ref=f"ST{number}", by=1), "K": Reorder(ref=f"ST{number}", by=-1)}
        verbs["x"] = Archive(refs=(f"ST{number}",))
        return self._send(verbs.get(key, CompleteStep(step=number, done=not done)), {"J": 1, "K": -1}.get(key, 0))

    def _submit(self, text: str) -> Result:
        try:
            if self._changing:
                step = read_step(text, self._store.clock.today())
                fields = {"title": step.title, "weight": step.weight, "due_on": step.due}
                return self._send(Edit(ref=f"ST{self._changing}", fields=fields))
            return self._send(AddSteps(kr=-self._row.key, steps=(text,)))
        except OarError as error:
            self._error = error.line()
            return None

    async def _send(self, verb: Any, moved: int = 0) -> None:
        """Write, wait, and show what came of it; what is refused stays on the line."""
        writing = self._write(verb)
        await writing.finished.wait()
        if isinstance(writing.error, Guarded):
            closed = self.close(verb)
            if closed is not None:
                await closed
            return
        if isinstance(writing.error, OarError):
            self._error = writing.error.line()
            self.draw()
            return
        self._edit = None
        self._steps = pick_reads.steps(self._store.reader, -self._row.key)
        self._at = max(0, min(self._at + moved, len(self._steps) - 1))
        self.draw()
