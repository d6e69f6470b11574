"""The edit form of any row and the form for a new one, made from models/kinds.py: no screen writes its own.

Imported when the first form opens: the words of every kind are no part of a start (records.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from models.days import read_day
from models.find import resolve
from models.form_reads import RecordView, choices, record, typed
from models.kinds import KINDS, RECORDS, Field, kind_named
from models.titles import TITLES
from models.verbs import Add, Edit
from screens.dialogs.form import FormDialog, FormField
from screens.records import Records
from screens.writer import Writing

_FORM_KINDS = {"day": "date", "note": "note", "number": "number", "whole": "number", "person": "person"}


async def edit_record(
    screen: Records,
    ref: str,
    *,
    names: Sequence[str],
    typed: Mapping[str, str] | None,
    then: Callable[[Any], None] | None,
) -> None:
    """Open the edit form of a row; see Records.edit_record."""
    view = record(screen.store.reader, ref)
    fields = [field for field in view.kind.fields if not names or field.name in names]

    def save(changes: Mapping[str, str]) -> Writing:
        again = partial(screen.edit_record, ref, names=names, typed=dict(changes), then=then)
        base = {name: view.values[name] for name in changes}
        return screen.write(
            Edit(ref=view.ref, fields=dict(changes), base=base), then=then, edit=again, refused=_on_the_form
        )

    await _open_form(screen, f"{view.ref} {view.title}", f"edit {view.ref}", fields, view, save, typed)


async def add_record(
    screen: Records,
    kind: str,
    preset: Mapping[str, Any] | None,
    *,
    names: Sequence[str],
    typed: Mapping[str, str] | None,
    verb: Callable[[Mapping[str, Any]], Any] | None,
    then: Callable[[Any], None] | None,
) -> None:
    """Open the form for a new row; see Records.add_record."""
    found = kind_named(kind) or KINDS[kind]
    known = dict(preset or {})
    fields = [field for field in found.fields if field.name not in known and (not names or field.name in names)]

    def save(given: Mapping[str, str]) -> Writing:
        values = {**known, **{name: text for name, text in given.items() if text}}
        made = verb(values) if verb is not None else Add(kind=found.name, fields=values)
        again = partial(screen.add_record, kind, preset, names=names, typed=dict(given), verb=verb, then=then)
        return screen.write(made, then=then, edit=again, refused=_on_the_form)

    title, target = f"New {found.word or found.name.replace('_', ' ')}", f"add {found.name}"
    await _open_form(screen, title, target, fields, None, save, typed)


async def _open_form(
    screen: Records,
    title: str,
    target: str,
    fields: Sequence[Field],
    view: RecordView | None,
    save: Callable[[Mapping[str, str]], Writing],
    typed: Mapping[str, str] | None,
) -> None:
    shown = [form_field(screen, field, view.values.get(field.name) if view else None) for field in fields]
    known = {name: text for name, text in (typed or {}).items() if name in {field.name for field in fields}}
    keep = partial(screen.shell.drafts.form, screen.headline(), target)
    dialog = FormDialog(title, shown, save=save, typed=known, changed=keep)
    await screen.shell.open_dialog(dialog, lambda _: keep({}))


def form_field(screen: Records, field: Field, value: Any = None) -> FormField:
    """Return the form's field for one of models/kinds.py, with `value` as its column holds it."""
    reader, today = screen.store.reader, screen.store.clock.today()
    found = choices(reader, field, screen.store.me.id)
    options = tuple((one.value, _label(field, one.value, one.name)) for one in found)
    complete: Callable[[str], str] | None = None
    if field.type == "day":
        complete = lambda text: read_day(text, today).isoformat()  # noqa: E731
    elif field.type in RECORDS and not options:
        complete = partial(_reference, screen, field)
    kind = "choice" if options and field.type != "person" else _FORM_KINDS.get(field.type, "text")
    return FormField(
        field.name, field.label or field.name, kind, typed(reader, field, value), options,
        _help(field), partial(_missing, field), complete,
    )  # fmt: skip


def _reference(screen: Records, field: Field, text: str) -> str:
    """Return the reference that words of a title stand for. Raises Unknown or Ambiguous."""
    kinds = ("objective", "goal") if field.type == "goal" else (field.type,)
    return resolve(screen.store.reader, text, write=False, kinds=kinds).ref if field.type in TITLES else text


def _label(field: Field, value: str, name: str) -> str:
    if field.type == "person":
        return f"{name} @{value}"
    return f"{value} {name}" if field.type in ("team", "cycle") else name


def _help(field: Field) -> str:
    words = [field.help] if field.help else []
    if field.type in RECORDS and field.type not in ("person", "team", "cycle"):
        words.append("Its reference, or words of its title")
    if field.guarded:
        words.append("Guarded inside an active cycle")
    return ". ".join(words)


def _missing(field: Field, text: str) -> str:
    return f"{field.said} is needed" if field.required and not text.strip() else ""


def _on_the_form(error: Exception) -> None:
    """The form shows the error itself; what is no OarError ends the program there."""
