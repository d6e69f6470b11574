"""A dotted path into a JSON document: `data.items.0.value`, `data.-1`, `data."net.new"`."""

from __future__ import annotations

import json
import re
from typing import Any

from models.sources.outcome import MOST_ROWS, NotPulled, Rows

_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|([^."]+)')


def read(raw: bytes, *, path: str, period: str = "", value: str = "") -> Rows:
    """Return the rows that `path` leads to in a JSON text: one number, or a list of objects with named fields.

    period, value: the fields of each object, when there is a list. Raises NotPulled with one line.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotPulled("is not UTF-8 text") from None
    head = text.lstrip()[:15].lower()
    if head.startswith(("<!doctype", "<html", "<?xml", "<")):
        raise NotPulled("is a web page, not JSON")
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise NotPulled("is nested too deeply") from None
    except ValueError:
        raise NotPulled("is no JSON" if text.strip() else "is empty") from None
    return rows(follow(document, path), path=path, period=period, value=value)


def _no_constant(name: str) -> Any:
    raise NotPulled(f"holds {name}, which is no number")


def follow(document: Any, path: str) -> Any:
    """Return what `path` leads to. Raises NotPulled naming the part that is not there."""
    found = document
    for quoted, bare in _PART.findall(path):
        part = quoted.replace('\\"', '"') if quoted else bare.strip()
        if part in ("$", ""):
            continue
        if isinstance(found, dict) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.lstrip("-").isdigit() and -len(found) <= int(part) < len(found):
            found = found[int(part)]
        else:
            raise NotPulled(f"has no {part[:40]!r} where {path[:60]!r} looks for it")
    return found


def rows(found: Any, *, path: str, period: str, value: str) -> Rows:
    """Return a lone value, or one row an object of a list whose fields are named."""
    if not isinstance(found, list):
        if isinstance(found, dict):
            raise NotPulled(f"{path[:60]!r} is an object, not a number; lead on to one of its fields")
        return [(None, found)]
    if not period or not value:
        raise NotPulled(f"{path[:60]!r} is a list of {len(found)}, not a number; name its fields with period and value")
    if len(found) > MOST_ROWS:
        raise NotPulled(f"{path[:60]!r} has {len(found)} rows, more than {MOST_ROWS}")
    return [(follow(one, period), follow(one, value)) for one in found]
