"""Cells of CSV files: numbers as people type them, and text that a spreadsheet must not run (interface.md 6)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_RUNS = re.compile(r"'*[\s\u00a0\u3000\ufeff\u200b]*(?:[=+\-@＝＋－＠﹢﹣﹦﹫|]|%(?!$))|'*[\t\r\n]")
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)(?P<digits>\d[\d.,'\u00a0\u202f ]*|[.,]\d+)(?P<exponent>e[-+]?\d{1,3})?$", re.IGNORECASE
)
_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}
_WRAP = re.compile(
    r"(?P<open>\()?(?:(?:us)?[$€£¥]|usd|eur|gbp|chf)?\s*(?P<body>[-+−]?\s*[\d.,'\u00a0\u202f ]*\d[\d.,]*"
    r"(?:e[-+]?\d+)?)\s*"
    r"(?P<scale>bn|mn|[kmb])?\s*(?P<percent>%)?\s*(?:[$€£¥]|usd|eur|gbp|chf)?\)?$",
    re.IGNORECASE,
)


def write_csv_cell(value: str | float | bool | None) -> str:
    """Return `value` as the text of one CSV cell; the csv module does the quoting of commas.

    Text that a spreadsheet would run (`=`, `+`, `-`, `@`, full-width forms, also after blanks or tabs) gets a
    leading apostrophe; numbers stay numbers, None is empty.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return f"'{value}" if _RUNS.match(value) else value


def read_csv_cell(text: str) -> str:
    """Return the text of a cell without the apostrophe that `write_csv_cell` put before it."""
    return text[1:] if text.startswith("'") and _RUNS.match(text[1:]) else text


def read_number(text: str, *, decimal: str = "") -> float | str:
    """Return the number in a cell, or one line why it is none.

    decimal: `.` or `,` when other cells of the file have told it; without it `1,234` and `1.234` are
    refused, since both could be meant either way (interface.md 6).
    """
    match = _WRAP.fullmatch(text.strip())
    if match is None:
        return "this is no number"
    body = match["body"].replace("−", "-").strip()
    number = _NUMBER.match(body)
    if number is None:
        return "this is no number"
    digits = _plain_digits(number["digits"].strip(), decimal)
    if digits is None:
        return "it could be a thousand or a fraction; write it without the mark, or with two decimals"
    try:
        value = float(f"{digits}{number['exponent'] or ''}") * _SCALES.get((match["scale"] or "").lower(), 1.0)
    except ValueError:
        return "this is no number"
    if not math.isfinite(value):
        return "the number is too large"
    return -value if (number["sign"] in ("-", "−")) != bool(match["open"]) else value


def decimal_mark(cells: Iterable[str]) -> str:
    """Return the decimal mark that the unambiguous cells agree on, or ""."""
    marks = set()
    for cell in cells:
        found = re.search(r"(?:^|[^\d.,])\d+([.,])(?:\d{1,2}|\d{4,})(?![\d.,])|0([.,])\d|\d([.,])\d{3}([.,])\d", cell)
        if found:
            marks.add(found.group(1) or found.group(2) or found.group(4))
    return marks.pop() if len(marks) == 1 else ""


def _plain_digits(digits: str, decimal: str) -> str | None:
    digits = re.sub(r"(?<=\d)['\u00a0\u202f ](?=\d{3}(?!\d))", "", digits)
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        last = "." if digits.rfind(".") > digits.rfind(",") else ","
        return _with_mark(digits, last)
    mark = "." if dots else ","
    if dots + commas == 0:
        return digits
    if dots + commas > 1:
        return digits.replace(mark, "") if re.fullmatch(rf"\d{{1,3}}(?:\{mark}\d{{3}})+", digits) else None
    grouped = re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits)
    if grouped and not decimal:
        return None
    return _with_mark(digits, decimal if grouped else mark)


def _with_mark(digits: str, mark: str) -> str:
    other = "," if mark == "." else "."
    return digits.replace(other, "").replace(mark, ".")
