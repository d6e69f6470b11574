"""The small company of tests/models/conftest.py on the screen: a store of Ana's, the app on it, what is seen there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from models.clock import FrozenClock
from models.store.store import Store
from models.verbs import Edit
from screens.shell import Facts
from tests.screens.fakes import look
from tui.app import OarApp


@pytest.fixture
def ana(path: str, clock: FrozenClock) -> Iterator[Store]:
    """Return a fresh company opened as Ana, the admin; its cycle Q1 runs."""
    opened = Store(path, handle="ana", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def planned(ana: Store) -> Store:
    """Return it while Q1 is planned, so that nothing is guarded while a tree is built."""
    ana.write(Edit(ref="Q1", fields={"state": "planning"}))
    return ana


def app(store: Store, start: str) -> OarApp:
    """Return the app on a store, beginning with a screen."""
    return OarApp(store, look=look(), start=start, facts=lambda: Facts("Harbor Pay", "W33 7/13"))


async def settled(pilot: Any) -> Any:
    """Wait for every write and return the screen."""
    await pilot.app.writer.idle()
    await pilot.pause()
    return pilot.app.screen


def shown(screen: Any) -> str:
    """Return the rows that are seen, as text."""
    return "\n".join(screen.table.render_line(y).text.rstrip() for y in range(screen.table.size.height)).rstrip()
