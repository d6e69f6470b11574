"""What changes measures on the scorecard: readings, notes, owners, plans, triggers, forms."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Any

from models import prompt, weeks
from models.errors import Refused
from models.scorecard import reads
from models.scorecard.reads import MeasureView
from models.scorecard.verbs import Acknowledge, EnterReading, PutOnTop, Retire, SetFormula
from models.scorecard.verdict import Judged
from models.verbs import AddNote, Batch, Edit, Reorder, SetOwner
from screens.base import OarScreen
from screens.capture import TODO_HINT, captured, todo
from screens.number_entry import NumberEntry
from screens.scorecard_rows import ScoreSource
from screens.shell import Result

BACK = 8
"""How many periods back Tab reaches in the prompt of a reading."""
ABOUT = {
    "hot_item": ("ref",),
    "issue": ("ref", "measure"),
    "todo": ("ref",),
    "decision": ("origin_ref",),
}
"""The fields in which what is added here says which measure it is about."""


class ReadingEntry(NumberEntry, OarScreen):
    """Digits set a reading of the measure under the cursor; Tab changes the period it is for."""

    source: Any
    _scope = 0
    _period = 0
    _typing = False

    @property
    def here(self) -> MeasureView:
        """The measure under the cursor."""
        assert self.table.key is not None and isinstance(self.source, ScoreSource)
        return self.source.views[self.table.key]

    @property
    def chosen_ids(self) -> tuple[int, ...]:
        """The marked measures, else the one under the cursor."""
        return tuple(self.table.chosen)

    @property
    def chosen_refs(self) -> tuple[str, ...]:
        """References of the marked measures, else of the one under the cursor."""
        return tuple(f"M{key}" for key in self.chosen_ids)

    @property
    def writable_row(self) -> bool | str:
        """Whether there is a row and it may be changed."""
        return self.can_write if self.has_row else False

    def press(self, key: str) -> Result:
        """Tab in the prompt of a reading goes to another period."""
        if not self.message.asking:
            self._typing = False
        elif self._typing and key == "tab":
            self._other_period()
            return None
        return super().press(key)

    def offered_period(self) -> int:
        """Return the period a number typed now is offered for (product.md 2)."""
        return weeks.default_period(self.store.clock.today(), self.here.one.cadence)

    def _number_prompt(self, value: str, offered: bool = False) -> None:
        self._period = self.offered_period()
        self._typing = True
        super()._number_prompt(value, offered)

    def _other_period(self) -> None:
        """Offer the next period: the running one, then one more back with every Tab."""
        one = self.here.one
        running = weeks.period_of(self.store.clock.today(), one.cadence)
        order = weeks.periods_back(running, BACK, one.cadence)[::-1]
        first = self.offered_period()
        order = [first, *[period for period in order if period != first]]
        self._period = order[(order.index(self._period) + 1) % len(order)]
        super()._number_prompt(self.message.typed)

    def number_label(self) -> str:
        """Name the measure and the period the number is for."""
        one = self.here.one
        return f"{one.name[:40]} {weeks.format_period(self._period, one.cadence, short=True)}"

    def number_hint(self) -> str:
        """Say which key changes the period."""
        return f"{self.here.one.unit} Tab: another {self.here.one.cadence}".strip()

    def newest_value(self) -> float | None:
        """Return the value that `=` offers and that `+` and `-` start from."""
        one = self.here.one
        return one.so_far if one.so_far is not None else one.last[1] if one.last else None

    def number_value(self) -> str:
        """Return the newest value, as it would be typed."""
        value = self.newest_value()
        if value is None:
            return ""
        return f"={value:.12g}" if value < 0 else f"{value:.12g}"

    def number_submit(self, text: str) -> bool:
        """Enter a reading, "62.3 refund included"; raises Refused for what is no number."""
        one = self.here.one
        if not self._typing:
            self._period = self.offered_period()
        value, confidence, note = prompt.parse_update(text, one.unit, self.newest_value())
        if value is None or confidence is not None:
            raise Refused("A measure takes a number and a note", "Confidence belongs to key results")
        self.write(EnterReading(measure=one.id, value=value, period=self._period, note=note))
        return False


class MeasureVerbs(ReadingEntry):
    """Everything else that changes a measure."""

    # ---- adding

    def do_add(self, kind: str) -> Result:
        """Open the form for a measure; other kinds ask for their title."""
        if kind != "measure":
            return super().do_add(kind)
        from screens.measure_forms import open_new

        return open_new(self, self._scope if self._scope > 0 else 0)

    def add(self, kind: str, text: str) -> Result:
        """Add something; hot items, issues, decisions and to-dos are about the measure under the cursor."""
        verb = captured(kind, text)
        if self.has_row and kind in ABOUT:
            verb = replace(verb, **dict.fromkeys(ABOUT[kind], f"M{self.here.one.id}"))
        self.write(verb)
        return None

    def went_to(self, done: Any) -> None:
        """Put the cursor on a measure that was added."""
        self.table.go_to(int(done.value))

    # ---- verbs on rows

    def do_issue(self) -> None:
        """Send the chosen measures to the issues."""
        verbs = importlib.import_module("models.issues.verbs")
        self.write(verbs.ToIssue(items=self.chosen_refs))
        self.table.move(1)

    def do_todo(self) -> None:
        """Ask for a to-do about this measure."""
        ref, owner = f"M{self.here.one.id}", self.here.one.handle or ""
        self.prompt("to-do", "", lambda text: self._write(todo(text, ref=ref, owner=owner)), hint=TODO_HINT)

    def _write(self, verb: Any) -> None:
        self.write(verb)

    def said_period(self) -> int:
        """Return the period that a why is about: the judged one."""
        return self.here.one.period

    def do_why(self) -> None:
        """Ask why the judged period is as it is."""
        one, period = self.here.one, self.said_period()
        label = f"why {weeks.format_period(period, one.cadence, short=True)}"
        self.prompt(label, "", lambda said: self._note(one, said, "why", period))

    def do_comment(self) -> None:
        """Ask for a comment."""
        one = self.here.one
        self.prompt("comment", "", lambda said: self._note(one, said, "comment", None))

    def _note(self, one: Judged, said: str, kind: str, period: int | None) -> None:
        self.write(AddNote(ref=f"M{one.id}", text=said, kind=kind, period=period))

    def do_owner(self) -> None:
        """Ask whose the chosen measures are."""
        refs = self.chosen_refs
        self.ask_owner(lambda handle: self._write(SetOwner(refs=refs, handle=handle)))

    def do_edit(self) -> Result:
        """Open the form of this measure."""
        from screens.measure_forms import open_edit

        return open_edit(self, self.here.one.id)

    def do_plan(self) -> Result:
        """Open the form for another plan from a period on."""
        from screens.measure_forms import open_plan

        return open_plan(self, self.here.one.id)

    def do_formula(self) -> None:
        """Ask what the measure is worked out from; nothing takes its numbers by hand again."""
        one = self.here.one
        now = reads.measure_detail(self.store.reader, self.store.clock.today(), one.id, periods=2).formula
        self.prompt(
            "worked out as", now, lambda said: self._write(SetFormula(measure=one.id, formula=said.strip())),
            hint="M3 / M4 * 100; empty: by hand",
        )  # fmt: skip

    def do_trigger(self) -> Result:
        """Open the form for a trigger, with its dry run."""
        from screens.trigger_form import open_new

        return open_new(self, self.here.one)

    async def do_triggers(self) -> None:
        """Open the list of triggers, those of this measure first."""
        from screens.triggers import TriggersScreen

        await self.shell.open_screen(TriggersScreen(self.here.one.id if self.has_row else 0))

    def do_private(self) -> None:
        """Show the chosen measures to their team only, or to everybody again."""
        private = "no" if self.here.one.private else "yes"
        self.write(Batch(verbs=tuple(Edit(ref=ref, fields={"private": private}) for ref in self.chosen_refs)))

    def do_top(self) -> None:
        """Put the chosen measures on the top dashboard, or take them off."""
        self.write(PutOnTop(measures=self.chosen_ids, off=bool(self.here.one.on_top)))

    def do_retire(self) -> None:
        """Ask why the chosen measures go, then take them off the scorecard."""
        chosen = self.chosen_ids
        name = self.here.one.name if len(chosen) == 1 else f"{len(chosen)} measures"
        label = f"why retire {name[:40]}"
        self.prompt(label, "", lambda said: self.retired(chosen, said), hint="Esc keeps it")

    def retired(self, measures: tuple[int, ...], because: str) -> None:
        """Take measures off the scorecard. Raises Refused without a reason."""
        if not because.strip():  # told in the prompt, which stays open
            raise Refused("Say in a line why it goes", "It is shown where the measure is found later")
        self.write(Retire(measures=measures, because=because))

    def do_acknowledge(self) -> None:
        """Acknowledge what fired on this measure."""
        fired = [one.id for one in reads.triggers(self.store.reader, self.here.one.id) if one.state == "fired"]
        if not fired:
            self.notice("No trigger of this measure has fired")
            return
        self.write(Batch(verbs=tuple(Acknowledge(trigger=number) for number in fired)))

    def do_move_up(self) -> None:
        """Move the measure up in plan order."""
        self.write(Reorder(ref=f"M{self.here.one.id}", by=-1))

    def do_move_down(self) -> None:
        """Move the measure down in plan order."""
        self.write(Reorder(ref=f"M{self.here.one.id}", by=1))
