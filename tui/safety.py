"""Between the program and the terminal: the last filter on what is drawn, and what comes from the keyboard.

sharing.md 6: nothing but printable text, our own styles and http(s) links reaches the terminal, whatever
a colleague stored; an invalid byte from the keyboard does not end the program.
"""

from __future__ import annotations

import codecs
import os
import selectors
import time
from collections.abc import Callable, Iterable

from rich.segment import Segment
from rich.style import Style
from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.color import Color
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
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
    out as other keys. Here an Esc that introduces no sequence is told apart at once.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = 0.0
        self._pasting = False

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the messages of `data`, what came from the terminal."""
        if self._held and data:
            self._held = 0.0
            data = _ESC + data
        plain = 0
        at = data.find(_ESC)
        while at >= 0:
            if data.startswith((PASTE_START, PASTE_END), at):
                self._pasting = data.startswith(PASTE_START, at)
            elif not self._pasting:
                following = data[at + 1 : at + 2]
                if not following:
                    yield from super().feed(data[plain:at])
                    self._held = time.monotonic()
                    return
                if following == _ESC or following in "\r\t" or self._typed(following):
                    yield from super().feed(data[plain:at])
                    yield events.Key("escape", _ESC)
                    plain = at + 1
            at = data.find(_ESC, at + 1)
        if data[plain:]:
            yield from super().feed(data[plain:])

    @staticmethod
    def _typed(following: str) -> bool:
        return following.isprintable() and following not in _INTRODUCERS

    def tick(self) -> Iterable[Message]:
        """Yield what a pause decides: a lone Esc is the key."""
        if self._held and time.monotonic() - self._held >= constants.ESCAPE_DELAY:
            self._held = 0.0
            yield events.Key("escape", _ESC)
        yield from super().tick()


class OarDriver(LinuxDriver):
    """Textual's driver with our parser, a decoder that survives any byte, and an end at a hang-up."""

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


def crash_text(error: BaseException, log: str) -> str:
    """Return what a person reads when the program failed: no locals, no secrets, where the details are."""
    return (
        f"Oarlock stopped because of an error in itself ({type(error).__name__}). What was saved is kept.\n"
        f"Details, without your data, are in {log}. Please send them with what you did last."
    )


def write_crash_log(error: BaseException, folder: Callable[[], str]) -> str:
    """Write the traceback without locals into a file and return its path, or "nowhere"."""
    import traceback

    try:
        path = os.path.join(folder(), "crash.log")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(traceback.format_tb(error.__traceback__))
            file.write(f"{type(error).__name__}\n")
    except OSError:
        return "nowhere (the log could not be written)"
    return path
