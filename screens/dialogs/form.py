"""The edit form (`E`): fields from a description, Enter goes on, the last Enter saves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from models.errors import OarError
from screens.dialogs.dialog import OarDialog
from screens.dialogs.find import score
from screens.shell import Result
from screens.text import Spans
from screens.widgets.edit import LineEdit
from themes.cells import cell_width, clip, pad

KINDS = ("text", "number", "date", "choice", "person")


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. kind: one of KINDS. value: as it would be typed. choices: (value, label) pairs for
    choice and person; Left and Right walk them, typing finds one. check: returns "" or what is wrong."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    check: Callable[[str], str] | None = None


class FormDialog(OarDialog):
    """Edits `fields`; closes with the changed ones as {name: text}, or None for Escape.

    save: called with the changed fields when the form is sent; an OarError it raises is shown on the
    form, which stays open. `base` holds the values the form opened with, for conflicts by value.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        *,
        save: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        super().__init__()
        self.title_text = title
        self._fields = tuple(fields)
        self._edits = [LineEdit(self._label_of(field, field.value)) for field in fields]
        self._at = 0
        self._save = save
        self._error = ""
        self.base = {field.name: field.value for field in fields}

    @staticmethod
    def _label_of(field: FormField, value: str) -> str:
        return dict(field.choices).get(value, value)

    def values(self) -> dict[str, str]:
        """Return every field as text; a choice as its value."""
        found: dict[str, str] = {}
        for field, edit in zip(self._fields, self._edits, strict=True):
            by_label = {label: value for value, label in field.choices}
            found[field.name] = by_label.get(edit.text, edit.text)
        return found

    def changes(self) -> dict[str, str]:
        """Return the fields that differ from the base."""
        return {name: value for name, value in self.values().items() if value != self.base[name]}

    def problem(self, index: int) -> str:
        """Return what is wrong with a field, "" when nothing is."""
        field, text = self._fields[index], self._edits[index].text
        if field.choices and text and text not in {label for _, label in field.choices}:
            return f"{field.label}: choose one of {', '.join(label for _, label in field.choices[:6])}"
        return field.check(self.values()[field.name]) if field.check is not None else ""

    def lines(self) -> Sequence[Spans]:
        """Return the fields, the help of the one being edited, what is wrong, the keys."""
        glyphs = self.look.glyphs
        room = max((cell_width(field.label) for field in self._fields), default=4) + 2
        out: list[Spans] = []
        for index, (field, edit) in enumerate(zip(self._fields, self._edits, strict=True)):
            here = index == self._at
            label = pad(((field.label, "prompt" if here else "muted"),), room, glyphs=glyphs)
            value = edit.spans(68 - room) if here else ((clip(edit.text, 68 - room, glyphs), ""),)
            out.append((*label, *value))
        here_is = self._at == len(self._fields)
        out += [(), ((" Save ", "cursor" if here_is else "bold"),), ()]
        field_help = self._fields[self._at].help if not here_is else "Enter saves"
        out.append(((self._error, "error"),) if self._error else ((field_help, "muted"),))
        keys = (("Enter", "next"), ("Up Down", "move"), ("Left Right", "choices"), ("Esc", "cancel"))
        out.append(tuple(part for key, word in keys for part in ((key, "key"), (f" {word}  ", ""))))
        return out

    def press(self, key: str) -> Result:
        """Edit the field, go to the next, save on the last."""
        if key in ("enter", "tab", "down"):
            return self._next(sends=key == "enter")
        if key in ("up", "shift+tab"):
            self._at = max(0, self._at - 1)
        elif self._at == len(self._fields):
            return super().press(key)
        elif key in ("left", "right") and self._fields[self._at].choices:
            self._walk(1 if key == "right" else -1)
        elif not self._edits[self._at].press(key):
            return super().press(key)
        self.draw()
        return None

    def paste(self, text: str) -> None:
        """Insert pasted text into the field."""
        if self._at < len(self._fields):
            self._edits[self._at].insert(text)
            self.draw()

    def _next(self, *, sends: bool) -> Result:
        last = self._at == len(self._fields)
        if not last:
            self._complete()
        self._error = "" if last else self.problem(self._at)
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
                self._at = index
                self.draw()
                return None
        changes = self.changes()
        try:
            if self._save is not None and changes:
                self._save(changes)
        except OarError as error:
            self._error = error.line()
            self.draw()
            return None
        return self.close(changes)

    def _walk(self, step: int) -> None:
        edit, labels = self._edits[self._at], [label for _, label in self._fields[self._at].choices]
        at = labels.index(edit.text) if edit.text in labels else -1 if step > 0 else 0
        edit.set(labels[(at + step) % len(labels)], replace=True)

    def _complete(self) -> None:
        """Put the choice that what was typed means in the field, when it means only one."""
        field, edit = self._fields[self._at], self._edits[self._at]
        labels = [label for _, label in field.choices]
        found = [label for label in labels if score(edit.text, label) >= 3]
        if edit.text and edit.text not in labels and len(found) == 1:
            edit.set(found[0])
