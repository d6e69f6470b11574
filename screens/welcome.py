"""The first screen of all, when there is no database yet: start ours, look at the demo, join a host, import."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from models.clock import zone
from models.errors import OarError, Unknown
from screens.base import OarScreen
from screens.commands import EVERYWHERE, Command
from screens.registry import HOME, PLACES, load
from screens.shell import Facts, Result
from screens.text import Spans
from screens.widgets.rows import Column, ListSource, Row

KEPT = frozenset({"move.down", "move.up", "row.open", "app.palette", "app.back", "app.quit", "app.help"})
ELSEWHERE = frozenset(command.id for command in EVERYWHERE) - KEPT
"""What makes no sense before there is anything: most of everywhere's commands."""

CHOICES = (
    (1, "Start ours", "3 steps, about 15 minutes, stop any time"),
    (2, "Look at the demo", "Harbor Pay: a payments firm with a mid-market push"),
    (3, "Join a team host", "ssh to where your team's database is"),
    (4, "Import", "OKRs as Markdown or CSV, measures as CSV, a JSON copy"),
)
WORDS = (
    "",
    "Start ours asks for:",
    "",
    "  1 of 3  A one-page brief: choices, what you will not do, and why",
    "  2 of 3  One flow, end to end, with its two worst bottlenecks, owners, dates",
    "  3 of 3  A scorecard: at most 10 measures",
    "",
    "You can leave any field empty. Nothing is shared until you invite someone.",
)
NAMELESS = "Our organisation"
LAST = "Keys: arrows move, Enter picks, ? help, q leaves. That is all you need today."


@dataclass(frozen=True, slots=True)
class Doors:
    """What the program does for the first run; the slow ones are called on another thread.

    begin: organisation, name and time zone to a message; makes the database. demo: makes the demo company.
    opened: opens what was made, and demo() what the demo made. preview: a file to what importing it would do;
    take: imports it into what is open. where: the path the database will have. zone: this machine's.
    """

    where: str
    name: str
    zone: str
    begin: Callable[[str, str, str], str]
    make_demo: Callable[[], None]
    opened: Callable[[bool], Any]
    preview: Callable[[str], str]
    take: Callable[[Any, str], str]
    facts: Callable[[Any], Facts]


