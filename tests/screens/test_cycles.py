"""The cycle screens on a real store: planning by checklist, the walk of a closing, bad input, bursts of keys."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from models.cycles import reads
from models.cycles.verbs import BeginClosing, CloseCycle
from models.store.store import Store
from tests.hostile import HOSTILE, forbidden
from tests.models.cycles.year import plan, run, score_all
from tests.screens.small import app, settled, shown


@pytest.fixture
def store(ana: Store) -> Store:
    return ana


def around(screen: Any, name: str) -> str:
    return "\n".join("".join(text for text, _ in line) for line in screen.query_one(name).content)


def said(screen: Any) -> str:
    return screen.message.line(0, 200)[1][0] if screen.message.content else ""


async def type_text(pilot: Any, text: str) -> None:
    await pilot.press(*("space" if char == " " else char for char in text))


def scores(store: Store) -> dict[str, tuple[Any, ...]]:
    rows = store.reader.rows("SELECT 'KR', id, final_score, final_reason, cause FROM key_result ORDER BY id")
    rows += store.reader.rows("SELECT 'O', id, final_score, final_reason, cause FROM goal WHERE cycle_id = 1")
    return {f"{kind}{number}": tuple(rest) for kind, number, *rest in rows if rest[0] is not None}


async def test_the_list_says_how_far_each_cycle_is(store: Store) -> None:
    run(store)
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert "2026-Q3" in shown(screen)
        assert "1 Jul to 30 Sep 2026" in shown(screen)
        assert "2 objectives, 4 KRs" in shown(screen)


async def test_e_ticks_a_line_and_takes_the_tick_away(store: Store) -> None:
    plan(store)
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "e", "k", "e")
        screen = await settled(pilot)
        assert reads.cycle(store.reader, 1).ticks == 0
        await pilot.press("e", "e")
        screen = await settled(pilot)
        assert " 2 of 12 done" in around(screen, "#tally")
        assert "ana 16 Aug" in shown(screen)


async def test_n_walks_the_review_question_in_a_burst(store: Store) -> None:
    plan(store)
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.press("n", "y", *"first", "enter", "n", "n", *"old", "enter")
        await settled(pilot)
        rows = "SELECT supports_strategy, supports_reason FROM goal WHERE cycle_id = 1 ORDER BY id"
        assert store.reader.rows(rows) == [("yes", "first"), ("no", "old")]


async def test_an_answer_without_a_reason_stays_open(store: Store) -> None:
    plan(store)
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "n", "y", "enter")
        screen = await settled(pilot)
        assert screen.message.asking
        await pilot.press("escape")
        assert reads.cycle(store.reader, 1).answered == 0


async def test_start_asks_says_what_is_missing_and_cancel_is_the_default(store: Store) -> None:
    plan(store)
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("greater_than_sign")
        dialog = await settled(pilot)
        assert "2 not asked whether it supports the strategy" in str(dialog.lines())
        await pilot.press("enter")
        await settled(pilot)
        assert reads.cycle(store.reader, 1).state == "planning"
        await pilot.press("greater_than_sign", "y")
        await settled(pilot)
        assert reads.cycle(store.reader, 1).state == "active"


async def test_one_line_scores_a_row_and_asks_only_what_is_due(store: Store) -> None:
    run(store)
    store.write(BeginClosing(cycle=1))
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "n", *"legal", "enter", *"slow", "enter")  # KR1 0.38 wants its cause
        await pilot.press("enter", *"signed", "enter")  # KR2 1.00 does not
        await pilot.press("0", ".", "7", "space", *"built", "enter")  # KR3, typed over what is proposed
        await pilot.press("enter", "enter", *"fair", "enter", *"early", "enter", "enter")  # O2, one lesson
        screen = await settled(pilot)
        assert scores(store) == {
            "KR1": (0.38, "legal", "slow"),
            "KR2": (1.0, "signed", None),
            "KR3": (0.7, "built", None),
            "O2": (0.69, "fair", None),  # (0.38 + 1.0 + 0.7) / 3 = 0.693
        }
        assert store.reader.rows("SELECT title, outcome, ref FROM learning") == [("early", "worked", "O2")]
        assert " 2 of 6 to do" in around(screen, "#tally")
        assert screen.table.key == -4  # goes on by itself


@pytest.mark.parametrize("typed", ["1.2", "nan", "-1", "7", "120%"])
async def test_what_is_no_score_is_said_and_can_be_corrected(store: Store, typed: str) -> None:
    run(store)
    store.write(BeginClosing(cycle=1))
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "n")
        await type_text(pilot, f"{typed} so")
        await pilot.press("enter")
        screen = await settled(pilot)
        assert screen.message.asking
        assert scores(store) == {}
        await pilot.press("escape", "q")


async def test_closing_too_early_names_what_is_missing_and_v_shows_only_that(store: Store) -> None:
    run(store)
    store.write(BeginClosing(cycle=1))
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "n", *"legal", "enter", *"slow", "enter", "greater_than_sign")
        screen = await settled(pilot)
        assert "Not yet: 5 scores and 5 reasons are missing: KR2, KR3, KR4, O2, O3" in around(screen, "#message")
        await pilot.press("v")
        screen = await settled(pilot)
        assert "Share of bookings" not in shown(screen)
        assert "Logos signed" in shown(screen)


async def test_closing_for_good_is_asked_once_and_cancel_is_the_default(store: Store) -> None:
    run(store)
    score_all(store)
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("greater_than_sign", "enter")
        await settled(pilot)
        assert reads.cycle(store.reader, 1).state == "closing"
        await pilot.press("greater_than_sign", "y")
        await settled(pilot)
        assert reads.cycle(store.reader, 1).state == "closed"


async def test_a_closed_cycle_is_read_and_every_key_says_why_nothing_changes(store: Store) -> None:
    run(store)
    score_all(store)
    store.write(CloseCycle(cycle=1))
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        screen = await settled(pilot)
        assert "Closed  0.68 target band, committed 0 of 1 kept" in around(screen, "#tally")
        assert "as it came" in shown(screen)
        for key in ("e", "7", "w", "greater_than_sign"):
            await pilot.press(key)
            screen = await settled(pilot)
            assert not screen.message.asking
            assert "closed" in around(screen, "#message")


async def test_space_o_carries_over_and_the_row_says_where_it_goes_on(store: Store) -> None:
    run(store)
    store.write(BeginClosing(cycle=1))
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "space", "o")
        screen = await settled(pilot)
        assert "on as O4" in shown(screen)
        await pilot.press("space", "o")
        screen = await settled(pilot)
        assert len(reads.cycles(store.reader)) == 2
        await pilot.press("u")
        await settled(pilot)
        assert len(reads.cycles(store.reader)) == 1


async def test_a_new_cycle_is_offered_after_the_newest_and_an_overlap_is_asked_about(store: Store) -> None:
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "a", "enter")
        await settled(pilot)
        made = reads.cycles(store.reader)[0]
        assert (made.name, made.start_on, made.end_on) == ("2026-Q4", "2026-10-01", "2026-12-31")
        await pilot.press("space", "a")
        await type_text(pilot, "Half 2026-11-01 2027-04-30")
        await pilot.press("enter")
        await settled(pilot)
        assert len(reads.cycles(store.reader)) == 2
        await pilot.press("b")
        await settled(pilot)
        assert len(reads.cycles(store.reader)) == 3


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_hostile_words_stay_words(store: Store, size: tuple[int, int]) -> None:
    from models.cycles.verbs import AnswerReview, Learn, Score
    from models.errors import Refused

    run(store)
    store.write(BeginClosing(cycle=1))
    for text in HOSTILE:
        for verb in (Score(ref="KR1", reason=text, cause=text), Learn(ref="O2", text=text, outcome="worked")):
            try:
                store.write(verb)
            except Refused:
                continue
    with pytest.raises(Refused):
        store.write(AnswerReview(goal=2, supports=True, reason="x"))
    async with app(store, "cycles").run_test(size=size) as pilot:
        await pilot.press("enter", "j", "end")
        screen = await settled(pilot)
        assert not forbidden(shown(screen), allow="\n")


async def test_a_large_cycle_is_read_beside_the_keys(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is being read the screens are there, hear keys and say what they do."""
    run(store)
    free = threading.Event()
    whole = {name: getattr(reads, name) for name in ("cycles", "cycle")}
    monkeypatch.setattr(reads, "is_large", lambda *_, **__: True)
    for name, real in whole.items():
        monkeypatch.setattr(reads, name, lambda *given, real=real: free.wait(20) and real(*given))
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert "Counting what the cycles hold" in shown(screen)
        await pilot.press("down", "up", "end")
        free.set()
        await screen.reading
        assert "2 objectives, 4 KRs" in shown(await settled(pilot))
        free.clear()
        await pilot.press("enter")
        screen = await settled(pilot)
        assert screen.headline() == "2026-Q3  active" and "Reading the cycle" in shown(screen)
        await pilot.press("down", "0", "n", "e", "v", "v")
        free.set()
        await screen.reading
        screen = await settled(pilot)
        assert "if it ended today" in around(screen, "#tally") and "Reading" not in shown(screen)
        assert scores(store) == {}


async def test_a_large_cycle_is_scored_and_closed_as_a_small_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run(store)
    store.write(BeginClosing(cycle=1))
    monkeypatch.setattr(reads, "is_large", lambda *_, **__: True)
    async with app(store, "cycles").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await screen.reading
        await pilot.press("enter")
        screen = await settled(pilot)
        await screen.reading
        await pilot.press("n")
        await type_text(pilot, "0.9 two signed")
        await pilot.press("enter")
        screen = await settled(pilot)
        await screen.reading
        assert [row[:2] for row in scores(store).values()] == [(0.9, "two signed")]
        await pilot.press("q")
        screen = await settled(pilot)
        await screen.reading
        assert "1 of 6 scored" in shown(await settled(pilot))
