"""The cells of the tree: counts below a goal are whole or said to go on."""

from __future__ import annotations

import pytest

from models.okrs.row_reads import RowView
from screens.okr_cells import CONFIDENCE, WIDE_CONFIDENCE, age, below
from themes.cells import width
from themes.glyphs import UNICODE


def text(statuses: dict[str, int], room: int) -> str:
    spans = below(statuses, UNICODE, room)
    assert not room or width(spans) <= room
    return "".join(word for word, _ in spans)


def test_three_counts_fit_on_a_wide_window_and_a_narrow_one_says_there_are_more() -> None:
    quiet = {"none": 1, "ok": 1, "done": 2, "off": 0}
    assert text(quiet, WIDE_CONFIDENCE) == "?1 ∙1 ✓2"
    assert text(quiet, CONFIDENCE) == "?1 ∙1…"


@pytest.mark.parametrize(("room", "shown"), [(0, "✗12 !34 ~5"), (WIDE_CONFIDENCE, "✗12 !34…"), (CONFIDENCE, "✗12…")])
def test_a_count_is_never_cut_to_another_number(room: int, shown: str) -> None:
    assert text({"off": 12, "risk": 34, "late": 5, "ok": 60}, room) == shown


@pytest.mark.parametrize(("state", "shown"), [("active", "90d!"), ("closed", "")])
def test_nothing_is_too_old_in_a_closed_cycle(state: str, shown: str) -> None:
    row = RowView(key=-1, ref="KR1", kind="increase", title="Share", age=90, cycle_state=state)
    assert "".join(word for word, _ in age(row)) == shown
