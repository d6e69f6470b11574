"""The OKR tree: imperatives, annual goals, objectives and key results on one screen (interface.md 2 and 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import events

from models.okrs import feed_reads, filter_reads, reads
from models.okrs.pace import PaceSettings
from models.okrs.row_reads import RowView
from models.settings import Settings
from screens.commands import Command
from screens.okr_source import OkrSource
from screens.okr_tree_changes import OkrTreeChanges
from screens.shell import Result

BIG = 20_000
"""Key results from which a filter waits for a pause in typing."""

PAUSE = 0.12

WIDE = 100
"""Columns of the window from which there is room for sparklines."""


def pace_settings(settings: Settings) -> PaceSettings:
    """Return the organisation's thresholds as the rules take them."""
    return PaceSettings(stretch_factor=settings.stretch_pace, early_share=settings.early_share)


_MENU = (
    Command(id="okrs.menu.archive", key="a", title="archive", help="Archive the rows", when="can_change"),
    Command(id="okrs.menu.weight", key="w", title="weight", help="Change the weight", when="can_change"),
    Command(id="okrs.menu.off", key="o", title="my word: OFF", call="word:off", when="on_key_result"),
    Command(id="okrs.menu.risk", key="r", title="my word: RISK", call="word:risk", when="on_key_result"),
    Command(id="okrs.menu.contributes", key="c", title="supports / contributes", when="can_change"),
    Command(id="okrs.menu.parent", key="m", title="move under...", call="move-under", when="can_change"),
    Command(id="okrs.menu.link", key="l", title="link a measure", when="on_key_result"),
    Command(id="okrs.menu.unfold-all", key="+", title="open all", when="has_tree"),
    Command(id="okrs.menu.fold-all", key="-", title="close all", when="has_tree"),
    Command(id="okrs.menu.cycles", key="y", title="cycles", help="Plan, score and close cycles", call="go:cycles"),
)


