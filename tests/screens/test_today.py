"""Today on a real store: what I owe, four keys, done, live refresh, what others did, the side peek."""

from __future__ import annotations

import pytest

from models.clock import FrozenClock
from models.decisions.verbs import Decide
from models.issues.verbs import AddTodo, RaiseHot
from models.people.looked import Look
from models.people.verbs import Invite
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store.store import Store
from models.today_reads import first_time, today_view
from models.verbs import Add, Edit
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW
from tests.screens.small import app, settled, shown
from tests.screens.waiting import until


@pytest.fixture
def store(planned: Store) -> Store:
    """Return a company in which Ana owes a check-in, a reading, a to-do and a decision."""
    planned.write(Add(kind="objective", fields={"title": "Default choice", "intent": "stretch", "owner": "ana"}))
    fields = {"title": "Mid-market share", "goal": "O1", "owner": "ana", "start": 4, "target": 17}
    planned.write(Add(kind="key_result", fields=fields))
    planned.write(Edit(ref="Q1", fields={"state": "active"}))
    planned.write(AddMeasure(fields={"name": "Coverage", "owner": "ana", "unit": "x", "team": "T1"}, plan=">=3"))
    planned.write(EnterReading(measure=1, value=2.1, period="2026-W31"))
    planned.write(AddTodo(title="Count partner pipeline", due="2026-08-15", change=True))
    planned.write(Decide(text="Discount floor?", owner="ana", needed_by="2026-08-10"))
    planned.write(Decide(text="Who owns partner leads?"))
    return planned


async def test_it_says_what_i_owe_the_oldest_first(store: Store) -> None:
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        text = shown(await settled(pilot))
        assert "Good morning Ana Kern" in text and "YOU OWE 4" in text
        owed = [line for line in text.splitlines() if "late" in line]
        assert "Discount floor?" in owed[0] and "6d late" in owed[0]
        assert "W32 is missing" in text and "no confidence" in text
        assert "Who owns partner leads?" in text and "OWNER?" in text


async def test_four_keys_update_a_key_result_and_the_row_goes(store: Store) -> None:
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        row = next(one for one in screen.view.owed if one.what == "KR")
        assert screen.table.go_to(next(key for key, line in screen.source.lines.items() if line.about is row))
        await pilot.press("1", "1", "enter", "6")
        screen = await settled(pilot)
        assert store.reader.row("SELECT value, confidence FROM check_in ORDER BY id DESC") == (11.0, 6)
        assert "YOU OWE 3" in shown(screen)
        await pilot.press("u")
        assert "YOU OWE 4" in shown(await settled(pilot))


async def test_a_number_on_an_owed_measure_is_for_the_week_that_is_missing(store: Store) -> None:
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        key = next(key for key, line in screen.source.lines.items() if getattr(line.about, "what", "") == "Measure")
        screen.table.go_to(key)
        await pilot.press("2", "enter")
        screen = await settled(pilot)
        assert store.reader.row("SELECT value, period FROM reading ORDER BY period DESC") == (2.0, 202632)
        assert "W32 is missing" not in shown(screen)


async def test_e_ticks_a_promise_off_and_asks_what_was_decided(store: Store) -> None:
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        for what, rest in (("Change", 3), ("Decision", 2)):
            lines = screen.source.lines
            screen.table.go_to(next(key for key, line in lines.items() if getattr(line.about, "what", "") == what))
            await pilot.press("e")
            if what == "Decision":
                await pilot.press(*"12%", "enter")
            screen = await settled(pilot)
            assert f"YOU OWE {rest}" in shown(screen)
        assert store.reader.row("SELECT state, chosen FROM decision WHERE id = 1") == ("made", "12%")
        assert store.reader.value("SELECT count(*) FROM todo WHERE done_at IS NOT NULL") == 1


