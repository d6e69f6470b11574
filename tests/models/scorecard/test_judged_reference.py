"""Status, trend, hits and aggregates of stored measures equal a slow reference that shares no code with them."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from models.scorecard.glance_reads import judged
from models.scorecard.rules import aggregate, plan_values
from models.scorecard.verbs import AddMeasure, EnterReading, SetPlan
from models.store.store import Store

TODAY = date(2026, 8, 16)


def mondays(count: int) -> list[date]:
    """Return the Mondays of the last closed weeks, oldest first."""
    running = TODAY - timedelta(days=TODAY.isoweekday() - 1)
    return [running - timedelta(weeks=back) for back in range(count, 0, -1)]


def week(monday: date) -> int:
    return int(monday.strftime("%G%V"))


def verdict(value: float | None, asked: float, off_at: float, direction: str, begun: bool) -> str:
    if not begun:
        return "none"
    if value is None:
        return "late"
    short = asked - value if direction == "up" else value - asked
    if short <= 1e-6:
        return "ok"
    return "off" if short - off_at > 1e-6 else "risk"


@pytest.mark.parametrize("seed", range(8))
def test_verdicts_hits_and_trend_equal_a_slow_reference(store: Store, seed: int) -> None:
    dice = random.Random(seed)
    direction, how = dice.choice(["up", "down"]), dice.choice(["mean", "sum", "min", "max"])
    sign = ">=" if direction == "up" else "<="
    verb = AddMeasure(fields={"name": "M", "team": "Sales", "aggregate": how}, plan=f"{sign}50", off_at="7")
    number = int(store.write(verb).refs[0][1:])
    far = 50 + (20 if direction == "up" else -20)
    start, end = week(TODAY), week(TODAY + timedelta(weeks=8))
    store.write(SetPlan(measure=number, plan=f"50 -> {far} from {start} by {end}", off_at="3"))  # not for the past
    values: list[float | None] = []
    for monday in mondays(13):
        value = None if dice.random() < 0.2 else float(dice.randint(35, 65))
        values.append(value)
        if value is not None:
            store.write(EnterReading(measure=number, value=value, period=week(monday)))
    first = next(place for place, value in enumerate(values) if value is not None)
    one = judged(store.reader, TODAY)[number]
    wanted = [verdict(value, 50.0, 7.0, direction, at >= first) for at, value in enumerate(values)]
    assert one.periods == [week(monday) for monday in mondays(13)]
    assert (one.values, one.statuses) == (values, wanted)
    known = [word for word in wanted if word in ("ok", "risk", "off")]
    assert one.hits == (known.count("ok"), len(known))
    before, now = values[-2], values[-1]
    if before is None or now is None:
        assert one.trend == ""
    else:
        gain = (now - before) * (1 if direction == "up" else -1)
        assert one.trend == ("same" if gain == 0 else "better" if gain > 0 else "worse")
    ahead = plan_values(one.plans, [week(TODAY + timedelta(weeks=by)) for by in range(10)])
    slow = [50 + (far - 50) * min(by, 8) / 8 for by in range(10)]
    assert ahead == pytest.approx(slow)


@pytest.mark.parametrize("seed", range(20))
def test_aggregates_equal_a_loop(seed: int) -> None:
    dice = random.Random(seed)
    values = [None if dice.random() < 0.3 else dice.randint(-50, 50) / 4 for _ in range(13)]
    total, count, least, most, last = 0.0, 0, None, None, None
    for value in values:
        if value is not None:
            total, count, last = total + value, count + 1, value
            least = value if least is None or value < least else least
            most = value if most is None or value > most else most
    found = {how: aggregate(values, how) for how in ("sum", "mean", "last", "min", "max")}
    assert found == {"sum": total, "mean": pytest.approx(total / count), "last": last, "min": least, "max": most}
