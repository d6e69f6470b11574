"""Today: what I owe, what is hot, decisions needed, the worst measures, what others did since I looked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.geometry import Size

from models.scorecard.verdict import Judged
from models.today_reads import CHANGE, CHECK_IN, DECISION, READING, TODO, NeededView, OwedView, SinceView, today_view
from screens.base import OarScreen
from screens.commands import Command
from screens.shell import Result
from screens.text import Spans
from screens.today_entry import TodayEntry
from screens.today_rows import TodaySource
from screens.widgets.rows import GUTTER

LATER = (("1", "tomorrow", 1), ("3", "in three days", 3), ("7", "in a week", 7), ("4", "in four weeks", 28))
FRESH = "\n".join(
    (
        "Nothing here yet, and that is the best moment to say what matters.",
        "",
        "g b  the brief: what you choose, what you will not do, and why",
        "g o  objectives and key results, or: oar import FILE.md",
        "g s  a scorecard of up to ten measures",
        "",
        "oar demo shows a company that has all of it.   ? help",
    )
)


class TodayScreen(TodayEntry, OarScreen):
    """The first screen of `oar`: one read, one table, four keys for a key result."""

    crumb = "Today"
    areas = frozenset({"okrs", "scorecard", "issues", "decisions", "reviews", "people", "plan", "strategy"})
    has_peek = True
    empty = FRESH
    without = frozenset({"row.fold", "row.mark", "row.mark-all", "app.filter"})
    commands = (
        Command(id="row.open", key="enter", title="open", help="Open what this line is about", when="has_row",
                footer=5),
        Command(id="number.set", key="0", also=tuple("123456789"), show="0-9", title="set", help="Set the value",
                when="number_target", call="digit", footer=10),
        Command(id="today.done", key="e", title="done", help="To-do done; a decision: what was decided",
                when="can_finish", footer=12, repeat=True),
        Command(id="today.comment", key="c", title="comment", help="Write a comment", when="has_ref", footer=30),
        Command(id="today.snooze", key="s", title="later", help="Move the date of a to-do", when="can_move", footer=14,
                repeat=True),
    )  # fmt: skip

    source: TodaySource

    def __init__(self) -> None:
        super().__init__()
        self._looked_at = ""
        self._prepared: Sequence[Spans] | None = None
        self._laid_out = Size(0, 0)

    # ---- rows

    def make_source(self) -> TodaySource:
        """Read once, for the first frame."""
        self.source = TodaySource(lambda: self.look, self._row_width)
        self._read()
        return self.source

    def _row_width(self) -> int:
        width = self.table.size.width or self.app.size.width
        return width - GUTTER - 1

    def _read(self) -> None:
        store = self.store
        self.view = today_view(store.reader, store.clock, store.me, looked_at=self._looked_at)
        self._looked_at = self.view.looked_at
        self._lay_out()

    def _lay_out(self) -> None:
        """Make the lines of what was read, for the size there is."""
        self._laid_out = self.app.size
        if self.view.fresh and not self.view.owed and not self.view.hot:
            self.source.set(())
            self.source.lines = {}
            return
        clock = self.store.clock
        self.source.show(self.view, clock.now().astimezone(clock.zone), self.store.me.name, self._laid_out.height)

    def refresh_view(self) -> None:
        """Read everything again; the cursor stays on its record."""
        self._prepared = None
        self._read()
        self.table.reload()

    def on_mount(self) -> None:
        """Remember, once the first frame is painted, that I have looked."""
        if not self.store.read_only:
            self.call_after_refresh(self._remember)
        self.call_after_refresh(self._prepare)

    def _remember(self) -> None:
        def look() -> Any:
            from models.people.looked import Look

            return self.store.write(Look())

        self.shell.writer.submit(look, _said_elsewhere)

    def on_resize(self) -> None:  # type: ignore[override] # Textual calls the frame's besides
        """Lay the lines out for the new size."""
        if self._laid_out != self.app.size:
            self._lay_out()
            self.table.reload()
        self.call_after_refresh(self._prepare)

    def copied_text(self) -> str:
        """Return the line under the cursor."""
        return self.table.text_of(self.table.key) if self.table.key is not None else ""

    # ---- acting

    @property
    def reference(self) -> str:
        """The reference of the record under the cursor, "" for none."""
        about = self.about
        if isinstance(about, OwedView):
            return about.ref
        if isinstance(about, NeededView):
            return f"D{about.number}"
        return f"M{about.id}" if isinstance(about, Judged) else ""

    @property
    def has_ref(self) -> bool | str:
        """Whether the line is about a record that can be changed."""
        return self.can_write if self.reference else False

    @property
    def can_finish(self) -> bool | str:
        """Whether `e` means something here."""
        about = self.about
        done = isinstance(about, OwedView) and about.what in (TODO, CHANGE, DECISION)
        return self.can_write if done or isinstance(about, NeededView) else False

    @property
    def can_move(self) -> bool | str:
        """Whether the line is a to-do."""
        about = self.about
        return self.can_write if isinstance(about, OwedView) and about.what in (TODO, CHANGE) else False

    def do_done(self) -> None:
        """Tick a to-do off; ask what was decided."""
        from models.issues.verbs import DoneTodo

        reference = self.reference
        if reference.startswith("TD"):
            self.write(DoneTodo(todos=(reference,)))
            return
        self.prompt("decided", "", lambda text: self._decide(reference, text), hint="what was chosen")

    def _decide(self, reference: str, text: str) -> None:
        from models.decisions.verbs import MakeDecision

        self.write(MakeDecision(ref=reference, chosen=text))

    def do_snooze(self) -> None:
        """Carry a to-do on."""
        from datetime import timedelta

        from models.issues.verbs import CarryTodo

        reference, today = self.reference, self.store.clock.today()
        days = {key: by for key, _, by in LATER}

        def carry(key: str) -> None:
            self.write(CarryTodo(todos=(reference,), due=(today + timedelta(days=days[key])).isoformat()))

        self.ask("later", [(key, word) for key, word, _ in LATER], carry)

    def do_comment(self) -> None:
        """Write a comment at the record under the cursor."""
        from models.verbs import AddNote

        reference = self.reference

        def note(text: str) -> None:
            self.write(AddNote(ref=reference, text=text))

        self.prompt("comment", "", note)

    def add(self, kind: str, text: str) -> Result:
        """Add a record from one line, `@handle` at its end the owner."""
        from screens.capture import captured

        self.write(captured(kind, text))
        return None

    async def do_open(self) -> None:
        """Open the record under the cursor on its own screen."""
        about = self.about
        if isinstance(about, OwedView) and about.what == CHECK_IN:
            from screens.key_result import KeyResultScreen

            await self.shell.open_screen(KeyResultScreen(-about.number))
            return
        if isinstance(about, SinceView):
            self.notice(f"{about.by}: {about.text}")
            return
        await self._go(*_place(about))

    async def _go(self, name: str, key: int) -> None:
        await self.shell.goto(name)
        screen = self.app.screen
        table = getattr(screen, "table", None)
        if key and table is not None:
            table.go_to(key)

    # ---- the side peek

    def peek(self) -> Sequence[Spans]:
        """Return how far my first team has prepared its next review."""
        return self._prepared or ()

    def _prepare(self) -> None:
        """Read the state of the team after the first frame; only where there is room to show it."""
        if self.size.width < 100 or not self.store.me.own or not self.is_attached:
            return
        from screens.today_peek import prepared

        if self._prepared is None:
            self._prepared = prepared(self.store, self.look.glyphs)
        self.update_peek()

    def update_peek(self) -> None:
        """Keep what was prepared in step with what is shown."""
        if self._prepared is None and self.is_attached and self.view.reviews and self.size.width >= 100:
            self.call_after_refresh(self._prepare)
            return
        super().update_peek()


def _said_elsewhere(_writing: Any) -> None:
    """Nobody asked for it, so nothing is said: a database that cannot be written says so at the first real change."""


def _place(about: Any) -> tuple[str, int]:
    """Return the screen and row that a line opens."""
    if isinstance(about, str):
        return about, 0
    if isinstance(about, Judged):
        return "scorecard", about.id
    if isinstance(about, NeededView) or (isinstance(about, OwedView) and about.what == DECISION):
        return "decisions", about.number
    if isinstance(about, OwedView) and about.what == READING:
        return "scorecard", about.number
    return "weekly", 0
