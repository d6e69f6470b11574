"""Spans as text for the command line: the 16 colours of the terminal's own theme, or no colour at all.

This is the last of the three cleaning layers (sharing.md 6): whatever is stored, nothing but printable
text and the escapes of this file leave `paint`. Standard library only; `oar glance` starts through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from themes.width import shown

CODES = {
    "": "",
    "muted": "2",
    "bold": "1",
    "title": "1",
    "head": "1;4",
    "key": "1",
    "accent": "1;34",
    "ref": "36",
    "quote": "3",
    "off": "1;31",
    "badge.off": "1;7;31",
    "risk": "1;33",
    "ok": "36",
    "late": "33",
    "none": "2",
    "early": "2;3",
    "done": "36",
    "good": "36",
    "bad": "33",
    "same": "2",
    "bar": "34",
    "bar.empty": "2",
    "bar.mark": "1",
    "spark": "",
    "spark.gap": "2",
    "fold": "2",
    "cursor": "7",
    "marked": "1;4",
    "notice": "36",
    "warn": "1;33",
    "error": "1;31",
    "prompt": "1",
    "live": "2",
    "offline": "1;7;33",
    "added": "36",
    "removed": "9;2",
}
"""SGR parameters of every token; the keys are the list of tokens that palettes must cover."""

TOKENS = tuple(token for token in CODES if token)
"""Every token but the plain one, in the order of the documentation."""


def paint(spans: Iterable[tuple[str, str]], colour: bool) -> str:
    """Return `spans` as one line of text; without `colour` there is no escape in it at all.

    An unknown token is drawn plain. Each coloured span ends with a reset, so that a line cut by another
    program colours nothing after it.
    """
    if not colour:
        return "".join([shown(text) for text, _ in spans])
    parts = []
    for text, token in spans:
        code = CODES.get(token, "")
        safe = shown(text)
        parts.append(f"\x1b[{code}m{safe}\x1b[0m" if code and safe else safe)
    return "".join(parts)


def wants_colour(env: Mapping[str, str], tty: bool) -> bool:
    """Say whether output may carry escapes: on a terminal that is not dumb, unless NO_COLOR is set."""
    return tty and not env.get("NO_COLOR") and env.get("TERM", "") not in ("", "dumb")
