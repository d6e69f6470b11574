"""What changes measures on the scorecard: readings, notes, owners, plans, triggers, forms."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models import prompt, weeks
from models.errors import Refused
from models.scorecard import reads
from models.scorecard.glance_reads import Judged
from models.scorecard.reads import MeasureView
from models.scorecard.verbs import Acknowledge, AddTrigger, EnterReading, Retire, SetPlan
from models.verbs import AddNote, Batch, Edit, Reorder, SetOwner
from screens.base import OarScreen
from screens.capture import captured
from screens.number_entry import NumberEntry
from screens.scorecard_form import changed_measure, edit_fields, new_fields, new_measure
from screens.scorecard_rows import ScoreSource
from screens.shell import Result

BACK = 8
"""How many periods back Tab reaches in the prompt of a reading."""
NEAR = 9
ABOUT = {
    "hot_item": ("ref",),
    "issue": ("ref", "measure"),
    "todo": ("ref",),
    "decision": ("origin_ref",),
}
"""The fields in which what is added here says which measure it is about."""


class ReadingEntry(NumberEntry, OarScreen):
    """Digits set a reading of the measure under the cursor; Tab changes the period it is for."""

    source: ScoreSource
    _scope = 0
    _period = 0
    _typing = False

    @property
    def here(self) -> MeasureView:
        """The measure under the cursor."""
        assert self.table.key is not None
        return self.source.views[self.table.key]

    @property
    def chosen_refs(self) -> tuple[str, ...]:
        """References of the marked measures, else of the one under the cursor."""
        return tuple(f"M{key}" for key in self.table.chosen)

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

    def _number_prompt(self, value: str, offered: bool = False) -> None:
        one = self.here.one
        self._period = weeks.default_period(self.store.clock.today(), one.cadence)
        self._typing = True
        super()._number_prompt(value, offered)

    def _other_period(self) -> None:
        """Offer the next period: the running one, then one more back with every Tab."""
        one = self.here.one
        running = weeks.period_of(self.store.clock.today(), one.cadence)
        order = weeks.periods_back(running, BACK, one.cadence)[::-1]
        default = weeks.default_period(self.store.clock.today(), one.cadence)
        order = [default, *[period for period in order if period != default]]
        self._period = order[(order.index(self._period) + 1) % len(order)]
        super()._number_prompt(self.message.typed)

    def number_label(self) -> str:
        """Name the measure and the period the number is for."""
        one = self.here.one
        return f"{one.name[:40]} {weeks.format_period(self._period, one.cadence, short=True)}"

    def number_hint(self) -> str:
        """Say which key changes the period."""
        return f"{self.here.one.unit} Tab: another {self.here.one.cadence}".strip()

    def number_value(self) -> str:
        """Return the newest value, as it would be typed."""
        one = self.here.one
        value = one.so_far if one.so_far is not None else one.last[1] if one.last else None
        if value is None:
            return ""
        return f"={value:.12g}" if value < 0 else f"{value:.12g}"

    def number_submit(self, text: str) -> bool:
        """Enter a reading, "62.3 refund included"; raises Refused for what is no number."""
        one = self.here.one
        if not self._typing:
            self._period = weeks.default_period(self.store.clock.today(), one.cadence)
        current = one.so_far if one.so_far is not None else one.last[1] if one.last else None
        value, confidence, note = prompt.parse_update(text, one.unit, current)
        if value is None or confidence is not None:
            raise Refused("A measure takes a number and a note", "Confidence belongs to key results")
        self.write(EnterReading(measure=one.id, value=value, period=self._period, note=note))
        return False


class MeasureVerbs(ReadingEntry):
    """Everything else that changes a measure."""

    # ---- adding

    def do_add(self, kind: str) -> Result:
        """Open the form for a measure; other kinds ask for their title."""
        return self._open_new() if kind == "measure" else super().do_add(kind)

    def add(self, kind: str, text: str) -> Result:
        """Add something; hot items, issues, decisions and to-dos are about the measure under the cursor."""
        verb = captured(kind, text)
        if self.has_row and kind in ABOUT:
            verb = replace(verb, **dict.fromkeys(ABOUT[kind], f"M{self.table.key}"))
        self.write(verb)
        return None

    async def _open_new(self) -> None:
        from screens.dialogs.form import FormDialog

        reader = self.store.reader
        me = self.store.me
        team = self._scope or (me.own[0] if me.own else 1)
        fields = new_fields(
            "", people=reads.people(reader), teams=reads.teams(reader), results=self._results(), me=me.handle,
            team=f"T{team}", today=self.store.clock.today(),
        )  # fmt: skip
        form = FormDialog("New measure", fields)
        await self.shell.open_dialog(form, lambda changes: self._added(form.values()) if changes else None)

    def _added(self, values: Mapping[str, str]) -> None:
        self.write(new_measure(values), then=self._go_to)

    def _go_to(self, done: Any) -> None:
        self.table.go_to(int(done.value))

    def _results(self) -> list[MeasureView]:
        return [view for view in self.source.views.values() if not view.one.leads]

    # ---- verbs on rows

    def do_issue(self) -> None:
        """Send the chosen measures to the issues."""
        verbs = importlib.import_module("models.issues.verbs")
        self.write(verbs.ToIssue(items=self.chosen_refs))
        self.table.move(1)

    def do_todo(self) -> None:
        """Ask for a to-do about this measure."""
        verbs = importlib.import_module("models.issues.verbs")
        reference, owner = f"M{self.here.one.id}", self.here.one.handle or ""
        self.prompt("to-do", "", lambda said: self._write(verbs.AddTodo(title=said, ref=reference, owner=owner)))

    def _write(self, verb: Any) -> None:
        self.write(verb)

    def do_why(self) -> None:
        """Ask why the judged period is as it is."""
        one = self.here.one
        label = f"why {weeks.format_period(one.period, one.cadence, short=True)}"
        self.prompt(label, "", lambda said: self._note(one, said, "why", one.period))

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

    async def do_edit(self) -> None:
        """Open the form of this measure."""
        from screens.dialogs.form import FormDialog

        reader, today = self.store.reader, self.store.clock.today()
        detail = reads.measure_detail(reader, today, self.here.one.id)
        form = FormDialog(
            f"M{detail.one.id}", edit_fields(detail, people=reads.people(reader), results=self._results(), today=today)
        )
        await self.shell.open_dialog(
            form, lambda changes: self._write(changed_measure(detail, changes, form.base)) if changes else None
        )

    def do_plan(self) -> None:
        """Ask for another plan from this period on."""
        one = self.here.one
        self.prompt("plan", "", lambda said: self._write(SetPlan(measure=one.id, plan=said)), hint="4 -> 17 by W39")

    def do_trigger(self) -> None:
        """Ask for a condition, then for the action."""
        one = self.here.one
        self.prompt("when it is", "", lambda said: self._action(one.id, said), hint="< 60 for 3")

    def _action(self, measure: int, condition: str) -> None:
        self.prompt("then", "", lambda said: self._write(AddTrigger(measure=measure, condition=condition, action=said)))

    def do_private(self) -> None:
        """Show the chosen measures to their team only, or to everybody again."""
        private = "no" if self.here.one.private else "yes"
        self.write(Batch(verbs=tuple(Edit(ref=ref, fields={"private": private}) for ref in self.chosen_refs)))

    def do_retire(self) -> None:
        """Take the chosen measures off the scorecard."""
        self.write(Retire(measures=tuple(self.table.chosen)))

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
