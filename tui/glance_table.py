"""The table of `oar glance`: columns as wide as their content, those that do not fit left out.

On the path of the short commands: nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.numbers import format_number
from models.scorecard.verdict import Judged
from themes.cells import badge, pad, sparkline, trend
from themes.glyphs import Glyphs
from themes.width import cell_width, fit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from themes.cells import Spans

NARROW_SPARK, WIDE_SPARK = 8, 13
WIDE = 100
NAME_MINIMUM = 18
NAME_LONGEST = 48


class Page:
    """What is drawn on. width: cells, 0 for as wide as the data. weeks: asked for, 0 for what fits."""

    __slots__ = ("colour", "glyphs", "weeks", "width")

    def __init__(self, *, width: int, weeks: int, glyphs: Glyphs, colour: bool) -> None:
        self.width = width
        self.weeks = weeks
        self.glyphs = glyphs
        self.colour = colour

    @property
    def spark(self) -> int:
        """How many periods the sparkline shows."""
        if self.weeks:
            return min(self.weeks, max(NARROW_SPARK, self.width - 45)) if self.width else self.weeks
        return NARROW_SPARK if 0 < self.width < WIDE else WIDE_SPARK


class Column:
    """One column: its cells as spans, as wide as the widest of them. need: dropped from the highest on."""

    __slots__ = ("cells", "need", "right", "width")

    def __init__(self, cells: list[Spans], need: int, *, right: bool = False) -> None:
        self.cells = cells
        self.need = need
        self.right = right
        self.width = max(sum(cell_width(text) for text, _ in cell) for cell in cells)


def table(rows: Sequence[Judged], page: Page) -> list[Spans]:
    """Return the lines of the table, the head first; columns that do not fit are left out."""
    columns = _columns(rows, page)
    names: list[Spans] = [(("Measure", "head"),)]
    names += [((one.name, "" if one.leads else "bold"),) for one in rows]
    longest = Column(names, 0).width
    room = min(longest, NAME_LONGEST)
    if page.width:
        for need in (5, 4, 3, 2):
            room = page.width - sum(column.width + 1 for column in columns)
            if room >= min(longest, NAME_MINIMUM):
                break
            columns = [column for column in columns if column.need < need]
        room = max(4, min(longest, page.width - sum(column.width + 1 for column in columns)))
    name = Column(names, 0)
    name.width = room
    columns.insert(1, name)
    return [_line(columns, at, page.glyphs) for at in range(len(names))]


def _columns(rows: Sequence[Judged], page: Page) -> list[Column]:
    marks, sparks = page.glyphs, page.spark
    head = "13 weeks" if sparks == WIDE_SPARK else f"{sparks} weeks" if sparks > 6 else "wk"
    return [
        Column([(("Status", "head"),), *[badge(one.status, glyphs=marks) for one in rows]], 0),
        Column([(("Now", "head"),), *[_now(one) for one in rows]], 0, right=True),
        Column([(("Plan", "head"),), *[((_plan(one), ""),) for one in rows]], 1, right=True),
        Column([(("Trend", "head"),), *[trend(one.trend, one.change, marks) for one in rows]], 3),
        Column([((head, "head"),), *[sparkline(one.begun, sparks, one.status, marks) for one in rows]], 2),
        Column([(("Hit", "head"),), *[((_hit(one, sparks), ""),) for one in rows]], 4, right=True),
        Column([(("Owner", "head"),), *[((fit(one.owner, 12).rstrip(), ""),) for one in rows]], 5),
    ]


def _line(columns: Sequence[Column], at: int, marks: Glyphs) -> Spans:
    parts: list[tuple[str, str]] = []
    for column in columns:
        if parts:
            parts.append((" ", ""))
        parts.extend(pad(column.cells[at], column.width, right=column.right, glyphs=marks))
    return tuple(parts)


def _now(one: Judged) -> Spans:
    """Return the judged value; where it is missing, the newest one there is, as a quiet memory."""
    if one.value is not None:
        return ((format_number(one.value, one.unit), ""),)
    return ((format_number(one.last[1] if one.last else None, one.unit), "muted"),)


def _plan(one: Judged) -> str:
    return format_number(one.plan, one.unit)


def _hit(one: Judged, periods: int) -> str:
    words = one.statuses[-periods:]
    judged = sum(word in ("ok", "risk", "off") for word in words)
    return f"{words.count('ok')}/{judged}"
