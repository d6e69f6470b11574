"""Between the program and the terminal: the last filter on what is drawn, and what comes from the keyboard.

sharing.md 6: nothing but printable text, our own styles and http(s) links reaches the terminal, whatever
a colleague stored; an invalid byte from the keyboard does not end the program.
"""

from __future__ import annotations

import codecs
import os
import selectors
import time
from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.color import Color
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
from textual.geometry import Size
from textual.message import Message

from themes.width import shown

_LINKS = ("https://", "http://")


class SafeText(LineFilter):
    """The line filter every widget's output passes: no control character, no foreign link."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without what could steer a terminal; the same list when there is nothing."""
        out: list[Segment] | None = None
        for index, (text, style, control) in enumerate(segments):
            safe = text if text.isascii() and text.isprintable() else shown(text)
            kept = _own_style(style)
            if control or safe is not text or kept is not style:
                if out is None:
                    out = list(segments)
                out[index] = Segment("" if control else safe, kept)
        return segments if out is None else out


def _own_style(style: Style | None) -> Style | None:
    if style is not None and style.link and not style.link.startswith(_LINKS):
        return style.update_link(None)
    return style


_ESC = "\x1b"
_INTRODUCERS = "[O]"
"""Characters that may continue an escape sequence; any other one after Esc was typed by a person."""

PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"


class OarParser(XTermParser):
    """Reads keys; Esc followed fast by a key is Esc and that key (interface.md 2).

    Textual's parser collects what follows an Esc until a pause, so that in a burst the keys after it came
    out as other keys, and an Esc inside a paste let the rest of the paste act as keys. Here an Esc that
    introduces no sequence is told apart at once, and one inside a paste is dropped.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        self._held_at = 0.0
        self._pasting = False
        self._pasted: list[str] = []

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the messages of `data`, what came from the terminal."""
        data, self._held = self._held + data, ""
        while data:
            if self._pasting:
                data = self._take_paste(data)
                if not self._pasting:
                    yield events.Paste("".join(self._pasted).replace(_ESC, ""))
                    self._pasted.clear()
                continue
            at = data.find(_ESC)
            if at < 0:
                yield from self._rest(data)
                return
            yield from self._rest(data[:at])
            data = data[at:]
            if data.startswith(PASTE_START):
                self._pasting = True
                data = data[len(PASTE_START) :]
                continue
            used = self._at_escape(data)
            if used == 0:
                self._held, self._held_at = data, time.monotonic()
                return
            if used > 0:
                yield from self._rest(data[:used])
                data = data[used:]
                continue
            yield events.Key("escape", _ESC)
            data = data[1:]

    def _at_escape(self, data: str) -> int:
        """Return how many characters of `data` Textual is to read, 0 to wait for more, -1 for a typed Esc."""
        if PASTE_START.startswith(data):
            return 0
        following = data[1]
        if following in "\r\t\x1b" or (following.isprintable() and following not in _INTRODUCERS):
            return -1
        return 2

    def _take_paste(self, data: str) -> str:
        """Take what belongs to a paste and return what follows its end, "" while that has not come.

        Textual's parser would look at each character by itself: a megabyte took ten seconds.
        """
        at = data.find(PASTE_END)
        if at >= 0:
            self._pasting = False
            self._pasted.append(data[:at])
            return data[at + len(PASTE_END) :]
        begun = next((n for n in range(len(PASTE_END) - 1, 0, -1) if data.endswith(PASTE_END[:n])), 0)
        self._pasted.append(data[: len(data) - begun])
        self._held = data[len(data) - begun :]
        return ""

    def _rest(self, data: str) -> Iterable[Message]:
        """Leave `data` to Textual's parser, for which nothing would mean the end of all input."""
        if data:
            yield from super().feed(data)

    def tick(self) -> Iterable[Message]:
        """Yield what a pause decides: a lone Esc is the key."""
        if self._held and not self._pasting and time.monotonic() - self._held_at >= constants.ESCAPE_DELAY:
            held, self._held = self._held, ""
            if held == _ESC:
                yield events.Key("escape", _ESC)
            else:
                yield from self._rest(held)
        yield from super().tick()


class OarDriver(LinuxDriver):
    """Textual's driver with our parser, a decoder that survives any byte, and an end at a hang-up."""

    def size_now(self) -> Size:
        """Return the size that the terminal has at this moment."""
        return Size(*self._get_terminal_size())

    def _run_input_thread(self) -> None:
        """Run the thread; a bug in it ends the program like any other, without locals on the screen."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - it would be lost in the thread
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read the keyboard until the program ends or the terminal is gone."""
        parser = OarParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        selector = selectors.SelectSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        try:
            while not self.exit_event.is_set():
                # A held Esc must not wait for the next key longer than the escape delay.
                if selector.select(constants.ESCAPE_DELAY):
                    data = self._read()
                    if data is None:
                        self._hung_up()
                        return
                    self._send(parser.feed(decode(data)))
                self._send(parser.tick())
        finally:
            selector.close()

    def _read(self) -> bytes | None:
        try:
            return os.read(self.fileno, 4096) or None
        except InterruptedError:
            return b""
        except OSError:
            return None

    def _send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)

    def _hung_up(self) -> None:
        self._app.call_later(self._app.exit)
