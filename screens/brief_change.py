"""What can be done on the strategy brief, from keys."""

from __future__ import annotations

from typing import Any

from models.errors import Refused
from models.strategy.reads import ELEPHANTS, VISION
from models.strategy.sentence import choice_fields
from models.strategy.verbs import (
    Acknowledge,
    AddToDraft,
    AnswerDoubt,
    DoubtIt,
    DropDraft,
    Judge,
    Lift,
    LinkMeasure,
    MarkSentence,
    Publish,
    StartDraft,
    WriteBrief,
)
from models.strategy.views import AssumptionView, BriefView, ChoiceView, ExclusionView
from models.verbs import Archive, Reorder
from screens.base import OarScreen
from screens.brief_rows import ELEPHANTS_KEY, MEASURE, SHIFT, VISION_KEY
from screens.commands import EVERYWHERE, Command
from screens.shell import Result

_ADD = next(command for command in EVERYWHERE if command.id == "app.add")
ADDING = Command(
    id="app.add", key="a", title="add", group="Everywhere", help="Add something; c a choice, x what we will not do",
    when="can_write", footer=5, children=(
        *_ADD.children,
        Command(id="add.exclusion", key="x", title="will not", help="Add: what we will not do",
                group="Add (a then)", call="add:exclusion", when="can_write"),
        Command(id="add.assumption", key="f", title="assumption", help="Add: what has to be true",
                group="Add (a then)", call="add:assumption", when="can_write"),
    ),
)  # fmt: skip
HINTS = {
    "choice": "X rather than Y, because Z, so W",
    "exclusion": "what we will not do; E gives it a condition",
    "assumption": "what has to be true",
}
FORMS = {
    "choice": ("statement", "rather_than", "because", "consequence"),
    "exclusion": ("statement", "measure", "operator", "limit", "periods"),
    "assumption": ("statement", "measure"),
}


