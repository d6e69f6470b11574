"""Durations as people type them in two units: "1h30", "1 h 30 min", "2min 5s"."""

from __future__ import annotations

from models.numbers import SECONDS, digits_only, unit_of

_SMALLER = {"h": "min", "min": "s"}


def two_units(text: str) -> float:
    """Return the seconds of "1h30", "1 h 30 min" or "1m30s"; 0 for a text that is no such duration.

    A last number without a unit counts in the next smaller one: "1h30" is an hour and thirty minutes.
    """
    parts = [part.strip() for part in _parts(text)]
    if len(parts) == 3:
        parts.append(_SMALLER.get(_unit(parts[1]), ""))
    if len(parts) != 4 or not (digits_only(parts[0]) and digits_only(parts[2])):
        return 0.0
    large, small = (SECONDS.get(_unit(word), 0.0) for word in parts[1::2])
    if not large > small > 0:
        return 0.0
    return int(parts[0]) * large + int(parts[2]) * small


def _parts(text: str) -> list[str]:
    """Cut a text where digits end or begin again: "1 h 30 min" into "1 ", "h ", "30 ", "min"."""
    parts = [""]
    for char in text:
        before = parts[-1].strip()
        if before and not char.isspace() and char.isdigit() != before[-1].isdigit():
            parts.append("")
        parts[-1] += char
    return parts


def _unit(word: str) -> str:
    return "min" if word == "m" else unit_of(word)
