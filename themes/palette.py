"""Palettes: the TOML files beside this one, and those a user adds (interface.md 7).

A palette has base colours (what a Textual theme is made of) and one `Look` per token of
`themes.sgr.TOKENS`. A file may leave anything out: it is filled from the palette it is `based_on`, and
a look may name a base colour as `$primary`, so that changing one colour changes all that follow it.
Screens turn a palette into a Textual theme and rich styles; nothing here knows of either.

The built-in palettes come ready from `built_in.py`, made from their files by `python -m themes.make` (a test
compares them): reading TOML is no part of a start.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

BUILT_IN = ("dark", "light", "contrast", "classic", "mono", "ansi16")
KINDS = ("dark", "light", "ansi")
BASE = (
    "background",
    "surface",
    "panel",
    "boost",
    "foreground",
    "primary",
    "secondary",
    "accent",
    "success",
    "warning",
    "error",
    "border",
    "scrollbar",
)
"""The base colours every palette has."""

_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ANSI_COLOURS = ("default", *_ANSI, *(f"bright_{name}" for name in _ANSI))
"""Colours of the terminal itself, the only ones a palette of kind `ansi` may use."""


class ThemeError(ValueError):
    """A palette that cannot be used; the text is one line that names the file and the key."""


class Look(NamedTuple):
    """How one token is drawn. fg, bg: `#rrggbb`, a name of ANSI_COLOURS, or "" to leave it as it is."""

    fg: str = ""
    bg: str = ""
    bold: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


class Palette(NamedTuple):
    """A complete palette. kind: dark, light or ansi. base: every name of BASE; looks: every token."""

    name: str
    kind: str
    title: str
    base: Mapping[str, str]
    looks: Mapping[str, Look]

    def look(self, token: str) -> Look:
        """Return the look of `token`; the plain token and an unknown one are drawn plain."""
        return self.looks.get(token, _PLAIN)


_PLAIN = Look()


def palette_names(folder: "Path | None" = None) -> tuple[str, ...]:
    """Return the names that `load_palette` takes: the built-in ones, then the user's in `folder`."""
    if folder is None or not folder.is_dir():
        return BUILT_IN
    own = sorted(path.stem for path in folder.glob("*.toml") if path.stem not in BUILT_IN)
    return (*BUILT_IN, *own)


def load_palette(name: str, folder: "Path | None" = None) -> Palette:
    """Return the palette `name`, built in or from `folder`.

    Raises ThemeError when there is none of that name, or with the first thing wrong in its file.
    """
    if name in BUILT_IN:
        from themes.built_in import PALETTES

        return PALETTES[name]
    known = palette_names(folder)
    if folder is None or name not in known:
        raise ThemeError(f"There is no theme {name!r}; there are {', '.join(known)}")
    from themes.palette_files import read

    return read(folder / f"{name}.toml", folder)
