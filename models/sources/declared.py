"""Measure sources as people declare them in their config file (interface.md 6), checked before anything runs.

They are never read from the shared database: a source runs with the rights of the person who pulls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.errors import Refused
from models.scorecard.rules import Value
from models.text import clean

KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "csv": (("path",), ("row", "period", "value")),
    "sql": (("url", "query"), ("period", "value")),
    "http": (("url", "path"), ("headers", "period", "value")),
    "command": (("argv",), ("path", "period", "value")),
}
"""Kind -> keys it must have, keys it may have besides COMMON."""
COMMON = ("measure", "kind", "for", "scale", "every", "quality", "timeout", "retries")
FOR = ("offered", "closed", "running")
RESERVED = ("person", "import", "formula", "rule")
LONGEST_NAME = 40
LONGEST_TIMEOUT, MOST_RETRIES = 600.0, 5


@dataclass(frozen=True, slots=True)
class Source:
    """One source as declared. `${NAME}` in texts is not filled in yet.

    measure: a reference, or the beginning of a name. about: what reaches it (path, url, query, argv ...), by kind.
    span: which period a lone number belongs to: "offered" as product.md 2 offers it to a typing person, "closed",
    "running". scale: what a number is multiplied by, None for as it comes. every, quality: how often, and the handle
    or name of who answers for the numbers (M55). timeout: seconds a try may take; retries: further tries.
    """

    name: str
    kind: str
    measure: str
    about: Mapping[str, Any]
    span: str = "offered"
    scale: Value = None
    every: str = ""
    quality: str = ""
    timeout: float = 20.0
    retries: int = 2

    @property
    def fields(self) -> str:
        """What it reads, in a few words without secrets: shown at the measure."""
        names = [f"{key} {self.about[key]}" for key in ("row", "path", "period", "value") if self.about.get(key)]
        return ", ".join(names if self.kind != "csv" else [one for one in names if not one.startswith("path ")])[:200]


def declare(name: str, table: object) -> Source:
    """Return the source that `[sources.name]` declares. Raises Refused with one line that names the key."""
    if not isinstance(table, Mapping):
        raise _wrong(name, "is a table", f"Write it as [sources.{name}]")
    if not _good_name(name):
        raise _wrong(name, "has a name that cannot be stored", f"Letters, digits, - and _, at most {LONGEST_NAME}")
    kind = _text(name, table, "kind")
    if kind not in KINDS:
        raise _wrong(name, "needs a kind", f"kind is one of {', '.join(KINDS)}")
    must, may = KINDS[kind]
    unknown = [key for key in table if key not in (*must, *may, *COMMON)]
    if unknown:
        raise _wrong(name, f"has a key {clean(unknown[0])[:30]!r} that a {kind} source does not know",
                     f"It takes {', '.join((*must, *may, *COMMON))}")  # fmt: skip
    missing = [key for key in ("measure", *must) if not table.get(key)]
    if missing:
        raise _wrong(name, f"needs {missing[0]}", f"A {kind} source has {', '.join(('measure', *must))}")
    return Source(
        name=name,
        kind=kind,
        measure=_text(name, table, "measure"),
        about={key: _about(name, table, key) for key in (*must, *may) if key in table},
        span=_one_of(name, table, "for", FOR),
        scale=_number(name, table, "scale") if "scale" in table else None,
        every=_text(name, table, "every"),
        quality=_text(name, table, "quality").lstrip("@"),
        timeout=_within(name, table, "timeout", 20.0, 0.1, LONGEST_TIMEOUT),
        retries=int(_within(name, table, "retries", 2, 0, MOST_RETRIES)),
    )


def _good_name(name: str) -> bool:
    bare = name.replace("-", "").replace("_", "")
    return bare.isalnum() and len(name) <= LONGEST_NAME and name.lower() not in RESERVED


def _wrong(name: str, what: str, hint: str) -> Refused:
    return Refused(f"The source {clean(name)[:LONGEST_NAME]} {what}", hint)


def _about(name: str, table: Mapping[str, Any], key: str) -> Any:
    value = table[key]
    if key == "argv":
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise _wrong(name, "takes argv as a list", 'argv = ["report", "--week"]: no shell reads it')
        return tuple(value)
    if key == "headers":
        if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
            raise _wrong(name, "takes headers as a table", 'headers = { Authorization = "Bearer ${TOKEN}" }')
        return dict(value)
    return _text(name, table, key)


def _text(name: str, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise _wrong(name, f"takes {key} as a text in quotes", "")
    return value.strip()


def _one_of(name: str, table: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> str:
    value = _text(name, table, key) or choices[0]
    if value not in choices:
        raise _wrong(name, f"does not know {key} = {clean(value)[:30]!r}", f"It is one of {', '.join(choices)}")
    return value


def _number(name: str, table: Mapping[str, Any], key: str) -> float:
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e15 < value < 1e15:
        raise _wrong(name, f"takes {key} as a number", "")
    return float(value)


def _within(name: str, table: Mapping[str, Any], key: str, default: float, least: float, most: float) -> float:
    if key not in table:
        return default
    value = _number(name, table, key)
    if not least <= value <= most:
        raise _wrong(name, f"takes {key} from {least:g} to {most:g}", "")
    return value
