"""A tiny store and three small screens, to try the shell without the real ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from models.errors import Refused
from screens.base import OarScreen
from screens.commands import Command
from screens.look import Look, make_look
from screens.number_entry import NumberEntry
from screens.shell import Facts
from screens.widgets.rows import Column, ListSource, Row, TreeSource
from themes.palette import load_palette
from tui.app import OarApp


@dataclass(frozen=True)
class Done:
    action: str
    message: str
    refs: tuple[str, ...] = ()
    value: object = None


@dataclass(frozen=True)
class Me:
    person_id: int = 1
    handle: str = "ana"
    name: str = "Ana"

    def must_write(self) -> None:
        """Ana writes."""


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 8, 16, 9, 0, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 8, 16)


class NoRecords:
    """A reader without a row."""

    dialect = "sqlite"

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return []

    def row(self, sql: str, **values: Any) -> None:
        return None

    value = row


@dataclass
class FakeStore:
    """Values by key; a verb is (word, key, value). `slow` seconds a write takes; `fail` makes it refuse."""

    values: dict[int, str] = field(default_factory=dict)
    log: list[tuple[Any, ...]] = field(default_factory=list)
    read_only: bool = False
    slow: float = 0.0
    fail: bool = False
    me: Me = field(default_factory=Me)
    clock: Clock = field(default_factory=Clock)
    reader: NoRecords = field(default_factory=NoRecords)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._areas: set[str] = set()
        self._undone: list[tuple[Any, ...]] = []
        self._count = 0
        self.warmed = threading.Event()

    def write(self, verb: Any, *, action: str = "", join: str = "") -> Done:
        time.sleep(self.slow)
        if self.fail:
            raise Refused("The database is full", "Free some space")
        with self._lock:
            if not isinstance(verb, tuple):
                verb = ("add", verb.kind, verb.fields["title"])
            word, key, value = verb
            self._count += 1
            if not join:
                self.log.append((word, key, value, self.values.get(key)))
            else:
                last = self.log.pop()
                self.log.append((*last, word, value))
            if word == "set":
                self.values[key] = value
            self._areas.add("things")
            return Done(join or f"a{self._count}", f"{word} {key} {value}")

    def undo(self) -> Done:
        with self._lock:
            if not self.log:
                raise Refused("Nothing to undo")
            entry = self.log.pop()
            self._undone.append(entry)
            if entry[0] == "set":
                self.values[entry[1]] = entry[3] or ""
            self._areas.add("things")
            return Done("u", f"Undone: {entry[0]} {entry[1]}")

    def redo(self) -> Done:
        with self._lock:
            if not self._undone:
                raise Refused("Nothing to redo")
            self.log.append(self._undone.pop())
            return Done("r", "Done again")

    def changed(self) -> frozenset[str]:
        with self._lock:
            areas, self._areas = frozenset(self._areas), set()
            return areas

    def touch(self, area: str) -> None:
        with self._lock:
            self._areas.add(area)

    def show_private(self, shown: bool) -> None:
        self.shows_private = shown

    def warm(self) -> None:
        self.warmed.set()


class TodayScreen(NumberEntry, OarScreen):
    """A list of 30 things with numbers."""

    crumb = "Today"
    areas = frozenset({"things"})
    has_peek = True
    commands = (
        Command(id="today.owner", key="o", title="owner", when="has_row", footer=1, repeat=True),
        Command(id="today.snooze", key="s", title="snooze", when="has_row", footer=2, repeat=True),
        Command(id="today.done", key="e", title="done", when="can_write", footer=3, repeat=True),
        Command(id="today.why", key="w", title="why", when="can_write"),
        Command(id="today.route", key="r", title="route", call="slow_open"),
    )

    def make_source(self) -> ListSource:
        self.source = ListSource(
            [Column("Thing"), Column("Value", 12, "right"), Column("Note", 10)]
        )
        self.fill()
        return self.source

    def fill(self) -> None:
        values = self.store.values
        rows = [(0, Row((f"NEEDED {len(values)}",), heading=True))]
        names = self.store.names if hasattr(self.store, "names") else [f"thing {n}" for n in range(1, 31)]
        shown = [(n, name) for n, name in enumerate(names, 1) if self.wanted in name]
        rows += [(n, Row((name, values.get(n, "-"), "note"), second="second line")) for n, name in shown]
        self.source.set(rows if len(rows) > 1 else [])

    wanted = ""

    def filter_rows(self, text: str) -> None:
        self.wanted = text
        self.fill()
        self.table.reload()

    def refresh_view(self) -> None:
        self.fill()
        self.table.reload()

    def peek(self) -> Sequence[tuple[tuple[str, str], ...]]:
        return ((("peek at ", "muted"), (str(self.table.key), "bold")),)

    def number_submit(self, text: str) -> bool:
        if not text.strip("+-0123456789. c"):
            self.writing = self.write(("set", self.table.key, text))
            return True
        raise Refused(f"{text} is no number", "Type digits")

    def number_value(self) -> str:
        return self.store.values.get(self.table.key, "")

    def confidence_submit(self, digit: str) -> None:
        self.write(("confidence", self.table.key, digit), join=self.writing)

    def do_owner(self) -> None:
        self.ask("owner", [("a", "Ana"), ("m", "Mei")], lambda key: self.act("owner", key))

    def do_snooze(self) -> None:
        self.ask("until", [("1", "one week"), ("4", "four weeks")], lambda key: self.act("snooze", key))

    def do_done(self) -> None:
        self.act("done", "")

    def act(self, word: str, value: str) -> None:
        self.write((word, self.table.key, value))
        self.table.move(1)

    def do_why(self) -> None:
        self.prompt("why", "", lambda text: self.write(("why", self.table.key, text)) and None)

    async def do_slow_open(self) -> None:
        await self.shell.open_screen(DetailScreen(self.table.key or 0))


class DetailScreen(OarScreen):
    """One thing."""

    crumb = "Detail"

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def make_source(self) -> ListSource:
        source = ListSource([Column()])
        source.set((n, Row((f"detail {self.number} line {n}",))) for n in range(1, 6))
        return source


class Tree(TreeSource):
    """Three levels of ten."""

    def columns(self, width: int) -> list[Column]:
        return [Column("Goal", tree=True), Column("Done", 6, "right")]

    def roots(self) -> Sequence[int]:
        return range(1, 11)

    def children(self, key: int) -> Sequence[int]:
        return range(key * 100 + 1, key * 100 + 11)

    def has_children(self, key: int) -> bool:
        return key < 10_000

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        return {key: Row((f"goal {key}", "50 %")) for key in keys}


class OkrsScreen(OarScreen):
    """A tree."""

    crumb = "OKRs  Q3"
    areas = frozenset({"okrs"})

    def make_source(self) -> Tree:
        return Tree()


class EmptyScreen(OarScreen):
    """Nothing yet."""

    crumb = "Issues"
    empty = "Nothing to discuss. That can be true.\n\na i adds one."

    def make_source(self) -> ListSource:
        return ListSource([Column("Issue")])


SCREENS = {
    "today": "tests.screens.fakes:TodayScreen",
    "okrs": "tests.screens.fakes:OkrsScreen",
    "issues": "tests.screens.fakes:EmptyScreen",
}
CLASSES = {"today": TodayScreen, "okrs": OkrsScreen, "issues": EmptyScreen}


def look(name: str = "dark") -> Look:
    return make_look(load_palette(name))


def facts() -> Facts:
    return Facts("Harbor Pay", "W34 8/13")


def make_app(store: FakeStore | None = None, **options: Any) -> OarApp:
    options.setdefault("look", look())
    return OarApp(store or FakeStore(), screens=SCREENS, facts=facts, **options)


if __name__ == "__main__":
    import os
    import sys

    from tests.hostile import HOSTILE
    from tui.safety import OarDriver

    shop = FakeStore()
    if "hostile" in sys.argv:
        shop.names = list(HOSTILE)  # type: ignore[attr-defined]
    app = make_app(shop, driver=OarDriver)
    code = app.run()
    where = os.environ.get("OAR_FAKE_LOG")
    if where:
        with open(where, "w", encoding="utf-8") as file:
            file.writelines(f"{entry!r}\n" for entry in shop.log)
    sys.exit(code)
