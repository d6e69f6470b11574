"""Forms and grids that were typed in and not saved: after a kill they come back as they were typed."""

# ruff: noqa: F811 - fixtures of another module
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.scorecard.verbs import AddTrigger, Retire
from models.store.store import Store
from models.verbs import Archive
from screens.check_in_grid import CheckInGrid
from screens.dialogs.form import FormDialog
from screens.reading_grid import ReadingGrid
from screens.shell import Facts
from tests.screens import test_check_in_grid as check_ins
from tests.screens.fakes import look
from tests.screens.test_scorecard import lines, made, reading, settled, store  # noqa: F401 - fixtures
from tui.app import DRAFT_AFTER, OarApp

planned_team = check_ins.store


def make_app(store: Store, folder: Path, start: str = "scorecard") -> OarApp:
    """Return the app with a place for drafts: what is in the file when it ends is what a kill would leave."""
    facts = lambda: Facts("Harbor Pay", "W33 7/13")  # noqa: E731
    return OarApp(store, look=look(), facts=facts, start=start, state_folder=lambda: str(folder))


async def typed_and_killed(store: Store, folder: Path, *keys: str) -> str:
    """Type, and return what is in the drafts file before anything could be saved or cleared."""
    async with make_app(store, folder).run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await settled(pilot)
        await pilot.pause(DRAFT_AFTER + 0.1)
        file = folder / "drafts.json"
        return file.read_text() if file.exists() else ""


async def brought_back(pilot: Any) -> Any:
    await pilot.pause()
    await pilot.press("R", "enter")
    return await settled(pilot)


# ---- the grid of numbers


async def test_numbers_typed_in_the_grid_come_back_after_a_kill_for_their_week(store: Store, tmp_path: Path) -> None:
    kept = await typed_and_killed(store, tmp_path, "v", "home", "tab", "<", *"108", "tab", *"2.5 two reps out", "tab")
    assert "2.5 two reps out" in kept
    async with make_app(store, tmp_path).run_test(size=(80, 24)) as pilot:
        started = await settled(pilot)
        assert "Not saved last time: 'M1 108; M2 2.5 two reps" in lines(started.message)
        screen = await brought_back(pilot)
        assert isinstance(screen, ReadingGrid)
        assert "Save 2 numbers" in lines(screen.panel) and "2026-W32" in lines(screen.said)
        await pilot.press("e")
        await settled(pilot)
        assert (reading(store, 1, 202632), reading(store, 2, 202632)) == (108.0, 2.5)
        await pilot.pause(DRAFT_AFTER + 0.1)
        assert not (tmp_path / "drafts.json").exists()


async def test_number_that_cannot_be_read_comes_back_too_and_outlives_a_second_kill(
    store: Store, tmp_path: Path
) -> None:
    await typed_and_killed(store, tmp_path, "v", "home", "tab", *"0.95", "tab")
    for _ in range(2):
        async with make_app(store, tmp_path).run_test(size=(80, 24)) as pilot:
            screen = await brought_back(pilot)
            assert "keep 1 that cannot be read" in lines(screen.panel)
            await pilot.pause(DRAFT_AFTER + 0.1)


