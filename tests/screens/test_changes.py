"""Forms, owners, days, conflicts and unsaved text, on a real store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.clock import FrozenClock
from models.days import read_day, when
from models.errors import Refused
from models.store import migrate
from models.store.store import Store
from models.verbs import Add, Edit, SetOwner
from screens.base import OarScreen
from screens.commands import Command
from screens.dialogs.conflict import ConflictDialog
from screens.dialogs.form import FormDialog
from screens.widgets.rows import Column, ListSource, Row
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, fill
from tests.screens.fakes import facts, look
from tests.screens.test_shell import lines
from tui.app import OarApp


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("changes") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    store = Store(str(path), handle="ana", clock=FrozenClock(NOW))
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    store.write(Add(kind="objective", fields={"title": "Win", "team": "T2", "intent": "stretch"}))
    store.write(Add(kind="key_result", fields={"title": "Share", "goal": "O1", "start": "4", "target": "17"}))
    store.write(Edit(ref="Q1", fields={"state": "active"}))
    for number in range(3):
        store.write(Add(kind="issue", fields={"title": f"issue {number}", "team": "T2"}))
    store.close()
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> str:
    return str(shutil.copyfile(made, tmp_path / "oar.db"))


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    opened = Store(path, handle="ana", clock=FrozenClock(NOW))
    yield opened
    opened.close()


class ThingsScreen(OarScreen):
    """Rows of several kinds, by reference."""

    crumb = "Things"
    areas = frozenset({"issues", "okrs"})
    refs = ("I1", "I2", "KR1")
    commands = (
        Command(id="things.owner", key="o", title="owner", repeat=True),
        Command(id="things.snooze", key="s", title="snooze"),
        Command(id="things.why", key="w", title="why"),
        Command(id="things.menu", key="space", title="menu"),
    )

    def make_source(self) -> ListSource:
        self.said: list[Any] = []
        source = ListSource([Column("Thing")])
        source.set((number, Row((ref,))) for number, ref in enumerate(self.refs))
        return source

    def row_ref(self) -> str:
        return self.refs[self.table.key or 0]

    def do_owner(self) -> None:
        ref = self.row_ref()
        self.ask_owner(lambda handle: self.write(SetOwner(refs=(ref,), handle=handle)) and None)

    def do_snooze(self) -> None:
        self.ask_when(self.said.append, never="no date")

    def do_why(self) -> None:
        self.prompt("title", "", lambda text: self.write(Edit(ref="I1", fields={"title": text})) and None)

    def do_menu(self) -> None:
        self.menu("row", [("a", "archive", lambda: self.said.append("archived"))])


def make_app(store: Any, **options: Any) -> OarApp:
    return OarApp(store, look=look(), screens={"today": "x:y"}, facts=facts, start=ThingsScreen, **options)


async def settled(pilot: Any) -> Any:
    await pilot.app.writer.idle()
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return pilot.app.screen


def box(pilot: Any) -> str:
    return lines(pilot.app.screen.box)


def other(path: str, **fields: str) -> None:
    """Let Eve change the first issue, as another process would."""
    writer = Store(path, handle="ben", clock=FrozenClock(NOW))
    writer.write(Edit(ref="I1", fields=fields))
    writer.close()


def column(store: Store, sql: str) -> Any:
    return store.reader.value(sql)


# ---- who and when


async def test_a_letter_gives_the_row_to_somebody_near(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        assert "Ana" in lines(pilot.app.screen.which_key) and "Ben" in lines(pilot.app.screen.which_key)
        await pilot.press("b")
        await settled(pilot)
        assert column(store, "SELECT p.handle FROM issue i JOIN person p ON p.id = i.owner_id WHERE i.id = 1") == "ben"


async def test_the_dash_leaves_a_row_without_owner_and_dot_repeats(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("o", "c", "down", ".")
        await settled(pilot)
        assert column(store, "SELECT count(*) FROM issue i JOIN person p ON p.id = owner_id WHERE handle = 'cleo'") == 1
        await pilot.press("home", "o", "-")
        await settled(pilot)
        assert column(store, "SELECT owner_id FROM issue WHERE id = 1") is None


async def test_everybody_is_found_by_name(store: Store, path: str) -> None:
    from models.people.verbs import Invite

    for number in range(12):
        store.write(Invite(handle=f"person-{number}", name=f"Person {number}", team="T3", access="member"))
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("o", "/", *"son 11", "enter")
        await settled(pilot)
        owner = "SELECT p.handle FROM issue i JOIN person p ON p.id = i.owner_id WHERE i.id = 1"
        assert column(store, owner) == "person-11"


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        (("1",), "2026-08-23"),
        (("4",), "2026-09-13"),
        (("m",), "2026-09-01"),
        (("q",), "2026-10-01"),
        (("-",), ""),
        (("d", *"fri", "enter"), "2026-08-21"),
        (("d", *"+2w", "enter"), "2026-08-30"),
    ],
)
async def test_a_day_is_one_key_or_a_word(store: Store, keys: tuple[str, ...], day: str) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("s", *keys)
        assert pilot.app.screen.said == [day]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-08-16"), ("tomorrow", "2026-08-17"), ("sun", "2026-08-23"), ("mon", "2026-08-17"),
        ("+3", "2026-08-19"), ("+1m", "2026-09-16"), ("W34", "2026-08-21"), ("24.12.", "2026-12-24"),
        ("1.3.", "2027-03-01"), ("Mon 24 Aug", "2026-08-24"), ("1 mar", "2027-03-01"), ("1 Mar 2028", "2028-03-01"),
        ("2027-01-31", "2027-01-31"), ("next quarter", "2026-10-01"),
    ],
)  # fmt: skip
def test_days_are_read_as_people_say_them(text: str, day: str) -> None:
    assert read_day(text, date(2026, 8, 16)).isoformat() == day


NO_DAYS = ("", "soon", "31.2.", "W99", "2026-13-01", "31 feb", "big 1 mar", "12", "99999999w")


@pytest.mark.parametrize("text", [*NO_DAYS, *(text for text in HOSTILE if "31m" not in text)])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_day(text, date(2026, 8, 16))


def test_a_month_ends_where_the_next_one_is_shorter() -> None:
    assert read_day("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
    assert when("q", date(2026, 12, 31)) == date(2027, 1, 1)


async def test_a_menu_runs_what_its_key_says(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "a")
        assert pilot.app.screen.said == ["archived"]  # type: ignore[attr-defined]


# ---- forms


async def test_the_form_of_a_row_changes_what_was_typed_and_nothing_else(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E")
        assert isinstance(pilot.app.screen, FormDialog) and "issue 0" in box(pilot)
        await pilot.press(*" now", *["down"] * 12, "enter")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, FormDialog)
        assert column(store, "SELECT title FROM issue WHERE id = 1") == "issue 0 now"


async def test_a_note_keeps_its_lines_and_a_person_is_found_by_prefix(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 40)) as pilot:
        await pilot.press("E", "down", "down", *"cleo", "enter")
        assert "Cleo Marx @cleo" in box(pilot)
        while "Discussion" not in (pilot.app.screen.here or Command(id="", key="", title="")).__repr__():
            await pilot.press("down")
        await pilot.press(*"one", "enter", *"two", "tab", *["down"] * 12, "enter")
        await settled(pilot)
        assert column(store, "SELECT discussion FROM issue WHERE id = 1") == "one\ntwo"
        assert column(store, "SELECT p.handle FROM issue i JOIN person p ON p.id = owner_id WHERE i.id = 1") == "cleo"


async def test_a_refused_form_stays_open_with_what_was_typed(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", "ctrl+u", *["down"] * 14, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, FormDialog) and "'Title' is needed" in box(pilot)
        await pilot.press(*"x" * 201, *["down"] * 14, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, FormDialog) and "200" in box(pilot)


async def test_date_fields_take_words(store: Store) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "E", *["down"] * 20, "up")
        assert isinstance(pilot.app.screen, FormDialog) and pilot.app.screen.here.name == "due_on"  # type: ignore[union-attr]
        await pilot.press(*"+2w", "enter", "enter")
        await settled(pilot)
        assert column(store, "SELECT due_on FROM key_result WHERE id = 1") == "2026-08-30"


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_in_a_form_is_data(store: Store, text: str) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", "ctrl+u")
        pilot.app.screen.paste(text)  # type: ignore[attr-defined]
        pilot.app.screen.press("down")  # type: ignore[attr-defined]
        assert not forbidden(box(pilot).replace("\n", ""))
        await pilot.press("escape")


# ---- conflicts


async def test_a_conflict_shows_was_theirs_and_yours_and_t_keeps_theirs(store: Store, path: str) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *" mine")
        other(path, title="theirs now")
        await pilot.press(*["down"] * 14, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ConflictDialog)
        for word in ("issue 0", "theirs now", "issue 0 mine", "Ben Ito", "mine on top", "edit again"):
            assert word in box(pilot), word
        await pilot.press("t")
        await settled(pilot)
        assert column(store, "SELECT title FROM issue WHERE id = 1") == "theirs now"


async def test_m_puts_mine_on_top_and_e_edits_again_from_theirs(store: Store, path: str) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *" mine")
        other(path, title="theirs now")
        await pilot.press(*["down"] * 14, "enter")
        await settled(pilot)
        await pilot.press("e")
        await settled(pilot)
        form = pilot.app.screen
        assert isinstance(form, FormDialog) and form.base["title"] == "theirs now" and "issue 0 mine" in box(pilot)
        other(path, title="theirs again")
        await pilot.press(*["down"] * 14, "enter")
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        assert column(store, "SELECT title FROM issue WHERE id = 1") == "issue 0 mine"
        await pilot.press("u")
        await settled(pilot)
        assert column(store, "SELECT title FROM issue WHERE id = 1") == "theirs again"


async def test_fields_that_nobody_else_touched_are_written_with_theirs_kept(store: Store, path: str) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("E", *" mine", "down", "down", *"eve", "enter")
        other(path, title="theirs now")
        await pilot.press(*["down"] * 14, "enter")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        row = store.reader.row("SELECT title, p.handle FROM issue i JOIN person p ON p.id = owner_id WHERE i.id = 1")
        assert row == ("theirs now", "eve")


async def test_a_conflict_of_a_plain_write_opens_before_the_next_key_is_read(store: Store, path: str) -> None:
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        screen: Any = pilot.app.screen
        other(path, title="theirs now")
        screen.prompt(
            "title", "", lambda text: screen.write(Edit(ref="I1", fields={"title": text}, base={"title": "issue 0"}))
        )
        await pilot.press(*"mine", "enter", "m")  # the m is for the dialog, however fast it comes
        await settled(pilot)
        assert column(store, "SELECT title FROM issue WHERE id = 1") == "mine"


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_values_in_a_conflict_are_data(store: Store, text: str) -> None:
    from screens.dialogs.conflict import Side

    async with make_app(store).run_test(size=(60, 20)) as pilot:
        dialog = ConflictDialog(text, [Side(text, text, text, text, text)], mine=True, edit=True, who=text)
        await pilot.app.open_dialog(dialog)  # type: ignore[attr-defined]
        await pilot.pause()
        assert not forbidden(box(pilot).replace("\n", ""))
        await pilot.resize_terminal(40, 10)
        await pilot.pause()


# ---- the store gone, and unsaved text


async def test_read_only_is_said_in_the_header_and_by_the_verbs(path: str) -> None:
    store = Store(path, handle="ana", clock=FrozenClock(NOW), read_only=True)
    async with make_app(store).run_test(size=(80, 24)) as pilot:
        assert "READ ONLY" in lines(pilot.app.screen.header)
        await pilot.press("E")
        assert "read only" in lines(pilot.app.screen.message)
        await pilot.press("w", *"renamed", "enter")
        screen = await settled(pilot)
        assert "read-only" in lines(screen.message)
    store.close()
