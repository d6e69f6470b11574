"""The weekly review through the app: start to minutes, clocks, followers, secrecy, present mode, hostile lines."""

from __future__ import annotations

from datetime import timedelta

from models.reviews import reads, step_reads
from models.reviews.preparation import PreparationView
from models.reviews.verbs import GoToStep, Rate, StartReview
from models.scorecard.verbs import AddMeasure, EnterReading
from tests.screens.review_room import Room, ready, shown, start, to, typed


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
        assert "count partner pipeline  Cleo Marx, by Mon 24 Aug" in shown(screen)
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


async def test_rows_end_without_a_mark_of_something_cut_off_at_every_width(room: Room) -> None:
    for width in (80, 120):
        async with room.app().run_test(size=(width, 24)) as pilot:
            screen = await ready(pilot)
            glyphs = screen.look.glyphs
            ends = [screen.table.render_line(y).text.rstrip(f" {glyphs.line_v}") for y in range(12)]
            assert any("TO TALK ABOUT" in line for line in ends)
            assert not [line for line in ends if line.endswith(glyphs.ellipsis) and "  " in line[-12:]]


async def test_the_page_before_a_review_lets_only_what_enter_opens_be_chosen(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot, "j", "j", "end")
        assert isinstance(screen.step.item, PreparationView)
        assert "Start the weekly review of Sales" in shown(screen) and "NUMBERS IN" in shown(screen)
        await ready(pilot, "enter")
        assert screen.record is not None and screen.record.review.open


async def test_enter_on_a_measure_that_is_read_out_is_not_offered(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        footer = lambda: screen.footer.render_line(0).text  # noqa: E731
        assert "Enter win" not in footer()
        await ready(pilot, "enter")
        assert "No discussion here" in shown(screen)
        await ready(pilot, "end")
        assert "Enter win" in footer()


async def test_the_issue_a_line_became_is_seen_beside_a_title_too_long(room: Room) -> None:
    ben = room.store()
    fields = {"name": "A very long name of a measure that fills the line", "unit": "x", "team": "T2", "owner": "ben"}
    number = ben.write(AddMeasure(fields=fields, plan=">=3", off_at="0.5", since="W30")).value
    ben.write(EnterReading(measure=int(number), value=1, period=202632))
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        to(screen, "A very long")
        await ready(pilot, "i")
        assert "… ›I3 " in screen.table.text_of(screen.table.source.keys[0])


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
        await ready(pilot, "escape", "e")
        screen.tick()
        assert "I1 1:35" not in shown(screen)
        room.clock.at += timedelta(seconds=60)
        assert screen.record is not None
        assert screen.record.clocks[6, "I1"].spent(room.clock.now()) == 95  # what comes after is not its time


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
        await start(pilot)
        await ready(pilot, "n", "n", "n", "n", "n", "n")
        await ready(pilot, "0", "5")  # from wherever the cursor is: mine, then on to who has not rated
    assert room.store().reader.rows("SELECT person_id, value FROM rating ORDER BY person_id") == [(2, 10), (3, 5)]


async def test_days_are_told_as_today_tells_them_and_a_review_has_no_filter(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        assert screen.keymap.find("/") is None
        await ready(pilot, "n", "n", "n")
        assert "needed Mon 10 Aug" in shown(screen)
        await ready(pilot, "s")
        await typed(pilot, "Fri 21 Aug")
        assert "promised Fri 21 Aug" in shown(screen)


async def test_a_key_that_has_nothing_to_do_says_so_by_its_name(room: Room) -> None:
    async with room.app().run_test(size=(80, 24)) as pilot:
        screen = await start(pilot)
        to(screen, "Pipeline coverage")
        await ready(pilot, "x")
        assert "x away does nothing here" in shown(screen)
        await ready(pilot, *("n",) * 6, "v")
        assert "Nobody has rated yet" in shown(screen)
