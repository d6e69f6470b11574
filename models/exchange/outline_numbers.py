"""Kind, start, target and unit of a key result from its words, where a person would read them (product.md 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from models.exchange.quantities import Quantity, number_word, quantities
from models.exchange.targets import FALLING_NAMES

_DOWN = re.compile(
    r"\b(?:reduc|decreas|lower|cut|shrink|minimi[sz]|drop|shorten"
    r"|bring\w* down|burn\w* down|limit|fewer|less|down\b)\w*",
    re.I,
)
_UP = re.compile(
    r"\b(?:increas|rais|grow|improv|lift|boost|expand|gain|double|triple|reach|hit"
    r"|achiev|win|score|attain|accelerat"
    r"|advanc|complet|finish)\w*",
    re.I,
)
_LEAST = re.compile(
    r"(?:\bat least|\bat or above|\bno(?:t)? (?:less|fewer|lower) than"
    r"|\bminimum(?: of)?|\bmin\.?|\bor higher|\babove|\bover|\bmore than"
    r"|\bgreater than(?: or equal to)?|\bequal (?:to )?or greater than|\bhigher than"
    r"|\bexceed(?:s|ing)?|>=|=>|≥|>|\bmaintain|\bkeep"
    r"|\bstay(?:s)? (?:at|above|over))\s*(?:a |an |the )?[\w\s%$€£-]{0,24}?$",
    re.I,
)
_MOST = re.compile(
    r"(?:\bat most|\bat or below|\bno(?:t)? (?:more|greater|higher|longer) than"
    r"|\bmaximum(?: of)?|\bmax\.?|\bbelow|\bunder|\bless than"
    r"|\bequal to or less than|\bfewer than|\blower than|\bwithin|\bup to|\bnot exceed(?:ing)?|<=|≤|<)\s*$",
    re.I,
)
_OR_MORE = re.compile(r"^\s*(?:or|and) (?:higher|more|above|better|over)\b", re.I)
_OR_LESS = re.compile(r"^\s*(?:or|and) (?:lower|less|below|fewer|under)\b", re.I)
_BETWEEN = re.compile(r"\bbetween\s*$", re.I)
_FROM = re.compile(r"\bfrom\s+(?:about |around |roughly |~)?$", re.I)
_TO = re.compile(
    r"(?:\bto|->|→|⇒|–|\bin)\s*(?:at least |at most |above |under |below |over |about |around |~|>=?|<=?)?$", re.I
)
_JOIN = re.compile(r"^\+?\s?\w{0,12}\s{0,2}(?:\bto|->|→|⇒)\s+(?:at least |under |below |over |~)?$", re.I)
_BY = re.compile(r"\bby\s*(?:at least |>=?\s?|about |~)?$", re.I)
_HOLD = re.compile(
    r"\b(?:maintain|keep|stay|hold|remain|sla|slo|uptime|availability|average|error rate|response time)\b", re.I
)
_AGE = re.compile(r"\b(?:older than|after|every|last|past|next|per|first|rolling|for)\s*$", re.I)
_MULTIPLE = {"double": 100.0, "triple": 200.0, "quadruple": 300.0}
_STEPS = re.compile(r"\b(?:milestones?|phases)\b", re.I)
_TALLY = re.compile(r"^\s?[\"“‘'(\[]?(?!(?:year|month|quarter)s?\b)\w", re.I)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The arithmetic of a key result as far as its words say it.

    kind: `increase`, `decrease`, `threshold`, `count`, `boolean` or `milestone`. start is None when the
    words do not say it; low and high: the bounds of a threshold. unit: `number`, `%`, `money`, `h`, `d`,
    `min`, `ratio` or `yes/no`. relative: start and target are a change in percent ("by 20 %").
    assumed: what was not in the words, one line for the report, or "".
    """

    kind: str = "boolean"
    start: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = "yes/no"
    currency: str = ""
    relative: bool = False
    assumed: str = ""


