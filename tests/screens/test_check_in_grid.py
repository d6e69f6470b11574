"""The check-in grid: a whole team typed with Tab, saved as one action, bad cells marked and kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from models.clock import FrozenClock
from models.cycles.verbs import StartCycle
from models.okrs.verbs import CheckIn
from models.store.store import Store
from models.verbs import Add, Edit
from screens.check_in_grid import CheckInGrid
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW
from tests.screens.small import app, settled


@pytest.fixture
def store(path: str, planned: Store) -> Iterator[Store]:
    """Return O1 of Sales with KR1, KR2 and a yes-or-no KR3, O2 of Support with KR4, opened as Ben, lead of Sales."""
    for title, team in (("Win", "Sales"), ("Keep", "Support")):
        planned.write(Add(kind="objective", fields={"title": title, "intent": "stretch", "team": team}))
    for title, goal in (("Share", "O1"), ("Days", "O1")):
        planned.write(Add(kind="key_result", fields={"title": title, "goal": goal, "start": 4, "target": 17}))
    planned.write(Add(kind="key_result", fields={"title": "Signed", "goal": "O1", "kind": "boolean"}))
    planned.write(Add(kind="key_result", fields={"title": "Calls", "goal": "O2", "start": 0, "target": 5}))
    planned.write(StartCycle(cycle=1))
    planned.write(CheckIn(kr=1, value=8, confidence=5))
    opened = Store(path, handle="ben", clock=FrozenClock(NOW))
    yield opened
    opened.close()


async def grid(pilot: Any) -> Any:
    await pilot.pause()  # keys are taken once the first screen is painted
    await pilot.app.open_screen(CheckInGrid())
    return await settled(pilot)


def shown(screen: Any) -> str:
    return "\n".join(screen.panel.render_line(y).text.rstrip() for y in range(screen.panel.size.height))


def said(store: Store) -> list[tuple[Any, ...]]:
    return store.reader.rows(
        "SELECT key_result_id, value, confidence, note FROM check_in WHERE archived_at IS NULL ORDER BY id"
    )[1:]


async def test_the_rows_are_my_teams_with_what_they_said_last(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        text = shown(screen)
        assert "Win" in text and "8 > 17" in text and "Signed" in text and "Calls" not in text


async def test_a_whole_team_is_typed_with_tab_and_saved_as_one_action_with_one_undo(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await grid(pilot)
        await pilot.press(
            "1", "1", "tab", "6", "tab", *"two logos e?", "tab", "9", "tab", "tab", "tab", *"yes", "enter", "enter"
        )
        screen = await settled(pilot)
        assert said(store) == [(1, 11, 6, "two logos e?"), (2, 9, None, None), (3, 1, None, None)]
        assert "Checked in 3 key results for W33" in screen.message.render_line(0).text
        await pilot.press("u")
        await settled(pilot)
        assert said(store) == []
        assert store.reader.value("SELECT value FROM rollup WHERE node = 'key_result' AND node_id = 1") == 8


async def test_the_footer_offers_to_save_where_the_key_is_no_text(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        for key, offered in (("tab", True), ("c", False), ("backspace", True), ("tab", False), ("tab", True)):
            await pilot.press(key)
            await pilot.pause()
            assert ("e save" in screen.footer.render_line(0).text) is offered, key


async def test_a_bad_cell_is_marked_with_a_line_and_kept_while_the_others_are_saved(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        await pilot.press(*"12a", "enter", "9", "enter")
        assert "12a is not a number" in shown(screen)
        await pilot.press("e")
        screen = await settled(pilot)
        assert said(store) == [(2, 9, None, None)]
        assert "12a" in shown(screen) and "1 cannot be read" in screen.message.render_line(0).text
        await pilot.press("backspace", "enter", "enter", "enter", "enter")
        await settled(pilot)
        assert said(store) == [(2, 9, None, None), (1, 12, 5, None)]


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [("+2", "would nudge"), ("1e400", "number"), ("11 c6", ""), ("-3", ""), ("5 c11", "confidence")],
)
async def test_a_value_cell_takes_the_grammar_of_the_prompt_without_nudges(store: Store, keys: str, wrong: str) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        await pilot.press(*("space" if key == " " else key for key in keys), "tab")
        await settled(pilot)
        assert (wrong in screen.lines[0].error) if wrong else screen.lines[0].ready


async def test_the_confidence_keeps_its_grammar_and_is_taken_once(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        await pilot.press(*"11", "space", *"c6", "tab", "7", "enter")
        assert "given twice" in screen.lines[0].error
        screen.lines[0].edits[0].set("11")
        screen.lines[0].edits[1].set("0")
        screen.lines[0].read()
        assert screen.lines[0].verb.confidence == 10
        screen.lines[0].edits[1].set("c0")
        screen.lines[0].read()
        assert screen.lines[0].verb.confidence == 0


async def test_another_week_and_another_team(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        await pilot.press(">")
        assert "has not begun" in (await settled(pilot)).message.render_line(0).text
        await pilot.press("<", "9", "enter", "e")
        await settled(pilot)
        assert store.reader.value("SELECT period FROM check_in ORDER BY id DESC LIMIT 1") == 202632
        del screen


async def test_leaving_with_something_typed_asks_first(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        await pilot.press("9", "escape")
        assert (await settled(pilot)) is screen
        await pilot.press("d")
        assert (await settled(pilot)) is not screen
        assert said(store) == []


async def test_somebody_elses_row_says_so(store: Store, path: str) -> None:
    cleo = Store(path, handle="eve", clock=FrozenClock(NOW))
    async with app(cleo, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        assert "Calls" in shown(screen) and "Share" not in shown(screen)
    cleo.close()


async def test_tab_opens_it_from_the_tree_on_the_row_and_from_today(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "tab")
        screen = await settled(pilot)
        assert isinstance(screen, CheckInGrid) and screen.here is not None and screen.here.view.row.title == "Days"
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        await pilot.press("tab")
        assert isinstance(await settled(pilot), CheckInGrid)


async def test_a_burst_ends_as_slow_typing_does(store: Store) -> None:
    keys = ["1", "1", "tab", "6", "tab", *"fine", "tab", "9", "tab", "4", "enter", "enter", "enter"]
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await grid(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        assert said(store) == [(1, 11, 6, "fine"), (2, 9, 4, None)]


async def test_nobodys_grid_says_why_it_is_empty(store: Store, path: str) -> None:
    dan = Store(path, handle="dan", clock=FrozenClock(NOW))
    async with app(dan, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        assert "No key result of a running cycle" in screen.said.render_line(0).text
        await pilot.press("1", "tab", "e", "q")
        await settled(pilot)
    dan.close()


async def test_hostile_titles_and_notes_are_only_text(store: Store, path: str) -> None:
    ana = Store(path, handle="ana", clock=FrozenClock(NOW))
    ana.write(Edit(ref="KR2", fields={"title": f"x{HOSTILE[0]}"}))
    ana.close()
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        for text in HOSTILE:
            screen.lines[0].edits[2].set(text)
            screen.panel.refresh()
            assert not forbidden(shown(screen).replace("\n", ""))
