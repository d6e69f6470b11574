"""What is typed at a key result, as a check-in: `11 c6 two logos signed`, `+2`, `c6`, `=-5`, `done`."""

from __future__ import annotations

from collections.abc import Mapping

from models.errors import Refused
from models.numbers import echo, plain
from models.okrs.verbs import CheckIn, Correct
from models.prompt import parse_confidence, parse_update

_BOOLEAN = {"yes": 1.0, "y": 1.0, "done": 1.0, "no": 0.0, "n": 0.0, "open": 0.0}
_AGAINST = 0.0
"""What a step is read against: the write adds it to the value there is then, so that none gets lost."""


def read_check_in(text: str, *, kr: int, kind: str, unit: str = "", period: int | None = None) -> CheckIn:
    """Return the check-in of one typed line (interface.md 3). Raises Refused for what is no update."""
    words = plain(text).split()
    if kind == "boolean" and words and words[0].lower() in _BOOLEAN:
        _, confidence, note = parse_update(" ".join(["0", *words[1:]])) if len(words) > 1 else (None, None, "")
        return CheckIn(kr=kr, value=_BOOLEAN[words[0].lower()], confidence=confidence, note=note, period=period)
    scale = 100.0 if kind == "milestone" else 1.0
    value, confidence, note = parse_update(text, "%" if kind == "milestone" else unit, _AGAINST)
    value = None if value is None else value / scale
    if value is not None and words and words[0][0] in "+-":
        return CheckIn(kr=kr, nudge=value, confidence=confidence, note=note, period=period)
    return CheckIn(kr=kr, value=value, confidence=confidence, note=note, period=period)


def read_correction(given: Mapping[str, str], *, kr: int, kind: str, unit: str = "") -> Correct:
    """Return the correction of what was changed in a form: value, confidence, word, note. Raises Refused.

    An empty value or confidence cannot be meant: what was said once can be said otherwise, not unsaid.
    """
    for name in ("value", "confidence"):
        if name in given and not given[name].strip():
            raise Refused(f"The {name} cannot be taken back", "Say it as it should have been")
    value = None
    if "value" in given:
        typed = given["value"].strip()
        read = read_check_in(f"={typed}" if typed[:1] == "-" else typed, kr=kr, kind=kind, unit=unit)
        if read.value is None or read.note or read.confidence is not None:
            raise Refused(f"{echo(typed)} is not a value")
        value = read.value
    sure = given.get("confidence")
    return Correct(
        kr=kr,
        value=value,
        confidence=None if sure is None else 0 if sure.strip() == "0" else parse_confidence(sure),
        note=given.get("note"),
        word=(given["word"] or "ok") if "word" in given else None,
    )
