"""What a live check found (product.md 6): warnings, never refusals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a live check.

    rule: its stable id, such as "kr.no-number". rank: 1 matters most. message: one line, what is odd. fix: one
    line, what would settle it.
    """

    rule: str
    rank: int
    message: str
    fix: str


def most_important(findings: Iterable[Finding], first: int | None = None) -> list[Finding]:
    """Return the findings that matter most first, all of them or the `first` few (three on the screens)."""
    return sorted(findings, key=lambda finding: finding.rank)[:first]
