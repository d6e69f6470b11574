"""What is shown of a text, and that everybody agrees on its width."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.hostile import HOSTILE, forbidden
from themes.glyphs import ASCII, UNICODE
from themes.width import MARKS_SHOWN, cell_width, clip, fit, shown

texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(HOSTILE),
    st.text(alphabet="ab é漢👩\u200d💻🏽\u0301\ufe0f\x1b[\u202e\n", max_size=30),
)


@given(texts)
def test_nothing_unprintable_is_ever_shown(text: str) -> None:
    assert forbidden(shown(text), allow="") == []


@given(texts)
def test_shown_text_is_as_wide_as_the_screen_library_believes(text: str) -> None:
    known = "".join(char for char in text if unicodedata.category(char) != "Cn")
    assert cell_width(known) == cell_len(shown(known))


@given(texts, st.integers(0, 30), st.booleans(), st.booleans())
def test_fitted_text_has_exactly_the_asked_width(text: str, width: int, right: bool, ascii: bool) -> None:
    assert cell_width(fit(text, width, ASCII if ascii else UNICODE, right)) == width


@given(texts, st.integers(0, 30))
def test_clipped_text_never_exceeds_its_width_and_says_when_it_was_cut(text: str, width: int) -> None:
    cut = clip(text, width)
    assert cell_width(cut) <= width
    if cell_width(text) > width > 0:
        assert cut.rstrip().endswith("…")
    elif width > 0:
        assert cut == shown(text)


@given(texts)
@example("🆎\u200d\u0300🆎")
def test_showing_twice_changes_nothing(text: str) -> None:
    assert shown(shown(text)) == shown(text)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("plain", 5),
        ("漢字", 4),
        ("e\u0301", 1),
        ("नमस्ते", 4),
        ("한국", 4),
        ("👩\u200d💻", 2),
        ("👍🏽", 2),
        ("❤\ufe0f", 1),
        ("✗ OFF", 5),
        ("▁▂▃∙▇", 5),
        ("a\u200bb", 2),
        ("ff\u200cf", 3),
        ("\x1b[2J", 3),
        ("", 0),
    ],
)
def test_width_counts_cells_not_characters(text: str, width: int) -> None:
    assert cell_width(text) == width


def test_at_most_four_marks_are_shown_on_a_cell() -> None:
    assert shown("A" + "\u0301" * 200 + "b") == "A" + "\u0301" * MARKS_SHOWN + "b"


def test_joiner_between_letters_is_not_shown_because_terminals_disagree_on_its_width() -> None:
    assert shown("a\u200db") == "ab"


def test_newline_and_tab_become_one_blank_each() -> None:
    assert shown("a\r\nb\tc\nd") == "a b c d"


def test_wide_character_that_does_not_fit_leaves_a_blank_not_half_of_it() -> None:
    assert clip("a漢字x", 3) == "a… "


@pytest.mark.parametrize("text", ["[/]", "[@click=app.quit]x[/]", "C:\\new", "שלום", "a\u200cb"])
def test_harmless_text_is_shown_exactly_as_typed(text: str) -> None:
    assert shown(text) == text
