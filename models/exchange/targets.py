"""Measure targets in words -> direction, value and unit, or why not ("at or above 95%", "TBD")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.exchange.quantities import Quantity, number_word, quantities
from models.text import clean

_DOWN = re.compile(
    r"\bat or (?:below|under)|\bno(?:t)? (?:more|greater|higher|longer|later) than"
    r"|\bnot (?:to )?exceed(?:ing)?|\bat most|\bup to"
    r"|\bmax(?:imum)?\b(?: of)?|\b(?:equal(?: to)? or )?(?:less|fewer|lower|smaller"
    r"|shorter) than(?: or equal(?: to)?)?|\bbelow"
    r"|\bunder|\bwithin|<=|=<|≤|<|\breduce\w*(?: \w+)? to|\bdecreas\w*(?: \w+)? to|\bdown to",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\bat or (?:above|over)|\bno(?:t)? (?:less|fewer|lower) than|\bat least|\bmin(?:imum)?\b(?: of)?"
    r"|\b(?:equal(?: to)? or )?(?:more|greater|higher|larger"
    r"|longer) than(?: or equal(?: to)?)?|\babove|\bover|\bexceed(?:s|ing)?"
    r"|>=|=>|≥|>|\bincreas\w*(?: \w+)? to|\braise\w*(?: \w+)? to|\bgrow\w*(?: \w+)? to|\breach\w*|\bup from",
    re.IGNORECASE,
)
_AROUND = re.compile(r"\b(?:at or )?within\b|±|\+/-|\bplus or minus\b", re.IGNORECASE)
_LOOSE = re.compile(
    r"\bat or|within|\bor equal|\bequal|\bno(?:t)? |\bat (?:least|most)|=|≥|≤|\bup to|\bm(?:in|ax)|\bto$|\breach",
    re.IGNORECASE,
)
_MORE_AFTER = re.compile(r"^\s*[\w ]{0,20}?\b(?:or|and) (?:more|above|higher|better|over|greater)\b", re.IGNORECASE)
_LESS_AFTER = re.compile(r"^\s*[\w ]{0,20}?\b(?:or|and) (?:less|below|lower|fewer|under|better)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\b|^\s*[\d.,$€£%]+\s*(?:to|-|–)\s*[\d$€£]", re.IGNORECASE)
_RANGE = re.compile(r"(\d[\d.,]*)\s?%?\s*[-–]\s*(?=\d)")
_FROM_TO = re.compile(r"\bfrom\b.*?\bto\b|->|→", re.IGNORECASE)
_OPEN = re.compile(
    r"^(?:tbd|tba|tbc|todo|to be (?:defined|decided|determined|confirmed|set)|n/?a"
    r"|none|not set|unknown|pending|open|[-–—?.…]*)\W*$",
    re.IGNORECASE,
)
_YES = re.compile(r"^(?:yes|no|true|false|done|pass|met)\W*$", re.IGNORECASE)
FALLING_NAMES = re.compile(
    r"\b(?:age|time(?!s? between)|wait\w*|latency|duration|lag|delay\w*|cost\w*"
    r"|spend(?! %)|expenses?|churn|attrition|turnover|error\w*"
    r"|bugs?|defects?|incidents?|outages?|complaints?|escalations?|backlog|overdue"
    r"|debt|escapes?|vulnerabilit\w+|cac|burn|mttr|mttd"
    r"|mttm|mttp|days to|hours to|cycle|factor|failures?|absence\w*|downtime|returns|refunds?|rework)\b",
    re.IGNORECASE,
)
_UP_NAMES = re.compile(
    r"\b(?:rate|retention|satisfaction|csat|ssat|nps|score|revenue|arr|mrr|acv|sales"
    r"|bookings?|coverage|availability|uptime|margin"
    r"|conversion|growth|adoption|usage|users?|customers?|wins?|pipeline|leads"
    r"|engagement|participation|accuracy|completion|maturity"
    r"|velocity|throughput|promotions?|hires?|attainment|mtbf|mtbi|time between"
    r"|utili[sz]ation|share|labeled|deliver\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A measure's target as understood.

    direction: `up` (at the value or better above), `down`, `within` (low to high) or "" when unknown.
    value: in `unit`, None when there is none or the direction is `within`. unit: `number`, `%`, `money`, `h`, `d`,
    `min`, `ratio`, `yes/no`, or "". strict: the bound itself is not good enough ("less than").
    confidence: `sure`, `guess` (see `guess`, to be reported) or `none` (see `not_understood`).
    of: the words behind the quantity ("of ARR", "MRs per month").
    """

    text: str
    direction: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    currency: str = ""
    strict: bool = False
    confidence: str = "none"
    guess: str = ""
    not_understood: str = ""
    of: str = ""


