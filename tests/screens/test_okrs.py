"""The OKR screen on a real store: four-key update, folding, views, filter, guarded changes, live refresh."""

from __future__ import annotations

from typing import Any

import pytest

from models.clock import FrozenClock
from models.okrs.verbs import CheckIn
from models.store.store import Store
from models.verbs import Add, Edit
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW
from tests.screens.small import app, settled, shown


@pytest.fixture
def store(planned: Store) -> Store:
    """Return a small tree: G1 > O2 (KR1, KR2) > O3 (KR3), in a cycle that runs."""
    planned.write(Add(kind="imperative", fields={"title": "Mid-market"}))
    planned.write(Add(kind="objective", fields={"title": "Default choice", "parent": "G1", "intent": "stretch"}))
    planned.write(Add(kind="objective", fields={"title": "Leads", "parent": "O2", "intent": "stretch"}))
    for title, goal, owner in (("Share", "O2", "ana"), ("Days", "O2", "ben"), ("Calls", "O3", "ben")):
        fields = {"title": title, "goal": goal, "owner": owner, "start": 4, "target": 17}
        planned.write(Add(kind="key_result", fields=fields))
    planned.write(Edit(ref="Q1", fields={"state": "active"}))
    return planned


def last(store: Store) -> Any:
    return store.reader.row("SELECT key_result_id, value, confidence, note FROM check_in ORDER BY id DESC LIMIT 1")


async def test_four_keys_set_value_and_confidence_as_one_undo_step(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "1", "1", "enter", "6")
        screen = await settled(pilot)
        assert last(store) == (1, 11.0, 6, None)
        assert "54%" in shown(screen) and "11 > 17" in shown(screen)
        await pilot.press("u")
        assert "11 > 17" not in shown(await settled(pilot))


async def test_nudges_count_each_and_a_wrong_value_stays_to_be_corrected(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9))
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "+", "+", "-", "+")
        await settled(pilot)
        assert last(store)[1] == 11
        await pilot.press(*"12", "space", *"monkeys", "enter")
        screen = await settled(pilot)
        assert screen.message.asking and last(store)[1] == 11


