"""The demo company's calendar: everything is dated from today, so that the story is true on any day.

Nothing happens after yesterday evening, so that no row lies in the future of whoever opens the demo.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from models import weeks

CYCLE_WEEKS = 13
CYCLE_AGE = 8
"""The cycle began on the Monday eight weeks before the running one."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days, weeks and instants counted from `today`."""

    today: date

    def day(self, by: int) -> date:
        """Return the day `by` days from today."""
        return self.today + timedelta(days=by)

    def iso(self, by: int) -> str:
        """Return the day `by` days from today as ISO text."""
        return self.day(by).isoformat()

    def week(self, by: int) -> int:
        """Return the week `by` weeks from the running one; -1 is the last closed week."""
        return weeks.shift(weeks.week_of(self.today), by)

    def month(self, by: int) -> int:
        """Return the month `by` months from the running one."""
        return weeks.shift(weeks.month_of(self.today), by, weeks.MONTH)

    def at(self, by: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return an instant `by` days from today."""
        return self._past(datetime.combine(self.day(by), time(hour, minute), UTC))

    def monday(self, week: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return an instant on the Monday of the week `week` weeks from the running one."""
        first = weeks.first_day(self.week(week))
        return self._past(datetime.combine(first, time(hour, minute), UTC))

    def closing(self, week: int, minute: int = 0) -> datetime:
        """Return when the numbers of the week `week` weeks from now came in: the Monday after it."""
        return self.monday(week + 1, 8, minute)

    def month_closing(self, month: int) -> datetime:
        """Return when the numbers of the month `month` months from now came in: two days after it."""
        first = weeks.first_day(self.month(month + 1), weeks.MONTH)
        return self._past(datetime.combine(first + timedelta(days=1), time(10, 0), UTC))

    def _past(self, moment: datetime) -> datetime:
        return min(moment, datetime.combine(self.day(-1), time(17, moment.minute), UTC))

    @property
    def opening(self) -> datetime:
        """The instant the demo is opened: the first one of today."""
        return datetime.combine(self.today, time(0), UTC)

    @property
    def review_day(self) -> date:
        """The day of the next weekly review: tomorrow, or Monday when that is a weekend."""
        tomorrow = self.day(1)
        return tomorrow + timedelta(days=max(0, 8 - tomorrow.isoweekday()) if tomorrow.isoweekday() > 5 else 0)

    def review(self, back: int, hour: int = 10, minute: int = 0) -> datetime:
        """Return an instant on the day of the weekly review `back` reviews ago; 1 is the last one held."""
        return self._past(datetime.combine(self.review_day - timedelta(weeks=back), time(hour, minute), UTC))

    @property
    def cycle(self) -> tuple[date, date]:
        """First and last day of the running cycle: 13 weeks from a Monday."""
        start = weeks.first_day(self.week(-CYCLE_AGE))
        return start, start + timedelta(days=7 * CYCLE_WEEKS - 1)

    @property
    def last_cycle(self) -> tuple[date, date]:
        """First and last day of the cycle before the running one."""
        start, _ = self.cycle
        return start - timedelta(weeks=CYCLE_WEEKS), start - timedelta(days=1)

    def named(self, start: date, end: date) -> str:
        """Return the name of a cycle by its own months, "Oct-Dec 2026"."""
        first, last = weeks.thursday(weeks.week_of(start)), weeks.thursday(weeks.week_of(end))
        names = weeks.MONTH_NAMES
        if first.year != last.year:
            return f"{names[first.month - 1]} {first.year}-{names[last.month - 1]} {last.year}"
        return f"{names[first.month - 1]}-{names[last.month - 1]} {last.year}"
