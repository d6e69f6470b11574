"""The OKR tree: imperatives, annual goals, objectives and key results on one screen (interface.md 2 and 3)."""

from __future__ import annotations

from textual import events

from models.okrs import feed_reads, reads
from models.okrs.pace import PaceSettings
from models.okrs.row_reads import RowView
from models.settings import Settings
from screens.base import OarScreen
from screens.commands import Command
from screens.okr_source import OkrSource
from screens.okr_tree_changes import OkrTreeChanges
from screens.okr_views import OkrViews

BIG = 20_000
"""Key results from which a filter waits for a pause in typing."""

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
    Command(id="okrs.menu.copy", key="d", title="copy to a cycle", call="copy-branch", when="can_change"),
    Command(id="okrs.menu.steps", key="s", title="steps", help="Steps of a milestone", when="on_key_result"),
    Command(id="okrs.menu.link", key="l", title="link a measure", when="on_key_result"),
    Command(id="okrs.menu.filters", key="f", title="filters", help="Saved filters", when="has_table"),
    Command(id="okrs.menu.unfold-all", key="+", title="open all", when="has_tree"),
    Command(id="okrs.menu.fold-all", key="-", title="close all", when="has_tree"),
    Command(id="okrs.menu.cycles", key="y", title="cycles", help="Plan, score and close cycles", call="go:cycles"),
)


class OkrsScreen(OkrViews, OkrTreeChanges):
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
        Command(id="row.open", key="enter", title="open", when="has_row", footer=40,
                help="Open this row; of an imperative or annual goal show everything below it"),
        Command(id="row.fold", key="z", title="fold", help="Fold or unfold this row", when="has_tree", footer=50),
        Command(id="number.number", key="=", title="edit", help="Edit the value, =-5 for a negative one",
                when="number_prompted", footer=20),
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
        Command(id="okrs.path", key="p", title="path", help="From here up to the strategy", when="on_record"),
        Command(id="okrs.view", key="v", title="view",
                help="Next view: all, mine, orphans, by team, by owner, each other cycle"),
        Command(id="okrs.checks", key="L", title="live checks", help="Live checks of this branch", when="on_record"),
        Command(id="okrs.move-down", key="J", title="down", help="Move the row down", when="can_change", repeat=True),
        Command(id="okrs.move-up", key="K", title="up", help="Move the row up", when="can_change", repeat=True),
        Command(id="okrs.parent", key="<", title="level up", help="Hang the row one level higher", when="can_change"),
        Command(id="okrs.child", key=">", title="level down", help="Hang the row under the one above it",
                when="can_change"),
        Command(id="okrs.issue", key="i", title="to issues", help="Send the rows to Issues", when="can_change"),
        Command(id="okrs.todo", key="t", title="to-do", help="To-do from this row", when="can_change"),
        Command(id="okrs.menu", key="space", title="menu", help="What else can be done with this row",
                children=_MENU),
    )  # fmt: skip

    _seen = 0

    @classmethod
    def pages(cls) -> dict[str, type[OarScreen]]:
        """Return the screens behind this one, whose keys are listed with it."""
        from screens.check_in_grid import CheckInGrid
        from screens.key_result import KeyResultScreen

        return {"row": KeyResultScreen, "check-ins": CheckInGrid}

    # ---- rows

    def make_source(self) -> OkrSource:
        """Return the tree as the store has it."""
        store = self.store
        self._seen = feed_reads.newest_change(store.reader)
        self._big = reads.how_many(store.reader) > BIG
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

    def refresh_view(self) -> None:
        """Patch the rows that are known when only values changed; read the order anew when rows came or moved."""
        before, today = self._seen, self.store.clock.today()
        self._seen, moved = feed_reads.changed_since(self.store.reader, before)
        if moved:
            self.source.today = today
            self.rows_moved()
            return
        values = feed_reads.values_since(self.store.reader, before) if today == self.source.today else None
        self.source.today = today
        stale = list(self.source.views) if values is None else [key for key in values if key in self.source.views]
        for key in stale:
            del self.source.views[key]
        self.table.patch([*stale, *self.source.groups])

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
        """Open the row's own screen; of what stands above objectives first everything below it, of a group its rows."""
        from screens.key_result import KeyResultScreen

        key, row = self.table.key, self.row_view()
        if key is None:
            return
        if row is None:
            self.table.toggle()
        elif row.kind in ("imperative", "annual") and self.source.root != key:
            self.show_branch(key)
        else:
            await self.shell.open_screen(KeyResultScreen(key))

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

    def show_ref(self, ref: str) -> bool:
        """Put the cursor on a goal or key result."""
        key = reads.key_of(ref)
        if key is None:
            return False
        self.show_row(key)
        return True
