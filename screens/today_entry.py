"""Numbers on Today: a check-in on a key result, a reading of a measure, by the same keys."""

from __future__ import annotations

from typing import Any

from models import prompt, weeks
from models.errors import Refused
from models.okrs.row_reads import RowView
from models.scorecard.glance_reads import Judged
from models.scorecard.verbs import EnterReading
from models.today_reads import OwedView
from screens.okr_entry import KeyResultEntry
from screens.today_rows import TodaySource


class TodayEntry(KeyResultEntry):
    """The half of Today that takes numbers."""

    source: TodaySource
    _period = 0

    @property
    def about(self) -> Any:
        """What the line under the cursor is about."""
        key = self.table.key if self.has_table else None
        line = self.source.lines.get(key) if key is not None else None
        return line.about if line is not None else None

    def entry_row(self) -> RowView | None:
        """Return the key result under the cursor."""
        about = self.about
        return about.row if isinstance(about, OwedView) else None

    def _measure_here(self) -> Judged | None:
        about = self.about
        if isinstance(about, Judged):
            return about
        return about.measure if isinstance(about, OwedView) else None

    def number_target(self) -> bool | str:
        """A key result or a measure takes a number."""
        return self.can_write if self._measure_here() is not None else super().number_target()

    def number_label(self) -> str:
        """Name what the number is for, a measure with its period."""
        one = self._measure_here()
        if one is None:
            return super().number_label()
        return f"{one.name[:40]} {weeks.format_period(self._period, one.cadence, short=True)}"

    def number_hint(self) -> str:
        """Say what fits."""
        return super().number_hint() if self._measure_here() is None else "62.3 note"

    def number_value(self) -> str:
        """Return the value there is, as it would be typed."""
        one = self._measure_here()
        if one is None:
            return super().number_value()
        if one.last is None:
            return ""
        return f"{'=' if one.last[1] < 0 else ''}{one.last[1]:.12g}"

    def _number_prompt(self, value: str, offered: bool = False) -> None:
        self._period = self._period_here()
        super()._number_prompt(value, offered)

    def _period_here(self) -> int:
        """Return the period a number is for: the missing one of a reading I owe, else the usual one."""
        one, today = self._measure_here(), self.store.clock.today()
        if one is None:
            return 0
        if isinstance(self.about, OwedView):
            return weeks.last_closed(today, one.cadence)
        return weeks.default_period(today, one.cadence)

    def number_submit(self, text: str) -> bool:
        """Write a check-in or a reading."""
        one = self._measure_here()
        if one is None:
            return super().number_submit(text)
        value, confidence, note = prompt.parse_update(text, one.unit, one.last[1] if one.last else None)
        if value is None or confidence is not None:
            raise Refused("A measure takes a number and a note", "Confidence belongs to key results")
        self.write(EnterReading(measure=one.id, value=value, period=self._period or self._period_here(), note=note))
        return False
