"""The line typed at the update prompt: value, confidence, note (interface.md 3)."""

from __future__ import annotations

from models.errors import Refused
from models.numbers import (
    CODES,
    DURATIONS,
    MONEY,
    SCALES,
    digits_only,
    echo,
    parse_number,
    plain,
    same_word,
    unit_of,
)


def parse_confidence(text: str) -> int:
    """Return a confidence 0-10: a digit sets it, "0" means 10 and "c0" is a real 0 (product.md 3)."""
    typed = text.strip().lower()
    if typed == "0":
        return 10
    digits = typed[1:] if typed[:1] == "c" else typed
    if not digits_only(digits) or len(digits) > 2 or int(digits) > 10:
        raise Refused(f"{echo(text)} is not a confidence", "Type 0 to 10")
    return int(digits)


def parse_update(text: str, unit: str = "", current: float | None = None) -> tuple[float | None, int | None, str]:
    """Return (value, confidence, note) of one line at the update prompt: `11 c6 two logos signed` (interface.md 3).

    value is None when the line starts with the confidence, which keeps the value; confidence is None when left
    out. One bare word after the number could be a unit, so it is refused; two and more are a note.
    """
    words = plain(text).split()
    if words and _is_confidence(words[0]):
        return None, parse_confidence(words[0]), " ".join(words[1:])
    taken = _value_words(words, unit)
    value = parse_number(" ".join(words[:taken]), unit, current)
    rest = words[taken:]
    if rest and _is_confidence(rest[0]):
        return value, parse_confidence(rest[0]), " ".join(rest[1:])
    if len(rest) == 1 and taken == 1 and words[0][-1:].isdigit() and rest[0] != "-":
        raise Refused(
            f"Is {echo(rest[0])} a unit or a note?", f"Type {words[0]} alone, or {words[0]} - {echo(rest[0])}"
        )
    return value, None, " ".join(rest[1:] if rest[:1] == ["-"] else rest)


def _is_confidence(word: str) -> bool:
    return word[:1] in ("c", "C") and digits_only(word[1:])


def _value_words(words: list[str], unit: str) -> int:
    """Return how many of the words belong to the number: digit groups, scale, unit, sign of a currency."""
    own = unit_of(unit)
    taken = 1
    if words and (words[0] in ("=", "+", "-") or words[0] in CODES or words[0].upper() in MONEY):
        taken = 2
    group = words[taken - 1].lstrip("=+-€$£¥₹") if len(words) >= taken else ""
    while taken < len(words) and digits_only(group) and len(group) <= 3 and _is_group(words[taken]):
        group = words[taken]
        taken += 1
    while taken < len(words) and _belongs(words[taken], own):
        taken += 1
    if own in DURATIONS and words[:taken] and words[taken - 1][-1].isalpha():
        taken += _smaller_unit(words[taken:])
    return taken


def _smaller_unit(rest: list[str]) -> int:
    """Return how many words go on with a duration whose larger unit is read: "30 min", "30min" and a last "30"."""
    digits = rest[0].rstrip("abcdefghijklmnopqrstuvwxyz") if rest else ""
    if not digits_only(digits):
        return 0
    if digits != rest[0] or len(rest) == 1:
        return int(digits == rest[0] or unit_of(rest[0][len(digits) :]) in DURATIONS)
    return 2 if unit_of(rest[1]) in DURATIONS else 0


def _is_group(word: str) -> bool:
    """Return True for "234", "234,5" and "234k": the next thousand of a number typed with blanks."""
    return len(word) >= 3 and digits_only(word[:3]) and (len(word) == 3 or not word[3].isdigit())


def _belongs(word: str, own: str) -> bool:
    if word in SCALES or word == "%" or word in CODES:
        return True
    typed = unit_of(word)
    return bool(own) and (typed == own or same_word(word, own) or (typed in DURATIONS and own in DURATIONS))
