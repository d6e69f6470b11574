"""Badges, bars, sparklines and numbers: exact widths, worst first, missing never looks like zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import HOSTILE, forbidden
from themes.cells import (  # fmt: skip
    BADGE_WIDTH,
    LATE_BADGE_WIDTH,
    Spans,
    badge,
    bar,
    counts,
    number,
    pad,
    sparkline,
    trend,
    truncate,
    width,
)
from themes.glyphs import ASCII, STATUSES, UNICODE, Glyphs
from themes.sgr import TOKENS

kinds = st.sampled_from([UNICODE, ASCII])
floats = st.floats(allow_nan=True, allow_infinity=True)
values = st.lists(st.one_of(st.none(), floats), max_size=30)
tokens = st.sampled_from(["", *TOKENS])
spans_of_text = st.lists(st.tuples(st.one_of(st.text(max_size=12), st.sampled_from(HOSTILE)), tokens), max_size=5)


def text(spans: Spans) -> str:
    return "".join(part for part, _ in spans)


@given(st.sampled_from([*STATUSES, "nonsense"]), st.booleans(), kinds)
def test_badges_of_one_kind_are_equally_wide(status: str, late: bool, kind: Glyphs) -> None:
    assert width(badge(status, late, glyphs=kind)) == (LATE_BADGE_WIDTH if late else BADGE_WIDTH)
    assert width(badge(status, late, word=False, glyphs=kind)) == (2 if late else 1)


def test_late_is_added_to_a_worse_verdict_and_does_not_hide_it() -> None:
    assert text(badge("off", late=True)).rstrip() == "✗ OFF ~"
    assert text(badge("risk", late=True, glyphs=ASCII)) == "! RISK ~"
    assert text(badge("late", late=True)).rstrip() == "~ late"


def test_off_is_the_only_filled_badge() -> None:
    filled = [status for status in STATUSES if any(token == "badge.off" for _, token in badge(status))]
    assert filled == ["off"]


@given(st.one_of(st.none(), floats), st.integers(0, 40), st.one_of(st.none(), floats), kinds)
def test_bar_has_exactly_its_width(progress: float | None, cells: int, mark: float | None, kind: Glyphs) -> None:
    assert width(bar(progress, cells, mark, kind)) == cells


def test_bar_is_drawn_in_half_cells_with_the_plan_marked() -> None:
    assert text(bar(0.5, 5)) == "━━╸──"
    assert text(bar(0.5, 10, 0.62)) == "━━━━━─│───"
    assert text(bar(0.5, 10, 0.62, ASCII)) == "#####.|..."


@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.integers(1, 40))
def test_bar_of_something_begun_is_neither_empty_nor_full(progress: float, cells: int) -> None:
    drawn = text(bar(progress, cells))
    assert drawn != "─" * cells
    assert drawn != "━" * cells


def test_progress_beyond_its_ends_is_drawn_at_the_end() -> None:
    assert text(bar(-0.25, 4)) == "────"
    assert text(bar(1.25, 4)) == "━━━━"


def test_progress_never_set_says_so_instead_of_zero() -> None:
    assert text(bar(None, 10)) == "not set   "
    assert text(bar(None, 3)) == "?  "


@given(values, st.integers(0, 30), st.sampled_from(["", *STATUSES]), kinds)
def test_sparkline_has_exactly_its_width(series: list[float | None], cells: int, status: str, kind: Glyphs) -> None:
    assert width(sparkline(series, cells, status, kind)) == cells


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=20), kinds)
def test_missing_week_keeps_its_slot(series: list[float | None], kind: Glyphs) -> None:
    drawn = text(sparkline(series, len(series), glyphs=kind))
    assert [glyph == kind.gap for glyph in drawn] == [value is None for value in series]


def test_sparkline_in_ascii_can_be_read_aloud() -> None:
    assert text(sparkline([7, 6, None, 4, 3, 2, 2, 1], 8, glyphs=ASCII)) == "76?43221"


def test_sparkline_colours_only_the_current_week() -> None:
    assert sparkline([1, 2, 7], 4, "off") == ((" ", ""), ("▁▂", "spark"), ("▇", "off"))
    assert sparkline([1, 7, None], 3, "off") == (("▁▇", "spark"), ("∙", "spark.gap"))


def test_flat_series_is_drawn_mid_height() -> None:
    assert text(sparkline([5, 5, 5], 3)) == "▄▄▄"
    assert text(sparkline([5, 5, 5], 3, glyphs=ASCII)) == "444"


def test_counts_are_worst_first_without_zeros() -> None:
    assert text(counts({"ok": 3, "risk": 5, "off": 1, "late": 0})) == "✗1 !5 ∙3"
    assert text(counts({"ok": 3, "risk": 5, "off": 1}, show=("off", "risk"), glyphs=ASCII)) == "x1 !5"
    assert counts({}) == ()


@pytest.mark.parametrize(
    ("value", "room", "drawn"),
    [
        (12.4, 7, "  12.4%"),
        (None, 4, "   ∙"),
        (float("nan"), 3, "  ∙"),
        (float("inf"), 3, "  ∙"),
        (1234567, 8, "1234567%"),
        (1234567, 6, " 1.23M%"[1:]),
        (123456789, 3, "###"),
        ("1,234", 7, " 1,234%"),
        (-5, 4, " -5%"),
        (0, 0, "0%"),
    ],
)
def test_number_is_shortened_but_never_cut(value: float | str | None, room: int, drawn: str) -> None:
    assert text(number(value, room, "%")) == drawn


@given(st.one_of(st.none(), floats, st.sampled_from(HOSTILE)), st.integers(1, 20), kinds)
def test_number_has_exactly_its_width(value: float | str | None, cells: int, kind: Glyphs) -> None:
    assert width(number(value, cells, glyphs=kind)) == cells


def test_trend_shows_where_the_value_went_and_whether_that_is_good() -> None:
    assert trend("worse", change=0.2) == (("▴ worse", "bad"),)
    assert trend("better") == (("▴ better", "good"),)
    assert trend("same", change=0.0, glyphs=ASCII) == (("= same", "same"),)
    assert trend("") == ()


@given(spans_of_text, st.integers(0, 40), st.booleans(), kinds)
def test_padded_row_has_exactly_its_width_and_no_control_bytes(
    spans: list[tuple[str, str]], cells: int, right: bool, kind: Glyphs
) -> None:
    padded = pad(spans, cells, right, kind)
    assert width(padded) == cells
    assert forbidden(text(padded), allow="") == []


@given(spans_of_text, st.integers(1, 40))
def test_truncated_row_ends_in_an_ellipsis_exactly_when_something_is_missing(
    spans: list[tuple[str, str]], cells: int
) -> None:
    cut = truncate(spans, cells)
    assert width(cut) <= cells
    if width(spans) > cells:
        assert text(cut).rstrip().endswith("…")
    else:
        assert width(cut) == width(spans)
