"""Triage through the app: twenty items in forty keys, bursts, marks, undo, private rows, hostile text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key

from models.clock import FrozenClock
from models.issues.verbs import DoneHot, RaiseHot
from models.store.store import Store
from screens.triage import TriageScreen
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, template  # noqa: F401 - the small company
from tests.screens.fakes import facts, look
from tui.app import OarApp

PLACES = {"today": "screens.triage:TriageScreen"}


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:  # noqa: F811
    """Return the small company opened as Ana."""
    target = tmp_path / "oar.db"
    shutil.copyfile(template, target)
    opened = Store(str(target), handle="ana", clock=FrozenClock(NOW))
    yield opened
    opened.close()


def app_on(store: Store) -> OarApp:
    """Return the app on Triage."""
    return OarApp(store, look=look(), facts=facts, screens=PLACES, start=TriageScreen)


async def settled(pilot: Any) -> TriageScreen:
    """Wait for every write and return the screen."""
    await pilot.app.writer.idle()
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, TriageScreen)
    return screen


def shown(screen: TriageScreen) -> str:
    """Return the table and the tally as text."""
    rows = [screen.table.render_line(y).text for y in range(screen.table.size.height)]
    return "\n".join([screen.tally.render_line(0).text, *rows])


def raise_many(store: Store, count: int) -> None:
    """Raise hot items, each older than the next."""
    for number in range(1, count + 1):
        store.write(RaiseHot(text=f"thing {number:02d}", owner="ben" if number % 2 else ""))


TWENTY = tuple("ietDxxeobs1iitteeDxxieee")


async def test_twenty_items_take_at_most_forty_keys(store: Store) -> None:
    raise_many(store, 20)
    async with app_on(store).run_test(size=(120, 40)) as pilot:
        await pilot.press(*TWENTY)
        screen = await settled(pilot)
        keys = len(TWENTY)
        while screen.left and keys < 40:
            await pilot.press("e")
            keys += 1
            screen = await settled(pilot)
        assert not screen.left and keys <= 40
        assert "Inbox clear: 20 items in 0:00" in shown(screen)


async def test_burst_ends_as_typed_slowly(template: Path, tmp_path: Path) -> None:  # noqa: F811
    ends = []
    for slowly in (False, True):
        target = tmp_path / f"{slowly}.db"
        shutil.copyfile(template, target)
        store = Store(str(target), handle="ana", clock=FrozenClock(NOW))
        raise_many(store, 20)
        async with app_on(store).run_test(size=(80, 24)) as pilot:
            for key in TWENTY:
                pilot.app.post_message(Key(key, key))
                if slowly:
                    await pilot.pause()
                    await settled(pilot)
            await pilot.pause()
            await settled(pilot)
        ends.append(store.reader.rows("SELECT id, state, outcome, owner_id, until FROM hot_item ORDER BY id"))
        store.close()
    assert ends[0] == ends[1]
    assert len({state for _, state, *_ in ends[0]}) == 3


async def test_acting_goes_to_the_next_row_and_undo_brings_the_last_back(store: Store) -> None:
    raise_many(store, 3)
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        screen = await settled(pilot)
        assert screen.here is not None and screen.here.title == "thing 02"
        await pilot.press("u")
        screen = await settled(pilot)
        assert screen.left == 3 and "thing 01" in shown(screen)


async def test_undo_counts_back_what_was_done_and_redo_counts_it_again(store: Store) -> None:
    raise_many(store, 3)
    async with app_on(store).run_test(size=(120, 40)) as pilot:
        for keys, said in (("e", "1 done"), ("xxe", "3 done"), ("u", "1 done"), ("U", "3 done"), ("uu", "0 done")):
            await pilot.press(*keys)
            assert said in shown(await settled(pilot))
        await pilot.press("o", "b", "u")  # giving it to somebody settles nothing
        assert "0 done" in shown(await settled(pilot))


async def test_verb_on_marks_is_one_undo_step(store: Store) -> None:
    raise_many(store, 4)
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "x", "x", "i")
        assert (await settled(pilot)).left == 1
        assert store.reader.value("SELECT count(*) FROM issue WHERE archived_at IS NULL") == 3
        await pilot.press("u")
        assert (await settled(pilot)).left == 4
        assert store.reader.value("SELECT count(*) FROM issue WHERE archived_at IS NULL") == 0


async def test_more_than_ten_rows_are_asked_about(store: Store) -> None:
    raise_many(store, 11)
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("X", "e", "enter")
        assert (await settled(pilot)).left == 11
        await pilot.press("e", "y")
        assert (await settled(pilot)).left == 0


async def test_repeat_does_the_last_verb_with_its_answer(store: Store) -> None:
    raise_many(store, 3)
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "1", ".", "o", "c", ".")
        await settled(pilot)
    assert store.reader.rows("SELECT state, owner_id FROM hot_item ORDER BY id") == [
        ("snoozed", 2),
        ("snoozed", None),
        ("open", 3),
    ]


async def test_merge_and_route_take_one_more_letter(store: Store) -> None:
    raise_many(store, 3)
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "t", "r", "s")
        await settled(pilot)
    rows = store.reader.rows("SELECT state, merged_into, team_id FROM hot_item ORDER BY id")
    assert rows[0][0] == "done" and rows[0][1] == 2
    assert rows[1] == ("open", None, 2)


async def test_refused_change_brings_the_row_back(store: Store) -> None:
    raise_many(store, 2)
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        store.write(DoneHot(items=("H1",)))
        await pilot.press("i")
        screen = await settled(pilot)
        assert screen.left == 1
        assert screen.clock.acted == 0


async def test_others_changes_are_seen_and_the_cursor_stays(store: Store) -> None:
    raise_many(store, 3)
    other = Store(store.location, handle="ben", clock=FrozenClock(NOW))
    async with app_on(store).run_test(size=(120, 40)) as pilot:
        await pilot.press("j")
        other.write(RaiseHot(text="From Ben", team="T1"))
        pilot.app.poll()
        screen = await settled(pilot)
        assert screen.here is not None and screen.here.title == "thing 02"
        assert "From Ben" in shown(screen)
    other.close()


async def test_quieter_items_stand_below_a_line(store: Store) -> None:
    raise_many(store, 14)
    async with app_on(store).run_test(size=(120, 40)) as pilot:
        assert "2 more, quieter" in shown(await settled(pilot))


async def test_raising_by_hand_takes_the_owner_from_the_line(store: Store) -> None:
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert "Nothing is hot" in shown(screen)
        await pilot.press("!")
        for key in "Export fails @ben":
            await pilot.press("space" if key == " " else "at" if key == "@" else key)
        await pilot.press("enter")
        await settled(pilot)
    assert store.reader.row("SELECT title, owner_id FROM hot_item") == ("Export fails", 2)


async def test_present_mode_hides_what_is_private(store: Store) -> None:
    store.write(RaiseHot(text="Layoffs", private=True))
    store.write(RaiseHot(text="Export fails"))
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        assert "private Layoffs" in shown(await settled(pilot))
        await pilot.press("P")
        assert "Layoffs" not in shown(await settled(pilot))


async def test_filter_finds_owners_and_words(store: Store) -> None:
    raise_many(store, 4)
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        for wanted, left in (("owner:ben", 2), ("owner:-", 2), ("thing 03", 1), ("owner:ben 02", 0), ("", 4)):
            screen.filter_rows(wanted)
            assert screen.left == left


async def test_hostile_titles_and_evidence_do_no_harm(store: Store) -> None:
    for typed in HOSTILE:
        try:
            store.write(RaiseHot(text=typed))
        except Exception as error:  # noqa: BLE001 - refused ones are somebody else's test
            assert not forbidden(str(error))
    async with app_on(store).run_test(size=(120, 60)) as pilot:
        screen = await settled(pilot)
        assert screen.left > 20
        assert not forbidden(shown(screen))
        for _ in range(screen.left):
            await pilot.press("j")
        await pilot.press("enter", "escape", "m", "escape")
        assert not forbidden(shown(await settled(pilot)))


async def test_snoozed_day_is_offered_and_kept(store: Store) -> None:
    raise_many(store, 1)
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "1")
        await settled(pilot)
    assert store.reader.value("SELECT until FROM hot_item") == (NOW.date() + timedelta(days=7)).isoformat()
