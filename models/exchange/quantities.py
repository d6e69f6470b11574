"""Quantities in other people's sentences: "5,000", "99.95 %", "$570k", "12 hours", "10:1", "3x".

A sentence is read as a person would read it. Digits that only name something (Q4, FY21, v1.0,
"Tier 1", "13-week", a link, a date) are not quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SCALES = {"k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}
_SCALES |= {"thousand": 1e3, "million": 1e6, "mio": 1e6, "billion": 1e9}
_CURRENCIES = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "usd": "USD", "eur": "EUR"}
_CURRENCIES |= {"gbp": "GBP", "chf": "CHF", "jpy": "JPY"}
# word -> (unit, factor into that unit)
_TIMES = {"hour": ("h", 1.0), "hr": ("h", 1.0), "h": ("h", 1.0), "day": ("d", 1.0), "d": ("d", 1.0)}
_TIMES |= {"minute": ("min", 1.0), "min": ("min", 1.0), "week": ("d", 7.0), "wk": ("d", 7.0)}
_TIMES |= {"second": ("min", 1 / 60), "sec": ("min", 1 / 60)}

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+,\d{1,2}(?![\d,])(?=\s?(?:%|€))|\d+(?:\.\d+)?|\.\d+"
_QUANTITY = re.compile(
    rf"""(?<![\w.,#/:@$€£¥])(?<!\w[-–])
    (?P<sign>[-−+](?=[\d.$€£]))?
    (?P<currency>us\$|[$€£¥])?\s?(?P<number>{_NUMBER})
    (?: :(?P<per>\d+(?:\.\d+)?)(?![\d:])
      | (?P<times>\s?[x×](?![\w]))
      | (?P<scale>\s?(?:k|mm|mn|m|bn|b|thousand|million|mio|billion)(?![\w]))?
        (?P<plus>\+(?![\w]))?
        (?P<unit>\s?(?:%|percent\b|per\ cent\b|pct\b|p\.?p\.?\b|percentage\ points?\b)
          |(?:\s|\s(?:business|working|calendar)\s|)(?:hours?|hrs?|h|minutes?|mins?|days?|d|weeks?|wks?|seconds?|secs?)\b
          |\s?(?:usd|eur|gbp|chf|jpy|€|£)(?!\w))?
        (?P<plus2>\+(?![\w]))? )
    (?!\w|[.]\d|[-–]\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMED = re.compile(
    r"(?:\b(?:tier|phase|level|goal|version|step|stage|priority|section|page|chapter|soc|iso|type|class|series"
    r"|sprint|iteration|round|wave|part|release|epic|ticket|issue|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
    r"|january|february|march|april|june|july|august|september|october|november|december|top|v|h|q|fy|rails|python"
    r"|week|month|quarter|year|day)\s|[#-])$",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(
    r"^(?:st|nd|rd|th)?\s(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+|www\.\S+|/\S+/\S*")
_DATE = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{4}-W\d{2}\b|\b\d+/\d+\b")
_LARGEST = 1e15  # beyond it digits are an account or a serial number
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_WORDS |= {"eleven": 11, "twelve": 12, "one": 1, "zero": 0}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a sentence; `begin` and `end` are its place in the text.

    unit is one of `number`, `%`, `money`, `h`, `d`, `min`, `ratio`; `more` is a trailing plus ("90%+").
    """

    value: float
    unit: str
    begin: int
    end: int
    currency: str = ""
    more: bool = False


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` in their order."""
    if not any(character.isdigit() for character in text):
        return []
    plain = _blank(_URL, text) if "/" in text or "www." in text else text
    if "/" in plain or "-" in plain or plain.count(".") > 1:
        plain = _blank(_DATE, plain)
    found = [_quantity(match) for match in _QUANTITY.finditer(plain) if not _only_a_name(plain, match)]
    return [quantity for quantity in found if abs(quantity.value) < _LARGEST]


def number_word(text: str) -> Quantity | None:
    """Return the first small number written as a word ("three templates"), or None."""
    match = _NUMBER_WORD.search(text)
    if match is None:
        return None
    return Quantity(float(_WORDS[match.group().lower()]), "number", match.start(), match.end())


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: "_" * len(match.group()), text)


def _only_a_name(text: str, match: re.Match[str]) -> bool:
    """Tell "Tier 1", "Jan 16", "2019" and "5 May" from quantities."""
    if match["unit"] or match["currency"] or match["scale"] or match["times"] or match["per"]:
        return False
    if _NAMED.search(text[max(0, match.start() - 12) : match.start()]):
        return True
    if _MONTH_AFTER.match(text[match.end() : match.end() + 14]):
        return True
    return match["number"].isdigit() and len(match["number"]) == 4 and 1990 <= int(match["number"]) <= 2099


def _quantity(match: re.Match[str]) -> Quantity:
    number = match["number"]
    digits = number.replace(",", "." if re.fullmatch(r"\d+,\d{1,2}", number) else "")
    value = float(digits) * _SCALES.get((match["scale"] or "").strip().lower(), 1.0)
    if match["sign"] in ("-", "−"):
        value = -value
    unit, factor, currency = _unit(match)
    if match["per"]:
        value = value / float(match["per"]) if float(match["per"]) else value
    more = bool(match["plus"] or match["plus2"])
    # 1/60 of a minute is no exact float: keep what people typed free of noise
    begin = match.start() + len(match.group()) - len(match.group().lstrip())
    return Quantity(round(value * factor, 9), unit, begin, match.end(), currency, more)


def _unit(match: re.Match[str]) -> tuple[str, float, str]:
    if match["times"] or match["per"]:
        return "ratio", 1.0, ""
    word = (match["unit"] or "").strip().lower()
    sign = (match["currency"] or "").lower()
    if sign or word in _CURRENCIES:
        return "money", 1.0, _CURRENCIES[sign or word]
    if not word:
        return "number", 1.0, ""
    if word.startswith(("%", "perc", "per ", "pct", "pp", "p.p")):
        return "%", 1.0, ""
    last = word.split()[-1].rstrip("s")
    unit, factor = _TIMES[last]
    return unit, factor, ""
