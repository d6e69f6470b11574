"""What of the tree is looked at: views, one branch alone, filters with completion, filters under a name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from models.errors import OarError, Refused
from models.okrs import filter_reads, reads
from models.okrs.verbs import DropFilter, SaveFilter
from screens.okr_places import OkrPlaces
from screens.okr_source import OkrSource
from screens.shell import Result
from screens.widgets.message import Prompt

PAUSE = 0.06
"""Seconds without a key after which a large tree is filtered."""

OFFERS = 6
"""Completions that are shown beside the prompt."""

VIEW_NAMES = {
    "all": "all",
    "mine": "mine",
    "orphans": "without path to an imperative",
    "team": "by team",
    "owner": "by owner",
    "everything": "closed cycles too",
}
SAVE, DROP = "save", "drop"


class OkrViews(OkrPlaces):
    """The looking half of OkrsScreen (okrs.py)."""

    source: OkrSource
    _big = False
    _waits: Any = None
    _offers: tuple[str, ...] = ()
    _reading: asyncio.Task[None] | None = None
    _aim = 0

    # ---- views

    def do_view(self) -> None:
        """Go to the next view."""
        views = ["all", "mine", "orphans", "team", "owner"]
        views += [one.ref for one in self.source.cycles if one.state != "active"]
        if any(one.state == "closed" for one in self.source.cycles):
            views.append("everything")
        at = views.index(self.source.view) if self.source.view in views else -1
        self._show(view=views[(at + 1) % len(views)])
        self._say_empty()
        self.notice(f"View: {self.view_name(self.source.view)}")

    def view_name(self, view: str) -> str:
        """Return a view's name as people read it."""
        names = {one.ref: one.name for one in self.source.cycles}
        return VIEW_NAMES.get(view, names.get(view, view))

    def headline(self) -> str:
        """Return the screen's name with the cycle, running or chosen, the view and what leads nowhere (M5)."""
        source = self.source
        where = ", ".join(source.running[:2]) or "no running cycle"
        if source.view != "all":
            where += f"  {self.view_name(source.view)}"
        if source.scope.cycle:
            where = next(f"{one.name}, {one.state}" for one in source.cycles if one.id == source.scope.cycle)
        top = source.view_of(source.root) if source.root else None
        branch = f"  {top.ref} alone" if top is not None else ""
        text = f"  /{self.wanted}" if self.wanted else ""
        orphans = f"  {source.orphans} without path" if source.orphans else ""
        return f"{self.crumb}  {where}{branch}{text}{orphans}"

    def _show(self, **wanted: Any) -> None:
        key = self.table.key
        self.source.show(**wanted)
        self.table.rows_changed(key)
        self.update_frame()

    async def do_unfold_all(self) -> None:
        """Open every branch; a large tree is read beside the event loop."""
        if not self._big or self.source.narrowed:
            self.table.unfold_all()
            return
        order = await asyncio.to_thread(self.source.read_everything)
        key = self.table.key
        self.source.opened = set(order[2])
        self.source.take(order)
        self.table.rows_changed(key)

    # ---- one branch alone

    def show_branch(self, key: int) -> None:
        """Show everything below a row and nothing else; q leads back."""
        self.wanted = ""
        self.source.show(view="all", wanted=filter_reads.Filter(), root=key)
        self.source.open_all_below(key)
        self.table.rows_changed(key)
        self.update_frame()
        goals = sum(one > 0 for one in self.source.keys) - 1
        self.notice(f"Everything below: {goals} goals, {len(self.source.keys) - 1 - goals} key results; q leads back")

    def do_back(self) -> Result:
        """Leave the branch that is looked at alone, else the screen."""
        if not self.source.root or (self.pressed == "escape" and self.wanted):
            return super().do_back()
        root = self.source.root
        self._show(root=0)
        self.table.go_to(root)
        return None

    def show_row(self, key: int) -> None:
        """Put the cursor on a row, opening what is above it."""
        if self.source.narrowed or self.source.view != "all" or self.source.root:
            self.wanted = ""
            self.source.show(view="all", wanted=filter_reads.Filter(), root=0)
        if key not in self.source.keys:
            self.source.open_above(key)
            if self.source.dear:
                self._aim = key
                self._read()
                return
            self.source.rebuild()
        self.table.rows_changed(self.table.key)
        self._go_to(key)

    def _go_to(self, key: int) -> None:
        if not self.table.go_to(key):
            self.notice("That row is not in this view", "warn")
        self.update_frame()

    # ---- the filter

    def do_filter(self) -> None:
        """Ask for a filter, completed by Tab."""
        super().do_filter()
        self._offers = ()
        prompt = self.message.prompt
        if prompt is not None:
            prompt.hint = "owner:mei off   Tab completes"
            prompt.complete = self._complete
            prompt.then = partial(self._filtered, prompt.then)
            prompt.cancelled = partial(self._unfiltered, self.table.key or 0)

    def _filtered(self, then: Callable[[str], Result], text: str) -> Result:
        """Take the answer of the prompt; keys that follow wait for the rows they are meant for.

        Raises Refused for what is no filter: the prompt stays open with it.
        """
        filter_reads.check(self.store.reader, filter_reads.parse_filter(text), self.store.me.id)
        then(text)
        return self._reading

    def _unfiltered(self, key: int) -> Result:
        """Show all rows again, with the cursor on the one that it was on before anything was typed."""
        result = self._filtered(self.filter_rows, "")
        if self._reading is not None and not self._reading.done():
            self._aim = key
        elif key in self.source.keys:
            self.table.go_to(key)
        return result

    def _complete(self, prompt: Prompt) -> None:
        """Put the next completion of the last word in its place."""
        text = prompt.edit.text
        if text.rstrip() in self._offers:
            at = (self._offers.index(text.rstrip()) + 1) % len(self._offers)
        else:
            self._offers, at = tuple(filter_reads.completions(self.store.reader, text, self.store.me.id)), 0
        if not self._offers:
            prompt.hint = "nothing begins like that"
            return
        found = self._offers[at]
        prompt.edit.set(f"{found} " if len(self._offers) == 1 and not found.endswith(":") else found)
        shown = [one.rpartition(" ")[2].partition(":")[2] or one.rpartition(" ")[2] for one in self._offers]
        prompt.hint = "  ".join(shown[at : at + OFFERS])

    def filter_rows(self, text: str) -> None:
        """Show the rows that match, with what is above them; a large tree waits for a pause in typing."""
        self.wanted = text.strip()
        if self._waits is not None:
            self._waits.stop()
            self._waits = None
        if self._big and self.message.asking:
            self._waits = self.set_timer(PAUSE, self._filter)
        else:
            self._filter()

    def _filter(self) -> None:
        """Filter at once, a large tree beside the event loop."""
        self._waits = None
        try:
            wanted = filter_reads.parse_filter(self.wanted)
            if wanted != self.source.filter and self._big:
                self.source.choose(wanted)
                self._read()
            elif wanted != self.source.filter:
                self._show(wanted=wanted)
            self.update_frame()
        except Refused as error:
            self.failed(error)
        self._say_empty()

    def _say_empty(self) -> None:
        """Say why there are no rows: the filter, the view, or that there is nothing yet."""
        self.table.empty = self.empty
        if self.wanted:
            keys = "Backspace edits, Esc clears" if self.message.asking else "/ changes it, Esc clears"
            self.table.empty = f"No match for '{self.wanted}'. {keys}."
        elif self.source.view == "mine":
            self.table.empty = "No objective and no key result is yours.\n\nv   the next view"
        elif self.source.view == "orphans":
            self.table.empty = "Every objective leads up to an imperative.\n\nv   the next view"
        elif self.source.view in ("team", "owner"):
            self.table.empty = "No objectives yet.\n\nv   the next view"

    # ---- filters under a name

    def do_filters(self) -> Result:
        """Choose a saved filter, or save the one that is shown."""
        saved = filter_reads.saved_filters(self.store.reader, self.store.me.id)
        choices = [(one.ref, f"{one.name}  {one.text}{'  shared' if one.shared else ''}") for one in saved]
        if self.wanted and not self.store.read_only:
            choices.append((SAVE, f"save /{self.wanted} under a name"))
        if any(one.mine for one in saved) and not self.store.read_only:
            choices.append((DROP, "let one go"))
        if not choices:
            self.notice("No saved filters yet: type one after /, then Space f saves it", "warn")
            return None
        texts = {one.ref: one.text for one in saved}

        def chosen(value: str) -> Result:
            if value == SAVE:
                return self._save_filter()
            if value == DROP:
                return self._drop_filter([(one.ref, one.name) for one in saved if one.mine])
            self.filter_rows(texts[value])
            return None

        return self.pick("Filters", choices, chosen)

    def _save_filter(self) -> Result:
        text = self.wanted
        self.prompt("name of this filter", "", lambda name: self._ask_whose(name, text), hint="one word, such as board")
        return None

    def _ask_whose(self, name: str, text: str) -> Result:
        if not name.strip() or " " in name.strip():
            raise Refused("A name is one word", "Such as board")
        self.ask(
            f"save {name.strip()} for",
            [("m", "me"), ("e", "everybody")],
            lambda key: self.change(SaveFilter(name=name, text=text, shared=key == "e")),
        )
        return None

    def _drop_filter(self, mine: list[tuple[str, str]]) -> Result:
        return self.pick("Let go", mine, lambda ref: self.change(DropFilter(filter=int(ref[2:]))))

    # ---- rows that came, went or moved

    def rows_moved(self) -> None:
        """Read the order anew: at once, or beside the event loop when that takes longer than a key may."""
        self.source.cycles_changed(reads.cycles(self.store.reader))
        if self.source.dear:
            self.source.turn += 1  # a reading that is under way sees that it is old, and reads again
            self._read()
        else:
            self.table.reload()

    def _read(self) -> None:
        """Read the rows beside the event loop; `_reading` can be waited for."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.get_running_loop().create_task(self._read_anew())

    async def _read_anew(self) -> None:
        while self.is_attached:
            turn, wanted = self.source.turn, self.source.filter
            try:
                order = await asyncio.to_thread(self.source.read_rows)
            except OarError as error:
                self.failed(error)
                if wanted == self.source.filter:
                    self.source.choose(self.source.shown)
                    return
                continue
            if turn == self.source.turn:
                key = self.table.key
                self.source.take(order)
                self.table.rows_changed(key)
                self.update_frame()
                aim, self._aim = self._aim, 0
                if aim:
                    self._go_to(aim)
                return

    async def change(self, verb: Any, then: Any = None) -> None:
        """Write a verb and wait until the rows stand where they belong: the next key may mean them."""
        await super().change(verb, then)
        if self._reading is not None:
            await self._reading
