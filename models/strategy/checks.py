"""Live checks of the strategy brief (product.md 6): they warn and never block."""

from __future__ import annotations

from models.findings import Finding
from models.strategy.rules import LONGEST


def check_brief(words: int, longest: int = LONGEST) -> list[Finding]:
    """Return a finding for a brief over two pages or five minutes; `longest` is the organisation's setting."""
    if words <= longest:
        return []
    message = f"{words} words, more than {longest} are not read"
    return [Finding("brief.long", 5, message, "Cut to two pages: choices, what you will not do, why")]


def check_choice(*, rather_than: str | None, consequence: str | None) -> list[Finding]:
    """Return what a choice lacks: "X rather than Y, because Z, so W" (product.md 6)."""
    found = []
    if not (consequence or "").strip():
        found.append(Finding("choice.no-consequence", 2, "No consequence", "Say what it costs: so W"))
    if not (rather_than or "").strip():
        message = "Nothing was given up"
        found.append(Finding("choice.nothing-given-up", 3, message, "Say X rather than Y, because Z, so W"))
    return found
