"""Harbor Pay, the demo company: a payments firm with a mid-market push, six months of it, made in seconds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models.clock import FrozenClock
from models.day_roll import RollDay
from models.demo import brief, decisions, issues, measures, people, plan, reviews, tree
from models.demo.agenda import Agenda
from models.demo.calendar import CYCLE_AGE, Calendar
from models.okrs.verbs import RecomputeRollups
from models.store import migrate
from models.store.unit import Unit
from models.store.writer import Writer, is_postgres

PARTS = (
    people.arrive, measures.measure, brief.choose, tree.plan_year, tree.plan_cycle, decisions.decide, plan.operate,
    issues.talk, reviews.hold,
)  # fmt: skip


class PastWriter(Writer):
    """Writes the past: what follows from it is worked out by the day rolls alone, once a week instead of each time."""

    def _follow(self, unit: Unit) -> None:
        """Leave rollups and hot items to the next day roll."""


def hurry(writer: Writer) -> None:
    """Do not wait for the disk: a demo that a power cut breaks is made again."""
    connection = writer.engine.raw_connection().driver_connection
    if connection is not None:
        connection.execute("PRAGMA synchronous=OFF")


def build(location: str, today: date) -> None:
    """Make a database with Harbor Pay as it stands on the morning of `today`.

    Everything goes through the verbs that people use, each on its day, so that ages, the change log and what is
    hot are real; the same day gives the same company. Raises Refused when `location` is there already.
    """
    migrate.create(location)
    try:
        _fill(location, today)
    except BaseException:
        migrate.remove(location)
        raise


def _fill(location: str, today: date) -> None:
    calendar = Calendar(today)
    agenda = Agenda(calendar)
    for part in PARTS:
        part(agenda)
    for week in range(-CYCLE_AGE, 1):
        _look_back(agenda, calendar.monday(week, 12))
    _look_back(agenda, calendar.opening)
    clock = FrozenClock(calendar.opening)
    writer = PastWriter(location, "", clock)
    if not is_postgres(location):
        hurry(writer)
    try:
        agenda.run(writer, clock)
    finally:
        writer.close()


def _look_back(agenda: Agenda, at: datetime) -> None:
    """Work out what follows from all that was written up to an instant: rollups, triggers, hot items."""
    agenda.add(at, "", RecomputeRollups(), trusted=True)
    agenda.add(at + timedelta(seconds=1), "", RollDay(), trusted=True)
