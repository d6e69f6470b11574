"""The issues list through the app: rank, vote, identify / discuss / solve, route, minutes, live, private, hostile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.clock import FrozenClock
from models.issues.verbs import RaiseIssue, RouteIssue, Vote
from models.store.store import Store
from screens.issues import IssuesScreen
from tests.hostile import HOSTILE, forbidden
from tests.models.conftest import NOW, template  # noqa: F401 - the small company
from tests.screens.fakes import facts, look
from tui.app import OarApp

PLACES = {"today": "screens.issues:IssuesScreen"}


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:  # noqa: F811
    """Return the small company opened as Ana."""
    target = tmp_path / "oar.db"
    shutil.copyfile(template, target)
    opened = Store(str(target), handle="ana", clock=FrozenClock(NOW))
    yield opened
    opened.close()


def app_on(store: Store) -> OarApp:
    """Return the app on the issues list."""
    return OarApp(store, look=look(), facts=facts, screens=PLACES, start=IssuesScreen)


async def settled(pilot: Any) -> IssuesScreen:
    """Wait for every write and return the screen."""
    await pilot.pause()
    await pilot.app.writer.idle()
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, IssuesScreen)
    return screen


async def typed(pilot: Any, text: str) -> None:
    """Type a line and Enter."""
    names = {" ": "space", "@": "at", "?": "question_mark", ".": "full_stop"}
    await pilot.press(*(names.get(key, key) for key in text), "enter")


def shown(screen: IssuesScreen) -> str:
    """Return tally, rows and the lines below or beside them as text."""
    lines = [screen.tally.render_line(0).text]
    for widget in (screen.table, screen.detail, screen.side):
        lines += [widget.render_line(y).text for y in range(widget.size.height)]
    return "\n".join(lines)


def raised(store: Store, *titles: str) -> None:
    """Raise issues."""
    for title in titles:
        store.write(RaiseIssue(title=title))


async def test_empty_list_says_why_and_gives_an_example(store: Store) -> None:
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        text = shown(await settled(pilot))
        assert "Nothing to discuss. That can be true." in text and "a i raises an issue" in text


async def test_issue_is_added_and_gets_the_cursor(store: Store) -> None:
    raised(store, "First")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "i")
        await typed(pilot, "Coverage below 3x @ben")
        screen = await settled(pilot)
        assert screen.here is not None and (screen.here.title, screen.here.owner) == ("Coverage below 3x", "Ben Ito")


async def test_votes_move_an_issue_up_and_digits_pin_it(store: Store) -> None:
    raised(store, "a", "b", "c")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "V")
        screen = await settled(pilot)
        assert [view.title for view in screen.views.values()] == ["c", "a", "b"]
        assert screen.here is not None and screen.here.title == "c"
        await pilot.press("3")
        screen = await settled(pilot)
        assert [view.title for view in screen.views.values()] == ["a", "b", "c"]
        await pilot.press("u")
        screen = await settled(pilot)
        assert [view.title for view in screen.views.values()] == ["c", "a", "b"]


async def test_enter_steps_through_identify_discuss_solve(store: Store) -> None:
    raised(store, "Pipeline")
    async with app_on(store).run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        for line in ("Nobody owns partners", "counts only direct", "Ana owns it"):
            await typed(pilot, line)
        screen = await settled(pilot)
        text = shown(screen)
        for line in ("Nobody owns partners", "Ana Kern: counts only direct", "Ana owns it", "IDENTIFY", "HISTORY"):
            assert line in text
        await pilot.press("e")
        screen = await settled(pilot)
        assert "Solved 1" in shown(screen)
    assert store.reader.value("SELECT state FROM issue") == "solved"


async def test_todo_and_decision_hang_on_the_issue(store: Store) -> None:
    raised(store, "Pipeline")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        await typed(pilot, "Name partner owner @ben by fri")
        await pilot.press("D")
        await typed(pilot, "Count partners?")
        text = shown(await settled(pilot))
        assert "TD1 Name partner owner" in text and "D1 Count partners?" in text
    assert store.reader.row("SELECT owner_id, origin_ref, due_on FROM todo") == (2, "I1", "2026-08-21")
    assert store.reader.row("SELECT state, origin_ref FROM decision") == ("needed", "I1")


async def test_snooze_route_and_views(store: Store) -> None:
    raised(store, "a", "b", "c")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "1", "r", "M")
        screen = await settled(pilot)
        assert "MONTHLY REVIEW" in shown(screen) and "Snoozed 1" in shown(screen)
        await pilot.press("r", "s")
        await settled(pilot)
        await pilot.press("v")
        screen = await settled(pilot)
        assert [view.title for view in screen.views.values()] == ["a"]
        await pilot.press("space", "o")
        await settled(pilot)
    rows = store.reader.rows("SELECT title, state, forum, team_id, escalated_from FROM issue ORDER BY id")
    assert rows[0] == ("a", "open", "weekly", 1, None)
    assert sorted(row[2] for row in rows) == ["monthly", "weekly", "weekly"]
    assert sum(row[4] == 1 for row in rows) == 1


async def test_escalated_issue_asks_for_its_answer(store: Store) -> None:
    ben = Store(store.location, handle="ben", clock=FrozenClock(NOW))
    ben.write(RaiseIssue(title="Freeze", team="Sales"))
    ben.write(RouteIssue(issues=("I1",)))
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        assert "Sales waits for the answer" in shown(await settled(pilot))
        await pilot.press("e")
        await typed(pilot, "Until Q4")
        await settled(pilot)
    assert ben.reader.row("SELECT state, answer FROM issue") == ("solved", "Until Q4")
    ben.close()


async def test_minutes_are_summed_against_the_review(store: Store) -> None:
    store.write(RaiseIssue(title="a", estimate=6))
    raised(store, "b")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "equals_sign", "5", "enter")
        assert "planned 11m of 28m" in shown(await settled(pilot))


async def test_others_votes_are_seen_and_the_cursor_stays(store: Store) -> None:
    raised(store, "a", "b")
    other = Store(store.location, handle="ben", clock=FrozenClock(NOW))
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        other.write(Vote(issue="I2"))
        pilot.app.poll()
        screen = await settled(pilot)
        assert [view.title for view in screen.views.values()] == ["b", "a"]
        assert screen.here is not None and screen.here.title == "a"
    other.close()


async def test_private_issue_is_marked_and_hidden_in_present_mode(store: Store) -> None:
    raised(store, "Layoffs")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "p")
        assert "private Layoffs" in shown(await settled(pilot))
        await pilot.press("P")
        assert "Layoffs" not in shown(await settled(pilot))


async def test_defer_and_decline_ask_why(store: Store) -> None:
    raised(store, "a", "b")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "f", "1")
        await typed(pilot, "not now")
        await settled(pilot)
        await pilot.press("space", "n")
        await typed(pilot, "no money")
        await settled(pilot)
    rows = store.reader.rows("SELECT state, disposition, disposition_reason FROM issue ORDER BY id")
    assert rows == [("snoozed", "defer", "not now"), ("solved", "decline", "no money")]


async def test_filter_narrows_the_list(store: Store) -> None:
    store.write(RaiseIssue(title="Coverage", owner="ben"))
    raised(store, "Hiring")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        for wanted, count in (("owner:ben", 1), ("hir", 1), ("owner:- cov", 0), ("", 2)):
            screen.filter_rows(wanted)
            assert len(screen.views) == count


async def test_escape_takes_a_filter_away_before_it_leaves(store: Store) -> None:
    store.write(RaiseIssue(title="Coverage", owner="ben"))
    raised(store, "Hiring")
    async with app_on(store).run_test(size=(80, 24)) as pilot:
        screen = await settled(pilot)
        await pilot.press("/", *"hir", "enter")
        assert len(screen.views) == 1
        await pilot.press("escape")
        assert await settled(pilot) is screen and len(screen.views) == 2


async def test_hostile_text_does_no_harm(store: Store) -> None:
    for one in HOSTILE:
        try:
            store.write(RaiseIssue(title=one))
        except Exception as error:  # noqa: BLE001 - refused ones are somebody else's test
            assert not forbidden(str(error))
    for size in ((80, 24), (120, 60)):
        async with app_on(store).run_test(size=size) as pilot:
            screen = await settled(pilot)
            for _ in range(len(screen.views)):
                await pilot.press("j")
                screen.update_peek()
                assert not forbidden(shown(screen))
            await pilot.press("enter", "escape", "escape")
            assert not forbidden(shown(await settled(pilot)))
