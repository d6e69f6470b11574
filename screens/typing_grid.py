"""What the grids of numbers share: keys type or command, Tab goes on, what can be read is saved as one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast

from textual import events

from models.verbs import Batch, Verb
from screens.base import OarScreen
from screens.shell import Result
from screens.widgets.edit import LineEdit

NUMBERS = frozenset("0123456789+-=.,€$£¥₹−'")
"""Characters that begin a number; at an empty cell any other key is a command."""
EDITING = ("backspace", "delete", "left", "right", "home", "end", "ctrl+w", "ctrl+u")
DROPPED = (
    "row.open", "row.mark", "row.mark-all", "row.fold", "row.edit", "app.go", "app.add", "app.hot", "app.decision",
    "app.filter", "app.palette", "app.repeat", "app.copy", "app.retry", "move.down", "move.up", "move.left",
    "move.right", "move.page-down", "move.page-up", "move.home", "move.end",
)  # fmt: skip


class GridLine(Protocol):
    """One line that is typed in. error: why what was typed cannot be taken, "" when it can."""

    error: str

    @property
    def name(self) -> str:
        """What a notice calls it."""

    @property
    def typed(self) -> bool:
        """Whether anything was typed."""

    @property
    def ready(self) -> bool:
        """Whether it holds something that can be saved."""

    def read(self) -> None:
        """Take what was typed; what cannot be taken says so in `error` and stays."""

    @property
    def kept(self) -> tuple[str, str]:
        """Its reference, and what was typed as `retype` takes it back."""

    def retype(self, text: str) -> None:
        """Take back what was typed in it before."""

    def unread(self) -> None:
        """Forget how it was read, because more is being typed."""

    def clear(self) -> None:
        """Empty it once it is saved."""

    def write(self) -> Verb:
        """Return the verb that saves it."""


Line = TypeVar("Line", bound=GridLine)


class TypingGrid(OarScreen, Generic[Line]):
    """A grid over `lines`; the place after the last line is the one that saves.

    panel: draws the lines, `at` is the line typed in. many: what is counted, one and several.
    """

    without = frozenset(DROPPED)
    many: ClassVar[tuple[str, str]] = ("number", "numbers")
    typing = False
    """Whether a key went into the cell since it was arrived at."""
    lines: list[Line]
    panel: Any

    @property
    def here(self) -> Line | None:
        """The line typed in, None on the line that saves."""
        return self.lines[self.panel.at] if self.panel.at < len(self.lines) else None

    def edit_of(self, line: Line) -> LineEdit:
        """Return the cell of a line that takes the keys."""
        raise NotImplementedError

    def takes(self, line: Line, key: str) -> bool:
        """Return whether a character is text of the cell; any other is a command."""
        raise NotImplementedError

    def summary(self, ready: Sequence[Line]) -> str:
        """Return the action's name, `Saved 3 numbers for W33`."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw what is typed for, and the lines."""
        raise NotImplementedError

    def target(self) -> str:
        """Return what a draft of this grid belongs to (screens/retyping.py)."""
        raise NotImplementedError

    def periods(self) -> dict[str, str]:
        """Return what is typed for, `{"week": "2026-W47"}`."""
        raise NotImplementedError

    def keep(self) -> None:
        """Put what was typed and is not saved where it outlives a kill."""
        typed = dict(line.kept for line in self.lines if line.typed)
        self.shell.drafts.form(self.headline(), self.target(), {**typed, **self.periods()} if typed else {})

    def retype(self, typed: Mapping[str, str]) -> int:
        """Take back what was typed before, by reference; return where to go on: what is wrong, else behind it all."""
        for line in self.lines:
            reference, _ = line.kept
            if reference in typed:
                line.retype(typed[reference])
        wrong = [place for place, line in enumerate(self.lines) if line.error]
        behind = [place + 1 for place, line in enumerate(self.lines) if line.typed]
        return (wrong or behind[-1:] or [0])[0]

    def counted(self, count: int) -> str:
        """Return how many, in words."""
        return f"{count} {self.many[0] if count == 1 else self.many[1]}"

    # ---- keys

    def press(self, key: str) -> Result:
        """What fits goes into its cell; any other key does its own job while the cell is empty."""
        line = self.here
        if self.asking or self.too_narrow or line is None or not self._types(line, key):
            return super().press(key)
        self.message.clear()
        self.typing = True
        self.edit_of(line).press(key)
        line.unread()
        self.keep()
        self.panel.refresh()
        self.update_frame()  # which keys are commands changes with what the cell holds
        return None

    def _types(self, line: Line, key: str) -> bool:
        return key in EDITING if len(key) > 1 and key != "space" else self.takes(line, key)

    @property
    def can_save(self) -> bool | str:
        """True, or why the key that saves does not do so here (for `when` of commands)."""
        line, key = self.here, next(one.key for one in self.keymap.commands if one.id.endswith(".done"))
        if line is not None and self._types(line, key):
            return f"Here {key} is text: Enter on the last line saves"
        return self.can_write

    def step(self, by: int) -> Result:
        """Go to another line; Enter on the last one saves."""
        if self.panel.at == len(self.lines) and self.pressed == "enter":
            return self.do_done()
        self.leave()
        self.arrive(self.panel.at + by)
        return None

    def leave(self) -> None:
        """Read the line that is left, so that what cannot be taken is marked at once."""
        if self.here is not None:
            self.here.read()
            self._say_wrong(self.here)

    def arrive(self, at: int) -> None:
        """Type in another line, the cursor behind what was typed there."""
        self.panel.at = max(0, min(at, len(self.lines)))
        self.typing = False
        if (line := self.here) is not None:
            edit = self.edit_of(line)
            edit.set(edit.text)
            self._say_wrong(line)
        self.draw()
        self.update_frame()

    def _say_wrong(self, line: Line) -> None:
        if line.error:
            self.notice(f"{line.name}: {line.error}", "error")

    def on_click(self, event: events.Click) -> None:
        """Type in the line that is clicked."""
        place = self.panel.place_at(event.screen_y - self.panel.region.y)
        if place is not None:
            self.leave()
            self.arrive(place)

    # ---- saving

    async def do_done(self) -> None:
        """Save what can be read as one action; lines that cannot be read stay, else the grid closes."""
        for line in self.lines:
            line.read()
        ready = [line for line in self.lines if line.ready]
        bad = [line for line in self.lines if line.error]
        if not ready:
            self._nothing(bad)
            return
        verbs = tuple(line.write() for line in ready)
        writing = self.write(Batch(verbs=verbs, summary=self.summary(ready)), told=False)
        await writing.finished.wait()
        if writing.error is not None:
            return
        for line in ready:
            line.clear()
        self.keep()
        if bad:
            self.refresh_view()
            self.arrive(self.lines.index(bad[0]))
            self.notice(f"{writing.done.message}. {len(bad)} cannot be read and stay here", "warn")
            return
        await self.shell.back()
        cast(Any, self.app.screen).notice(f"{writing.done.message}. u takes them back")

    def _nothing(self, bad: Sequence[Line]) -> None:
        """Say why there is nothing to save."""
        if bad:
            self.arrive(self.lines.index(bad[0]))
        else:
            self.notice("Nothing was typed: numbers first, then save")
            self.draw()

    def do_back(self) -> Result:
        """Leave; what is not saved is asked about first."""
        typed = [line for line in self.lines if line.typed]
        if not typed:
            return super().do_back()
        self.ask(f"{self.counted(len(typed))} not saved", [("s", "save"), ("d", "drop them")], self._leaving)
        return None

    def _leaving(self, key: str) -> Result:
        if key == "s":
            return self.do_done()
        if key == "d":
            self.shell.drafts.form("", "", {})
            return self.shell.back()
        return None
