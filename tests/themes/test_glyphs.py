"""Glyphs: one cell each, never an emoji, and the right set for the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len

from themes.glyphs import ASCII, STATUS_WORDS, STATUSES, UNICODE, Glyphs, glyphs, wants_ascii
from themes.width import cell_width

# Characters with Emoji=Yes that a terminal may draw as a two-cell picture; none of them may be used.
EMOJI_CAPABLE = "".join(
    chr(code)
    for low, high in (
        (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139), (0x2194, 0x2199),
        (0x21A9, 0x21AA), (0x231A, 0x231B), (0x2328, 0x2328), (0x23CF, 0x23CF), (0x23E9, 0x23FA),
        (0x24C2, 0x24C2), (0x25AA, 0x25AB), (0x25B6, 0x25B6), (0x25C0, 0x25C0), (0x25FB, 0x25FE),
        (0x2600, 0x2604), (0x260E, 0x260E), (0x2611, 0x2611), (0x2614, 0x2618), (0x2620, 0x2623),
        (0x2639, 0x263A), (0x2660, 0x2668), (0x267B, 0x267F), (0x2692, 0x26FF), (0x2702, 0x2716),
        (0x2728, 0x2728), (0x2733, 0x2734), (0x2744, 0x2747), (0x274C, 0x2757), (0x2763, 0x2764),
        (0x2795, 0x2797), (0x27A1, 0x27A1), (0x27B0, 0x27BF), (0x2934, 0x2935), (0x2B05, 0x2B55),
    )
    for code in range(low, high + 1)
    if chr(code) not in "✓"
)  # fmt: skip


def drawn(kind: Glyphs) -> dict[str, str]:
    """Return every glyph of a set by name."""
    names = [name for name in dir(kind) if not name.startswith("_")]
    return {name: getattr(kind, name) for name in names if isinstance(getattr(kind, name), str)}


@pytest.mark.parametrize("kind", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_glyph_is_one_cell(kind: Glyphs) -> None:
    for name, text in drawn(kind).items():
        for glyph in text:
            assert cell_width(glyph) == cell_len(glyph) == 1, name
        assert len(text) == (7 if name == "spark" else 1), name


def test_no_glyph_may_be_drawn_as_an_emoji_or_double_width() -> None:
    for name, text in drawn(UNICODE).items():
        for glyph in text:
            assert glyph not in EMOJI_CAPABLE, name
            # Boxes, blocks and the ellipsis are "ambiguous" by the letter, and one cell by custom.
            usual = 0x2500 <= ord(glyph) <= 0x259F or glyph == "…"
            assert usual or unicodedata.east_asian_width(glyph) in ("N", "Na"), name


def test_ascii_set_replaces_every_glyph() -> None:
    assert "".join(drawn(ASCII).values()).isascii()
    assert drawn(ASCII).keys() == drawn(UNICODE).keys()


@pytest.mark.parametrize("kind", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_statuses_differ_by_shape_alone(kind: Glyphs) -> None:
    assert len({kind.status(status) for status in STATUSES}) == len(STATUSES) == len(STATUS_WORDS)
    assert kind.status("nonsense") == kind.none


@pytest.mark.parametrize(
    ("env", "ascii"),
    [
        ({"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}, False),
        ({"LC_CTYPE": "C.utf8"}, False),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
        ({}, True),
        ({"LANG": "en_GB.UTF-8", "TERM": "dumb"}, True),
        ({"LANG": "en_GB.UTF-8", "TERM": "linux"}, True),
        ({"LANG": "en_GB.UTF-8", "OAR_ASCII": "1"}, True),
        ({"LANG": "C", "OAR_ASCII": "0"}, False),
        ({"WT_SESSION": "1"}, False),
    ],
)
def test_ascii_is_chosen_by_locale_and_terminal(env: dict[str, str], ascii: bool) -> None:
    assert wants_ascii(env) is ascii
    assert glyphs(wants_ascii(env)).is_ascii is ascii
