"""The shell around the screens: prompts, questions, writing, feed, dialogs, sizes, safety."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.events import Key, Paste

from models.errors import Refused
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.form import FormDialog, FormField
from screens.dialogs.help import _balanced
from screens.registry import ELSEWHERE, PLACES
from screens.text import Spans
from screens.widgets.edit import LineEdit
from screens.writer import SAVING_AFTER
from tests.hostile import HOSTILE, forbidden
from tests.pty.driver import Terminal
from tests.screens.fakes import FakeStore, look, make_app
from tests.screens.waiting import until
from tui.safety import OarParser, SafeText

ROOT = Path(__file__).parents[2]


def lines(widget: Any) -> str:
    return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))


async def settled(pilot: Any) -> Any:
    await pilot.app.writer.idle()
    await pilot.pause()
    return pilot.app.screen


async def test_four_keys_set_a_value_and_its_confidence_in_one_step() -> None:
    store = FakeStore()
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "1", "enter", "6")
        screen = await settled(pilot)
        assert store.log == [("set", 1, "11", None, "confidence", "6")]
        assert "11" in screen.table.text_of(1)


async def test_a_refused_value_keeps_what_was_typed() -> None:
    store = FakeStore()
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press(*"12x", "enter")
        screen = pilot.app.screen
        assert screen.message.asking and screen.message.typed == "12x"  # type: ignore[attr-defined]
        assert "12x is no number" in lines(screen.message)  # type: ignore[attr-defined]
        await pilot.press("backspace", "enter")
        await settled(pilot)
        assert store.values == {1: "12"}


async def test_a_failed_write_is_one_line_with_a_hint_and_its_confidence_is_not_written() -> None:
    store = FakeStore(fail=True)
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        for key in ("5", "enter", "6"):
            pilot.app.screen.press(key)  # type: ignore[attr-defined]
        screen = await settled(pilot)
        assert "The database is full. Free some space" in lines(screen.message)
        assert store.log == []


async def test_a_slow_write_says_saving_and_keys_go_on() -> None:
    store = FakeStore(slow=1.5)
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        await pilot.press("e", "j")
        assert screen.table.key == 3 and not store.log
        while "saving" not in lines(screen.message):
            assert not store.log
            await pilot.pause(0.02)
        await settled(pilot)


async def test_undo_waits_for_what_is_queued() -> None:
    store = FakeStore(slow=0.05)
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("5", "enter", "u", "j")
        screen: Any = pilot.app.screen
        await until(pilot, lambda: screen.table.key == 2)
        await settled(pilot)
        assert store.log == [] and store.values[1] == ""


async def test_repeat_does_the_last_verb_with_the_same_answer() -> None:
    store = FakeStore()
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "4", ".", ".")
        await settled(pilot)
        assert [entry[:3] for entry in store.log] == [("snooze", n, "4") for n in (1, 2, 3)]


async def test_changes_of_others_are_shown_and_typed_text_stays() -> None:
    store = FakeStore()
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "w", *"half")
        store.values[2] = "77"
        store.touch("things")
        screen: Any = pilot.app.screen
        await until(pilot, lambda: "77" in screen.table.text_of(2))
        assert screen.table.key == 2
        assert screen.message.typed == "half"


async def test_a_screen_that_was_hidden_catches_up() -> None:
    store = FakeStore()
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("g", "o")
        store.values[1] = "88"
        store.touch("things")
        await pilot.press("q")
        screen: Any = pilot.app.screen
        await until(pilot, lambda: "88" in screen.table.text_of(1))


async def test_read_only_is_said_in_the_header_and_by_verbs() -> None:
    async with make_app(FakeStore(read_only=True)).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        assert "READ ONLY" in lines(screen.header)
        await pilot.press("5")
        assert not screen.message.asking and "read only" in lines(screen.message)


async def test_a_paste_is_one_cleaned_line_and_never_submits() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        pilot.app.post_message(Paste("jje"))
        await pilot.pause()
        assert screen.table.key == 1 and "prompt" in lines(screen.message)
        await pilot.press("w")
        pilot.app.post_message(Paste("two\nlines\x1b[2J\u202e"))
        await pilot.pause()
        assert screen.message.typed == "two lines[2J"


async def test_the_filter_narrows_while_typing_and_escape_shows_all() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        await pilot.press("/", "2", "5")
        assert list(screen.table.source.keys) == [0, 25] and screen.table.key == 25
        await pilot.press("escape")
        assert len(screen.table.source.keys) == 31


async def test_help_and_palette_show_the_keys_and_run_commands() -> None:
    store = FakeStore()
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("?")
        await pilot.pause()
        assert "THIS SCREEN" in lines(pilot.app.screen.box)  # type: ignore[attr-defined]
        await pilot.press(*"snooz")
        assert "snooze" in lines(pilot.app.screen.box)  # type: ignore[attr-defined]
        await pilot.press("escape", ":", *"done")
        await pilot.pause()
        assert "done" in lines(pilot.app.screen.box)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settled(pilot)
        assert [entry[0] for entry in store.log] == ["done"]


async def test_a_search_of_the_help_is_seen_also_after_paging_down() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await pilot.press("?", "pagedown", "pagedown", *"snooz")
        await pilot.pause()
        assert "Type to search help: snooz" in lines(pilot.app.screen.box)  # type: ignore[attr-defined]


def test_keys_that_flow_into_the_next_column_of_the_help_stand_under_their_title_again() -> None:
    blocks: list[list[Spans]] = [[((name.upper(), "title"),), *[((name, ""),)] * 7, ()] for name in ("here", "menu")]
    columns = _balanced(blocks, 3)
    assert [column[0][0][0] for column in columns] == ["HERE", "HERE", "MENU"]
    assert [line for column in columns for line in column if line].count((("menu", ""),)) == 7


async def test_a_message_of_saving_goes_when_what_is_saved_has_nothing_to_say() -> None:
    async with make_app(FakeStore()).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        saved = threading.Event()
        writing = screen.submit(saved.wait, told=False)
        await pilot.pause(SAVING_AFTER + 0.1)
        assert "saving..." in screen.message.render_line(0).text
        saved.set()
        await writing.finished.wait()
        await pilot.pause()
        assert not screen.message.render_line(0).text.strip()


async def test_a_letter_after_g_that_leads_to_no_screen_says_where_to_do_it_instead() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        for letter, word in (("p", "a n adds"), ("r", "oar people"), ("c", "oar log"), (",", "oar config")):
            await pilot.press("g", letter)
            assert word in lines(screen.message) and pilot.app.screen is screen
        await pilot.press("g", "x")
        assert "x is none of these" in lines(screen.message)
    letters = {place.key for place in PLACES.values()}
    assert not letters & set(ELSEWHERE) and letters | set(ELSEWHERE) >= set("tboshidvprlcwmq,")


async def test_colon_q_leaves_from_every_screen() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await pilot.press("g", "o", ":", "q", "enter")
        await until(pilot, lambda: not pilot.app.is_running)
    assert pilot.app.return_code in (0, None) and not pilot.app.is_running


async def test_ctrl_c_copies_and_never_quits_and_escape_never_leaves_today() -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "thing 1" in lines(pilot.app.screen.box)  # type: ignore[attr-defined]
        await pilot.press("escape", "escape", "escape", "j")
        await pilot.pause()
        assert pilot.app.is_running and pilot.app.screen.table.key == 2  # type: ignore[attr-defined]


async def test_a_form_sends_only_what_changed_and_shows_what_is_wrong() -> None:
    sent: list[Any] = []

    def save(changes: Any) -> None:
        if changes.get("title") == "bad":
            raise Refused("Not that title", "Take another")

    form_fields = (
        FormField("title", "Title", value="old"),
        FormField("owner", "Owner", "person", "ana", (("ana", "Ana"), ("mei", "Mei"))),
        FormField("due", "Due", "date", check=lambda text: "" if not text or "-" in text else "Not a date"),
    )
    async with make_app().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.pause()
        form = FormDialog("Edit", form_fields, save=save)
        await app.open_dialog(form, sent.append)
        await pilot.press("ctrl+u", *"bad", "enter", "ctrl+u", *"mei", "enter", *"soon", "enter")
        await pilot.pause()
        assert "Not a date" in lines(form.box)
        await pilot.press("ctrl+u", "enter", "enter")
        assert "Not that title. Take another" in lines(form.box)
        await pilot.press("up", "up", "up", *"ly", "enter", "enter", "enter", "enter")
        await pilot.pause()
    assert sent == [{"title": "badly", "owner": "mei"}]


async def test_confirming_needs_its_own_key() -> None:
    answers: list[Any] = []
    async with make_app().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await pilot.pause()
        for keys in (["enter"], ["escape"], ["x", "y"]):
            await app.open_dialog(ConfirmDialog("Close", "Close Q3?", key="y", verb="close"), answers.append)
            await pilot.press(*keys)
            await pilot.pause()
    assert answers == [None, None, True]


@pytest.mark.parametrize("size", [(59, 20), (60, 10), (80, 24), (120, 40), (200, 5)])
async def test_every_size_is_drawn_and_small_ones_say_so(size: tuple[int, int]) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await pilot.press("g")
        await pilot.resize_terminal(*size)
        await pilot.pause()
        await pilot.press("o", "end", "pageup", ":")
        await pilot.pause()
        await pilot.press("escape")
        screen: Any = pilot.app.screen
        assert ("needs 60 columns" in lines(screen.narrow)) == (size[0] < 60)
        assert "? help" in lines(screen.footer)


@pytest.mark.parametrize("name", ["dark", "light", "mono", "ansi16"])
async def test_themes_can_be_changed_while_running(name: str) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        app.set_look(look(name))
        await pilot.press("j", "x")
        await pilot.pause()
        assert app.screen.table.key == 3


def test_the_line_filter_lets_only_printable_text_and_web_links_pass() -> None:
    evil = Style(link="file:///etc/passwd")
    web = Style(link="https://example.org")
    segments = [Segment(text, evil) for text in HOSTILE] + [Segment("x", web), Segment("\x1b[2J", None, [(1,)])]  # type: ignore[list-item]
    out = SafeText().apply(segments, Color(0, 0, 0))
    assert not forbidden("".join(segment.text for segment in out))
    assert [segment.style.link for segment in out if segment.style and segment.style.link] == ["https://example.org"]


@pytest.mark.parametrize(
    ("chunks", "keys"),
    [
        (["\x1bj\x1bk"], ["escape", "j", "escape", "k"]),
        (["\x1b[", "A"], ["up"]),
        (["\x1b", "[B"], ["down"]),
        (["\x1b\x1bj"], ["escape", "escape", "j"]),
        (["\x1b\r"], ["escape", "enter"]),
        (["\x1b[200~a\x1bqb\x1b[201~j"], ["paste:aqb", "j"]),
        (["\x1b[2", "00~a\x1b", "[20", "1~z"], ["paste:a", "z"]),
        (["jj\x1bOPk"], ["j", "j", "f1", "k"]),
    ],
)
def test_escape_sequences_typed_escapes_and_pastes_are_told_apart(chunks: list[str], keys: list[str]) -> None:
    parser = OarParser()
    found = [
        f"paste:{event.text}" if isinstance(event, Paste) else event.key
        for chunk in chunks
        for event in parser.feed(chunk)
        if isinstance(event, Paste | Key)
    ]
    assert found == keys


def test_the_editor_moves_over_whole_characters() -> None:
    edit = LineEdit("ae\u0301漢")
    edit.press("left")
    edit.press("backspace")
    assert edit.text == "a漢"
    edit = LineEdit("11", replace=True)
    for key in "-5":
        edit.press(key)
    assert edit.text == "-5"


@pytest.mark.pty
def test_hostile_titles_reach_the_terminal_as_harmless_text() -> None:
    with Terminal([sys.executable, "-m", "tests.screens.fakes", "hostile"], cwd=ROOT) as terminal:
        terminal.wait_for("Harbor Pay")
        for keys in ("<end>", "<home>", "x", "y", "<esc>", ":", "<esc>", "/", "[", "<esc>", "w"):
            terminal.send(keys)
            terminal.settle()
        terminal.paste("".join(HOSTILE))
        terminal.write(b"\xff\xfe\x80")
        terminal.settle()
        terminal.send("<esc><ctrl+q>")
        assert terminal.wait_exit() == 0
        raw = terminal.raw()
        for bad in (b"\x1b]52;c;cHduZWQ", b"\x1b]8;", b"\x1b]0;t", b"\x1bP$qm", b"\xe2\x80\xae", b"\x0e"):
            assert bad not in raw
        assert not terminal.left_on()
