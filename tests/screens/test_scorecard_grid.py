"""The number grid: a whole team's numbers typed with Tab, pasted from a spreadsheet, saved as one action."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events

from models.clock import FrozenClock
from models.errors import OarError
from models.scorecard.verbs import AddMeasure, EnterReading, SetFormula
from models.store import migrate
from models.store.store import Store
from screens.reading_cells import read_number
from screens.reading_paste import MOST_LINES, Target, read_paste, told
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, fill
from tests.screens.test_scorecard import lines, make_app, reading, settled
from themes.width import cell_width

ROWS = (("Retention", "%", ">=95%"), ("Coverage", "x", ">=3x"), ("Revenue", "EUR", ">=€100"), ("Response", "h", "<4h"))
TARGETS = [Target(name, f"M{place}", 202633, "week") for place, (name, _, _) in enumerate(ROWS, 1)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grid") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    store = Store(str(path), handle="ana", clock=FrozenClock(NOW))
    for name, unit, plan in ROWS:
        fields = {"name": name, "unit": unit, "owner": "ana", "team": "T1"}
        store.write(AddMeasure(fields=fields, plan=plan, off_at="1"))
    store.write(EnterReading(measure=1, value=94.0, period=202632))
    store.close()
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    opened = Store(str(shutil.copyfile(made, tmp_path / "oar.db")), handle="ana", clock=FrozenClock(NOW))
    yield opened
    opened.close()


async def grid(pilot: Any, *keys: str) -> Any:
    await pilot.press("v", "home", "tab", *keys)
    return await settled(pilot)


async def paste(pilot: Any, text: str) -> Any:
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()
    return await settled(pilot)


def message(screen: Any) -> str:
    return lines(screen.message)


async def test_tab_types_all_numbers_and_one_undo_takes_them_back(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot, *"95.2", "tab", *"2.1", "enter", *"1.2M", "down", "tab")
        assert "2026-W33, still running" in lines(screen.said)
        assert "Save 3 numbers" in lines(screen.panel)
        assert reading(store, 1, 202633) is None
        await pilot.press("enter")
        screen = await settled(pilot)
        assert type(screen).__name__ == "ScorecardScreen" and "Saved 3 numbers for W33" in message(screen)
        assert [reading(store, number, 202633) for number in (1, 2, 3, 4)] == [95.2, 2.1, 1_200_000.0, None]
        await pilot.press("u")
        await settled(pilot)
        assert [reading(store, number, 202633) for number in (1, 2, 3)] == [None, None, None]


async def test_bad_cell_is_marked_kept_and_the_others_are_saved(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot, *"0.95", "tab", *"2.5", "tab")
        assert "Is 0.95 meant" in lines(screen.panel)
        await pilot.press("e")
        screen = await settled(pilot)
        assert reading(store, 2, 202633) == 2.5 and reading(store, 1, 202633) is None
        assert screen.here.text == "0.95" and "1 cannot be read" in message(screen)
        await pilot.press("ctrl+u", *"95", "tab", "e")
        await settled(pilot)
        assert reading(store, 1, 202633) == 95.0


async def test_arrows_change_the_period_of_all_rows_but_not_into_the_future(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot, *"96", "<")
        assert "2026-W32, just closed" in lines(screen.said)
        assert "was 94%" in lines(screen.panel) or screen.here.entered.value == 94.0
        await pilot.press(">", ">")
        assert "future" in message(screen)
        await pilot.press("<", "tab", "e")
        await settled(pilot)
        assert reading(store, 1, 202632) == 96.0
        assert store.reader.value("SELECT value FROM reading_history WHERE measure_id = 1") == 94.0


async def test_monday_offers_the_week_that_closed(made: Path, tmp_path: Path) -> None:
    clock = FrozenClock(NOW.replace(day=17))
    store = Store(str(shutil.copyfile(made, tmp_path / "oar.db")), handle="ana", clock=clock)
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        assert "2026-W33, just closed" in lines(screen.said)
    store.close()


async def test_pasted_column_goes_down_from_the_cursor_and_waits_for_save(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await grid(pilot, "tab")
        screen = await paste(pilot, "2,5\r\n\r\n3.9 h\r\n77\r\n")
        assert [cell.text for cell in screen.lines] == ["", "2,5", "", "3.9 h"]
        assert "2 numbers placed, Coverage to Response" in message(screen) and "77" in lines(screen.panel)
        assert reading(store, 2, 202633) is None
        await pilot.press("enter")
        await settled(pilot)
        assert (reading(store, 2, 202633), reading(store, 4, 202633)) == (2.5, 3.9)


async def test_paste_on_the_scorecard_opens_the_grid_with_it(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = await paste(pilot, "Coverage\t2.2\nretention\t1,234\nMargin\t3\n")
        assert {cell.view.one.name: cell.text for cell in screen.lines if cell.text} == {
            "Coverage": "2.2", "Retention": "1,234",
        }  # fmt: skip
        assert screen.here.view.one.name == "Retention" and "1 cannot be read" in message(screen)
        assert "Margin  no such measure here" in lines(screen.panel)
        await pilot.press("e")  # the cursor waits in the cell that cannot be read, and nothing was typed there yet
        screen = await settled(pilot)
        assert reading(store, 2, 202633) == 2.2
        assert screen.here.text == "1,234" and "1 cannot be read" in message(screen)
        await pilot.press("ctrl+u", *"95e")
        assert screen.here.text == "95e"  # behind a digit a letter is text: 95 eur


async def test_leaving_with_numbers_not_saved_asks_first(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot, *"95", "escape", "x")
        assert screen.here.text == "95"
        await pilot.press("escape", "s")
        await settled(pilot)
        assert reading(store, 1, 202633) == 95.0
        screen = await grid(pilot, "tab", *"9", "escape", "d")
        assert type(screen).__name__ == "ScorecardScreen" and reading(store, 2, 202633) is None


async def test_value_set_by_somebody_meanwhile_is_told_and_kept_in_history(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot, *"2", "tab", *"2.5", "tab")
        other = Store(store.location, handle="ana", clock=FrozenClock(NOW))
        other.write(EnterReading(measure=2, value=9.0, period=202633))
        other.close()
        pilot.app.poll()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "9x by Ana meanwhile" in lines(screen.panel)
        await pilot.press("e")
        await settled(pilot)
        assert reading(store, 2, 202633) == 2.5
        assert store.reader.value("SELECT value FROM reading_history WHERE measure_id = 2") == 9.0


async def test_measures_that_are_worked_out_take_no_numbers(store: Store) -> None:
    store.write(SetFormula(measure=3, formula="M1 * M2"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen = await grid(pilot)
        assert "Revenue" not in [cell.view.one.name for cell in screen.lines]
        assert "1 worked out" in lines(screen.said)


async def test_who_may_not_write_a_measure_is_told_at_its_line(store: Store) -> None:
    cleo = Store(store.location, handle="cleo", clock=FrozenClock(NOW))
    async with make_app(cleo).run_test(size=(120, 30)) as pilot:
        screen = await grid(pilot, *"95", "tab", "e")
        assert "Only its team or its owner sets this" in lines(screen.panel)
        assert reading(store, 1, 202633) is None
    cleo.close()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_lines_fit_the_window_and_the_line_typed_in_is_seen(store: Store, size: tuple[int, int]) -> None:
    for number in range(30):
        fields = {"name": f"Measure {number} 日本", "team": "T1", "cadence": "month" if number % 3 == 0 else "week"}
        store.write(AddMeasure(fields=fields, plan=">=3", off_at="1"))
    async with make_app(store).run_test(size=size) as pilot:
        screen = await grid(pilot, *["tab"] * 33, "7")
        shown = lines(screen.panel).splitlines()
        assert any("[7" in line for line in shown)
        assert all(cell_width(line) <= size[0] for line in shown)
        await pilot.press(*["up"] * 33)
        assert "[" in lines(screen.panel)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_paste_shows_as_text_and_saves_nothing(store: Store, text: str) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await grid(pilot)
        screen = await paste(pilot, f"{text}\t{text}\n{text}\n=cmd|' /C calc'!A0\n\x1b]52;c;eA==\x07\x00\n" * 3)
        for widget in (screen.panel, screen.message, screen.said):
            assert not forbidden(lines(widget))
        assert store.reader.value("SELECT count(*) FROM reading") == 1


@pytest.mark.parametrize(
    ("text", "cells", "left"),
    [
        ("1\n2\n3\n4\n5", [(0, "1"), (1, "2"), (2, "3"), (3, "4")], 1),
        ("Value\n1\n2", [(0, "1"), (1, "2")], 1),
        ("1\t2\t3", [(0, "1"), (1, "2"), (2, "3")], 0),
        ("Measure\tW32\tW33\nCoverage\t1\t2\nRetention\t\t95\n", [(0, "95"), (1, "2")], 0),
        ("Measure\tW32\tW33\nCoverage\t1\t\n", [], 1),
        ("Coverage\tben\t2.5\nCOVERAGE \t\t3", [(1, "2.5")], 1),
        ("m2\t7", [(1, "7")], 0),
        ("Margin\t62\nCoverage\t2.2", [(1, "2.2")], 1),
        ("KPI\tcomment\nCoverage\t2.2", [(1, "2.2")], 0),
        ('"1,234.50"\n""\n', [(0, "1,234.50")], 0),
        ("\n\n", [], 1),
        ("", [], 1),
        ("\t\t9\t\n\t\t8\t\n", [(0, "9"), (1, "8")], 0),
    ],
)
def test_paste_finds_its_cells(text: str, cells: list[tuple[int, str]], left: int) -> None:
    found = read_paste(text, TARGETS, 0)
    assert list(found.cells) == cells and len(found.left) == left
    assert len(told(found, TARGETS)) < 200


def test_names_that_two_measures_share_place_nothing() -> None:
    twice = [*TARGETS, Target("coverage", "M9", 202633, "week")]
    assert read_paste("Coverage\t3", twice, 0).cells == ()
    assert read_paste("M9\t3", twice, 0).cells == ((4, "3"),)


def test_a_very_long_paste_is_cut_and_says_so() -> None:
    found = read_paste("9" * 100_000 + "\n" * 2 + "1\n" * 100_000, TARGETS, 0)
    assert len(found.cells[0][1]) == 200
    assert found.left[-1][1] == "too many" and len(found.left) <= MOST_LINES + 1


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("95", "%", 95.0), ("-5", "x", -5.0), ("1 234,5", "", 1234.5), ("€1.2M", "EUR", 1.2e6), ("yes", "yes/no", 1.0)],
)
def test_cell_reads_numbers_as_a_spreadsheet_writes_them(text: str, unit: str, value: float) -> None:
    assert read_number(text, unit) == (value, "")


@pytest.mark.parametrize("text", ["1,234", "+2", "95 c6", "c6", "n/a", "#DIV/0!", "1e999", "12 34", "--5", "%"])
def test_cell_refuses_what_could_be_two_things(text: str) -> None:
    with pytest.raises(OarError):
        read_number(text, "%" if text != "1,234" else "")


def test_words_behind_a_number_are_its_note() -> None:
    assert read_number("62.3 refund included", "%") == (62.3, "refund included")
