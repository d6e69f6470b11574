"""A room for tests of the review screen: a database with a clock, and apps that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from models.clock import FrozenClock
from models.issues.verbs import RaiseIssue
from models.scorecard.verbs import AddMeasure, EnterReading
from models.store import migrate
from models.store.store import Store
from models.verbs import Add
from screens.look import make_look
from screens.review import WeeklyScreen
from screens.text import plain
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
