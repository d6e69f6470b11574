"""The weekly review through the app: start to minutes, clocks, followers, secrecy, present mode, hostile lines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from models.clock import FrozenClock
from models.issues.verbs import RaiseIssue
from models.reviews import reads, step_reads
from models.reviews.verbs import Capture, CloseReview, GoToStep, JoinReview, Rate, StartReview
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store import migrate
from models.store.store import Store
from models.verbs import Add
from screens.commands import commands_of, flat
from screens.keymap import clashes
from screens.look import make_look
from screens.review import WeeklyScreen
from screens.review_steps.registry import PAGES, keys_of
from screens.text import plain
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, fill
from themes.palette import load_palette
from tui.app import OarApp

TARGET = "screens.review:WeeklyScreen"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with Harbor Pay, two measures of Sales that are off, one private, and an issue."""
    path = tmp_path_factory.mktemp("company") / "oar.db"
    migrate.create(str(path))
    fill(str(path))
    store = Store(str(path), handle="ben", clock=FrozenClock(NOW))
    for name, private in (("Pipeline coverage", False), ("Layoff reserve", True)):
        fields = {"name": name, "unit": "x", "team": "T2", "owner": "ben", "private": private}
        number = store.write(AddMeasure(fields=fields, plan=">=3", off_at="0.5", since="W30")).value
        for week, value in ((202631, 3.1), (202632, 2.2)):
            store.write(EnterReading(measure=int(number), value=value, period=week))
    store.write(RaiseIssue(title="Trial data feed late", team="T2", owner="cleo"))
    store.write(RaiseIssue(title="Secret acquisition", team="T2", private=True))
    what = {"what": "Trial feed", "from_team": "T2", "to_team": "T3", "needed_on": "2026-08-10"}
    store.write(Add(kind="dependency", fields=what))
    store.close()
    return path


class Room:
    """A database with a clock, and apps that look at it."""

    def __init__(self, path: Path, clock: FrozenClock) -> None:
        self.path, self.clock = str(path), clock
        self.stores: list[Store] = []

    def store(self, handle: str = "ben") -> Store:
        store = Store(self.path, handle=handle, clock=self.clock)
        self.stores.append(store)
        return store

    def app(self, handle: str = "ben") -> OarApp:
        look = make_look(load_palette("dark"))
        return OarApp(self.store(handle), look=look, screens={"weekly": TARGET}, start="weekly")


@pytest.fixture
def room(company: Path, tmp_path: Path) -> Iterator[Room]:
    """Return a fresh room; its stores are closed afterwards."""
    path = tmp_path / "oar.db"
    shutil.copyfile(company, path)
    found = Room(path, FrozenClock(NOW))
    yield found
    for store in found.stores:
        store.close()


async def ready(pilot: Pilot[Any], *keys: str) -> WeeklyScreen:
    """Press keys and wait until they are done and written."""
    for key in keys:
        await pilot.press(key)
    app = pilot.app
    assert isinstance(app, OarApp)
    for _ in range(200):
        await pilot.pause(0.01)
        if not app._waiting and not app._keys and not app.writer.pending:
            break
    await pilot.pause()
    app.poll()
    await pilot.pause()
    screen = next(one for one in reversed(app.screen_stack) if isinstance(one, WeeklyScreen))
    assert isinstance(screen, WeeklyScreen)
    return screen


async def typed(pilot: Pilot[Any], text: str) -> WeeklyScreen:
    """Type a line and Enter."""
    return await ready(pilot, *[{" ": "space"}.get(char, char) for char in text], "enter")


def shown(screen: WeeklyScreen) -> str:
    """Return everything the screen shows, as text."""
    lines = [plain(line) for widget in (screen.header, screen.clock, screen.detail, screen.message, screen.side)
             for line in widget.content]  # fmt: skip
    lines += [screen.table.text_of(key) for key in screen.table.source.keys]
    return "\n".join(lines)


def to(screen: WeeklyScreen, name: str) -> None:
    """Put the cursor on the row that holds `name`."""
    key = next(key for key in screen.table.source.keys if name in screen.table.text_of(key))
    assert screen.table.go_to(key)


async def start(pilot: Pilot[Any]) -> WeeklyScreen:
    return await ready(pilot, "enter")