class BriefVerbs(OarScreen):
    """The changing half of BriefScreen (brief.py)."""

    brief: BriefView | None
    parts: dict[int, Any]
    draft: bool

    @property
    def sentence(self) -> str:
        """The key of the sentence under the cursor for marks, "" where there is none."""
        texts = {VISION_KEY: VISION, ELEPHANTS_KEY: ELEPHANTS}
        return self.part.key if self.part is not None else texts.get(self.table.key or 0, "")

    # ---- when

    @property
    def part(self) -> ChoiceView | ExclusionView | AssumptionView | None:
        """The choice, exclusion or assumption under the cursor."""
        key = self.table.key
        return self.parts.get(key) if key is not None else None

    @property
    def has_brief(self) -> bool | str:
        """Whether there is any version."""
        return self.brief is not None or "There is no brief yet; a c writes the first choice"

    @property
    def has_both(self) -> bool | str:
        """Whether there are a published version and a draft."""
        both = self.brief is not None and bool(self.brief.published) and (self.brief.draft or self.draft)
        return bool(both) or "There is no other version to look at; Space d starts one"

    @property
    def has_draft(self) -> bool | str:
        """Whether there is a draft to publish or to throw away."""
        if self.brief is not None and (self.brief.draft or self.brief.state == "draft"):
            return self.can_write
        return "There is no draft; Space d starts one"

    @property
    def can_draft(self) -> bool | str:
        """Whether a new version can be started."""
        return "There is a draft already; v shows it" if self.has_draft is True else self.can_write

    @property
    def can_edit(self) -> bool | str:
        """Whether the sentence is a draft's; a published one stays as it is."""
        if self.brief is None:
            return self.has_brief
        if self.brief.state != "draft":
            way = "v shows the draft" if self.brief.draft else "Space d starts the next one"
            return f"Version {self.brief.version} is published and stays as it is; {way}"
        return self.can_write

    @property
    def can_mark(self) -> bool | str:
        """Whether it is a published version that can be acknowledged and marked."""
        if self.brief is None or self.brief.state != "published":
            return "Only a published version is marked and acknowledged; Space p publishes"
        return self.can_write

    @property
    def can_judge(self) -> bool | str:
        """True on a choice or an assumption."""
        one = self.part
        return self.can_write if isinstance(one, ChoiceView | AssumptionView) else "That is for choices and assumptions"

    @property
    def on_choice(self) -> bool | str:
        """True on a choice."""
        return self.can_write if isinstance(self.part, ChoiceView) else "That is for choices"

    @property
    def on_exclusion(self) -> bool | str:
        """True on what we will not do."""
        return self.can_write if isinstance(self.part, ExclusionView) else "That is for what we will not do"

    # ---- writing the draft

    def do_add(self, kind: str) -> Result:
        """Ask for one sentence."""
        if kind not in HINTS:
            return super().do_add(kind)
        if self.brief is not None and self.brief.state != "draft" and not self.brief.draft:
            raise Refused(str(self.can_edit))
        self.prompt(f"add {kind}", "", lambda text: self.add(kind, text), hint=HINTS[kind])
        return None

    def add(self, kind: str, text: str) -> Result:
        """Add a sentence to the draft."""
        if kind not in HINTS:
            return super().add(kind, text)
        fields = choice_fields(text) if kind == "choice" else {"statement": text}
        return self._written(AddToDraft(kind=kind, fields=fields), draft=True)

    async def _written(self, verb: Any, *, draft: bool) -> None:
        """Write and show the draft, or the published version; keys typed ahead wait for what they act on."""
        writing = self.write(verb)
        await writing.finished.wait()
        if writing.done is None:
            return
        if self.draft != draft:
            self.draft = draft
            self.refresh_view()
            self.table.home()
        key = next((key for key, one in self.parts.items() if one.ref in writing.done.refs), None)
        if key is not None:
            self.table.go(list(self.table.source.keys).index(key), 1)
        self.update_frame()
        self.update_peek()

    async def do_edit(self) -> None:
        """Open the form of the sentence, or ask for the text of vision and elephants."""
        one, brief, key = self.part, self.brief, self.table.key
        if one is not None:
            kind = {ChoiceView: "choice", ExclusionView: "exclusion"}.get(type(one), "assumption")
            await self.edit_record(one.ref, names=FORMS[kind])
        elif brief is not None and key in (VISION_KEY, ELEPHANTS_KEY):
            name = "vision" if key == VISION_KEY else "elephants"
            text = str(getattr(brief, name))
            flat = " ".join(text.split("\n"))
            self.prompt(name, flat, lambda said: self._wrote(name, text, flat, said))
        else:
            self.notice("E edits sentences, vision and elephants")

    def _wrote(self, name: str, text: str, flat: str, said: str) -> Result:
        if said != flat:
            self.write(WriteBrief(**{name: said}, base={name: text}))
        return None

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

        brief = self.brief
        if brief is None:
            return
        version = brief.version if brief.state == "draft" else brief.draft[1] if brief.draft else 0
        question = f"Publish version {version} of the brief? It never changes again; corrections are new versions."

        def answered(yes: bool | None) -> Result:
            return self._written(Publish(version=version), draft=False) if yes else None

        dialog = ConfirmDialog("Publish", question, key="y", verb="publish")
        await self.shell.open_dialog(dialog, answered)


    # ---- what people say about it

    def do_acknowledge(self) -> None:
        """Say that I have read it."""
        self.write(Acknowledge())

    def do_sentence(self) -> None:
        """Ask how the sentence changes my team's week."""
        key = self.sentence
        if not key:
            self.notice("Put the cursor on a sentence of the brief", "warn")
            return
        mine = next((one.text for one in (self.brief.marks if self.brief else ()) if one.by == self.store.me.name), "")
        self.prompt("it changes my week:", mine, lambda text: self._marked(key, text), offered=True)

    def _marked(self, key: str, text: str) -> Result:
        self.write(MarkSentence(sentence=key, text=text))
        return None

    def do_doubt(self) -> None:
        """Ask for the doubt."""
        ref = self.part.ref if self.part is not None else ""
        self.prompt("doubt", "", lambda text: self._say(DoubtIt(ref=ref, text=text)))

    def do_answer(self) -> None:
        """Ask for the answer to the newest open doubt."""
        doubts = self.part.doubts if isinstance(self.part, ChoiceView) else ()
        one = next((doubt for doubt in doubts if not doubt.answer), None)
        if one is None:
            self.notice("Nobody doubts it at present")
            return
        self.prompt(f"answer {one.by}", "", lambda text: self._say(AnswerDoubt(ref=f"DB{one.id}", answer=text)))

    def do_holds(self) -> None:
        """Ask whether it still holds."""
        ref = self.part.ref if self.part is not None else ""
        words = [("y", "still holds"), ("n", "no longer holds"), ("-", "not judged")]
        known = {"y": True, "n": False, "-": None}
        self.ask("still holds?", words, lambda key: self._say(Judge(ref=ref, holds=known[key])))

    def do_lift(self) -> None:
        """Lift what we will not do, or put it back."""
        if isinstance(self.part, ExclusionView):
            self.write(Lift(ref=self.part.ref, back=self.part.lifted_on is not None))

    def _say(self, verb: Any) -> Result:
        self.write(verb)
        return None
