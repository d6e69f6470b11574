"""The rows of the scorecard: which columns fit, what each cell shows, filter, order and groups."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from models import weeks
from models.numbers import format_number
from models.scorecard.board_reads import BesideView
from models.scorecard.glance_reads import worst_first
from models.scorecard.reads import MeasureView
from models.scorecard.verdict import ORDER, Judged
from screens.look import Look
from screens.text import Spans
from screens.widgets.rows import Column, ListSource, Row
from themes.cells import badge, sparkline, trend
from themes.glyphs import STATUS_WORDS as WORDS
from themes.width import cell_width

NARROW, WIDE = 70, 96
STATUS_WORDS = ("off", "risk", "late", "none", "ok")
ORDERS = {"worst": "worst first", "plan": "by plan", "owner": "by owner", "area": "by area"}
"""The orders that `v` goes through, and how the tally calls them."""
FINE = -1
"""Key of the line that stands for all measures that are ok."""
GROUPS = -2
"""Keys of group headings go down from here."""


class ScoreSource(ListSource):
    """Measures as rows; `views` in plan order, shown in the order and filter that were set last.

    present: large sparse rows for the back of a room. folded: measures that are ok share one line. beside: what is
    being done about each, for the lower line of present mode.
    """

    def __init__(self, look: Look) -> None:
        super().__init__(())
        self.look = look
        self.views: dict[int, MeasureView] = {}
        self.beside: Mapping[int, BesideView] = {}
        self.size = "usual"
        self.order = "worst"
        self.present = False
        self.folded = False
        self.wanted = ""
        self._headings: dict[int, Row] = {}

    def show(self, views: Sequence[MeasureView]) -> None:
        """Take these measures; the table has to be reloaded afterwards."""
        self.views = {view.one.id: view for view in views}
        self.arrange()

    def arrange(self) -> None:
        """Put the rows in order again, after the order, the filter or the folding changed."""
        ones = [view.one for view in self.views.values() if self.fits(view)]
        fine = [one for one in ones if one.status == "ok"] if self.folded and not self.wanted else []
        shown = [one for one in ones if one.status != "ok"] if fine else ones
        self._headings = {}
        if self.order == "plan":
            keys = [one.id for one in shown]
        elif self.order == "worst":
            keys = [one.id for one in worst_first(shown)]
        else:
            keys = list(self._grouped(worst_first(shown)))
        if fine:
            self._headings[FINE] = self._fine_row(worst_first(fine))
            keys.append(FINE)
        self.keys = array("q", keys)

    @property
    def shown(self) -> int:
        """How many measures answer the filter."""
        return sum(self.fits(view) for view in self.views.values())

    def _grouped(self, ones: Sequence[Judged]) -> Iterable[int]:
        """Yield headings and rows; the group with the worst row comes first, rows without an owner at the end."""
        groups: dict[str, list[Judged]] = {}
        for one in ones:
            groups.setdefault(one.owner if self.order == "owner" else one.area, []).append(one)
        if "" in groups:
            groups[""] = groups.pop("")
        for place, (name, members) in enumerate(groups.items()):
            key = GROUPS - place
            words: Spans = ((name or "nobody", "title"), (f"  {len(members)}", "muted"))
            self._headings[key] = Row((words,), heading=True)
            yield key
            yield from [one.id for one in members]

    def _fine_row(self, fine: Sequence[Judged]) -> Row:
        names = ", ".join(one.name for one in fine)
        words: Spans = ((f"{self.look.glyphs.ok} ok {len(fine)}   ", "ok"), (names, "muted"))
        return Row((words,), heading=True)

    def fits(self, view: MeasureView) -> bool:
        """Say whether a measure is shown under the filter: words of its name, `owner:mei`, `team:sales`, a status."""
        return all(_answers(view, word) for word in self.wanted.casefold().split())

    # ---- columns

    def columns(self, width: int) -> Sequence[Column]:
        """Return the columns for this width; the rows follow."""
        self.size = "wide" if width >= WIDE else "usual" if width >= NARROW else "narrow"
        head = [Column("Status", 6), Column("Measure", minimum=14)]
        if self.present and self.size != "narrow":
            shown = 13 if self.size == "wide" else 8
            return [
                *head, Column("Now", 7, "right"), Column("Plan", 7, "right"), Column(f"{shown} weeks", shown),
                Column("Owner", 7), Column("", 8),
            ]  # fmt: skip
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

    # ---- rows

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of these measures and headings."""
        found = {key: self._headings[key] for key in keys if key in self._headings}
        return found | {key: self.row(self.views[key]) for key in keys if key in self.views}

    def row(self, view: MeasureView) -> Row:
        """Return what one measure shows."""
        one, glyphs = view.one, self.look.glyphs
        cells: list[str | Spans] = [badge(one.status, glyphs=glyphs), self._name(view), now_of(one)]
        cells.append(format_number(one.plan, one.unit))
        spark = sparkline(one.begun, 13 if self.size == "wide" else 8, one.status, glyphs)
        moved, owner = trend(one.trend, one.change, glyphs), one.owner.partition(" ")[0]
        if self.size == "narrow":
            return Row((*cells, spark), second=self._second(view))
        if self.present:
            return Row((*cells, spark, owner, moved), second=self._second(view))
        met, judged = one.hits
        cells.append(_change(one, self.look) if self.size == "wide" else moved)
        cells += [spark, f"{met}/{judged}", owner]
        if self.size == "wide":
            cells += [view.goal, view.hint or (str(view.decisions) if view.decisions else "")]
        return Row(tuple(cells), second=self._second(view))

    def _name(self, view: MeasureView) -> Spans:
        """Return the name: results bold, what leads to one indented below it in plan order."""
        one, glyphs = view.one, self.look.glyphs
        depth = self._depth(view) if self.order == "plan" else 0
        name: Spans = (("  " * depth, ""), (one.name, "" if one.leads else "title"))
        if one.private:
            name = (*name, (f" {glyphs.private}", "muted"))
        if view.hint and self.size == "usual" and not self.present and cell_width(one.name) + 2 * depth <= 18:
            name = (*name, (f" {view.hint}", "muted"))
        return name

    def _depth(self, view: MeasureView) -> int:
        depth, under, seen = 0, view.under, {view.one.id}
        while under is not None and under in self.views and under not in seen and depth < 4:
            seen.add(under)
            depth, under = depth + 1, self.views[under].under
        return depth

    def _second(self, view: MeasureView) -> Spans:
        """Return the lower line of present mode, in full ink: it is read from far away."""
        said = self._beside(view) if self.present else ""
        return ((said, ""),) if said else ()

    def _beside(self, view: MeasureView) -> str:
        """Return the plan to improve, else why; nothing where all is well."""
        one, said = view.one, self.beside.get(view.one.id)
        if one.status == "ok":
            return f"so far {format_number(one.so_far, one.unit)}" if one.so_far is not None else ""
        if said is not None and said.change:
            who = f" ({said.owner.partition(' ')[0]})" if said.owner else ""
            return f"change by {week_of_day(said.due)}: {' '.join(said.change.split())}{who}"
        if said is not None and said.why:
            return f"why: {' '.join(said.why.split())}"
        return "no plan yet" if one.status == "off" else ""


