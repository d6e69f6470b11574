"""Unsaved text and notes: drafts outlive a kill, and the editor of a note takes any text."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste

from models.clock import FrozenClock
from models.errors import Unreachable
from models.store import driver
from models.store.store import Store
from screens.dialogs.form import FormDialog
from screens.drafts import Drafts
from screens.widgets.note_edit import NoteEdit
from tests.hostile import HOSTILE
from tests.models.conftest import NOW
from tests.screens.test_changes import ThingsScreen, box, column, made, make_app, path, settled, store
from tests.screens.test_shell import lines
from tests.screens.waiting import until

__all__ = ["made", "path", "store"]


async def test_typed_text_survives_a_kill_and_is_offered_at_the_next_start(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    async with make_app(store, state_folder=lambda: str(folder)).run_test(size=(80, 24)) as pilot:
        await pilot.press("w", *"half a sen")
        file = folder / "drafts.json"
        await until(pilot, lambda: file.exists() and "half a sen" in file.read_text())
        assert stat.S_IMODE(file.stat().st_mode) == 0o600 and "half a sen" in file.read_text()
    async with make_app(store, state_folder=lambda: str(folder)).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "half a sen" in lines(pilot.app.screen.message)
        await pilot.press("R", "enter", "w")
        assert pilot.app.screen.message.typed == "half a sen"  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: not file.exists())


async def test_an_unsaved_form_comes_back_as_a_form(store: Store, tmp_path: Path) -> None:
    keep = {"state_folder": lambda: str(tmp_path)}
    async with make_app(store, **keep).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *" and more")
        await until(pilot, lambda: "and more" in "".join(one.read_text() for one in tmp_path.glob("drafts.json")))
    async with make_app(store, **keep).run_test(size=(80, 24)) as pilot:
        await pilot.press("R", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, FormDialog) and "issue 0 and more" in box(pilot)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a b": 3}', '{"x ana": [{"place": 1}]}', "\x00\xff"])
def test_a_damaged_drafts_file_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "drafts.json").write_text(content, encoding="latin-1")
    drafts = Drafts(lambda: str(tmp_path), lambda: "x ana")
    drafts.load()
    assert drafts.old == []
    drafts.form("here", "add issue", {"title": "new"})
    drafts.save()
    again = Drafts(lambda: str(tmp_path), lambda: "x ana")
    again.load()
    assert [one.target for one in again.old] == ["add issue"]


def test_drafts_of_somebody_else_stay_theirs(tmp_path: Path) -> None:
    ben, ana = (Drafts(lambda: str(tmp_path), lambda name=name: f"x {name}") for name in ("ben", "ana"))
    ben.form("here", "add issue", {"title": "bens"})
    ben.save()
    ana.load()
    assert ana.old == []
    ana.form("here", "add issue", {"title": "anas"})
    ana.save()
    ben.load()
    assert ben.old[0].fields == {"title": "bens"}


def test_a_state_folder_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    drafts = Drafts(lambda: str(tmp_path / "missing"), lambda: "x")
    drafts.form("here", "add issue", {"title": "lost"})
    drafts.save()
    drafts.load()


# ---- notes


def test_a_note_editor_moves_over_lines_and_leaves_at_its_ends() -> None:
    edit = NoteEdit("one\ntwo\nthree")
    edit.rows(20, 6)
    assert edit.press("up") and edit.press("up") and not edit.press("up")
    edit.press("home")
    edit.press("x")
    assert edit.text == "xone\ntwo\nthree"
    assert edit.press("down") and edit.press("down") and not edit.press("down")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_note_shows_any_text_in_its_room(text: str) -> None:
    edit = NoteEdit(text)
    for key in ("up", "home", "left", "end", "right", "backspace", "enter", "down"):
        edit.press(key)
    assert len(edit.rows(12, 4)) <= 4


def test_ten_thousand_characters_pasted_into_a_note_stay_quick() -> None:
    edit = NoteEdit()
    edit.insert("word " * 4000)
    assert len(edit.text) == 10_000 and len(edit.rows(60, 6)) == 6


# ---- nothing heavy at the start


def test_the_shell_starts_without_forms_and_drafts_file() -> None:
    code = (
        "import sys, screens.base, tui.app\n"
        "print([name for name in ('screens.dialogs.conflict', 'screens.settling', 'sqlalchemy', 'rapidfuzz')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"


async def test_pasting_into_a_screen_without_prompt_acts_as_no_key(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.app.on_event(Paste("oooo\nE\nq"))
        await settled(pilot)
        assert isinstance(pilot.app.screen, ThingsScreen)


class Gone(Store):
    """A store whose host can be away."""

    away = False

    def changed(self) -> frozenset[str]:
        if self.away:
            raise Unreachable("The host does not answer")
        return super().changed()

    def write(self, verb: Any, **options: Any) -> Any:
        if self.away:
            raise Unreachable("The host does not answer")
        return super().write(verb, **options)


async def test_a_write_that_waits_for_another_program_says_so_and_gives_up_with_the_text_kept(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAR_BUSY_MS", "900")
    store = Store(path, handle="ana", clock=FrozenClock(NOW))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        with closing(driver.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("w", *"no", "enter")
            await until(pilot, lambda: "Waiting for another program" in lines(screen.message))
            await until(pilot, lambda: "busy" in lines(screen.message))
            assert "OFFLINE" not in lines(screen.header)
            other.execute("ROLLBACK")
        await pilot.press("R")
        assert screen.message.typed == "no"
        await pilot.press("enter")
        await settled(pilot)
        assert column(store, "SELECT title FROM issue WHERE id = 1") == "no"
    store.close()


async def test_offline_keeps_the_screen_and_the_text_and_r_brings_it_back(path: str) -> None:
    store = Gone(path, handle="ana", clock=FrozenClock(NOW))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        store.away = True
        await pilot.press("w", *"renamed", "enter")
        screen = await settled(pilot)
        assert "OFFLINE as of" in lines(screen.header) and "I1" in lines(screen.table)
        await pilot.press("R")
        assert "Still no answer" in lines(screen.message)
        store.away = False
        await pilot.press("R")
        assert screen.message.typed == "renamed" and "OFFLINE" not in lines(screen.header)
        await pilot.press("enter")
        await settled(pilot)
        assert column(store, "SELECT title FROM issue WHERE id = 1") == "renamed"
    store.close()
