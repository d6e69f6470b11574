"""The row table: moving, folding, patching, marks, present mode, empty state."""

from __future__ import annotations

from typing import Any

import pytest

from screens.text import plain, wrap
from screens.widgets.rows import Column, ListSource, Row, RowTable
from tests.screens.fakes import FakeStore, make_app

Pilot = Any


def shown(table: RowTable) -> list[str]:
    return [table.render_line(y).text.rstrip() for y in range(table.size.height)]


async def on_tree(pilot: Pilot) -> RowTable:
    await pilot.press("g", "o")
    await pilot.pause()
    table: RowTable = pilot.app.screen.table
    return table


async def test_the_cursor_passes_over_headings_and_stays_inside() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        assert table.key == 1
        await pilot.press("up", "k", "home")
        assert table.key == 1
        await pilot.press("end", "j", "down")
        assert table.key == 30
        assert table.cursor_line_is_seen if hasattr(table, "cursor_line_is_seen") else True
        assert "thing 30" in "".join(shown(table))


async def test_home_shows_the_heading_above_the_first_row() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        await pilot.press("end", "home")
        assert shown(table)[1].strip().startswith("NEEDED")


async def test_columns_are_exactly_as_wide_as_the_table() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        for width in (60, 80, 120):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            for y in range(table.size.height):
                assert table.render_line(y).cell_length == table.size.width - table.scrollbar_size_vertical
            assert "…" not in shown(table)[2]


async def test_folding_keeps_the_cursor_and_shows_children() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = await on_tree(pilot)
        await pilot.press("j", "z")
        assert table.key == 2 and list(table.source.keys)[1:4] == [2, 201, 202]
        await pilot.press("l", "l", "l")
        assert table.key == 20101
        await pilot.press("h")
        assert table.key == 201
        await pilot.press("h", "h")
        assert table.key == 2
        await pilot.press("z")
        assert len(table.source.keys) == 10


async def test_fold_on_a_leaf_folds_its_parent() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = await on_tree(pilot)
        await pilot.press("l", "l", "l", "l", "z")
        assert table.key == 101
        assert table.source.is_open(101) is False


async def test_all_branches_open_and_close_with_the_cursor_on_its_row() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = await on_tree(pilot)
        await pilot.press("j", "j")
        table.unfold_all()
        assert len(table.source.keys) == 10 + 100 + 1000 and table.key == 3
        table.unfold_all(False)
        assert len(table.source.keys) == 10 and table.key == 3


async def test_a_patch_keeps_cursor_and_scroll_and_repaints_the_row() -> None:
    store = FakeStore()
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        await pilot.press("end")
        before = table.scroll_offset.y, table.key
        source = table.source
        assert isinstance(source, ListSource)
        source.rows[29] = Row(("changed", "1", "2"))
        table.patch([29])
        assert (table.scroll_offset.y, table.key) == before
        assert any("changed" in line for line in shown(table))


async def test_a_reload_keeps_the_cursor_on_its_row_when_rows_come_and_go() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        await pilot.press(*"jjjj")
        source = table.source
        assert isinstance(source, ListSource) and table.key == 5
        source.set([(40, Row(("new", "", ""))), *((key, row) for key, row in source.rows.items() if key != 2)])
        table.reload()
        assert table.key == 5
        source.set([(1, Row(("only", "", "")))])
        table.reload()
        assert table.key == 1
        source.set([])
        table.reload()
        assert table.key is None and table.row is None and table.chosen == []
        await pilot.press("j", "enter", "x", "e")
        source.set([(1, Row(("only", "", "")))])
        table.reload()
        assert table.key == 1


async def test_marks_are_what_verbs_work_on() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        await pilot.press("x", "j", "x")
        assert table.chosen == [1, 3]
        await pilot.press("X")
        assert table.chosen == [4]
        await pilot.press("X")
        assert table.chosen == list(range(1, 31))


async def test_present_mode_gives_every_row_two_lines() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        await pilot.press("P", *"jj")
        await pilot.pause()
        lines = shown(table)
        assert "thing 1" in lines[3] and "second line" in lines[4]
        await pilot.press("end")
        assert "thing 30" in "".join(shown(table))
        await pilot.press("P")
        assert table.row_lines == 1


async def test_an_empty_table_says_why() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await pilot.press("g", "i")
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        text = "\n".join(shown(table))
        assert "Nothing to discuss. That can be true." in text and "a i adds one." in text


@pytest.mark.parametrize("count", [0, 1, 3, 5000])
async def test_paging_reaches_both_ends(count: int) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        table.source = ListSource([Column("a")])
        table.source.set((n, Row((f"row {n}",))) for n in range(count))
        table.cursor = 0
        table.reload()
        for _ in range(count // table.page_rows + 1):
            table.page(1)
        assert table.key == (count - 1 if count else None)
        for _ in range(count // table.page_rows + 1):
            table.page(-1)
        assert table.key == (0 if count else None)


@pytest.mark.parametrize("count", [3, 20, 21, 22, 500])
async def test_the_scrollbar_covers_no_column(count: int) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        table.source = ListSource([Column("Title"), Column("Age", 4, "right")])
        table.source.set((n, Row((f"row {n}", "12d!"))) for n in range(count))
        table.on_resize(None)
        table.reload()
        await pilot.pause()
        lines = pilot.app.screen._compositor.render_strips()
        text = next(line for line in ("".join(part.text for part in strip) for strip in lines) if "row 1" in line)
        assert "12d!" in text


async def test_a_click_moves_and_a_second_click_opens() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        table = pilot.app.screen.table  # type: ignore[attr-defined]
        await pilot.click(table, offset=(5, 5))
        assert table.key == 4
        assert plain(table.row.cells[0]) == "thing 4"


def test_wrapped_lines_that_are_set_in_stay_set_in() -> None:
    text = "G1  Win\n  O7  Default choice\n\n    x"
    assert wrap(text, 12) == ["G1  Win", "  O7", "  Default", "  choice", "", "    x"]