class OkrsScreen(OkrTreeChanges):
    """The tree. Rows come by window, so it is as fast with 200,000 of them as with twenty."""

    crumb = "OKRs"
    areas = frozenset({"okrs", "scorecard", "people"})
    empty = (
        "No objectives yet.\n\nAn objective says where we want to be, two to four key results how we would know.\n"
        "Start with one that a choice of the brief asks for.\n\n"
        "a o   add an objective, e.g. Default choice for regulated mid-market\n"
        "oar import FILE.md   take over an outline you have"
    )
    commands = (
        Command(id="row.open", key="enter", title="open", help="Open this row", when="has_row", footer=40),
        Command(id="row.fold", key="z", title="fold", help="Fold or unfold this row", when="has_tree", footer=50),
        Command(id="number.number", key="=", title="edit", help="Edit the value, =-5 for a negative one",
                when="number_target", footer=20),
        Command(id="number.nudge-up", key="+", title="nudge", show="+ -", help="One more; - is one less",
                when="number_target", footer=15),
        Command(id="okrs.comment", key="c", title="comment", help="Write a comment at this row", when="can_change",
                footer=30),
        Command(id="app.filter", key="/", title="filter", group="Everywhere", footer=60,
                help="Filter the rows: owner:mei off share"),
        Command(id="okrs.owner", key="o", title="owner", help="Give the rows to somebody", when="can_change",
                repeat=True),
        Command(id="okrs.why", key="w", title="why", help="Write why", when="can_change"),
        Command(id="okrs.edit", key="E", title="edit form", help="Edit all fields of this row", when="can_change"),
        Command(id="okrs.path", key="p", title="path", help="From here up to the strategy", when="has_row"),
        Command(id="okrs.view", key="v", title="view", help="Next view: all, mine, orphans, each other cycle"),
        Command(id="okrs.checks", key="L", title="live checks", help="Live checks of this branch", when="has_row"),
        Command(id="okrs.move-down", key="J", title="down", help="Move the row down", when="can_change", repeat=True),
        Command(id="okrs.move-up", key="K", title="up", help="Move the row up", when="can_change", repeat=True),
        Command(id="okrs.issue", key="i", title="to issues", help="Send the rows to Issues", when="can_change"),
        Command(id="okrs.todo", key="t", title="to-do", help="To-do from this row", when="can_change"),
        Command(id="okrs.menu", key="space", title="menu", help="What else can be done with this row",
                when="has_row", children=_MENU),
    )  # fmt: skip

    source: OkrSource
    _seen = 0
    _big = False
    _wanted_text = ""
    _waits: Any = None

    # ---- rows

    def make_source(self) -> OkrSource:
        """Return the tree as the store has it."""
        store = self.store
        self._seen = feed_reads.newest_change(store.reader)
        self._big = (store.reader.value("SELECT max(id) FROM key_result") or 0) > BIG
        self.source = OkrSource(
            store.reader,
            today=store.clock.today(),
            person=store.me.id,
            pace=pace_settings(store.settings),
            silent_days=store.settings.stale_days,
            glyphs=self.look.glyphs,
            wide=lambda: self.app.size.width >= WIDE,
        )
        return self.source

    def headline(self) -> str:
        """Return the screen's name with the running cycle and the view."""
        running = [cycle.name for cycle in self.source.cycles if cycle.state == "active"]
        view = "" if self.source.view == "all" else f"  {self._view_name(self.source.view)}"
        text = f"  /{self._wanted_text}" if self._wanted_text else ""
        return f"{self.crumb}  {', '.join(running[:2]) if running else 'no running cycle'}{view}{text}"

    def refresh_view(self) -> None:
        """Patch the rows that are known when only values changed; read the order anew when rows came or moved."""
        seen, moved = feed_reads.changed_since(self.store.reader, self._seen)
        self._seen = seen
        self.source.today = self.store.clock.today()
        if moved:
            self.source.cycles = reads.cycles(self.store.reader)
            self.table.reload()
        else:
            known = list(self.source.views)
            self.source.views.clear()
            self.table.patch(known)

    def on_resize(self, event: events.Resize) -> None:
        """Make the rows anew: they hold one cell for each column there is room for."""
        self.table.patch(list(self.source.views))

    def row_view(self) -> RowView | None:
        """Return what is known of the row under the cursor."""
        key = self.table.key if self.has_table else None
        return None if key is None else self.source.view_of(key)

    def refs_chosen(self) -> tuple[str, ...]:
        """Return the references of the marked rows, else of the one under the cursor."""
        found = [self.source.view_of(key) for key in self.table.chosen]
        return tuple(view.ref for view in found if view is not None)

    # ---- looking

    async def do_open(self) -> None:
        """Open the row's own screen."""
        from screens.key_result import KeyResultScreen

        if self.table.key is not None:
            await self.shell.open_screen(KeyResultScreen(self.table.key))

    async def do_path(self) -> None:
        """Show the way from here up to the strategy."""
        from screens.okr_dialogs import path_dialog

        if self.table.key is not None:
            await self.shell.open_dialog(path_dialog(self.store, self.table.key))

    async def do_checks(self) -> None:
        """Show the live checks of the branch with their reasons and what would settle them."""
        from screens.okr_dialogs import checks_dialog

        if self.table.key is not None:
            await self.shell.open_dialog(await checks_dialog(self.store, self.table.key))

    def do_view(self) -> None:
        """Go to the next view."""
        views = ["all", "mine", "orphans", *(one.ref for one in self.source.cycles if one.state != "active")]
        if any(one.state == "closed" for one in self.source.cycles):
            views.append("everything")
        at = views.index(self.source.view) if self.source.view in views else -1
        self._show(view=views[(at + 1) % len(views)])
        self._say_empty()
        self.notice(f"View: {self._view_name(self.source.view)}")

    def _view_name(self, view: str) -> str:
        names = {one.ref: one.name for one in self.source.cycles}
        return {"all": "all", "mine": "mine", "orphans": "without path to an imperative"}.get(
            view, names.get(view, view)
        )

    def _show(self, **wanted: Any) -> None:
        key = self.table.key
        self.source.show(**wanted)
        self.table.rows_changed(key)
        self.update_frame()

    def filter_rows(self, text: str) -> None:
        """Show the rows that match, with what is above them; a large tree waits for a pause in typing."""
        self._wanted_text = text.strip()
        if self._waits is not None:
            self._waits.stop()
            self._waits = None
        if self._big and self.message.asking:
            self._waits = self.set_timer(PAUSE, self._filter)
        else:
            self._filter()

    def _filter(self) -> None:
        self._waits = None
        wanted = filter_reads.parse_filter(self._wanted_text)
        if wanted != self.source.filter:
            self._show(wanted=wanted)
        self._say_empty()

    def _say_empty(self) -> None:
        """Say why there are no rows: the filter, the view, or that there is nothing yet."""
        self.table.empty = self.empty
        if self._wanted_text:
            self.table.empty = f"No match for '{self._wanted_text}'. Backspace edits, Esc clears."
        elif self.source.view == "mine":
            self.table.empty = "No objective and no key result is yours.\n\nv   the next view"
        elif self.source.view == "orphans":
            self.table.empty = "Every objective leads up to an imperative.\n\nv   the next view"

    def find(self, text: str) -> list[Any]:
        """Return goals and key results by title, for the palette."""
        from screens.dialogs.palette import Hit

        def jump(key: int) -> Callable[[], Result]:
            return lambda: self.show_row(key)

        found = filter_reads.search(self.store.reader, text)
        return [
            Hit(title, "key result" if key < 0 else "goal", reads.ref_of(self.store.reader, key), jump(key))
            for key, title in found
        ]

    def show_row(self, key: int) -> None:
        """Put the cursor on a row, opening what is above it."""
        if self.source.narrowed or self.source.view != "all":
            self._wanted_text = ""
            self.source.show(view="all", wanted=filter_reads.Filter())
        self.source.go_to_branch(key)
        self.table.rows_changed(self.table.key)
        if not self.table.go_to(key):
            self.notice("That row is not in this view", "warn")
        self.update_frame()
