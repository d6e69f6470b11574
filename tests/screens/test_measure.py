"""One measure on its own screen: readings corrected where they stand, chart with steps and marks, what hangs on it."""

# ruff: noqa: F811 - fixtures of another module
from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from models.clock import FrozenClock
from models.decisions.verbs import Decide
from models.issues.verbs import AddTodo
from models.scorecard.verbs import AddTrigger, EnterReading, SetPlan
from models.sources.verbs import PullReadings
from models.store.store import Store
from models.verbs import AddNote, Archive, Edit
from screens.widgets.chart import Series, chart_lines
from tests.models.conftest import NOW
from tests.screens.test_scorecard import lines, made, make_app, reading, settled, store  # noqa: F401 - fixtures
from themes.glyphs import ASCII, UNICODE
from themes.width import cell_width


async def opened(pilot: Any, *keys: str) -> Any:
    await pilot.press("enter", "enter", *keys)
    return await settled(pilot)


def shown(screen: Any) -> str:
    return "\n".join(screen.table.text_of(key) for key in screen.source.keys)


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40)])
async def test_everything_about_a_measure_is_on_one_screen(store: Store, size: tuple[int, int]) -> None:
    store.write(AddNote(ref="M2", text="two reps out", kind="why", period=202632))
    store.write(AddTodo(title="count partners", ref="M2", owner="ben"))
    store.write(AddTrigger(measure=2, condition="< 2 for 2", action="Hire two"))
    store.write(Decide(text="Partner pipeline counts", owner="ana"))
    store.write(Edit(ref="D1", fields={"measure": "M2", "expected": ">=3x"}))
    store.write(SetPlan(measure=2, plan="3.5"))
    async with make_app(store).run_test(size=size) as pilot:
        screen = await opened(pilot)
        assert type(screen).__name__ == "MeasureScreen"
        found = shown(screen)
        for words in (
            "Readings",
            "2026-W32",
            "two reps out",
            "count partners",
            "Hire two",
            "Partner pipeline",
            "Goals",
        ):
            assert words in found, words
        assert "from 2026-W33" in found and "leads to Net revenue" in found
        assert all(cell_width(line) <= size[0] for line in lines(screen.table).splitlines())
        await pilot.press("q")
        assert type(await settled(pilot)).__name__ == "ScorecardScreen"


async def test_reading_under_the_cursor_is_corrected_and_shows_what_it_was(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "down")
        assert screen.reading.period == 202631
        await pilot.press("2", ".", "4")
        assert "W31" in lines(screen.message)
        await pilot.press("enter")
        await settled(pilot)
        assert reading(store, 2, 202631) == 2.4
        found = shown(screen)
        assert "was  2.2x" in found and "Ana Kern" in found
        await pilot.press("u")
        await settled(pilot)
        assert reading(store, 2, 202631) == 2.2 and "was  2.2x" not in shown(screen)


async def test_gap_is_filled_from_its_own_line_and_a_value_taken_away(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "down", "down")
        assert screen.reading.period == 202630 and screen.reading.value is None
        await pilot.press(*"2.6", "enter")
        await settled(pilot)
        assert reading(store, 2, 202630) == 2.6
        await pilot.press("space", "x")
        await settled(pilot)
        assert reading(store, 2, 202630) is None


async def test_why_belongs_to_the_period_under_the_cursor_and_marks_the_chart(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "down", "w", *"holiday", "enter")
        await settled(pilot)
        assert store.reader.row("SELECT period, text FROM note") == (202631, "holiday")
        drawn = [line for line in lines(screen.chart).splitlines() if "│" in line or "┤" in line]
        assert any("w" in line for line in drawn)


async def test_enter_opens_what_the_row_stands_for(store: Store) -> None:
    store.write(AddTrigger(measure=2, condition="< 2 for 2", action="Hire two"))
    store.write(Decide(text="Partner pipeline counts", owner="ana"))
    store.write(Edit(ref="D1", fields={"measure": "M2"}))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        for words, title in (("Hire two", "TR1"), ("Partner pipeline", "D1")):
            screen.table.home()
            while words not in screen.table.text_of(screen.table.key):
                at = screen.table.cursor
                await pilot.press("down")
                assert screen.table.cursor != at
            await pilot.press("enter")
            await settled(pilot)
            assert title in lines(pilot.app.screen.box)
            await pilot.press("escape")
            await settled(pilot)


