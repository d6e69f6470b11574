"""Numbers three lines high, to be read from the back of a room: digits of box-drawing characters, units beside them."""

from __future__ import annotations

from themes.glyphs import UNICODE, Glyphs

HEIGHT = 3

_HEAVY = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"), "1": (" ╺┓", "  ┃", " ╺┻"), "2": ("╺━┓", "┏━┛", "┗━╸"), "3": ("╺━┓", " ━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"), "5": ("┏━╸", "┗━┓", "╺━┛"), "6": ("┏━╸", "┣━┓", "┗━┛"), "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"), "9": ("┏━┓", "┗━┫", "╺━┛"), "-": ("  ", "╺━", "  "),
}  # fmt: skip
_PLAIN = {
    "0": (" _ ", "| |", "|_|"), "1": ("   ", "  |", "  |"), "2": (" _ ", " _|", "|_ "), "3": (" _ ", " _|", " _|"),
    "4": ("   ", "|_|", "  |"), "5": (" _ ", "|_ ", " _|"), "6": (" _ ", "|_ ", "|_|"), "7": (" _ ", "  |", "  |"),
    "8": (" _ ", "|_|", "|_|"), "9": (" _ ", "|_|", " _|"), "-": ("  ", "__", "  "),
}  # fmt: skip


def large(text: str, glyphs: Glyphs = UNICODE) -> tuple[str, str, str]:
    """Return a number such as "62.3%" as three lines of the same width.

    Digits and a minus are large; anything else (a point, a unit, a currency) keeps its size on the lowest line.
    """
    digits = _PLAIN if glyphs.is_ascii else _HEAVY
    lines = ["", "", ""]
    after_digit = False
    for char in text:
        shape = digits.get(char, (" ", " ", char))
        gap = " " if after_digit and char in digits else ""
        lines = [line + gap + part for line, part in zip(lines, shape, strict=True)]
        after_digit = char in digits
    return lines[0], lines[1], lines[2]