def read_target(text: str, name: str = "") -> Target:
    """Return the target written in `text`; `name` is its measure's, for numbers without a direction.

    Never raises: a target that says nothing is returned with the reason in `not_understood`.
    """
    words = " ".join(clean(text).split())
    if _OPEN.match(words):
        return Target(words, not_understood="no target yet" if words else "the target is empty")
    if _YES.match(words):
        good = not words.lower().startswith(("no", "false"))
        return Target(words, "up" if good else "down", float(good), unit="yes/no", confidence="sure")
    found = quantities(_RANGE.sub(r"\1 to ", words)) if _RANGE.match(words) else quantities(words)
    if not found:
        word = number_word(words)
        if word is None:
            return Target(words, not_understood="there is no number in it")
        found = [word]
    return _ranged(words, found) or _bounded(words, found, name)


def _ranged(words: str, found: list[Quantity]) -> Target | None:
    first = found[0]
    if len(found) >= 2 and _BETWEEN.search(words) and not _FROM_TO.search(words):
        low, high = sorted((first.value, found[1].value))
        unit, currency = _unit(found[1] if found[1].unit != "number" else first)
        return Target(words, "within", low=low, high=high, unit=unit, currency=currency, confidence="sure")
    around = _AROUND.search(words[: first.begin])
    if around is None or first.unit in ("h", "d", "min"):
        return _two_bounds(words, found)
    if not around.group().lower().endswith("within") or re.search(r"\bof\b", words[first.end :]):
        of = words[first.end :].strip(" .")
        guess = "read as the distance from " + (re.sub(r"^of ", "", of) or "something it does not name")
        unit, currency = _unit(first)
        value = abs(first.value)
        return Target(words, "within", None, -value, value, unit, currency, confidence="guess", guess=guess, of=of)
    return None


def _two_bounds(words: str, found: list[Quantity]) -> Target | None:
    """ "more than 5 and less than 10"."""
    if len(found) < 2:
        return None
    first, second = found[:2]
    if (
        _UP.search(words[: first.begin])
        and _DOWN.search(words[first.end : second.begin])
        and first.value < second.value
    ):
        unit, currency = _unit(second)
        return Target(words, "within", None, first.value, second.value, unit, currency, confidence="sure")
    return None


def _bounded(words: str, found: list[Quantity], name: str) -> Target:
    quantity = found[1] if len(found) > 1 and _FROM_TO.search(words) else found[0]
    before, after = words[: quantity.begin], words[quantity.end :]
    down, up = _last(_DOWN, before), _last(_UP, before)
    direction, strict = "", False
    if down or up:
        chosen = down if up is None or (down is not None and _nearer(down, up)) else up
        direction = "down" if chosen is down else "up"
        strict = chosen is not None and not _LOOSE.search(chosen.group())
    elif quantity.more or _MORE_AFTER.match(after):
        direction = "up"
    elif _LESS_AFTER.match(after):
        direction = "down"
    elif len(found) > 1 and quantity is found[1] and found[0].value != found[1].value:
        direction = "up" if found[1].value > found[0].value else "down"
    unit, currency = _unit(quantity)
    of = after.strip(" .,;")
    if direction:
        guess = _odd(quantity, direction, strict)
        strict = strict and not guess
        sure = "guess" if guess else "sure"
        return Target(words, direction, quantity.value, None, None, unit, currency, strict, sure, guess, of=of)
    return _guessed(Target(words, "", quantity.value, unit=unit, currency=currency, of=of), name)


def _nearer(one: re.Match[str], other: re.Match[str]) -> bool:
    """Of "not more than" and the "more than" inside it, the whole wins; else the last one does."""
    return (one.end(), -one.start()) > (other.end(), -other.start())


def _guessed(target: Target, name: str) -> Target:
    """A bare number: its direction comes from the measure's name, and is said to be a guess."""
    down, up = FALLING_NAMES.search(name), _UP_NAMES.search(name)
    direction = "down" if down else "up" if up else ""
    told = down or up
    if told is None:
        if target.unit == "%" and target.value == 100:
            direction, why = "up", "100 % is read as at least"
        else:
            reason = "the number is there, but not whether more or less is good"
            return Target(
                target.text,
                "",
                target.value,
                None,
                None,
                target.unit,
                target.currency,
                not_understood=reason,
                of=target.of,
            )
    else:
        better = "more" if direction == "up" else "less"
        why = f'no direction in its words; {better} is taken as good because of "{told.group()}" in the name'
    return Target(
        target.text,
        direction,
        target.value,
        None,
        None,
        target.unit,
        target.currency,
        False,
        "guess",
        why,
        of=target.of,
    )


def _odd(quantity: Quantity, direction: str, strict: bool) -> str:
    if direction == "down" and strict and quantity.value == 0 and quantity.unit == "number":
        return "below 0 cannot happen where things are counted; read as 0 or less"
    return ""


def _unit(quantity: Quantity) -> tuple[str, str]:
    return quantity.unit, quantity.currency


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)
