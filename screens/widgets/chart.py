"""A line chart in the terminal: values with gaps, the plan as a dotted line that steps where the goal changed, limits
of triggers as dashes, letters where something was said, periods on the axis (plotext 6).

plotext is imported when the first chart is drawn, not before: it costs more than the whole scorecard.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual.geometry import Size

from screens.text import Spans
from screens.widgets.lines import Lines
from themes.glyphs import UNICODE, Glyphs

VALUE, PLAN, LIMIT, MARK = "accent", "late", "warn", "key"
_COLOURS = {"1": VALUE, "4": PLAN, "3": LIMIT, "2": MARK}
_SGR = re.compile(r"\x1b\[([\d;]*)m")
_BOX = str.maketrans("┌┐└┘├┤┬┴┼─│·", "+++++++++-|.")
LEAST_WIDTH, LEAST_HEIGHT = 24, 5
TICK_GAP = 9


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn. labels: one per period ("W34"). values, plan: None where there is none.

    written: how a value is written at the axis. steps: places where another goal begins to count. limits: of triggers;
    one far away from the values is left out. marks: a letter at the places where something was said.
    """

    labels: Sequence[str]
    values: Sequence[float | None]
    plan: Sequence[float | None]
    written: Callable[[float], str]
    steps: frozenset[int] = frozenset()
    limits: Sequence[float] = ()
    marks: Mapping[int, str] = field(default_factory=dict)

    @property
    def near_limits(self) -> list[float]:
        """The limits that can be shown without pressing the values flat."""
        known = [value for value in (*self.values, *self.plan) if value is not None]
        low, high = (min(known), max(known)) if known else (0.0, 0.0)
        reach = (high - low) or abs(high) * 0.25
        return [limit for limit in self.limits if low - reach <= limit <= high + reach]


def segments(values: Sequence[float | None]) -> list[tuple[list[int], list[float]]]:
    """Return runs of known values as (places, values): a missing period parts two runs, so it shows as a gap."""
    runs: list[tuple[list[int], list[float]]] = []
    open_run = False
    for place, value in enumerate(values):
        if value is None:
            open_run = False
            continue
        if not open_run:
            runs.append(([], []))
            open_run = True
        runs[-1][0].append(place)
        runs[-1][1].append(value)
    return runs


def chart_lines(series: Series, width: int, height: int, glyphs: Glyphs = UNICODE) -> list[Spans]:
    """Return a chart as `height` lines of at most `width` cells; too small a place says so instead."""
    known = [value for value in (*series.values, *series.plan) if value is not None]
    if not known:
        return [(("No readings yet", "muted"),)]
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return [(("Make the window larger to see the chart", "muted"),)]
    known += series.near_limits
    return [_spans(line, glyphs) for line in _drawn(series, known, width, height, glyphs).split("\n")][:height]


def _drawn(series: Series, known: Sequence[float], width: int, height: int, glyphs: Glyphs) -> str:
    plotext: Any = importlib.import_module("plotext")
    figure = plotext.figure
    plotext.terminal.limit(False, False)  # the panel says how large, not the terminal
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(width, height)
    scale = (len(series.labels) - 1) / max(1, width - 1)
    for limit in series.near_limits:
        across = [column * scale for column in range(0, width, 2)]
        figure.draw(figure.signal(across, [limit] * len(across), marker=plotext.marker("-", pixel="yellow")))
    for places, values in segments(_dotted(series.plan, width, series.steps)):
        marker = plotext.marker(".", pixel="blue") if glyphs.is_ascii else plotext.marker("·", pixel="blue")
        figure.draw(figure.signal([place * scale for place in places], values, marker=marker))
    for places, values in segments(series.values):
        symbol = "*" if glyphs.is_ascii else "hd"
        figure.draw(figure.signal(places, values, marker=plotext.marker(symbol, pixel="red")).lines())
    for place, letter in series.marks.items():
        at = series.values[place] if series.values[place] is not None else series.plan[place]
        figure.draw(
            figure.signal([place], [at if at is not None else min(known)], marker=plotext.marker(letter, pixel="green"))
        )
    _axes(figure, series, known, width, height)
    return str(figure.build().string())


def _dotted(plan: Sequence[float | None], width: int, steps: frozenset[int] = frozenset()) -> list[float | None]:
    """Return the plan line as a point a column: straight between two periods, a step where another goal begins."""
    last = len(plan) - 1
    out: list[float | None] = []
    for column in range(width):
        at = column * last / max(1, width - 1)
        left = min(int(at), last)
        right = min(left + 1, last)
        one, other = plan[left], plan[right]
        if one is None or other is None:
            out.append(one if at == left else None)
        elif right in steps:
            out.append(one if at < right else other)
        else:
            out.append(one + (other - one) * (at - left))
    return out


def _axes(figure: Any, series: Series, known: Sequence[float], width: int, height: int) -> None:
    low, high = min(known), max(known)
    if low == high:
        low, high = low - (abs(low) * 0.1 or 1.0), high + (abs(high) * 0.1 or 1.0)
    count = max(2, min(6, height // 3))
    marks = [low + (high - low) * step / (count - 1) for step in range(count)]
    last = len(series.labels) - 1
    step = max(1, -(-last * TICK_GAP // max(1, width - 10)))
    places = list(range(last, -1, -step))[::-1]
    across, up = figure.ruler("x"), figure.ruler("y")
    across.ticks(places, [series.labels[place] for place in places])
    across.lim(0, max(1, last))
    up.ticks(marks, [series.written(mark) for mark in marks])
    up.lim(low, high)


def _spans(line: str, glyphs: Glyphs) -> Spans:
    """Turn one line of plotext's output into spans; its colours only tell value and plan apart."""
    out: list[tuple[str, str]] = []
    token = "muted"
    for at, part in enumerate(_SGR.split(line)):
        if at % 2:
            token = _COLOURS.get(part.rpartition(";")[2], "muted") if part.startswith("38;5;") else "muted"
        elif part:
            out.append((part.translate(_BOX) if glyphs.is_ascii else part, token))
    return tuple(out)


class ChartPanel(Lines):
    """A head of some lines and a chart below it, as large as the panel."""

    DEFAULT_CSS = "ChartPanel { height: 1fr; display: none; }"

    _head: tuple[Spans, ...] = ()
    _series: Series | None = None
    _made: tuple[Size, object] | None = None

    def show_chart(self, head: Sequence[Spans], series: Series) -> None:
        """Draw this from now on."""
        self._head, self._series, self._made = tuple(head), series, None
        self.refresh()

    def line(self, y: int, cells: int) -> Spans:
        """Return row `y`: the head, then the chart for the size the panel has now."""
        series = self._series
        state = (self.size, self.look.glyphs)
        if series is not None and state != self._made:
            self._made = state
            room = self.size.height - len(self._head)
            self.content = (*self._head, *chart_lines(series, cells - 1, room, self.look.glyphs))
        return super().line(y, cells)
