"""One key result or goal with all that belongs to it: history, steps, notes, plan changes, audit, path."""

from __future__ import annotations

from collections.abc import Iterable
from json import loads

from models import weeks
from models.numbers import format_number
from models.okrs import detail_reads, reads
from models.okrs.detail_reads import DetailView
from models.okrs.row_reads import RowView
from models.okrs.verbs import CompleteStep
from models.verbs import Archive
from screens import okr_cells as cells
from screens.commands import Command
from screens.okr_change import OkrChanges
from screens.okr_entry import KeyResultEntry
from screens.shell import Result
from screens.text import Spans, wrap
from screens.widgets.rows import Column, ListSource, Row
from themes.cells import badge, sparkline
from themes.glyphs import STATUS_WORDS

HISTORY, LINES, STEPS = 30, 68, 1_000_000


class KeyResultScreen(KeyResultEntry, OkrChanges):
    """key: as in models/okrs/reads.py. Digits, `=`, `+`, `-` check in here as on the tree."""

    areas = frozenset({"okrs", "scorecard", "issues", "people", "plan"})
    empty = "That row is not there any more: somebody archived it.\n\nq goes back, u undoes my last action."
    commands = (
        Command(id="okr.comment", key="c", title="comment", help="Write a comment", when="can_write", footer=30),
        Command(id="okr.why", key="w", title="why", help="Write why", when="can_write"),
        Command(id="okr.done", key="e", title="step done", help="Complete the step under the cursor, or open it again",
                when="on_step", footer=35),
        Command(id="okr.edit", key="E", title="edit form", help="Edit all fields", when="can_write", footer=40),
        Command(id="okr.owner", key="o", title="owner", help="Give it to somebody", when="can_write"),
        Command(id="okr.path", key="p", title="path", help="From here up to the strategy"),
        Command(id="okr.issue", key="i", title="to issues", help="Send it to Issues", when="can_write"),
        Command(id="okr.todo", key="t", title="to-do", help="To-do from this", when="can_write"),
        Command(id="okr.menu", key="space", title="menu", children=(
            Command(id="okr.menu.archive", key="a", title="archive", when="can_write"),
            Command(id="okr.menu.step", key="s", title="add a step", when="can_write"),
        )),
    )  # fmt: skip

    def __init__(self, key: int) -> None:
        self.key = key
        self.detail: DetailView | None = None
        super().__init__()

    # ---- rows

    def make_source(self) -> ListSource:
        """Return the lines of the detail."""
        self.source = ListSource([Column("", minimum=40)])
        self._fill()
        return self.source

    def refresh_view(self) -> None:
        """Read everything again."""
        self._fill()
        self.table.reload()

    def headline(self) -> str:
        """Return reference and title."""
        row = self.entry_row()
        return f"OKRs  {row.ref}  {row.title}" if row is not None else "OKRs"

    def entry_row(self) -> RowView | None:
        """Return the row this screen is about."""
        return self.detail.row if self.detail is not None else None

    def refs_chosen(self) -> tuple[str, ...]:
        """Return its reference."""
        return (reads.ref_of(self.store.reader, self.key),)

    @property
    def on_step(self) -> bool | str:
        """Whether the cursor is on a step that may be changed."""
        return self.can_write if (self.table.key or 0) >= STEPS else "Only a step is done here"

    def _fill(self) -> None:
        self.detail = detail_reads.detail(self.store.reader, self.key, today=self.store.clock.today())
        rows: list[tuple[int, Row]] = []
        for key, row in self._lines() if self.detail is not None else ():
            rows.append((key if key >= STEPS else len(rows), row))
        self.source.set(rows)

    def _lines(self) -> Iterable[tuple[int, Row]]:
        assert self.detail is not None
        detail = self.detail
        for above in detail.path:
            yield 0, _line(((f"{above.ref}  {above.title}", "muted"),))
        yield 0, _line(((detail.row.ref, "ref"), ("  ", ""), (detail.row.title, "title")))
        yield 0, _line(self._verdict(detail.row))
        yield from self._facts(detail)
        if detail.steps:
            yield 0, _head("Steps")
            for step in detail.steps:
                glyph = self.look.glyphs.check_on if step.done_at else self.look.glyphs.check_off
                due = f"  due {step.due_on}" if step.due_on else ""
                yield STEPS + step.id, _line(((f"{glyph} ", ""), (step.title, ""), (due, "muted")))
        yield from self._history(detail)
        yield from self._said(detail)
        yield from self._changes(detail)

    def _verdict(self, row: RowView) -> Spans:
        glyphs = self.look.glyphs
        shown: list[tuple[str, str]] = [*badge(row.health, row.late, glyphs=glyphs), (" ", "")]
        shown += cells.progress(row, 20, glyphs)
        shown += [("   ", ""), *cells.now_and_goal(row)]
        if row.is_key_result and row.confidence is not None:
            shown.append((f"   confidence {row.confidence}", ""))
        if not row.is_key_result:
            shown.append((f"   counted {row.counted} of {row.total}", "muted"))
        return tuple(shown)

    def _facts(self, detail: DetailView) -> Iterable[tuple[int, Row]]:
        row = detail.row
        owner = row.owner_name or "nobody"
        words = [f"Owner {owner}", f"{row.intent or row.kind}", f"weight {row.weight:g}"]
        if row.start is not None:
            words.append(f"from {format_number(row.start, row.unit)}")
        if row.measure is not None:
            words.append("private measure" if row.hidden else f"takes its value from M{row.measure}")
        if row.health not in ("ok", "none"):
            words.append(STATUS_WORDS[row.health])
        yield 0, _line(((" · ".join(words) if not self.look.glyphs.is_ascii else ", ".join(words), "muted"),))
        if detail.choice:
            yield 0, _line((("Choice  ", "muted"), (detail.choice, "")))
        for label, text in detail.texts:
            for place, part in enumerate(wrap(text, LINES)):
                yield 0, _line(((f"{label if not place else '':<8}  ", "muted"), (part, "")))

    def _history(self, detail: DetailView) -> Iterable[tuple[int, Row]]:
        row, glyphs = detail.row, self.look.glyphs
        if detail.readings:
            yield 0, _head(f"Readings of M{row.measure}")
            values = [value for _, value in detail.readings]
            yield 0, _line(sparkline(values, min(HISTORY, len(values)), row.health, glyphs=glyphs))
        if not detail.check_ins:
            if row.is_key_result and row.measure is None:
                yield 0, _head("Check-ins")
                yield 0, _line((("Not set yet. Type the value and Enter, then a digit for the confidence.", "muted"),))
            return
        yield 0, _head("Check-ins")
        known = [one.value for one in reversed(detail.check_ins[:HISTORY]) if one.value is not None]
        if len(known) > 1:
            yield 0, _line(sparkline(known, len(known), row.health, glyphs=glyphs))
        for one in detail.check_ins:
            sure = "-" if one.confidence is None else str(one.confidence)
            value = _shown(row, one.value)
            said: list[tuple[str, str]] = [(f"{weeks.format_week(one.period)}  ", "muted"), (f"{value:>9}", "")]
            said += [(f"  c{sure:<2}  ", ""), (f"{one.by:<8} ", "muted")]
            if one.word:
                said.append((f"{one.word.upper()} ", one.word))
            yield 0, _line((*said, (one.note.replace("\n", " "), "")))

    def _said(self, detail: DetailView) -> Iterable[tuple[int, Row]]:
        if detail.notes:
            yield 0, _head("Notes")
        for said in detail.notes:
            for place, part in enumerate(wrap(said.text, LINES)):
                lead = f"{said.at[:10]} {said.by:<8} " if not place else " " * 20
                yield (
                    0,
                    _line(
                        ((lead, "muted"), ("why: " if said.kind == "why" and not place else "", "muted"), (part, ""))
                    ),
                )
        if detail.initiatives:
            yield 0, _head("Initiatives")
        for work in detail.initiatives:
            end = f"  until {work.end_on}" if work.end_on else ""
            yield 0, _line(((f"{work.ref}  ", "ref"), (work.title, ""), (f"  {work.owner} {work.state}{end}", "muted")))

    def _changes(self, detail: DetailView) -> Iterable[tuple[int, Row]]:
        if detail.plan_changes:
            yield 0, _head("Changed in the cycle")
        for change in detail.plan_changes:
            what = f"{change.at[:10]} {change.by}  {change.field}: {_value(change.before)} > {_value(change.after)}"
            yield 0, _line(((what, ""), (f"  {change.reason}, agreed by {change.agreed_by}", "muted")))
            for part in wrap(change.case, LINES):
                yield 0, _line(((f"    {part}", "muted"),))
        if detail.audit:
            yield 0, _head("Change log")
        for line in detail.audit:
            what = (
                f"{line.field.removesuffix('_id')}: {_value(line.before)} > {_value(line.after)}"
                if line.field
                else "added"
            )
            yield 0, _line(((f"{line.at[:16].replace('T', ' ')}  {line.by:<8} ", "muted"), (what, "")))

    # ---- changing

    async def do_edit(self) -> None:
        """Open the edit form."""
        await self.edit_row(self.key)

    async def do_path(self) -> None:
        """Show the way up to the strategy."""
        from screens.okr_dialogs import path_dialog

        await self.shell.open_dialog(path_dialog(self.store, self.key))

    def do_done(self) -> Result:
        """Complete the step under the cursor, or open it again."""
        step = (self.table.key or 0) - STEPS
        known = {one.id: one for one in self.detail.steps} if self.detail is not None else {}
        return self.change(CompleteStep(step=step, done=known[step].done_at is None)) if step in known else None

    def do_step(self) -> None:
        """Add a step to a milestone."""
        row = self.entry_row()
        if row is None or row.kind != "milestone":
            self.notice("Only a milestone has steps", "warn")
            return
        self.prompt("step", "", lambda text: self._add("step", {"title": text, "key_result": row.ref}))

    def do_archive(self) -> Result:
        """Archive it and go back to the tree."""
        return self.change(Archive(refs=self.refs_chosen()))


def _line(content: Spans) -> Row:
    return Row((content,))


def _shown(row: RowView, value: float | None) -> str:
    if row.kind == "milestone" and value is not None:
        return format_number(value * 100, "%")
    return format_number(value, row.unit)


def _head(text: str) -> Row:
    return Row((text,), heading=True)


def _value(stored: str | None) -> str:
    """Return a value of the audit trail as people read it."""
    if stored is None:
        return "-"
    value = loads(stored)
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
