"""The list of cycles: what is planned, runs, is being closed or was, and how it ended."""

from __future__ import annotations

from dataclasses import replace

from models.cycles import reads, rules
from models.cycles.reads import CycleView
from models.cycles.verbs import AddCycle
from models.errors import OarError, Refused
from screens import cycle_rows as rows
from screens.base import OarScreen
from screens.commands import Command
from screens.cycle_stage import CycleStage
from screens.shell import Result
from screens.widgets.rows import ListSource

EMPTY = (
    "No cycle yet. A cycle is three to six months for which objectives are set, scored and closed.\n\n"
    "Space a   adds one, for example:  2026-Q4 2026-10-01 2026-12-31"
)
READING = "Counting what the cycles hold ..."
NO_MATCH = "No cycle is called that. / changes the filter, Esc takes it away."


class CyclesScreen(CycleStage, OarScreen):
    """All cycles, the newest first."""

    crumb = "Cycles"
    areas = frozenset({"okrs", "learning"})
    empty = EMPTY
    commands = (
        Command(id="row.open", key="enter", title="open", help="Its planning, or its scores", when="has_row", footer=1),
        Command(id="cycles.stage-on", key=">", title="next stage", footer=2, when="can_go_on",
                help="Start a planned cycle, begin the closing of a running one, close it for good"),
        Command(id="cycles.menu", key="space", title="menu", help="What else can be done with cycles", footer=3,
                children=(
            Command(id="cycles.menu.new", key="a", title="add a cycle", help="Plan a new cycle", when="can_write"),
        )),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[int, CycleView] = {}

    @classmethod
    def pages(cls) -> dict[str, type[OarScreen]]:
        """Return the screen of one cycle, whose keys are listed behind these."""
        from screens.cycle import CycleScreen

        return {"cycle": CycleScreen}

    def make_source(self) -> ListSource:
        """Read the cycles."""
        self.source = ListSource(rows.list_columns)
        if not self.is_large():
            self._fill(self.gather())
        return self.source

    def on_mount(self) -> None:
        """Read the cycles of a large company once there is something to look at."""
        super().on_mount()
        if self.is_large():
            self.table.empty = READING
            self.read()

    def is_large(self) -> bool:
        """Return whether counting what the cycles hold takes longer than a key may."""
        return reads.is_large(self.store.reader)

    def gather(self) -> list[CycleView]:
        """Read the cycles."""
        return reads.cycles(self.store.reader)

    def take(self, found: list[CycleView]) -> None:
        """Show the cycles."""
        self._fill(found)
        self.table.empty = NO_MATCH if self.wanted and self.views else EMPTY
        self.table.reload()
        self.update_frame()

    def _fill(self, found: list[CycleView]) -> None:
        self.views = {view.id: view for view in found}
        shown = [view for view in found if rows.holds(f"{view.name} {view.state} {view.team}", self.wanted)]
        self.source.set((view.id, rows.list_row(view)) for view in shown)

    def refresh_view(self) -> None:
        """Read the cycles again."""
        self.read()

    def filter_rows(self, text: str) -> None:
        """Show the cycles that answer `text`."""
        self.wanted = text
        self.refresh_view()

    def cycle_here(self) -> CycleView | None:
        """Return the cycle under the cursor."""
        return self.views.get(self.table.key or 0) if self.has_table else None

    def row_ref(self) -> str:
        """Return its reference, for the edit form; a closed one has none."""
        view = self.cycle_here()
        return view.ref if view is not None and view.state != "closed" else ""

    async def do_open(self) -> None:
        """Open the cycle."""
        from screens.cycle import CycleScreen

        if self.table.key is not None:
            await self.shell.open_screen(CycleScreen(self.table.key))

    # ---- adding

    def do_new(self) -> None:
        """Ask for name, first and last day of a new cycle; the one after the newest is offered."""
        newest = next((view for view in self.views.values() if not view.team), None)
        offered = "2026-Q4 2026-10-01 2026-12-31"
        if newest is not None:
            first, last = rules.next_days(*rows.dates(newest))
            offered = f"{rules.next_name(newest.name, first, last)} {first} {last}"
        self.prompt("add cycle", offered, self._add, hint="name, first day, last day", offered=True)

    def _add(self, text: str) -> Result:
        words = text.split()
        if len(words) < 3:
            raise Refused("A cycle needs a name, its first and its last day", "2026-Q4 2026-10-01 2026-12-31")
        verb = AddCycle(name=" ".join(words[:-2]), start=words[-2], end=words[-1])
        self.write(verb, refused=lambda error: self._refused_days(verb, error), then=self._added)
        return None

    def _added(self, done: object) -> None:
        number = getattr(done, "value", None)
        if isinstance(number, int):
            self.table.go_to(number)
        self.update_frame()

    def _refused_days(self, verb: AddCycle, error: Exception) -> None:
        """Say why; days that overlap may be meant."""
        self.failed(error)
        if isinstance(error, OarError) and "--beside" in error.hint:
            choices = [("b", "beside it, on purpose"), ("e", "edit the days")]
            self.ask("Its days overlap another cycle", choices, lambda key: self._settle_days(verb, key))

    def _settle_days(self, verb: AddCycle, key: str) -> Result:
        if key == "e":
            days = f"{verb.name} {verb.start} {verb.end}"
            self.prompt("add cycle", days, self._add, hint="name, first day, last day")
        else:
            self.write(replace(verb, beside=True), then=self._added)
        return None
