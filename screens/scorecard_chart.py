"""The chart of a measure with what is said around it, for the panel below the list and for the measure's own screen."""

from __future__ import annotations

from models import weeks
from models.numbers import format_number
from models.scorecard import measure_detail_reads as details
from models.scorecard.reads import DetailView
from models.store.protocol import Reads
from screens.look import Look
from screens.scorecard_figures import figure_lines
from screens.text import Spans
from screens.widgets.chart import Series
from themes.width import cell_width

MOST_LINES = 5


def series_of(reader: Reads, detail: DetailView) -> Series:
    """Return what the chart of a measure draws, from its first reading on."""
    one = detail.one
    first = next((place for place, value in enumerate(one.values) if value is not None), 0)
    periods = one.periods[first:]
    said = details.said_about(reader, one.id)
    return Series(
        labels=[weeks.format_period(period, one.cadence, short=True) for period in periods],
        values=one.values[first:],
        plan=one.plan_values[first:],
        written=lambda value: format_number(value, one.unit),
        steps=details.goal_steps(one, periods),
        limits=details.limits(reader, one.id),
        marks={place: said[period] for place, period in enumerate(periods) if period in said},
    )


def head_lines(detail: DetailView, look: Look, width: int, *, large: bool = False) -> list[Spans]:
    """Return the lines above the chart: the measure's numbers, then why it is so and what is done about it.

    large: the numbers three lines high, for the back of a room.
    """
    one, rule = detail.one, look.glyphs.line_h
    now, plan = format_number(one.value, one.unit), format_number(one.plan, one.unit)
    title = f"{rule} {one.name}  {now}  plan {plan}  goal {detail.goal or '-'}   {one.owner} "
    rest = max(0, width - 1 - cell_width(title))
    lines: list[Spans] = [((title, "title"), (rule * rest, "muted"))]
    if large:
        lines += figure_lines(one, look, width)
    said = said_lines(detail)
    if width >= 100:
        return lines + said[:MOST_LINES]
    if said:
        lines.append(tuple(part for line in said[:2] for part in line))
    return lines


def said_lines(detail: DetailView) -> list[Spans]:
    """Return what is known about a measure besides its numbers: why, changes, triggers, what it serves."""
    lines: list[Spans] = []
    why = next((note for note in detail.notes if note.kind == "why"), None)
    if why is not None:
        lines.append((("  why: ", "muted"), (" ".join(why.text.split()), ""), (f"  {why.by}", "muted")))
    for _, title, owner, due in detail.changes[:1]:
        lines.append((("  change by ", "muted"), (f"{due}: {title}", ""), (f" ({owner or 'nobody'})", "muted")))
    for one in detail.triggers:
        token = "warn" if one.state == "fired" else "muted"
        lines.append((("  trigger ", "muted"), (f"{one.condition}: {one.action}", ""), (f"  {one.state}", token)))
    serves = ", ".join(f"{reference} {title}" for reference, title in detail.serves)
    if serves or detail.drives:
        lines.append((("  serves: ", "muted"), (serves or detail.drives, "")))
    if detail.one.so_far is not None:
        lines.append((("  so far: ", "muted"), (format_number(detail.one.so_far, detail.one.unit), "")))
    for note in detail.notes:
        if note.kind == "comment" and len(lines) < MOST_LINES:
            lines.append((("  note: ", "muted"), (" ".join(note.text.split()), ""), (f"  {note.by}", "muted")))
    return lines