async def test_a_whole_review_from_the_page_before_it_to_its_minutes(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await ready(pilot)
        assert "Start the weekly review of Sales" in shown(screen)
        screen = await start(pilot)
        assert "1/7 SCORECARD" in shown(screen)
        assert "Pipeline coverage" in shown(screen)
        to(screen, "Pipeline coverage")
        await ready(pilot, "i")
        to(screen, "Cleo Marx")
        await ready(pilot, "enter")
        await typed(pilot, "Acme signed")
        to(screen, "Cleo Marx")
        await ready(pilot, "x")
        assert "HERE 1 OF 2" in shown(screen)
        await ready(pilot, "n")
        assert "Nothing was promised" in screen.table.empty
        await ready(pilot, "n")
        to(screen, "Pipeline coverage")
        await ready(pilot, "w")
        await typed(pilot, "two reps out")
        to(screen, "Pipeline coverage")
        await ready(pilot, "c")
        await typed(pilot, "count partner pipeline @cleo by W35")
        assert "count partner pipeline  Cleo Marx, by 2026-08-24" in shown(screen)
        await ready(pilot, "n")
        assert "WE WAIT FOR" in shown(screen)
        await ready(pilot, "e", "n", "enter")
        await typed(pilot, "Bolt may leave")
        await ready(pilot, "i", "n")
        assert "Bolt may leave" in shown(screen)
        to(screen, "Trial data feed late")
        await ready(pilot, "enter")
        await typed(pilot, "nobody owns the schema")
        to(screen, "Trial data feed late")
        await ready(pilot, "enter")
        await typed(pilot, "schema changed twice")
        await ready(pilot, "D")
        await typed(pilot, "Product owns the schema")
        await ready(pilot, "t")
        await typed(pilot, "name an owner @ben")
        await ready(pilot, "D")
        await typed(pilot, "Second shift?")
        await ready(pilot, "e", "n")
        assert "DECISIONS MADE 1" in shown(screen)
        await ready(pilot, "r")
        await typed(pilot, "Support: the schema is ours")
        await ready(pilot, "9")
        assert "9.0" in shown(screen)
        await ready(pilot, "e", "y")
        screen = await ready(pilot)
        assert "CLOSED" in shown(screen)
    text = reads.saved_minutes(room.store().reader, 1)
    for line in (
        "# Sales: weekly review 2026-W33", "- Here: Ben Ito", "- Away: Cleo Marx", "- Acme signed (Cleo Marx)",
        "  - why: two reps out", "  - change: count partner pipeline (Cleo Marx, by 2026-08-24)",
        "- Trial feed: we wait for Support, needed 2026-08-10 (fine)", "- Bolt may leave (to issues: I4)",
        "  - real issue: nobody owns the schema", "  - decided: Product owns the schema (Cleo Marx)",
        "  - to-do: name an owner (Ben Ito)", "  - decision needed: Second shift? (Cleo Marx)",
        "- Support: the schema is ours", "9.0 from 1",
    ):  # fmt: skip
        assert line in text, line


async def test_leaving_and_coming_back_resumes_at_the_step_with_its_clock(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        await ready(pilot, "n", "n")
        room.clock.at += timedelta(seconds=61)
        screen.tick()
        assert "3/7 OFF TRACK   8:59 left" in shown(screen)
    room.clock.at += timedelta(hours=5)
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        assert "3/7 OFF TRACK   8:59 left" in shown(screen)
        room.clock.at += timedelta(seconds=9)
        screen.tick()
        assert "8:50 left" in shown(screen)


async def test_an_overrun_is_shown_and_the_clock_moves_no_step(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        room.clock.at += timedelta(minutes=6, seconds=20)
        screen.tick()
        assert "+1:20 OVER" in shown(screen)
        assert "1 min behind" in shown(screen)
        assert screen.shown == 1
        await ready(pilot, "+")
        assert "0:40 left" in shown(screen)
        await ready(pilot, "+", "n", "n", "n", "n", "n")
        assert "24:00 left" in shown(screen)


async def test_each_issue_has_its_own_clock(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        await ready(pilot, "n", "n", "n", "n", "n")
        to(screen, "Trial data feed late")
        await ready(pilot, "enter")
        room.clock.at += timedelta(seconds=95)
        screen.tick()
        assert "I1 1:35 of 5:00" in shown(screen)
        await ready(pilot, "escape")


async def test_a_follower_goes_where_the_facilitator_goes_and_keeps_a_half_typed_line(room: Room) -> None:
    ben = room.store("ben")
    number = int(ben.write(StartReview(team="T2")).value)
    async with room.app("cleo").run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        assert "following Ben Ito" in shown(screen)
        await ready(pilot, "a", "i", "H", "a")
        ben.write(GoToStep(review=number, step=3))
        screen = await ready(pilot)
        assert screen.shown == 3
        assert screen.message.typed == "Ha"
        await typed(pilot, "lf")
        assert room.store().reader.value("SELECT count(*) FROM issue WHERE title = 'Half'") == 1
        await ready(pilot, "b")
        assert (screen.shown, screen.following) == (2, False)
        ben.write(GoToStep(review=number, step=5))
        screen = await ready(pilot)
        assert screen.shown == 2
        await ready(pilot, "F")
        assert screen.shown == 5
        assert reads.review(ben.reader, number).step == 5
        await ready(pilot, "enter")
        await typed(pilot, "said by a follower")
    assert [one.by for one in step_reads.said(ben.reader, number)] == ["Cleo Marx"]


async def test_two_who_press_enter_at_once_are_in_one_review(room: Room) -> None:
    async with room.app("cleo").run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        room.store("ben").write(StartReview(team="T2"))
        # Cleo's screen has not heard of it yet when Enter comes.
        await pilot.press("enter")
        screen = await ready(pilot)
        assert screen.record is not None
        assert screen.record.review.facilitator == "Ben Ito"
        assert not screen.can_drive
    assert room.store().reader.value("SELECT count(*) FROM review") == 1


async def test_ratings_stay_hidden_until_all_here_have_rated(room: Room) -> None:
    ben = room.store("ben")
    number = int(ben.write(StartReview(team="T2")).value)
    ben.write(Rate(review=number, value=4, why="no decisions"))
    ben.write(GoToStep(review=number, step=7))
    async with room.app("cleo").run_test(size=(120, 40)) as pilot:
        screen = await ready(pilot)
        assert "rated" in shown(screen)
        assert "no decisions" not in shown(screen) and " 4 " not in shown(screen)
        await ready(pilot, "6")
        assert screen.message.asking
        await typed(pilot, "too long")
        assert "no decisions" in shown(screen)
        assert "5.0" in shown(screen)
        rows = ben.reader.rows("SELECT value, why FROM rating ORDER BY value")
    assert rows == [(4, "no decisions"), (6, "too long")]


async def test_zero_is_ten_and_the_facilitator_rates_for_people_without_a_screen(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        await ready(pilot, "n", "n", "n", "n", "n", "n")
        to(screen, "Ben Ito")
        await ready(pilot, "0", "5")
    assert room.store().reader.rows("SELECT person_id, value FROM rating ORDER BY person_id") == [(2, 10), (3, 5)]


async def test_closing_asks_for_missing_owners_one_after_another(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        await ready(pilot, "n", "n", "n", "n", "n", "n", "D")
        await typed(pilot, "Second shift?")
        await ready(pilot, "a", "t")
        await typed(pilot, "plan it")
        assert "1 without owner: o" in shown(screen)
        await ready(pilot, "e", "c", "/")
        await typed(pilot, "nobody-at-all")
        assert screen.message.typed == "nobody-at-all"
        await ready(pilot, "ctrl+u")
        await typed(pilot, "ben")
        await ready(pilot, "enter")  # the dialog: Enter cancels
        assert screen.record is not None and screen.record.review.open
        await ready(pilot, "e", "y")
    store = room.store()
    assert store.reader.value("SELECT state FROM review") == "closed"
    owners = [(one.kind, one.owner) for one in step_reads.owned(store.reader, 1)]
    assert owners == [("needed", "Cleo Marx"), ("change", "Ben Ito")]


async def test_what_is_private_never_shows_in_present_mode(room: Room) -> None:
    async with room.app().run_test(size=(120, 40)) as pilot:
        screen = await start(pilot)
        for step in range(1, 8):
            if step == 3:
                to(screen, "Layoff reserve")
                await ready(pilot, "w")
                await typed(pilot, "secret why")
                assert "secret why" in shown(screen)
            if step == 6:
                to(screen, "Secret acquisition")
                await ready(pilot, "D")
                await typed(pilot, "Hidden decision @ben")
                assert "Secret acquisition" in shown(screen)
            await ready(pilot, "P")
            for word in ("Layoff", "Secret", "secret", "Hidden"):
                assert word not in shown(screen).replace(str(screen.message.content), ""), (step, word)
            await ready(pilot, "P", "n") if step < 7 else None
        await ready(pilot, "e", "y")
        screen = await ready(pilot)
        assert "CLOSED" in shown(screen)
        assert "Layoff" not in shown(screen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_lines_in_every_capture_stay_text(room: Room, size: tuple[int, int]) -> None:
    async with room.app().run_test(size=size) as pilot:
        screen = await start(pilot)
        app = pilot.app
        assert isinstance(app, OarApp)

        async def paste(*keys: str, text: str) -> None:
            from textual import events

            await ready(pilot, *keys)
            app.post_message(events.Paste(text))
            await ready(pilot, "enter")
            await ready(pilot, "escape") if screen.message.asking else None
            assert not forbidden(shown(screen))
            assert pilot.app.is_running

        for place, text in enumerate(HOSTILE):
            step = place % 7 + 1
            to_step = {1: ("a", "w"), 2: ("a", "t"), 3: ("w",), 4: ("s",), 5: ("enter",), 6: ("D",), 7: ("r",)}[step]
            await paste(*to_step, text=f"Support: {text}" if step == 7 else text)
            await ready(pilot, "n") if step < 7 else await ready(pilot, *("b",) * 6)
        for step in range(1, 8):
            assert screen.shown in range(1, 8)
            assert not forbidden(shown(screen)), step
            await ready(pilot, "n") if screen.shown < 7 else None


async def test_a_refused_line_comes_back_to_be_corrected(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        await ready(pilot, "n", "n", "c")
        await typed(pilot, "count it @nobody")
        assert screen.message.typed == "count it @nobody"
        await ready(pilot, "ctrl+w")
        await typed(pilot, "@ben")
    assert room.store().reader.value("SELECT title FROM todo") == "count it"


async def test_a_closed_review_can_be_read_and_the_next_one_started(room: Room) -> None:
    ben = room.store("ben")
    number = int(ben.write(StartReview(team="T2")).value)
    ben.write(Capture(review=number, step=5, kind="headline", text="Acme renewed"))
    ben.write(CloseReview(review=number))
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        assert "REVIEWS BEFORE" in shown(screen)
        to(screen, "R1")
        await ready(pilot, "enter")
        assert "Acme renewed" in shown(screen)
        await ready(pilot, "enter")
        screen = await ready(pilot, "enter")
        assert screen.shown == 1


async def test_a_viewer_looks_on_and_is_told_kindly(room: Room) -> None:
    ana = room.store("ana")
    ana.write(StartReview(team="T1"))
    async with room.app("dan").run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        assert screen.shown == 1
        await ready(pilot, "n", "n", "n", "n", "enter")
        await typed(pilot, "not allowed")
        assert screen.message.typed == "not allowed"
        await ready(pilot, "escape")
    assert ana.reader.value("SELECT count(*) FROM entry") == 0


async def test_a_late_joiner_is_here(room: Room) -> None:
    ben = room.store("ben")
    number = int(ben.write(StartReview(team="T2")).value)
    room.store("ana").write(JoinReview(review=number))
    async with room.app("cleo").run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        assert "3 here" in shown(screen)


@pytest.mark.parametrize("number", PAGES)
def test_every_step_has_keys_that_do_not_clash_and_handlers_that_exist(number: int) -> None:
    from screens.commands import VOCABULARY

    page = keys_of(number)
    commands = commands_of(page)
    assert not clashes(commands)
    for command, prefix in flat(commands):
        if not command.children:
            assert callable(getattr(page, command.handler[0], None)), command.id
        assert not command.when or hasattr(page, command.when), (command.id, command.when)
        if prefix is None and command.key in VOCABULARY and VOCABULARY[command.key]:
            assert command.id.rpartition(".")[2] in VOCABULARY[command.key], command.id
