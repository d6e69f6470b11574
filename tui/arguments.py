"""The global options, read by hand from anywhere on the command line (interface.md 5).

On the path of `oar glance`: no command line framework here.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.errors import Refused

WITH_VALUE = {"--db": "db", "--as": "handle"}
SWITCHES = {
    "--json": "json",
    "--plain": "plain",
    "--read-only": "read_only",
    "--version": "version",
    "--help": "help",
    "-h": "help",
}
LONGEST_PATH = 4_000


class Options:
    """What the global options say. db, handle: "" where not given; the rest are switches."""

    __slots__ = ("db", "handle", "help", "json", "plain", "read_only", "version")

    def __init__(self) -> None:
        self.db = ""
        self.handle = ""
        self.json = False
        self.plain = False
        self.read_only = False
        self.version = False
        self.help = False


def readable(word: str) -> str:
    """Return a word of the command line as text that can be stored: invalid bytes become U+FFFD."""
    if word.isascii():
        return word
    try:
        raw = word.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = word.encode("utf-8", "surrogatepass")
    return raw.decode("utf-8", "replace")


def split(argv: Sequence[str]) -> tuple[Options, list[str]]:
    """Return the global options and the words that are left, the command first.

    What follows a lone `--` is left alone. Raises Refused when an option lacks its value.
    """
    options = Options()
    words: list[str] = []
    waiting = [readable(word) for word in argv]
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            words.append(word)
            words.extend(waiting)
            break
        if name in WITH_VALUE:
            if not equals:
                if not waiting:
                    raise Refused(f"{name} needs a value", "Nothing was changed; `oar --help` shows how")
                value = waiting.pop(0)
            setattr(options, WITH_VALUE[name], _value(name, value))
        elif word in SWITCHES:
            setattr(options, SWITCHES[word], True)
        else:
            words.append(word)
    return options, words


def _value(name: str, value: str) -> str:
    if not value.strip() or "\0" in value:
        raise Refused(f"{name} needs a value", "Nothing was changed; `oar --help` shows how")
    if len(value) > LONGEST_PATH:
        raise Refused(f"The value of {name} has {len(value)} characters, more than any name has")
    return value
