"""The forms about a measure: templates, plans from a period on, two editors, triggers with their dry run, retiring."""

# ruff: noqa: F811 - fixtures of another module
from __future__ import annotations

from typing import Any

import pytest

from models.clock import FrozenClock
from models.decisions.verbs import Decide
from models.scorecard.verbs import (
    Acknowledge,
    AddMeasure,
    AddTrigger,
    EnterReading,
    PutOnTop,
    Retire,
    SetPlan,
)
from models.store.store import Store
from models.verbs import Archive, Edit
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW
from tests.screens.test_scorecard import lines, made, make_app, reading, settled, store  # noqa: F401 - fixtures


def dialog(pilot: Any) -> str:
    return lines(pilot.app.screen.box)


def plans(store: Store, measure: int) -> list[tuple[int, float]]:
    return store.reader.rows(
        "SELECT from_period, hold FROM plan WHERE measure_id = :m AND archived_at IS NULL ORDER BY from_period",
        m=measure,
    )


def other(store: Store) -> Store:
    return Store(store.location, handle="ana", clock=FrozenClock(NOW))


# ---- plans


async def test_goal_change_starts_on_the_period_typed_and_the_past_keeps_its_goal(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "p", "ctrl+u", *"3.5", "enter", "enter", "ctrl+u", *"W35", "enter", "enter")
        await settled(pilot)
        assert plans(store, 2)[-1] == (202635, 3.5)
        assert "3x" in pilot.app.screen.table.text_of(2)  # type: ignore[attr-defined]


async def test_goal_change_in_the_past_is_refused_in_the_form(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "p", "ctrl+u", *"3.5", "enter", "enter", "ctrl+u", *"2026-W30", "enter", "enter")
        await settled(pilot)
        assert "was judged by the plan it had" in dialog(pilot)
        assert len(plans(store, 2)) == 1


# ---- two editors


@pytest.mark.parametrize(("key", "kept"), [("m", "Cover mine"), ("t", "Cover theirs"), ("escape", "Cover theirs")])
async def test_two_editors_of_one_field_see_both_values(store: Store, key: str, kept: str) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", "ctrl+u", *"Cover mine")
        second = other(store)
        second.write(Edit(ref="M2", fields={"name": "Cover theirs"}))
        second.close()
        await pilot.press("pagedown", "enter")
        await settled(pilot)
        assert "Cover theirs" in dialog(pilot) and "Cover mine" in dialog(pilot) and "Pipeline" in dialog(pilot)
        await pilot.press(key)
        await settled(pilot)
        assert store.reader.value("SELECT name FROM measure WHERE id = 2") == kept


@pytest.mark.parametrize(
    ("field", "downs", "typed", "theirs"),
    [("owner", 6, "Cleo", {"owner": "ben"}), ("definition", 12, "mine", {"definition": "theirs"}),
     ("drives", 7, "Gross", {"drives": ""}), ("area", 8, "talent", {"area": "finance"})],
)  # fmt: skip
async def test_every_field_sends_what_it_opened_with(
    store: Store, field: str, downs: int, typed: str, theirs: dict[str, str]
) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *["down"] * downs, "ctrl+u", *typed, "tab")
        second = other(store)
        second.write(Edit(ref="M2", fields=theirs))
        second.close()
        await pilot.press("pagedown", "enter")
        await settled(pilot)
        assert "changed while you typed" in dialog(pilot), field


