"""The lines of one measure: readings with what stood there before, what was said, promised and decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from models import weeks
from models.numbers import format_number
from models.scorecard.back_test_reads import BackTestView
from models.scorecard.measure_detail_reads import GoalView, ReadingView
from models.scorecard.reads import DetailView
from models.sources.reads import SourceView
from screens.look import Look
from screens.text import Spans, wrap
from screens.trim_rows import VERDICTS
from screens.widgets.rows import Column, Row
from themes.cells import badge
from themes.width import cell_width

TRIGGER, DECISION, SERVED = 10_000_000, 20_000_000, 30_000_000
"""Keys of rows that open something: this and the id of a trigger or decision, or the place in `serves`."""
MARGIN = 4
"""Cells of a row that are not its own: before it, and the mark of the place in a long list."""
OTHER = 1
"""Keys of other lines count up from here; a reading's key is its period, which has six digits."""

Lines = Iterable[tuple[int, Row]]


def columns(width: int) -> Sequence[Column]:
    """Return the columns of the readings; other lines take the whole width."""
    if width < 70:
        wide = (9, 8, 12, 6, 12)
    else:
        wide = (9, 9, 14, 6, 22 if width >= 96 else 15)
    return [
        *(Column("", cells, "right" if place == 1 else "left") for place, cells in enumerate(wide)),
        Column("", minimum=3),
    ]


def heading(words: str, more: str = "") -> Row:
    """Return the heading of a section."""
    return Row((((words, "head"), (f"  {more}" if more else "", "muted")),), heading=True)


def text(*parts: tuple[str, str]) -> Row:
    """Return a line that takes the whole width."""
    return Row((parts,))


def day(instant: str) -> str:
    """Return the person's own day of an instant, "12 Aug", "" for none."""
    return f"{datetime.fromisoformat(instant).astimezone():%-d %b}" if instant else ""


def source(one: SourceView, pulled: str, width: int) -> Lines:
    """Yield where numbers come from, when they were pulled last, who answers for them: in two lines if it is long."""
    every = f", {one.every}" if one.every else ""
    by = f" by {one.by}" if one.by else ""
    first: Spans = (
        ("from ", "muted"), (f"{one.name} ({one.kind}{every})", ""), (f"   last pulled {pulled}{by}", "muted"),
    )  # fmt: skip
    second: Spans = ((f"   {one.quality} answers for them", ""),) if one.quality else ()
    if one.fields:
        second = (*second, (f"   reads {one.fields}", "muted"))
    if cell_width("".join(words for words, _ in (*first, *second))) <= width - MARGIN:
        yield OTHER, text(*first, *second)
        return
    yield OTHER, text(*first)
    if second:
        yield OTHER, text(("  ", ""), *second)


def about(detail: DetailView, width: int) -> Lines:
    """Yield what is said and promised: why, changes, comments, the definition."""
    one = detail.one
    if detail.changes:
        yield OTHER, heading("Change by")
        for reference, title, owner, due in detail.changes:
            yield OTHER, text((f"{due}  ", ""), (title, ""), (f"  {owner or 'nobody'}  {reference}", "muted"))
    if detail.notes:
        yield OTHER, heading("Why, and what was said", "w why  c comment")
        for note in detail.notes:
            when = weeks.format_period(note.period, one.cadence, short=True) if note.period else day(note.at)
            kind = "why" if note.kind == "why" else "note"
            for place, part in enumerate(wrap(note.text, max(20, width - 32))[:4]):
                head = f"{when:<7} {kind:<5} " if not place else " " * 14
                yield OTHER, text((head, "muted"), (part, ""), (f"  {note.by}" if not place else "", "muted"))
    if detail.formula:
        yield OTHER, heading("Worked out as", "Space f changes it")
        yield OTHER, text((detail.formula, ""))
        for reference, name in detail.inputs:
            yield OTHER, text((f"{reference}  ", "ref"), (name, "muted"))
    if detail.definition:
        yield OTHER, heading("Definition")
        for part in wrap(detail.definition, max(20, width - 6)):
            yield OTHER, text((part, ""))


