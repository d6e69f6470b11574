"""The lines of one goal or key result: check-ins, work and hypotheses, what was decided, said and changed about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json import loads
from typing import Any

from models import weeks
from models.numbers import format_number, format_share
from models.okrs.around_reads import AboutView, WorkView
from models.okrs.detail_reads import AuditView, CheckInView, DetailView
from models.okrs.history import Results
from models.okrs.plan_change_reads import PlanChangeView
from models.okrs.row_reads import RowView
from screens import okr_cells as cells
from screens.look import Look
from screens.text import Spans, wrap
from screens.widgets.rows import Row
from themes.cells import badge, pad, truncate

Line = tuple[str, Any, Row]
"""A name that stays the same while the record is there, what the line is about, how it looks."""

BELOW_BAR = 6
ALWAYS = ("Why", "What", "How")
"""What each objective says (M110); what is missing is shown as missing."""


@dataclass(frozen=True, slots=True)
class LinesOf:
    """Builds the lines of one row. width: cells of a line. past: what a check-in meant when it was made."""

    detail: DetailView
    look: Look
    width: int
    past: Results | None

    def all(self) -> Iterator[Line]:
        """Yield every line, headings included."""
        row = self.detail.row
        if row.is_key_result:
            yield from self._steps()
            yield from self._check_ins()
        else:
            yield from self._below()
            yield from self._texts()
        yield from self._work()
        yield from self._plan_changes()
        for name, found, keys in (
            ("Decisions", self.detail.decisions, "D adds one"),
            ("Issues", self.detail.issues, "i sends it there"),
            ("To-dos", self.detail.todos, "t adds one"),
        ):
            yield from self._about(name, found, keys)
        yield from self._notes()
        if row.is_key_result:
            yield from self._texts()
        yield from self._path()
        yield from self._audit()

    # ---- sections

    def _below(self) -> Iterator[Line]:
        yield _heading("Below it", "a k adds a key result, a o an objective")
        if not self.detail.below:
            yield _words("below", "Two to four key results say how we would know.")
        for row in self.detail.below:
            yield f"goal {row.key}", row, Row((self._row(row),))

    def _row(self, row: RowView) -> Spans:
        glyphs = self.look.glyphs
        mark = pad(badge(row.health, row.late, glyphs=glyphs), 8, glyphs=glyphs)
        done = cells.progress(row, BELOW_BAR, glyphs)
        wanted = cells.now_and_goal(row) if row.is_key_result else ((row.owner, "muted"),)
        room = max(16, self.width - 8 - BELOW_BAR - 30)
        title = pad(((f"{row.ref} ", "ref"), (row.title, "")), room, glyphs=glyphs)
        return (*mark, (" ", ""), *title, (" ", ""), *done, (" ", ""), *wanted)

    def _steps(self) -> Iterator[Line]:
        if self.detail.row.kind != "milestone":
            return
        yield _heading("Steps", "e done, Space s adds one")
        if not self.detail.steps:
            yield _words("steps", "None yet. Without steps type how far it is: 40 for 40 %.")
        for step in self.detail.steps:
            glyph = self.look.glyphs.check_on if step.done_at else self.look.glyphs.check_off
            due = f"  due {step.due_on}" if step.due_on else ""
            done = f"  done {step.done_at[:10]}" if step.done_at else ""
            heavy = f"  x{step.weight:g}" if step.weight != 1 else ""
            parts: Spans = ((f"{glyph} ", ""), (step.title, ""), (f"{heavy}{due}{done}", "muted"))
            yield f"step {step.id}", step, Row((parts,))

    def _check_ins(self) -> Iterator[Line]:
        row = self.detail.row
        by_measure = row.measure is not None
        sets = "= sets the confidence" if by_measure or row.steps[1] else "0-9 sets"
        closed = row.cycle_state == "closed"
        yield _heading("Check-ins", "its cycle is closed" if closed else f"{sets}, E on my last one corrects it")
        if not self.detail.check_ins:
            yield _words(
                "check-ins",
                "None yet. The measure gives the value; = 6 and Enter says your confidence."
                if by_measure
                else "Not set yet. Type the value and Enter, then a digit for the confidence.",
            )
        for one in self.detail.check_ins:
            yield f"check-in {one.id}", one, Row((self._check_in(one),))

    def _check_in(self, one: CheckInView) -> Spans:
        row, token = self.detail.row, "muted" if one.corrected else ""
        sure = "" if one.confidence is None else f"c{one.confidence}"
        reached = self.past.progress_of(-row.key, one.value, one.at) if self.past is not None else None
        said: list[tuple[str, str]] = [
            (f"{weeks.format_week(one.period)}  ", "muted"),
            (f"{shown_value(row, one.value):>9}", "quote" if one.corrected else "bold"),
            (f"  {format_share(reached) if reached is not None else '':>5}", "muted"),
            (f"  {sure:<3} ", token),
            (f"{one.by:<8} ", "muted"),
        ]
        if one.word:
            said.append((f"{one.word.upper()} ", one.word))
        if one.corrected:
            said.append(("corrected  ", "warn"))
        elif one.corrects:
            said.append((f"correction of {one.written[:10]}  ", "warn"))
        return (*said, (" ".join(one.note.split()), token))

    def _work(self) -> Iterator[Line]:
        yield _heading("Initiatives and hypotheses", "a n adds one, Space h: we believe X will move it")
        if not self.detail.work:
            yield _words("work", "Nothing yet. What do we do, or believe, that moves it?")
        for work in self.detail.work:
            yield f"work {work.ref}", work, Row((self._one_work(work),))

    def _one_work(self, work: WorkView) -> Spans:
        end = f", until {work.end_on}" if work.end_on else ", no end date" if work.state == "open" else ""
        words = f"  {work.owner or 'no owner'}, {work.state}{end}"
        believed: Spans = ()
        if work.believed:
            believed = ((" ".join(work.believed.split()), "quote"), ("  ", ""))
        kind = "" if work.kind == "project" else f"{work.kind}: "
        room = max(20, self.width - len(words))
        title: Spans = ((f"{work.ref}  ", "ref"), (kind, "muted"), (work.title, ""), ("  ", ""), *believed)
        return (*truncate(title, room, self.look.glyphs), (words, "muted"))

    def _plan_changes(self) -> Iterator[Line]:
        if self.detail.plan_changes:
            yield _heading("Changed in the cycle", "weeks before it keep the plan of their time")
        for one in self.detail.plan_changes:
            agreed = f", agreed by {one.agreed_by}" if one.agreed_by else ""
            parts: Spans = (
                (f"{one.at[:10]}  ", "muted"), (one.what, "bold"), (f"  {one.by}{agreed}  ", "muted"), (one.reason, ""),
            )  # fmt: skip
            yield f"plan {one.id}", one, Row((parts,))
            for place, part in enumerate([] if one.correction else wrap(one.case, self.width - 12)):
                yield f"plan {one.id} case {place}", one, Row((((f"{'':12}{part}", "muted"),),))

    def _about(self, name: str, found: tuple[AboutView, ...], keys: str) -> Iterator[Line]:
        if found:
            yield _heading(name, keys)
        for one in found:
            loud = "bold" if one.state in ("needed", "open") else ""
            on = f"  {one.on}" if one.on else ""
            parts: Spans = ((f"{one.ref:<6} ", "ref"), (one.title, loud), (f"  {one.state}{on}  {one.owner}", "muted"))
            yield f"about {one.ref}", one, Row((parts,))

    def _notes(self) -> Iterator[Line]:
        if self.detail.notes:
            yield _heading("Said", "c comment, w why")
        for at, said in enumerate(self.detail.notes):
            for place, part in enumerate(wrap(said.text, self.width - 26)):
                kind = "why  " if said.kind == "why" else ""
                lead = f"{said.at[:10]}  {said.by:<8} {kind}" if not place else " " * 21
                name = f"note {len(self.detail.notes) - at} {place}"
                yield name, said, Row((((lead, "muted"), (part, "")),))

    def _texts(self) -> Iterator[Line]:
        detail = self.detail
        known = dict(detail.texts)
        wanted = ALWAYS if detail.row.kind == "objective" else ()
        names = [*wanted, *(name for name in known if name not in wanted)]
        if names or detail.choice:
            yield _heading("Why, what, how" if wanted else "About it", "E writes them" if wanted else "")
        for name in names:
            text = known.get(name, "")
            if not text:
                yield f"text {name}", None, Row((((f"{name:<6} ", "muted"), (MISSING[name], "muted")),))
            for place, part in enumerate(wrap(text, self.width - 16) if text else ()):
                lead = name if not place else ""
                yield f"text {name} {place}", None, Row((((f"{lead:<6} ", "muted"), (part, "")),))
        if detail.choice:
            yield "choice", None, Row(((("Choice ", "muted"), (detail.choice, "quote")),))

    def _path(self) -> Iterator[Line]:
        yield _heading("Up to the strategy", "p the whole path, Enter opens")
        if not self.detail.path:
            top = self.detail.row.kind == "imperative"
            yield _words("path", "This is the top." if top else "It hangs under nothing: Space m on the tree moves it.")
        for row in reversed(self.detail.path):
            yield f"goal {row.key}", row, Row((self._row(row),))

    def _audit(self) -> Iterator[Line]:
        if self.detail.audit:
            yield _heading("Change log")
        for at, line in enumerate(self.detail.audit):
            what = f"{line.field.removesuffix('_id')}: {_logged(line.before)} > {_logged(line.after)}"
            words = what if line.field else "added"
            lead = f"{line.at[:16].replace('T', ' ')}  {line.by:<8} "
            yield f"log {len(self.detail.audit) - at}", line, Row((((lead, "muted"), (words, "")),))


MISSING = {
    "Why": "not said: the context, the bet",
    "What": "not said: the result, how it is measured, who answers for it",
    "How": "not said: initiatives, resources, dependencies",
}


def _heading(words: str, more: str = "") -> Line:
    return f"head {words}", None, Row((((words, "head"), (f"  {more}" if more else "", "muted")),), heading=True)


def _words(name: str, words: str) -> Line:
    return f"none {name}", None, Row((((words, "muted"),),))


def shown_value(row: RowView, value: float | None) -> str:
    """Return a value of a key result as people read it."""
    if row.kind == "milestone" and value is not None:
        return format_share(value)
    if row.kind == "boolean" and value is not None:
        return "yes" if value >= 1 else "no"
    return format_number(value, row.unit)


def _logged(stored: str | None) -> str:
    """Return a value of the audit trail as people read it."""
    if stored is None:
        return "-"
    value = loads(stored)
    if isinstance(value, str):
        return " ".join(value.split())
    return f"{value:g}" if isinstance(value, float) else str(value)


def whole_text(about: Any) -> tuple[str, str] | None:
    """Return (title, text) of a line that is cut on the screen, None for one that has no more to say."""
    made: dict[type, Callable[[Any], tuple[str, str]]] = {
        CheckInView: _of_check_in, PlanChangeView: _of_plan_change, AuditView: _of_change,
    }  # fmt: skip
    if type(about) in made:
        return made[type(about)](about)
    return ("Said", f"{about.at[:10]} {about.by}\n\n{about.text}") if hasattr(about, "text") else None


def _of_check_in(one: CheckInView) -> tuple[str, str]:
    lines = [f"{one.at[:16].replace('T', ' ')} UTC, {one.by}, week {weeks.format_week(one.period)}"]
    if one.corrects:
        lines.append(f"A correction of {one.written[:16].replace('T', ' ')} UTC; what it replaces stays below it.")
    if one.corrected:
        lines.append("Corrected: the line above it counts in its place.")
    return "Check-in", "\n".join([*lines, "", one.note or "No note."])


def _of_plan_change(one: PlanChangeView) -> tuple[str, str]:
    told = one.told or "nobody named"
    lines = [f"{one.at[:10]} {one.by}: {one.what}", "", f"{one.reason}. {one.case}"]
    if not one.correction:
        agreed = one.agreed_by or "nobody else was there"
        lines += ["", f"Evidence: {one.evidence}", f"Agreed by: {agreed}", f"Told: {told}"]
    return f"{one.ref} changed in the cycle", "\n".join(lines)


def _of_change(one: AuditView) -> tuple[str, str]:
    before, after = _logged(one.before), _logged(one.after)
    text = f"{one.field or 'added'}\n\nbefore: {before}\nafter:  {after}"
    return f"{one.at[:16].replace('T', ' ')} {one.by}", text
