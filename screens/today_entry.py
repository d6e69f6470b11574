"""Numbers on Today: a check-in on a key result, a reading of a measure, by the same keys.

What writing needs is imported at the first number: Today is on the path to the first frame.
"""

from __future__ import annotations

from typing import Any

from models import weeks
from models.errors import Refused
from models.scorecard.verdict import Judged
from models.today_reads import CHECK_IN, READING, OwedView, TodayView
from screens.commands import Command
from screens.number_entry import NumberEntry
from screens.today_rows import TodaySource
from screens.writer import Writing

LABEL = 40


class TodayEntry(NumberEntry):
    """The half of Today that takes numbers."""

    commands: tuple[Command, ...] = (
        Command(id="today.numbers", key="tab", title="team's check-ins", when="can_write",
                help="Type value, confidence and note of a whole team's key results in one grid"),
        Command(id="today.next", key="n", title="walk what is late", footer=11, call="walk", when="owes_numbers",
                help="One number I owe after another; for one that is OFF why, and what changes by next week"),
    )  # fmt: skip

    source: TodaySource
    view: TodayView
    _period = 0
    _writing: Writing | None = None
    _entered = 0

    @property
    def about(self) -> Any:
        """What the line under the cursor is about."""
        key = self.table.key if self.has_table else None
        line = self.source.lines.get(key) if key is not None else None
        return line.about if line is not None else None

    @property
    def key_result(self) -> OwedView | None:
        """The key result under the cursor that waits for its check-in."""
        about = self.about
        return about if isinstance(about, OwedView) and about.what == CHECK_IN else None

    @property
    def measure(self) -> Judged | None:
        """The measure under the cursor."""
        about = self.about
        if isinstance(about, Judged):
            return about
        return about.measure if isinstance(about, OwedView) else None

    @property
    def owes_numbers(self) -> bool | str:
        """Whether there is a number of mine to walk, or why not."""
        return self.can_write if self._late() else "Nothing is late: you owe no number"

    def _late(self) -> list[OwedView]:
        return [one for one in self.view.owed if one.what in (CHECK_IN, READING)]

    async def do_walk(self) -> None:
        """Walk what is late, one prompt at a time (`oar up` does the same)."""
        from screens.dialogs.walk import WalkDialog

        late = self._late()

        def ended(written: int | None) -> None:
            self.notice(f"{written or 0} of {len(late)} written")

        await self.shell.open_dialog(WalkDialog(late, self.store, self.write), ended)

    async def do_numbers(self) -> None:
        """Type the check-ins of my team, beginning with the row under the cursor."""
        from screens.check_in_grid import CheckInGrid

        owed = self.key_result
        await self.shell.open_screen(CheckInGrid(start=-owed.number if owed is not None else 0))

    def number_target(self) -> bool | str:
        """A key result or a measure takes a number; one that counts its steps a confidence alone."""
        prompted, owed = self.number_prompted(), self.key_result
        if prompted is True and owed is not None and owed.entry is not None and owed.entry.steps:
            return f"{owed.ref} counts its steps: Enter opens it, = takes your confidence"
        return prompted

    def number_prompted(self) -> bool | str:
        """Each of them takes something."""
        return self.can_write if self.measure is not None or self.key_result is not None else False

    def number_label(self) -> str:
        """Name what the number is for, a measure with its period."""
        one, owed = self.measure, self.key_result
        if one is not None:
            return f"{one.name[:LABEL]} {weeks.format_period(self._period, one.cadence, short=True)}"
        return owed.title[:LABEL] if owed is not None else "value"

    def number_hint(self) -> str:
        """Say what fits."""
        owed = self.key_result
        if owed is None or owed.entry is None:
            return "62.3 note"
        if owed.entry.steps:
            return "c6 note: how sure you are"
        return "yes c6 note" if owed.entry.kind == "boolean" else "11 c6 note"

    def number_value(self) -> str:
        """Return the value there is, as it would be typed."""
        one, owed = self.measure, self.key_result
        value = one.last[1] if one is not None and one.last is not None else None
        if owed is not None and owed.entry is not None and owed.entry.measure_id is None:
            value = owed.entry.value
            value = value * 100 if value is not None and owed.entry.kind == "milestone" else value
        return "" if value is None else f"{'=' if value < 0 else ''}{value:.12g}"

    def _number_prompt(self, value: str, offered: bool = False) -> None:
        self._period = self._period_here()
        only_sure = self.number_target() is not True
        super()._number_prompt("c" if only_sure else value, offered and not only_sure)

    def _period_here(self) -> int:
        """Return the period a number is for: the missing one of a reading I owe, else the usual one."""
        one, today = self.measure, self.store.clock.today()
        if one is None:
            return 0
        if isinstance(self.about, OwedView):
            return weeks.last_closed(today, one.cadence)
        return weeks.default_period(today, one.cadence)

    def number_submit(self, text: str) -> bool:
        """Write a check-in or a reading; True when a confidence digit may follow."""
        one, owed = self.measure, self.key_result
        if one is not None:
            self._enter_reading(one, text)
            return False
        return self._check_in(owed, text) if owed is not None else False

    def _enter_reading(self, one: Judged, text: str) -> None:
        from models import prompt
        from models.scorecard.verbs import EnterReading

        value, confidence, note = prompt.parse_update(text, one.unit, one.last[1] if one.last else None)
        if value is None or confidence is not None:
            raise Refused("A measure takes a number and a note", "Confidence belongs to key results")
        self.write(EnterReading(measure=one.id, value=value, period=self._period or self._period_here(), note=note))

    def _check_in(self, owed: OwedView, text: str) -> bool:
        from models.okrs.entry import read_check_in
        from models.okrs.row_reads import RowView
        from screens.okr_entry import refuse_early

        entry = owed.entry
        assert entry is not None
        verb = read_check_in(text, kr=owed.number, kind=entry.kind, unit=entry.unit)
        row = RowView(
            key=-owed.number, ref=owed.ref, kind=entry.kind, title=owed.title, value=entry.value,
            measure=entry.measure_id, steps=(0, entry.steps),
        )  # fmt: skip
        refuse_early(row, verb)
        self._writing, self._entered = self.write(verb), owed.number
        return verb.confidence is None

    def confidence_submit(self, digit: str) -> None:
        """Complete the check-in just written, in the same undo step: `0` means 10."""
        from models.okrs.verbs import Amend
        from models.prompt import parse_confidence

        self.write(Amend(kr=self._entered, confidence=parse_confidence(digit)), join=self._writing)
