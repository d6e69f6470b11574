"""The form of a brief's outline: its headings, what may stand below a sentence, and how free text is protected."""

from __future__ import annotations

PARTS = {
    "choices": "We choose",
    "exclusions": "We will not",
    "measures": "Measures that matter",
    "assumptions": "We assume",
    "elephants": "Elephants",
}
"""Part of a Sheet -> its heading, in order."""

FIELDS = {
    "choices": {"rather than": "rather_than", "because": "because", "so": "consequence"},
    "exclusions": {"elephant": "elephant", "until": "until"},
    "assumptions": {"measure": "measure"},
    "measures": {},
}
"""Part -> label below a sentence -> field."""

PREFIX = {"choices": "C", "exclusions": "X", "assumptions": "A", "measures": "M"}
"""Part -> what the references in it begin with."""


def escaped(text: str) -> str:
    """Return free text in which no line is taken for a heading when it is read back."""
    return "\n".join(f"\\{line}" if line.startswith(("#", "\\")) else line for line in text.split("\n"))


def plain(lines: list[str]) -> str:
    """Return free text as it was before `escaped`."""
    return "\n".join(line[1:] if line.startswith("\\") else line for line in lines).strip()
