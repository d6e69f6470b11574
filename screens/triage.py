"""Triage: what is hot, the worst first; one key acts on a row and goes on to the next (interface.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from models.issues import reads
from models.issues.order import matches
from models.issues.reads import HotView
from models.issues.rules import loudest
from models.issues.team_reads import above_first, teams
from models.issues.verbs import DoneHot, DropHot, MergeHot, OwnHot, RouteHot, SnoozeHot, ToDecision, ToIssue, ToTodo
from screens.base import OarScreen
from screens.commands import Command
from screens.letters import letters
from screens.shell import Result
from screens.text import Spans
from screens.triage_rows import TriageClock, evidence, row_of
from screens.widgets.lines import Lines
from screens.widgets.rows import Column, ListSource, Row, RowTable
from screens.writer import Writing
from themes.width import clip

ASK_ABOVE = 10
"""A verb on more rows than this asks first (interface.md 1)."""
OFFERED = 9
NOTHING = (
    "Nothing is hot. Items come from measures off two weeks, key results off track, "
    "overdue decisions, missed promises, and from people.\n\n! raises one by hand."
)
NO_MATCH = "Nothing answers that filter. / changes it, Esc takes it away."


def _verb(word: str, key: str, title: str, said: str, footer: int = 0, **more: Any) -> Command:
    more.setdefault("when", "can_act")
    return Command(id=f"triage.{word}", key=key, title=title, help=said, footer=footer, repeat=True, **more)


class TriageScreen(OarScreen):
    """Hot items of my teams; `v` shows those of all teams."""

    CSS_PATH = "triage.tcss"
    crumb = "Hot items  triage"
    areas = frozenset({"issues", "people"})
    has_peek = True
    empty = NOTHING
    commands = (
        Command(id="row.open", key="enter", title="evidence", help="What was found, where, and what was done about it",
                when="has_row"),
        _verb("issue", "i", "issue", "Send it to the issues", 1),
        _verb("done", "e", "done", "It needs nothing more", 2),
        _verb("todo", "t", "to-do", "Make a to-do for its owner, due in seven days", 3),
        Command(id="app.decision", key="D", title="decision?", help="It needs a decision, with its title", footer=4,
                group="This screen", call="decision", when="can_act", repeat=True),
        _verb("owner", "o", "owner", "Give it to somebody", 5),
        _verb("snooze", "s", "snooze", "Put it away until a day, or until it gets worse", 6),
        _verb("merge", "m", "merge", "It is the same as another row", 7),
        _verb("route", "r", "route", "Hand it to the team above or another one", 8),
        Command(id="row.mark", key="x", title="mark", group="Everywhere", footer=9, when="has_row",
                help="Mark this row for the next verb"),
        Command(id="triage.view", key="v", title="all teams", help="Hot items of my teams, or of all", footer=10),
        Command(id="triage.menu", key="space", title="menu", help="More for this item; the rules", children=(
            _verb("drop", "d", "drop", "Forget it until it gets worse"),
            Command(id="triage.rules", key="r", title="rules", help="How well each rule serves; replay a threshold"),
        )),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[int, HotView] = {}
        self.everywhere = False
        self.clock = TriageClock()
        self._pending: list[tuple[Writing, frozenset[int]]] = []

    @staticmethod
    def pages() -> dict[str, Any]:
        """Return the screen behind this one, whose keys are listed with it."""
        from screens.hot_rules import HotRulesScreen

        return {"rules": HotRulesScreen}

    # ---- rows

    def make_source(self) -> ListSource:
        """Read the hot items."""
        self.source = ListSource(self._columns)
        self.refresh_view(first=True)
        return self.source

    def body(self) -> ComposeResult:
        """A tally above the rows."""
        self.tally = Lines(self.look, id="tally")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="list"):
            yield self.tally
            yield self.table
        self._say_tally()

    @staticmethod
    def _columns(width: int) -> Sequence[Column]:
        owner = 12 if width >= 76 else 8
        return [Column("Source", 9), Column("What"), Column("Owner", owner), Column("Age", 4, "right")]

    def refresh_view(self, first: bool = False) -> None:
        """Read again; rows whose change is still being written stay away."""
        store = self.store
        self._pending = [one for one in self._pending if not one[0].finished.is_set()]
        found = reads.hot_items(
            store.reader, today=store.clock.today(), me=store.me.id, teams=None if self.everywhere else store.me.own
        )
        if self.present:
            found = [view for view in found if not view.private]
        self.views = {view.id: view for view in found}
        self._show(first)

    def _show(self, first: bool = False) -> None:
        gone = frozenset().union(*(ids for _, ids in self._pending)) if self._pending else frozenset()
        rows = [
            view
            for view in self.views.values()
            if view.id not in gone
            and matches(self.wanted, (view.title, view.word, view.source), view.handle, view.owner, view.team)
        ]
        _, quieter = loudest([int(view.severity) for view in rows], self.store.settings.hot_limit)
        shown = [(view.id, row_of(view, self.store.me.id)) for view in rows]
        if quieter:
            words = f"{quieter} more, quieter"
            shown.insert(len(shown) - quieter, (-1, Row((((words, "muted"),),), heading=True)))
        self.left = len(rows)
        key = None if first else self.table.key
        self.source.set(shown)
        if not first:
            self.table.empty = self._empty_words()
            self.table.rows_changed(key)
            self._say_tally()

    def _empty_words(self) -> str:
        if self.wanted:
            return NO_MATCH
        return self.clock.clear_words(self.store.clock.now()) or NOTHING

    def _say_tally(self) -> None:
        parts: Spans = ((f" {self.left} to triage", "bold"), *self.clock.spans(self.store.clock.now()))
        parts = (*parts, ("   all teams" if self.everywhere else "   my teams", "muted"))
        self.tally.show((*parts, (f"   filter: {self.wanted}", "accent")) if self.wanted else parts)

    def press(self, key: str) -> Result:
        """Take one key; the tally counts it while there is something to triage."""
        if self.left:
            self.clock.key(self.store.clock.now())
        result = super().press(key)
        if not self.left and self.clock.acted:
            self.clock.stop(self.store.clock.now())
            self.table.empty = self._empty_words()
        self._say_tally()
        return result

    def draw_anew(self) -> None:
        """Take over the theme, and leave out what is private in present mode."""
        super().draw_anew()
        self.refresh_view()

    def peek(self) -> Sequence[Spans]:
        """Return the evidence of the row under the cursor."""
        view = self.here
        if view is None:
            return ()
        return evidence(view, max(20, self.side.size.width - 3))

    def ref_at(self, key: int) -> str:
        """Return the reference of a row."""
        return self.views[key].ref if key in self.views else ""

    def filter_rows(self, text: str) -> None:
        """Show the items that answer `text`."""
        self.wanted = text
        self._show()

    # ---- what is chosen

    @property
    def here(self) -> HotView | None:
        """The item under the cursor."""
        return self.views.get(self.table.key) if self.table.key is not None else None

    @property
    def can_act(self) -> bool | str:
        """True when there is a row and writing is possible."""
        return self.can_write if self.here is not None else "There is no item here; ! raises one"

    def row_ref(self) -> str:
        """Return the reference of the row under the cursor, for the edit form."""
        return self.here.ref if self.here is not None else ""

    def _act(self, make: Callable[[tuple[str, ...]], Any], *, stays: bool = False) -> Result:
        """Carry a verb out on the marked rows or the one under the cursor and go on to the next row."""
        keys = [key for key in self.table.chosen if key in self.views]
        if len(keys) > ASK_ABOVE:
            return self._sure(keys, make, stays)
        self._carry_out(keys, make, stays)
        return None

    async def _sure(self, keys: list[int], make: Callable[[tuple[str, ...]], Any], stays: bool) -> None:
        from screens.dialogs.confirm import ConfirmDialog

        def answered(sure: bool | None) -> None:
            if sure:
                self._carry_out(keys, make, stays)

        question = f"This changes {len(keys)} hot items at once. One u takes it back."
        await self.shell.open_dialog(ConfirmDialog("Sure?", question, key="y", verb="yes, all of them"), answered)

    def _carry_out(self, keys: list[int], make: Callable[[tuple[str, ...]], Any], stays: bool) -> None:
        if not keys:
            return
        counted = None if stays else lambda done: self.clock.settled.update({done.action: len(keys)})
        writing = self.write(make(tuple(self.views[key].ref for key in keys)), then=counted)
        self.table.marks = set()
        if stays:
            self.table.refresh()
            self.table.move(1)
            return
        self.clock.acted += len(keys)
        self._pending.append((writing, frozenset(keys)))
        self._show()

    async def _settled(self, change: Callable[[], Any]) -> None:
        """Undo or redo; what that brings back is to be triaged again."""
        await self.shell.writer.idle()
        await self.submit(change, then=self._taken_back).finished.wait()

    def _taken_back(self, done: Any) -> None:
        self.clock.taken_back(done.value, done.action)
        self._say_tally()

    def failed(self, error: Exception) -> None:
        """Say what was refused and show the rows again."""
        before = sum(len(ids) for writing, ids in self._pending if writing.error is not None)
        self.clock.acted = max(0, self.clock.acted - before)
        super().failed(error)
        if self.is_attached:
            self._refresh_safely()

    # ---- verbs

    def do_issue(self) -> Result:
        """Send to the issues."""
        return self._act(lambda items: ToIssue(items=items))

    def do_done(self) -> Result:
        """Close."""
        return self._act(lambda items: DoneHot(items=items))

    def do_todo(self) -> Result:
        """Make to-dos."""
        return self._act(lambda items: ToTodo(items=items))

    def do_decision(self) -> Result:
        """Make decisions needed."""
        return self._act(lambda items: ToDecision(items=items))

    def do_drop(self) -> Result:
        """Drop."""
        return self._act(lambda items: DropHot(items=items))

    async def do_rules(self) -> None:
        """Open what became of what the rules found."""
        from screens.hot_rules import HotRulesScreen

        await self.shell.open_screen(HotRulesScreen())

    def do_owner(self) -> None:
        """Ask who, then give."""
        self.ask_owner(lambda who: self._act(lambda items: OwnHot(items=items, owner=who), stays=True))

    def do_snooze(self) -> None:
        """Ask until when, then put away."""
        self.ask_when(lambda day: self._act(lambda items: SnoozeHot(items=items, until=day)), title="until")

    def do_merge(self) -> None:
        """Ask which row it is the same as: the nearest ones are offered by letter."""
        chosen = set(self.table.chosen)
        around = sorted(
            (abs(place - self.table.cursor), key)
            for place, key in enumerate(self.source.keys)
            if key in self.views and key not in chosen
        )[:OFFERED]
        others = [key for _, key in around]
        if not others:
            self.notice("There is no other item to merge it with", "warn")
            return
        named = letters([self.views[key].title for key in others])
        into = {letter: self.views[key].ref for (letter, _), key in zip(named, others, strict=False)}
        choices = [(letter, clip(title, 24, self.look.glyphs)) for letter, title in named]
        self.ask("same as", choices, lambda key: self._act(lambda items: MergeHot(items=items, into=into[key])))

    def do_route(self) -> None:
        """Ask which team, the one above first."""
        here = self.here
        found = above_first(teams(self.store.reader), here.team_id if here else None)[:OFFERED]
        if not found:
            self.notice("There is no other team", "warn")
            return
        named = letters([name for _, name in found])
        to = {letter: f"T{number}" for (letter, _), (number, _) in zip(named, found, strict=False)}
        self.ask("to", named, lambda key: self._act(lambda items: RouteHot(items=items, team=to[key])))

    def do_view(self) -> None:
        """Change between my teams and all teams."""
        self.everywhere = not self.everywhere
        self.refresh_view()

    async def do_open(self) -> None:
        """Show the evidence and the history."""
        from screens.dialogs.text_view import TextDialog

        if (view := self.here) is None:
            return
        past = reads.history(self.store.reader, "hot_item", view.id)
        where = [part for part in (f"{view.word} {view.source}".strip(), view.team, f"{view.age}d old") if part]
        lines = (f"{at[:10]} {who}: {what}" for at, who, what in past)
        said = "\n".join([view.title, "", view.evidence, "", ", ".join(where), *lines])
        await self.shell.open_dialog(TextDialog(view.ref, said))
