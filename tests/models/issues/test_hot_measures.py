"""Hot items from measures: each fires at its boundary, once until recovered, and returns only when it should."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.clock import FrozenClock
from models.decisions.verbs import AddLaneItem
from models.issues.verbs import DoneHot, DropHot, RouteHot, SnoozeHot, ToIssue
from models.scorecard.verbs import Acknowledge, AddTrigger, EnterReading, Retire
from models.store.store import Store
from models.weeks import shift
from tests.models.issues.conftest import LAST, Hot, measure, read

Open = Callable[..., Store]
NEXT = shift(LAST, 1)
Roll = Callable[[str], None]


def state(store: Store) -> list[str]:
    return [row[0] for row in store.reader.rows("SELECT state FROM hot_item ORDER BY id")]


def test_measure_is_hot_from_its_second_closed_period_off(store: Store, hot: Hot) -> None:
    number = measure(store, [70, 54])
    assert hot() == []
    read(store, number, 54, shift(LAST, -1))
    assert hot() == [("M1", "measure")]
    row = store.reader.row("SELECT title, evidence, severity, owner_id, team_id FROM hot_item")
    assert row == ("Cover: off for 2 periods, 54 against 60", "off for 2 periods, 54 against 60", 60, 2, 2)


def test_short_of_plan_within_its_off_at_distance_is_not_hot(store: Store, hot: Hot) -> None:
    measure(store, [55, 55, 55])
    assert hot() == []


def test_week_that_still_runs_counts_from_its_end_on(store: Store, hot: Hot, roll: Roll) -> None:
    number = measure(store, [54])
    read(store, number, 54, NEXT)
    assert hot() == []
    roll("2026-08-17")
    assert hot() == [("M1", "measure")]


def test_recovered_measure_clears_its_item_and_a_new_fall_opens_it_again(store: Store, hot: Hot) -> None:
    number = measure(store, [54, 54])
    read(store, number, 61)
    assert (hot(), state(store)) == ([], ["cleared"])
    read(store, number, 54)
    assert (hot(), state(store)) == ([("M1", "measure")], ["open"])


def test_missing_number_does_not_cool_a_measure_down(store: Store, hot: Hot, roll: Roll) -> None:
    measure(store, [54, 54])
    roll("2026-08-24")
    assert ("M1", "measure") in hot()


def test_worsening_fires_when_the_fall_is_beyond_the_off_at_distance(store: Store, hot: Hot) -> None:
    number = measure(store, [63, 62, 59, 58])
    assert hot() == []
    read(store, number, 64, shift(LAST, -3))
    assert hot() == [("M1", "worsening")]


def test_falling_measure_that_is_ok_is_not_hot(store: Store, hot: Hot) -> None:
    measure(store, [90, 80, 70, 60])
    assert hot() == []


def test_one_row_per_source_takes_the_louder_rule(store: Store, hot: Hot) -> None:
    number = measure(store, [64, 62, 59, 58])
    read(store, number, 54, LAST)
    read(store, number, 54.5, shift(LAST, -1))
    assert hot() == [("M1", "measure")]
    assert len(state(store)) == 1


def test_opportunity_needs_three_periods_beyond_the_distance(store: Store, hot: Hot) -> None:
    number = measure(store, [65, 66, 66])
    assert hot() == []
    read(store, number, 65.1, shift(LAST, -2))
    assert hot() == [("M1", "opportunity")]


def test_trigger_is_hot_one_period_short_and_when_it_fired(store: Store, hot: Hot) -> None:
    number = measure(store, [70, 70])
    store.write(AddTrigger(measure=number, condition="< 65 for 3", action="Stop hiring", owner="cleo"))
    assert hot() == []
    read(store, number, 64, shift(LAST, -1))
    assert hot() == []
    read(store, number, 64, LAST)
    assert hot() == [("TR1", "trigger_near")]
    read(store, number, 64, shift(LAST, -2))
    assert hot() == [("TR1", "trigger")]
    assert store.reader.value("SELECT owner_id FROM hot_item") == 3
    store.write(Acknowledge(trigger=1))
    assert hot() == []


def test_dropped_near_trigger_returns_when_it_fires(store: Store, hot: Hot) -> None:
    number = measure(store, [70, 64])
    store.write(AddTrigger(measure=number, condition="< 65 for 2", action="Stop hiring"))
    store.write(DropHot(items=("H1",)))
    read(store, number, 64.5, LAST)
    assert hot() == []
    read(store, number, 64, shift(LAST, -1))
    assert hot() == [("TR1", "trigger")]


def test_guardrail_is_hot_at_once(store: Store, hot: Hot) -> None:
    number = measure(store, [60], aggregate="last", name="PII in exports", plan="<=80")
    item = AddLaneItem(kind="guardrail", text="No PII in exports", measure=f"M{number}", operator="<=", limit=70)
    store.write(item)
    assert hot() == []
    read(store, number, 70, NEXT)
    assert hot() == []
    read(store, number, 70.5, NEXT)
    assert hot() == [("L1", "guardrail")]


def test_exclusion_is_hot_when_its_condition_held_long_enough(store: Store, hot: Hot) -> None:
    number = measure(store, [59, 61, 61, 61])
    _published_brief(store, number)
    assert hot() == []
    read(store, number, 61, shift(LAST, -3))
    assert hot() == [("X1", "exclusion")]


def _published_brief(store: Store, number: int) -> None:
    from models.store.handlers import _HANDLERS
    from models.store.unit import Done, Unit
    from models.strategy.tables import Brief, Exclusion

    def publish(unit: Unit, verb: Publish) -> Done:
        brief = unit.add(Brief(state="published", version=1))
        unit.add(
            Exclusion(
                brief_id=brief.id or 0, statement="No banks", measure_id=number, operator=">=", bound=61, periods=4
            )
        )
        return Done("")

    class Publish:
        pass

    _HANDLERS[Publish] = publish
    store.write(Publish())


def test_retired_measure_is_hot_no_more(store: Store, hot: Hot) -> None:
    number = measure(store, [54, 54])
    store.write(Retire(measures=(number,), because="unused"))
    assert hot() == []


def test_snoozed_item_returns_on_its_date(store: Store, hot: Hot, roll: Roll) -> None:
    measure(store, [54, 54])
    store.write(SnoozeHot(items=("H1",), until="2026-08-20"))
    roll("2026-08-19")
    assert hot() == []
    roll("2026-08-20")
    assert hot() == [("M1", "measure")]


def test_snoozed_item_returns_when_its_source_worsens_by_a_step(store: Store, hot: Hot) -> None:
    number = measure(store, [54, 54])
    store.write(SnoozeHot(items=("H1",), until="2026-12-01"))
    read(store, number, 50.5)
    assert hot() == []
    read(store, number, 50)
    assert hot() == [("M1", "measure")]
    assert store.reader.row("SELECT until, acted_severity FROM hot_item") == (None, None)


@pytest.mark.parametrize("verb", [DropHot, DoneHot])
def test_what_was_closed_returns_only_when_worse(
    store: Store, hot: Hot, roll: Roll, verb: Callable[..., object]
) -> None:
    number = measure(store, [54, 54])
    store.write(verb(items=("H1",)))
    roll("2026-08-20")
    read(store, number, 53)
    assert hot() == []
    read(store, number, 49)
    assert hot() == [("M1", "measure")]


def test_after_recovery_a_closed_one_starts_anew_and_keeps_its_story(store: Store, hot: Hot) -> None:
    number = measure(store, [54, 54])
    store.write(ToIssue(items=("H1",)))
    read(store, number, 70)
    read(store, number, 54)
    assert hot() == [("M1", "measure")]
    assert store.reader.rows("SELECT state, outcome FROM hot_item ORDER BY id") == [
        ("done", "issue I1"),
        ("open", None),
    ]


def test_undo_of_triage_after_recovery_leaves_no_second_row_open(store: Store, hot: Hot) -> None:
    number = measure(store, [54, 54])
    action = store.write(DoneHot(items=("H1",))).action
    read(store, number, 70)
    from models.verbs import Undo

    store.write(Undo(action=action))
    assert hot() == []
    read(store, number, 54)
    assert hot() == [("M1", "measure")]


def test_routed_item_stays_where_it_was_routed_to(store: Store, hot: Hot) -> None:
    number = measure(store, [54, 54])
    store.write(RouteHot(items=("H1",)))
    read(store, number, 52)
    assert store.reader.value("SELECT team_id FROM hot_item") == 1


def test_undo_of_the_reading_takes_the_hot_item_with_it(store: Store, hot: Hot) -> None:
    measure(store, [54, 54])
    store.undo()
    assert hot() == []


def test_private_measure_makes_a_private_hot_item(open_store: Open, store: Store, clock: FrozenClock) -> None:
    ben, eve = open_store("ben"), open_store("eve")
    number = measure(ben, [70, 54], private="yes")
    ben.write(EnterReading(measure=number, value=54, period=shift(LAST, -1)))
    ben.write(AddTrigger(measure=number, condition="< 65 for 2", action="Stop hiring"))
    assert len(ben.reader.rows("SELECT * FROM hot_item WHERE private = 1")) == 2
    assert eve.reader.rows("SELECT * FROM hot_item") == []
    assert store.reader.rows("SELECT * FROM hot_item") == []


def test_monthly_measure_is_judged_by_months(store: Store, hot: Hot) -> None:
    number = measure(store, [], cadence="month", plan=">=60")
    for month in (202606, 202607):
        assert hot() == []
        read(store, number, 50, month)
    assert hot() == [("M1", "measure")]
