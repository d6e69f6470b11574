"""Self-tuning: what became of hot items, and a replay that says what became hot week by week."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from models import weeks
from models.clock import FrozenClock
from models.errors import Refused
from models.issues import tuning_reads
from models.issues.verbs import DropHot, ToIssue
from models.people.verbs import SetSetting
from models.scorecard.verbs import EnterReading
from models.store.store import Store
from tests.models.issues.conftest import Hot, measure, read

TODAY = date(2026, 8, 16)


def test_rules_tell_what_became_of_their_hot_items(store: Store) -> None:
    one = measure(store, [54, 54], name="A")
    measure(store, [54, 54], name="B")
    measure(store, [54, 54], name="C")
    fourth = measure(store, [54, 54], name="D")
    store.write(ToIssue(items=("H1",)))
    store.write(DropHot(items=("H2",)))
    read(store, fourth, 70)
    view, *silent = tuning_reads.rule_rows(store.reader, TODAY)
    assert (view.rule, view.fired, view.acted, view.dropped, view.recovered, view.waiting) == ("measure", 4, 1, 1, 1, 1)
    assert (view.setting, view.value) == ("off_periods", 2)
    assert view.share == pytest.approx(1 / 3)
    assert [(one.rule, one.setting, one.fired) for one in silent] == [
        ("worsening", "worse_periods", 0), ("opportunity", "better_periods", 0),
    ]  # fmt: skip
    for others in (
        tuning_reads.rule_rows(store.reader, TODAY, teams=[3]),
        tuning_reads.rule_rows(store.reader, TODAY + timedelta(weeks=14)),
    ):
        assert sum(one.fired for one in others) == 0 and len(others) == 3
    assert one == 1


def test_replay_tells_which_hot_items_another_threshold_takes_and_brings(store: Store) -> None:
    measure(store, [70, 54, 54, 70, 70, 54, 54, 54], name="A")
    found = tuning_reads.replay(store.reader, TODAY, "off_periods", 3)
    assert (found.now["measure"], found.then["measure"]) == (2, 1)
    assert [(one.when, one.rule) for one in found.gone] == [("2026-W27", "measure"), ("2026-W31", "measure")]
    assert [(one.when, one.rule) for one in found.new] == [("2026-W32", "measure")]
    assert (found.before, found.after, found.measures) == (2, 3, 1)


@pytest.mark.parametrize(("name", "value"), [("hot_limit", 3), ("off_periods", 0), ("off_periods", 14), ("[/]", 1)])
def test_what_cannot_be_replayed_is_refused(store: Store, name: str, value: int) -> None:
    with pytest.raises(Refused):
        tuning_reads.replay(store.reader, TODAY, name, value)


def test_changed_threshold_is_asked_at_once(store: Store, hot: Hot) -> None:
    measure(store, [54, 54])
    assert hot() == [("M1", "measure")]
    store.write(SetSetting(name="off_periods", value="3"))
    assert hot() == []
    store.undo()
    assert hot() == [("M1", "measure")]
    store.write(SetSetting(name="off_periods", value="1"))
    assert hot() == [("M1", "measure")]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_replay_equals_what_became_hot_week_by_week(path: str, seed: int) -> None:
    dice = random.Random(seed)
    clock = FrozenClock(datetime.fromisoformat("2026-03-02T09:00:00+00:00"))
    store = Store(path, handle="ana", clock=clock)
    numbers = [measure(store, [], name=name, last=202610) for name in "ABCD"]
    values = dict.fromkeys(numbers, 62.0)
    seen: list[tuple[str, str]] = []
    before: set[str] = set()
    for _ in range(26):
        week = weeks.week_of(clock.today())
        for number in numbers:
            values[number] = min(80.0, max(45.0, values[number] + dice.choice([-6, -3, 3, 6])))
            if dice.random() > 0.1:
                store.write(EnterReading(measure=number, value=values[number], period=week))
        clock.at += timedelta(days=7)
        store.roll()
        rows = store.reader.rows("SELECT source, rule FROM hot_item WHERE state = 'open' AND source LIKE 'M%'")
        seen += [(weeks.format_week(week), source) for source, _ in rows if source not in before]
        before = {source for source, _ in rows}
    found = tuning_reads.replay(store.reader, clock.today(), "off_periods", 13)
    first = weeks.shift(weeks.week_of(clock.today()), -13)
    wanted = sorted(one for one in seen if one[0] >= weeks.format_week(first))
    same = tuning_reads.replay(store.reader, clock.today(), "off_periods", 2)
    assert same.gone == same.new == ()
    assert sum(same.now.values()) == len(wanted)
    assert len(wanted) > 2
    assert {(one.when, one.measure) for one in found.gone} <= set(wanted)
    store.close()
