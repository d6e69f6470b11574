"""The first run: four ways to begin, three steps in which anything may stay empty, the invited person's screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.clock import FrozenClock
from models.errors import Refused
from models.people.verbs import Invite
from models.store.store import Store
from models.strategy.verbs import AddToDraft, Publish
from models.verbs import Add, Edit
from screens.invited import InvitedScreen
from screens.shell import Facts
from screens.welcome import Doors, WelcomeScreen
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, path, template  # noqa: F401 - fixtures for this folder too
from tests.screens.fakes import look
from tui.app import OarApp
from tui.welcome import NoStore


class House:
    """Doors that make a database by copying the template; what was asked of them is in `asked`."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.source, self.target = source, folder / "oar.db"
        self.asked: list[tuple[str, ...]] = []
        self.fails = False
        self.store: Store | None = None

    def doors(self) -> Doors:
        return Doors(
            where=str(self.target), name="Ana", zone="Europe/Berlin", begin=self.begin, make_demo=self.demo,
            opened=self.opened, preview=self.preview, take=self.take, facts=lambda _store: Facts("Harbor Pay"),
        )  # fmt: skip

    def begin(self, organisation: str, name: str, zone: str) -> str:
        self.asked.append(("begin", organisation, name, zone))
        if self.fails:
            raise Refused("That place cannot be written", "Name another with --db")
        shutil.copyfile(self.source, self.target)
        return "ready"

    def demo(self) -> None:
        self.asked.append(("demo",))
        shutil.copyfile(self.source, self.target)

    def opened(self, demo: bool) -> Store:
        self.store = Store(str(self.target), handle="ana", clock=FrozenClock(NOW))
        return self.store

    def preview(self, file: str) -> str:
        if not file.endswith(".md"):
            raise Refused(f"{file} cannot be read")
        return "1 items: 1 objectives"

    def take(self, store: Any, file: str) -> str:
        self.asked.append(("take", file))
        return "Imported 1 objective"


@pytest.fixture
def house(template: Path, tmp_path: Path) -> Iterator[House]:  # noqa: F811
    made = House(template, tmp_path)
    yield made
    if made.store is not None:
        made.store.close()


def app(start: Callable[[], Any], store: Any = None) -> OarApp:
    return OarApp(store or NoStore("ana"), look=look(), start=start, facts=lambda: Facts(state="not connected"))


def welcome(house: House) -> OarApp:
    return app(lambda: WelcomeScreen(house.doors()))


async def settled(pilot: Any) -> Any:
    await pilot.app.writer.idle()
    for _ in range(5):
        await pilot.pause()
    return pilot.app.screen


def shown(screen: Any) -> str:
    return "\n".join(screen.table.render_line(y).text.rstrip() for y in range(screen.table.size.height)).rstrip()


async def test_it_names_the_four_ways_and_where_the_database_will_be(house: House) -> None:
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        text = shown(await settled(pilot))
        for words in ("Start ours", "Look at the demo", "Join a team host", "Import", "It will live in", "q leaves"):
            assert words in text
        await pilot.press("g", "x", "a", "D", "escape", "j")
        assert type(await settled(pilot)) is WelcomeScreen and not house.asked


async def test_a_wrong_file_name_stays_to_be_corrected(house: House) -> None:
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *"nothing.md", "enter")
        screen = await settled(pilot)
        assert screen.message.asking and screen.message.typed == "nothing.md"
        await pilot.press("escape")
        assert not house.asked


async def test_start_ours_with_every_field_empty_ends_on_today(house: House) -> None:
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "enter", "enter", "enter", "enter")
        screen = await settled(pilot)
        assert house.asked == [("begin", "Our organisation", "Ana", "Europe/Berlin")]
        assert type(screen).__name__ == "FirstStepsScreen"
        await pilot.press("enter", *["enter"] * 9)
        await settled(pilot)
        await pilot.press(*["enter"] * 8)
        await settled(pilot)
        await pilot.press(*["enter"] * 4)
        screen = await settled(pilot)
        assert screen.done == {1, 2, 3} and screen.table.key == 4
        await pilot.press("enter")
        assert type(await settled(pilot)).__name__ == "TodayScreen"
        assert house.store is not None and not house.store.reader.value("SELECT count(*) FROM brief")


async def test_the_three_steps_write_what_was_typed_and_add_who_is_new(house: House) -> None:
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await settled(pilot)
        assert house.asked == [("demo",)]
        from screens.first_steps import FirstStepsScreen

        await pilot.app.replace_screen(FirstStepsScreen())
        await pilot.press("enter", "enter", *"Depth", "enter", *"width", *["enter"] * 7)
        await settled(pilot)
        await pilot.press(*"Login", "enter", *"KYC", "enter", *"Ines", "enter", *"+7", *["enter"] * 5)
        await settled(pilot)
        await pilot.press(*"NRR", "enter", *">=110%", "enter", *"ben", "enter", "enter")
        await settled(pilot)
        assert house.store is not None
        reader = house.store.reader
        assert reader.row("SELECT statement, rather_than FROM choice") == ("Depth", "width")
        step = reader.row(
            "SELECT s.name, p.handle, s.bottleneck, s.due_on FROM flow_step s JOIN person p ON p.id = s.owner_id"
        )
        assert step == ("KYC", "ines", 1, "2026-08-23")
        assert reader.row("SELECT m.name, p.handle FROM measure m JOIN person p ON p.id = m.owner_id") == ("NRR", "ben")
        await pilot.press(*"Bad", "enter", *"monkeys", "enter", "enter", "enter")
        await settled(pilot)
        assert reader.value("SELECT count(*) FROM measure") == 1, "a wrong plan stays on the form"


