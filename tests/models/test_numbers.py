"""Numbers as people type them and as they are shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from models.numbers import format_number, format_share, parse_number, parse_quantity, parse_value, unit_of
from models.prompt import parse_confidence, parse_update

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("95", "%", 95),
        ("95%", "%", 95),
        ("95 %", "%", 95),
        ("0.95%", "%", 0.95),
        ("0", "%", 0),
        ("1,234,567", "", 1234567),
        ("1.234.567", "", 1234567),
        ("1 234", "", 1234),
        ("1 234,5", "", 1234.5),
        ("1'234'567", "", 1234567),
        ("1,234.56", "", 1234.56),
        ("1.234,56", "", 1234.56),
        ("1,2", "", 1.2),
        ("0,123", "", 0.123),
        ("1234.567", "", 1234.567),
        (".5", "", 0.5),
        ("1.2k", "", 1200),
        ("3K", "", 3000),
        ("1.2M", "€", 1_200_000),
        ("€1.2M", "EUR", 1_200_000),
        ("1,2 M EUR", "€", 1_200_000),
        ("5m", "€", 5_000_000),
        ("=-5", "", -5),
        ("=+5", "", 5),
        ("12 h", "h", 12),
        ("3d", "d", 3),
        ("90 min", "h", 1.5),
        ("1h30", "h", 1.5),
        ("1 h 30 min", "h", 1.5),
        ("=1h15m", "min", 75),
        ("2min 30s", "s", 150),
        ("2.1x", "x", 2.1),
        ("10:1", "x", 10),
        ("3 logos", "logos", 3),
        ("yes", "yes/no", 1),
        ("No", "yes/no", 0),
        ("1\u00a0234", "", 1234),
        ("٣٤", "", 34),
    ],
)
def test_numbers_are_understood_as_people_type_them(text: str, unit: str, value: float) -> None:
    assert parse_number(text, unit) == pytest.approx(value, abs=0, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "abc", "12 monkeys", "NaN", "nan", "inf", "-inf", "=-inf", "1e400", "9" * 400, "--5", "=--5", "1.",
     "1,23,456", "1 23", "1e", "=", "+", "0x10", "1_", "5 s", "95%", "∞", "\x1b[2J", "1" + "a" * 5000, "12 h"],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_one_clear_line(text: str) -> None:
    with pytest.raises(Refused) as error:
        parse_number(text, current=1.0)
    line = error.value.line()
    assert line.isprintable()
    assert len(line) < 140
    assert error.value.hint


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345", "999.999", "1.234k", "+1,234", "=-1.234"])
def test_one_separator_before_three_digits_is_asked_back(text: str) -> None:
    with pytest.raises(Refused, match="can be read as"):
        parse_number(text, current=0.0)


@pytest.mark.parametrize("text", ["0.95", ".95", "0,95", "=-0.5"])
def test_a_fraction_on_a_percentage_is_refused_with_the_question(text: str) -> None:
    with pytest.raises(Refused, match=r"meant as .* %\?"):
        parse_number(text, "%")


def test_another_currency_or_unit_than_the_measures_is_refused() -> None:
    for text, unit in (("$5", "€"), ("12 h", "d"), ("5%", "h"), ("€5", "%"), ("3 d", "%")):
        with pytest.raises(Refused, match="counted in"):
            parse_number(text, unit)


def test_plus_and_minus_nudge_the_current_value() -> None:
    assert parse_number("+2", current=9) == 11
    assert parse_number("-1", current=9) == 8
    assert parse_number("+0.1", "%", 0.2) == 0.3
    assert parse_number("-1k", "", 5000) == 4000
    with pytest.raises(Refused, match="no value yet"):
        parse_number("-1")


def test_a_minus_in_a_file_is_a_negative() -> None:
    assert parse_value("-5") == -5
    assert parse_value("-€1.2M", "€") == -1_200_000


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("95%", 95, "%"), ("12 hours", 12, "h"), ("€1.2M", 1.2e6, "EUR"), ("0.25", 0.25, ""), ("50 days", 50, "d")],
)
def test_a_quantity_carries_its_unit(text: str, value: float, unit: str) -> None:
    assert parse_quantity(text) == (value, unit)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (2.4, "d", "2.4d"),
        (2.4, "days", "2.4d"),
        (108.2, "%", "108.2%"),
        (9, "%", "9%"),
        (99.95, "%", "99.95%"),
        (-25, "%", "-25%"),
        (1.2e6, "", "1.2M"),
        (1.2e6, "EUR", "€1.2M"),
        (-1.2e6, "€", "-€1.2M"),
        (5e5, "CHF", "CHF 500k"),
        (3, "", "3"),
        (3, "logos", "3"),
        (0.61, "", "0.61"),
        (2.1, "x", "2.1x"),
        (1, "yes/no", "yes"),
        (0, "yes/no", "no"),
        (None, "%", "-"),
        (999_999, "", "1M"),
        (9_999, "", "9999"),
        (9_999.96, "", "10k"),
        (0, "", "0"),
        (-0.0, "", "0"),
    ],
)
def test_numbers_are_shown_short(value: float | None, unit: str, shown: str) -> None:
    assert format_number(value, unit) == shown


@given(st.floats(-1e14, 1e14), st.sampled_from(["", "EUR", "h", "x", "%"]))
def test_what_is_shown_is_short_and_can_be_typed_back(value: float, unit: str) -> None:
    shown = format_number(value, unit)
    assert len(shown) <= 10
    assert parse_value(shown, unit) == pytest.approx(value, rel=0.051, abs=0.0006)


@pytest.mark.parametrize("text", ["7", "2.5", "-1", "+1", "maybe"])
def test_a_yes_or_no_is_nothing_else(text: str) -> None:
    with pytest.raises(Refused, match="neither yes nor no"):
        parse_number(text, "yes/no", 1.0)


@pytest.mark.parametrize("text", ["1h 30h", "1:30", "1h-30", "2d 4h", "30 min 1 h"])
def test_what_is_no_duration_of_two_units_is_refused_and_not_cut_short(text: str) -> None:
    with pytest.raises(Refused):
        parse_number(text, "h")


@given(st.text(max_size=40), st.sampled_from(["", "%", "€", "d", "h", "yes/no"]))
def test_any_text_is_a_finite_number_or_refused(text: str, unit: str) -> None:
    try:
        value, confidence, note = parse_update(text, unit, 1.0)
    except Refused as error:
        assert error.line().isprintable()
        return
    assert value is None or abs(value) <= 1e15
    assert confidence is None or 0 <= confidence <= 10
    assert isinstance(note, str)


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [(0.385, "39%"), (-0.25, "-25%"), (1.25, "125%"), (0.9999, "99%"), (-0.001, "-1%"), (0.0, "0%"), (1.0, "100%"),
     (None, "-")],
)  # fmt: skip
def test_a_share_never_rounds_to_all_or_to_the_start(fraction: float | None, shown: str) -> None:
    assert format_share(fraction) == shown


@pytest.mark.parametrize(
    ("text", "unit", "found"),
    [
        ("11 c6 two logos signed", "", (11.0, 6, "two logos signed")),
        ("11", "", (11.0, None, "")),
        ("11 c0", "", (11.0, 0, "")),
        ("11 c10", "", (11.0, 10, "")),
        ("c6 legal is slow", "", (None, 6, "legal is slow")),
        ("11 two logos", "", (11.0, None, "two logos")),
        ("12 - monkeys", "", (12.0, None, "monkeys")),
        ("1 234 c5", "", (1234.0, 5, "")),
        ("11 20 calls", "", (11.0, None, "20 calls")),
        ("95 % c6", "%", (95.0, 6, "")),
        ("5 d late", "d", (5.0, None, "late")),
        ("+2 c7", "", (5.0, 7, "")),
        ("€ 1.2M c5 ok", "EUR", (1.2e6, 5, "ok")),
        ("yes c8", "yes/no", (1.0, 8, "")),
        ("1 h 30 min", "h", (1.5, None, "")),
        ("1h 30", "h", (1.5, None, "")),
        ("1h 30min two people ill", "h", (1.5, None, "two people ill")),
        ("2 h 30 tickets were left", "h", (2.0, None, "30 tickets were left")),
    ],
)
def test_the_update_line_is_value_confidence_note(
    text: str, unit: str, found: tuple[float | None, int | None, str]
) -> None:
    assert parse_update(text, unit, 3.0) == found


@pytest.mark.parametrize("text", ["", "abc c5", "11 c11", "1,234 c5", "12 monkeys", "NaN c5"])
def test_a_bad_update_line_changes_nothing(text: str) -> None:
    with pytest.raises(Refused):
        parse_update(text, current=1.0)


def test_zero_means_ten_and_c0_is_a_real_zero() -> None:
    assert [parse_confidence(text) for text in ("0", "c0", "6", "C7", "10")] == [10, 0, 6, 7, 10]
    for text in ("11", "", "-1", "c", "6.5"):
        with pytest.raises(Refused):
            parse_confidence(text)


def test_units_have_one_short_form() -> None:
    assert [unit_of(unit) for unit in ("€", "usd", "Hours", "days", "percent", "×", "logos", "number")] == [
        "EUR", "USD", "h", "d", "%", "x", "logos", "",
    ]  # fmt: skip


def test_short_commands_pay_for_nothing_heavy() -> None:
    script = (
        "import sys, models.scorecard.rules, models.prompt\n"
        "print([m for m in 'dataclasses inspect typing enum re json pathlib logging'.split() if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
