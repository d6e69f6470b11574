"""Large figures: every line of a number is as wide as the others, and all of it can be read."""

from __future__ import annotations

import pytest

from themes.figures import large
from themes.glyphs import ASCII, UNICODE, Glyphs
from themes.width import cell_width


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("text", ["62.3%", "-1.5x", "€12.3k", "0123456789", "yes", "-", ""])
def test_three_lines_are_equally_wide_and_units_keep_their_size(text: str, glyphs: Glyphs) -> None:
    made = large(text, glyphs)
    assert len({cell_width(line) for line in made}) == 1
    for char in text:
        assert char in "-0123456789" or char in made[2]


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_no_two_digits_look_alike(glyphs: Glyphs) -> None:
    assert len({large(digit, glyphs) for digit in "0123456789"}) == 10


def test_ascii_figures_hold_no_other_character() -> None:
    assert all(line.isascii() for line in large("-0123456789.5%", ASCII))
