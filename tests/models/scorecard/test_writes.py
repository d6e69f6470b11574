"""Measures, plans, readings, triggers: what is kept, what is refused, what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from models.clock import FrozenClock
from models.errors import NotPermitted, OarError, Refused, Unknown
from models.scorecard.consequences import refresh
from models.scorecard.glance_reads import judged
from models.scorecard.verbs import (
    Acknowledge,
    AddMeasure,
    AddTrigger,
    ClearReading,
    EnterReading,
    Retire,
    SetPlan,
)
from models.store.store import Store
from models.verbs import Edit

Open = Callable[..., Store]
NEWEST = "SELECT hold, low, start, goal, by_period, off_at, from_period FROM plan ORDER BY id DESC LIMIT 1"


def measure(store: Store, name: str = "Margin", plan: str = ">=62%", off_at: str = "2", **fields: str) -> int:
    done = store.write(AddMeasure(fields={"name": name, "team": "Sales", **fields}, plan=plan, off_at=off_at))
    return int(str(done.value))


def fill(store: Store, number: int, last: int, *values: float | None) -> None:
    """Enter values of consecutive weeks that end with week `last` of 2026."""
    for week, value in zip(range(last - len(values) + 1, last + 1), values, strict=True):
        if value is not None:
            store.write(EnterReading(measure=number, value=value, period=202600 + week))


def one(store: Store, number: int):  # type: ignore[no-untyped-def]
    return judged(store.reader, store.clock.today(), (number,))[number]


def test_measure_and_its_plan_come_in_one_step_and_go_in_one(store: Store) -> None:
    number = measure(store, unit="", owner="ben")
    assert store.reader.row("SELECT name, unit, direction, owner_id FROM measure") == ("Margin", "%", "up", 2)
    assert store.reader.row(NEWEST)[:6] == (62.0, None, None, None, None, 2.0)  # type: ignore[index]
    store.undo()
    for table in ("measure", "plan"):
        assert store.reader.value(f"SELECT count(*) FROM {table} WHERE archived_at IS NULL") == 0
    assert number


@pytest.mark.parametrize(
    ("plan", "unit", "row", "direction"),
    [
        (">=62%", "", (62, None, None, None, None, 6.2), "up"),
        ("at most 4h", "h", (4, None, None, None, None, 0.4), "down"),
        ("95%", "%", (95, None, None, None, None, 10), "up"),
        ("90..95%", "%", (95, 90, None, None, None, 0.5), "within"),
        ("4 -> 17 by W39", "%", (None, None, 4, 17, 202639, 3.25), "up"),
        ("5 → 1 from W27 by 2026-W39", "d", (None, None, 5, 1, 202639, 1), "down"),
        (">110% by W39", "", (None, None, None, 110, 202639, 11), "up"),
    ],
)
def test_plan_is_read_as_typed(store: Store, plan: str, unit: str, row: tuple[object, ...], direction: str) -> None:
    measure(store, plan=plan, unit=unit, off_at="")
    assert store.reader.row(NEWEST)[:6] == row  # type: ignore[index]
    assert store.reader.value("SELECT direction FROM measure") == direction


@pytest.mark.parametrize(
    "plan",
    ["0.95", "soon", "4 -> 17", "4 -> 4 by W39", "95..90", "5 -> 9 by W99", "1e400", "NaN", "17 from W40 by W39", "0"],
)
def test_odd_plan_is_refused_and_nothing_is_kept(store: Store, plan: str) -> None:
    with pytest.raises(OarError):
        measure(store, plan=plan, unit="%", off_at="")
    assert store.reader.value("SELECT count(*) FROM measure") == 0


def test_new_plan_starts_with_the_running_week_and_the_past_keeps_its_goal(store: Store) -> None:
    number = measure(store)
    fill(store, number, 32, 61.0, 63.0)
    store.write(SetPlan(measure=number, plan="70%"))
    found = one(store, number)
    assert [plan[0] for plan in sorted(found.plans)] == [202533, 202633]
    assert found.statuses[-2:] == ["risk", "ok"]
    with pytest.raises(Refused, match="judged"):
        store.write(SetPlan(measure=number, plan="50%", since="W30"))
    store.write(SetPlan(measure=number, plan="66%"))
    assert store.reader.value("SELECT count(*) FROM plan") == 2


def test_plan_against_the_direction_is_told_not_guessed(store: Store) -> None:
    number = measure(store)
    with pytest.raises(Refused, match="better up"):
        store.write(SetPlan(measure=number, plan="<50%"))


def test_reading_of_monday_and_tuesday_is_for_the_closed_week(open_store: Open, clock: FrozenClock) -> None:
    store = open_store("ana")
    number = measure(store)
    for day, period in ((17, 202633), (18, 202633), (19, 202634)):
        clock.at = datetime(2026, 8, day, 12, tzinfo=UTC)
        store.write(EnterReading(measure=number, value="62.3%"))
        assert store.reader.value("SELECT max(period) FROM reading") == period


def test_corrected_reading_leaves_its_old_value_in_the_history(store: Store) -> None:
    number = measure(store)
    store.write(EnterReading(measure=number, value="62.3%", period="W32"))
    store.write(EnterReading(measure=number, value="60.1%", period="W32", note="refund"))
    assert store.reader.rows("SELECT period, value, note FROM reading") == [(202632, 60.1, "refund")]
    assert store.reader.rows("SELECT period, value FROM reading_history") == [(202632, 62.3)]
    store.undo()
    assert store.reader.rows("SELECT value FROM reading") == [(62.3,)]
    store.undo()
    assert one(store, number).values[-1] is None
    store.write(EnterReading(measure=number, value=64.0, period=202632))
    assert store.reader.rows("SELECT value, archived_at FROM reading") == [(64.0, None)]
    assert store.reader.value("SELECT count(*) FROM reading_history WHERE archived_at IS NULL") == 0


def test_same_value_again_changes_nothing(store: Store) -> None:
    number = measure(store)
    store.write(EnterReading(measure=number, value=62.0, period=202632))
    before = store.reader.value("SELECT max(seq) FROM action")
    store.write(EnterReading(measure=number, value=62.0, period=202632))
    assert store.reader.value("SELECT max(seq) FROM action") == before


def test_nudge_starts_from_the_newest_value(store: Store) -> None:
    number = measure(store)
    store.write(EnterReading(measure=number, value=62.0, period=202632))
    store.write(EnterReading(measure=number, value="+2", period=202633))
    assert store.reader.value("SELECT value FROM reading WHERE period = 202633") == 64.0


@pytest.mark.parametrize(
    ("value", "period"),
    [("62", 202634), ("0.95", 202632), ("abc", 202632), ("12 monkeys", 202632), ("NaN", 202632), ("1e400", 202632),
     (float("nan"), 202632), (float("inf"), 202632), ("62", 202699), ("62", "W99"), ("1,234", 202632)],
)  # fmt: skip
def test_odd_reading_is_refused_and_nothing_is_kept(store: Store, value: float | str, period: int | str) -> None:
    number = measure(store)
    with pytest.raises(Refused):
        store.write(EnterReading(measure=number, value=value, period=period))
    assert store.reader.value("SELECT count(*) FROM reading") == 0


def test_retired_measure_takes_no_reading_until_it_is_brought_back(store: Store) -> None:
    number = measure(store)
    store.write(Retire(measures=(number,), because="unused"))
    assert judged(store.reader, store.clock.today()) == {}
    with pytest.raises(Refused, match="retired"):
        store.write(EnterReading(measure=number, value=62.0))
    store.write(Retire(measures=(number,), back=True))
    store.write(EnterReading(measure=number, value=62.0))
    with pytest.raises(Unknown):
        store.write(ClearReading(measure=number, period=202601))


def test_only_the_team_enters_readings(open_store: Open) -> None:
    number = measure(open_store("ana"))
    open_store("cleo").write(EnterReading(measure=number, value=62.0))
    for who in ("dan", "eve"):
        with pytest.raises(NotPermitted):
            open_store(who).write(EnterReading(measure=number, value=1.0))


def test_trigger_fires_after_its_periods_and_is_armed_again(store: Store) -> None:
    number = measure(store)
    done = store.write(AddTrigger(measure=number, condition="< 60% for 2", action="Call the board", owner="ben"))
    state = "SELECT state, fired_at FROM trigger"
    fill(store, number, 31, 59.0)
    fill(store, number, 33, 58.0)
    assert store.reader.row(state) == ("armed", None)  # the running week is not closed yet
    fill(store, number, 32, 58.0)
    assert store.reader.row(state) == ("fired", "2026-08-16T09:00:00.000Z")
    store.write(Acknowledge(trigger=int(str(done.value))))
    assert store.reader.value("SELECT state FROM trigger") == "acknowledged"
    fill(store, number, 32, 61.0)
    assert store.reader.row(state) == ("armed", None)
    store.undo()
    assert store.reader.value("SELECT state FROM trigger") == "fired"
    with pytest.raises(Refused):
        store.write(AddTrigger(measure=number, condition="often", action="x"))


def test_sums_wait_for_the_week_to_close(open_store: Open, clock: FrozenClock) -> None:
    store = open_store("ana")
    number = measure(store, name="Calls", plan=">=10", off_at="2", aggregate="sum")
    fill(store, number, 33, 12.0, 4.0)
    found = one(store, number)
    assert (found.period, found.value, found.status, found.so_far) == (202632, 12.0, "ok", 4.0)
    clock.at += timedelta(days=1)
    found = one(store, number)
    assert (found.period, found.value, found.status, found.so_far) == (202633, 4.0, "off", None)


def test_closing_of_a_week_fires_triggers_by_the_day_roll(open_store: Open, clock: FrozenClock) -> None:
    from models.store.writer import Writer

    store = open_store("ana")
    number = measure(store, name="Calls", plan=">=10", aggregate="sum")
    store.write(AddTrigger(measure=number, condition="< 10 for 1", action="Call"))
    fill(store, number, 33, 4.0)
    assert store.reader.value("SELECT state FROM trigger") == "armed"
    clock.at += timedelta(days=1)
    writer = Writer(store.location, "ana", clock)
    seen = []
    from models.store import handlers
    from models.store.unit import Done, Unit
    from models.verbs import Redo

    def roll(unit: Unit, _verb: object) -> Done:
        refresh(unit)
        seen.extend(sorted(unit.touched))
        return Done("rolled")

    kept = handlers.handler_of(Redo())
    try:
        handlers.handles(Redo)(roll)
        writer.write(Redo(), action="roll", trusted=True)
    finally:
        handlers.handles(Redo)(kept)
        writer.close()
    assert ("measure", number) in seen
    assert store.reader.value("SELECT state FROM trigger") == "fired"


@pytest.mark.parametrize(("field", "value"), [("direction", "down"), ("cadence", "month")])
def test_past_is_not_judged_anew_by_an_edited_field(store: Store, clock: FrozenClock, field: str, value: str) -> None:
    number = measure(store)
    fill(store, number, 32, 63.0, 61.0)
    store.write(Edit(ref=f"M{number}", fields={field: value}))  # the day it was added, a mistake is corrected
    store.undo()
    clock.at += timedelta(days=1)
    with pytest.raises(Refused, match=r"Margin was judged in 2 weeks as .* the past keeps what it was judged by"):
        store.write(Edit(ref=f"M{number}", fields={field: value}))
    other = measure(store, name="No plan", plan="")
    fill(store, other, 32, 63.0)
    clock.at += timedelta(days=1)
    store.write(Edit(ref=f"M{other}", fields={field: value}))
