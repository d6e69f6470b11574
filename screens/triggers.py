"""Triggers: what each waits for, how near it is, what fired, and what was agreed to do then (M74)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.scorecard import glance_reads, trigger_reads
from models.scorecard.trigger_reads import TriggerView
from models.scorecard.verbs import Acknowledge
from models.verbs import Archive, Batch, SetOwner
from screens import trigger_form
from screens.base import OarScreen
from screens.commands import Command
from screens.shell import Result
from screens.text import Spans
from screens.widgets.rows import Column, ListSource, Row

EMPTY = (
    "No triggers yet.\n\n"
    "A trigger agrees on an action before it is needed:\n"
    "net ARR growth below 5% for 2 months > freeze hiring, use the flex pool.\n\n"
    "Space t on a measure of the scorecard agrees on one."
)
TOKENS = {"fired": "off", "acknowledged": "late", "armed": "muted"}


def _row(word: str, key: str, title: str, said: str, footer: int = 0, when: str = "on_row", **more: Any) -> Command:
    return Command(id=f"triggers.{word}", key=key, title=title, help=said, footer=footer, when=when, **more)


class TriggersScreen(OarScreen):
    """measure: whose triggers come first; 0 for none."""

    crumb = "Scorecard  triggers"
    areas = frozenset({"scorecard", "people"})
    empty = EMPTY
    has_peek = True
    commands = (
        Command(id="row.open", key="enter", title="change", help="Change condition, action or owner, with a dry run",
                when="on_row", call="edit", footer=1),
        _row("acknowledge", "A", "acknowledge", "It was seen and its action is under way", 2),
        _row("edit", "E", "edit", "Change condition, action or owner, with a dry run"),
        _row("owner", "o", "owner", "Give it to somebody", 3, repeat=True),
        _row("menu", "space", "menu", "More for this trigger", children=(
            _row("new", "t", "one more", "Another trigger on the same measure"),
            _row("archive", "a", "archive", "It is not agreed any more"),
        )),
    )  # fmt: skip

    def __init__(self, measure: int = 0) -> None:
        self._first = f"M{measure}" if measure else ""
        self.views: dict[int, TriggerView] = {}
        super().__init__()

    def make_source(self) -> ListSource:
        """Read the triggers."""
        self.source = ListSource(self._columns)
        self.refresh_view(first=True)
        return self.source

    @staticmethod
    def _columns(width: int) -> Sequence[Column]:
        owner = 12 if width >= 96 else 7
        return [
            Column("State", 13), Column("Measure", flex=2), Column("Condition", 17), Column("Held", 5, "right"),
            Column("Then", flex=3), Column("Owner", owner),
        ]  # fmt: skip

    def refresh_view(self, first: bool = False) -> None:
        """Read again: fired ones first, then those nearest to firing."""
        found = trigger_reads.trigger_rows(self.store.reader, self.store.clock.today())
        found.sort(key=lambda view: view.measure != self._first)
        if self.wanted:
            found = [view for view in found if self.wanted in f"{view.name} {view.action} {view.owner}".casefold()]
        self.views = {int(view.ref[2:]): view for view in found}
        self.source.set((key, self._row(view)) for key, view in self.views.items())
        if not first:
            self.table.empty = "Nothing here fits. Esc takes the filter away." if self.wanted else EMPTY
            self.table.reload()
            self.update_peek()

    @staticmethod
    def _row(view: TriggerView) -> Row:
        run = (f"{view.run}/{view.periods}", "warn" if view.run and view.run >= view.periods - 1 else "")
        owner = view.owner.partition(" ")[0] or "nobody"
        state: Spans = ((view.state, TOKENS[view.state]),)
        second = f"fired with {view.fired}" if view.fired else ""
        return Row((state, view.name, view.condition, (run,), view.action, owner), second=second)

    def peek(self) -> Sequence[Spans]:
        """Return the dry run of the trigger under the cursor."""
        if self.here is None:
            return ()
        view, room = self.here, max(20, self.side.size.width - 3)
        found = trigger_reads.dry_run_of(self.store.reader, self.store.clock.today(), int(view.ref[2:]))
        state = f"{view.state}, fired with {view.fired}" if view.fired else view.state
        head: list[Spans] = [((view.ref, "ref"), (f"  {view.name}", "title")), ((state, TOKENS[view.state]),), ()]
        return [*head, *trigger_form.dry_run_lines(found, room)]

    def filter_rows(self, text: str) -> None:
        """Show the triggers that answer `text`."""
        self.wanted = text.casefold().strip()
        self.refresh_view()

    # ---- verbs

    @property
    def here(self) -> TriggerView | None:
        """The trigger under the cursor."""
        return self.views.get(self.table.key) if self.table.key is not None else None

    @property
    def on_row(self) -> bool | str:
        """Whether there is a trigger and it may be changed."""
        return self.can_write if self.here is not None else False

    @property
    def refs(self) -> tuple[str, ...]:
        """References of the chosen triggers."""
        return tuple(f"TR{key}" for key in self.table.chosen)

    def do_edit(self) -> Result:
        """Open the form."""
        return trigger_form.open_edit(self, self.table.chosen[0])

    def do_new(self) -> Result:
        """Open the form of another trigger on the same measure."""
        assert self.here is not None
        number = int(self.here.measure[1:])
        one = glance_reads.judged(self.store.reader, self.store.clock.today(), (number,), retired=True)[number]
        return trigger_form.open_new(self, one)

    def do_acknowledge(self) -> None:
        """Acknowledge the chosen ones that fired."""
        fired = [key for key in self.table.chosen if self.views[key].state == "fired"]
        if not fired:
            self.notice("It has not fired; what fired is armed again by itself once its condition has ended")
            return
        self.write(Batch(verbs=tuple(Acknowledge(trigger=key) for key in fired)))

    def do_owner(self) -> None:
        """Ask whose they are."""
        refs = self.refs
        self.ask_owner(lambda handle: self._give(refs, handle))

    def _give(self, refs: tuple[str, ...], handle: str) -> None:
        self.write(SetOwner(refs=refs, handle=handle))

    def do_archive(self) -> None:
        """Take the chosen ones away."""
        self.write(Archive(refs=self.refs))