async def test_a_wrong_time_zone_is_said_on_the_form_and_nothing_typed_is_lost(house: House) -> None:
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("1", *"Acme", "enter", "enter", "ctrl+u", *"Nowhere/Town", "enter", "enter")
        form: Any = pilot.app.screen
        await pilot.pause()
        text = "\n".join("".join(part for part, _ in line) for line in form.lines())
        assert "Nowhere/Town is no time zone" in text and "Acme" in text and not house.asked
        await pilot.press("ctrl+u", *"Asia/Tokyo", "enter", "enter")
        await settled(pilot)
        assert house.asked == [("begin", "Acme", "Ana", "Asia/Tokyo")]


async def test_a_step_that_is_saved_leaves_no_word_of_an_earlier_refusal(house: House) -> None:
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("1", *["enter"] * 4)
        screen: Any = await settled(pilot)
        await pilot.press("j", "j", "enter", *"Calls", "enter", *"monkeys", "enter", "enter", "enter")
        await settled(pilot)
        assert "monkeys is not a number" in screen.message.render_line(0).text
        await pilot.press("up", "up", "ctrl+u", *">=95", *["enter"] * 3)
        await settled(pilot)
        assert house.store is not None and house.store.reader.value("SELECT count(*) FROM measure") == 1
        assert not screen.message.render_line(0).text.strip()


async def test_what_cannot_be_made_is_said_and_one_may_try_again(house: House) -> None:
    house.fails = True
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "enter", "enter", "enter", "enter")
        screen = await settled(pilot)
        assert type(screen) is WelcomeScreen and "cannot be written" in screen.message.render_line(0).text


async def test_joining_prints_the_line_to_type(house: House) -> None:
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("3", *"ana", "enter")
        screen = await settled(pilot)
        text = "\n".join("".join(part for part, _ in line) for line in screen.lines())
        assert "ssh -t ana oar" in text


async def test_import_shows_the_dry_run_first_and_imports_only_after_a_yes(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("x.bin", "x.md"):
        Path(name).touch()
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *"x.bin", "enter")
        screen = await settled(pilot)
        assert type(screen) is WelcomeScreen and not house.asked
        await pilot.press("escape", "4", *"x.md", "enter")
        await settled(pilot)
        await pilot.press("enter")
        assert not house.asked, "Enter cancels"
        await pilot.press("4", *"x.md", "enter")
        await settled(pilot)
        await pilot.press("y", "enter", "enter", "enter", "enter")
        screen = await settled(pilot)
        assert house.asked[-1] == ("take", "x.md") and type(screen).__name__ == "TodayScreen"


@pytest.fixture
def invited(path: str) -> Iterator[Store]:  # noqa: F811
    """Return the company as Gil sees it, who was invited and has a key result under a choice."""
    ana = Store(path, handle="ana", clock=FrozenClock(NOW))
    ana.write(Invite(handle="gil", name="Gil"))
    ana.write(AddToDraft(kind="choice", fields={"statement": "Depth over width", "consequence": "Fewer accounts"}))
    ana.write(Publish())
    ana.write(Edit(ref="Q1", fields={"state": "planning"}))
    ana.write(Add(kind="imperative", fields={"title": "Win", "choice": "Depth"}))
    ana.write(Add(kind="objective", fields={"title": "Default choice", "parent": "G1", "intent": "stretch"}))
    ana.write(Add(kind="key_result", fields={"title": "Share", "goal": "O2", "owner": "gil", "target": 17, "start": 4}))
    ana.write(Add(kind="measure", fields={"name": "Coverage", "team": "T1", "owner": "gil"}))
    ana.close()
    gil = Store(path, handle="gil", clock=FrozenClock(NOW))
    yield gil
    gil.close()


async def test_an_invited_person_sees_their_numbers_and_the_choice_they_hang_on(invited: Store) -> None:
    async with app(InvitedScreen, invited).run_test(size=(80, 24)) as pilot:
        text = shown(await settled(pilot))
        for words in ("Hello Gil", "Depth over width", "Fewer accounts", "Share", "Default choice", "Coverage"):
            assert words in text
        await pilot.press("enter")
        assert type(await settled(pilot)).__name__ == "TodayScreen"
        assert invited.reader.value("SELECT looked_at FROM person WHERE handle = 'gil'")


async def test_hostile_words_do_nothing_on_the_first_screens(house: House, invited: Store) -> None:
    ana = Store(invited.location, handle="ana", clock=FrozenClock(NOW))
    ana.write(Edit(ref="Q1", fields={"state": "planning"}))
    for text in HOSTILE:
        fields = {"title": f"x{text[:190]}", "goal": "O2", "owner": "gil", "target": 17, "start": 4}
        ana.write(Add(kind="key_result", fields=fields))
    ana.close()
    async with app(InvitedScreen, invited).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        for _ in range(3):
            assert not forbidden(shown(screen))
            await pilot.press("pagedown")
    async with welcome(house).run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        pilot.app.screen.paste(HOSTILE[0])
        await pilot.press("enter")
        await settled(pilot)