def read_numbers(text: str) -> Numbers:
    """Return the numbers of a key result's title; a title without any is a boolean or a milestone."""
    found = quantities(text)
    for reader in (_span, _multiple, _between, _relative, _directed, _bounded, _in_words, _counted, _share, _held):
        numbers = reader(text, found)
        if numbers is not None:
            return numbers
    return Numbers("milestone" if _STEPS.search(text) else "boolean", 0.0, 1.0)


def _with_unit(quantity: Quantity, numbers: Numbers) -> Numbers:
    return replace(numbers, unit=quantity.unit, currency=quantity.currency)


def _span(text: str, found: list[Quantity]) -> Numbers | None:
    """ "from 8 to 10", "70 -> 56 mins", "to 56 mins from 70", "to 5 (from 30+ today)"."""
    for first, second in pairwise(found):
        before, between = text[: first.begin], text[first.end : second.begin]
        if _JOIN.match(between) and (
            _FROM.search(before) or "to" not in between or _UP.search(before) or _DOWN.search(before)
        ):
            return _run(first, second)
        if _FROM.search(before) and re.fullmatch(
            r"[\w\s%+/.-]{0,40}\bto\s*(?:at least |over |under |below )?", between, re.I
        ):
            return _run(first, second)
        if (
            _FROM.search(text[: second.begin])
            and not _BY.search(before)
            and re.search(r"(?:\bto|under|below|over|at)\s*$", before, re.I)
        ):
            return _run(second, first)
        if _FROM.search(text[: second.begin]) and _BY.search(before) and first.unit == "%":
            change = 1 - first.value / 100 if _DOWN.search(text) else 1 + first.value / 100
            return _run(second, replace(second, value=round(second.value * change, 6)))
    return None


def _run(start: Quantity, target: Quantity) -> Numbers | None:
    if start.value == target.value:
        return None
    teller = target if target.unit != "number" else start
    kind = "increase" if target.value > start.value else "decrease"
    return _with_unit(teller, Numbers(kind, start.value, target.value))


def _multiple(text: str, found: list[Quantity]) -> Numbers | None:
    word = text.split(" ", 1)[0].lower()
    if found or word not in _MULTIPLE:
        return None
    return Numbers(
        "increase", 0.0, _MULTIPLE[word], unit="%", relative=True, assumed=f"{word} read as +{_MULTIPLE[word]:g} %"
    )


def _between(text: str, found: list[Quantity]) -> Numbers | None:
    for first, second in pairwise(found):
        if _BETWEEN.search(text[: first.begin]) and text[first.end : second.begin].strip().lower() in (
            "and",
            "to",
            "-",
            "–",
        ):
            low, high = sorted((first.value, second.value))
            return _with_unit(second, Numbers("threshold", low=low, high=high))
    return None


def _relative(text: str, found: list[Quantity]) -> Numbers | None:
    """ "Increase downloads by 15%": the change itself is what is measured."""
    for quantity in found:
        if quantity.unit in ("%", "ratio") and _BY.search(text[: quantity.begin]):
            down = bool(_DOWN.search(text[: quantity.begin]))
            change = -quantity.value if down else quantity.value
            if change == 0:
                return None
            numbers = Numbers("decrease" if down else "increase", 0.0, change, relative=True)
            return _with_unit(quantity, replace(numbers, assumed="read as the change against the start"))
    return None


def _bounded(text: str, found: list[Quantity]) -> Numbers | None:
    """ "at least 90 %", "under 5 minutes", "95%+": a threshold; of things that are counted, a count."""
    for quantity in found:
        before, after = text[: quantity.begin], text[quantity.end :]
        most = bool(_MOST.search(before) or _OR_LESS.match(after))
        least = bool(_LEAST.search(before) or quantity.more or _OR_MORE.match(after))
        if most and not (quantity.unit == "d" and re.search(r"\bwithin\s*$", before, re.I)):
            return _with_unit(quantity, Numbers("threshold", high=quantity.value))
        if not least:
            continue
        counted = quantity.unit in ("number", "money") and quantity.value >= 1 and quantity.value == int(quantity.value)
        if counted and not _HOLD.search(before) and not re.match(r"\s*(?:$|[.,;)])", after):
            return _with_unit(quantity, Numbers("count", 0.0, quantity.value))
        return _with_unit(quantity, Numbers("threshold", low=quantity.value))
    return None


