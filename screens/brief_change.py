"""What can be done on the strategy brief, from keys: drafting, editing, publishing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.errors import OarError, Refused
from models.strategy import reads
from models.strategy.sentence import choice_fields
from models.strategy.sheet import Sheet, must_choose, read_sheet
from models.strategy.verbs import (
    AddToDraft,
    DropDraft,
    LinkMeasure,
    Publish,
    RewriteBrief,
    StartDraft,
    WriteBrief,
)
from models.strategy.views import ChoiceView, ExclusionView
from models.text import title
from models.verbs import Archive, Reorder
from screens.brief_rows import MEASURE, SHIFT
from screens.brief_voices import BriefVoices
from screens.commands import EVERYWHERE, Command
from screens.dialogs.form import FormDialog, FormField
from screens.shell import Result
from screens.writer import Writing

_ADD = next(command for command in EVERYWHERE if command.id == "app.add")
ADDING = Command(
    id="app.add", key="a", title="add", group="Everywhere", help="Add something; c a choice, x what we will not do",
    when="can_write", footer=5, children=(
        *_ADD.children,
        Command(id="add.exclusion", key="x", title="will not", help="Add: what we will not do",
                group="Add (a then)", call="add:exclusion", when="can_rewrite"),
        Command(id="add.assumption", key="f", title="assumption", help="Add: what has to be true",
                group="Add (a then)", call="add:assumption", when="can_rewrite"),
    ),
)  # fmt: skip
HINTS = {
    "choice": "X rather than Y, because Z, so W",
    "exclusion": "what we will not do; E gives it a condition",
    "assumption": "what has to be true",
}
TEXTS = {"title": ("Title", "text"), "vision": ("Where we go", "note"), "elephants": ("Elephants", "note")}
FORMS = {
    "choice": ("statement", "rather_than", "because", "consequence"),
    "exclusion": ("statement", "elephant", "measure", "operator", "limit", "periods"),
    "assumption": ("statement", "measure"),
}


class BriefVerbs(BriefVoices):
    """The changing half of BriefScreen (brief.py)."""

    # ---- writing the draft

    def do_add(self, kind: str) -> Result:
        """Ask for one sentence."""
        if kind not in HINTS:
            return super().do_add(kind)
        if self.refused:
            raise Refused(self.refused)
        if self.brief is not None and self.brief.state != "draft" and not self.brief.draft:
            raise Refused(str(self.can_edit))
        self.prompt(f"add {kind}", "", lambda text: self.add(kind, text), hint=HINTS[kind])
        return None

    def add(self, kind: str, text: str) -> Result:
        """Add a sentence to the draft."""
        if kind not in HINTS:
            return super().add(kind, text)
        fields = choice_fields(text) if kind == "choice" else {"statement": text}
        for name in ("statement", "rather_than"):
            if name in fields:
                title(fields[name], name.replace("_", " "))  # refused here, it stays in the prompt to be shortened
        return self._written(AddToDraft(kind=kind, fields=fields), draft=True)

    def _written(self, verb: Any, *, draft: bool, refused: Callable[[Exception], None] | None = None) -> Result:
        """Write and show the draft, or the published version; keys typed ahead wait for what they act on.

        It is queued at once, while the prompt that was answered is known: what is refused can be brought back.
        """
        return self._shown(self.write(verb, refused=refused), draft)

    async def _shown(self, writing: Writing, draft: bool) -> None:
        await writing.finished.wait()
        if writing.done is None:
            return
        turned = self.draft != draft
        if turned:
            self.draft = draft
            self.read()
        await self.settled()
        if turned:
            self.table.home()
        key = next((key for key, one in self.parts.items() if one.ref in writing.done.refs), None)
        if key is not None:
            self.table.go(list(self.table.source.keys).index(key), 1)
        self.update_frame()
        self.update_peek()

    async def do_edit(self) -> None:
        """Open the form of the sentence, or that of title, vision and elephants."""
        one = self.part
        if one is not None:
            kind = {ChoiceView: "choice", ExclusionView: "exclusion"}.get(type(one), "assumption")
            await self.edit_record(one.ref, names=FORMS[kind])
        elif self.sentence:
            await self.edit_texts()
        else:
            self.notice("Measures change on the scorecard, goals on the OKRs; E here edits sentences and texts")

    async def edit_texts(self, typed: Mapping[str, str] | None = None) -> None:
        """Open the form of title, vision and elephants; two people in the same text are asked about it."""
        brief = self.brief
        if brief is None:
            return
        base = {name: str(getattr(brief, name)) for name in TEXTS}
        fields = [FormField(name, label, kind, base[name]) for name, (label, kind) in TEXTS.items()]

        def save(changes: Mapping[str, str]) -> Writing:
            given: dict[str, Any] = dict(changes)
            verb = WriteBrief(**given, base={name: base[name] for name in changes})
            return self.write(verb, edit=lambda: self.edit_texts(changes), refused=_on_the_form)

        form = FormDialog(f"Version {brief.version} of the brief", fields, save=save, typed=typed)
        await self.shell.open_dialog(form)

    def do_whole(self) -> Result:
        """Write the whole brief in the person's editor; what is left alone keeps its marks and links."""
        from models.kept import with_copy
        from models.strategy.outline import as_outline
        from models.strategy.outline_reader import read_outline

        if not self.shell.has_editor:
            raise Refused("There is no editor here", "`oar brief edit` opens one; E edits one sentence")
        base = self._sheet()
        text = as_outline(base)
        back = self.shell.edit_text(text)
        if back is text:
            return None  # the editor failed, and that has been said
        try:
            wanted = read_outline(back, base)
        except OarError as error:
            raise with_copy(error, back, "brief") from error
        if wanted == base:
            self.notice("Nothing was changed")
            return None

        def kept(error: Exception) -> None:
            self.failed(with_copy(error, back, "brief") if isinstance(error, OarError) else error)

        return self._written(RewriteBrief(base=base, wanted=wanted), draft=True, refused=kept)

    def _sheet(self) -> Sheet:
        """Return the words of the draft as they are now, without one those that are published."""
        reader = self.store.reader
        return read_sheet(reader, reads.brief_id(reader, draft=True) or reads.brief_id(reader))

    def do_move_up(self) -> None:
        """Move the sentence up."""
        self._move(-1)

    def do_move_down(self) -> None:
        """Move the sentence down."""
        self._move(1)

    def _move(self, by: int) -> None:
        if isinstance(self.part, ChoiceView | ExclusionView):
            self.write(Reorder(ref=self.part.ref, by=by), told=False)

    def do_archive(self) -> None:
        """Take the sentence, or the measure, off the draft."""
        key = self.table.key or 0
        if self.part is not None:
            self.write(Archive(refs=(self.part.ref,)))
        elif key % SHIFT == MEASURE:
            self.write(LinkMeasure(measure=key // SHIFT, gone=True))
        else:
            self.notice("Only sentences and measures are taken off; E empties a text")

    def do_measure(self) -> None:
        """Ask for a measure to name."""
        self.prompt("measure", "", self._named, hint="M7, or the beginning of its name")

    def _named(self, text: str) -> Result:
        self.write(LinkMeasure(measure=text.strip()))
        return None

    # ---- versions

    def do_draft(self) -> Result:
        """Start the next version and show it."""
        return self._written(StartDraft(), draft=True)

    def do_drop(self) -> Result:
        """Throw the draft away; undo brings it back."""
        return self._written(DropDraft(), draft=False)

    async def do_publish(self) -> None:
        """Ask, then publish."""
        from screens.dialogs.confirm import ConfirmDialog

        seen = self._sheet()
        must_choose(len(seen.choices))
        version = seen.version
        question = f"Publish version {version} of the brief? It never changes again; corrections are new versions."

        def answered(yes: bool | None) -> Result:
            verb = Publish(version=version, base=seen)
            return self._written(verb, draft=False, refused=self.failed) if yes else None

        dialog = ConfirmDialog("Publish", question, key="y", verb="publish")
        await self.shell.open_dialog(dialog, answered)


def _on_the_form(error: Exception) -> None:
    """The form shows the error itself."""
