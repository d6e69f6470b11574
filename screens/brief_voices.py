"""What people say about the brief, from keys: marks, doubts, who read it, who moves because of it, the drill."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from models.errors import Refused
from models.people import reads as people
from models.refs import ref as reference
from models.strategy import voice_reads
from models.strategy.reads import ELEPHANTS, VISION
from models.strategy.verbs import Acknowledge, AnswerDoubt, DoubtIt, Judge, Lift, MarkSentence
from models.strategy.views import AssumptionView, BriefView, ChoiceView, DoubtView, ExclusionView
from screens.beside import ReadsBeside
from screens.brief_rows import ELEPHANTS_KEY, GOAL, MEASURE, SHIFT, VISION_KEY
from screens.capture import owner_in
from screens.shell import Result


class BriefVoices(ReadsBeside):
    """What can be asked and said on BriefScreen (brief.py) without changing its words."""

    brief: BriefView | None
    parts: dict[int, Any]
    draft: bool
    refused = ""
    """Why this person may not change the words of the brief, "" for one who may."""

    @property
    def sentence(self) -> str:
        """The key of the sentence under the cursor for marks, "" where there is none."""
        texts = {VISION_KEY: VISION, ELEPHANTS_KEY: ELEPHANTS}
        return self.part.key if self.part is not None else texts.get(self.table.key or 0, "")

    @property
    def part(self) -> ChoiceView | ExclusionView | AssumptionView | None:
        """The choice, exclusion or assumption under the cursor."""
        key = self.table.key
        return self.parts.get(key) if key is not None else None

    @property
    def can_rewrite(self) -> bool | str:
        """Whether this person may change the words of the brief; said before they type any."""
        return self.refused or self.can_write

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
            return self.can_rewrite
        return "There is no draft; Space d starts one"

    @property
    def can_draft(self) -> bool | str:
        """Whether a new version can be started."""
        return "There is a draft already; v shows it" if self.has_draft is True else self.can_rewrite

    @property
    def can_edit(self) -> bool | str:
        """Whether the sentence is a draft's; a published one stays as it is."""
        if self.brief is None or self.refused:
            return self.refused or self.has_brief
        if self.brief.state != "draft":
            way = "v shows the draft" if self.brief.draft else "Space d starts the next one"
            return f"Version {self.brief.version} is published and stays as it is; {way}"
        return self.can_rewrite

    @property
    def can_mark(self) -> bool | str:
        """Whether it is a published version that can be acknowledged and marked."""
        if self.brief is None:
            return self.has_brief
        if self.brief.state != "published":
            way = "v shows it" if self.brief.published else "Space p publishes"
            return f"Only a published version is marked and acknowledged; {way}"
        return self.can_write

    @property
    def can_judge(self) -> bool | str:
        """True on a choice or an assumption."""
        judged = isinstance(self.part, ChoiceView | AssumptionView)
        return self.can_rewrite if judged else "That is for choices and assumptions"

    @property
    def on_exclusion(self) -> bool | str:
        """True on what we will not do."""
        return self.can_rewrite if isinstance(self.part, ExclusionView) else "That is for what we will not do"

    @property
    def about(self) -> str:
        """The reference of the row for doubts, to-dos, issues and decisions, "" for none."""
        key = self.table.key or 0
        if self.part is not None:
            return self.part.ref
        kind = {MEASURE: "measure", GOAL: "goal"}.get(key % SHIFT) if key > 0 else None
        return reference(kind, key // SHIFT) if kind else ""

    @property
    def on_record(self) -> bool | str:
        """True on a sentence, a goal or a measure."""
        return self.can_write if self.about else "That is for sentences, goals and measures"

    @property
    def doubts(self) -> tuple[DoubtView, ...]:
        """The doubts about the row."""
        if self.part is not None:
            return self.part.doubts
        found = voice_reads.doubts(self.store.reader, zone=self.store.clock.zone)
        return tuple(one for one in found if one.ref == self.about)

    # ---- reading and marking

    def do_acknowledge(self) -> None:
        """Say that I have read it."""
        self.write(Acknowledge())

    async def do_readers(self) -> None:
        """Show who has not read it."""
        from screens.brief_panel import reader_lines
        from screens.dialogs.lines import LinesDialog

        if self.brief is not None:
            reader, zone = self.store.reader, self.store.clock.zone
            found = await asyncio.to_thread(voice_reads.readers, reader, self.brief.id, zone=zone)
            await self.shell.open_dialog(LinesDialog(f"Who has read version {self.brief.version}", reader_lines(found)))

    def do_sentence(self) -> None:
        """Ask how the sentence changes my team's week; somebody in several teams is asked whose first."""
        from screens.letters import letters

        key, own = self.sentence, self.store.me.own
        if not key:
            self.notice("Put the cursor on a sentence of the brief", "warn")
            return
        if len(own) < 2:
            self._mark(key, own[0] if own else "")
            return
        names = {team: people.team_name(self.store.reader, team) for team in own}
        choices = letters(names.values())
        teams = dict(zip((letter for letter, _ in choices), names, strict=False))
        self.ask("whose week?", choices, lambda letter: self._mark(key, teams[letter]))

    def _mark(self, key: str, team: int | str) -> Result:
        name = people.team_name(self.store.reader, int(team)) if team else ""
        mine = [
            one for one in (self.brief.marks if self.brief else ()) if one.by == self.store.me.name and one.team == name
        ]
        here = next((one.text for one in mine if one.key == key), "")
        hint = "empty takes it back" if here else "in place of your other mark" if mine else ""
        who = f"{name}: " if name else ""
        label = f"{who}it changes our week:"
        self.prompt(label, here, partial(self._marked, key, team), offered=True, hint=hint)
        return None

    def _marked(self, key: str, team: int | str, text: str) -> Result:
        self.write(MarkSentence(sentence=key, text=text, team=team))
        return None

    async def do_moves(self) -> None:
        """Show of every choice who moves because of it this week and next."""
        from screens.brief_panel import moves_lines
        from screens.dialogs.lines import LinesDialog

        self.read()
        await self.settled()
        if self.brief is not None:
            lines = moves_lines(self.brief, min(96, self.size.width - 8))
            await self.shell.open_dialog(LinesDialog("Who moves because of it", lines))

    async def do_recall(self) -> None:
        """Type choices and goals from memory."""
        from models.strategy import recall
        from models.strategy.verbs import Recite
        from screens.brief_drill import DrillDialog

        brief, reader = self.brief, self.store.reader
        if brief is None or not brief.published:
            raise Refused("There is no published version to know by heart yet", "Space p publishes the draft")
        number = voice_reads.published(reader)

        async def recited(choices: tuple[str, ...], goals: tuple[str, ...]) -> tuple[Any, Any]:
            if choices or goals:
                writing = self.write(Recite(choices=choices, goals=goals))
                await writing.finished.wait()
            return recall.asked(reader, number), recall.totals(reader, number)

        await self.shell.open_dialog(DrillDialog(recited))

    # ---- doubts

    def do_doubt(self) -> None:
        """Ask for the doubt."""
        ref = self.about
        self.prompt(f"doubt {ref}", "", lambda text: self._say(DoubtIt(ref=ref, text=text)))

    def do_answer(self) -> None:
        """Ask for the answer to an open doubt; of several, which one."""
        found = [doubt for doubt in self.doubts if not doubt.answer][:9]
        if not found:
            self.notice("Nobody doubts it at present")
        elif len(found) == 1:
            self._answer(found[0])
        else:
            choices = [(str(place), f"{one.by}: {one.text[:24]}") for place, one in enumerate(found, 1)]
            self.ask("answer", choices, lambda key: self._answer(found[int(key) - 1]))

    def _answer(self, one: DoubtView) -> Result:
        self.prompt(f"answer {one.by}", "", lambda text: self._say(AnswerDoubt(ref=f"DB{one.id}", answer=text)))
        return None

    async def do_doubts(self) -> None:
        """Show every doubt, the open ones first."""
        from screens.brief_panel import all_doubts
        from screens.dialogs.lines import LinesDialog

        found = voice_reads.doubts(self.store.reader, zone=self.store.clock.zone)
        await self.shell.open_dialog(LinesDialog("Doubts", all_doubts(found, min(96, self.size.width - 8))))

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

    # ---- what follows from a row

    def do_todo(self) -> None:
        """Ask for a to-do because of the row."""
        from models.issues.verbs import AddTodo

        ref = self.about

        def said(text: str) -> Result:
            title, owner = owner_in(text)
            return self._say(AddTodo(title=title, owner=owner, ref=ref))

        self.prompt(f"{ref} to-do", "", said, hint="@handle owns it, due in a week")

    def do_issue(self) -> None:
        """Ask for an issue about the row."""
        from models.issues.verbs import RaiseIssue

        ref = self.about

        def said(text: str) -> Result:
            title, owner = owner_in(text)
            return self._say(RaiseIssue(title=title, owner=owner, ref=ref))

        self.prompt(f"{ref} issue", "", said, hint="what stands in the way of it")

    def do_decision(self) -> None:
        """Ask for a decision that follows from the row; without one it is about nothing in particular."""
        from models.decisions.verbs import Decide

        ref = self.about

        def said(text: str) -> Result:
            title, owner = owner_in(text)
            return self._say(Decide(text=title, owner=owner, origin_ref=ref))

        self.prompt(f"{ref} decision".strip(), "", said, hint="ends in ? while it is needed")

    def _say(self, verb: Any) -> Result:
        self.write(verb)
        return None