def tally(source: ScoreSource, *, team: int, limit: int, some: bool) -> Spans:
    """Return how many measures have which status, how many there are, and in which order they stand.

    team: whose scorecard it is, 0 for all; its own measures are counted against the limit (product.md 6). some: only
    those a person looks at are among them.
    """
    views = list(source.views.values())
    words = [view.one.status for view in views]
    counted = tuple(
        (f" {source.look.glyphs.status(word)} {WORDS[word]} {words.count(word)} ", word)
        for word in ORDER
        if word in words
    )
    shown = f"   {source.shown} shown" if source.shown != len(words) else ""
    return (*counted, ("  ", ""), _many(views, team, limit, some), (f"{shown}  {ORDERS[source.order]}", "muted"))


def _many(views: Sequence[MeasureView], team: int, limit: int, some: bool) -> tuple[str, str]:
    own = sum(view.one.team_id == team for view in views)
    if own:
        more = f" and {len(views) - own} below" if len(views) > own else ""
        return (f"{own} of {limit} measures{more}", "warn" if own > limit else "muted")
    whose = " of yours and on top" if some else ""
    return ("1 measure" if len(views) == 1 else f"{len(views)} measures{whose}", "muted")


def now_of(one: Judged) -> Spans:
    """Return the judged value; where it is missing, the newest one there is, as a quiet memory."""
    if one.value is not None:
        return ((format_number(one.value, one.unit), "bold" if one.status in ("off", "risk") else ""),)
    return ((format_number(one.last[1] if one.last else None, one.unit), "muted"),)


def week_of_day(day: str) -> str:
    """Return the week of an ISO day in short, "W34"."""
    return weeks.format_week(weeks.week_of(date.fromisoformat(day[:10])), short=True)


def _change(one: Judged, look: Look) -> Spans:
    if not one.trend or one.change is None:
        return ()
    ((said, token),) = trend(one.trend, one.change, look.glyphs)
    arrow, _, word = said.partition(" ")
    if one.trend == "same":
        return ((said, token),)
    size = abs(one.change)
    return ((f"{arrow} {format_number(float(f'{size:.2g}') if size < 1 else size, one.unit)} {word}", token),)


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
