"""The base of every screen: header, body, questions, prompt, notices, footer, writing, refreshing.

A complete screen::

    from models.issues import reads
    from models.issues.verbs import Vote
    from models.verbs import Add
    from screens.base import OarScreen
    from screens.commands import Command
    from screens.widgets.rows import Column, ListSource, Row

    class IssuesScreen(OarScreen):
        crumb = "Issues"                       # header: oar Harbor Pay > Issues
        areas = frozenset({"issues"})          # refresh_view() is called when these were written, by anybody
        empty = "Nothing to discuss. That can be true.\\n\\na i adds one."
        commands = (
            Command(id="issues.vote", key="V", title="vote", help="Vote", when="can_write", footer=1),
            Command(id="issues.owner", key="o", title="owner", when="can_write", footer=2, repeat=True),
        )

        def make_source(self) -> ListSource:    # called once, before the screen is shown
            self.source = ListSource([Column("Issue"), Column("Owner", 8), Column("Age", 4, "right")])
            self.refresh_view(first=True)
            return self.source

        def refresh_view(self, first: bool = False) -> None:   # keep it under 5 ms
            self.views = {view.id: view for view in reads.open_issues(self.store.reader)}
            self.source.set((v.id, Row((v.title, v.owner, v.age))) for v in self.views.values())
            if not first:
                self.table.reload()             # or self.table.patch([keys]) when no row came or went

        def do_vote(self) -> None:              # handler: do_ + last word of the id
            for key in self.table.chosen:       # marked rows, else the cursor's
                self.write(Vote(ref=f"I{key}"))

        def do_owner(self) -> None:             # one more key, shown on the which-key line
            refs = tuple(f"I{key}" for key in self.table.chosen)
            self.ask_owner(lambda handle: self.write(SetOwner(refs=refs, handle=handle)) and None)

        def do_snooze(self) -> None:            # 1 next week ... d a day typed
            self.ask_when(lambda day: self.write(...) and None)

        def do_route(self) -> None:             # any other question of one key
            self.ask("route", [("u", "up"), ("s", "Support")], lambda key: self.write(...) and None)

        def do_why(self) -> None:               # one line of text; may raise OarError: the text stays
            self.prompt("why", "", lambda text: self.write(...) and None)

        def row_ref(self) -> str:               # E opens its form: fields of models/kinds.py, conflicts, cases
            return f"I{self.table.key}"         # edit_record(ref) and add_record(kind, preset) open forms too

        # Space: a Command with children, or do_menu with self.menu(title, [(key, word, handler), ...])

        async def do_open(self) -> None:        # Enter; async handlers are waited for, keys stay in order
            await self.shell.open_screen(IssueScreen(self.table.key))

Keys reach `press` one by one from the app, in order, each done before the next; see Command for how keys,
ids and handlers hang together. User text goes into Rows, Spans and notices only, never into markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on

from screens.capture import captured
from screens.conversation import Choices
from screens.frame import Frame
from screens.records import Records
from screens.shell import Result
from screens.widgets.rows import RowTable

if TYPE_CHECKING:
    from screens.drafts import Draft

__all__ = ["Choices", "OarScreen"]


class OarScreen(Records, Frame):
    """One screen of the program; subclass it as shown above.

    crumb: what the header says behind the organisation. areas: whose changes call `refresh_view`.
    commands: the screen's own actions. without: ids of everywhere's commands this screen does not have.
    empty: said when there are no rows. has_peek: a side peek at 100 columns and more, filled by `peek()`.

    The `do_` methods below serve EVERYWHERE of commands.py; override those that mean more on a screen.
    """

    wanted: str = ""
    """What narrows the rows, as typed behind `/`."""

    # ---- hooks

    def copied_text(self) -> str:
        """Return what `y` copies; the chosen rows by default."""
        return "\n".join(self.table.text_of(key) for key in self.table.chosen) if self.has_table else ""

    def filter_rows(self, text: str) -> None:
        """Show only the rows that match `text`; called after every key of the filter, "" shows all."""
        self.notice("This screen has no filter", "warn")

    def ref_at(self, key: int) -> str:
        """Return the reference of a row by its key, "" for none."""
        return ""

    def show_ref(self, ref: str) -> bool:
        """Put the cursor on the row of a reference; False when there is no such row in this view."""
        if self.has_table:
            for place, key in enumerate(self.table.source.keys):
                if self.ref_at(key) == ref:
                    self.table.go(place, 1)
                    return True
        return False

    def add(self, kind: str, text: str) -> Result:
        """Add a record of `kind` (models/kinds.py) called `text`; override it to fill in more fields."""
        self.write(captured(kind, text))
        return None

    # ---- moving

    def do_down(self) -> None:
        """Next row."""
        if self.has_table:
            self.table.move(1)

    def do_up(self) -> None:
        """Row before."""
        if self.has_table:
            self.table.move(-1)

    def do_left(self) -> None:
        """Close the branch or go to its parent."""
        if self.has_table:
            self.table.close_branch()

    def do_right(self) -> None:
        """Open the branch."""
        if self.has_table:
            self.table.open_branch()

    def do_page_down(self) -> None:
        """One page down."""
        if self.has_table:
            self.table.page(1)

    def do_page_up(self) -> None:
        """One page up."""
        if self.has_table:
            self.table.page(-1)

    def do_home(self) -> None:
        """First row."""
        if self.has_table:
            self.table.home()

    def do_end(self) -> None:
        """Last row."""
        if self.has_table:
            self.table.end()

    # ---- rows

    def do_open(self) -> Result:
        """Open the row; screens say what that is."""
        self.notice("Nothing opens here")
        return None

    def do_mark(self) -> None:
        """Mark the row and go on."""
        self.table.mark()
        self.update_frame()

    def do_mark_all(self) -> None:
        """Mark all rows, or none."""
        if self.has_table:
            self.table.mark_all()
            self.update_frame()

    def do_fold(self) -> None:
        """Fold or unfold the row."""
        self.table.toggle()

    def row_ref(self) -> str:
        """Return the reference of the row under the cursor (`KR40`), "" for none: `E` opens its form."""
        return ""

    @property
    def has_form(self) -> bool | str:
        """Whether the row has an edit form that may be used (for `when` of commands)."""
        return self.can_note if self.row_ref() else False

    def do_edit_form(self) -> Result:
        """Open the edit form of the row."""
        return self.edit_record(self.row_ref())

    @on(RowTable.Opened)
    async def _open_clicked(self) -> None:
        result = self.do_open()
        if result is not None:
            await result

    # ---- everywhere

    def do_go(self, name: str) -> Result:
        """Go to a screen by name."""
        return self.shell.goto(name)

    def do_add(self, kind: str) -> Result:
        """Ask for the title of a new record."""
        self.prompt(f"add {kind.replace('_', ' ')}", "", lambda text: self.add(kind, text))
        return None

    def do_filter(self) -> None:
        """Ask for a filter and apply it while it is typed; Escape takes it away."""
        self.prompt(
            "/", "", lambda text: self.filter_rows(text), changed=self.filter_rows,
            cancelled=lambda: self.filter_rows(""), hint="owner:mei off",
        )  # fmt: skip

    async def do_palette(self) -> None:
        """Open the palette."""
        from screens.dialogs.palette import PaletteDialog

        await self.shell.open_dialog(PaletteDialog(self))

    async def do_help(self) -> None:
        """Open the help of this screen."""
        from screens.dialogs.help import HelpDialog

        await self.shell.open_dialog(HelpDialog(self))

    async def do_undo(self) -> None:
        """Undo my last action, after everything queued is written."""
        await self._settled(self.store.undo)

    async def do_redo(self) -> None:
        """Do again what was undone."""
        await self._settled(self.store.redo)

    async def _settled(self, change: Any) -> None:
        await self.shell.writer.idle()
        await self.submit(change).finished.wait()

    def do_repeat(self) -> Result:
        """Repeat the last verb."""
        return self.repeat_last()

    async def do_copy(self) -> None:
        """Copy, and show the text as well: nobody can be sure that a terminal's clipboard took it."""
        from screens.dialogs.text_view import TextDialog

        text = self.copied_text()
        if not text:
            self.notice("Nothing to copy here")
            return
        await self.shell.open_dialog(TextDialog("Copy", text, note=self.shell.copy(text)))

    def do_present(self) -> Result:
        """Switch present mode."""
        self.shell.set_present(not self.present)
        return None

    def do_retry(self) -> Result:
        """Look whether the store answers again, and bring back what was typed and is not saved."""
        if "OFFLINE" in self.shell.facts.state:
            self.shell.poll()
            if "OFFLINE" in self.shell.facts.state:
                self.notice("Still no answer. What you typed is kept", "warn")
                return None
        drafts = self.shell.drafts
        prompt = drafts.bring_back()
        if prompt is not None:
            self.message.ask(prompt)
            return None
        if drafts.old:
            from screens.dialogs.unsaved import UnsavedDialog

            return self.shell.open_dialog(UnsavedDialog(drafts), self._brought_back)
        self.notice("Nothing is unsaved")
        return None

    async def _brought_back(self, draft: Draft | None) -> None:
        from screens.retyping import bring_back

        if draft is not None:
            await bring_back(self, draft)
            self.shell.drafts.drop(draft)

    def do_back(self) -> Result:
        """Leave this screen; on Today `q` ends the program, Esc does not. Esc takes a filter away before that."""
        if self.pressed == "escape" and self.wanted:
            self.filter_rows("")
            return None
        return self.shell.back(leave=self.pressed != "escape")

    def do_quit(self) -> Result:
        """Leave the program."""
        return self.shell.quit()
