"""The first screen of somebody who was invited: my numbers, how they hang on what we chose, when we meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.invited_reads import InvitedView, MineView, invited_view
from models.people.looked import Look
from screens.base import OarScreen
from screens.commands import EVERYWHERE, Command
from screens.registry import HOME, PLACES, load
from screens.shell import Result
from screens.text import Spans, wrap
from screens.widgets.rows import Column, ListSource, Row
from themes.cells import badge, pad

KEPT = frozenset({"move.down", "move.up", "row.open", "app.palette", "app.back", "app.quit", "app.help", "app.copy"})
ELSEWHERE = frozenset(command.id for command in EVERYWHERE) - KEPT
KEY_RESULT, MEASURE = 1_000_000_000, 2_000_000_000


class InvitedScreen(OarScreen):
    """Shown once, before the first Today."""

    crumb = "Welcome"
    areas = frozenset({"okrs", "scorecard", "strategy", "people"})
    without = ELSEWHERE
    commands = (
        Command(id="row.open", key="enter", title="go on to Today", help="Go on to Today", footer=1),
        Command(id="app.back", key="q", also=("escape",), show="q", title="go on", group="Everywhere",
                help="Go on to Today"),
    )  # fmt: skip

    def make_source(self) -> ListSource:
        """Return what hangs on this person."""
        self.source = ListSource([Column()])
        self._fill()
        return self.source

    def refresh_view(self) -> None:
        """Read it again."""
        self._fill()
        self.table.reload()

    def on_resize(self) -> None:  # type: ignore[override] # Textual calls the frame's besides
        """Lay the lines out for the new width."""
        self.refresh_view()

    def _fill(self) -> None:
        view = invited_view(self.store.reader, self.store.clock.today(), self.store.me)
        width = max(40, self.app.size.width - 4)
        self.source.set(self._rows(view, width))

    def _rows(self, view: InvitedView, width: int) -> Iterator[tuple[int, Row]]:
        place = 1
        organisation = self.shell.facts.organisation
        heads: list[Spans] = [((f"Hello {self.store.me.name}. ", "bold"), (f"This is {organisation}. ", ""))]
        if view.choice:
            heads += [(), (("WE CHOSE", "title"),), *(((f"  {line}", ""),) for line in wrap(view.choice, width - 2))]
            heads += [((f"  {line}", "muted"),) for line in wrap(view.consequence, width - 2) if view.consequence]
        for line in [*heads, ()]:
            yield place, _text(line)
            place += 1
        for title, rows, base, none in (
            ("YOUR KEY RESULTS", view.key_results, KEY_RESULT, "none yet; a o and a k on the OKRs add what is yours"),
            ("YOUR MEASURES", view.measures, MEASURE, "none yet"),
        ):
            yield place, _text(((f"{title} ", "title"), (str(len(rows)) if rows else none, "muted")))
            for one in rows:
                yield base + one.number, Row((self._mine(one, width),))
            yield place + 1, _text(())
            place += 2
        for line in _ending(view):
            yield place, _text(line)
            place += 1

    def _mine(self, one: MineView, width: int) -> Spans:
        glyphs = self.look.glyphs
        path = f" {glyphs.crumb} ".join(one.path)
        room = max(10, (width - 10) // 2)
        return (
            ("  ", ""), *pad(badge(one.status, glyphs=glyphs), 8), *pad(((one.title, ""),), room, glyphs=glyphs),
            (" ", ""), (path, "muted"),
        )  # fmt: skip

    def do_open(self) -> Result:
        """Go on to Today."""
        return self._today()

    def do_back(self) -> Result:
        """Go on to Today."""
        return self._today()

    async def _today(self) -> None:
        if not self.store.read_only:
            self.shell.writer.submit(lambda: self.store.write(Look()), _quiet)
        await self.shell.replace_screen(load(PLACES[HOME].target)())


def _ending(view: InvitedView) -> list[Spans]:
    lines: list[Spans] = []
    if view.review:
        lines += [(("NEXT REVIEW  ", "title"), (view.review, "")), ()]
    lines += [
        (("A number is typed on its row: ", ""), ("4 2 Enter", "key"), ("; then a digit for how sure you are.", "")),
        (("Nothing is lost: ", ""), ("u", "key"), (" undoes, ", ""), ("?", "key"), (" shows the keys.", "")),
    ]
    return lines


def _quiet(_writing: Any) -> None:
    """That somebody has looked is nothing to talk about."""


def _text(content: Spans) -> Row:
    return Row((content,), heading=True)
