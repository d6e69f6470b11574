"""What is long or large: notices, forms and questions in a small window, a paste of a megabyte."""

from __future__ import annotations

import time
from typing import Any

from textual.events import Key, Paste

from models.errors import Refused
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.form import FormDialog, FormField
from tests.screens.fakes import FakeStore, make_app
from tests.screens.test_shell import lines
from tui.safety import OarParser


async def test_what_is_longer_than_the_message_line_takes_a_second_one() -> None:
    async with make_app(FakeStore()).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        words = "KR5 takes its value from M11. Enter it there, with oar set M11 20, or on the scorecard with a digit"
        screen.notice(words, "error")
        await pilot.pause()
        assert screen.message.size.height == 2 and " ".join(lines(screen.message).split()) == words

        def refuse(text: str) -> None:
            raise Refused(words)

        screen.prompt("a rather long title of a key result", "", refuse)
        await pilot.press("1", "1", "enter")
        await pilot.pause()
        first, *rest = lines(screen.message).split("\n")
        assert "a rather long title" in first and " 11" in first and " ".join(" ".join(rest).split()) == words
        await pilot.press("2")
        await pilot.pause()
        assert screen.message.size.height == 1 and screen.message.typed == "112"


async def test_a_long_form_scrolls_says_where_one_is_and_saves_from_anywhere() -> None:
    sent: list[Any] = []
    fields = [FormField(f"f{number}", f"Field {number}", help=f"About {number}") for number in range(1, 19)]
    async with make_app().run_test(size=(60, 20)) as pilot:
        app: Any = pilot.app
        await pilot.pause()
        form = FormDialog("Long", fields)
        await app.open_dialog(form, sent.append)
        await pilot.pause()
        for number in range(1, 16):
            seen = lines(form.box)
            assert f"Field {number} " in seen and f"About {number} " in seen and f" {number} of 18 " in seen
            assert "Ctrl+S save" in seen and ("▾" in seen) == (number < 16)
            assert ("▴" in seen) == ("Field 1 " not in seen)
            await pilot.press("down")
        await pilot.press(*"typed", "ctrl+s")
        await pilot.pause()
    assert sent == [{"f16": "typed"}]


async def test_a_long_question_shows_all_its_words_and_both_ways_out_in_a_small_window() -> None:
    words = [f"word{number}" for number in range(200)]
    async with make_app().run_test(size=(60, 20)) as pilot:
        app: Any = pilot.app
        await pilot.pause()
        await app.open_dialog(ConfirmDialog("Sure?", " ".join(words), key="y", verb="go"), lambda answer: None)
        await pilot.pause()
        seen: set[str] = set()
        for _ in range(40):
            shown = lines(app.screen.box)
            assert "Enter cancel" in shown and "y go" in shown
            seen |= set(shown.split())
            await pilot.press("down")
            await pilot.pause()
        assert seen >= set(words)


def test_a_megabyte_pasted_in_pieces_is_one_paste_and_quick() -> None:
    parser, text = OarParser(), "word [/] \r" * 100_000
    sent = f"\x1b[200~{text}\x1b[201~j"
    began = time.process_time()
    events = [one for at in range(0, len(sent), 1021) for one in parser.feed(sent[at : at + 1021])]
    assert time.process_time() - began < 10  # a quadratic one takes minutes
    paste, key = events
    assert isinstance(paste, Paste) and paste.text == text
    assert isinstance(key, Key) and key.key == "j"