async def test_goals_take_no_number_and_say_so(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        screen = await settled(pilot)
        assert not screen.message.asking and last(store) is None


async def test_fold_filter_and_views(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        assert len(screen.table.source.keys) == 6
        await pilot.press("z")
        assert len(screen.table.source.keys) == 1
        await pilot.press("z")
        assert len(screen.table.source.keys) == 6
        await pilot.press("/", *"owner:ana", "enter")
        assert list(screen.table.source.keys) == [1, 2, -1]
        await pilot.press("/", *"nothing", "enter")
        assert "No match" in shown(screen)
        await pilot.press("/", "escape")
        assert len(screen.table.source.keys) == 6
        await pilot.press("v", "v")
        assert list(screen.table.source.keys) == []
        assert "Every objective leads up" in shown(screen)


async def test_a_filter_leaves_the_branches_open_and_folded_as_they_were(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        whole = list(screen.table.source.keys)
        await pilot.press("/", *"owner:ana", "escape")
        assert list(screen.table.source.keys) == whole, "what did not match is open again"
        screen.table.go_to(3)
        await pilot.press("z")
        folded = list(screen.table.source.keys)
        assert folded == [key for key in whole if key != -3]
        await pilot.press("/", *"owner:ben")
        assert -3 in screen.table.source.keys
        await pilot.press("escape")
        assert list(screen.table.source.keys) == folded


async def test_a_filter_given_up_half_typed_leaves_the_header(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("/", *"ow", "tab", "escape")
        assert "/" not in screen.headline() and "owner" not in screen.header.render_line(0).text


async def test_what_another_process_writes_appears_and_the_cursor_stays(store: Store, path: str) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        screen = await settled(pilot)
        key = screen.table.key
        other = Store(path, handle="ana", clock=FrozenClock(NOW))
        other.write(CheckIn(kr=1, value=13))
        screen.shell.poll()
        assert "13 > 17" in shown(await settled(pilot))
        other.write(Add(kind="imperative", fields={"title": "A new one"}))
        screen.shell.poll()
        assert "A new one" in shown(await settled(pilot))
        assert screen.table.key == key
        other.close()


async def test_a_guarded_change_asks_for_its_case(store: Store) -> None:
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "space", "a")
        await settled(pilot)
        assert store.reader.value("SELECT count(*) FROM key_result WHERE archived_at IS NULL") == 3
        await pilot.press("1", *"moved", "tab", *"report", "tab", *"Ben", "enter", "enter", "enter")
        await settled(pilot)
        assert store.reader.value("SELECT count(*) FROM key_result WHERE archived_at IS NULL") == 2
        assert store.reader.row("SELECT reason, grounds FROM plan_change") == ("market", "moved")


async def test_detail_path_and_checks_open_and_close(store: Store) -> None:
    store.write(CheckIn(kr=1, value=9, note="two logos"))
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "enter")
        screen = await settled(pilot)
        assert "two logos" in shown(screen)
        await pilot.press("1", "0", "enter", "7")
        await settled(pilot)
        assert last(store)[1:3] == (10.0, 7)
        await pilot.press("q", "p")
        await settled(pilot)
        await pilot.press("escape", "L")
        await settled(pilot)
        await pilot.press("escape")
        assert "Default choice" in shown(await settled(pilot))


@pytest.mark.parametrize("state", ["planning", "active"])
async def test_a_live_check_marks_its_row_and_l_says_the_reason_and_the_fix(planned: Store, state: str) -> None:
    """The mark is on the row alone: yes or no and what is counted have none, and a key with no number has one."""
    planned.write(Add(kind="objective", fields={"title": "Keep", "intent": "stretch", "team": "T1", "owner": "ana"}))
    for title, given in (
        ("Improve onboarding", {"kind": "boolean"}),
        ("Calls to 17", {"start": 4, "target": 17}),
        ("Grow by XX% ", {"kind": "boolean"}),
    ):
        fields = {"title": title, "goal": "O1", "owner": "ana", **given}
        made = planned.write(Add(kind="key_result", fields=fields))
        planned.write(CheckIn(kr=int(str(made.value)), value=0))
    planned.write(Edit(ref="Q1", fields={"state": state}))
    async with app(planned, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        marked = [line for line in shown(screen).splitlines() if "∙ " in line[:12]]
        assert len(marked) == 1 and "Grow by XX%" in marked[0]
        await pilot.press("end", "L")
        await settled(pilot)
        told = " ".join("".join(text for text, _ in line).strip() for line in pilot.app.screen.lines())
        assert "KR3  Grow by XX%" in told
        assert "The number is still open. Put in the numbers that the title waits for." in told


async def test_an_empty_tree_says_what_to_do(path: str) -> None:
    store = Store(path, handle="ana", clock=FrozenClock(NOW))
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        assert "No objectives yet" in shown(await settled(pilot))
    store.close()


async def test_hostile_titles_notes_and_filters_are_only_text(store: Store) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    for text in HOSTILE:
        fields = {"title": f"x{text}"[:200], "goal": "O2", "start": 0, "target": 5, "owner": "ana"}
        done = store.write(Add(kind="key_result", fields=fields))
        store.write(CheckIn(kr=int(str(done.value)), value=1, note=text))
    async with app(store, "okrs").run_test(size=(120, 60)) as pilot:
        screen = await settled(pilot)
        assert not forbidden(shown(screen))
        await pilot.press("down", "down", "down", "down", "enter")
        assert not forbidden(shown(await settled(pilot)))
        await pilot.press("q", "/", *"[/]", "enter")
        assert not forbidden(shown(await settled(pilot)))


@pytest.mark.parametrize("where", ["measure", "steps"])
async def test_a_row_valued_elsewhere_takes_no_digit_and_its_confidence_by_equals(store: Store, where: str) -> None:
    store.write(Edit(ref="Q1", fields={"state": "planning"}))
    if where == "measure":
        store.write(Add(kind="measure", fields={"name": "Margin", "team": "T1", "unit": ""}))
        store.write(Edit(ref="KR1", fields={"measure": "M1"}))
        row, why = "KR1", "KR1 takes its value from M1: = takes your confidence"
    else:
        store.write(Add(kind="key_result", fields={"title": "Launch", "goal": "O2", "kind": "milestone"}))
        store.write(Add(kind="step", fields={"title": "Pilot", "key_result": "KR4"}))
        row, why = "KR4", "KR4 counts its steps: = takes your confidence"
    async with app(store, "okrs").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        screen.table.go_to(-int(row[2:]))
        await pilot.press("1", "1", "+")
        assert not screen.message.asking and why in screen.message.line(0, 80)[1][0]
        await pilot.press("=", "7", "space", *"calm", "enter")
        await settled(pilot)
        assert last(store) == (int(row[2:]), None, 7, "calm") and not screen.message.asking
