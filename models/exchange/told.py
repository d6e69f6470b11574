"""What a line of our own Markdown outline tells behind the title: `owner @ana; from 4; target 17; weight 2`.

Names and values in plain sight, so that people and git read them and an editor changes them. A value may hold
anything: `;`, line ends and backslashes are escaped here, what Markdown would take as markup around it.
"""

from __future__ import annotations

import math
import re

from models.errors import Refused

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&!])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&nbsp;")
_PART = re.compile(r"((?:[^;\\]|\\.)*)(?:;|$)", re.DOTALL)
_INSIDE = re.compile(r"\\(.)", re.DOTALL)


def shown(text: str) -> str:
    """Return text that Markdown shows as it was typed."""
    return _MARKUP.sub(r"\\\1", text).replace("\u00a0", "&nbsp;")


def typed(markdown: str) -> str:
    """Return the text behind what `shown` wrote."""
    return _ESCAPED.sub(lambda found: found[1] or "\u00a0", markdown)


def facts(known: dict[str, object]) -> str:
    """Return the facts that say something as `name value; name value`; a True is its name alone."""
    parts = []
    for name, value in known.items():
        if value is True:
            parts.append(name)
        elif value is not None and value is not False and value != "":
            said = number(value) if isinstance(value, float) else str(value)
            parts.append(f"{name} {_inside(said)}")
    return "; ".join(parts)


def _inside(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace("\n", "\\n").replace("\t", "\\t")


def read_facts(text: str, line: int, names: frozenset[str]) -> dict[str, str]:
    """Return the facts of a line. Raises Refused with the line's number when one has a name we do not know."""
    known: dict[str, str] = {}
    for match in _PART.finditer(text):
        name, _, value = match.group(1).strip(" ").partition(" ")
        if not name:
            continue
        if name not in names:
            raise Refused(
                f"Line {line}: {name[:30]!r} is nothing a line tells", f"Nothing was imported; one of {_listed(names)}"
            )
        known[name] = _INSIDE.sub(lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), value)
    return known


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def number(value: float) -> str:
    """Return a number that reads back as the same number, as short as that can be."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def read_number(known: dict[str, str], name: str, line: int) -> float | None:
    """Return a fact as a number, None when the line does not tell it. Raises Refused when it is none."""
    said = known.get(name)
    if said is None:
        return None
    try:
        value = float(said)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refused(f"Line {line}: {name} {said[:20]!r} is no number", "Nothing was imported; mend that line")
    return value