class WelcomeScreen(OarScreen):
    """Four ways to begin; one key each."""

    crumb = "Welcome"
    without = ELSEWHERE
    commands = (
        Command(id="welcome.pick", key="1", also=("2", "3", "4"), show="1-4", title="pick", help="Pick a way to begin",
                footer=1),
        Command(id="row.open", key="enter", title="pick", help="Pick this one", when="has_row", footer=2),
        Command(id="app.back", key="q", also=("escape",), show="q", title="leave", group="Everywhere",
                help="Leave; nothing was made", footer=3),
    )  # fmt: skip

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        super().__init__()

    def make_source(self) -> ListSource:
        """Return the four choices with words around them."""
        source = ListSource([Column()])
        source.set(self._rows())
        return source

    def _rows(self) -> Iterator[tuple[int, Row]]:
        yield 100, _text((("No workspace here yet. ", "bold"), ("Pick one:", "")))
        yield 101, _text(())
        for number, title, help_text in CHOICES:
            yield number, Row((((f"{number}  ", "key"), (f"{title:<20}", "bold"), (help_text, "muted")),))
        for place, line in enumerate((*WORDS, f"It will live in {self.doors.where}", "", LAST), 110):
            yield place, _text(((line, "muted" if place > 116 else ""),))

    def do_pick(self) -> Result:
        """Pick by number."""
        self.table.go_to(int(self.pressed))
        return self.do_open()

    def do_open(self) -> Result:
        """Go the way under the cursor."""
        return {1: self._start, 2: self._demo, 3: self._join, 4: self._import}[self.table.key or 1]()

    def do_back(self) -> Result:
        """Leave; nothing was made."""
        return self.shell.quit() if self.pressed != "escape" else None

    # ---- 1 start ours

    async def _start(self) -> None:
        await self._begin(self._to_steps)

    async def _begin(self, then: Callable[[], Any]) -> None:
        from screens.dialogs.form import FormDialog, FormField

        doors = self.doors
        fields = (
            FormField("organisation", "Organisation", help=f"{NAMELESS} if you leave it empty"),
            FormField("name", "Your name", value=doors.name),
            FormField(
                "zone", "Time zone", value=doors.zone, check=_zone, help="It closes days and weeks, Europe/Berlin say"
            ),
        )

        def answered(given: Any) -> Result:
            return None if given is None else self._made(form.values(), then)

        form = FormDialog("Start ours", fields, always=True)
        await self.shell.open_dialog(form, answered)

    async def _made(self, given: dict[str, str], then: Callable[[], Any]) -> None:
        self.notice("Making the database...")
        try:
            await asyncio.to_thread(
                self.doors.begin, given["organisation"].strip() or NAMELESS, given["name"], given["zone"]
            )
            self._open(demo=False)
        except OarError as error:
            self.notice(error.line(), "error")
            return
        await then()

    def _open(self, *, demo: bool) -> None:
        """Work with what was made from now on."""
        store = self.doors.opened(demo)
        self.shell.store = store
        self.shell.facts = self.doors.facts(store)

    async def _to_steps(self) -> None:
        from screens.first_steps import FirstStepsScreen

        await self.shell.replace_screen(FirstStepsScreen())

    async def _to_today(self) -> None:
        await self.shell.replace_screen(load(PLACES[HOME].target)())

    # ---- 2 demo, 3 join, 4 import

    async def _demo(self) -> None:
        self.notice("Making Harbor Pay: half a year of a company in a few seconds...")
        try:
            await asyncio.to_thread(self.doors.make_demo)
            self._open(demo=True)
        except OarError as error:
            self.notice(error.line(), "error")
            return
        await self._to_today()

    async def _join(self) -> None:
        self.prompt("host", "", self._say_join, hint="ana@oar.example.com")

    async def _say_join(self, host: str) -> None:
        from screens.dialogs.text_view import TextDialog

        words = host.split()
        target = words[-1] if words else "HOST"
        text = (
            f"Your team's database stays on its host; you look at it from here. Leave with q and type:\n\n"
            f"    ssh -t {target} oar\n\n"
            "Somebody there adds you first: oar people add HANDLE NAME. A database you can reach yourself,"
            " a file or postgresql://..., is opened with: oar --db PATH|URL"
        )
        await self.shell.open_dialog(TextDialog("Join a team host", text))

    async def _import(self) -> None:
        self.prompt("file", "", self._given, hint="okrs.md, measures.csv, copy.json")

    def _given(self, path: str) -> Result:
        """Look at the file that was named; a wrong name stays in the line to be corrected."""
        if not os.path.isfile(os.path.expanduser(path.strip())):
            raise Unknown(f"There is no file {path.strip()[:40]}", "Check the path")
        return self._preview(path)

    async def _preview(self, path: str) -> None:
        from screens.dialogs.confirm import ConfirmDialog

        text = await asyncio.to_thread(self.doors.preview, path.strip())

        def answered(yes: Any) -> Result:
            return self._begin(lambda: self._take(path.strip())) if yes else None

        dialog = ConfirmDialog("Dry run: nothing is imported yet", text, key="y", verb="import")
        await self.shell.open_dialog(dialog, answered)

    async def _take(self, path: str) -> None:
        self.notice("Importing...")
        try:
            message = await asyncio.to_thread(self.doors.take, self.shell.store, path)
        except OarError as error:
            message = error.line()
        await self._to_today()
        screen = self.app.screen
        if isinstance(screen, OarScreen):
            screen.notice(message)


def _zone(name: str) -> str:
    """Return what is wrong with the name of a time zone, "" when nothing is; an empty one is UTC."""
    try:
        zone(name.strip() or "UTC")
    except OarError as error:
        return error.line()
    return ""


def _text(content: Spans) -> Row:
    return Row((content,), heading=True)
