"""The strategy brief: read, marked and acknowledged; written as a draft that is then published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from models.strategy import reads
from models.strategy.behind import BehindView, behind
from models.strategy.flow import FlowView, flow
from models.strategy.views import AssumptionView, BriefView, ChoiceView, ExclusionView
from models.strategy.writers import refusal
from screens import brief_panel as panel
from screens import brief_rows as rows
from screens.brief_change import ADDING, BriefVerbs
from screens.brief_panel import SHOWN
from screens.brief_rows import MANY
from screens.commands import Command
from screens.text import Spans
from screens.widgets.lines import Lines
from screens.widgets.rows import ListSource, RowTable

EMPTY = """No brief yet. One page that says what we choose, and what we give up for it.

For example: Regulated mid-market rather than generic SMB, because we win there, so cycles get longer.

a c writes the first choice."""
READING = "Reading the brief ..."


def _row(word: str, key: str, title: str, help: str = "", footer: int = 0, when: str = "can_write") -> Command:
    return Command(id=f"brief.{word}", key=key, title=title, help=help or title, footer=footer, when=when)


@dataclass(frozen=True, slots=True)
class Found:
    """A brief as it was read. draft: it is the draft that was asked for. refused: as in BriefVoices."""

    brief: BriefView | None
    draft: bool
    refused: str


class BriefScreen(BriefVerbs):
    """One version of the brief."""

    CSS_PATH = "brief.tcss"
    crumb = "Strategy brief"
    areas = frozenset({"strategy", "okrs", "scorecard", "people", "issues", "decisions", "plan"})
    has_peek = True
    empty = EMPTY
    commands = (
        Command(id="row.open", key="enter", title="flows", help="What flows from a choice, down to key results",
                when="has_row", footer=1),
        _row("sentence", "S", "sentence", "Mark the sentence that changes my team's week", 2, "can_mark"),
        _row("history", "H", "history", "Versions, and what differs between any two", 7, "has_brief"),
        _row("todo", "t", "to-do", "A to-do because of this sentence; @handle owns it", 8, "on_record"),
        _row("issue", "i", "issue", "An issue about this sentence", when="on_record"),
        Command(id="app.decision", key="D", title="decision", group="Everywhere", call="decision", when="can_write",
                help="A decision that follows from this sentence; a text ending in ? is still needed"),
        _row("acknowledge", "A", "read it", "Say that I have read it", 3, "can_mark"),
        ADDING,
        _row("edit", "E", "edit", "Edit this sentence; in a draft", 5, "can_edit"),
        _row("view", "v", "view", "The published version or the draft", 6, "has_both"),
        _row("move-up", "K", "move up", "Move the sentence up", when="can_edit"),
        _row("move-down", "J", "move down", "Move the sentence down", when="can_edit"),
        Command(id="brief.menu", key="space", title="menu", help="More for the brief and this sentence", footer=4,
                children=(
            _row("whole", "e", "edit as Markdown", "Write the whole brief in your editor", when="can_rewrite"),
            _row("draft", "d", "new version", "Start the next version as a draft", when="can_draft"),
            _row("publish", "p", "publish", "Publish the draft: it never changes again", when="has_draft"),
            _row("drop", "x", "throw the draft away", "The published version stays", when="has_draft"),
            _row("measure", "m", "measure that matters", "Name a measure in the draft", when="can_rewrite"),
            _row("archive", "a", "archive", "Take this sentence off the draft", when="can_edit"),
            _row("doubt", "b", "doubt", "Doubt this sentence, goal or measure", when="on_record"),
            _row("answer", "n", "answer", "Answer an open doubt about it", when="on_record"),
            _row("doubts", "q", "all doubts", "Every doubt, the open ones first", when=""),
            _row("readers", "w", "who has not read it", "Who has not read it, and who has", when="has_brief"),
            _row("moves", "t", "who moves", "Who has what this week or next because of each choice", when="has_brief"),
            _row("recall", "r", "recall drill", "Type choices and goals from memory; only team totals are kept",
                 when="has_brief"),
            _row("holds", "h", "still holds?", "Say whether it still holds", when="can_judge"),
            _row("lift", "l", "lift", "Lift what we will not do, or put it back", when="on_exclusion"),
        )),
    )  # fmt: skip

    def __init__(self, choice: str = "") -> None:
        """Show the brief, the cursor on a choice by its lineage if one is given."""
        super().__init__()
        self._choice = choice
        self._read_behind: dict[str, tuple[tuple[FlowView, ...], tuple[BehindView, ...]]] = {}
        self._unread = True
        self.draft = False
        self.brief: BriefView | None = None
        self.parts: dict[int, Any] = {}

    def body(self) -> ComposeResult:
        """A line of facts and the sentences."""
        self.tally = Lines(self.look, id="tally")
        self.table = RowTable(self.make_source(), self.look, empty=self.empty, id="table")
        with Vertical(id="sheet"):
            yield self.tally
            yield self.table

    def make_source(self) -> ListSource:
        """Return the sentences as rows; those of a large company are read once there is something to look at."""
        self.source = ListSource(rows.columns)
        if not self.is_large():
            self._fill(self.gather())
        return self.source

    def is_large(self) -> bool:
        """Return whether what stands beside the words takes longer to read than a key may."""
        return reads.is_large(self.store.reader)

    def gather(self) -> Found:
        """Read the brief, and whether this person may change it."""
        store = self.store
        reader, today, zone = store.reader, store.clock.today(), store.clock.zone
        drafted = reads.brief_id(reader, draft=True) if self.draft else None
        number = drafted or reads.brief_id(reader)
        found = None
        if number is not None:
            found = reads.brief(reader, number, today, me=store.me.id, zone=zone, most=MANY)
        refused = refusal(reader, store.me)
        return Found(found, drafted is not None, refused.line() if refused is not None else "")

    def _fill(self, found: Found) -> None:
        self._unread = False
        self.brief, self.draft, self.refused, self._read_behind = found.brief, found.draft, found.refused, {}
        self.parts = dict(rows.sentences(found.brief)) if found.brief is not None else {}
        self._list()

    def _list(self) -> None:
        """Put the sentences into rows of this width: those that hold what is wanted."""
        shown = rows.brief_rows(self.brief, self.look.glyphs, self._width()) if self.brief is not None else []
        if self.wanted:
            words = self.wanted.lower()
            shown = [(key, row) for key, row in shown if not row.heading and words in _plain(row).lower()]
        self.source.set(shown)

    def _width(self) -> int:
        table = self.table.size.width if self.has_table else 0
        return table or self.app.size.width - (41 if self.app.size.width >= 100 else 1)

    def on_resize(self, event: events.Resize) -> None:
        """Break the sentences anew for the new width."""
        super().on_resize(event)
        self.call_after_refresh(self._show)

    def on_mount(self) -> None:
        """Fill the line of facts and go where we are sent; read the brief of a large company."""
        super().on_mount()
        self._show()
        if self._unread:
            self.read()
        else:
            self._go_where_sent()

    def refresh_view(self) -> None:
        """Read the brief again and patch the rows."""
        self.read()

    def take(self, found: Found) -> None:
        """Show what was read."""
        self._fill(found)
        self._show()
        self._go_where_sent()
        self.update_frame()
        self.update_peek()

    def _show(self) -> None:
        self._list()
        found_none = f"No sentence has {self.wanted!r}. / changes it." if self.wanted else EMPTY
        self.table.empty = READING if self._unread else found_none
        self.table.reload()
        facts = rows.tally(self.brief, self._width(), self.look.glyphs) if self.brief is not None else ()
        self.tally.show(facts)

    def _go_where_sent(self) -> None:
        lineage, self._choice = self._choice, ""
        sent = [one.ref for one in self.parts.values() if isinstance(one, ChoiceView) and one.lineage == lineage]
        if lineage and sent:
            self.show_ref(sent[0])

    def headline(self) -> str:
        """Say whether it is the draft."""
        return f"{self.crumb}, draft" if self.brief is not None and self.brief.state == "draft" else self.crumb

    def peek(self) -> Sequence[Spans]:
        """What is behind the sentence."""
        return self._panel(38)

    def _panel(self, width: int) -> Sequence[Spans]:
        part, brief, key = self.part, self.brief, self.table.key
        if brief is None or key is None:
            return ()
        if isinstance(part, ChoiceView):
            return panel.choice_lines(part, brief, *self._behind(part.lineage), width)
        facts: list[tuple[str, str]] = []
        name, text = "", self.table.text_of(key)
        if isinstance(part, ExclusionView):
            name, text = f"WE WILL NOT {part.ref}", part.statement
            condition = f"{part.measure} {part.condition} for {part.needed} periods: {part.progress}, now {part.now}"
            facts = [("ELEPHANT", part.elephant)] if part.elephant else []
            facts.append(("LIFTED WHEN", condition if part.condition else "no condition: by a new version only"))
        elif isinstance(part, AssumptionView):
            name, text = f"WE ASSUME {part.ref}", part.statement
            facts = [("MEASURE", f"{part.measure} {part.now}".strip())]
        elif key in (rows.VISION_KEY, rows.ELEPHANTS_KEY):
            going = key == rows.VISION_KEY
            name, text = ("WHERE WE ARE GOING", brief.vision) if going else ("ELEPHANTS", brief.elephants)
        elif key > 0 and key % rows.SHIFT == rows.GOAL:
            goal = next(one for one in brief.goals if one.id == key // rows.SHIFT)
            return [*panel.goal_lines(goal, width), *panel.doubt_lines(self.doubts, width)]
        out = panel.sentence_lines(name, text, facts, width)
        return [*out, *panel.doubt_lines(self.doubts, width), *panel.mark_lines(brief, self.sentence, width)]

    def _behind(self, lineage: str) -> tuple[tuple[FlowView, ...], tuple[BehindView, ...]]:
        """Return what flows from a choice, read once until something changes."""
        if lineage not in self._read_behind:
            reader = self.store.reader
            self._read_behind[lineage] = flow(reader, lineage, most=SHOWN), behind(reader, lineage)
        return self._read_behind[lineage]

    async def do_open(self) -> None:
        """Open what flows from a choice, or the whole sentence."""
        from screens.dialogs.lines import LinesDialog

        key = self.table.key
        if key is not None:
            title = self.part.ref if self.part is not None else self.crumb
            await self.shell.open_dialog(LinesDialog(title, self._panel(min(96, self.size.width - 8))))

    async def do_history(self) -> None:
        """Open the versions and what differs between any two."""
        from models.strategy.versions import diff, versions
        from screens.brief_history import HistoryDialog

        reader = self.store.reader
        known = versions(reader, zone=self.store.clock.zone)
        await self.shell.open_dialog(HistoryDialog(known, lambda old, new: diff(reader, old, new)))

    async def do_view(self) -> None:
        """Change between the published version and the draft."""
        self.draft = not self.draft
        self.read()
        await self.settled()
        self.table.home()
        self.update_frame()
        self.update_peek()

    def filter_rows(self, text: str) -> None:
        """Show the sentences that hold `text`."""
        self.wanted = text.strip()
        self._show()

    def ref_at(self, key: int) -> str:
        """Return the reference of a sentence."""
        return self.parts[key].ref if key in self.parts else ""

    def show_ref(self, ref: str) -> bool:
        """Put the cursor on a sentence, whatever filter there is."""
        if self.wanted:
            self.filter_rows("")
        return super().show_ref(ref)


def _plain(row: Any) -> str:
    from screens.text import plain

    return " ".join(plain(cell) for cell in row.cells)
