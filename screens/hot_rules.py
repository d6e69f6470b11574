"""How well the hot rules serve: what became of what they found; a replay before a threshold changes (product.md 4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from models.issues import tuning_reads
from models.issues.tuning_reads import LOOK_BACK, FoundView, ReplayView, RuleView
from models.people.verbs import SetSetting
from screens.base import OarScreen
from screens.commands import Command
from screens.dialogs.dialog import OarDialog
from screens.shell import Result
from screens.text import Spans
from screens.widgets.rows import Column, ListSource, Row
from themes.cells import bar, pad

NAMED = 7
"""Measures that a replay names; the others are counted."""
FEW = 1 / 3
"""A share of acted on below which a rule mostly makes noise."""


class HotRulesScreen(OarScreen):
    """One row a rule; Enter replays the last 13 weeks with another threshold, where the rule has one."""

    crumb = "Hot items  rules"
    areas = frozenset({"issues", "scorecard", "people"})
    commands = (
        Command(id="row.open", key="enter", title="replay", footer=1, when="tuned",
                help="Replay the last 13 weeks with another threshold, then set it or leave it"),
    )  # fmt: skip
    without = frozenset({"row.mark", "row.mark-all", "app.filter"})

    def make_source(self) -> ListSource:
        """Read what became of what each rule found."""
        self.source = ListSource(self._columns)
        self._fill()
        return self.source

    @staticmethod
    def _columns(width: int) -> Sequence[Column]:
        share = 20 if width >= 96 else 10
        return [
            Column("Rule", minimum=18), Column("Fired", 5, "right"), Column("Acted", 5, "right"),
            Column("Dropped", 7, "right"), Column("Ended", 5, "right"), Column("Open", 4, "right"),
            Column("Acted on", share + 5), Column("Hot after", 10, "right"),
        ]  # fmt: skip

    def refresh_view(self) -> None:
        """Read again."""
        self._fill()
        self.table.reload()

    def _fill(self) -> None:
        store = self.store
        found = tuning_reads.rule_rows(store.reader, store.clock.today())
        found.sort(key=lambda view: not view.setting)  # those that can be tuned come first
        self.views = dict(enumerate(found))
        self.source.set((key, self._row(view)) for key, view in self.views.items())

    def _row(self, view: RuleView) -> Row:
        share = view.share
        cells: Spans = (("nothing settled", "muted"),)
        if share is not None:
            words = (f" {share * 100:.0f}%", "risk" if share < FEW else "")
            cells = (*bar(share, 9, glyphs=self.look.glyphs), words)
        periods = f"{view.value} period{'s' if view.value != 1 else ''}" if view.setting else "-"
        counts = [str(one or "-") for one in (view.fired, view.acted, view.dropped, view.recovered, view.waiting)]
        return Row((view.word, *counts, cells, periods))

    @property
    def tuned(self) -> bool | str:
        """Whether the rule under the cursor has a threshold that can be replayed."""
        view = self.views.get(self.table.key) if self.table.key is not None else None
        return bool(view and view.setting) or "This rule has no threshold of its own"

    async def do_open(self) -> None:
        """Replay with the threshold there is, and let another one be tried."""
        assert self.table.key is not None
        view = self.views[self.table.key]
        reader, today = self.store.reader, self.store.clock.today()

        async def replayed(value: int) -> ReplayView:
            return await asyncio.to_thread(tuning_reads.replay, reader, today, view.setting, value)

        first = await replayed(view.value)
        dialog = ReplayDialog(view.word, first, replayed, can_set=self.can_write is True)
        await self.shell.open_dialog(dialog, partial(self._set, view))

    def _set(self, view: RuleView, value: int | None) -> Result:
        if value is None or value == view.value:
            self.notice(f"{view.word} stays as it is")
            return None
        self.write(SetSetting(name=view.setting, value=str(value)))
        return None


class ReplayDialog(OarDialog):
    """Shows the last 13 weeks under the threshold there is and another one; closes with that, None for Escape."""

    wide = True

    def __init__(
        self, word: str, found: ReplayView, replayed: Callable[[int], Awaitable[ReplayView]], *, can_set: bool
    ) -> None:
        super().__init__()
        self.title_text = f"Replay: {word}"
        self._word = word
        self._found = found
        self._replayed = replayed
        self._can_set = can_set

    def lines(self) -> Sequence[Spans]:
        """Return both counts side by side, then the measures that make the difference."""
        found, glyphs = self._found, self.look.glyphs
        times = f"hot after {found.after} period{'s' if found.after != 1 else ''}"
        out: list[Spans] = [
            ((f"{self._word}  ", "bold"), (f"- {times} +", "prompt"), (f"   now {found.before}", "muted")),
            ((f"{found.measures} measures, the last {LOOK_BACK} closed periods of each", "muted"),),
            (),
            (*pad((("", ""),), 24), *pad((("now", "head"),), 6, right=True),
             *pad(((f"at {found.after}", "head"),), 8, right=True)),
        ]  # fmt: skip
        for rule in found.now:
            words = pad(((tuning_reads.WORDS.get(rule, rule), ""),), 24, glyphs=glyphs)
            now, then = found.now[rule], found.then[rule]
            token = "bold" if now != then else ""
            out.append((*words, *pad(((str(now), ""),), 6, right=True), *pad(((str(then), token),), 8, right=True)))
        out += self._named("Would not have been hot", found.gone)
        out += self._named("Would have been hot besides", found.new)
        if not found.gone and not found.new:
            out += [(), (("Nothing would have been different", "muted"),)]
        keys: Spans = (("+ -", "key"), (" another number  ", ""), ("Esc", "key"), (f" keeps {found.before}", ""))
        if self._can_set and found.after != found.before:
            keys = (("Enter", "key"), (f" sets {found.after}  ", ""), *keys)
        return [*out, (), keys]

    @staticmethod
    def _named(title: str, found: Sequence[FoundView]) -> list[Spans]:
        if not found:
            return []
        rest = len(found) - NAMED
        lines: list[Spans] = [((f"  {one.when}  ", "muted"), (one.name, "")) for one in found[:NAMED]]
        return [(), ((title, "head"), (f"  {len(found)}", "muted")), *lines,
                *([((f"  and {rest} more", "muted"),)] if rest > 0 else [])]  # fmt: skip

    def press(self, key: str) -> Result:
        """`+` and `-` try another number, Enter sets it."""
        steps = {"+": 1, "right": 1, "-": -1, "left": -1}
        if key in steps:
            return self._try(self._found.after + steps[key])
        if key.isdecimal() and key != "0":
            return self._try(int(key))
        if key == "enter":
            return self.close(self._found.after if self._can_set else None)
        return super().press(key)

    async def _try(self, value: int) -> None:
        if 1 <= value <= LOOK_BACK and value != self._found.after:
            self._found = await self._replayed(value)
            self.draw()
