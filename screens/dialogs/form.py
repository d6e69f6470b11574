"""The edit form (`E`): fields from a description, Enter goes on, the last Enter saves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models.errors import Conflict, Guarded, OarError
from screens.dialogs.dialog import OarDialog
from screens.dialogs.find import score
from screens.shell import Result
from screens.text import Spans, wrap
from screens.widgets.edit import LineEdit
from screens.widgets.note_edit import NoteEdit
from screens.writer import Writing
from themes.cells import pad, truncate
from themes.width import cell_width

NOTE_LINES = 6
"""Lines a note shows while it is edited; it scrolls beyond them."""
LONG = 6
"""Fields beyond which one key goes to Save."""

Saved = Writing | None


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. kind: one of KINDS. value: as it would be typed. choices: (value, label) pairs for
    choice and person; Left and Right walk them, typing finds one. check: returns "" or what is wrong.

    complete: what typed text stands for ("fri" is 2026-11-27), asked when the field is left; raises OarError.
    """

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    check: Callable[[str], str] | None = None
    complete: Callable[[str], str] | None = None


class FormDialog(OarDialog):
    """Edits `fields`; closes with the changed ones as {name: text}, or None for Escape.

    Ctrl+S saves from every field. It is no command: where a terminal keeps it to itself, PgDn and Enter do the same.

    save: called with the changed fields when the form is sent; an OarError it raises is shown on the form, which
    stays open. When it returns a Writing, the form waits for it and shows its error likewise; a conflict or a
    guarded change closes the form and goes on in a dialog of its own. typed: values to start with other than the
    fields' own. `base` holds the values the form opened with, for conflicts by value. changed: hears every key.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        *,
        save: Callable[[Mapping[str, str]], Saved] | None = None,
        typed: Mapping[str, str] | None = None,
        changed: Callable[[Mapping[str, str]], None] | None = None,
        always: bool = False,
    ) -> None:
        super().__init__()
        self.title_text = title
        self._fields = tuple(fields)
        given = {field.name: field.value for field in fields} | dict(typed or {})
        self._edits = [self._editor(field, given[field.name]) for field in fields]
        self._at = 0
        self._save = save
        self._changed = changed
        self._always = always
        self._error = ""
        self._first_line = 0
        self.base = {field.name: field.value for field in fields}
        if typed and changed is not None:
            changed(self.changes())

    @staticmethod
    def _editor(field: FormField, value: str) -> LineEdit:
        if field.kind == "note":
            return NoteEdit(value)
        return LineEdit(dict(field.choices).get(value, value))

    @property
    def here(self) -> FormField | None:
        """The field being edited, None on the button."""
        return self._fields[self._at] if self._at < len(self._fields) else None

    @property
    def _long(self) -> bool:
        """Whether there are so many fields that Save is far away."""
        return len(self._fields) > LONG

    def values(self) -> dict[str, str]:
        """Return every field as text; a choice as its value."""
        found: dict[str, str] = {}
        for field, edit in zip(self._fields, self._edits, strict=True):
            by_label = {label: value for value, label in reversed(field.choices)}
            found[field.name] = by_label.get(edit.text, edit.text)
        return found

    def changes(self) -> dict[str, str]:
        """Return the fields that differ from the base."""
        return {name: value for name, value in self.values().items() if value != self.base[name]}

    def problem(self, index: int) -> str:
        """Return what is wrong with a field, "" when nothing is."""
        field, text = self._fields[index], self._edits[index].text
        if field.choices and text and text not in {label for _, label in field.choices}:
            names = ", ".join(label for _, label in field.choices[:6])
            return f"{field.label}: {'one of' if len(field.choices) <= 6 else 'for example'} {names}"
        return field.check(self.values()[field.name]) if field.check is not None else ""

    # ---- what it looks like

    def lines(self) -> Sequence[Spans]:
        """Return the fields and what is wrong with the one being edited."""
        width = self.room
        label_room = min(max((cell_width(field.label) for field in self._fields), default=4), width // 3) + 2
        room = max(4, width - label_room)
        out: list[Spans] = []
        for index in range(len(self._fields)):
            if index == self._at:
                self._first_line = len(out)
            out += self._field_lines(index, label_room, room)
            if self._error and index == self._at:
                # Right under its field: in a small window the end of the form may not be seen.
                out += [(*pad((), label_room), (line, "error")) for line in wrap(self._error, room)]
        if self.here is None:
            self._first_line = len(out) + 1
        return [*out, (), ((" Save ", "cursor" if self.here is None else "bold"),)]

    def foot(self) -> Sequence[Spans]:
        """Return the help of the field being edited, and the keys."""
        here = self.here
        said, token = (here.help or self._hint(here)) if here else "Enter saves", "muted"
        if here is None and self._error:
            said, token = self._error, "error"
        return [(), *(((line, token),) for line in wrap(said, self.room)), self._keys(here)]

    def place(self) -> str:
        """Return which field is being edited, of how many, where they are many."""
        return f"{self._at + 1} of {len(self._fields)}" if self._long and self.here is not None else ""

    def _field_lines(self, index: int, label_room: int, room: int) -> list[Spans]:
        field, edit, glyphs = self._fields[index], self._edits[index], self.look.glyphs
        here = index == self._at
        label = pad(((field.label, "prompt" if here else "muted"),), label_room, glyphs=glyphs)
        if isinstance(edit, NoteEdit) and here:
            blank: Spans = ((" " * label_room, ""),)
            shown = edit.rows(room, NOTE_LINES)
            return [(*(blank if at else label), *line) for at, line in enumerate(shown)]
        if here:
            return [(*label, *edit.spans(room))]
        text = edit.text.replace("\n", f" {glyphs.crumb} ")
        return [(*label, *truncate(((text, ""),), room, glyphs))]

    @staticmethod
    def _hint(field: FormField) -> str:
        return {
            "date": "A day: fri, tomorrow, +2w, W47, 24.12. or 2026-11-21",
            "note": "Enter starts a new line, Tab goes on",
            "choice": "Left and Right choose, or type the beginning",
            "person": "Left and Right choose, or type the beginning of a name",
        }.get(field.kind, "")

    def _keys(self, here: FormField | None) -> Spans:
        keys = [("Tab", "next") if here is not None and here.kind == "note" else ("Enter", "next")]
        keys += [*([("PgDn", "to Save")] if self._long else []), ("Ctrl+S", "save"), ("Esc", "cancel")]
        if here is not None and here.choices:
            keys.insert(1, ("Left Right", "choose"))
        if here is not None and here.kind == "note" and self.shell.has_editor:
            keys.insert(1, ("Ctrl+E", "editor"))
        return tuple(part for key, word in keys for part in ((key, "key"), (f" {word}  ", "")))

    def cursor_at(self) -> int | None:
        """Keep the field being edited in sight."""
        edit = self._edits[self._at] if self.here is not None else None
        return self._first_line + (edit.shown_row if isinstance(edit, NoteEdit) else 0)

    # ---- keys

    def press(self, key: str) -> Result:
        """Edit the field, go to the next, save on the last."""
        edit = self._edits[self._at] if self.here is not None else None
        if isinstance(edit, NoteEdit) and (key == "enter" or key in ("up", "down")) and edit.press(key):
            self._typed()
        elif isinstance(edit, NoteEdit) and key == "ctrl+e" and self.shell.has_editor:
            edit.set(self.shell.edit_text(edit.text))
            self._typed()
        elif key in ("enter", "tab", "down"):
            return self._next(sends=key == "enter")
        elif key in ("up", "shift+tab"):
            self._complete()
            self._at = max(0, self._at - 1)
        elif key == "pagedown" and self._long:
            self._error = self._wrong()
            self._at = self._at if self._error else len(self._fields)
        elif key == "ctrl+s":
            self._error = self._wrong()
            if not self._error:
                return self._send()
        elif edit is None:
            return super().press(key)
        elif key in ("left", "right") and self._fields[self._at].choices:
            self._walk(1 if key == "right" else -1)
            self._typed()
        elif edit.press(key):
            self._typed()
        else:
            return super().press(key)
        self.draw()
        return None

    def paste(self, text: str) -> None:
        """Insert pasted text into the field."""
        if self.here is not None:
            self._edits[self._at].insert(text)
            self._typed()
            self.draw()

    def _typed(self) -> None:
        self._error = ""
        if self._changed is not None:
            self._changed(self.changes())

    def _wrong(self) -> str:
        """Return what is wrong with the field being edited, "" when nothing is or none is."""
        return self._complete() or (self.problem(self._at) if self.here is not None else "")

    def _next(self, *, sends: bool) -> Result:
        last = self._at == len(self._fields)
        self._error = self._wrong()
        if not self._error:
            if last and sends:
                return self._send()
            self._at = min(self._at + 1, len(self._fields))
        self.draw()
        return None

    def _send(self) -> Result:
        for index in range(len(self._fields)):
            self._error = self.problem(index)
            if self._error:
                self._refused(self._error, index)
                return None
        self._hush()
        changes = self.values() if self._always else self.changes()
        try:
            writing = self._save(changes) if self._save is not None and changes else None
        except OarError as error:
            self._refused(error.line())
            return None
        return self.close(changes) if writing is None else self._written(writing, changes)

    async def _written(self, writing: Writing, changes: Mapping[str, str]) -> None:
        """Wait for the change: what was typed stays here until it is saved."""
        await writing.finished.wait()
        error = writing.error
        if error is None:
            await self.shell.close_dialog(changes)
        elif writing.settle is not None and isinstance(error, Conflict | Guarded):
            await self.shell.close_dialog(None)
            await writing.settle()
        elif isinstance(error, OarError):
            self._refused(error.line())
        else:
            raise error

    def _hush(self) -> None:
        """Take away what the screen below says of an earlier attempt: this one may end without a word."""
        message = getattr(self.app.screen_stack[-2], "message", None)
        if message is not None:
            message.clear()

    def _refused(self, reason: str, index: int | None = None) -> None:
        self._error = reason
        self._at = self._at if index is None else index
        self.draw()

    def _walk(self, step: int) -> None:
        edit, labels = self._edits[self._at], [label for _, label in self._fields[self._at].choices]
        at = labels.index(edit.text) if edit.text in labels else -1 if step > 0 else 0
        edit.set(labels[(at + step) % len(labels)], replace=True)

    def _complete(self) -> str:
        """Put what was typed short in full; return what is wrong with it, "" when nothing is."""
        field = self.here
        if field is None:
            return ""
        edit = self._edits[self._at]
        labels = [label for _, label in field.choices]
        if edit.text and labels and edit.text not in labels:
            by_value = dict(field.choices)
            found = [label for label in labels if score(edit.text, label) >= 3]
            exact = by_value.get(edit.text.strip().lstrip("@"))
            if exact is not None or len(found) == 1:
                edit.set(exact or found[0])
        elif edit.text.strip() and field.complete is not None:
            try:
                edit.set(field.complete(edit.text))
            except OarError as error:
                return error.line()
        return ""
