"""The rows of Today: one line each, laid out for the width there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from models.clock import moment
from models.numbers import format_number
from models.scorecard.verdict import Judged
from models.today_reads import NeededView, OwedView, SinceView, TodayView, wait_until
from screens.look import Look
from screens.text import Spans
from screens.widgets.rows import Column, ListSource, Row
from themes.cells import badge, counts, pad, sparkline, trend

BLANK: Spans = (("", ""),)
OWED, NEEDED, MEASURES, SINCE, OTHER = 1, 2, 3, 4, 5
"""Sections; a key is section * SECTION + the number of the row's record, so it lasts as long as the record."""
SECTION = 1 << 40
KINDS = {"KR": 1, "Measure": 2, "To-do": 3, "Change": 3, "Decision": 4}
SPARK, SAID, DUE = 8, 17, 11
SCORECARD: Spans = (("SCORECARD ", "title"), ("your teams   ", "muted"))
TALL = 34
"""Lines of the window from which the sections show more than two rows."""


class Line(NamedTuple):
    """One line: how it is drawn in a width, and what it is about (None: nothing that opens)."""

    draw: Callable[[int], Spans]
    about: Any = None


class TodaySource(ListSource):
    """The lines of Today by key; drawn when they are seen, in the width of the table."""

    def __init__(self, look: Callable[[], Look], width: Callable[[], int]) -> None:
        super().__init__([Column()])
        self.lines: dict[int, Line] = {}
        self._look = look
        self._width = width

    def show(self, view: TodayView, now: datetime, name: str, room: int) -> None:
        """Take over what was read. now: the organisation's local time. room: how many lines there are."""
        made = Layout(view, now, name, self._look, room)
        self.lines = dict(made.lines())
        self.set((key, Row((), heading=line.about is None)) for key, line in self.lines.items())

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """Return the rows of these keys in the present width."""
        width = max(20, self._width())
        return {
            key: Row((self.lines[key].draw(width),), heading=self.lines[key].about is None)
            for key in keys
            if key in self.lines
        }


