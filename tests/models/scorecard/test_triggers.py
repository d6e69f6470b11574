"""Triggers (M74): armed, fired, acknowledged, armed again; the dry run tells what would have fired day by day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import weeks
from models.clock import FrozenClock
from models.errors import Refused, Unknown
from models.scorecard import trigger_reads
from models.scorecard.trigger_rules import Condition, firings, run_now, state_now
from models.scorecard.verbs import Acknowledge, AddMeasure, AddTrigger, ClearReading, EnterReading, Retire
from models.store.store import Store

Open = Callable[..., Store]
VALUES = st.lists(st.none() | st.integers(0, 9).map(float), max_size=24)
CONDITIONS = st.builds(
    Condition,
    st.sampled_from(["value", "change", "mean4"]),
    st.sampled_from(["<", "<=", ">", ">=", "="]),
    st.integers(-3, 9).map(float),
    st.integers(1, 4),
)


@given(VALUES, CONDITIONS)
def test_dry_run_is_what_asking_after_every_period_says(values: list[float | None], condition: Condition) -> None:
    periods = list(range(len(values)))
    state, fired, found = "armed", None, []
    for count in range(1, len(values) + 1):
        state, fired = state_now(values[:count], periods[:count], condition, state, fired)
        if state == "fired":
            found.append(fired)
            state = "acknowledged"
    assert found == firings(values, condition)


@given(VALUES, CONDITIONS)
def test_it_fires_only_with_a_period_whose_run_is_long_enough(values: list[float | None], wanted: Condition) -> None:
    for place in firings(values, wanted):
        assert values[place] is not None
        assert run_now(values[: place + 1], wanted) >= wanted.periods


def test_numbers_that_recovered_do_not_take_a_firing_back_but_a_correction_does() -> None:
    low = Condition("value", "<", 60.0, 2)
    assert state_now([59.0, 58.0, 70.0], [1, 2, 3], low, "fired", 2) == ("fired", 2)
    assert state_now([59.0, 61.0, 70.0], [1, 2, 3], low, "fired", 2) == ("armed", None)
    assert state_now([59.0, 58.0, 70.0], [1, 2, 3], low, "acknowledged", 2) == ("armed", 2)
    assert state_now([59.0, 58.0, 57.0], [1, 2, 3], low, "acknowledged", 2) == ("acknowledged", 2)


# ---- in a database


def measure(store: Store, *values: float | None, last: int = 202632, **fields: str) -> int:
    given = {"name": "Margin", "team": "Sales", "unit": "%", "owner": "ben", **fields}
    number = int(store.write(AddMeasure(fields=given)).refs[0][1:])
    cadence = fields.get("cadence", "week")
    for back, value in enumerate(reversed(values)):
        if value is not None:
            store.write(EnterReading(measure=number, value=value, period=weeks.shift(last, -back, cadence)))
    return number


def hot(store: Store) -> list[tuple[str, str, str]]:
    return [
        (source, rule, evidence)
        for source, rule, evidence in store.reader.rows(
            "SELECT source, rule, evidence FROM hot_item WHERE state = 'open' AND archived_at IS NULL ORDER BY id"
        )
    ]


def test_running_week_fires_nothing_until_it_has_closed(open_store: Open, clock: FrozenClock) -> None:
    store = open_store("ana")
    number = measure(store, 59, 58, last=202633)  # the last of them is the week that runs
    store.write(AddTrigger(measure=number, condition="< 60% for 2", action="Call the board"))
    assert store.reader.value("SELECT state FROM trigger") == "armed"
    clock.at += timedelta(days=1)
    store.roll()
    assert store.reader.row("SELECT state, fired_period FROM trigger") == ("fired", 202633)


def test_firing_makes_one_hot_item_with_the_action_until_it_is_acknowledged(store: Store) -> None:
    number = measure(store, 59, 58)
    store.write(AddTrigger(measure=number, condition="< 60% for 2", action="Call the board"))
    assert hot(store) == [("TR1", "trigger", "fired in 2026-W32, held for 2 periods: Call the board")]
    store.write(EnterReading(measure=number, value=57, period=202631))
    store.write(EnterReading(measure=number, value=56, period=202630))
    assert [source for source, _, _ in hot(store)] == ["TR1"]
    store.write(Acknowledge(trigger=1))
    assert hot(store) == []
    with pytest.raises(Refused, match="not fired"):
        store.write(Acknowledge(trigger=int(str(store.write(
            AddTrigger(measure=number, condition="> 90% for 2", action="Celebrate")).value))))  # fmt: skip


def test_fired_one_waits_for_a_person_even_when_the_numbers_recover(open_store: Open, clock: FrozenClock) -> None:
    store = open_store("ana")
    number = measure(store, 59, 58)
    store.write(AddTrigger(measure=number, condition="< 60% for 2", action="Call the board"))
    store.write(EnterReading(measure=number, value=75, period=202633))
    clock.at += timedelta(days=1)
    store.roll()
    assert hot(store) == [("TR1", "trigger", "fired in 2026-W32, holds no more: Call the board")]
    store.write(Acknowledge(trigger=1))
    assert store.reader.row("SELECT state, fired_period FROM trigger") == ("armed", 202632)


def test_correction_takes_a_firing_back(store: Store) -> None:
    number = measure(store, 59, 5.8)
    store.write(AddTrigger(measure=number, condition="< 60% for 2", action="Call the board"))
    store.write(EnterReading(measure=number, value=68, period=202632))
    assert store.reader.row("SELECT state, fired_period, fired_at FROM trigger") == ("armed", None, None)
    store.write(ClearReading(measure=number, period=202632))
    assert hot(store) == [("TR1", "trigger_near", "one period short, held 1 of 2")]


@pytest.mark.parametrize(
    ("cadence", "step", "lags"), [("week", 1, (2, 4, 8, 9, 4, 8, None)), ("month", 4, (8, 20, 32, 36, 20, 32, None))]
)
@pytest.mark.parametrize(
    ("condition", "seed"), [("< 61% for 2", 1), ("change < 0 for 2", 9), ("mean4 > 60.5% for 1", 3), ("> 61 for 1", 4)]
)
def test_dry_run_equals_what_fired_day_by_day(
    path: str, condition: str, seed: int, cadence: str, step: int, lags: tuple[int | None, ...]
) -> None:
    """Numbers come in their period, or some days after it has closed, or never; a firing is acknowledged at once."""
    dice = random.Random(seed)
    clock = FrozenClock(datetime.fromisoformat("2025-03-03T09:00:00+00:00"))  # a Monday
    store = Store(path, handle="ana", clock=clock)
    number = measure(store, cadence=cadence)
    trigger = int(str(store.write(AddTrigger(measure=number, condition=condition, action="Act")).value))
    fired: list[int] = []
    coming: dict[int, int | None] = {}

    def look() -> None:
        state, period = store.reader.row("SELECT state, fired_period FROM trigger") or ("", 0)
        if state == "fired":
            fired.append(period)
            store.write(Acknowledge(trigger=trigger))

    for _ in range(22 * 7):
        store.roll()
        look()
        today = clock.today()
        coming.setdefault(weeks.period_of(today, cadence), dice.choice(lags))
        for period, lag in list(coming.items()):
            if lag is not None and today >= weeks.first_day(period, cadence) + timedelta(days=lag):
                store.write(EnterReading(measure=number, value=61.0 + dice.randint(-4, 4), period=period))
                coming[period] = None
                look()
        clock.at += timedelta(days=step)
    found = trigger_reads.dry_run(store.reader, clock.today() - timedelta(days=step), number, condition)
    assert [one.period for one in found.firings] == fired
    assert fired
    assert trigger_reads.dry_run_of(store.reader, clock.today() - timedelta(days=step), trigger) == found
    store.close()


def test_dry_run_names_the_week_and_changes_nothing(store: Store) -> None:
    number = measure(store, 70, 59, 58, 57, None, 71, 50)
    found = trigger_reads.dry_run(store.reader, store.clock.today(), number, "< 60% for 2")
    assert [(one.when, one.value) for one in found.firings] == [("2026-W28", 58.0)]
    assert (found.run, found.periods, found.looked_at, found.since) == (1, 2, 6, "2026-W26")
    assert store.reader.value("SELECT count(*) FROM trigger") == 0
    store.write(EnterReading(measure=number, value=40, period=202633))  # the week that runs fires nothing
    assert trigger_reads.dry_run(store.reader, store.clock.today(), number, "< 60% for 2") == found
    with pytest.raises(Unknown):
        trigger_reads.dry_run(store.reader, store.clock.today(), 99, "< 1")
    with pytest.raises(Refused):
        trigger_reads.dry_run(store.reader, store.clock.today(), number, "often")


def test_monthly_triggers_count_months(store: Store) -> None:
    number = measure(store, 4.8, 4.9, last=202607, cadence="month")
    store.write(AddTrigger(measure=number, condition="< 5% for 2 months", action="Freeze hiring"))
    assert store.reader.row("SELECT state, fired_period FROM trigger") == ("fired", 202607)
    rows = trigger_reads.trigger_rows(store.reader, store.clock.today())
    assert [(one.ref, one.state, one.run, one.fired) for one in rows] == [("TR1", "fired", 2, "2026-07")]


def test_triggers_of_a_retired_measure_rest(store: Store) -> None:
    number = measure(store, 59, 58)
    store.write(AddTrigger(measure=number, condition="< 60% for 2", action="Call"))
    store.write(Retire(measures=(number,), because="unused"))
    assert trigger_reads.trigger_rows(store.reader, store.clock.today()) == []
    assert hot(store) == []
    with pytest.raises(Refused, match="retired"):
        store.write(AddTrigger(measure=number, condition="< 60% for 2", action="Call"))


def test_private_measures_triggers_are_for_their_team(open_store: Open) -> None:
    ben = open_store("ben")
    number = measure(ben, 59, 58, private="yes")
    ben.write(AddTrigger(measure=number, condition="< 60% for 2", action="Call"))
    eve = open_store("eve")
    assert trigger_reads.trigger_rows(eve.reader, eve.clock.today()) == []
    with pytest.raises(Unknown):
        trigger_reads.dry_run(eve.reader, eve.clock.today(), number, "< 60 for 2")
    assert len(trigger_reads.trigger_rows(ben.reader, ben.clock.today())) == 1