def _directed(text: str, found: list[Quantity]) -> Numbers | None:
    """ "Reduce lead views to 5", "throughput increases to 10": a way to go, the start is not said."""
    for quantity in found:
        before = text[: quantity.begin]
        if not _TO.search(before) or before.rstrip().lower().endswith(" in"):
            continue
        if _DOWN.search(before):
            return _with_unit(quantity, Numbers("decrease", None, quantity.value, assumed="the start is not said"))
        if _UP.search(before):
            return _with_unit(quantity, Numbers("increase", None, quantity.value, assumed="the start is not said"))
    return None


def _counted(text: str, found: list[Quantity]) -> Numbers | None:
    for quantity in found:
        whole = quantity.value > 0 and quantity.value == int(quantity.value)
        if quantity.unit == "money" and quantity.value > 0 and not _DOWN.search(text[: quantity.begin]):
            return _with_unit(quantity, Numbers("count", 0.0, quantity.value))
        if (
            quantity.unit == "number"
            and whole
            and _TALLY.match(text[quantity.end :])
            and not _HOLD.search(text[: quantity.begin])
        ):
            return Numbers("count", 0.0, quantity.value, unit="number")
    return None


def _share(text: str, found: list[Quantity]) -> Numbers | None:
    """ "80% of team trained", "pipeline at 2X target", "95 %": from nothing to there."""
    for quantity in found:
        if quantity.unit in ("%", "ratio") and quantity.value > 0:
            if _DOWN.search(text[: quantity.begin]):
                return _with_unit(quantity, Numbers("decrease", None, quantity.value, assumed="the start is not said"))
            if _HOLD.search(text):
                return _with_unit(quantity, Numbers("threshold", low=quantity.value))
            return _with_unit(quantity, Numbers("increase", 0.0, quantity.value, assumed="the start is taken as 0"))
    return None


def _held(text: str, found: list[Quantity]) -> Numbers | None:
    """ "99.95 availability", "average time to fill at 40 days"."""
    for quantity in found:
        before, after = text[: quantity.begin], text[quantity.end :]
        if quantity.unit in ("h", "d", "min") and not _AGE.search(before):
            return _with_unit(quantity, Numbers("threshold", high=quantity.value, assumed="a time, read as at most"))
        if _HOLD.search(before[-40:]) or _HOLD.search(after[:24]):
            unit = "%" if 90 <= quantity.value <= 100 else quantity.unit
            return replace(_with_unit(quantity, Numbers("threshold", low=quantity.value)), unit=unit)
        if quantity.value > 0 and re.search(r":\s*$", before) and re.match(r"\s*\W*$", after):
            kind = "decrease" if FALLING_NAMES.search(before) else "increase"
            return _with_unit(quantity, Numbers(kind, None, quantity.value, assumed="the start is not said"))
    return None


def _in_words(text: str, found: list[Quantity]) -> Numbers | None:
    """ "Three templates", "Deliver two playbooks": small numbers are often words."""
    word = number_word(text) if all(quantity.unit == "number" for quantity in found) else None
    if (
        word is None
        or word.value == 0
        or word.begin > 24
        or (found and found[0].begin < word.begin)
        or (word.value == 1 and word.begin > 12)
    ):
        return None
    if re.search(r"\b(?:no|any|each|every|from|this|that)\s*$", text[: word.begin], re.I):
        return None
    return Numbers("count", 0.0, word.value, unit="number")