def readings(found: Sequence[ReadingView], detail: DetailView, look: Look) -> Lines:
    """Yield the readings, the newest first, each with the values it had before."""
    yield OTHER, heading("Readings", "0-9 sets the one under the cursor, Enter corrects it")
    if not found:
        yield OTHER, text(("None yet. Type a number and Enter.", "muted"))
    yield from _periods(found, detail, look)


def earlier(found: Sequence[ReadingView], detail: DetailView, look: Look) -> Lines:
    """Yield the readings from before."""
    if found:
        yield OTHER, heading("Earlier readings")
        yield from _periods(found, detail, look)


def _periods(found: Sequence[ReadingView], detail: DetailView, look: Look) -> Lines:
    one, glyphs = detail.one, look.glyphs
    for reading in found:
        value: Spans = ((format_number(reading.value, one.unit) if reading.value is not None else glyphs.gap, ""),)
        plan = f"plan {format_number(reading.plan, one.unit)}" if reading.plan is not None else ""
        verdict = badge(reading.status, glyphs=glyphs) if reading.status else (("so far", "muted"),)
        who = " ".join(part for part in (reading.by or reading.source, day(reading.at)) if part)
        cells: tuple[str | Spans, ...] = (
            weeks.format_period(reading.period, one.cadence), value, ((plan, "muted"),), verdict, ((who, "muted"),),
            reading.note,
        )  # fmt: skip
        yield reading.period, Row(cells)
        for older in reading.older:
            whose = older.by if older.source == "person" else ""
            who = " ".join(part for part in (whose or older.source, day(older.at)) if part)
            word, told = ("was", "") if older.stood else ("said", "not taken")
            was: Spans = ((format_number(older.value, one.unit), "quote"),)
            yield OTHER, Row((((f"  {word}", "muted"),), was, ((told, "muted"),), "", ((who, "muted"),), ""))


def goals(found: Sequence[GoalView], detail: DetailView) -> Lines:
    """Yield the goals over time when there was more than one, or the one to come."""
    one = detail.one
    if len(found) < 2:
        return
    yield OTHER, heading("Goals", "the past keeps the goal it was judged by")
    for goal in found:
        since = weeks.format_period(goal.period, one.cadence)
        ahead = "  not yet" if goal.period > one.period else ""
        yield OTHER, text((f"from {since}  ", "muted"), (goal.text, ""), (f"  agreed {goal.at}{ahead}", "muted"))


def linked(detail: DetailView, tested: Mapping[str, BackTestView]) -> Lines:
    """Yield triggers, what it serves and is led by, decisions it informed and what came of them."""
    if detail.triggers:
        yield OTHER, heading("Triggers", "Enter changes  A acknowledges")
        for one in detail.triggers:
            token = "warn" if one.state == "fired" else "muted"
            yield (
                TRIGGER + one.id,
                text(
                    (f"{one.condition}  ", ""), (one.action, ""), (f"  {one.owner}", "muted"), (f"  {one.state}", token)
                ),
            )
    if detail.serves or detail.drives:
        yield OTHER, heading("Serves", "Enter opens")
        if detail.drives:
            yield OTHER, text((f"leads to {detail.drives}", ""))
        for place, (reference, title) in enumerate(detail.serves):
            yield SERVED + place, text((f"{reference}  ", "ref"), (title, ""))
    if detail.leading:
        yield OTHER, heading("Led by")
        for reference, title in detail.leading:
            yield OTHER, text((f"{reference}  ", "ref"), (title, ""))
    if detail.decisions:
        yield OTHER, heading("Decisions it informed", "Enter opens")
        for reference, title in detail.decisions:
            yield (
                DECISION + int(reference[1:]),
                text((f"{reference}  ", "ref"), (title, ""), *_came_of(tested, reference)),
            )


def _came_of(tested: Mapping[str, BackTestView], reference: str) -> Spans:
    """Return what a decision did to the measure since it was made, against what was expected (M89)."""
    one = tested.get(reference)
    if one is None or one.after is None:
        return ()
    was, now = format_number(one.before, one.unit), format_number(one.after, one.unit)
    wanted = f", expected {one.expected}" if one.expected else ""
    return ((f"   {was} > {now}{wanted}: ", "muted"), (one.verdict, VERDICTS.get(one.verdict, "muted")))
