"""A choice typed as one sentence: X rather than Y, because Z, so W (product.md 6)."""

from __future__ import annotations

import re

_SENTENCE = re.compile(
    r"^(?P<statement>.+?)(?:,?(?<!\s)\s+rather than\s+(?P<rather_than>.+?))?(?:,\s*because\s+(?P<because>.+?))?"
    r"(?:,\s*so\s+(?P<consequence>.+))?$",
    re.IGNORECASE | re.DOTALL,
)


def choice_fields(text: str) -> dict[str, str]:
    """Return the fields of a choice typed as one sentence: X rather than Y, because Z, so W."""
    found = _SENTENCE.match(text.strip())
    return {name: part.strip() for name, part in found.groupdict().items() if part} if found else {"statement": text}
