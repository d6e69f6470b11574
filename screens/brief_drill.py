"""The recall drill (M115): choices and top goals from memory, with the brief out of sight."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from models.strategy.recall import RecallView
from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans, wrap
from screens.widgets.edit import LineEdit

Recited = Callable[[tuple[str, ...], tuple[str, ...]], Awaitable[tuple[Any, Sequence[RecallView]]]]
MOST = 12
"""Lines that may be typed of each."""
ASKED = ("choices", "top goals")


class DrillDialog(OarDialog):
    """Asks for choices, then goals: a line each, an empty one goes on. recited: gets both, returns (brief, totals).

    What was typed is shown while it is typed and to nobody else, and how many were right to nobody at all.
    """

    title_text = "From memory"

    def __init__(self, recited: Recited) -> None:
        super().__init__()
        self._recited = recited
        self._typed: tuple[list[str], list[str]] = ([], [])
        self._stage = 0
        self._edit = LineEdit()
        self._answer: list[Spans] = []

    def on_mount(self) -> None:
        """Cover the brief: the answers stand there."""
        super().on_mount()
        self.styles.background = self.app.get_css_variables()["background"]

    def lines(self) -> Sequence[Spans]:
        """Return the question and what was typed, or what stands in the brief."""
        if self._stage > 1:
            return [*self._answer, (), (("Esc", "key"), (" close", ""))]
        out: list[Spans] = [((f"Which are our {ASKED[self._stage]}? One a line, in your own words.", "title"),), ()]
        out += [((f"  {number} ", "muted"), (line, "")) for number, line in enumerate(self._typed[self._stage], 1)]
        out.append((("  > ", "prompt"), *self._edit.spans(self.room - 4)))
        told = "Only what your whole team knows is kept: nobody sees what you type or how much of it is right."
        out += [(), *(((line, "muted"),) for line in wrap(told, self.room))]
        return [*out, (("Enter", "key"), (" next; empty goes on  ", ""), ("Esc", "key"), (" leave", ""))]

    def press(self, key: str) -> Result:
        """Take a line; an empty one ends the part."""
        if self._stage > 1:
            return super().press("escape" if key in ("q", "enter") else key)
        if key == "enter":
            said, some = self._edit.text.strip(), self._typed[self._stage]
            self._edit = LineEdit()
            if said and len(some) < MOST:
                some.append(said)
            else:
                self._stage += 1
                if self._stage > 1:
                    return self._ended()
        elif not self._edit.press(key):
            return super().press(key)
        self.draw()
        return None

    def paste(self, text: str) -> None:
        """Take pasted text into the line."""
        if self._stage < 2:
            self._edit.insert(text)
            self.draw()

    async def _ended(self) -> None:
        (choices, goals), totals = await self._recited(tuple(self._typed[0]), tuple(self._typed[1]))
        self._answer = [*_part("WE CHOOSE", [_choice(*one) for one in choices], self.room)]
        self._answer += [*_part("TOP GOALS", goals, self.room), (("WHAT THE TEAMS KNOW", "head"),)]
        self._answer += [_total(one) for one in totals] or [((" No team has tried yet.", "muted"),)]
        self.draw()


def _choice(statement: str, rather: str) -> str:
    return f"{statement} rather than {rather}" if rather else statement


def _part(name: str, texts: Sequence[str], width: int) -> list[Spans]:
    out: list[Spans] = [((name, "head"),)]
    for text in texts or ["none yet"]:
        out += [((f" {line}", ""),) for line in wrap(text, width - 1)]
    return [*out, ()]


def _total(one: RecallView) -> Spans:
    if one.untold:
        return ((f" {one.team}  ", "bold"), (one.untold, "muted"))
    known = (("choices", one.choices), ("goals", one.goals))
    shares = [f"{name} about {share:.0%}" for name, share in known if share is not None]
    return ((f" {one.team}  ", "bold"), (", ".join(shares), ""), (f"  {one.sittings} tries", "muted"))