async def test_what_others_do_appears_by_itself_and_the_cursor_stays(store: Store, path: str) -> None:
    store.write(Look())
    clock = FrozenClock(NOW)
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("down")
        before = screen.table.key
        clock.at = NOW.replace(hour=10)
        other = Store(path, handle="ben", clock=clock)
        other.write(RaiseHot(text="Two reps reject the stage"))
        other.close()
        pilot.app.poll()
        await pilot.pause()
        text = shown(screen)
        assert "SINCE YOU LOOKED" in text and "Two reps reject" in text
        assert screen.table.key == before


async def test_looking_is_remembered_without_an_undo_step_or_a_word(store: Store) -> None:
    actions = store.reader.value("SELECT count(*) FROM action")
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        assert store.reader.value("SELECT looked_at FROM person WHERE handle = 'ana'")
        assert store.reader.value("SELECT count(*) FROM action") == actions
        assert not screen.message.render_line(0).text.strip()


async def test_a_wide_window_shows_how_the_team_is_prepared(store: Store) -> None:
    async with app(store, "today").run_test(size=(120, 40)) as pilot:
        screen = await settled(pilot)
        await until(pilot, lambda: bool(screen.peek()))  # it is read after the first frame
        text = "\n".join("".join(part for part, _ in line) for line in screen.peek())
        assert "PREPARE" in text and "0 of 1 measures filled" in text and "Ana Kern" in text


async def test_a_new_company_is_told_how_to_begin(path: str) -> None:
    fresh = Store(path, handle="ana", clock=FrozenClock(NOW))
    async with app(fresh, "today").run_test(size=(80, 24)) as pilot:
        text = shown(await settled(pilot))
        assert "Nothing here yet" in text and "oar demo" in text
    fresh.close()


async def test_enter_opens_what_the_line_is_about(store: Store) -> None:
    async with app(store, "today").run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        lines = screen.source.lines
        screen.table.go_to(next(key for key, line in lines.items() if getattr(line.about, "what", "") == "KR"))
        await pilot.press("enter")
        assert type(await settled(pilot)).__name__ == "KeyResultScreen"
        await pilot.press("q")
        screen = await settled(pilot)
        screen.table.go_to(next(key for key, line in screen.source.lines.items() if line.about == "scorecard"))
        await pilot.press("enter")
        assert type(await settled(pilot)).__name__ == "ScorecardScreen"


async def test_hostile_words_show_as_typed_and_do_nothing(store: Store) -> None:
    for text in HOSTILE:
        store.write(RaiseHot(text=f"x{text[:190]}"))
        store.write(AddTodo(title=f"x{text[:190]}", due="2026-08-16"))
        store.write(Decide(text=f"x{text[:190]}?"))
    for size in ((80, 24), (120, 40)):
        async with app(store, "today").run_test(size=size) as pilot:
            screen = await settled(pilot)
            for _ in range(len(screen.source.keys)):
                assert not forbidden(shown(screen))
                await pilot.press("pagedown")


def test_ten_queries_are_enough_however_large_the_company(store: Store) -> None:
    asked: list[str] = []
    store.reader.connection.set_trace_callback(asked.append)  # type: ignore[attr-defined]
    view = today_view(store.reader, store.clock, store.me)
    store.reader.connection.set_trace_callback(None)  # type: ignore[attr-defined]
    assert len(asked) <= 10 and len(view.owed) == 4
    for query in asked:
        plan = store.reader.rows(f"EXPLAIN QUERY PLAN {query}")
        scans = [row[3] for row in plan if row[3].startswith("SCAN") and "USING" not in row[3]]
        grown = [one for one in scans if one.split()[1] in ("k", "g", "i", "a", "r", "reading", "c")]
        assert not grown, f"{grown} in {query}"


def test_only_an_invited_person_who_never_looked_is_met(store: Store, path: str) -> None:
    store.write(Invite(handle="gil", name="Gil Noor"))
    assert not first_time(store.reader, store.me), "Ana began the organisation"
    gil = Store(path, handle="gil", clock=FrozenClock(NOW))
    assert first_time(gil.reader, gil.me)
    gil.write(Look())
    assert not first_time(gil.reader, gil.me)
    gil.close()
