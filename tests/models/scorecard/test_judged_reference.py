"""Status, trend, hits and aggregates of stored measures equal a slow reference that shares no code with them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.clock import FrozenClock
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


# ---- goals that changed, bands, months, and the value of the running period


class Told:
    """A measure as a slow bookkeeper would keep it: periods by their place, one goal after another, values."""

    def __init__(self, dice: random.Random, month: bool) -> None:
        self.dice, self.month = dice, month
        self.direction = dice.choice(["up", "down", "within"])
        self.how = dice.choice(["last", "last", "mean", "sum"])
        self.goals: list[tuple[int, str, float, float, int, float]] = []  # from, kind, low or start, goal, by, off at
        self.values: dict[int, float] = {}

    def day(self, place: int) -> date:
        """Return a day in the middle of a period."""
        if self.month:
            return date(2025 + (place + 2) // 12, (place + 2) % 12 + 1, 15)
        return date(2025, 10, 1) + timedelta(weeks=place)  # Wednesdays

    def period(self, place: int) -> int:
        day = self.day(place)
        return day.year * 100 + day.month if self.month else int(day.strftime("%G%V"))

    def written(self, place: int) -> str:
        day = self.day(place)
        return f"{day:%Y-%m}" if self.month else day.strftime("%G-W%V")

    def another_goal(self, place: int) -> tuple[str, str]:
        """Return a goal from `place` on as it would be typed, and its off-at distance."""
        level, off_at, ahead = self.dice.randint(40, 60), self.dice.randint(2, 9), self.dice.randint(2, 6)
        if self.direction == "within":
            self.goals.append((place, "band", level - 5.0, level + 5.0, 0, off_at))
            return f"{level - 5}..{level + 5}", str(off_at)
        if self.dice.random() < 0.5:
            self.goals.append((place, "hold", 0.0, level, 0, off_at))
            return (">=" if self.direction == "up" else "<=") + str(level), str(off_at)
        end = level + (12 if self.direction == "up" else -12)
        self.goals.append((place, "path", level, end, place + ahead, off_at))
        return f"{level} -> {end} from {self.written(place)} by {self.written(place + ahead)}", str(off_at)

    def judge(self, place: int) -> tuple[float | None, str]:
        """Return what the goal of its time asks of a period, and the verdict."""
        goal = [goal for goal in self.goals if goal[0] <= place][-1:]
        asked = None
        if goal:
            first, kind, low, aim, by, _ = goal[0]
            asked = low + (aim - low) * (min(place, by) - first) / (by - first) if kind == "path" else aim
        if not self.values or place < min(self.values):
            return asked, "none"
        if place not in self.values:
            return asked, "late"
        if not goal or asked is None:
            return asked, "none"
        value, low, off_at = self.values[place], goal[0][2], goal[0][5]
        if self.direction == "within":
            short = value - asked if value > asked else low - value if value < low else 0.0
        else:
            short = asked - value if self.direction == "up" else value - asked
        return asked, "ok" if short <= 1e-6 else "off" if short - off_at > 1e-6 else "risk"


@pytest.mark.parametrize("month", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_every_period_is_judged_by_the_goal_of_its_time(path: str, seed: int, month: bool) -> None:
    told, span = Told(random.Random(seed), month), 20
    dice = told.dice
    clock = FrozenClock(datetime.combine(told.day(0), time(9), UTC))
    store = Store(path, handle="ana", clock=clock)
    fields = {"name": "M", "team": "T1", "direction": told.direction, "aggregate": told.how,
              "cadence": "month" if month else "week"}  # fmt: skip
    number = int(str(store.write(AddMeasure(fields=fields)).value))
    for place in range(span):
        clock.at = datetime.combine(told.day(place), time(9), UTC)
        if dice.random() < 0.25:
            plan, off_at = told.another_goal(place)
            store.write(SetPlan(measure=number, plan=plan, off_at=off_at, since=told.written(place)))
        if dice.random() < 0.8:
            told.values[place] = float(dice.randint(30, 70))
            store.write(EnterReading(measure=number, value=told.values[place], period=told.period(place)))
    running = told.how == "last" and span - 1 in told.values
    shown = range(span - 13, span) if running else range(span - 14, span - 1)
    one = judged(store.reader, clock.today())[number]
    assert one.periods == [told.period(place) for place in shown]
    assert one.values == [told.values.get(place) for place in shown]
    asked, words = zip(*(told.judge(place) for place in shown), strict=True)
    assert one.plan_values == [pytest.approx(value) if value is not None else None for value in asked]
    assert one.statuses == list(words)
    assert one.hits == (words.count("ok"), sum(word in ("ok", "risk", "off") for word in words))
    closed = [place for place in shown if place < span - 1]
    assert one.closed == [told.judge(place)[1] for place in closed]
    assert one.closed_values == [told.values.get(place) for place in closed]
    assert one.so_far == (None if running else told.values.get(span - 1))
    store.close()
