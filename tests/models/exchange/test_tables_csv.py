"""CSV files of measures and OKRs; bad cells by row and column, good rows offered (interface.md 6)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from models.errors import Refused
from models.exchange.csv_cells import read_csv_cell, read_number, write_csv_cell
from models.exchange.csv_periods import Period, read_period
from models.exchange.tables_csv import parse_csv, read_csv
from tests.models.exchange.test_outline import sample


def test_measure_definitions_and_their_headers_are_reported() -> None:
    read = parse_csv("Metric,TEAM,Target,Colour of sky\nNPS,Support,at least 45,blue\nAge,Support,TBD,\n")
    assert (read.shape, read.ignored, read.rows) == ("measures", ("Colour of sky",), 2)
    assert [(row.name, row.target.value) for row in read.measures] == [("NPS", 45), ("Age", None)]
    assert read.measures[1].target.not_understood == "no target yet"


def test_a_direction_column_settles_a_bare_target() -> None:
    read = parse_csv("measure,target,direction\nThing,5,down\n")
    assert (read.measures[0].target.direction, read.measures[0].target.confidence) == ("down", "sure")


def test_okr_rows_repeat_the_objective_above() -> None:
    read = parse_csv(
        "Objective,Key Result,Owner,Start,Target,Progress\nGrow,10 logos,Ana,0,10,45%\n,5 talks,Bo,,5,0.4\n"
    )
    assert read.shape == "okrs"
    assert [(row.objective, row.key_result, row.target, row.progress) for row in read.okrs] == [
        ("Grow", "10 logos", 10, 0.45),
        ("Grow", "5 talks", 5, 0.4),
    ]


@pytest.mark.parametrize(
    ("body", "row", "reason"),
    [
        ("A,5,7\nB,6\n", 2, "the row has 3 cells, the header 2"),
        ('B,6\nA,"x"y\n', 3, "expected after"),
        ('B,6\nA,"open\nC,7\n', 3, "never closed"),
    ],
)
def test_a_broken_row_is_reported_and_the_others_are_read(body: str, row: int, reason: str) -> None:
    read = parse_csv("measure,target\n" + body)
    assert [measure.name for measure in read.measures] == ["B"]
    assert [cell.row for cell in read.bad_cells] == [row]
    assert reason in read.bad_cells[0].reason


@pytest.mark.parametrize("text", ["", "\n", "a,b\n1,2\n", "measure\nNPS\n", "measure,week,value\nNPS,2026-W30,45\n"])
def test_files_of_no_known_shape_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_csv(text)


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"PK\x03\x04\0\0")
    with pytest.raises(Refused, match="binary"):
        read_csv(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("95%", "", 95),
        ("1.5k", "", 1500),
        ("$1,234.50", "", 1234.5),
        ("(5)", "", -5),
        ("−5", "", -5),
        ("1,234", ".", 1234),
    ],
)
def test_numbers_as_people_type_them(text: str, decimal: str, value: float) -> None:
    assert read_number(text, decimal=decimal) == value


@pytest.mark.parametrize("text", ["1,234", "1.234", "abc", "nan", "1e999", "", "12 monkeys", "--5"])
def test_numbers_that_could_be_two_or_none_are_refused(text: str) -> None:
    assert isinstance(read_number(text), str)


def test_periods_of_all_kinds() -> None:
    assert read_period("2026-W53") == Period("week", 202653)
    assert read_period("2027-01-01") == Period("week", 202653)
    assert read_period("202611", column="Month") == Period("month", 202611)
    assert read_period("21.11.2026") == Period("week", 202647)
    for text in ("2025-W53", "202611", "03/04/2026", "W47", "2026-13", "2026-02-30", ""):
        assert isinstance(read_period(text), str)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", " =1", "\t@x", "\u00a0+1", "'=1", "\n=1", "%x"])
def test_text_that_a_spreadsheet_would_run_is_quoted_and_comes_back(text: str) -> None:
    assert write_csv_cell(text) == f"'{text}"
    assert read_csv_cell(write_csv_cell(text)) == text


@pytest.mark.parametrize(
    ("value", "cell"), [(-5, "-5"), (-5.5, "-5.5"), (3.0, "3"), (None, ""), (True, "1"), ("it's", "it's"), ("%", "%")]
)
def test_numbers_stay_numbers(value: object, cell: str) -> None:
    assert write_csv_cell(value) == cell  # type: ignore[arg-type]
    file = io.StringIO()
    csv.writer(file).writerow([write_csv_cell(value)])  # type: ignore[arg-type]
    assert file.getvalue().strip().strip('"') == cell


def test_the_real_measures_are_understood() -> None:
    read = read_csv(sample("measures-gitlab-infrastructure-support.csv"))
    told = [row.target.confidence for row in read.measures]
    assert (len(told), told.count("sure"), told.count("guess"), told.count("none")) == (31, 23, 6, 2)
