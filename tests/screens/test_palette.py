"""The palette finds records of every kind from every screen and goes to them."""

from __future__ import annotations

from typing import Any

import pytest

from models.errors import Unreachable
from models.store.store import Store
from models.verbs import Add
from screens.dialogs import palette
from screens.dialogs.text_view import TextDialog
from screens.shell import Facts
from tests.screens.fakes import look
from tests.screens.waiting import until
from tui.app import OarApp


@pytest.fixture
def store(planned: Store) -> Store:
    """Return an objective with a key result, a measure, an issue, two decisions and a choice."""
    planned.write(Add(kind="objective", fields={"title": "Default [/] choice", "intent": "stretch"}))
    for title in ("Share of bookings", "Days to approve"):
        fields = {"title": title, "goal": "O1", "owner": "ana", "start": 4, "target": 17}
        planned.write(Add(kind="key_result", fields=fields))
    planned.write(Add(kind="measure", fields={"name": "Approval time", "unit": "d"}))
    planned.write(Add(kind="issue", fields={"title": "Legal is slow"}))
    for title in ("Another matter", "Own queue under 50k"):
        planned.write(Add(kind="decision", fields={"title": title}))
    return planned


async def gone_to(store: Store, typed: str, *, start: str = "today", slowly: bool = False) -> Any:
    """Return the screen that a search ends on, and what the cursor is on there."""
    app = OarApp(store, look=look(), start=start, facts=lambda: Facts("Harbor Pay", "W33"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(":")
        for letter in typed:
            await pilot.press("space" if letter == " " else letter)
            if slowly:
                await pilot.pause(0.1)
        await pilot.press("enter")
        await pilot.pause()
        screen: Any = app.screen
        if isinstance(screen, TextDialog):
            return "details", screen.title_text
        key = screen.table.key
        return screen.crumb, "" if key is None else screen.table.text_of(key)


@pytest.mark.parametrize("start", ["today", "okrs", "issues", "decisions", "brief", "scorecard"])
async def test_a_key_result_is_gone_to_from_every_screen(store: Store, start: str) -> None:
    crumb, row = await gone_to(store, "days to app", start=start)
    assert crumb == "OKRs" and "Days to approve" in row


@pytest.mark.parametrize(
    ("typed", "crumb", "row"),
    [
        ("approval ti", "Scorecard", "Approval time"),
        ("legal slow", "Issues", "Legal is slow"),
        ("queue 50k", "Decisions", "Own queue under 50k"),
        ("D1", "Decisions", "Another matter"),
        ("[/] choice", "OKRs", "Default [/] choice"),
    ],
)
async def test_each_kind_has_its_screen(store: Store, typed: str, crumb: str, row: str) -> None:
    where, found = await gone_to(store, typed)
    assert where == crumb and row in found


@pytest.mark.parametrize("typed", ["days to app", "issues", "D2"])
async def test_typing_ahead_ends_where_typing_slowly_does(store: Store, typed: str) -> None:
    assert await gone_to(store, typed) == await gone_to(store, typed, slowly=True)


async def test_what_no_screen_has_a_row_for_is_shown_as_a_whole(store: Store) -> None:
    where, title = await gone_to(store, "P1")
    assert where == "details" and title.startswith("P1 ")


async def test_a_paste_of_thousands_of_lines_finds_nothing_and_harms_nothing(store: Store) -> None:
    async with OarApp(store, look=look(), start="issues", facts=lambda: Facts("Harbor Pay")).run_test() as pilot:
        await pilot.press(":")
        dialog: Any = pilot.app.screen
        dialog.paste("\r".join(f"line {number} [/]" for number in range(5000)))
        await pilot.pause(0.3)
        await pilot.press("ctrl+u", *"legal")
        await until(pilot, lambda: "Legal is slow" in str(dialog.lines()))


async def test_a_database_lost_while_searching_leaves_the_actions(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise Unreachable("The database does not answer")

    monkeypatch.setattr(palette, "search", gone)
    async with OarApp(store, look=look(), start="issues", facts=lambda: Facts("Harbor Pay")).run_test() as pilot:
        await pilot.press(":", *"help")
        app: Any = pilot.app
        await until(pilot, lambda: "OFFLINE" in app.facts.state)
        assert any(hit.title == "help" for hit in app.screen._hits)