class Layout:
    """Which lines Today has, and how each is drawn."""

    def __init__(self, view: TodayView, now: datetime, name: str, look: Callable[[], Look], room: int) -> None:
        self.view = view
        self.now = now
        self.name = name
        self.look = look
        self.room = room

    def lines(self) -> Iterator[tuple[int, Line]]:
        """Yield every line with its key, top to bottom."""
        other = OTHER * SECTION
        yield other, Line(lambda _width: self._greeting())
        if self.room >= TALL:
            yield other + 1, Line(lambda _width: BLANK)
        yield from self._owed(other + 2)
        yield from self._hot(other + 10)
        yield from self._needed(other + 20)
        yield from self._measures(other + 30)
        yield from self._since(other + 40)
        yield other + 50, Line(lambda _width: self._next(), "weekly")

    # ---- sections

    def _owed(self, key: int) -> Iterator[tuple[int, Line]]:
        owed = self.view.owed
        if not owed:
            nothing = (("YOU OWE nothing", "title"), ("   no number of yours is missing", "muted"))
            yield key, Line(lambda _width: nothing)
        else:
            yield key, Line(lambda width: _ends((("YOU OWE ", "title"), (str(len(owed)), "bold")), "due", width))
        for one in owed:
            yield owed_key(one), Line(partial(self._owes, one), one)
        yield key + 1, Line(lambda _width: BLANK)

    def _hot(self, key: int) -> Iterator[tuple[int, Line]]:
        view = self.view

        def draw(width: int) -> Spans:
            old = f"   {view.hot_old} older than a week" if view.hot_old else ""
            return _ends((("HOT ", "title"), (str(view.hot), "bold"), (old, "muted")), "g h triage", width)

        yield key, Line(draw, "triage")

    def _needed(self, key: int) -> Iterator[tuple[int, Line]]:
        needed = self.view.needed
        if not needed:
            return
        yield key, Line(lambda _width: (("DECISIONS NEEDED ", "title"), (str(len(needed)), "bold")))
        for one in needed[: self._share(4)]:
            yield NEEDED * SECTION + one.number, Line(partial(self._decision, one), one)

    def _measures(self, key: int) -> Iterator[tuple[int, Line]]:
        loud = [one for one in self.view.measures if one.status in ("off", "risk", "late")]
        if not self.view.measures:
            return
        yield key, Line(lambda _width: BLANK)
        tally = counts(self.view.counts, glyphs=self.look().glyphs)
        yield key + 1, Line(lambda width: _ends((*SCORECARD, *tally), "g s", width), "scorecard")
        for one in loud[: self._share(6)]:
            yield MEASURES * SECTION + one.id, Line(partial(self._measure, one), one)

    def _since(self, key: int) -> Iterator[tuple[int, Line]]:
        since = self.view.since
        if not since:
            return
        looked = moment(self.view.looked_at).astimezone(self.now.tzinfo)
        yield key, Line(lambda _width: BLANK)
        title = (("SINCE YOU LOOKED ", "title"), (f"({looked:%a %H:%M})", "muted"))
        yield key + 1, Line(lambda _width: title)
        shown = since[: self._share(8)]
        for place, one in enumerate(shown):
            yield SINCE * SECTION + place, Line(partial(_said, one), one)
        if len(since) > len(shown):
            yield key + 2, Line(lambda _width: ((f"  and {len(since) - len(shown)} more: oar log", "muted"),))

    def _share(self, most: int) -> int:
        """Return how many rows a section may have: two at 24 lines, `most` where there is room."""
        return most if self.room >= TALL else 2

    # ---- lines

    def _greeting(self) -> Spans:
        hour = self.now.hour
        part = "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
        return ((f"Good {part} {self.name}. ", "bold"), *_review_words(self.view, self.now))

    def _owes(self, one: OwedView, width: int) -> Spans:
        glyphs = self.look().glyphs
        mark = badge(one.status, glyphs=glyphs) if one.status else ((" " * 6, ""),)
        due = _due(one, self.now.date())
        left: Spans = (("  ", ""), *pad(mark, 7), (f"{one.what:<9}", "muted"))
        title = pad(((one.title, ""),), max(10, width - 18 - SAID - DUE), glyphs=glyphs)
        said = pad(((f" {one.said}", "muted"),), SAID, glyphs=glyphs)
        return (*left, *title, *said, *pad((due,), DUE, right=True))

    def _decision(self, one: NeededView, width: int) -> Spans:
        when = f"{one.late}d late" if one.late else f"asked {one.age}d ago" if one.age else "asked today"
        owner = (one.owner, "") if one.owner else ("OWNER?", "risk")
        title = pad((("  " + one.title, ""),), max(10, width - 28), glyphs=self.look().glyphs)
        return (*title, (" ", ""), *pad((owner,), 13), *pad(((when, "late" if one.late else "muted"),), 14, right=True))

    def _measure(self, one: Judged, width: int) -> Spans:
        glyphs = self.look().glyphs
        value = one.value if one.value is not None else one.last[1] if one.last else None
        now = (format_number(value, one.unit), one.status if one.status in ("off", "risk") else "muted")
        plan = ((f"  plan {format_number(one.plan, one.unit)}", "muted"),) if one.plan is not None else ()
        title = pad(((one.name, ""),), max(10, width - 8 - 2 - 20 - 10 - 12), glyphs=glyphs)
        drawn = sparkline(one.values, SPARK, one.status, glyphs=glyphs)
        return (
            ("  ", ""), *pad(badge(one.status, glyphs=glyphs), 8), *title, *pad((now,), 7, right=True),
            *pad(plan, 13), *drawn, ("  ", ""), *pad(trend(one.trend, glyphs=glyphs), 12),
        )  # fmt: skip

    def _next(self) -> Spans:
        shown = enumerate(self.view.reviews[:3])
        parts = [f"{_named(one.team, place)} {one.day:%a} {one.time}" for place, one in shown]
        if self.view.cycle_ends is not None:
            parts.append(f"Cycle ends {self.view.cycle_ends:%-d %b}")
        return (("NEXT  ", "title"), ("   ".join(parts) or "no review yet", ""))


def owed_key(one: OwedView) -> int:
    """Return the key of something owed: it stays with its record."""
    return OWED * SECTION + KINDS[one.what] * (SECTION >> 4) + one.number


def _named(team: str, place: int) -> str:
    return "Weekly" if place == 0 else team


def _ends(left: Spans, right: str, width: int) -> Spans:
    """Return a line with its right end at the right edge."""
    used = len(right) + 1
    return (*pad(left, max(1, width - used)), (right, "muted"), (" ", ""))


def _due(one: OwedView, today: date) -> tuple[str, str]:
    if one.late:
        return (f"{one.late}d late", "late")
    if one.due is None:
        return ("", "")
    days = (one.due - today).days
    return ("today", "bold") if days <= 0 else ("tomorrow", "") if days == 1 else (f"{one.due:%a %-d %b}", "muted")


def _said(one: SinceView, width: int) -> Spans:
    return ((f"  {one.by}  ", "bold"), *pad(((one.text, ""),), max(10, width - len(one.by) - 5)))


def _review_words(view: TodayView, now: datetime) -> Spans:
    if not view.reviews:
        return ()
    running = next((one for one in view.reviews if one.open), None)
    if running is not None:
        return (("The weekly review is open. ", ""), ("g w joins it.", "muted"))
    first = min(view.reviews, key=lambda one: wait_until(one, now))
    left = wait_until(first, now)
    minutes = int(left.total_seconds() // 60)
    if minutes < 0:
        words = f"Weekly review was at {first.time} today. "
    elif minutes < 120:
        words = f"Weekly review at {first.time}, in {minutes} min. "
    elif first.day == now.date():
        words = f"Weekly review at {first.time}. "
    elif first.day == now.date() + timedelta(days=1):
        words = f"Weekly review tomorrow at {first.time}. "
    else:
        words = f"Weekly review {first.day:%A} at {first.time}. "
    return ((words, ""), ("g w to prepare.", "muted"))
