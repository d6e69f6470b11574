"""What stands above the lines of a goal or key result: its verdict, both scores, and the chart of its history."""

from __future__ import annotations

from models import weeks
from models.numbers import format_number
from models.okrs.line_reads import LineView
from models.okrs.row_reads import RowView
from models.okrs.score_reads import ScoreView
from screens import okr_cells as cells
from screens.look import Look
from screens.text import Spans, wrap
from screens.widgets.chart import Series
from themes.cells import badge
from themes.glyphs import STATUS_WORDS

BAR = 12
MOST_TITLE = 2
"""Lines that a long title may take."""

CHANGED = "*"
"""The letter at the week from which another plan holds."""

NAMES = {
    "increase": "goes up", "decrease": "goes down", "count": "is counted", "threshold": "stays within bounds",
    "milestone": "by its steps", "boolean": "yes or no", "imperative": "imperative", "annual": "annual goal",
    "objective": "objective",
}  # fmt: skip


def head_lines(row: RowView, score: ScoreView | None, look: Look, width: int) -> list[Spans]:
    """Return title, verdict and facts of a row, as lines of at most `width` cells."""
    titles = wrap(row.title, max(20, width - len(row.ref) - 4))
    lines: list[Spans] = [((f" {row.ref}  ", "ref"), (titles[0], "title"))]
    lines += [((" " * (len(row.ref) + 3), ""), (part, "title")) for part in titles[1:MOST_TITLE]]
    lines += [_verdict(row, look), ((f" {_facts(row, look)}", "muted"),)]
    if score is not None and (score.final or score.original is not None):
        word = "score" if score.final else "would score today"
        lines.append(((f" {word} ", "muted"), (score.text, "bold")))
    return lines


def _verdict(row: RowView, look: Look) -> Spans:
    glyphs = look.glyphs
    shown: list[tuple[str, str]] = [(" ", ""), *badge(row.health, row.late, glyphs=glyphs), ("  ", "")]
    shown += [*cells.progress(row, BAR, glyphs), ("  ", ""), *cells.now_and_goal(row)]
    if row.is_key_result and row.confidence is not None:
        shown.append((f"  confidence {row.confidence}", ""))
    if not row.is_key_result:
        shown.append((f"  counted {row.counted} of {row.total}", "muted"))
    return tuple(shown)


def _facts(row: RowView, look: Look) -> str:
    words = [f"owner {row.owner_name or 'nobody'}", NAMES.get(row.kind, row.kind)]
    words += [row.intent] if row.intent else []
    words += [f"weight {row.weight:g}"] if row.weight != 1 else []
    words += [f"from {format_number(row.start, row.unit)}"] if row.start is not None else []
    if row.measure is not None:
        words.append("private measure" if row.hidden else f"takes its value from M{row.measure}")
    if row.health in STATUS_WORDS and row.health not in ("ok", "none"):
        words.append(STATUS_WORDS[row.health])
    words += [f"cycle {row.cycle_state}"] if row.cycle_state not in ("", "active") else []
    return ", ".join(words) if look.glyphs.is_ascii else " · ".join(words)


def series_of(line: LineView, row: RowView) -> Series:
    """Return what the chart draws: the value, the plan that steps where it was changed, bounds."""
    unit = line.unit or (row.unit if line.what == "value" else "")
    marks = dict.fromkeys(line.changed, CHANGED)
    return Series(
        labels=[weeks.format_period(period, line.cadence, short=True) for period in line.periods],
        values=line.values,
        plan=line.plan,
        written=lambda value: format_number(value, unit),
        steps=line.changed,
        limits=line.limits,
        marks=marks,
    )


def legend(line: LineView, row: RowView) -> Spans:
    """Return what the chart shows, in one line."""
    what = {"value": "value", "progress": "progress in %", "confidence": "confidence, 0 to 10"}[line.what]
    parts: list[tuple[str, str]] = [(f" {what}", "accent")]
    if any(value is not None for value in line.plan):
        named = {"threshold": "bound", "milestone": "steps due"}.get(row.kind, "expected pace")
        named = "the measure's plan" if row.measure is not None else named
        parts.append((f"   . . {named}", "late"))
    if line.limits:
        parts.append(("   - - upper bound", "warn"))
    if line.changed:
        parts.append((f"   {CHANGED} the plan was changed", "key"))
    if line.what == "value" and any(value is None for value in line.values[: _last(line)]):
        parts.append(("   a gap: nothing said", "muted"))
    return tuple(parts)


def _last(line: LineView) -> int:
    return max((place for place, value in enumerate(line.values) if value is not None), default=0)
