"""The command line's last cleaning layer, and its short list of imports."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import HOSTILE, forbidden
from themes.sgr import CODES, TOKENS, paint, wants_colour

OURS = re.compile(r"\x1b\[(?:[0-9;]+)m")
LEFT_OUT = [
    "dataclasses",
    "inspect",
    "typing",
    "enum",
    "re",
    "tomllib",
    "json",
    "argparse",
    "platformdirs",
    "rich",
    "sqlalchemy",
    "textual",
    "logging",
    "pathlib",
    "unicodedata",
]
spans = st.lists(st.tuples(st.one_of(st.text(), st.sampled_from(HOSTILE)), st.sampled_from(["", "nonsense", *TOKENS])))


@given(spans)
def test_without_colour_nothing_but_printable_text_leaves(row: list[tuple[str, str]]) -> None:
    assert forbidden(paint(row, colour=False), allow="") == []


@given(spans)
def test_with_colour_only_our_own_escapes_leave(row: list[tuple[str, str]]) -> None:
    painted = paint(row, colour=True)
    assert forbidden(OURS.sub("", painted), allow="") == []
    assert OURS.sub("", painted) == paint(row, colour=False)
    assert set(OURS.findall(painted)) <= {f"\x1b[{code}m" for code in (*CODES.values(), "0")}


@pytest.mark.parametrize("text", HOSTILE)
def test_colour_never_lasts_beyond_its_span(text: str) -> None:
    painted = paint([(text, "off"), ("after", "")], colour=True)
    assert painted.endswith("after")
    assert painted.count("\x1b[") in (0, 2)


def test_codes_are_the_sixteen_colours_of_the_terminal() -> None:
    for code in CODES.values():
        assert all(int(part) in {1, 2, 3, 4, 7, 9, *range(30, 38)} for part in code.split(";") if part)


@pytest.mark.parametrize(
    ("env", "tty", "wanted"),
    [
        ({"TERM": "xterm"}, True, True),
        ({"TERM": "xterm"}, False, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({}, True, False),
    ],
)
def test_colour_only_on_a_terminal_that_wants_it(env: dict[str, str], tty: bool, wanted: bool) -> None:
    assert wants_colour(env, tty) is wanted


def test_drawing_a_scorecard_imports_nothing_heavy() -> None:
    root = Path(__file__).parents[2]
    program = (
        f"import sys; sys.path.insert(0, {str(root)!r}); before = set(sys.modules)\n"
        "from themes.cells import badge, bar, counts, number, sparkline, trend, pad\n"
        "from themes.sgr import paint\n"
        "row = (*badge('off', True), *bar(.5, 9, .6), *sparkline([1, None, 3], 8, 'off'), *trend('worse'),\n"
        "       *counts({'off': 1}), *number(2.5, 6), *pad((('a long title', ''),), 5))\n"
        "paint(row, True)\n"
        f"print(*sorted((set(sys.modules) - before) & set({LEFT_OUT!r})))"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
