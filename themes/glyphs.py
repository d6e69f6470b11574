"""The characters Oarlock draws with, in Unicode and in ASCII (interface.md 7).

Every one is a single cell and none can turn into an emoji. Standard library only and no heavy
imports: `oar glance` and `oar status` start through this file.
"""

from __future__ import annotations

from collections.abc import Mapping

STATUSES = ("off", "risk", "late", "none", "early", "ok", "done")
"""The status words of product.md 1, worst first."""

STATUS_WORDS = {
    "off": "OFF",
    "risk": "RISK",
    "ok": "ok",
    "late": "late",
    "none": "not set",
    "early": "too early",
    "done": "done",
}
"""How each status reads in running text (product.md 1)."""


class Glyphs:
    """The Unicode set; each attribute is one cell, `spark` is seven cells from low to high."""

    off = "✗"
    risk = "!"
    ok = "∙"
    done = "✓"
    none = "?"
    late = "~"
    early = "◌"

    ellipsis = "…"
    gap = "∙"
    spark = "▁▂▃▄▅▆▇"

    # A heavy line on a light one: rows of blocks would fuse, and half a cell is a glyph of its own.
    bar_full = "━"
    bar_half = "╸"
    bar_empty = "─"
    bar_mark = "│"

    up = "▴"
    down = "▾"
    flat = "▸"

    fold_open = "▾"
    fold_closed = "▸"

    cursor = "❯"
    mark = "▌"
    check_on = "☒"
    check_off = "☐"
    crumb = "›"
    private = "⊘"
    running = "▸"
    dot = "∙"

    line_h = "─"
    line_v = "│"
    corner_tl = "┌"
    corner_tr = "┐"
    corner_bl = "└"
    corner_br = "┘"

    is_ascii = False

    def status(self, status: str) -> str:
        """Return the one-cell glyph of a status word; an unknown word gets the one of `none`."""
        return _STATUS_OF[self.is_ascii].get(status, self.none)


class AsciiGlyphs(Glyphs):
    """The ASCII set, with a sparkline of digits that can be read aloud."""

    off = "x"
    ok = "."
    done = "+"
    early = ":"

    ellipsis = "~"
    gap = "?"
    spark = "1234567"

    bar_full = "#"
    bar_half = "="
    bar_empty = "."
    bar_mark = "|"

    up = "^"
    down = "v"
    flat = "="

    fold_open = "-"
    fold_closed = "+"

    cursor = ">"
    mark = "*"
    check_on = "x"
    check_off = "_"
    crumb = ">"
    private = "#"
    running = ">"
    dot = "."

    line_h = "-"
    line_v = "|"
    corner_tl = "+"
    corner_tr = "+"
    corner_bl = "+"
    corner_br = "+"

    is_ascii = True


UNICODE = Glyphs()
ASCII = AsciiGlyphs()

_STATUS_OF = tuple({word: str(getattr(kind, word)) for word in STATUSES} for kind in (Glyphs, AsciiGlyphs))


def glyphs(ascii: bool) -> Glyphs:
    """Return the ASCII set or the Unicode set."""
    return ASCII if ascii else UNICODE


def wants_ascii(env: Mapping[str, str]) -> bool:
    """Say whether a terminal with this environment needs the ASCII set.

    `OAR_ASCII` decides when it is set (`0` means Unicode). Otherwise ASCII is for TERM=dumb, for the
    Linux console, whose fonts lack most of the glyphs, and for a locale that is not UTF-8.
    """
    asked = env.get("OAR_ASCII", "")
    if asked:
        return asked != "0"
    if env.get("TERM") in ("dumb", "linux"):
        return True
    if env.get("WT_SESSION"):
        return False
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    return "utf8" not in locale.lower().replace("-", "")
