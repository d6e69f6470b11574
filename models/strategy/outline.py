"""A whole brief as Markdown for an editor: written from its words (sheet.py), and what a person left is read back.

Every sentence carries its reference at its end: that is how it keeps its identity, and with it marks, doubts and
what follows from it. What cannot be understood is refused in one line, nothing of it is taken.
"""

from __future__ import annotations

from models.strategy.outline_parts import FIELDS, PARTS, escaped
from models.strategy.sheet import AssumptionLine, ChoiceLine, ExclusionLine, Sheet

STAMP = "<!-- oar brief"
"""How the first line begins; behind it stand the version and the state of its words."""
HELP = """Change, add, take out and move lines; save and leave. One `oar undo` takes all of it back.
[C4] at the end of a sentence is what it is known by: keep it when you change the words, and its marks, doubts and
key results stay with it. A new sentence has none. Keep the five headings, with nothing under one if nothing is left.
Below a choice: rather than, because, so. Below what we will not do: elephant, until, such as Churn [M9] < 5 for 6."""


def as_outline(sheet: Sheet) -> str:
    """Return the text to edit."""
    out = [f"{STAMP} {sheet.version} {sheet.state}", HELP, "-->", f"# {sheet.title}", ""]
    out += [escaped(sheet.vision), ""] if sheet.vision else []
    out += _part("choices", [_choice(number, one) for number, one in enumerate(sheet.choices, 1)])
    out += _part("exclusions", [_exclusion(one, sheet) for one in sheet.exclusions])
    out += _part("measures", [f"- {_measure(one, sheet)}" for one in sheet.measures])
    out += _part("assumptions", [_assumption(one, sheet) for one in sheet.assumptions])
    out += _part("elephants", [escaped(sheet.elephants)] if sheet.elephants else [])
    return "\n".join(out).rstrip() + "\n"


def _part(name: str, lines: list[str]) -> list[str]:
    return [f"## {PARTS[name]}", *([""] if lines else []), *lines, ""]


def _choice(number: int, one: ChoiceLine) -> str:
    head = f"{number}. "
    lines = [f"{head}{one.statement} [{one.ref}]"]
    for label, name in FIELDS["choices"].items():
        lines += _field(label, getattr(one, name), len(head))
    return "\n".join(lines)


def _exclusion(one: ExclusionLine, sheet: Sheet) -> str:
    lines = [f"- {one.statement} [{one.ref}]", *_field("elephant", one.elephant, 2)]
    if one.measure:
        words = [_measure(one.measure, sheet), one.operator, one.limit]
        until = " ".join(word for word in words if word)
        lines += _field("until", f"{until} for {one.periods}" if one.operator and one.limit else until, 2)
    return "\n".join(lines)


def _assumption(one: AssumptionLine, sheet: Sheet) -> str:
    measure = _field("measure", _measure(one.measure, sheet), 2) if one.measure else []
    return "\n".join([f"- {one.statement} [{one.ref}]", *measure])


def _measure(reference: str, sheet: Sheet) -> str:
    return f"{sheet.names.get(reference, '')} [{reference}]".strip()


def _field(label: str, text: str, indent: int) -> list[str]:
    """Return `- because: text`; its further lines are set in behind the label's dash."""
    if not text:
        return []
    first, *rest = text.split("\n")
    return [f"{' ' * indent}- {label}: {first}", *(f"{' ' * (indent + 2)}{line}".rstrip() for line in rest)]
