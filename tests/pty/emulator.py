"""A terminal in memory: what a program wrote becomes a screen, and its questions get answers.

pyte knows the VT102. What newer terminals understand besides is translated or taken out here before
pyte sees it, so that it cannot appear as stray letters.
"""

from __future__ import annotations

import codecs
import re

import pyte
from pyte.screens import Char

_SEQUENCE = re.compile(
    r"\x1b\[([<=>?]?)([0-9;:]*)([ -/]*)([@-~])"  # CSI
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: titles, links, colours, clipboard
    r"|\x1b[PX^_][^\x1b]*\x1b\\"  # DCS, SOS, PM, APC
    r"|\x1b[()][0-9A-Za-z]|\x1b[=>]"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-9;:<=>? -/]*|[\]PX^_][^\x1b\x07]*\x1b?|[()]?)?$")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])[0-9;]*u")
_KEPT_PLAIN = frozenset("@ABCDEFGHJKLMPXadefghlmnr`")
_KEPT_PRIVATE = frozenset("hl")

_QUESTION = re.compile(
    rb"\x1b\[\?(?P<mode>\d+)\$p|\x1b\[(?P<report>[56])n|\x1b\[(?P<attributes>>?)0?c"
    rb"|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
)
_SYNCHRONISED = b"2026"
_RESTING = {
    "1": "l", "7": "h", "25": "h", "1000": "l", "1002": "l", "1003": "l", "1004": "l", "1006": "l",
    "1015": "l", "1016": "l", "1049": "l", "2004": "l", "2026": "l", "2048": "l", "kitty": "l",
}  # fmt: skip


class _Screen(pyte.Screen):
    """pyte's screen, deaf to the questions that are answered by `Emulator.answers`."""

    def report_device_status(self, *_: object, **__: object) -> None:
        """Answered elsewhere."""

    def report_device_attributes(self, *_: object, **__: object) -> None:
        """Answered elsewhere."""


class Emulator:
    """A screen of `columns` x `rows` cells, fed with bytes."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = _Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._tail = ""
        self._question = b""
        self._modes: dict[str, str] = {}

    def feed(self, data: bytes) -> None:
        """Draw what the program wrote; a sequence cut in two waits for its other half."""
        for modes, switch in _MODE.findall(data):
            self._modes.update(dict.fromkeys(modes.decode().split(";"), switch.decode()))
        for switch in _KITTY.findall(data):
            self._modes["kitty"] = "h" if switch == b">" else "l"
        text = self._tail + self._decoder.decode(data)
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        text, self._tail = text[:cut], text[cut:]
        self._stream.feed(_SEQUENCE.sub(_translated, text))

    def answers(self, data: bytes) -> bytes:
        """What a real terminal would send back to the questions in `data`; empty when there are none."""
        text = self._question + data
        out, end = b"", 0
        for question in _QUESTION.finditer(text):
            end = question.end()
            out += self._answer(question)
        rest = text[end:]
        start = rest.rfind(b"\x1b")
        self._question = rest[start:] if start >= 0 and len(rest) - start < 16 else b""
        return out

    def _answer(self, question: re.Match[bytes]) -> bytes:
        if mode := question["mode"]:
            return b"\x1b[?%s;%d$y" % (mode, 2 if mode == _SYNCHRONISED else 0)
        if report := question["report"]:
            cursor = self.screen.cursor
            return b"\x1b[0n" if report == b"5" else b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1)
        if colour := question["colour"]:
            shade = b"ffff" if colour == b"10" else b"0000"
            return b"\x1b]%s;rgb:%s\x1b\\" % (colour, b"/".join([shade] * 3))
        return b"\x1b[>41;354;0c" if question["attributes"] else b"\x1b[?62;22c"

    def resize(self, columns: int, rows: int) -> None:
        """Give the screen another size."""
        self.screen.resize(rows, columns)

    def lines(self) -> list[str]:
        """The screen's text, one string a row, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    def cell(self, column: int, row: int) -> Char:
        """One cell with its character, colours and style; column and row count from 0."""
        return self.screen.buffer[row][column]

    def painted(self) -> bool:
        """Whether anything is on the screen, a background colour included."""
        return any(
            cell.data.strip() or cell.bg != "default" or cell.reverse
            for row in self.screen.buffer.values()
            for cell in row.values()
        )

    def left_on(self) -> list[str]:
        """The terminal modes that are not as a shell expects them: what a program failed to put back."""
        return [mode for mode, rest in _RESTING.items() if self._modes.get(mode, rest) != rest]


def _translated(sequence: re.Match[str]) -> str:
    """The sequence as pyte understands it, or nothing."""
    prefix, numbers, between, final = sequence.groups()
    if final is None:
        return ""
    if prefix == "?" and numbers == "1049":
        return "\x1b[2J\x1b[H"
    kept = _KEPT_PRIVATE if prefix == "?" else _KEPT_PLAIN if not prefix else frozenset()
    return sequence.group(0) if final in kept and not between and ":" not in numbers else ""
