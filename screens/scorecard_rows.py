"""The rows of the scorecard: which columns fit, what each cell shows, filter and order."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from models.numbers import format_number
from models.scorecard.glance_reads import Judged, worst_first
from models.scorecard.reads import MeasureView
from screens.look import Look
from screens.text import Spans
from screens.widgets.rows import Column, ListSource, Row
from themes.cells import badge, sparkline, trend

NARROW, WIDE = 70, 96
STATUS_WORDS = ("off", "risk", "late", "none", "ok")


class ScoreSource(ListSource):
    """Measures as rows; `views` in plan order, shown in the order and filter that were set last."""

    def __init__(self, look: Look) -> None:
        super().__init__(())
        self.look = look
        self.views: dict[int, MeasureView] = {}
        self.size = "usual"
        self.worst = True
        self.trim = False
        self.wanted = ""

    def show(self, views: Sequence[MeasureView]) -> None:
        """Take these measures; the table has to be reloaded afterwards."""
        self.views = {view.one.id: view for view in views}
        ones = [view.one for view in views if self.fits(view)]
        ordered = worst_first(ones) if self.worst else ones
        self.keys = array("q", [one.id for one in ordered])

    def fits(self, view: MeasureView) -> bool:
        """Say whether a measure is shown under the filter: words of its name, `owner:mei`, `team:sales`, a status."""
        if self.trim and not view.hint:
            return False
        return all(_answers(view, word) for word in self.wanted.casefold().split())

    def columns(self, width: int) -> Sequence[Column]:
        """Return the columns for this width; the rows follow."""
        self.size = "wide" if width >= WIDE else "usual" if width >= NARROW else "narrow"
        head = [Column("Status", 6), Column("Measure", minimum=14)]
        if self.size == "narrow":
            return [*head, Column("Now", 7, "right"), Column("Plan", 7, "right"), Column("8 weeks", 8)]
        if self.size == "usual":
            return [
                *head, Column("Now", 7, "right"), Column("Plan", 7, "right"), Column("vs last", 8),
                Column("8 weeks", 8), Column("Hit", 5, "right"), Column("Owner", 6),
            ]  # fmt: skip
        return [
            *head, Column("Now", 8, "right"), Column("Plan", 8, "right"), Column("vs last period", 14),
            Column("13 weeks", 13), Column("Hit", 5, "right"), Column("Owner", 8), Column("Goal", 12),
            Column("Dec", 5, "right"),
        ]  # fmt: skip

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of these measures."""
        return {key: self.row(self.views[key]) for key in keys if key in self.views}

    def row(self, view: MeasureView) -> Row:
        """Return what one measure shows."""
        one, glyphs = view.one, self.look.glyphs
        name: Spans = (("  " if view.under and not self.worst else "", ""), (one.name, "" if one.leads else "title"))
        if one.private:
            name = (*name, (f" {glyphs.private}", "muted"))
        cells: list[str | Spans] = [badge(one.status, glyphs=glyphs), name, now_of(one)]
        cells.append(format_number(one.plan, one.unit))
        spark = 13 if self.size == "wide" else 8
        if self.size != "narrow":
            cells.append(_change(one, self.look) if self.size == "wide" else trend(one.trend, one.change, glyphs))
        cells.append(sparkline(one.begun, spark, one.status, glyphs))
        if self.size != "narrow":
            met, judged = one.hits
            cells += [f"{met}/{judged}", one.owner.partition(" ")[0]]
        if self.size == "wide":
            cells += [view.goal, view.hint or (str(view.decisions) if view.decisions else "")]
        return Row(tuple(cells), second=_second(view))


def now_of(one: Judged) -> Spans:
    """Return the judged value; where it is missing, the newest one there is, as a quiet memory."""
    if one.value is not None:
        return ((format_number(one.value, one.unit), "bold" if one.status in ("off", "risk") else ""),)
    return ((format_number(one.last[1] if one.last else None, one.unit), "muted"),)


def _change(one: Judged, look: Look) -> Spans:
    if not one.trend or one.change is None:
        return ()
    ((said, token),) = trend(one.trend, one.change, look.glyphs)
    arrow, _, word = said.partition(" ")
    return ((f"{arrow} {format_number(abs(one.change), one.unit)} {word}", token),)


def _second(view: MeasureView) -> str:
    """Return the lower line in present mode: what it should be, and who owns it."""
    parts = [f"goal {view.goal}" if view.goal else "no goal", view.one.owner or "no owner"]
    if view.one.so_far is not None:
        parts.append(f"so far {format_number(view.one.so_far, view.one.unit)}")
    return "   ".join([*parts, *([view.hint] if view.hint else [])])


def _answers(view: MeasureView, word: str) -> bool:
    one = view.one
    field, colon, wanted = word.partition(":")
    if colon and field == "owner":
        return wanted in f"{one.owner} {one.handle or ''}".casefold()
    if colon and field == "team":
        return wanted in one.team.casefold()
    if colon and field == "area":
        return wanted in one.area
    if word in STATUS_WORDS:
        return one.status == word
    return word in one.name.casefold() or word == f"m{one.id}"
