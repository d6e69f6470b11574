"""The palette (`:` or Ctrl+P): every action with its key, every screen, and records by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.timer import Timer

from models.errors import Unreachable
from models.search_reads import search
from models.titles import Found
from screens.commands import EVERY, MOVE, Command, flat
from screens.dialogs.dialog import OarDialog
from screens.dialogs.find import score
from screens.jump import jump
from screens.keymap import key_label_pair
from screens.shell import Result
from screens.text import Spans
from screens.widgets.edit import LineEdit
from themes.cells import pad

if TYPE_CHECKING:
    from screens.base import OarScreen

SHOWN = 14
_WIDTH = 70
PAUSE = 0.03
"""Seconds without a key after which records are looked for."""
RECORDS = 20
_QUIT = ("q", "q!", "quit", "exit", "wq")


class Hit(NamedTuple):
    """One line of the palette. `run` is called after the palette has closed."""

    title: str
    detail: str
    key: str
    run: Callable[[], Result]


def _place(pair: tuple[Command, Command | None]) -> int:
    """Put the screen's own actions first, moving last."""
    return {"This screen": 0, MOVE: 3, EVERY: 1}.get(pair[0].group, 2)


class PaletteDialog(OarDialog):
    """Fuzzy over the commands of `screen`, all screens, and records of every kind."""

    title_text = "Command"

    def __init__(self, screen: OarScreen) -> None:
        super().__init__()
        self._edit = LineEdit()
        self._screen = screen
        self._all = self._commands()
        self._hits: list[Hit] = self._all
        self._at = 0
        self._ranked: list[tuple[float, Hit]] = []
        self._pause: Timer | None = None
        self._looked_for = ""

    def _commands(self) -> list[Hit]:
        screen = self._screen
        hits: list[Hit] = []
        for command, prefix in sorted(flat(screen.keymap.commands), key=_place):
            key = key_label_pair(prefix, command.key) if command.key else ""
            title = f"{prefix.title} {command.title}" if prefix is not None else command.title
            hits.append(Hit(title, command.help, key, partial(screen.run, command)))
        return hits

    def _search(self) -> None:
        text = self._edit.text.strip()
        self._at = 0
        self._looked_for = ""
        if self._pause is not None:
            self._pause.stop()
        if not text:
            self._hits = self._all
            return
        found = [(score(text, f"{hit.title} {hit.detail}"), hit) for hit in self._all]
        if text in _QUIT:
            found = [(99.0, hit) if hit.title == "quit" else (rank, hit) for rank, hit in found]
        self._ranked = sorted((pair for pair in found if pair[0] > 0), key=lambda pair: -pair[0])
        self._hits = [hit for _, hit in self._ranked]
        if len(text) > 1 and text not in _QUIT:
            self._pause = self.set_timer(PAUSE, self._look)

    async def _look(self) -> None:
        """Add the records that answer what is typed: a large company's titles take a tenth of a second."""
        text = self._edit.text.strip()
        if self._looked_for == text or len(text) < 2 or text in _QUIT:
            return
        try:
            found = await asyncio.to_thread(search, self.shell.store.reader, text)
        except Unreachable as error:
            self.shell.lost(error)  # actions are found all the same
            return
        if text != self._edit.text.strip():
            return
        self._looked_for = text
        records = [(score(text, f"{one.title} {one.ref}"), self._record(one)) for one in found]
        records = sorted(records, key=lambda pair: -pair[0])[:RECORDS]
        self._hits = [hit for _, hit in sorted((*self._ranked, *records), key=lambda pair: -pair[0])]
        self.draw()

    def _record(self, one: Found) -> Hit:
        return Hit(one.title, one.kind.replace("_", " "), one.ref, partial(jump, self._screen, one.ref))

    def lines(self) -> Sequence[Spans]:
        """Return the line that is typed and the hits."""
        out: list[Spans] = [((": ", "prompt"), *self._edit.spans(_WIDTH)), ()]
        first = max(0, min(self._at - SHOWN + 1, len(self._hits) - SHOWN))
        for place, hit in enumerate(self._hits[first : first + SHOWN], first):
            words = pad(((hit.title, "bold"), (f"  {hit.detail}", "muted")), _WIDTH - 12, glyphs=self.look.glyphs)
            line = (*words, *pad(((hit.key, "key"),), 12, right=True))
            out.append(tuple((text, "cursor") for text, _ in line) if place == self._at else line)
        if not self._hits:
            out.append((("Nothing is called that. Backspace edits, Esc closes.", "muted"),))
        return out + [()] * (SHOWN + 2 - len(out))

    def press(self, key: str) -> Result:
        """Typing searches, Up and Down choose, Enter runs."""
        if key == "enter":
            return self._chosen()
        if key in ("down", "up", "tab", "shift+tab"):
            step = 1 if key in ("down", "tab") else -1
            self._at = max(0, min(self._at + step, len(self._hits) - 1))
        elif key == "ctrl+p" or (key == "backspace" and not self._edit.text):
            return self.close(None)
        elif self._edit.press(key):
            self._search()
        else:
            return super().press(key)
        self.draw()
        return None

    def paste(self, text: str) -> None:
        """Insert pasted text."""
        self._edit.insert(text)
        self._search()
        self.draw()

    async def _chosen(self) -> None:
        await self._look()  # keys typed ahead find what slow ones do
        hit = self._hits[self._at] if self._hits else None
        await self.shell.close_dialog(None)
        if hit is not None:
            result = hit.run()
            if result is not None:
                await result

