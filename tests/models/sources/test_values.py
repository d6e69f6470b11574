"""What a source may say, and what of it becomes a reading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.errors import Refused
from models.sources import json_path
from models.sources.from_command import lines
from models.sources.outcome import NotPulled
from models.sources.values import readings, to_number

WEDNESDAY = date(2026, 8, 12)  # in 2026-W33


def found(rows: list[tuple[Any, Any]], unit: str = "", cadence: str = "week", **more: Any) -> Any:
    return readings(rows, unit=unit, cadence=cadence, today=WEDNESDAY, **more)


@pytest.mark.parametrize(
    ("value", "unit", "number"),
    [(95, "%", 95.0), (95.5, "%", 95.5), ("95 %", "%", 95.0), ("0.95%", "%", 0.95), (0, "%", 0.0),
     (Decimal("12.5"), "EUR", 12.5), ("1.2M", "EUR", 1.2e6), (True, "yes/no", 1.0), ("yes", "yes/no", 1.0),
     (1e-7, "", 1e-7), (-3, "", -3.0)],
)  # fmt: skip
def test_value_is_read_as_a_person_would_type_it(value: Any, unit: str, number: float) -> None:
    assert to_number(value, unit) == number


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -float("inf"), Decimal("NaN"), "NaN", "-Infinity", "inf", 10**400, 1e300, None, [1],
     {"a": 1}, "abc", "", "1,234", True, b"5", "<html>"],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_a_line(value: Any) -> None:
    with pytest.raises(Refused) as caught:
        to_number(value, "EUR")
    assert "\n" not in caught.value.line()


def test_share_of_a_percentage_is_asked_back_until_a_scale_says() -> None:
    with pytest.raises(Refused, match="95"):
        to_number(0.95, "%")
    assert to_number(0.95, "%", 100) == 95.0
    assert to_number("0.95", "%", 1) == 0.95


@pytest.mark.parametrize(("span", "period"), [("offered", 202633), ("closed", 202632), ("running", 202633)])
def test_lone_number_belongs_to_the_period_that_is_wanted(span: str, period: int) -> None:
    assert found([(None, 5)], span=span) == ([(period, 5.0)], [])


def test_lone_number_on_a_monday_is_offered_for_the_week_that_closed() -> None:
    assert readings([(None, 5)], unit="", cadence="week", today=date(2026, 8, 10))[0] == [(202632, 5.0)]


@pytest.mark.parametrize(
    ("given", "cadence", "period"),
    [("2026-W31", "week", 202631), (202631, "week", 202631), ("2026-07-29", "week", 202631),
     (date(2026, 7, 29), "week", 202631), ("2026-07", "month", 202607), ("2026-07-29", "month", 202607),
     (date(2026, 7, 1), "month", 202607), (202607, "month", 202607), ("2026-07-29T10:00:00Z", "week", 202631)],
)  # fmt: skip
def test_period_is_read_as_the_measure_counts(given: Any, cadence: str, period: int) -> None:
    assert found([(given, 1)], cadence=cadence) == ([(period, 1.0)], [])


@pytest.mark.parametrize("given", ["2026-W60", "2027-W01", "2026-08", "soon", "", 5, [2]])
def test_bad_period_leaves_out_its_row_alone(given: Any) -> None:
    taken, wrong = found([(given, 1), ("2026-W31", 2)])
    assert taken == [(202631, 2.0)]
    assert len(wrong) == 1
    assert "\n" not in wrong[0]


def test_two_rows_of_one_week_are_left_out_unless_they_agree() -> None:
    taken, wrong = found([("2026-W31", 61), ("2026-W31", 62), ("2026-W30", 5), ("2026-W30", 5.0)])
    assert taken == [(202630, 5.0)]
    assert wrong == ["2026-W31 came twice, as 61 and 62"]


def test_missing_values_are_missing_periods() -> None:
    assert found([("2026-W31", None), ("2026-W30", "")]) == ([], [])


@pytest.mark.parametrize(
    ("path", "value"),
    [("a.b", 5), ("list.0.x", 1), ("list.-1.x", 2), ('"dotted.key"', 7), ("$.a.b", 5), ('a."b"', 5)],
)
def test_path_leads_to_a_value(path: str, value: int) -> None:
    raw = b'{"a": {"b": 5}, "list": [{"x": 1}, {"x": 2}], "dotted.key": 7}'
    assert json_path.read(raw, path=path) == [(None, value)]


def test_list_of_objects_needs_its_fields_named() -> None:
    raw = b'{"rows": [{"w": "2026-W31", "v": 61}, {"w": "2026-W32", "v": 62}]}'
    assert json_path.read(raw, path="rows", period="w", value="v") == [("2026-W31", 61), ("2026-W32", 62)]
    with pytest.raises(NotPulled, match="list of 2"):
        json_path.read(raw, path="rows")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<!DOCTYPE html><html>", "web page"),
        (b"", "empty"),
        (b"{", "no JSON"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": Infinity}', "Infinity"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"b": 1}', "has no 'a'"),
        (b'{"a": {}}', "object"),
        (b"[" * 100_000, "deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "no JSON"),
        (b'{"a": [1]}', "list of 1"),
    ],
)
def test_answer_that_is_no_number_is_told_in_a_line(raw: bytes, said: str) -> None:
    with pytest.raises(NotPulled, match=said) as caught:
        json_path.read(raw, path="a")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("out", "rows"),
    [(b"62.3\n", [(None, "62.3")]), (b" 1 234\n", [(None, "1 234")]), (b"2026-W31 5\n", [("2026-W31", "5")]),
     (b"2026-W31\t5\n2026-W32,6\n", [("2026-W31", "5"), ("2026-W32", "6")]), (b"2026-07;5 %", [("2026-07", "5 %")])],
)  # fmt: skip
def test_command_prints_a_number_or_lines_of_period_and_value(out: bytes, rows: Any) -> None:
    assert lines(out) == rows


@pytest.mark.parametrize("out", [b"", b"\n\n", b"\xff\xfe", b"<html>", b"5\n6\n"])
def test_other_output_of_a_command_is_refused(out: bytes) -> None:
    with pytest.raises(NotPulled):
        lines(out)