@pytest.mark.parametrize(("size", "among"), [((80, 24), 2), ((160, 40), 1)])
async def test_source_its_last_pull_and_who_answers_stand_first_and_what_it_may_not_change_is_told(
    store: Store, size: tuple[int, int], among: int
) -> None:
    later = Store(store.location, handle="ana", clock=FrozenClock(NOW + timedelta(minutes=5)))
    readings = ((202632, 1.9), (202630, 2.6))
    later.write(PullReadings(measure=2, readings=readings, source="billing", kind="http", every="every Monday",
                             quality="ben", fields="path data.value"))  # fmt: skip
    later.close()
    async with make_app(store).run_test(size=size) as pilot:
        screen = await opened(pilot)
        first = "\n".join(lines(screen.table).splitlines()[:among])
        for words in ("from billing (http, every Monday)", "last pulled 16 Aug 09:05 by Ana Kern",
                      "Ben Ito answers for them", "reads path data.value"):  # fmt: skip
            assert words in first, first
        assert reading(store, 2, 202632) == 2.1 and reading(store, 2, 202630) == 2.6
        assert re.search(r"said +1\.9x +not taken +billing 16 Aug", lines(screen.table))


async def test_measure_that_goes_away_meanwhile_says_so(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        store.write(Archive(refs=("M2",)))
        pilot.app.poll()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "not there any more" in lines(screen.table)
        await pilot.press("2", "w", "i", "E", "enter", "q")
        await settled(pilot)


async def test_present_mode_hides_a_private_measure_here_too(store: Store) -> None:
    store.write(Edit(ref="M2", fields={"private": "yes"}))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert "2.1x" in lines(screen.chart)
        await pilot.press("P")
        await settled(pilot)
        assert "Pipeline" not in lines(screen.table) + lines(screen.header)


# ---- chart


def drawn(series: Series, glyphs: Any = UNICODE) -> list[str]:
    return ["".join(text for text, _ in line) for line in chart_lines(series, 60, 14, glyphs)]


def series(**more: Any) -> Series:
    labels = [f"W{week}" for week in range(22, 32)]
    base: dict[str, Any] = {"values": [3.0] * 10, "plan": [2.0] * 5 + [4.0] * 5, "written": str}
    return Series(labels, **(base | more))


def test_plan_line_steps_where_the_goal_changed_and_is_straight_where_it_did_not() -> None:
    rows = [line for line in drawn(series(steps=frozenset({5})))[1:-2] if "·" in line]
    assert len(rows) == 2  # the old goal and the new one, nothing in between
    assert len([line for line in drawn(series())[1:-2] if "·" in line]) > 2


def test_limit_near_the_values_is_drawn_and_one_far_away_is_not() -> None:
    plain = series(plan=[3.0] * 10, values=[3.0, 2.5] * 5)
    assert any(line.count("-") > 20 for line in drawn(Series(**{**_fields(plain), "limits": (2.7,)}))[1:-2])
    assert not any(line.count("-") > 20 for line in drawn(Series(**{**_fields(plain), "limits": (900.0,)}))[1:-2])


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_periods_about_which_something_was_said_carry_a_letter(glyphs: Any) -> None:
    text = "\n".join(drawn(series(marks={3: "w", 7: "c"}), glyphs)[1:-2])
    assert text.count("w") == 1 and text.count("c") == 1
    gap = [3.0] * 3 + [None] + [3.0] * 6
    assert "w" in "\n".join(drawn(series(values=gap, marks={3: "w"}), glyphs)[1:-2])


def _fields(one: Series) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("labels", "values", "plan", "written")}


# ---- how the rules serve


async def test_rules_say_what_became_of_what_they_found_and_replay_a_threshold(store: Store) -> None:
    store.write(EnterReading(measure=2, value=2.0, period=202630))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("g", "h")
        await settled(pilot)
        await pilot.press("space", "r")
        screen = await settled(pilot)
        assert "measure off" in lines(screen.table) and "2 periods" in lines(screen.table)
        await pilot.press("enter")
        await settled(pilot)
        box = pilot.app.screen.box  # type: ignore[attr-defined]
        assert "Nothing would have been different" in lines(box)
        await pilot.press("9")
        await settled(pilot)
        assert "at 9" in lines(box) and "Would not have been hot" in lines(box) and "Pipeline coverage" in lines(box)
        await pilot.press("enter")
        screen = await settled(pilot)
        stored = store.reader.value("SELECT value FROM setting WHERE name = 'off_periods'")
        assert json.loads(stored) == 9
        assert "9 periods" in lines(screen.table)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("-", "escape")
        await settled(pilot)
        assert json.loads(store.reader.value("SELECT value FROM setting WHERE name = 'off_periods'")) == 9
