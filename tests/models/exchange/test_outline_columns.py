"""Columns of numbers in a table of OKRs, and what is crossed out in an outline."""

from __future__ import annotations

import pytest

from models.exchange.outline import parse_outline

CROSSED = """
- Objective: Merchants trust us
  - KR1: NPS from 20 to 40
  - ~~KR2: Open an office in Rome~~
  - KR3: ~~Open an office in Paris~~
  - KR4: Ship in ~~3~~ 5 markets
  - ~~KR5: 20 demos held~~ => DONE
- ~~Objective: Gone with all below it~~
  - ~~KR1: 20 things~~
- ~~Objective: Crossed out and still holding one~~
  - KR1: Keep 20 customers
"""


@pytest.mark.parametrize(
    ("start", "target", "numbers", "note"),
    [
        ("14 kg", "6 kg", ("decrease", 14, 6, None, None), ""),
        ("71 %", "90 %", ("increase", 71, 90, None, None), ""),
        ("", "€2M", ("increase", 0, 2_000_000, None, None), ""),
        ("97 %", "≥ 99.5%", ("threshold", None, None, 99.5, None), "Baseline: 97 %"),
        ("TBD", "9", ("boolean", 0, 1, None, None), "Baseline: TBD\nTarget: 9"),
        ("2026-07-01", "2026-09-30", ("boolean", 0, 1, None, None), "Baseline: 2026-07-01\nTarget: 2026-09-30"),
        ("9", "9", ("boolean", 0, 1, None, None), "Baseline: 9\nTarget: 9"),
    ],
)
def test_baseline_and_target_of_a_table_become_numbers_or_stay_in_the_note(
    start: str, target: str, numbers: tuple[object, ...], note: str
) -> None:
    head = "| Objective | Key result | Baseline | Target |\n|---|---|---|---|\n"
    item = parse_outline(f"{head}| Waste less | Waste of a shop | {start} | {target} |\n").items[1]
    found = item.numbers
    assert found is not None
    assert (found.kind, found.start, found.target, found.low, found.high) == numbers
    assert item.note == note


def test_what_is_crossed_out_is_left_out_and_told_unless_it_was_reached_or_holds_more() -> None:
    outline = parse_outline(CROSSED)
    assert [(item.title, item.note) for item in outline.items] == [
        ("Merchants trust us", ""),
        ("NPS from 20 to 40", ""),
        ("Ship in 5 markets", "crossed out in the file: 3"),
        ("20 demos held", "crossed out in the file"),
        ("Crossed out and still holding one", "crossed out in the file"),
        ("Keep 20 customers", ""),
    ]
    assert [(line.line, line.reason) for line in outline.not_understood] == [
        (number, "crossed out in the file") for number in (4, 5, 8, 9)
    ]
