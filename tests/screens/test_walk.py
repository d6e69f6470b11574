"""Walking what is late on Today: a number each, and why and what changes for one that is OFF."""

from __future__ import annotations

from typing import Any

import pytest

from models.cycles.verbs import StartCycle
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.verbs import Add, Case, Edit
from screens.dialogs.walk import WalkDialog
from tests.hostile import HOSTILE, forbidden
from tests.screens.small import app, settled

CASE = Case(reason="market", case="They left", evidence="mail", agreed_by="ben")


@pytest.fixture
def store(planned: Store) -> Store:
    """Return two key results (4 to 17) and a measure of Ana's that nobody said anything about."""
    planned.write(Add(kind="objective", fields={"title": "Win", "intent": "stretch"}))
    for title in ("Share", "Days"):
        fields = {"title": title, "goal": "O1", "start": 4, "target": 17, "owner": "ana", "starts_on": "2026-07-01"}
        planned.write(Add(kind="key_result", fields=fields))
    planned.write(StartCycle(cycle=1))
    fields = {"name": "Pipeline", "unit": "x", "team": "T1", "owner": "ana"}
    planned.write(AddMeasure(fields=fields, plan=">=3", off_at="0.5", since="W30"))
    planned.write(EnterReading(measure=1, value=3.1, period=202631))
    return planned


def shown(dialog: Any) -> str:
    return "\n".join("".join(part for part, _ in line) for line in dialog.lines())


async def test_it_walks_key_results_and_measures_and_asks_why_only_when_off(store: Store) -> None:
    owed = 3
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        dialog = await settled(pilot)
        assert isinstance(dialog, WalkDialog) and f"1 of {owed}" in shown(dialog)
        refs = [one.ref for one in dialog._owed]
        for ref in refs:
            assert f"{ref}  " in shown(pilot.app.screen)
            if ref == "KR1":  # OFF: 4 of 4 to 17 is 0 % in the middle of the cycle
                await pilot.press("4", "enter")
                await settled(pilot)
                assert "why?" in shown(pilot.app.screen)
                await pilot.press(*"nobody called", "enter", *"call ten @ben by W35", "enter")
            elif ref == "KR2":
                await pilot.press(*"11 c6 fine", "enter")
            else:
                await pilot.press(*"3.2", "enter")
            await settled(pilot)
        assert not isinstance(pilot.app.screen, WalkDialog)
    assert store.reader.rows("SELECT key_result_id, value, confidence FROM check_in ORDER BY key_result_id") == [
        (1, 4, None), (2, 11, 6),
    ]  # fmt: skip
    assert store.reader.rows("SELECT ref, kind, text FROM note") == [("KR1", "why", "nobody called")]
    assert store.reader.row("SELECT title, origin_ref, change FROM todo") == ("call ten", "KR1", 1)
    assert store.reader.value("SELECT value FROM reading ORDER BY period DESC LIMIT 1") == 3.2


async def test_a_wrong_number_stays_to_be_corrected_and_empty_skips(store: Store) -> None:
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        await pilot.press("n", *"12 monkeys", "enter")
        dialog: Any = await settled(pilot)
        assert "12 monkeys" in shown(dialog) and "1 of 3" in shown(dialog)
        await pilot.press("ctrl+u", "enter", "enter", "escape")
        await settled(pilot)
    assert store.reader.value("SELECT count(*) FROM check_in") == 0


async def test_a_burst_ends_as_slow_typing_does(store: Store) -> None:
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        keys = ["n", *"3.2", "enter"]  # the measure is the oldest and at its plan; both key results are OFF at 4
        keys += ["4", "enter", *"late", "enter", "enter", "4", "enter", *"too", "enter", *"call", "enter"]
        await pilot.press(*keys)
        screen = await settled(pilot)
        assert "3 of 3 written" in screen.message.render_line(0).text
    assert store.reader.rows("SELECT text FROM note ORDER BY id") == [("late",), ("too",)]
    assert store.reader.rows("SELECT key_result_id, value FROM check_in ORDER BY id") == [(1, 4), (2, 4)]
    assert store.reader.rows("SELECT title, origin_ref FROM todo") == [("call", "KR2")]


async def test_with_nothing_late_it_says_so(store: Store) -> None:
    from models.okrs.verbs import CheckIn

    for number in (1, 2):
        store.write(CheckIn(kr=number, value=11))
    store.write(EnterReading(measure=1, value=3.1, period=202632))
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        assert "Nothing is late" in (await settled(pilot)).message.render_line(0).text


async def test_hostile_titles_are_only_text(store: Store) -> None:
    for text in HOSTILE[:12]:
        if not text.strip("\x00"):
            continue
        store.write(Edit(ref="KR1", fields={"title": f"x{text}"[:200]}, case=CASE))
        async with app(store, "today").run_test(size=(80, 24)) as pilot:
            await pilot.press("n")
            dialog: Any = await settled(pilot)
            box = "".join(dialog.box.render_line(y).text for y in range(dialog.box.size.height))
            assert not forbidden(box)
