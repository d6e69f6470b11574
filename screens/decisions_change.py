"""What can be done on the decision log: verbs of decisions, commitments and guardrails, from keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.decisions import lane_reads, reads
from models.decisions.lane_reads import LaneItemView
from models.decisions.rules import LANES
from models.decisions.verbs import (
    AddLaneItem,
    AddOption,
    Affect,
    Approve,
    ChangeLaneItem,
    DropProposal,
    MakeDecision,
    Reverse,
    Revisit,
    SetLane,
    SetPrivate,
    Supersede,
    Tell,
)
from models.decisions.views import DecisionView, OptionView
from models.errors import Refused
from models.verbs import Archive, SetOwner
from screens.base import OarScreen
from screens.capture import captured
from screens.decisions_form import item_fields
from screens.decisions_rows import LETTERS, lane_lines, memo_lines
from screens.dialogs.form import FormDialog
from screens.dialogs.lines import LinesDialog
from screens.shell import Result

FORM = (
    "title", "team", "owner", "context", "chosen", "because", "consequences", "expected", "measure", "choice",
    "needed_by", "revisit_on",
)  # fmt: skip
"""Fields of the form; state and lane have keys of their own."""


class DecisionVerbs(OarScreen):
    """The changing half of DecisionsScreen (decisions.py)."""

    views: dict[int, DecisionView]
    items: dict[int, LaneItemView]
    lanes: bool

    # ---- when

    @property
    def here(self) -> DecisionView | None:
        """The decision under the cursor."""
        key = self.table.key
        return self.views.get(key) if key is not None and not self.lanes else None

    @property
    def item(self) -> LaneItemView | None:
        """The commitment or guardrail under the cursor."""
        key = self.table.key
        return self.items.get(key) if key is not None else None

    @property
    def can_edit(self) -> bool | str:
        """True when there is a row, and its form could be saved."""
        return self.can_note if self.has_row else self.can_change

    @property
    def can_change(self) -> bool | str:
        """True when there is a row and writing is possible."""
        return self.can_write if self.has_row else "There is no row here; D notes a decision"

    @property
    def can_decide(self) -> bool | str:
        """True on a decision."""
        return self.can_note if self.here is not None else "That is for decisions; v shows them"

    @property
    def can_make(self) -> bool | str:
        """True on a needed decision."""
        if self.here is not None and self.here.state != "needed":
            return f"{self.here.ref} is {self.here.state} already; Space s supersedes it"
        return self.can_decide

    @property
    def is_made(self) -> bool | str:
        """True on a made decision."""
        if self.here is not None and self.here.state != "made":
            return f"{self.here.ref} is {self.here.state}; e makes it"
        return self.can_decide

    def refs_chosen(self) -> tuple[str, ...]:
        """Return the references of the marked decisions, else of the one under the cursor."""
        return tuple(self.views[key].ref for key in self.table.chosen if key in self.views)

    # ---- opening and adding

    async def do_path(self) -> None:
        """Open the brief on the choice that this decision touches."""
        from screens.brief_path import open_choice

        key = self.table.key or 0
        one = self.views.get(key) or self.items.get(key)
        await open_choice(self, one.ref if one is not None else "")

    async def do_open(self) -> None:
        """Open the memo."""
        store, key = self.store, self.table.key
        width = min(96, self.size.width - 8)
        if self.here is not None:
            memo = reads.memo(store.reader, self.here.id, store.clock.today(), zone=store.clock.zone)
            await self.shell.open_dialog(LinesDialog(self.here.ref, memo_lines(memo, width)))
        elif self.item is not None and key is not None:
            log = lane_reads.lane_log(store.reader, -key, zone=store.clock.zone)
            await self.shell.open_dialog(LinesDialog(self.item.ref, lane_lines(self.item, log, width)))

    def add(self, kind: str, text: str) -> Result:
        """Note a decision from one line; `@handle` names its owner."""
        if kind != "decision":
            return super().add(kind, text)
        return self._added(captured(kind, text))

    async def _added(self, verb: Any) -> None:
        """Write and go to the new row; keys typed ahead wait, so that they find the cursor there."""
        writing = self.write(verb)
        await writing.finished.wait()
        keys = list(self.table.source.keys)
        if writing.done is not None and writing.done.value in keys and not self.lanes:
            self.table.go(keys.index(writing.done.value), 1)

    def do_option(self) -> None:
        """Add an option to the decision."""
        one = self.here
        if one is not None:
            self.prompt("option", "", lambda text: self._do(AddOption(ref=one.ref, title=text)), hint="one line")

    # ---- making

    def do_done(self) -> None:
        """Ask what was chosen and why."""
        one = self.here
        if one is None:
            return
        options = reads.options(self.store.reader, one.id)
        letters = dict(zip(LETTERS, options, strict=False))
        hint = "  ".join(f"{letter} {option.title[:16]}" for letter, option in letters.items())

        def chosen(text: str) -> Result:
            said = text.strip()
            if not said:
                raise Refused("What was chosen?", "One line" if not letters else "One line, or a letter of an option")
            option = letters.get(said.lower()) or next((o for o in options if o.title.lower() == said.lower()), None)
            self.prompt("because", "", lambda why: self._make(one, said, option, why), hint="why; Enter leaves it out")
            return None

        self.prompt("chosen", one.chosen, chosen, hint=hint, offered=True)

    def _make(self, one: DecisionView, said: str, option: OptionView | None, why: str) -> Result:
        number, text = (option.id, option.title) if option is not None else (None, said)
        return self._do(MakeDecision(ref=one.ref, chosen=text, option=number, because=why))

    def do_supersede(self) -> None:
        """Ask for the decision that takes this one's place."""
        one = self.here
        if one is not None:
            self.prompt("instead", one.title, lambda text: self._do(Supersede(ref=one.ref, text=text)), offered=True)

    def do_reverse(self) -> None:
        """Ask why it is taken back."""
        one = self.here
        if one is not None:
            self.prompt("taken back because", "", lambda text: self._do(Reverse(ref=one.ref, because=text)))

    def do_approve(self) -> None:
        """Approve what waits in this row."""
        ref = self.here.ref if self.here is not None else self.item.ref if self.item is not None else ""
        self.write(Approve(ref=ref))

    # ---- owner, lane, date

    def do_owner(self) -> None:
        """Give the decisions to somebody."""
        refs = self.refs_chosen()
        self.ask_owner(lambda handle: self._do(SetOwner(refs=refs, handle=handle)))

    def do_lane(self) -> None:
        """Ask for the lane."""
        refs = self.refs_chosen()
        lanes = {lane[0]: lane for lane in LANES} | {"-": ""}
        words = [(key, lane or "no lane") for key, lane in lanes.items()]
        self.ask("lane", words, lambda key: self._do(SetLane(refs=refs, lane=lanes[key])))

    def do_revisit(self) -> None:
        """Ask for the day: needed by, or to be looked at again."""
        refs, one = self.refs_chosen(), self.here
        title = "needed by" if one is not None and one.state == "needed" else "revisit"
        self.ask_when(lambda day: self._do(Revisit(refs=refs, on=day)), title=title, never="no date")

    # ---- whom it touches, who sees it

    def do_affects(self) -> None:
        """Ask for a team, with what it means for them behind a colon."""
        one = self.here
        if one is None:
            return

        def said(text: str) -> Result:
            team, _, effect = text.partition(":")
            return self._do(Affect(ref=one.ref, team=team.strip() or "?", effect=effect.strip()))

        self.prompt("affects", "", said, hint="Sales: what it means for them")

    def do_told(self) -> None:
        """Note that all affected teams were told."""
        if self.here is not None:
            self.write(Tell(ref=self.here.ref))

    def do_private(self) -> None:
        """Hide the decision from other teams, or show it again."""
        if self.here is not None:
            self.write(SetPrivate(refs=self.refs_chosen(), private=not self.here.private))

    def do_archive(self) -> None:
        """Hide the rows; a commitment's end is proposed."""
        if self.item is not None:
            self.write(ChangeLaneItem(ref=self.item.ref, archive=True))
        elif self.refs_chosen():
            self.write(Archive(refs=self.refs_chosen()))

    # ---- commitments and guardrails

    def do_commitment(self) -> None:
        """Ask for a new commitment."""
        self.prompt("commitment", "", lambda text: self._do(AddLaneItem(kind="commitment", text=text)))

    def do_guardrail(self) -> None:
        """Ask for a new guardrail."""
        self.prompt("guardrail", "", lambda text: self._do(AddLaneItem(kind="guardrail", text=text)))

    def do_drop(self) -> None:
        """Take a proposed change back."""
        if self.item is not None:
            self.write(DropProposal(ref=self.item.ref))
        else:
            self.notice("That is for commitments; v shows them", "warn")

    # ---- the form

    async def do_edit(self) -> None:
        """Open the form of this row; a commitment's change is proposed."""
        one = self.item
        if one is None and self.here is not None:
            await self.edit_record(self.here.ref, names=FORM)
        elif one is not None:
            ref = one.ref

            def answered(given: Mapping[str, str] | None) -> Result:
                wanted: dict[str, Any] = dict(given or {})
                why = wanted.pop("because", "")
                return self._do(ChangeLaneItem(ref=ref, because=why, **wanted)) if wanted else None

            await self.shell.open_dialog(FormDialog(ref, item_fields(one)), answered)

    def _do(self, verb: Any) -> Result:
        """Write a verb; the message line tells what became of it."""
        self.write(verb)
        return None
