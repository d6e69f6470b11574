"""What a cell of a list shows, as pure builders: badge, bar, sparkline, number, counts, trend.

Each returns `Spans`: pairs of text and token. A token names a look in the palettes (themes/palette.py)
and an escape of the command line (themes/sgr.py), so screens and commands draw alike (interface.md 7).
Standard library only and no heavy imports: `oar glance` starts through this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from themes.glyphs import STATUSES, UNICODE, Glyphs
from themes.width import cell_width, clip, fit, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    Spans = tuple[tuple[str, str], ...]
else:
    Spans = tuple

BADGE_WIDTH = 6
LATE_BADGE_WIDTH = 8

_BADGE_WORDS = {"off": "OFF", "risk": "RISK", "ok": "ok", "late": "late", "none": "none", "done": "done"}
_TRENDS = {"better": "good", "worse": "bad", "same": "same"}


def badge(status: str, late: bool = False, word: bool = True, glyphs: Glyphs = UNICODE) -> Spans:
    """Return a status as shape and word: 6 cells, `✗ OFF `; with `late` 8 cells, `✗ OFF ~ `.

    status: a word of product.md 1; another one reads as `none`. late: the check-in is overdue besides
    (product.md 3); on a status that is itself `late` it adds nothing but the width.
    word: False leaves the glyph alone, 1 cell, with `late` 2. `early` has a word too long for a shape.
    """
    known = status if status in STATUSES else "none"
    glyph = glyphs.status(known)
    mark = glyphs.late if late and known != "late" else " "
    token = "badge.off" if known == "off" else known
    if not word:
        return ((glyph, token), (mark, "late")) if late else ((glyph, token),)
    text = f"{glyph} {_BADGE_WORDS[known]}" if known in _BADGE_WORDS else "early"
    # The filled badge takes in the blank behind its word; behind the others the row shows.
    text, gap = (f"{text} ", "") if token == "badge.off" else (text, " ")
    if late:
        cells = [(text, token), (gap, ""), (mark, "late")]
    else:
        cells = [(text, token)]
    used = sum(len(part) for part, _ in cells)
    cells.append((" " * ((LATE_BADGE_WIDTH if late else BADGE_WIDTH) - used), ""))
    return tuple(cell for cell in cells if cell[0])


def bar(progress: float | None, width: int, mark: float | None = None, glyphs: Glyphs = UNICODE) -> Spans:
    """Return a progress bar of exactly `width` cells, drawn in halves of a cell.

    progress: 0..1, beyond that it is drawn empty or full; None says "not set" (product.md 3).
    mark: 0..1, where the plan says to be; its cell shows the mark instead.
    Anything begun shows at least half a cell, and only what is complete fills the last one.
    """
    if width <= 0:
        return ()
    if progress is None or progress != progress:
        return ((fit("not set" if width > 6 else glyphs.none, width), "none"),)
    total = 2 * width
    halves = round(min(max(progress, 0.0), 1.0) * total)
    if 0 < progress < 1:
        halves = min(max(halves, 1), total - 1)
    full, half = divmod(halves, 2)
    cells = [(glyphs.bar_full, "bar")] * full + [(glyphs.bar_half, "bar")] * half
    cells += [(glyphs.bar_empty, "bar.empty")] * (width - len(cells))
    if mark is not None and mark == mark:
        cells[int(min(max(mark, 0.0), 1.0) * (width - 1) + 0.5)] = (glyphs.bar_mark, "bar.mark")
    return _merge(cells)


def sparkline(values: Sequence[float | None], width: int, status: str = "", glyphs: Glyphs = UNICODE) -> Spans:
    """Return the last `width` values as one glyph each, oldest first, exactly `width` cells.

    values: None for a missing week, which keeps its slot (interface.md 7). A series shorter than
    `width` starts with blanks, a flat one is drawn mid-height. status: colours the last value only.
    """
    if width <= 0:
        return ()
    last = [value if value is None or abs(value) <= 1e300 else None for value in values[-width:]]
    known = [value for value in last if value is not None and value == value]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    step = (len(glyphs.spark) - 1) / (high - low) if high > low else 0.0
    cells = [(" ", "")] * (width - len(last))
    for value in last:
        if value is None or value != value:
            cells.append((glyphs.gap, "spark.gap"))
        elif not 0.0 < step < 1e300:
            cells.append((glyphs.spark[len(glyphs.spark) // 2], "spark"))
        else:
            cells.append((glyphs.spark[int((value - low) * step + 0.5)], "spark"))
    if status and cells[-1][1] == "spark":
        cells[-1] = (cells[-1][0], status)
    return _merge(cells)


def number(
    value: float | str | None, width: int = 0, unit: str = "", token: str = "", glyphs: Glyphs = UNICODE
) -> Spans:
    """Return a number with its unit, at the right of `width` cells (0: as wide as it is).

    value: a float, a text already formatted, or None for a missing one. What does not fit is shortened
    with k, M, G; when that does not help either the cell is filled with `#`: a cut number would lie.
    """
    if value is None or (not isinstance(value, str) and not abs(value) < 1e300):
        return ((fit(glyphs.gap, width or 1, right=True), "muted"),)
    choices = [value] if isinstance(value, str) else list(_ways_to_write(value))
    texts = [shown(f"{choice}{unit}") for choice in choices]
    if width <= 0:
        return ((texts[0], token),)
    fitting = [text for text in texts if cell_width(text) <= width]
    return ((fit(fitting[0], width, right=True) if fitting else "#" * width, token),)


def counts(numbers: Mapping[str, int], show: Sequence[str] = STATUSES, glyphs: Glyphs = UNICODE) -> Spans:
    """Return counts by status worst first, `✗1 !5`; zeros and what is not in `show` are left out."""
    cells: list[tuple[str, str]] = []
    for status in STATUSES:
        if numbers.get(status, 0) > 0 and status in show:
            if cells:
                cells.append((" ", ""))
            cells.append((f"{glyphs.status(status)}{numbers[status]}", status))
    return tuple(cells)


def trend(word: str, change: float | None = None, glyphs: Glyphs = UNICODE) -> Spans:
    """Return a trend as arrow and word, `▾ worse`.

    word: better, same or worse, a judgement in the measure's good direction (product.md 3); another
    word gives nothing. change: the arrow follows its sign; without it better points up, worse down.
    """
    if word not in _TRENDS:
        return ()
    signed = {"better": 1.0, "worse": -1.0}.get(word, 0.0) if change is None else change
    arrow = glyphs.up if signed > 0 else glyphs.down if signed < 0 else glyphs.flat
    return ((f"{arrow} {word}", _TRENDS[word]),)


def width(spans: Iterable[tuple[str, str]]) -> int:
    """Return the cells that `spans` take."""
    return sum(cell_width(text) for text, _ in spans)


def truncate(spans: Iterable[tuple[str, str]], width: int, glyphs: Glyphs = UNICODE) -> Spans:
    """Return `spans` cut to at most `width` cells, ending in an ellipsis when something was cut off."""
    kept: list[tuple[str, str]] = []
    used = 0
    parts = tuple(spans)
    for index, (text, token) in enumerate(parts):
        room = width - used
        cells = cell_width(text)
        # A text that fills the room exactly is still cut when more follows it.
        more = any(cell_width(later) for later, _ in parts[index + 1 :]) if cells == room else False
        if cells > room or more:
            kept.append((clip(f"{shown(text)}{'  ' if more else ''}", room, glyphs), token))
            break
        kept.append((shown(text), token))
        used += cells
    return tuple(span for span in kept if span[0])


def pad(spans: Iterable[tuple[str, str]], width: int, right: bool = False, glyphs: Glyphs = UNICODE) -> Spans:
    """Return `spans` cut and filled with blanks to exactly `width` cells; `right` puts them at the end."""
    cut = truncate(spans, width, glyphs)
    blanks = width - sum(cell_width(text) for text, _ in cut)
    if blanks <= 0:
        return cut
    blank = (" " * blanks, "")
    return (blank, *cut) if right else (*cut, blank)


def _merge(cells: Iterable[tuple[str, str]]) -> Spans:
    """Join neighbours of one token, so that a row has few segments."""
    merged: list[tuple[str, str]] = []
    for text, token in cells:
        if merged and merged[-1][1] == token:
            merged[-1] = (merged[-1][0] + text, token)
        else:
            merged.append((text, token))
    return tuple(merged)


def _ways_to_write(value: float) -> Iterable[str]:
    """Yield ever shorter ways to write `value`: all of it, fewer digits, then k, M, G."""
    size = abs(value)
    yield f"{value:.0f}" if size >= 1e5 and value == int(value) else f"{value:.6g}"
    for digits in (4, 3):
        text = f"{value:.{digits}g}"
        if "e" not in text:
            yield text
    for unit, letter in ((1e3, "k"), (1e6, "M"), (1e9, "G")):
        if unit <= size < unit * 1000:
            yield f"{value / unit:.3g}{letter}"
            yield f"{value / unit:.0f}{letter}"