@pytest.mark.parametrize("keys", [("escape", "d"), ("escape", "s"), ("ctrl+u", "tab")])
async def test_numbers_that_were_saved_dropped_or_erased_leave_nothing(
    store: Store, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    assert not await typed_and_killed(store, tmp_path, "v", "home", "tab", *"108", *keys)


async def test_number_whose_measure_is_gone_is_left_out_and_the_others_come_back(store: Store, tmp_path: Path) -> None:
    await typed_and_killed(store, tmp_path, "v", "home", "tab", *"108", "tab", *"2.5", "tab")
    store.write(Retire(measures=(1,), because="nobody reads it"))
    async with make_app(store, tmp_path).run_test(size=(80, 24)) as pilot:
        screen = await brought_back(pilot)
        assert "Save 1 number" in lines(screen.panel)


async def test_check_ins_typed_in_the_grid_come_back_after_a_kill(planned_team: Store, tmp_path: Path) -> None:
    async with make_app(planned_team, tmp_path, "okrs").run_test(size=(80, 24)) as pilot:
        await check_ins.grid(pilot)
        await pilot.press("<", "1", "1", "tab", "6", "tab", *"two logos", "tab", "9")
        await pilot.pause(DRAFT_AFTER + 0.1)
        assert "two logos" in (tmp_path / "drafts.json").read_text()
    async with make_app(planned_team, tmp_path, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await brought_back(pilot)
        assert isinstance(screen, CheckInGrid)
        await pilot.press("e")
        await settled(pilot)
        assert check_ins.said(planned_team) == [(1, 11, 6, "two logos"), (2, 9, None, None)]
        periods = planned_team.reader.rows("SELECT DISTINCT period FROM check_in WHERE id > 1")
        assert periods == [(202632,)]


# ---- forms


async def test_trigger_typed_and_not_saved_comes_back_with_its_dry_run(store: Store, tmp_path: Path) -> None:
    await typed_and_killed(store, tmp_path, "space", "t", *"< 2.5 for 2", "enter", *"Call the partners")
    async with make_app(store, tmp_path).run_test(size=(80, 24)) as pilot:
        screen = await brought_back(pilot)
        assert "Would have fired in 2026-W32" in lines(screen.box) and "Call the partners" in lines(screen.box)
        await pilot.press("down", "down", "down", "enter")
        await settled(pilot)
        found = store.reader.row("SELECT action, measure_id FROM trigger")
        assert found == ("Call the partners", 2)


async def test_changed_trigger_comes_back_as_that_trigger(store: Store, tmp_path: Path) -> None:
    store.write(AddTrigger(measure=2, condition="< 2.5 for 2", action="Call Mei"))
    await typed_and_killed(store, tmp_path, "space", "l", "enter", "down", *" and Jonas")
    async with make_app(store, tmp_path).run_test(size=(80, 24)) as pilot:
        screen = await brought_back(pilot)
        assert "TR1" in lines(screen.box) and "Call Mei and Jonas" in lines(screen.box)
        await pilot.press("escape")
        await settled(pilot)
    store.write(Archive(refs=("TR1",)))
    await typed_and_killed(store, tmp_path, "space", "t", *"< 2.5 for 2")
    store.write(Retire(measures=(2,), because="gone"))
    async with make_app(store, tmp_path).run_test(size=(80, 24)) as pilot:
        screen = await brought_back(pilot)
        assert "There is no M2" in lines(screen.message)
        assert (tmp_path / "drafts.json").exists()  # what has no place any more is not thrown away


async def test_plan_typed_and_not_saved_comes_back(store: Store, tmp_path: Path) -> None:
    await typed_and_killed(store, tmp_path, "space", "p", "ctrl+u", *">=4x")
    async with make_app(store, tmp_path).run_test(size=(80, 24)) as pilot:
        screen = await brought_back(pilot)
        assert isinstance(screen, FormDialog) and ">=4x" in lines(screen.box)
        await pilot.press("down", "down", "down", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT max(hold) FROM plan WHERE measure_id = 2") == 4


async def test_new_measure_comes_back_with_its_template_and_plan(store: Store, tmp_path: Path) -> None:
    await typed_and_killed(store, tmp_path, "a", "m", *"net promoter", "enter", "down", *">=50")
    async with make_app(store, tmp_path).run_test(size=(80, 24)) as pilot:
        screen = await brought_back(pilot)
        assert "New measure: Net promoter score" in lines(screen.box) and ">=50" in lines(screen.box)
        await pilot.press("pagedown", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT hold FROM plan WHERE measure_id = 4") == 50


async def test_changed_measure_comes_back_with_its_plan_on_any_screen(store: Store, tmp_path: Path) -> None:
    await typed_and_killed(store, tmp_path, "E", *" of all", "down", "ctrl+u", *"4")
    async with make_app(store, tmp_path, "today").run_test(size=(80, 24)) as pilot:
        await brought_back(pilot)
        await pilot.press("pagedown", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT name FROM measure WHERE id = 2") == "Pipeline coverage of all"
        assert store.reader.value("SELECT max(hold) FROM plan WHERE measure_id = 2") == 4
