"""The end of a review on the screen: owners, what is private, hostile lines, lines that come back, keys."""

from __future__ import annotations

import pytest

from models.reviews import step_reads
from models.reviews.verbs import Capture, CloseReview, JoinReview, StartReview
from screens.commands import commands_of, flat
from screens.keymap import clashes
from screens.review_steps.registry import PAGES, keys_of
from tests.hostile import HOSTILE, forbidden
from tests.screens.review_room import Room, ready, shown, start, to, typed
from tui.app import OarApp


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


@pytest.mark.parametrize("size", [(120, 40)])
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
