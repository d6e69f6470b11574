"""Present mode, help, palette and sizes: what a projected terminal and a small one show."""

from __future__ import annotations

from typing import Any

import pytest
from textual.events import MouseScrollDown

from models.store.store import Store
from models.verbs import Add
from screens.commands import flat
from screens.dialogs.form import FormDialog, FormField
from screens.dialogs.help import HelpDialog
from tests.hostile import HOSTILE, forbidden
from tests.screens.fakes import FakeStore, look, make_app
from tests.screens.test_changes import made, path, store  # noqa: F401 - fixtures
from tests.screens.test_changes import make_app as make_real_app
from tests.screens.test_shell import lines, settled

THEMES = ("dark", "light", "contrast", "classic", "mono", "ansi16")
SIZES = ((80, 24), (120, 40), (200, 60), (60, 20), (40, 10))


async def test_present_mode_gives_rows_two_lines_and_the_same_keys() -> None:
    shop = FakeStore()
    async with make_app(shop).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        await pilot.press("P")
        await pilot.pause()
        assert "second line" in lines(screen.table) and "presenting" in lines(screen.header)
        assert shop.shows_private is False
        await pilot.press("down", "5", "enter")
        await settled(pilot)
        assert shop.values == {2: "5"}
        await pilot.press("P")
        assert shop.shows_private is True and "second line" not in lines(screen.table)


async def test_present_mode_hides_what_is_private_in_the_reading_layer(store: Store) -> None:  # noqa: F811
    store.write(Add(kind="issue", fields={"title": "secret", "team": "T1", "private": "yes"}))
    sql = "SELECT count(*) FROM issue WHERE title = 'secret'"
    async with make_real_app(store).run_test(size=(80, 24)) as pilot:
        for wanted in (0, 1, 0, 1):
            await pilot.press("P")
            assert store.reader.value(sql) == wanted


async def test_every_command_is_in_the_palette_with_its_key() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        await pilot.press(":")
        await pilot.pause()
        palette: Any = pilot.app.screen
        assert len(palette._all) == len(flat(screen.keymap.commands))
        for command, prefix in flat(screen.keymap.commands):
            title = f"{prefix.title} {command.title}" if prefix is not None else command.title
            assert any(hit.title == title and (hit.key or not command.key) for hit in palette._all), command.id


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
async def test_help_shows_every_key_in_columns(theme: str, size: tuple[int, int]) -> None:
    async with make_app(look=look(theme)).run_test(size=size) as pilot:
        screen: Any = pilot.app.screen
        dialog = HelpDialog(screen)
        await pilot.app.open_dialog(dialog)  # type: ignore[attr-defined]
        await pilot.pause()
        text = "\n".join("".join(part for part, _ in line) for line in dialog.lines())
        for word in ("snooze", "THIS SCREEN", "GO (g then)", "STATUS", "PgDn"):
            assert word in text, word
        await pilot.press("pagedown", "escape")


@pytest.mark.parametrize("size", SIZES[1:])
async def test_a_dialog_and_a_prompt_stand_a_resize(size: tuple[int, int]) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        form = FormDialog("Title", [FormField("a", "A", value="kept"), FormField("n", "Note", "note", "one\ntwo")])
        await pilot.app.open_dialog(form)  # type: ignore[attr-defined]
        await pilot.press("down", *"more")
        await pilot.resize_terminal(*size)
        await pilot.pause()
        await pilot.press(*"!")
        assert form.values() == {"a": "kept", "n": "one\ntwomore!"}
        await pilot.press("escape", "/", *"thi")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert pilot.app.screen.message.typed in ("thi", "")  # type: ignore[attr-defined]


async def test_a_window_too_narrow_says_so_and_lets_no_key_change_unseen_things() -> None:
    shop = FakeStore()
    async with make_app(shop).run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert "needs 60 columns" in lines(pilot.app.screen.query_one("#too-narrow"))
        await pilot.press("e", "5", "enter", "o", "a")
        await settled(pilot)
        assert shop.log == []
        await pilot.resize_terminal(80, 24)
        await pilot.press("e")
        await settled(pilot)
        assert [entry[0] for entry in shop.log] == ["done"]


async def test_the_wheel_scrolls_and_a_click_moves_the_cursor() -> None:
    async with make_app().run_test(size=(80, 12)) as pilot:
        table: Any = pilot.app.screen.table  # type: ignore[attr-defined]
        await pilot.click(table, offset=(5, 4))
        assert table.cursor == 3
        table._on_mouse_scroll_down(MouseScrollDown(table, 5, 5, 0, 1, 0, False, False, False))
        assert table.cursor == 6
        await pilot.press("w")
        table._on_mouse_scroll_down(MouseScrollDown(table, 5, 5, 0, 1, 0, False, False, False))
        await pilot.click(table, offset=(5, 2))
        assert table.cursor == 6  # the prompt is about that row


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_in_every_part_of_a_form_is_data(text: str) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        fields = [
            FormField("a", text, value=text, help=text),
            FormField("b", "B", "person", text, ((text, text), ("x", "y"))),
            FormField("c", "C", "note", text),
        ]
        dialog = FormDialog(text, fields)
        await pilot.app.open_dialog(dialog)  # type: ignore[attr-defined]
        for key in ("down", "right", "down", "end", "down", "up"):
            dialog.press(key)
            shown = "".join(lines(dialog.box).splitlines())
            assert not forbidden(shown)


async def test_ten_thousand_characters_and_escapes_pasted_into_a_prompt_stay_one_line() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        screen: Any = pilot.app.screen
        screen.paste("x" * 10_000 + "\x1b[2J\n" + "y" * 5_000)
        await pilot.pause()
        assert len(screen.message.typed) == 10_000 and "\x1b" not in screen.message.typed
        assert len(lines(screen.message)) <= 80
