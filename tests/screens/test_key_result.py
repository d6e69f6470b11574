"""The screen of one goal or key result: chart, check-ins with corrections, work, what was decided and changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from models.clock import FrozenClock
from models.cycles.verbs import StartCycle
from models.okrs.verbs import CheckIn, CompleteStep
from models.store.store import Store
from models.verbs import Add, Archive, Case, Edit
from screens.key_result import KeyResultScreen
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW
from tests.screens.small import app, settled
from tests.screens.waiting import until

KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("increase", {"start": 4, "target": 17}),
    ("decrease", {"start": 17, "target": 4}),
    ("count", {"target": 8}),
    ("threshold", {"low": 90, "high": 99, "unit": "%"}),
    ("milestone", {}),
    ("boolean", {}),
)

CASE = Case(reason="opportunity", case="Two partners merged", evidence="Contract", agreed_by="ben", told="Board letter")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 6, 24, 9, 0, tzinfo=UTC))


@pytest.fixture
def store(planned: Store, clock: FrozenClock) -> Store:
    """Return a tree of G1 > O2 with a key result of each kind (KR1 to KR6), in a cycle that runs since July."""
    planned.write(Add(kind="imperative", fields={"title": "Mid-market"}))
    objective = {"title": "Default choice", "parent": "G1", "intent": "stretch", "why": "They ask for it"}
    planned.write(Add(kind="objective", fields=objective))
    for kind, fields in KINDS:
        fields = {"title": f"Kind {kind}", "goal": "O2", "kind": kind, "owner": "ana", **fields}
        planned.write(Add(kind="key_result", fields=fields))
    for title in ("Design", "Build"):
        planned.write(Add(kind="step", fields={"title": title, "key_result": "KR5", "due_on": "2026-08-01"}))
    planned.write(StartCycle(cycle=1))
    clock.at = NOW
    return planned


async def opened(pilot: Any, key: int) -> Any:
    await pilot.pause()  # keys are taken once the first screen is painted
    await pilot.app.open_screen(KeyResultScreen(key))
    return await settled(pilot)


def rows(screen: Any) -> str:
    return "\n".join(screen.table.text_of(key) for key in screen.table.source.keys)


def drawn(widget: Any) -> str:
    return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))


async def go_to(pilot: Any, screen: Any, words: str) -> None:
    """Put the cursor on the first line that has these words."""
    key = next(key for key in screen.table.source.keys if words in screen.table.text_of(key))
    screen.table.go_to(key)
    await pilot.pause()


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_kind_of_key_result_shows_its_chart_and_its_lines(
    store: Store, number: int, size: tuple[int, int]
) -> None:
    values = {1: 9, 2: 9, 3: 2, 4: 95, 6: 0}
    for at, more in ((202631, 0), (202633, 1)):
        if number == 5:
            store.write(CompleteStep(step=1 + more))
        else:
            value = values[number] + (0 if number == 6 else more)
            store.write(CheckIn(kr=number, value=value, confidence=6, note="two logos", period=at))
    async with app(store, "okrs").run_test(size=size) as pilot:
        screen = await opened(pilot, -number)
        assert f"KR{number}" in drawn(screen.head) and "W31" in drawn(screen.chart)
        shown = rows(screen)
        assert "Check-ins" in shown and "2026-W33" in shown and "Up to the strategy" in shown
        await pilot.press("v")
        await until(pilot, lambda: not screen.chart.display)
        assert not forbidden(shown)


async def test_one_that_was_never_set_says_how_to_begin(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, -1)
        assert "Type the value and Enter" in rows(screen)
        assert "expected pace" in drawn(screen.chart)
        screen = await opened(pilot, -6)
        assert not screen.chart.display


async def test_an_objective_shows_what_is_below_it_why_and_its_way_up(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 2)
        shown = rows(screen)
        assert "KR1 Kind increase" in shown and "They ask for it" in shown and "What" in shown
        assert "G1 Mid-market" in shown
        await go_to(pilot, screen, "KR1")
        await pilot.press("enter")
        assert (await settled(pilot)).key == -1
        await pilot.press("q")
        assert (await settled(pilot)).key == 2


async def test_my_last_check_in_is_corrected_and_the_old_one_stays(store: Store) -> None:
    store.write(CheckIn(kr=1, value=110, confidence=6))
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, -1)
        await go_to(pilot, screen, "110")
        await pilot.press("E")
        await settled(pilot)
        await pilot.press("ctrl+u", *"11", "down", "down", "down", *"counted twice", "tab", "enter")
        screen = await settled(pilot)
        assert store.reader.rows("SELECT value, confidence, note, corrects FROM check_in ORDER BY id") == [
            (110, 6, None, None), (11, 6, "counted twice", 1),
        ]  # fmt: skip
        shown = rows(screen)
        assert "corrected" in shown and "correction of" in shown and "counted twice" in shown
        assert "11 > 17" in drawn(screen.head)
        await pilot.press("u")
        assert "110 > 17" in drawn((await settled(pilot)).head)


async def test_the_check_in_of_somebody_else_is_not_mine_to_correct(
    store: Store, path: str, clock: FrozenClock
) -> None:
    store.write(Edit(ref="O2", fields={"team": "Sales"}))
    ben = Store(path, handle="ben", clock=clock)
    ben.write(CheckIn(kr=1, value=9))
    ben.close()
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, -1)
        await go_to(pilot, screen, "2026-W33")
        await pilot.press("E")
        screen = await settled(pilot)
        assert "Only my own last check-in" in drawn(screen.message)
        await pilot.press("space", "c")
        assert store.reader.value("SELECT count(*) FROM check_in") == 1


async def test_the_timeline_shows_the_case_and_both_scores(store: Store) -> None:
    # 4 of 8 are 0.50; the target becomes 6: 4 of 6 are 0.67.
    store.write(CheckIn(kr=3, value=4, period=202631))
    store.write(Edit(ref="KR3", fields={"target": 6}, case=CASE))
    async with app(store, "okrs").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, -3)
        assert "0.67 (0.50 on the original)" in drawn(screen.head)
        shown = rows(screen)
        assert "target 8 > 6" in shown and "agreed by ben" in shown and "Two partners merged" in shown
        await go_to(pilot, screen, "target 8 > 6")
        await pilot.press("enter")
        await settled(pilot)
        text = "\n".join("".join(part for part, _ in line) for line in pilot.app.screen.lines())  # type: ignore[attr-defined]
        assert "Told: Board letter" in text and "Evidence: Contract" in text


async def test_work_hypotheses_decisions_issues_and_todos_are_added_from_here(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, -1)
        await pilot.press("space", "h", *"that demos with a person double it", "enter")
        await settled(pilot)
        assert store.reader.row("SELECT title, kind, hypothesis, key_result_id FROM initiative") == (
            "demos with a person double it", "hypothesis", "We believe that demos with a person double it", 1,
        )  # fmt: skip
        await pilot.press("D", *"Which segments?", "enter")
        await pilot.press("a", "i", *"Feed is late", "enter")
        await pilot.press("t", *"Call ten", "enter")
        await pilot.press("c", *"good week", "enter")
        screen = await settled(pilot)
        shown = rows(screen)
        for words in ("N1", "double it", "D1", "Which segments", "I1", "Feed is late", "Call ten", "good week"):
            assert words in shown
        assert store.reader.value("SELECT ref FROM issue") == "KR1"
        assert store.reader.value("SELECT origin_ref FROM decision") == "KR1"


async def test_steps_are_added_done_and_edited_here(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, -5)
        await pilot.press("space", "s", *"Ship", "enter")
        screen = await settled(pilot)
        await go_to(pilot, screen, "Design")
        await pilot.press("e")
        await settled(pilot)
        assert store.reader.rows("SELECT title, done_at IS NOT NULL FROM step ORDER BY id") == [
            ("Design", 1), ("Build", 0), ("Ship", 0),
        ]  # fmt: skip


async def test_the_owners_word_is_said_here_and_only_worse(store: Store) -> None:
    store.write(CheckIn(kr=1, value=10))
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, -1)
        await pilot.press("space", "o", *"the big one wobbles", "enter")
        screen = await settled(pilot)
        assert "OFF" in drawn(screen.head) and "wobbles" in rows(screen)


async def test_what_a_colleague_typed_is_data(store: Store) -> None:
    for text in HOSTILE:
        store.write(CheckIn(kr=1, value=9, note=text))
    store.write(Edit(ref="KR1", fields={"title": f"x{HOSTILE[0]}"}))
    async with app(store, "okrs").run_test(size=(120, 60)) as pilot:
        screen = await opened(pilot, -1)
        assert not forbidden(rows(screen)) and not forbidden(drawn(screen.head))


async def test_a_row_that_somebody_archived_says_so(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, -1)
        store.write(Archive(refs=("KR1",), case=CASE))
        screen.shell.poll()
        screen = await settled(pilot)
        assert "not there any more" in drawn(screen.table)
        await pilot.press("c", "E", "1", "space", "q")
        await settled(pilot)
