"""A new measure from a template or from nothing, one worked out from others, and every entry of a measure's menu."""

# ruff: noqa: F811 - fixtures of another module
from __future__ import annotations

from typing import Any

import pytest

from models.scorecard.verbs import AddTrigger, SetFormula
from models.store.store import Store
from tests.screens.test_scorecard import lines, made, make_app, reading, settled, store  # noqa: F401 - fixtures
from tests.screens.test_scorecard_forms import dialog, plans

# ---- a new measure


async def test_template_fills_the_form_and_no_goal_is_chosen_for_anybody(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "m", *"net promoter", "enter")
        await settled(pilot)
        shown = dialog(pilot)
        assert "Net promoter score" in shown and "innovation" in shown
        await pilot.press("enter")
        assert "Such as >=40" in dialog(pilot)
        await pilot.press(*">=50", "pagedown", "enter")
        await settled(pilot)
        row = "SELECT name, area, aggregate, definition <> '' FROM measure WHERE id = 4"
        assert store.reader.row(row) == ("Net promoter score", "innovation", "last", 1)
        assert plans(store, 4)[0][1] == 50


async def test_whole_set_of_a_stage_is_added_and_undone_in_one_go(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "m", *"early stage", "enter")
        screen = await settled(pilot)
        assert len(screen.source.keys) == 10
        await pilot.press("u")
        screen = await settled(pilot)
        assert len(screen.source.keys) == 3


async def test_name_that_no_template_has_becomes_the_name(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "m", *"Zzxq 7", "enter", "pagedown", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT name FROM measure WHERE id = 4") == "Zzxq 7"


async def test_new_measure_says_how_it_is_added_up_and_whether_its_owner_moves_it(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "m", "enter", *"Deploys", *["down"] * 4, "right", "right", "down", "down", "right")
        await pilot.press(*["down"] * 5, "right")
        await settled(pilot)
        assert "Save" in dialog(pilot)
        await pilot.press("pagedown", "enter")
        await settled(pilot)
        row = store.reader.row("SELECT name, direction, controlled, aggregate FROM measure WHERE id = 4")
        assert row == ("Deploys", "down", 0, "sum")


async def test_first_plan_says_from_when_it_counts_and_does(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "m", "enter", *"Deploys", "pagedown", "enter")
        await settled(pilot)
        await pilot.press("space", "p", *"4 -> 17 by W50", "enter", "enter")
        assert "the past counts too" in " ".join(dialog(pilot).replace("\u2502", " ").split())
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT from_period FROM plan WHERE measure_id = 4") == 202632
        await pilot.press("space", "p")
        assert "Counts from  2026-W33" in dialog(pilot)


async def test_refused_form_keeps_what_was_typed(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "m", "enter", *"Churn", "enter", *"<=0", "pagedown", "enter")
        await settled(pilot)
        assert "off-at" in dialog(pilot) and "Churn" in dialog(pilot)
        assert store.reader.value("SELECT count(*) FROM measure") == 3


# ---- worked out from others


async def test_formula_is_typed_shown_with_its_inputs_and_taken_away(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "m", "enter", *"Blend", "pagedown", "enter")
        await settled(pilot)
        await pilot.press("space", "f", *"M1 + m3 * 2", "enter")
        screen = await settled(pilot)
        assert "worked out as M1 + M3 * 2" in lines(screen.message)
        assert reading(store, 4, 202632) == pytest.approx(108.2 + 2 * 62.3)
        await pilot.press("enter", "enter")
        screen = await settled(pilot)
        shown = "\n".join(screen.table.text_of(key) for key in screen.source.keys)
        assert "M1 + M3 * 2" in shown and "M3  Gross margin" in shown
        await pilot.press("space", "f", "ctrl+u", "enter")
        screen = await settled(pilot)
        assert "takes its numbers by hand again" in lines(screen.message)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("M2 / 3", "worked out from itself"), ("M1", "M2 from M1 from M2"), ("M9", "no M9"), ("__import__", "no formula")],
)
async def test_formula_that_cannot_stand_is_told_in_a_line_and_comes_back(store: Store, typed: str, said: str) -> None:
    store.write(SetFormula(measure=1, formula="M2 * 2"))
    async with make_app(store).run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        screen: Any = pilot.app.screen
        screen.table.go_to(2)
        await pilot.press("space", "f", *typed, "enter")
        await settled(pilot)
        assert said in lines(screen.message), lines(screen.message)
        assert store.reader.value("SELECT formula FROM measure WHERE id = 2") is None


@pytest.mark.parametrize("keys", [(), ("enter", "enter")])
async def test_every_entry_of_the_menu_does_its_work_or_says_why_not(store: Store, keys: tuple[str, ...]) -> None:
    store.write(AddTrigger(measure=2, condition="< 2.5 for 2", action="Call Mei"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        screen = await settled(pilot)
        menu = next(command for command in screen.keymap.commands if command.id == "scorecard.menu")
        for entry in menu.children:
            await pilot.press("space", entry.key)
            await settled(pilot)
            while pilot.app.screen is not screen:
                await pilot.press("escape")
                await settled(pilot)
            await pilot.press("escape") if screen.message.asking else None
            assert pilot.app.screen is screen, entry.id