async def test_plan_that_somebody_changed_meanwhile_is_a_conflict_too(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", "end", *" now", "enter", "ctrl+u", *"2.5")
        second = other(store)
        second.write(SetPlan(measure=2, plan="4"))
        second.close()
        await pilot.press("pagedown", "enter")
        await settled(pilot)
        assert "plan of M2 changed" in dialog(pilot)
        await pilot.press("m")
        await settled(pilot)
        assert plans(store, 2)[-1] == (202633, 2.5)
        assert store.reader.value("SELECT name FROM measure WHERE id = 2") == "Pipeline coverage now"


async def test_different_fields_never_conflict(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", "ctrl+u", *"Cover")
        second = other(store)
        second.write(Edit(ref="M2", fields={"area": "finance"}))
        second.close()
        await pilot.press("pagedown", "enter")
        await settled(pilot)
        assert store.reader.row("SELECT name, area FROM measure WHERE id = 2") == ("Cover", "finance")


# ---- triggers


async def test_trigger_form_says_when_it_would_have_fired(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "t", *"< 2.5 for 2")
        await settled(pilot)
        shown = dialog(pilot)
        assert "2026-W32" in shown and "It holds now, for" in shown
        assert all(words in shown for words in ("closed periods", "from one to the next", "the mean of four")), shown
        await pilot.press("ctrl+u", *"< 1 for 2")
        assert "never have fired" in dialog(pilot)
        await pilot.press("ctrl+u", *"often")
        assert "no condition" in dialog(pilot)
        await pilot.press("enter")
        assert store.reader.value("SELECT count(*) FROM trigger") == 0


async def test_triggers_are_listed_changed_acknowledged_and_armed_again(store: Store) -> None:
    store.write(AddTrigger(measure=2, condition="< 2.5 for 2", action="Hire [/] two"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "l")
        screen = await settled(pilot)
        shown = lines(screen.table)
        assert "fired" in shown and "Hire [/]" in shown and "2/2" in shown
        await pilot.press("A")
        await settled(pilot)
        assert store.reader.value("SELECT state FROM trigger") == "acknowledged"
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("ctrl+u", *"< 1 for 3", "down", "down", "down", "enter")
        screen = await settled(pilot)
        row = store.reader.row("SELECT bound, periods, state FROM trigger")
        assert row == (1.0, 3, "armed")
        await pilot.press("A")
        assert "not fired" in lines(screen.message)
        await pilot.press("space", "a")
        await settled(pilot)
        assert "No triggers yet" in lines(screen.table)


# ---- dashboard, retiring


async def test_top_dashboard_picks_measures_of_any_team(store: Store) -> None:
    store.write(AddMeasure(fields={"name": "Sales calls", "team": "T2"}, plan=">=3", off_at="1"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press(">")
        assert "Nothing is on the top dashboard" in lines(screen.table) and "Top dashboard" in screen.headline()
        await pilot.press("<", "X", "space", "d")
        await settled(pilot)
        await pilot.press(">")
        assert sorted(screen.source.keys) == [1, 2, 3, 4]
        await pilot.press("space", "d")
        screen = await settled(pilot)
        assert not screen.source.keys


async def test_team_view_counts_against_the_limit(store: Store) -> None:
    for number in range(8):
        store.write(AddMeasure(fields={"name": f"More {number}", "team": "T1"}, plan=">=3", off_at="1"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press(">", ">")
        screen = await settled(pilot)
        assert "11 of 10 measures" in lines(screen.tally)


async def test_measure_is_retired_with_its_reason_only(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "r", *"nobody asked", "enter")
        screen = await settled(pilot)
        assert 2 not in screen.source.keys
        assert store.reader.value("SELECT retired_because FROM measure WHERE id = 2") == "nobody asked"


async def test_trim_report_names_what_changed_nothing_and_retires_from_there(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("T")
        screen = await settled(pilot)
        shown = lines(screen.table)
        assert "TRIM? 1" in shown and "Net revenue" in shown and "short 5w" in shown
        await pilot.press("e", *"never used", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT retired_because FROM measure WHERE id = 1") == "never used"
        assert "TRIM?" not in lines(screen.table)


@pytest.mark.parametrize("text", HOSTILE[:6])
async def test_hostile_texts_show_as_text_on_all_these_screens(store: Store, text: str) -> None:
    from models.errors import OarError

    try:
        store.write(Edit(ref="M2", fields={"name": text, "definition": text}))
        store.write(AddTrigger(measure=2, condition="< 2.5 for 2", action=text))
        store.write(Acknowledge(trigger=1))
        store.write(PutOnTop(measures=(2,)))
        store.write(EnterReading(measure=2, value=2.0, period=202632, note=text))
    except OarError:
        return
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        for keys in (("space", "l"), ("T",), ("enter", "enter")):
            await pilot.press(*keys)
            screen = await settled(pilot)
            assert not forbidden(lines(screen.table)) and not forbidden(lines(screen.header))
            await pilot.press("q")
            await settled(pilot)
    assert reading(store, 2, 202632) == 2.0


# ---- reports


async def test_reports_say_who_keeps_numbers_and_what_decisions_did(store: Store) -> None:
    clock = FrozenClock(NOW.replace(month=7, day=20))
    past = Store(store.location, handle="ana", clock=clock)
    past.write(Decide(text="Count [/] partners", owner="ana"))
    past.write(Edit(ref="D1", fields={"measure": "M2", "expected": ">=2x"}))
    past.close()
    async with make_app(store).run_test(size=(120, 30)) as pilot:
        await pilot.press("T", "v")
        screen = await settled(pilot)
        assert "Ana Kern" in lines(screen.table) and "who keeps their numbers" in lines(screen.tally)
        await pilot.press("enter", "e", "i", "r")
        assert type(pilot.app.screen) is type(screen)
        await pilot.press("v")
        await settled(pilot)
        shown = lines(screen.table)
        assert "Count [/] partners" in shown and ">=2x" in shown and "2.1x" in shown
        await pilot.press("enter")
        await settled(pilot)
        assert "Count [/] partners" in dialog(pilot)
        await pilot.press("escape", "v", "v")
        await settled(pilot)
        assert "to trim" in lines(screen.tally)


async def test_retired_measure_is_found_with_its_reason_and_brought_back(store: Store) -> None:
    store.write(Retire(measures=(2,), because="nobody [/] asked"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("T", "v", "v", "v")
        screen = await settled(pilot)
        assert "nobody [/] asked" in lines(screen.table) and "Pipeline" in lines(screen.table)
        await pilot.press("enter")
        measure = await settled(pilot)
        assert "taken off 2026-08-16: nobody [/] asked" in lines(measure.table)
        await pilot.press("q")
        await settled(pilot)
        await pilot.press("space", "b")
        await settled(pilot)
        assert "No measure was taken off" in lines(screen.table)
        assert store.reader.value("SELECT retired_at FROM measure WHERE id = 2") is None


async def test_reports_of_an_empty_company_say_how_they_fill(store: Store) -> None:
    store.write(Archive(refs=("M1", "M2", "M3")))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("T")
        screen = await settled(pilot)
        assert "Nothing to trim" in lines(screen.table)
        await pilot.press("v")
        assert "Nobody owns a measure" in lines(screen.table)
        await pilot.press("v", "enter", "e")
        assert "No decision names a measure" in lines(screen.table)
